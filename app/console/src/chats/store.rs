//! The chats' store: the state of `state.rs`, the calls that feed it, and the acts of the agent.

use std::collections::HashMap;

use client::CallError;
use contract::{
    AccountId, ChatId, GroupId,
    chat::{Chat, ChatRow, GetChat, GetChatLog, ListOpenChats},
    live::{AgentFrame, ClientFrame},
};
use leptos::{prelude::*, task::spawn_local};
use ui::{Held, Toaster};

use super::{
    alerts,
    sending::Back,
    state::{Lists, Need, State},
};
use crate::{again::Again, live::Wire, when};

/// The chats; a context of the whole console.
#[derive(Clone, Copy)]
pub struct Chats {
    /// What is known; look at it, and change it by the functions here.
    pub(super) state: RwSignal<State>,
    /// Chats with their visitors, as fetched.
    details: RwSignal<HashMap<ChatId, Chat>>,
    problems: RwSignal<HashMap<ChatId, CallError>>,
    /// Why the lists could not be fetched.
    pub(super) list_problem: RwSignal<Option<CallError>>,
    pub(super) returned: Held<Vec<Back>>,
    shown: RwSignal<Option<ChatId>>,
    wished: RwSignal<Option<ChatId>>,
    visible: RwSignal<bool>,
    now: RwSignal<f64>,
    listing: StoredValue<u32>,
    pub(super) seen: StoredValue<HashMap<ChatId, u64>>,
    pub(super) taking: StoredValue<Option<ChatId>>,
    again: Again,
    pub(super) send_again: Again,
    pub(super) toaster: Toaster,
    pub(super) wire: Wire,
}

impl Chats {
    /// Makes the chats known below.
    pub fn provide(wire: Wire) -> Self {
        let chats = Self {
            state: RwSignal::new(State::default()),
            details: RwSignal::new(HashMap::new()),
            problems: RwSignal::new(HashMap::new()),
            list_problem: RwSignal::new(None),
            returned: Held::new(Vec::new()),
            shown: RwSignal::new(None),
            wished: RwSignal::new(None),
            visible: RwSignal::new(true),
            now: RwSignal::new(when::now()),
            listing: StoredValue::new(0),
            seen: StoredValue::new(HashMap::new()),
            taking: StoredValue::new(None),
            again: Again::new(),
            send_again: Again::new(),
            toaster: ui::toasts(),
            wire,
        };
        provide_context(chats);
        chats
    }

    /// Begins anew, for whoever signed in.
    pub fn begin(self, me: AccountId) {
        // No answer that is still on its way is for this one.
        self.listing.update_value(|round| *round = round.wrapping_add(1));
        self.state.set(State::of(me));
        self.list_problem.set(None);
        self.wished.set(None);
        self.taking.set_value(None);
        self.details.update(HashMap::clear);
        self.problems.update(HashMap::clear);
        self.seen.update_value(HashMap::clear);
        self.take_up(me);
    }

    /// Whose they are.
    pub(super) fn me(self) -> Option<AccountId> {
        self.state.try_with_untracked(State::me).flatten()
    }

    /// The clock of waiting times and typing: milliseconds since 1970, a second fine.
    pub fn now(self) -> f64 {
        self.now.get()
    }

    /// A second went by.
    pub fn tick(self) {
        self.now.set(when::now());
    }

    /// The page became visible, or is no longer.
    pub fn page_is_visible(self, visible: bool) {
        self.visible.set(visible);
    }

    /// Whether the page is visible.
    pub fn is_visible(self) -> bool {
        self.visible.get()
    }

    /// The chat that is shown.
    pub fn shown(self) -> Option<ChatId> {
        self.shown.get()
    }

    /// Asks the frame to open a chat: who clicks a notification stands outside of every page.
    pub fn wish(self, chat: ChatId) {
        self.wished.set(Some(chat));
    }

    /// The chat to open; once.
    pub fn take_wished(self) -> Option<ChatId> {
        self.wished.track();
        self.wished.try_update_untracked(Option::take).flatten()
    }

