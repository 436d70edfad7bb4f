//! What this tab knows of the tickets it shows. No Leptos, no clock, no I/O: *fetched + pushed = fetched again*.
//!
//! Pushes name the version of their group's tickets; a missing number means that a push was lost, and the list is
//! fetched again. A row's own version tells an older row from a newer one.

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use contract::{
    AccountId, GroupId, TicketEntryId, TicketId, Timestamp,
    live::AgentFrame,
    rights::Permission,
    tickets::{Sending, SetAside, Ticket, TicketFilter, TicketRow, TicketScope, TicketStatus},
};

/// What leaves something to be fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// A push was missed: fetch the list again.
    FetchList,
    /// The open ticket is older than its row, or left.
    FetchTicket(TicketId),
}

/// Which tickets are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// Whose.
    pub scope: TicketScope,
    /// Only of this group.
    pub group: Option<GroupId>,
    /// Only of this status.
    pub status: Option<TicketStatus>,
    /// Only those that have all of these words, the newest ticket first.
    pub words: Option<String>,
    /// Only with this tag.
    pub tag: Option<String>,
    /// Those that are set aside so, and no others.
    pub set_aside: Option<SetAside>,
}

impl View {
    /// The view as the server is asked for it.
    pub fn filter(&self, after: Option<String>) -> TicketFilter {
        let View { scope, group, status, words, tag, set_aside } = self.clone();
        TicketFilter { scope, group, status, words, tag, set_aside, after }
    }

    fn fits(&self, row: &TicketRow, me: Option<AccountId>) -> bool {
        let whose = match self.scope {
            TicketScope::Mine => me.is_some() && row.agent.as_ref().map(|agent| agent.id) == me,
            TicketScope::Queue => row.agent.is_none(),
            TicketScope::All => true,
        };
        whose
            && self.group.is_none_or(|group| group == row.group)
            && self.status.is_none_or(|status| status == row.status)
            && self.set_aside == row.set_aside
            && self.tag.as_ref().is_none_or(|tag| has(row, tag))
    }
}

/// Whether a ticket has a tag: upper and lower case make no difference.
fn has(row: &TicketRow, tag: &str) -> bool {
    row.tags.iter().any(|own| own.to_lowercase() == tag.trim().to_lowercase())
}

/// What is known.
#[derive(Clone, Debug, Default)]
pub struct State {
    me: Option<AccountId>,
    view: View,
    rows: Vec<TicketRow>,
    next: Option<String>,
    listed: bool,
    listing: bool,
    versions: HashMap<GroupId, u64>,
    /// What was pushed while an answer was on its way, which may be older than the push.
    early: Vec<AgentFrame>,
    open: Option<TicketId>,
    details: HashMap<TicketId, Ticket>,
    /// What was pushed of messages that leave, since the connection stands: a fetched ticket may be older.
    sendings: HashMap<TicketEntryId, Sending>,
}

impl State {
    /// Nothing is known yet to this agent.
    pub fn of(me: AccountId) -> Self {
        Self { me: Some(me), ..Self::default() }
    }

    /// Whose tab this is.
    pub fn me(&self) -> Option<AccountId> {
        self.me
    }

    /// Whether the agent has the ticket.
    pub fn is_mine(&self, row: &TicketRow) -> bool {
        self.me.is_some() && row.agent.as_ref().map(|agent| agent.id) == self.me
    }

    /// Which tickets are listed.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// The listed tickets, last updated first.
    pub fn rows(&self) -> &[TicketRow] {
        &self.rows
    }

    /// A ticket's row: the listed one, or the open one's.
    pub fn row(&self, ticket: TicketId) -> Option<&TicketRow> {
        let listed = self.rows.iter().find(|row| row.id == ticket);
        let detail = self.details.get(&ticket).map(|detail| &detail.row);
        match (listed, detail) {
            (Some(listed), Some(detail)) if detail.version > listed.version => Some(detail),
            (Some(listed), _) => Some(listed),
            (None, detail) => detail,
        }
    }

    /// Where the next page goes on.
    pub fn next(&self) -> Option<String> {
        self.next.clone()
    }

    /// Whether the list was fetched.
    pub fn is_listed(&self) -> bool {
        self.listed
    }

    /// A ticket with all that happened to it, as last fetched.
    pub fn detail(&self, ticket: TicketId) -> Option<&Ticket> {
        self.details.get(&ticket)
    }

    /// Shows another list. The same one keeps its rows until they are fetched again.
    pub fn show(&mut self, view: View) {
        if self.view != view {
            self.view = view;
            self.rows.clear();
            self.next = None;
            self.listed = false;
        }
        self.early.clear();
    }

    /// Opens a ticket, or none.
    pub fn open(&mut self, ticket: Option<TicketId>) {
        self.open = ticket;
    }

    /// Pushes may have been missed: their numbers begin anew.
    pub fn resume(&mut self) {
        self.versions.clear();
        self.sendings.clear();
    }

    /// An answer about the list is on its way.
    pub fn start_listing(&mut self) {
        self.listing = true;
        self.early.clear();
    }

    /// No answer came.
    pub fn listing_failed(&mut self) {
        self.listing = false;
        self.early.clear();
    }

    /// Takes the list as fetched from its beginning; what was pushed meanwhile goes on top.
    pub fn take_list(&mut self, rows: Vec<TicketRow>, next: Option<String>) {
        self.rows.clear();
        self.next = next;
        self.listed = true;
        self.take_rows(rows);
    }

