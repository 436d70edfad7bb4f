//! What happens to a ticket's status, and what its texts become: pure.

use contract::{
    departments::TicketPolicies,
    rights::{Permission, Permissions},
    tickets::{LinkKind, Priority, TicketStatus},
};
use uuid::Uuid;

/// The longest subject made from a message, in characters.
const SUBJECT_CHARS: usize = 80;

/// What somebody does with a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// The customer answers: whatever it waited for, or was closed over, is to be looked at again.
    CustomerReplies,
    /// An agent answers the customer.
    AgentReplies,
    /// An agent takes it, or hands it on: somebody is to do something about it.
    HandedOn,
    /// An agent says where it stands.
    Set(TicketStatus),
    /// The customer says so.
    CustomerSets(TicketStatus),
}

/// What an act means for the work that stands for the ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Nothing changes.
    Same,
    /// Nothing is to be done any more.
    Done,
    /// Something is to be done again.
    Reopened,
}

/// How a ticket ends by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It stands otherwise.
    Status(TicketStatus),
    /// It is deleted.
    Deleted,
}

/// The status after an act.
pub fn after(act: Act) -> TicketStatus {
    match act {
        Act::AgentReplies => TicketStatus::Waiting,
        Act::CustomerReplies | Act::HandedOn => TicketStatus::Active,
        Act::Set(status) | Act::CustomerSets(status) => status,
    }
}

/// Whether something is to be done about a ticket of this status.
pub fn is_work(status: TicketStatus) -> bool {
    status == TicketStatus::Active
}

/// Whether a ticket of this status is done.
pub fn is_over(status: TicketStatus) -> bool {
    matches!(status, TicketStatus::Closed | TicketStatus::Locked)
}

/// How a ticket ends next by itself, and how many milliseconds after it stands as it does.
pub fn ends(policies: &TicketPolicies, status: TicketStatus) -> Option<(End, i64)> {
    let hours = |hours: u32| i64::from(hours) * 3_600_000;
    let after = |end, millis| Some((end, millis)).filter(|(_, millis)| *millis > 0);
    let deleted = after(End::Deleted, hours(policies.delete_after_days) * 24);
    match status {
        TicketStatus::Active => None,
        TicketStatus::Waiting => after(End::Status(TicketStatus::Closed), hours(policies.close_after_hours)),
        TicketStatus::Closed if policies.lock_after_hours > 0 => {
            after(End::Status(TicketStatus::Locked), hours(policies.lock_after_hours))
        }
        TicketStatus::Closed | TicketStatus::Locked => deleted,
    }
}

/// A link as the other ticket has it.
pub fn seen_from_the_other(link: LinkKind) -> LinkKind {
    match link {
        LinkKind::Related => LinkKind::Related,
        LinkKind::Follows => LinkKind::FollowedBy,
        LinkKind::FollowedBy => LinkKind::Follows,
        LinkKind::SplitFrom => LinkKind::SplitInto,
        LinkKind::SplitInto => LinkKind::SplitFrom,
        LinkKind::MergedFrom => LinkKind::MergedInto,
        LinkKind::MergedInto => LinkKind::MergedFrom,
    }
}

/// Whether two tickets are of the same customer, by their accounts and the addresses that take part: only those are
/// merged, since whoever reads the one reads the other then.
pub fn same_customer(
    (one_account, one): (Option<Uuid>, &[String]),
    (other_account, other): (Option<Uuid>, &[String]),
) -> bool {
    match (one_account, other_account) {
        (Some(one), Some(other)) => one == other,
        _ => one.iter().any(|address| other.contains(address)),
    }
}

/// What a change of status means for the work: only an active ticket is work.
pub fn work(from: TicketStatus, to: TicketStatus) -> Work {
    match (is_work(from), is_work(to)) {
        (true, false) => Work::Done,
        (false, true) => Work::Reopened,
        _ => Work::Same,
    }
}

/// What one needs to set a ticket's status and priority so.
pub fn needs(from: (TicketStatus, Priority), to: (TicketStatus, Priority)) -> Permissions {
    let either = |status| from.0 == status || to.0 == status;
    let status = match () {
        () if either(TicketStatus::Locked) => Permission::Lock,
        () if either(TicketStatus::Closed) => Permission::Close,
        () => Permission::Reply,
    };
    let status = Some(status).filter(|_| from.0 != to.0);
    let fields = Some(Permission::EditFields).filter(|_| from.1 != to.1);
    status.into_iter().chain(fields).collect()
}

/// The priority as it is stored and as routing has it.
pub fn priority_number(priority: Priority) -> i32 {
    match priority {
        Priority::Low => -1,
        Priority::Normal => 0,
        Priority::High => 1,
        Priority::Urgent => 2,
    }
}

/// The priority a stored number stands for.
pub fn priority(number: i32) -> Priority {
    match number {
        ..=-1 => Priority::Low,
        0 => Priority::Normal,
        1 => Priority::High,
        2.. => Priority::Urgent,
    }
}

/// The subject: the one given, else the message's first words.
pub fn subject(given: &str, message: &str) -> String {
    let given = given.trim();
    if !given.is_empty() {
        return given.to_owned();
    }
    let line = message.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    if line.chars().count() <= SUBJECT_CHARS {
        return line.to_owned();
    }
    let cut: String = line.chars().take(SUBJECT_CHARS).collect();
    // Whole words, unless there is only one.
    let words = match cut.rsplit_once(char::is_whitespace) {
        Some((words, _)) if !words.trim().is_empty() => words.trim_end(),
        _ => &cut,
    };
    format!("{words}…")
}

