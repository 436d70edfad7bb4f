//! How a ticket, its state and what happened to it are called, in words.

use contract::{
    mails::Verdict,
    people::AgentRef,
    tickets::{Joining, Priority, Sending, SendingFate, TicketEvent, TicketRow, TicketStatus},
};
use ui::{Tone, fill};

use crate::text::TicketsText;

/// Every status, in the order of a ticket's life.
pub const STATUSES: [TicketStatus; 4] =
    [TicketStatus::Active, TicketStatus::Waiting, TicketStatus::Closed, TicketStatus::Locked];

/// A status in a word.
pub fn status(t: &TicketsText, status: TicketStatus) -> &'static str {
    match status {
        TicketStatus::Active => t.active,
        TicketStatus::Waiting => t.waiting,
        TicketStatus::Closed => t.closed,
        TicketStatus::Locked => t.locked,
    }
}

/// How a status is meant.
pub fn status_tone(status: TicketStatus) -> Tone {
    match status {
        TicketStatus::Active => Tone::Accent,
        TicketStatus::Waiting => Tone::Warn,
        TicketStatus::Closed | TicketStatus::Locked => Tone::Neutral,
    }
}

/// Every priority, lowest first.
pub const PRIORITIES: [Priority; 4] = [Priority::Low, Priority::Normal, Priority::High, Priority::Urgent];

/// A priority in a word.
pub fn priority(t: &TicketsText, priority: Priority) -> &'static str {
    match priority {
        Priority::Low => t.low,
        Priority::Normal => t.normal,
        Priority::High => t.high,
        Priority::Urgent => t.urgent,
    }
}

/// How a priority is meant.
pub fn priority_tone(priority: Priority) -> Tone {
    match priority {
        Priority::Low | Priority::Normal => Tone::Neutral,
        Priority::High => Tone::Warn,
        Priority::Urgent => Tone::Bad,
    }
}

/// Where the ticket is: the department, and the group where its name adds something.
pub fn place(row: &TicketRow) -> String {
    if row.group_name.is_empty() || row.group_name == row.department_name {
        row.department_name.clone()
    } else {
        format!("{} › {}", row.department_name, row.group_name)
    }
}

/// Whether nobody works on it before somebody unlocks it, or says that it is no spam.
pub fn is_stuck(row: &TicketRow) -> bool {
    row.status == TicketStatus::Locked || row.set_aside.is_some()
}

/// What stands below a message.
#[derive(Clone, PartialEq)]
pub struct Note {
    /// In words.
    pub words: String,
    /// Somebody should do something about it.
    pub wrong: bool,
}

/// How a message fares on its way to the customer.
pub fn sending(t: &TicketsText, sending: &Sending) -> Note {
    let problem = [("problem", &*sending.problem)];
    let (words, wrong) = match (sending.fate, sending.problem.is_empty()) {
        (SendingFate::Waiting, true) if sending.held => (t.mail_held.to_owned(), false),
        (SendingFate::Waiting, true) => (t.mail_waiting.to_owned(), false),
        (SendingFate::Waiting, false) => (fill(t.mail_again, &problem), true),
        (SendingFate::Sent, true) => (t.mail_sent.to_owned(), false),
        (SendingFate::Sent, false) => (fill(t.mail_late, &problem), true),
        (SendingFate::Refused, _) => (fill(t.mail_refused, &problem), true),
        (SendingFate::Bounced, _) => (fill(t.mail_bounced, &problem), true),
    };
    Note { words, wrong }
}

/// What is to be known of who wrote a message, when something is.
pub fn sender(t: &TicketsText, automatic: bool, verdict: Option<Verdict>) -> Option<Note> {
    let words = match verdict {
        Some(Verdict::Failed) => t.failed,
        _ if automatic => t.automatic,
        Some(Verdict::Unknown) => t.unverified,
        Some(Verdict::Passed) | None => return None,
    };
    Some(Note { words: words.to_owned(), wrong: verdict == Some(Verdict::Failed) })
}

/// Something that happened; nothing for what was said.
pub fn happened(t: &TicketsText, event: &TicketEvent, is_me: impl Fn(&AgentRef) -> bool) -> Option<String> {
    let name = |agent: &AgentRef| if is_me(agent) { t.you.to_owned() } else { agent.name.clone() };
    Some(match event {
        TicketEvent::Message { .. } | TicketEvent::Stranger { .. } | TicketEvent::Comment { .. } => return None,
        TicketEvent::Chat { by, .. } => fill(t.of_chat, &[("name", &name(by))]),
        TicketEvent::Assigned { agent, .. } if is_me(agent) => t.assigned_to_you.to_owned(),
        TicketEvent::Assigned { agent, .. } => fill(t.assigned_to, &[("name", &agent.name)]),
        TicketEvent::Queued { group, .. } => fill(t.queued, &[("group", group)]),
        TicketEvent::Transferred { by, to, .. } => fill(t.transferred_by, &[("name", &name(by)), ("to", to)]),
        TicketEvent::Status { by_customer: true, to, .. } => fill(t.status_customer, &[("to", status(t, *to))]),
        TicketEvent::Status { by: Some(by), from, to, .. } => {
            fill(t.status_by, &[("name", &name(by)), ("from", status(t, *from)), ("to", status(t, *to))])
        }
        TicketEvent::FollowUp { by, comment } if comment.is_empty() => fill(t.follow_up_due, &[("name", &name(by))]),
        TicketEvent::FollowUp { by, comment } => fill(t.follow_up_of, &[("name", &name(by)), ("comment", comment)]),
        TicketEvent::Status { by: None, to: to @ (TicketStatus::Closed | TicketStatus::Locked), .. } => {
            fill(t.status_in_time, &[("to", status(t, *to))])
        }
        TicketEvent::Joined { by, how, other } => {
            let words = match how {
                Joining::MergedFrom => t.merged_from,
                Joining::MergedInto => t.merged_into,
                Joining::MergeUndone => t.merge_undone,
                Joining::SplitFrom => t.joined_split_from,
                Joining::SplitInto => t.joined_split_into,
                Joining::SplitUndone => t.split_undone,
            };
            fill(words, &[("name", &name(by)), ("number", &fill(t.number, &[("n", &other.to_string())]))])
        }
        TicketEvent::Status { by: None, to, .. } => fill(t.status_itself, &[("to", status(t, *to))]),
    })
}
