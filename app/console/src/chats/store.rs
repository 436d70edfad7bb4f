//! The chats' store: the state of `state.rs`, the calls that feed it, and the acts of the agent.

use std::collections::HashMap;

use client::CallError;
use contract::{
    AccountId, ChatId, ClientId, GroupId, Timestamp,
    chat::{
        Chat, ChatRow, CommentOnChat, GetChat, GetChatLog, ListOpenChats, NewChatMessage, NewComment, SendChatMessage,
    },
    live::{AgentFrame, ClientFrame},
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    alerts,
    state::{Fate, Lists, Mode, Need, Pending, State},
};
use crate::{live::Wire, when};

/// Why something typed came back to its writer.
#[derive(Clone, Debug, PartialEq)]
pub enum Returned {
    /// Somebody else has the chat now.
    HandedOver,
    /// The server refused.
    Refused(CallError),
}

/// The chats; a context of the whole console.
#[derive(Clone, Copy)]
pub struct Chats {
    /// What is known; look at it, and change it by the functions here.
    pub(super) state: RwSignal<State>,
    /// Chats with their visitors, as fetched.
    details: RwSignal<HashMap<ChatId, Chat>>,
    problems: RwSignal<HashMap<ChatId, CallError>>,
    returned: RwSignal<HashMap<ChatId, (Mode, String, Returned)>>,
    shown: RwSignal<Option<ChatId>>,
    wished: RwSignal<Option<ChatId>>,
    visible: RwSignal<bool>,
    now: RwSignal<f64>,
    listing: StoredValue<u32>,
    pub(super) seen: StoredValue<HashMap<ChatId, u64>>,
    pub(super) taking: StoredValue<Option<ChatId>>,
    pub(super) wire: Wire,
}

impl Chats {
    /// Makes the chats known below.
    pub fn provide(wire: Wire) -> Self {
        let chats = Self {
            state: RwSignal::new(State::default()),
            details: RwSignal::new(HashMap::new()),
            problems: RwSignal::new(HashMap::new()),
            returned: RwSignal::new(HashMap::new()),
            shown: RwSignal::new(None),
            wished: RwSignal::new(None),
            visible: RwSignal::new(true),
            now: RwSignal::new(when::now()),
            listing: StoredValue::new(0),
            seen: StoredValue::new(HashMap::new()),
            taking: StoredValue::new(None),
            wire,
        };
        provide_context(chats);
        chats
    }

    /// Begins anew, for whoever signed in.
    pub fn begin(self, me: AccountId) {
        self.state.set(State::of(me));
        self.details.update(HashMap::clear);
        self.problems.update(HashMap::clear);
        self.seen.update_value(HashMap::clear);
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

    /// The chat to open.
    pub fn wished(self) -> Option<ChatId> {
        self.wished.get()
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
        if let Some(news) = self.state.with_untracked(|state| state.news(frame)) {
            alerts::tell(self, news, self.taking.get_value());
        }
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
        let need = self.state.try_update(|state| state.apply(frame, when::now()));
        self.fulfil(need.unwrap_or(Need::Nothing));
        if let (true, Some(chat)) = (ends, self.shown.get_untracked()) {
            self.fetch_detail(chat);
        }
    }

    /// Fetches the lists, and what the logs miss.
    pub fn refetch(self) {
        let shown = self.shown.get_untracked();
        let needs = self.state.try_update(|state| {
            state.listing_failed();
            state.resume(shown)
        });
        self.fetch_list();
        needs.into_iter().flatten().for_each(|need| self.fulfil(need));
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
            let need = self.state.try_update(|state| state.want_log(chat));
            self.fulfil(need.unwrap_or(Need::Nothing));
        }
    }