/// A subject as it is looked for.
pub fn subject_key(subject: &str) -> String {
    subject.trim().to_lowercase()
}

/// The human number somebody looks for: `#1007`, `1007`.
pub fn number_in(query: &str) -> Option<i64> {
    let query = query.trim();
    let digits = query.strip_prefix('#').unwrap_or(query);
    // Signs are no part of a number here.
    digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use TicketStatus::{Active, Closed, Locked, Waiting};

    #[test]
    fn what_setting_needs() {
        use Permission::{Close, EditFields, Lock, Reply};
        use Priority::{High, Normal};
        use TicketStatus::{Active, Closed, Locked, Waiting};
        for (from, to, needed) in [
            ((Active, Normal), (Active, Normal), &[][..]),
            ((Active, Normal), (Active, High), &[EditFields]),
            ((Active, Normal), (Waiting, Normal), &[Reply]),
            ((Waiting, Normal), (Closed, High), &[Close, EditFields]),
            ((Closed, Normal), (Active, Normal), &[Close]),
            ((Closed, Normal), (Locked, Normal), &[Lock]),
            ((Active, Normal), (Locked, High), &[Lock, EditFields]),
            ((Locked, Normal), (Active, Normal), &[Lock]),
            ((Locked, Normal), (Closed, Normal), &[Lock]),
            ((Locked, Normal), (Locked, High), &[EditFields]),
        ] {
            assert_eq!(needs(from, to), Permissions::of(needed), "{from:?} {to:?}");
        }
    }

    #[test]
    fn the_status_machine() {
        let table = [
            (Waiting, Act::CustomerReplies, Active, Work::Reopened),
            (Closed, Act::CustomerReplies, Active, Work::Reopened),
            (Active, Act::CustomerReplies, Active, Work::Same),
            (Active, Act::AgentReplies, Waiting, Work::Done),
            (Waiting, Act::AgentReplies, Waiting, Work::Same),
            (Closed, Act::AgentReplies, Waiting, Work::Same),
            (Active, Act::HandedOn, Active, Work::Same),
            (Waiting, Act::HandedOn, Active, Work::Reopened),
            (Closed, Act::HandedOn, Active, Work::Reopened),
            (Active, Act::Set(Closed), Closed, Work::Done),
            (Active, Act::Set(Waiting), Waiting, Work::Done),
            (Active, Act::Set(Active), Active, Work::Same),
            (Waiting, Act::Set(Closed), Closed, Work::Same),
            (Waiting, Act::Set(Active), Active, Work::Reopened),
            (Closed, Act::Set(Active), Active, Work::Reopened),
            (Closed, Act::Set(Waiting), Waiting, Work::Same),
            (Active, Act::Set(Locked), Locked, Work::Done),
            (Closed, Act::Set(Locked), Locked, Work::Same),
            (Locked, Act::Set(Active), Active, Work::Reopened),
        ];
        for (from, act, to, what) in table {
            assert_eq!(after(act), to, "{from:?} {act:?}");
            assert_eq!(work(from, to), what, "{from:?} {act:?}");
        }
    }

    #[test]
    fn how_tickets_end_by_themselves() {
        const HOUR: i64 = 3_600_000;
        let all = TicketPolicies {
            close_after_hours: 48,
            lock_after_hours: 24,
            delete_after_days: 3,
            resolution_required: true,
        };
        let unlocked = TicketPolicies { lock_after_hours: 0, ..all };
        let kept = TicketPolicies { delete_after_days: 0, ..all };
        let locks = Some((End::Status(Locked), 24 * HOUR));
        let deletes = Some((End::Deleted, 72 * HOUR));
        for (policies, status, end) in [
            (TicketPolicies::default(), Waiting, None),
            (TicketPolicies::default(), Locked, None),
            (all, Active, None),
            (all, Waiting, Some((End::Status(Closed), 48 * HOUR))),
            (all, Closed, locks),
            (all, Locked, deletes),
            (unlocked, Closed, deletes),
            (kept, Closed, locks),
            (kept, Locked, None),
        ] {
            assert_eq!(ends(&policies, status), end, "{policies:?} {status:?}");
        }
    }

    #[test]
    fn priorities_come_back() {
        for wanted in [Priority::Low, Priority::Normal, Priority::High, Priority::Urgent] {
            assert_eq!(priority(priority_number(wanted)), wanted);
        }
        assert_eq!(priority_number(Priority::Normal), 0, "what routing takes for the usual");
        assert!(priority_number(Priority::Low) < priority_number(Priority::Normal));
    }

    #[test]
    fn numbers_are_looked_for_as_people_write_them() {
        assert_eq!(number_in(" #1007 "), Some(1007));
        assert_eq!(number_in("1007"), Some(1007));
        for none in ["", "#", "-1", "+1", "1007 printer", "99999999999999999999"] {
            assert_eq!(number_in(none), None, "{none}");
        }
    }

    #[test]
    fn subjects_from_first_words() {
        assert_eq!(subject(" Printer ", "whatever"), "Printer");
        assert_eq!(subject("", "\n\n  The printer smokes.  \nHelp!"), "The printer smokes.");
        assert_eq!(subject("  ", ""), "");
        let long = "word ".repeat(30);
        let made = subject("", &long);
        assert!(made.ends_with("word…") && made.chars().count() <= SUBJECT_CHARS + 1, "{made}");
        let one = "ü".repeat(200);
        assert_eq!(subject("", &one), format!("{}…", "ü".repeat(SUBJECT_CHARS)));
    }
}
