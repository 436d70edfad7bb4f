//! What is said around something that is edited.

ui::catalogue! {
    /// Fields beside what is saved.
    pub struct EditText {
        load_newest: "Load what it is now",
        title: "Leave without saving?",
        text: "What you changed here is not saved. If you leave, it is lost.",
        leave: "Leave without saving",
        stay: "Stay here",
    }
}
