//! The four facts about an agent, said in words. Pure: no signals, no clock.

use contract::{
    departments::Channel,
    presence::{Availability, MyMembership, MyPresence, Outcome, Receiving, WhyNot},
};
use ui::{DotState, Language, fill};

use crate::text::{PresenceText, ReasonText};

/// How many places the summary names before it counts.
const NAMED: usize = 3;

/// A membership's place: the department, and the group where there are several.
pub fn place(t: &PresenceText, membership: &MyMembership) -> String {
    if membership.only_group {
        membership.department_name.clone()
    } else {
        fill(t.place, &[("department", &membership.department_name), ("group", &membership.group_name)])
    }
}

/// The connection is broken: nothing comes, whatever was said before.
pub fn cut_off(presence: &mut MyPresence) {
    presence.connected = false;
    for receiving in presence.memberships.iter_mut().flat_map(|membership| &mut membership.receiving) {
        receiving.why_not = Some(WhyNot::NotConnected);
    }
}

/// The one word for how somebody is.
pub fn state(t: &'static PresenceText, presence: &MyPresence) -> &'static str {
    match dot(presence) {
        DotState::Offline if !presence.connected => t.not_connected,
        DotState::Offline => t.checked_out,
        DotState::Away => t.away,
        DotState::Busy => t.full,
        DotState::Available => t.available,
    }
}

/// The dot for how somebody is.
pub fn dot(presence: &MyPresence) -> DotState {
    let chats = || receiving(presence).map(|(_, receiving)| receiving).filter(|one| one.channel == Channel::Chat);
    let everywhere = presence.memberships.iter().all(|membership| membership.requires_check_in);
    let not_in = presence.requires_check_in && everywhere && presence.checked_in_since.is_none();
    if !presence.connected || not_in {
        DotState::Offline
    } else if presence.availability == Availability::Away {
        DotState::Away
    } else if chats().any(is_full) && !chats().any(comes) {
        DotState::Busy
    } else {
        DotState::Available
    }
}

fn receiving(presence: &MyPresence) -> impl Iterator<Item = (&MyMembership, &Receiving)> {
    presence.memberships.iter().flat_map(|membership| {
        let offered =
            membership.receiving.iter().filter(|one| one.channel == Channel::Ticket || membership.offers_chat);
        offered.map(move |one| (membership, one))
    })
}

fn is_full(receiving: &Receiving) -> bool {
    matches!(receiving.why_not, Some(WhyNot::AtLimit { .. } | WhyNot::AtOwnLimit { .. }))
}

fn comes(receiving: &Receiving) -> bool {
    receiving.why_not.is_none()
}

/// What the agent's word, with all else, brings now.
pub fn now(t: &'static PresenceText, presence: &MyPresence) -> &'static str {
    let some = |channel| receiving(presence).any(|(_, one)| one.channel == channel && comes(one));
    match (some(Channel::Chat), some(Channel::Ticket)) {
        (true, true) => t.both_come,
        (true, false) => t.chats_come,
        (false, true) => t.tickets_come,
        (false, false) => t.neither_comes,
    }
}

/// What comes to the agent, or why nothing does: `chats in Sales 2 of 5 · tickets in Sales`.
pub fn summary(t: &PresenceText, language: Language, presence: &MyPresence) -> String {
    match coming(t, language, presence) {
        Some(coming) => coming,
        None if presence.memberships.is_empty() => t.no_groups.to_owned(),
        None => {
            let why = receiving(presence).find_map(|(_, one)| one.why_not.as_ref());
            match why {
                Some(why) => format!("{}: {}", t.nothing_comes, my_why_not(t, why)),
                None => t.nothing_comes.to_owned(),
            }
        }
    }
}

/// What comes to the agent; nothing when nothing does.
pub fn coming(t: &PresenceText, language: Language, presence: &MyPresence) -> Option<String> {
    let mut parts: Vec<String> = Vec::new();
    for channel in [Channel::Chat, Channel::Ticket] {
        for (membership, one) in receiving(presence).filter(|(_, one)| one.channel == channel && comes(one)) {
            let place = place(t, membership);
            parts.push(match channel {
                Channel::Chat => fill(
                    t.chats_in,
                    &[("where", &place), ("open", &one.open.to_string()), ("limit", &one.share.limit.to_string())],
                ),
                Channel::Ticket => fill(t.tickets_in, &[("where", &place)]),
            });
        }
    }
    if parts.is_empty() {
        return None;
    }
    if parts.len() > NAMED {
        let more = parts.len() - NAMED;
        parts.truncate(NAMED);
        parts.push(ui::count(language, t.and_more, more as u64));
    }
    Some(parts.join(" · "))
}

/// Why nothing comes, said to the agent.
pub fn my_why_not(t: &PresenceText, why: &WhyNot) -> String {
    match why {
        WhyNot::Excluded => t.not_excluded.into(),
        WhyNot::PullsByHand => t.not_pulls.into(),
        WhyNot::MayNotAnswer => t.not_answer.into(),
        WhyNot::NotConnected => t.not_connected_because.into(),
        WhyNot::NotCheckedIn => t.not_checked_in.into(),
        WhyNot::Away => t.not_away.into(),
        WhyNot::Inactive => t.not_inactive.into(),
        WhyNot::AtLimit { open, limit } => limits(t.not_limit, *open, *limit),
        WhyNot::AtOwnLimit { open, limit } => limits(t.not_own_limit, *open, *limit),
        WhyNot::HandedOver => t.not_handed_over.into(),
        WhyNot::DidNotAnswer => t.not_lapsed.into(),
        WhyNot::SecondaryWhilePrimary => t.not_secondary.into(),
    }
}

/// Why somebody was passed over, said of a colleague.
pub fn why_not(t: &ReasonText, why: &WhyNot) -> String {
    match why {
        WhyNot::Excluded => t.excluded.into(),
        WhyNot::PullsByHand => t.pulls.into(),
        WhyNot::MayNotAnswer => t.may_not_answer.into(),
        WhyNot::NotConnected => t.not_connected.into(),
        WhyNot::NotCheckedIn => t.not_checked_in.into(),
        WhyNot::Away => t.away.into(),
        WhyNot::Inactive => t.inactive.into(),
        WhyNot::AtLimit { open, limit } => limits(t.at_limit, *open, *limit),
        WhyNot::AtOwnLimit { open, limit } => limits(t.at_own_limit, *open, *limit),
        WhyNot::HandedOver => t.handed_over.into(),
        WhyNot::DidNotAnswer => t.lapsed.into(),
        WhyNot::SecondaryWhilePrimary => t.secondary.into(),
    }
}

/// What became of a candidate.
pub fn outcome(t: &ReasonText, outcome: &Outcome) -> String {
    match outcome {
        Outcome::Chosen => t.chosen.into(),
        Outcome::Eligible => t.eligible.into(),
        Outcome::NotEligible { why } => why_not(t, why),
    }
}

/// Open items of those allowed.
pub fn limits(text: &str, open: u32, limit: u32) -> String {
    fill(text, &[("open", &open.to_string()), ("limit", &limit.to_string())])
}

/// Departments of the agent's that offer chat and have nobody to receive one.
pub fn nobody_receives(presence: &MyPresence) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for membership in &presence.memberships {
        let lacking = membership.offers_chat && !membership.hidden && !membership.somebody_receives;
        if lacking && !names.contains(&membership.department_name) {
            names.push(membership.department_name.clone());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use contract::{
        Timestamp,
        departments::{Part, Share},
    };

    use super::*;

    fn one(channel: Channel, open: u32, why_not: Option<WhyNot>) -> Receiving {
        Receiving { channel, share: Share { part: Part::Primary, limit: 5, active: true }, open, why_not }
    }

    fn presence(chats: Option<WhyNot>, tickets: Option<WhyNot>) -> MyPresence {
        let id = uuid::Uuid::from_u128(1);
        MyPresence {
            connected: true,
            availability: Availability::Available,
            requires_check_in: false,
            checked_in_since: None,
            memberships: vec![MyMembership {
                group: id.into(),
                group_name: "Level 1".into(),
                department: id.into(),
                department_name: "Sales".into(),
                hidden: false,
                requires_check_in: false,
                somebody_receives: chats.is_none(),
                offers_chat: true,
                only_group: true,
                receiving: vec![one(Channel::Chat, 2, chats), one(Channel::Ticket, 3, tickets)],
            }],
            version: 1,
        }
    }

    #[test]
    fn what_comes_is_said_in_one_line() {
        let t = &PresenceText::ENGLISH;
        assert_eq!(summary(t, Language::English, &presence(None, None)), "chats in Sales 2 of 5 · tickets in Sales");
        assert_eq!(summary(t, Language::English, &presence(Some(WhyNot::Away), None)), "tickets in Sales");
    }

    #[test]
    fn why_nothing_comes_is_said_too() {
        let t = &PresenceText::ENGLISH;
        let nothing = presence(Some(WhyNot::AtLimit { open: 5, limit: 5 }), Some(WhyNot::Inactive));
        assert_eq!(summary(t, Language::English, &nothing), "Nothing comes to you: you have 5 of 5");
        assert_eq!(nobody_receives(&nothing), ["Sales"]);
        assert_eq!(dot(&nothing), DotState::Busy);
    }

    #[test]
    fn the_sentence_beside_the_word_is_about_what_comes() {
        let t = &PresenceText::ENGLISH;
        let full = || Some(WhyNot::AtLimit { open: 5, limit: 5 });
        for (chats, tickets, said) in [
            (None, None, t.both_come),
            (None, full(), t.chats_come),
            (full(), None, t.tickets_come),
            (Some(WhyNot::NotCheckedIn), Some(WhyNot::Inactive), t.neither_comes),
        ] {
            assert_eq!(now(t, &presence(chats, tickets)), said);
        }
    }

    #[test]
    fn without_a_connection_nothing_comes_and_it_is_said() {
        let t = &PresenceText::ENGLISH;
        let mut now = presence(None, None);
        cut_off(&mut now);
        assert_eq!((state(t, &now), dot(&now)), (t.not_connected, DotState::Offline));
        assert_eq!(super::now(t, &now), t.neither_comes);
        assert_eq!(summary(t, Language::English, &now), "Nothing comes to you: this console is not connected");
    }

    #[test]
    fn what_is_more_is_counted_in_the_language() {
        let mut now = presence(None, None);
        now.memberships = vec![now.memberships[0].clone(); 3];
        assert!(summary(&PresenceText::ENGLISH, Language::English, &now).ends_with("· and 3 more"));
    }

    #[test]
    fn the_dot_follows_the_strongest_fact() {
        let mut now = presence(None, None);
        assert_eq!(dot(&now), DotState::Available);
        now.availability = Availability::Away;
        assert_eq!(dot(&now), DotState::Away);
        now.requires_check_in = true;
        now.memberships[0].requires_check_in = true;
        assert_eq!(dot(&now), DotState::Offline);
        now.checked_in_since = Some(Timestamp("2026-11-22T09:00:00.000Z".into()));
        assert_eq!(dot(&now), DotState::Away);
        now.connected = false;
        assert_eq!(dot(&now), DotState::Offline);
    }

    #[test]
    fn a_group_is_named_where_there_are_several() {
        let mut now = presence(None, None);
        now.memberships[0].only_group = false;
        assert_eq!(place(&PresenceText::ENGLISH, &now.memberships[0]), "Sales › Level 1");
    }
}
