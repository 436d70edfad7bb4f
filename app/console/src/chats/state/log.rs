//! One chat's two logs as far as they are known: gapless from 1, whatever order things arrive in.

use client::log::Log as Entries;
use contract::{
    Timestamp,
    chat::{ChatLog, InternalEntry, LogPosition, Preview, PublicEntry, PublicEvent, Side},
};

/// How many characters of a message a list shows, as the server cuts them.
pub const PREVIEW_CHARS: usize = 200;

/// The two logs of a chat.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Log {
    public: Entries<PublicEntry>,
    internal: Entries<InternalEntry>,
    loaded: bool,
    fetching: bool,
}

impl Log {
    /// The public entries, without a gap.
    pub fn public(&self) -> &[PublicEntry] {
        self.public.entries()
    }

    /// The internal entries, without a gap.
    pub fn internal(&self) -> &[InternalEntry] {
        self.internal.entries()
    }

    /// Whether everything up to the last fetch is here.
    pub fn is_loaded(&self) -> bool {
        self.loaded
    }

    /// The last numbers known.
    pub fn position(&self) -> LogPosition {
        LogPosition { public: self.public.last(), internal: self.internal.last() }
    }

    /// From where to fetch, unless an answer is on its way already.
    pub fn start_fetch(&mut self) -> Option<LogPosition> {
        let idle = !std::mem::replace(&mut self.fetching, true);
        idle.then(|| self.position())
    }

    /// The fetch got no answer.
    pub fn fetch_failed(&mut self) {
        self.fetching = false;
    }

    /// Takes a public entry. False when one before it is missing.
    pub fn take_public(&mut self, entry: PublicEntry) -> bool {
        self.public.apply(entry);
        self.is_whole()
    }

    /// Takes an internal entry. False when one before it is missing.
    pub fn take_internal(&mut self, entry: InternalEntry) -> bool {
        self.internal.apply(entry);
        self.is_whole()
    }

    /// Takes what was fetched. False when there is more to fetch.
    pub fn take_fetched(&mut self, fetched: ChatLog) -> bool {
        self.fetching = false;
        self.public.merge(fetched.public);
        self.internal.merge(fetched.internal);
        let whole = self.is_whole() && !fetched.more;
        self.loaded |= whole;
        whole
    }

    fn is_whole(&self) -> bool {
        !self.public.has_gap() && !self.internal.has_gap()
    }

    /// The last public number a side has seen.
    pub fn seen_by(&self, side: Side) -> u64 {
        let seen = self.public().iter().filter_map(|entry| match entry.event {
            PublicEvent::Seen { by, up_to } if by == side => Some(up_to),
            _ => None,
        });
        seen.max().unwrap_or_default()
    }

    /// The visitor's messages our side has not seen.
    pub fn unread(&self) -> u32 {
        let seen = self.seen_by(Side::Agent);
        let unread = self.public().iter().filter(|entry| entry.number > seen && is_message(entry, Side::Visitor));
        unread.count() as u32
    }

    /// The number of the visitor's last message.
    pub fn last_of_visitor(&self) -> Option<u64> {
        self.public().iter().rev().find(|entry| is_message(entry, Side::Visitor)).map(|entry| entry.number)
    }

    /// Whether the last word is the visitor's.
    pub fn visitor_spoke_last(&self) -> bool {
        let last = self.public().iter().rev().find_map(|entry| match &entry.event {
            PublicEvent::Message { from, .. } => Some(*from),
            _ => None,
        });
        last == Some(Side::Visitor)
    }

    /// The last thing said, as a list shows it.
    pub fn preview(&self) -> Option<Preview> {
        self.public().iter().rev().find_map(|entry| match &entry.event {
            PublicEvent::Message { from, text, .. } => Some(preview(*from, text, &entry.at)),
            _ => None,
        })
    }
}

fn is_message(entry: &PublicEntry, side: Side) -> bool {
    matches!(&entry.event, PublicEvent::Message { from, .. } if *from == side)
}

fn preview(from: Side, text: &str, at: &Timestamp) -> Preview {
    let mut begins: String = text.trim_start().chars().take(PREVIEW_CHARS).collect();
    if text.trim_start().chars().nth(PREVIEW_CHARS).is_some() {
        begins.push('…');
    }
    let text = begins.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    Preview { from, text, at: at.clone() }
}
