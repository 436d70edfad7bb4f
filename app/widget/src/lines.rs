//! The conversation line by line, as it is shown: days, happenings, and what was said or is on its way. Pure.

use contract::{
    ClientId, Timestamp,
    chat::{EndedBy, PublicEvent, Side},
};

use crate::talk::{Progress, Talk};

/// Something that happened between messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happening {
    /// An agent took the chat up.
    Joined(String),
    /// The agent is gone.
    WaitingAgain,
    /// The chat went to another department.
    Transferred(String),
    /// It is over.
    Ended(EndedBy),
}

/// What is shown in one piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A day begins.
    Day {
        /// The viewer's day, as a number.
        day: u32,
        /// A moment of it.
        at: Timestamp,
    },
    /// Something happened.
    Event {
        /// Its number.
        number: u64,
        /// What.
        what: Happening,
    },
    /// Something was said.
    Said {
        /// By its sender's id: it stays the same from pending to seen.
        client_id: ClientId,
        /// By which side.
        side: Side,
        /// The name to show.
        name: String,
        /// Plain text.
        text: String,
        /// When; absent while it is on its way.
        at: Option<Timestamp>,
        /// Whether the line before is by the same side.
        joined: bool,
    },
}

impl Line {
    /// Which line it is, for as long as it is shown. Ids of messages are each side's own.
    pub fn key(&self) -> String {
        match self {
            Line::Day { day, .. } => ["day ", &day.to_string()].concat(),
            Line::Event { number, .. } => ["entry ", &number.to_string()].concat(),
            Line::Said { side: Side::Visitor, client_id, .. } => ["own ", &client_id.to_string()].concat(),
            Line::Said { client_id, .. } => ["theirs ", &client_id.to_string()].concat(),
        }
    }
}

/// What is shown of a talk. `day_of` tells the viewer's day of a moment.
pub fn lines(talk: &Talk, day_of: impl Fn(&Timestamp) -> u32) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::with_capacity(talk.log.entries().len() + talk.outbox.len());
    let mut day = 0;
    let mut before = None;
    for entry in talk.log.entries() {
        let line = match &entry.event {
            PublicEvent::Message { from, name, text, client_id } => Line::Said {
                client_id: *client_id,
                side: *from,
                name: name.clone(),
                text: text.clone(),
                at: Some(entry.at.clone()),
                joined: false,
            },
            PublicEvent::Seen { .. } => continue,
            PublicEvent::Joined { name } => event(entry.number, Happening::Joined(name.clone())),
            PublicEvent::WaitingAgain => event(entry.number, Happening::WaitingAgain),
            PublicEvent::Transferred { department } => event(entry.number, Happening::Transferred(department.clone())),
            PublicEvent::Ended { by } => event(entry.number, Happening::Ended(*by)),
        };
        let today = day_of(&entry.at);
        if today != day {
            (day, before) = (today, None);
            lines.push(Line::Day { day, at: entry.at.clone() });
        }
        push(&mut lines, &mut before, line);
    }
    for outgoing in &talk.outbox {
        let line = Line::Said {
            client_id: outgoing.client_id,
            side: Side::Visitor,
            name: String::new(),
            text: outgoing.text.clone(),
            at: None,
            joined: false,
        };
        push(&mut lines, &mut before, line);
    }
    lines
}

fn event(number: u64, what: Happening) -> Line {
    Line::Event { number, what }
}

fn push(lines: &mut Vec<Line>, before: &mut Option<(Side, String)>, mut line: Line) {
    *before = match &mut line {
        Line::Said { side, name, joined, .. } => {
            let who = if *side == Side::Visitor { String::new() } else { name.clone() };
            let now = Some((*side, who));
            *joined = *before == now;
            now
        }
        Line::Day { .. } | Line::Event { .. } => None,
    };
    lines.push(line);
}

/// What can be said below a message of one's own, apart from the lines: they stay where they are while it changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is on its way, or in the log.
    Progress(Progress),
    /// The agents have seen it.
    Seen,
}

/// How far a message is. Nothing for what is old: the last message of one's own says it for those before.
pub fn fate(talk: &Talk, client_id: ClientId) -> Option<Fate> {
    if let Some(outgoing) = talk.outbox.iter().find(|outgoing| outgoing.client_id == client_id) {
        return Some(Fate::Progress(outgoing.progress));
    }
    let mut entries = talk.log.entries().iter().rev();
    let last = entries.find(|entry| matches!(entry.event, PublicEvent::Message { from: Side::Visitor, .. }))?;
    match &last.event {
        PublicEvent::Message { client_id: id, .. } if *id != client_id => None,
        _ if last.number <= talk.seen_by_agents() => Some(Fate::Seen),
        _ => Some(Fate::Progress(Progress::Sent)),
    }
}