    fn fulfil(self, need: Need) {
        match need {
            Need::Nothing => {}
            Need::FetchList => self.fetch_list(),
            Need::FetchLog { chat, after } => {
                let api = ui::api();
                spawn_local(async move {
                    let answer = api.call(GetChatLog { chat, body: after }).await;
                    let need = self.state.try_update(|state| match answer {
                        Ok(log) => state.take_log(chat, log),
                        Err(_) => {
                            state.log_failed(chat);
                            Need::Nothing
                        }
                    });
                    self.fulfil(need.unwrap_or(Need::Nothing));
                });
            }
        }
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
            let needs = self.state.try_update(|state| match answer {
                Ok(open) => state.take_open(open),
                Err(_) => {
                    state.listing_failed();
                    Vec::new()
                }
            });
            needs.into_iter().flatten().for_each(|need| self.fulfil(need));
        });
    }

    /// Fetches a chat with its visitor.
    pub fn fetch_detail(self, chat: ChatId) {
        let api = ui::api();
        spawn_local(async move {
            match api.call(GetChat { chat, body: () }).await {
                Ok(detail) => self.learn(detail),
                Err(error) => {
                    self.problems.try_update(|problems| problems.insert(chat, error));
                }
            }
        });
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
        let need = self.state.try_update(|state| match state.row(row.id) {
            Some(_) => state.take_row(row),
            None => Need::Nothing,
        });
        self.fulfil(need.unwrap_or(Need::Nothing));
    }

    /// Sends what was typed.
    pub fn send(self, chat: ChatId, mode: Mode, text: String) {
        let client_id = ui::ids::client_id();
        let at = Timestamp(when::now_as_text());
        let pending = Pending { client_id, mode, text, at, fate: Fate::Sending };
        self.state.update(|state| state.send(chat, pending.clone()));
        self.deliver(chat, pending);
    }

    /// Sends again what got no answer, with the same id.
    pub fn retry(self, chat: ChatId, client_id: ClientId) {
        let pending = self.state.try_update(|state| state.mark(chat, client_id, Fate::Sending)).flatten();
        if let Some(pending) = pending {
            self.deliver(chat, pending);
        }
    }

    /// After a break: what got no answer is sent again by itself, one after the other so that the order stays.
    pub fn retry_all(self) {
        let (api, failed) = (ui::api(), self.state.with_untracked(State::failed));
        spawn_local(async move {
            for (chat, client_id) in failed {
                let pending = self.state.try_update(|state| state.mark(chat, client_id, Fate::Sending)).flatten();
                if let Some(pending) = pending {
                    self.delivered(api.clone(), chat, pending).await;
                }
            }
        });
    }

    fn deliver(self, chat: ChatId, pending: Pending) {
        spawn_local(self.delivered(ui::api(), chat, pending));
    }

    async fn delivered(self, api: client::Api, chat: ChatId, Pending { client_id, mode, text, .. }: Pending) {
        let epoch = self.state.with_untracked(|state| state.row(chat).map(|row| row.epoch)).unwrap_or_default();
        let stored = match mode {
            Mode::Reply => {
                let body = NewChatMessage { client_id, text, epoch };
                api.call(SendChatMessage { chat, body }).await.map(|entry| AgentFrame::Public { chat, entry })
            }
            Mode::Comment => {
                let body = NewComment { client_id, text };
                api.call(CommentOnChat { chat, body }).await.map(|entry| AgentFrame::Internal { chat, entry })
            }
        };
        match stored {
            Ok(frame) => self.hear(&frame),
            Err(error) if error.is_passing() => {
                self.state.try_update(|state| state.mark(chat, client_id, Fate::Failed));
            }
            Err(error) => self.give_back(chat, client_id, error),
        }
    }

    /// What cannot be sent goes back to where it was typed.
    fn give_back(self, chat: ChatId, client_id: ClientId, error: CallError) {
        let Some(pending) = self.state.try_update(|state| state.arrived(chat, client_id)).flatten() else { return };
        let handed_over = error.code() == Some("handed_over");
        let why = if handed_over { Returned::HandedOver } else { Returned::Refused(error) };
        self.returned.try_update(|returned| {
            let text = match returned.remove(&chat) {
                Some((_, earlier, _)) => format!("{earlier}\n{}", pending.text),
                None => pending.text,
            };
            returned.insert(chat, (pending.mode, text, why));
        });
        self.fetch_detail(chat);
        self.fetch_list();
    }

    /// What came back to its writer, to be typed again; once.
    pub fn take_returned(self, chat: ChatId) -> Option<(Mode, String, Returned)> {
        if !self.returned.with(|returned| returned.contains_key(&chat)) {
            return None;
        }
        self.returned.try_update_untracked(|returned| returned.remove(&chat)).flatten()
    }
}

/// The chats. Ask in the component's body.
///
/// # Panics
/// Outside of the console's [`App`](crate::app::App).
pub fn use_chats() -> Chats {
    expect_context()
}