    /// A chat's row: the live one, or the one fetched with the chat once it is over.
    pub fn row(self, chat: ChatId) -> Option<ChatRow> {
        let live = self.state.with(|state| state.row(chat).cloned());
        live.or_else(|| self.details.with(|details| details.get(&chat).map(|chat| chat.row.clone())))
    }

    /// The lists, of one group or of all.
    pub fn lists(self, group: Option<GroupId>) -> Lists {
        self.state.with(|state| state.lists(group))
    }

    /// Messages of the agent's own visitors nobody has seen.
    pub fn unread(self) -> u32 {
        self.state.with(State::unread)
    }

    /// How many wait, of one group or of all.
    pub fn waiting(self, group: Option<GroupId>) -> usize {
        self.state.with(|state| state.waiting(group))
    }

    /// The groups whose chats the agent sees.
    pub fn groups(self) -> Vec<GroupId> {
        self.state.with(State::groups)
    }

    /// Whether the agent has the chat.
    pub fn is_mine(self, row: &ChatRow) -> bool {
        self.state.with(|state| state.is_mine(row))
    }

    /// A chat with its visitor.
    pub fn detail(self, chat: ChatId) -> Option<Chat> {
        self.details.with(|details| details.get(&chat).cloned())
    }

    /// Why a chat cannot be shown.
    pub fn problem(self, chat: ChatId) -> Option<CallError> {
        self.problems.with(|problems| problems.get(&chat).cloned())
    }

    /// Hears what the live connection brought.
    pub fn hear(self, frame: &AgentFrame) {
        if let AgentFrame::Visitor { chat, visitor } = frame {
            self.details.try_update(|details| {
                if let Some(known) = details.get_mut(chat).filter(|known| known.visitor.pages <= visitor.pages) {
                    known.visitor = (**visitor).clone();
                }
            });
            return;
        }
        let ends = matches!(frame, AgentFrame::ChatLeft { chat, .. } if self.shown.get_untracked() == Some(*chat));
        let frame = frame.clone();
        self.change(|state| vec![state.apply(frame, when::now())]);
        if let (true, Some(chat)) = (ends, self.shown.get_untracked()) {
            self.fetch_detail(chat);
        }
    }

    /// Changes what is known, and does what follows from it.
    fn change(self, change: impl FnOnce(&mut State) -> Vec<Need>) {
        let changed = self.state.try_update(|state| (change(state), state.happened()));
        let Some((needs, happened)) = changed else { return };
        alerts::tell(self, &happened.news, self.taking.get_value());
        self.forget_sent(happened.arrived);
        needs.into_iter().for_each(|need| self.fulfil(need));
    }

    /// Fetches the lists, and what the logs miss.
    pub fn refetch(self) {
        let shown = self.shown.get_untracked();
        self.change(|state| {
            state.listing_failed();
            state.resume(shown)
        });
        self.fetch_list();
        if let Some(chat) = shown {
            self.fetch_detail(chat);
        }
    }

    /// Says again which chat is shown: the server forgets it with the connection.
    pub fn watch_again(self) {
        if let Some(chat) = self.shown.get_untracked() {
            self.wire.send(&ClientFrame::Watch { chat });
        }
    }

    /// Another chat is shown, or none.
    pub fn show(self, chat: Option<ChatId>) {
        let before = self.shown.get_untracked();
        if before == chat {
            return;
        }
        if let Some(before) = before {
            self.wire.send(&ClientFrame::Unwatch { chat: before });
        }
        self.shown.set(chat);
        if let Some(chat) = chat {
            self.wire.send(&ClientFrame::Watch { chat });
            self.fetch_detail(chat);
            self.change(|state| vec![state.want_log(chat)]);
        }
    }

