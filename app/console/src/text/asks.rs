//! Comments, and asking a colleague.

ui::catalogue! {
    /// Comments, naming somebody in one, and what is asked of oneself.
    pub struct AsksText {
        title: "Asked of me",
        by_of_group: "{name} to {group}",
        visitor: "Visitor",
        done: "Done: {about}",
        asks_you: "{name} asks you something.",
        open: "Open",
        ask: "Whom to ask",
        you: "You",
        resolution: "How it ended",
        internal: "Internal",
        transfer: "Transfer",
        only_colleagues: "only colleagues see this",
        comment_by: "Internal comment by {name}",
    }
}
