//! What is said about files that belong to messages.

ui::catalogue! {
    /// Files, and mails as they were written.
    pub struct EnclosedText {
        frame: "The message as it was written",
        as_text: "Show as plain text",
        as_written: "Show as it was written",
        remote: "Pictures from elsewhere are not shown: their sender would learn that you read this.",
        show_remote: "Show remote images",
        add: "Add files",
        adding: "On its way",
        remove: "Remove",
        pasted: "picture.png",
    }
}
