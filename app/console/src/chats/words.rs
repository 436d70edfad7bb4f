//! How a chat is called and what happened in it, in words.

use contract::{
    chat::{ChatRow, EndedBy, InternalEvent, PublicEvent, Side},
    history::FieldChange,
    people::AgentRef,
};
use ui::fill;

use crate::{company::CompanyStore, text::ChatsText};

/// What the visitor is called: the name, else the address, else simply a visitor.
pub fn name(t: &ChatsText, row: &ChatRow) -> String {
    if !row.visitor_name.is_empty() {
        return row.visitor_name.clone();
    }
    row.email.clone().unwrap_or_else(|| t.visitor.to_owned())
}

/// Where the chat is: the department, and the group where its name adds something.
pub fn place(company: CompanyStore, row: &ChatRow) -> String {
    if row.group_name == row.department_name || company.has_only_group(row.department) {
        row.department_name.clone()
    } else {
        format!("{} › {}", row.department_name, row.group_name)
    }
}

/// What a list shows below the name.
pub fn last(t: &ChatsText, row: &ChatRow) -> String {
    match &row.last {
        Some(last) if last.from == Side::Agent => fill(t.you_said, &[("text", &last.text)]),
        Some(last) => last.text.clone(),
        None => row.opening.clone(),
    }
}

/// Something that happened in the public log; nothing for what is not a line of its own.
pub fn happened(t: &ChatsText, event: &PublicEvent) -> Option<String> {
    Some(match event {
        PublicEvent::Message { .. } | PublicEvent::Seen { .. } => return None,
        PublicEvent::Joined { name } => fill(t.joined, &[("name", name)]),
        PublicEvent::WaitingAgain => t.waiting_again.to_owned(),
        PublicEvent::Transferred { department } => fill(t.transferred_to, &[("department", department)]),
        PublicEvent::Ended { by: EndedBy::Visitor } => t.ended_by_visitor.to_owned(),
        PublicEvent::Ended { by: EndedBy::Agent } => t.ended_by_agent.to_owned(),
        PublicEvent::Ended { by: EndedBy::Silence } => t.ended_by_silence.to_owned(),
    })
}

/// Something that happened in the internal log; nothing for a comment.
pub fn happened_inside(t: &ChatsText, event: &InternalEvent, is_me: impl Fn(&AgentRef) -> bool) -> Option<String> {
    Some(match event {
        InternalEvent::Comment { .. } => return None,
        InternalEvent::Assigned { agent, .. } if is_me(agent) => t.assigned_to_you.to_owned(),
        InternalEvent::Assigned { agent, .. } => fill(t.assigned_to, &[("name", &agent.name)]),
        InternalEvent::Queued { group, front: true, .. } => fill(t.queued_front, &[("group", group)]),
        InternalEvent::Queued { group, .. } => fill(t.queued, &[("group", group)]),
        InternalEvent::AgentGone { agent } => fill(t.agent_gone, &[("name", &agent.name)]),
        InternalEvent::NoAnswer { agent } => fill(t.no_answer, &[("name", &agent.name)]),
        InternalEvent::AgentLeft { agent } => fill(t.agent_left, &[("name", &agent.name)]),
        InternalEvent::Fields { by, changes } => {
            let change = |change: &FieldChange| {
                let to = change.to.clone().unwrap_or_else(|| t.fields_cleared.to_owned());
                format!("{}: {to}", change.field)
            };
            let changes = changes.iter().map(change).collect::<Vec<_>>().join("; ");
            fill(t.fields_changed, &[("name", &by.name), ("changes", &changes)])
        }
        InternalEvent::Ticket { by, .. } => fill(t.ticket_made_by, &[("name", &by.name)]),
        InternalEvent::Transferred { by, to, .. } => fill(t.transferred_by, &[("name", &by.name), ("to", to)]),
    })
}