    /// Takes the page after the last one.
    pub fn take_more(&mut self, rows: Vec<TicketRow>, next: Option<String>) {
        self.next = next;
        self.take_rows(rows);
    }

    fn take_rows(&mut self, rows: Vec<TicketRow>) {
        self.listing = false;
        for row in rows {
            if self.rows.iter().all(|known| known.id != row.id) {
                self.rows.push(row);
            }
        }
        // What was looked for stays in the order it was found in.
        if self.view.words.is_none() {
            self.rows.sort_by(|a, b| order(b).cmp(&order(a)));
        }
        for frame in std::mem::take(&mut self.early) {
            match frame {
                AgentFrame::TicketChanged { row, .. } => self.place(*row),
                AgentFrame::TicketLeft { group, ticket, .. } => self.leave(group, ticket),
                _ => {}
            }
        }
    }

    /// Takes a pushed frame.
    pub fn apply(&mut self, frame: &AgentFrame) -> Vec<Need> {
        match frame {
            AgentFrame::TicketChanged { group, version, row } => {
                let mut needs = self.heard(*group, *version);
                if self.listing {
                    self.early.push(frame.clone());
                }
                self.place((**row).clone());
                let older = self.details.get(&row.id).is_none_or(|detail| detail.row.version < row.version);
                if self.open == Some(row.id) && older {
                    needs.push(Need::FetchTicket(row.id));
                }
                needs
            }
            AgentFrame::TicketLeft { group, version, ticket } => {
                let mut needs = self.heard(*group, *version);
                if self.listing {
                    self.early.push(frame.clone());
                }
                self.leave(*group, *ticket);
                if self.open == Some(*ticket) {
                    needs.push(Need::FetchTicket(*ticket));
                }
                needs
            }
            AgentFrame::Sending { ticket, entry, sending } => {
                self.sendings.insert(*entry, sending.clone());
                if let Some(detail) = self.details.get_mut(ticket) {
                    fare(detail, &self.sendings);
                }
                Vec::new()
            }
            AgentFrame::AskedTicketChanged { ticket, version } => {
                let older = self.details.get(ticket).is_none_or(|detail| detail.row.version < *version);
                if self.open == Some(*ticket) && older { vec![Need::FetchTicket(*ticket)] } else { Vec::new() }
            }
            _ => Vec::new(),
        }
    }

    fn heard(&mut self, group: GroupId, version: u64) -> Vec<Need> {
        match self.versions.insert(group, version) {
            Some(known) if version > known + 1 => vec![Need::FetchList],
            Some(known) if version < known => {
                self.versions.insert(group, known);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// Puts a row where it belongs now, which may be nowhere.
    fn place(&mut self, mut row: TicketRow) {
        if self.view.words.is_some() {
            // Whether it has the words, the server knows: nothing comes in by itself.
            if let Some(at) = self.rows.iter().position(|known| known.id == row.id && known.version <= row.version) {
                let before = self.rows.remove(at);
                if self.view.fits(&row, self.me) {
                    row.found = row.found.or(before.found);
                    self.rows.insert(at, row);
                }
            }
            return;
        }
        if let Some(at) = self.rows.iter().position(|known| known.id == row.id) {
            if self.rows.get(at).is_some_and(|known| known.version > row.version) {
                return;
            }
            self.rows.remove(at);
        }
        let before = self.rows.partition_point(|known| order(known) > order(&row));
        // After the end of what is loaded, the row comes with its page.
        let later = before == self.rows.len() && self.next.is_some() && !self.rows.is_empty();
        if self.view.fits(&row, self.me) && !later {
            self.rows.insert(before, row);
        }
    }

    fn leave(&mut self, group: GroupId, ticket: TicketId) {
        // It may have entered another group before it left this one.
        self.rows.retain(|row| row.id != ticket || row.group != group);
    }

    /// Whether lists show the ticket: not to who is only asked about it, or reads what an organization did.
    fn may_list(&self, ticket: &Ticket) -> bool {
        let sees = |permission| ticket.may.contains(permission);
        self.is_mine(&ticket.row) || sees(Permission::ViewQueue) || sees(Permission::SeeColleagues)
    }

    /// Takes a ticket as fetched, or as an act answered it. An older one than known changes nothing.
    pub fn take_ticket(&mut self, mut ticket: Ticket) {
        let id = ticket.row.id;
        if self.details.get(&id).is_some_and(|known| known.row.version > ticket.row.version) {
            return;
        }
        if self.listed && self.may_list(&ticket) {
            self.place(ticket.row.clone());
        }
        fare(&mut ticket, &self.sendings);
        self.details.insert(id, ticket);
    }

    /// The ticket is not the agent's to see any more.
    pub fn forget(&mut self, ticket: TicketId) {
        self.details.remove(&ticket);
        self.rows.retain(|row| row.id != ticket);
    }
}

/// Puts what was pushed of its messages into a ticket.
fn fare(ticket: &mut Ticket, sendings: &HashMap<TicketEntryId, Sending>) {
    for entry in &mut ticket.entries {
        if let Some(sending) = sendings.get(&entry.id) {
            entry.sending = Some(sending.clone());
        }
    }
}

fn order(row: &TicketRow) -> (&Timestamp, TicketId) {
    (&row.updated_at, row.id)
}