    fn fulfil(self, need: Need) {
        match need {
            Need::Nothing => {}
            Need::FetchList => self.fetch_list(),
            Need::FetchLog { chat, after } => {
                let (api, me) = (ui::api(), self.me());
                spawn_local(async move {
                    match api.call(GetChatLog { chat, body: after }).await {
                        _ if self.me() != me => {}
                        Ok(log) => {
                            self.change(|state| vec![state.take_log(chat, log)]);
                            // Whether what is kept for long arrived is known now.
                            self.send_all();
                        }
                        Err(error) => {
                            let is_final = !error.is_passing();
                            self.state.try_update(|state| {
                                state.log_failed(chat);
                                if is_final {
                                    state.outbox().looked(chat);
                                }
                            });
                            self.failed(chat, error);
                            if is_final {
                                self.send_all();
                            }
                        }
                    }
                });
            }
        }
    }

    /// Fetches what a chat's log has by now.
    pub(super) fn look(self, chat: ChatId) {
        self.change(|state| vec![state.want_log(chat)]);
    }

    pub(super) fn fetch_list(self) {
        if self.state.try_update(State::start_listing) != Some(true) {
            return;
        }
        let round = self.listing.get_value().wrapping_add(1);
        self.listing.set_value(round);
        let api = ui::api();
        spawn_local(async move {
            let answer = api.call(ListOpenChats { body: () }).await;
            if self.listing.try_get_value() != Some(round) {
                // A later question is on its way: its answer knows more.
                return;
            }
            match answer {
                Ok(open) => {
                    self.list_problem.try_set(None);
                    self.again.went_well();
                    self.change(|state| state.take_open(open));
                    // Which hand-over each of them is at is known now.
                    self.send_all();
                }
                Err(error) => {
                    self.state.try_update(State::listing_failed);
                    self.again.later(&error, move || self.refetch());
                    self.list_problem.try_set(Some(error));
                }
            }
        });
    }

    /// Fetches a chat with its visitor.
    pub fn fetch_detail(self, chat: ChatId) {
        let (api, me) = (ui::api(), self.me());
        spawn_local(async move {
            match api.call(GetChat { chat, body: () }).await {
                _ if self.me() != me => {}
                Ok(detail) => self.learn(detail),
                Err(error) => self.failed(chat, error),
            }
        });
    }

    /// Something of a chat could not be fetched.
    fn failed(self, chat: ChatId, error: CallError) {
        if matches!(&error, CallError::Problem(problem) if matches!(problem.status, 403 | 404)) {
            // Whoever may not see it any more keeps nothing of it.
            self.details.try_update(|details| details.remove(&chat));
            self.state.try_update(|state| state.forget(chat));
        }
        self.again.later(&error, move || self.refetch());
        self.problems.try_update(|problems| problems.insert(chat, error));
    }

    /// Fetches again what there is of a chat.
    pub fn fetch_again(self, chat: ChatId) {
        self.problems.update(|problems| {
            problems.remove(&chat);
        });
        self.fetch_detail(chat);
        self.change(|state| vec![state.want_log(chat)]);
    }

    /// Whether the lists were fetched.
    pub fn is_listed(self) -> bool {
        self.state.with(State::is_listed)
    }

    /// Takes a chat as the server answered it.
    pub fn learn(self, mut detail: Chat) {
        let chat = detail.row.id;
        self.problems.try_update(|problems| problems.remove(&chat));
        self.details.try_update(|details| {
            // A page pushed while the answer was on its way is newer than the answer's.
            if let Some(known) = details.remove(&chat).filter(|known| known.visitor.pages > detail.visitor.pages) {
                detail.visitor = known.visitor;
            }
            details.insert(chat, detail);
        });
    }

    /// Takes the answer of an act: the chat, and its row before the push comes.
    pub(super) fn learn_act(self, detail: Chat) {
        let row = detail.row.clone();
        self.learn(detail);
        self.change(|state| match state.row(row.id) {
            Some(_) => vec![state.take_row(row)],
            None => Vec::new(),
        });
    }
}

/// The chats. Ask in the component's body.
///
/// # Panics
/// Outside of the console's [`App`](crate::app::App).
pub fn use_chats() -> Chats {
    expect_context()
}
