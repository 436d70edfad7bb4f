//! Both logs and what is still on its way, as one conversation: what comes after what, and which lines belong together.

use contract::{
    ClientId, Timestamp,
    chat::{InternalEvent, PublicEvent, Side},
};

use super::{Fate, Log, Pending};

/// What became of a message of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    /// Not ours.
    None,
    /// Stored by the server.
    Sent,
    /// Shown to the visitor.
    Seen,
}

/// What a line says.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// A message, ours or the visitor's.
    Message {
        /// By which side.
        from: Side,
        /// The name customers see.
        name: String,
        /// Plain text.
        text: String,
        /// What became of it.
        mark: Mark,
    },
    /// Something that happened, of the public log.
    Happened(PublicEvent),
    /// A comment, or something that happened, of the internal log.
    Internal(InternalEvent),
    /// Ours, and not yet stored.
    Pending(Pending),
}

/// A line of the conversation.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its place in its log.
    pub place: Place,
    /// When; of a pending one, when it was sent.
    pub at: Timestamp,
    /// What.
    pub said: Said,
    /// Whether the line before is a message of the same person.
    pub joined: bool,
    /// Whether the line after is one.
    pub goes_on: bool,
}

/// Where a line comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// The public log, by number.
    Public(u64),
    /// The internal log, by number.
    Internal(u64),
    /// On its way, by its client's id.
    Pending(ClientId),
}

/// A line's identity for a keyed list: two lines with the same key look the same.
pub type Key = (Place, Mark, bool, bool, u8);

impl Line {
    /// The line's key.
    pub fn key(&self) -> Key {
        let (mark, fate) = match &self.said {
            Said::Message { mark, .. } => (*mark, 0),
            Said::Pending(pending) => (Mark::None, if pending.fate == Fate::Sending { 1 } else { 2 }),
            Said::Happened(_) | Said::Internal(_) => (Mark::None, 0),
        };
        (self.place, mark, self.joined, self.goes_on, fate)
    }

    /// Whose message it is, to join it with its neighbours.
    fn speaker(&self) -> Option<(Side, &str)> {
        match &self.said {
            Said::Message { from: Side::Visitor, .. } => Some((Side::Visitor, "")),
            Said::Message { from: Side::Agent, name, .. } => Some((Side::Agent, name)),
            _ => None,
        }
    }
}

/// The conversation, in the order things happened. Seen marks show on the messages they are about.
pub fn lines<'a>(log: &Log, pending: impl Iterator<Item = &'a Pending>) -> Vec<Line> {
    let seen = log.seen_by(Side::Visitor);
    let mut lines = Vec::with_capacity(log.public().len() + log.internal().len());
    let mut internal = log.internal().iter().peekable();
    let mut tell_internal = |lines: &mut Vec<Line>, after: u64| {
        while let Some(entry) = internal.next_if(|entry| entry.after <= after) {
            lines.push(line(Place::Internal(entry.number), &entry.at, Said::Internal(entry.event.clone())));
        }
    };
    tell_internal(&mut lines, 0);
    for entry in log.public() {
        let said = match &entry.event {
            PublicEvent::Message { from, name, text, .. } => {
                let mark = match from {
                    Side::Visitor => Mark::None,
                    Side::Agent if entry.number <= seen => Mark::Seen,
                    Side::Agent => Mark::Sent,
                };
                Some(Said::Message { from: *from, name: name.clone(), text: text.clone(), mark })
            }
            PublicEvent::Seen { .. } => None,
            happened => Some(Said::Happened(happened.clone())),
        };
        if let Some(said) = said {
            lines.push(line(Place::Public(entry.number), &entry.at, said));
        }
        tell_internal(&mut lines, entry.number);
    }
    tell_internal(&mut lines, u64::MAX);
    for pending in pending {
        lines.push(line(Place::Pending(pending.client_id), &pending.at, Said::Pending(pending.clone())));
    }
    join(&mut lines);
    lines
}

fn line(place: Place, at: &Timestamp, said: Said) -> Line {
    Line { place, at: at.clone(), said, joined: false, goes_on: false }
}

fn join(lines: &mut [Line]) {
    for next in 1..lines.len() {
        let (before, after) = lines.split_at_mut(next);
        let (Some(a), Some(b)) = (before.last_mut(), after.first_mut()) else { continue };
        // A new minute starts anew, so that a long silence shows its times.
        let minute = |at: &Timestamp| at.0.get(..15).map(str::to_owned);
        if a.speaker().is_some() && a.speaker() == b.speaker() && minute(&a.at) == minute(&b.at) {
            a.goes_on = true;
            b.joined = true;
        }
    }
}
