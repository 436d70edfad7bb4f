//! The tickets' store: the state of `state.rs`, the calls that feed it, and the acts of the agent.

use std::collections::HashMap;

use client::CallError;
use contract::{
    AccountId, TicketId,
    live::AgentFrame,
    rights::Permission,
    tickets::{
        GetTicket, ListTickets, Priority, TakeTicket, Ticket, TicketDetails, TicketRow, TicketStatus, TicketTransfer,
        TransferTicket, UpdateTicket,
    },
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    adding::Added,
    looking::Looking,
    saying::{Fate, Mode},
    state::{Need, State, View},
};

/// What an agent changes about a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Where it stands.
    Status(TicketStatus),
    /// How urgent it is.
    Priority(Priority),
}

/// The tickets; a context of the whole console.
#[derive(Clone, Copy)]
pub struct Tickets {
    /// What is known; look at it, and change it by the functions here.
    pub(super) state: RwSignal<State>,
    /// Why the list could not be fetched.
    pub(super) problem: RwSignal<Option<CallError>>,
    /// Whether more of the list is on its way.
    pub(super) fetching: RwSignal<bool>,
    /// Files that go along with what is being written.
    pub(super) added: RwSignal<Vec<Added>>,
    /// Who else looks at the ticket that is open.
    pub(super) looking: Looking,
    problems: RwSignal<HashMap<TicketId, CallError>>,
    pub(super) fates: RwSignal<HashMap<(TicketId, Mode), Fate>>,
    opened: RwSignal<Option<TicketId>>,
    shown: StoredValue<bool>,
    round: StoredValue<u32>,
    fetched: StoredValue<HashMap<TicketId, u32>>,
}

impl Tickets {
    /// Makes the tickets known below.
    pub fn provide() -> Self {
        let tickets = Self {
            state: RwSignal::new(State::default()),
            problem: RwSignal::new(None),
            fetching: RwSignal::new(false),
            added: RwSignal::new(Vec::new()),
            looking: Looking::new(),
            problems: RwSignal::new(HashMap::new()),
            fates: RwSignal::new(HashMap::new()),
            opened: RwSignal::new(None),
            shown: StoredValue::new(false),
            round: StoredValue::new(0),
            fetched: StoredValue::new(HashMap::new()),
        };
        provide_context(tickets);
        tickets
    }

    /// The page is shown to this agent. Another one than before begins anew.
    pub fn begin(self, me: AccountId) {
        if self.state.with_untracked(State::me) != Some(me) {
            self.state.set(State::of(me));
            self.problems.update(HashMap::clear);
            self.fates.update(HashMap::clear);
            self.added.update(Vec::clear);
        }
        self.state.update(State::resume);
        self.shown.set_value(true);
    }

    /// The page is shown no longer: pushes pass by, and the next visit fetches.
    pub fn leave(self) {
        self.shown.try_set_value(false);
        self.opened.try_set(None);
    }

    /// A ticket with all that happened to it.
    pub fn detail(self, ticket: TicketId) -> Option<Ticket> {
        self.state.with(|state| state.detail(ticket).cloned())
    }

    /// A ticket's row.
    pub fn row(self, ticket: TicketId) -> Option<TicketRow> {
        self.state.with(|state| state.row(ticket).cloned())
    }

    /// Whether the agent has the ticket.
    pub fn is_mine(self, row: &TicketRow) -> bool {
        self.state.with(|state| state.is_mine(row))
    }

    /// Whether one may do this with a ticket. What the server has not said of it as it is now may be tried.
    pub fn may(self, ticket: TicketId, permission: Permission) -> bool {
        let Some(detail) = self.detail(ticket) else { return true };
        let moved = self.row(ticket).is_some_and(|row| row.agent != detail.row.agent || row.group != detail.row.group);
        moved || detail.may.contains(permission)
    }

    /// Why a ticket cannot be shown.
    pub fn problem_of(self, ticket: TicketId) -> Option<CallError> {
        self.problems.with(|problems| problems.get(&ticket).cloned())
    }

    /// Hears what the live connection brought.
    pub fn hear(self, frame: &AgentFrame) {
        if !self.shown.get_value() {
            return;
        }
        self.looking.hear(frame);
        // What is of chats, and what only asks for another look, shows nothing else here.
        let shows = matches!(
            frame,
            AgentFrame::TicketChanged { .. } | AgentFrame::TicketLeft { .. } | AgentFrame::Sending { .. }
        );
        let needs = if shows {
            self.state.try_update(|state| state.apply(frame))
        } else {
            self.state.try_update_untracked(|state| state.apply(frame))
        };
        for need in needs.unwrap_or_default() {
            match need {
                Need::FetchList => self.fetch_list(),
                Need::FetchTicket(ticket) => self.fetch(ticket),
            }
        }
    }

    /// Says again which ticket is shown: the server forgets it with the connection.
    pub fn look_again(self) {
        self.looking.again();
    }

    /// Fetches again what is shown: pushes may have been missed.
    pub fn refetch(self) {
        if !self.shown.get_value() {
            return;
        }
        self.state.update_untracked(State::resume);
        self.fetch_list();
        if let Some(ticket) = self.opened.get_untracked() {
            self.fetch(ticket);
        }
    }

    /// Shows a list.
    pub fn show(self, view: View) {
        self.state.update(|state| state.show(view));
        self.fetch_list();
    }

