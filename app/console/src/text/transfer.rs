//! Handing a chat or a ticket on.

ui::catalogue! {
    /// The dialog.
    pub struct TransferText {
        chat: "Transfer the chat",
        ticket: "Transfer the ticket",
        search: "Find an agent, a group or a department",
        agents: "Agents",
        groups: "Groups",
        departments: "Departments",
        receives: "receives now",
        waits: "waits in the queue",
        receives_not: "receives none now",
        none: "Nothing found.",
        comment: "Comment for the colleagues",
        comment_hint: "Only colleagues see it.",
        transfer: "Transfer",
        cancel: "Cancel",
        done: "Transferred to {name}.",
    }
}
