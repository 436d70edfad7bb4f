//! What the frame says: top bar, rail, bars and keys.

ui::catalogue! {
    /// What the frame says.
    pub struct ShellText {
        skip: "Skip to content",
        rail: "Main",
        not_found: "There is nothing here",
    }
}