    /// Opens a ticket, or none.
    pub fn open(self, ticket: Option<TicketId>) {
        self.opened.set(ticket);
        self.state.update_untracked(|state| state.open(ticket));
        if let Some(ticket) = ticket {
            self.fetch(ticket);
        }
    }

    /// Fetches the list again, as far as it was loaded.
    pub fn fetch_list(self) {
        let round = self.start();
        let api = ui::api();
        let (view, loaded) = self.state.with_untracked(|state| (state.view().clone(), state.rows().len()));
        spawn_local(async move {
            let (mut rows, mut after) = (Vec::new(), None);
            loop {
                match api.call(ListTickets { body: view.filter(after) }).await {
                    Ok(page) => {
                        rows.extend(page.items);
                        after = page.next;
                    }
                    Err(error) => return self.failed(round, error),
                }
                if self.round.try_get_value() != Some(round) {
                    return;
                }
                if after.is_none() || rows.len() >= loaded {
                    break;
                }
            }
            self.state.update(|state| state.take_list(rows, after));
            self.fetching.set(false);
        });
    }

    /// Fetches the page after the last one.
    pub fn fetch_more(self) {
        let (view, after) = self.state.with_untracked(|state| (state.view().clone(), state.next()));
        if after.is_none() || self.fetching.get_untracked() {
            return;
        }
        let round = self.start();
        let api = ui::api();
        spawn_local(async move {
            let answer = api.call(ListTickets { body: view.filter(after) }).await;
            match answer {
                Ok(_) if self.round.try_get_value() != Some(round) => {}
                Ok(page) => {
                    self.state.update(|state| state.take_more(page.items, page.next));
                    self.fetching.set(false);
                }
                Err(error) => self.failed(round, error),
            }
        });
    }

    fn start(self) -> u32 {
        let round = self.round.get_value().wrapping_add(1);
        self.round.set_value(round);
        self.fetching.set(true);
        self.problem.set(None);
        self.state.update_untracked(State::start_listing);
        round
    }

    fn failed(self, round: u32, error: CallError) {
        if self.round.try_get_value() == Some(round) {
            self.fetching.set(false);
            self.problem.set(Some(error));
            self.state.update_untracked(State::listing_failed);
        }
    }

    /// Fetches a ticket. Of several askings in flight the last one's answer counts.
    pub fn fetch(self, ticket: TicketId) {
        let turn = self.fetched.try_update_value(|fetched| {
            let turn = fetched.entry(ticket).or_default();
            *turn = turn.wrapping_add(1);
            *turn
        });
        let api = ui::api();
        spawn_local(async move {
            let answer = api.call(GetTicket { ticket, body: () }).await;
            if self.fetched.try_with_value(|fetched| fetched.get(&ticket).copied()).flatten() != turn {
                return;
            }
            match answer {
                Ok(whole) => self.learn(whole),
                Err(error) => {
                    // What is known stays readable when only the connection broke.
                    if matches!(&error, CallError::Problem(problem) if matches!(problem.status, 403 | 404)) {
                        self.state.update(|state| state.forget(ticket));
                    }
                    self.problems.update(|problems| {
                        problems.insert(ticket, error);
                    });
                }
            }
        });
    }

    /// Takes a ticket as the server has it.
    pub fn learn(self, ticket: Ticket) {
        self.problems.try_update(|problems| problems.remove(&ticket.row.id));
        self.state.try_update(|state| state.take_ticket(ticket));
    }

    /// Takes the ticket, from the queue or over from a colleague.
    ///
    /// # Errors
    /// What the server refused with.
    pub async fn take(self, ticket: TicketId) -> Result<(), CallError> {
        self.learn(ui::api().call(TakeTicket { ticket, body: () }).await?);
        Ok(())
    }

    /// Hands the ticket on.
    ///
    /// # Errors
    /// What the server refused with.
    pub async fn transfer(self, ticket: TicketId, body: TicketTransfer) -> Result<(), CallError> {
        self.learn(ui::api().call(TransferTicket { ticket, body }).await?);
        // The answer may be the last look at it: whether one may still look, only asking tells.
        self.fetch(ticket);
        Ok(())
    }

    /// Changes the ticket as it is known here. When it is not so any more, it is fetched again.
    ///
    /// # Errors
    /// What the server refused with: `stale` when somebody was faster.
    pub async fn change(self, ticket: TicketId, change: Change) -> Result<(), CallError> {
        let row = self.state.with_untracked(|state| state.detail(ticket).map(|detail| detail.row.clone()));
        let Some(row) = row else { return Ok(()) };
        let mut body = TicketDetails { status: row.status, priority: row.priority };
        match change {
            Change::Status(status) => body.status = status,
            Change::Priority(priority) => body.priority = priority,
        }
        let api = ui::api();
        match api.call(UpdateTicket { ticket, version: row.version, body }).await {
            Ok(whole) => {
                self.learn(whole);
                Ok(())
            }
            Err(error) => {
                if error.code() == Some("stale")
                    && let Ok(whole) = api.call(GetTicket { ticket, body: () }).await
                {
                    self.learn(whole);
                }
                Err(error)
            }
        }
    }
}

/// The tickets. Ask in the component's body.
///
/// # Panics
/// Outside of the console's [`App`](crate::app::App).
pub fn use_tickets() -> Tickets {
    expect_context()
}
