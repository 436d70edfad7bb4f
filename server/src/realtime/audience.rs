//! Who hears of something: the subjects sockets want. Pure.

use std::sync::Arc;

use uuid::Uuid;

use crate::people::VisitorRef;

/// Every console of an agent.
pub fn agent(agent: Uuid) -> Arc<str> {
    format!("agent:{agent}").into()
}

/// Every console of one session.
pub fn session(session: Uuid) -> Arc<str> {
    format!("session:{session}").into()
}

/// The console that holds a lease.
pub fn lease(lease: Uuid) -> Arc<str> {
    format!("lease:{lease}").into()
}

/// The consoles that show a chat.
pub fn chat(chat: Uuid) -> Arc<str> {
    format!("chat:{chat}").into()
}

/// The consoles that look at a ticket.
pub fn ticket(ticket: Uuid) -> Arc<str> {
    format!("ticket:{ticket}").into()
}

/// The consoles whose agents see all that a group has.
pub fn group(group: Uuid) -> Arc<str> {
    format!("group:{group}").into()
}

/// The consoles whose agents see what waits in a group, and nothing else of it.
pub fn queue(group: Uuid) -> Arc<str> {
    format!("queue:{group}").into()
}

/// Every console.
pub fn company() -> Arc<str> {
    "company".into()
}

/// The consoles whose agents may know who works in a confidential department.
pub fn confidential(department: Uuid) -> Arc<str> {
    format!("confidential:{department}").into()
}

/// The pages of one visitor's browser.
pub fn browser(visitor: Uuid) -> Arc<str> {
    format!("visitor:{visitor}").into()
}

/// The pages of whoever has an identity a site vouched for, in whichever browser.
pub fn identity(brand: Uuid, sub: &str) -> Arc<str> {
    format!("identity:{brand}:{sub}").into()
}

/// Every page of a visitor, and of the same person in other browsers.
pub fn visitor(visitor: &VisitorRef) -> Vec<Arc<str>> {
    let identity = visitor.sub.as_ref().map(|sub| identity(visitor.brand, sub));
    std::iter::once(browser(visitor.id)).chain(identity).collect()
}

/// Every open widget of a brand.
pub fn widgets(brand: Uuid) -> Arc<str> {
    format!("widgets:{brand}").into()
}

/// Every open portal page of a brand.
pub fn portals(brand: Uuid) -> Arc<str> {
    format!("portals:{brand}").into()
}

/// Who hears a chat's log, on our side: who has it, and who looks at it.
pub fn of_log(chat_id: Uuid, owner: Option<Uuid>) -> Vec<Arc<str>> {
    std::iter::once(chat(chat_id)).chain(owner.map(agent)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_subject_of_ours_is_a_visitors() {
        let id = Uuid::nil();
        let internal = of_log(id, Some(id));
        let visitor = visitor(&VisitorRef { id, brand: id, sub: Some(String::new()) });
        assert_eq!(visitor.len(), 2);
        assert!(!internal.iter().any(|subject| visitor.contains(subject)));
        assert!(!internal.contains(&widgets(id)) && !internal.contains(&portals(id)));
        assert_eq!(of_log(id, None).len(), 1);
    }
}
