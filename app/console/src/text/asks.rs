//! Asking a colleague.

ui::catalogue! {
    /// Naming somebody in a comment, and what is asked of oneself.
    pub struct AsksText {
        title: "Asked of me",
        by: "{name} asks {asked}",
        visitor: "Visitor",
        done: "Done: {about}",
        asks_you: "{name} asks you something.",
        open: "Open",
        ask: "Whom to ask",
    }
}
