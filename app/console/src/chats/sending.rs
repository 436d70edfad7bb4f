//! What the agent sends: kept by the browser until the server has it, sent one after the other, and given back to its
//! writer when the server refuses it.

use client::CallError;
use contract::{
    AccountId, ChatId, ClientId, Timestamp,
    asks::Whom,
    chat::{CommentOnChat, NewComment, SendChatMessage},
    live::AgentFrame,
};
use leptos::{prelude::*, task::spawn_local};
use ui::{Tone, fill, storage};

use super::{
    Chats,
    state::{Fate, Mode, Pending, Road, Sent, Step},
    words,
};
use crate::{text::ChatsText, when};

/// For how long something goes on by itself, in milliseconds: what is older than this its writer looks at again.
const GOES_ON: f64 = 300_000.0;

/// Why something typed came back to its writer.
#[derive(Clone, Debug, PartialEq)]
pub enum Returned {
    /// Somebody else has the chat now.
    HandedOver,
    /// The server refused.
    Refused(CallError),
    /// It came back before the page was loaded again.
    Before,
    /// It was under way for too long.
    Late,
}

/// Something that came back.
#[derive(Clone, Debug)]
pub struct Back {
    sent: Sent,
    why: Returned,
}

/// Where the browser keeps what an agent sends: each under a key of its own, so that tabs do not write over each other's.
fn places(me: AccountId) -> String {
    format!("chats:{me}:sent:")
}

fn place(me: AccountId, client_id: ClientId) -> String {
    places(me) + &client_id.to_string()
}

/// Everything that is kept.
fn kept(me: AccountId) -> Vec<Sent> {
    Sent::readable(&storage::local().texts(&places(me)))
}

/// Lets go of one that is kept. False when it is not any more.
fn let_go(me: AccountId, client_id: ClientId) -> bool {
    storage::local().claim(&place(me, client_id))
}

/// From now on one waits for its writer. False when it does already, or is not kept any more.
fn turn_back(me: AccountId, client_id: ClientId) -> bool {
    let sent = storage::local().get::<Sent>(&place(me, client_id)).filter(|sent| !sent.back);
    if let Some(sent) = &sent {
        keep(me, &Sent { back: true, ..sent.clone() });
    }
    sent.is_some()
}

fn keep(me: AccountId, sent: &Sent) {
    storage::local().set(&place(me, sent.client_id), sent);
}

impl Chats {
    /// Takes up what an earlier visit of the page sent and got no answer for.
    pub(super) fn take_up(self, me: AccountId) {
        self.returned.set(Vec::new());
        for sent in kept(me) {
            if sent.back {
                self.returned.update(|all| all.push(Back { sent, why: Returned::Before }));
            } else {
                self.state.update(|state| state.send(sent.chat, sent.pending()));
            }
        }
    }

    /// Sends what was typed.
    pub fn send(self, chat: ChatId, mode: Mode, text: String, asks: Vec<Whom>) {
        let Some(me) = self.me() else { return };
        let (client_id, at) = (ui::ids::client_id(), Timestamp(when::now_as_text()));
        let epoch = self.state.with_untracked(|state| state.row(chat).map(|row| row.epoch)).unwrap_or_default();
        let pending = Pending { client_id, mode, text, asks, at, epoch, fate: Fate::Sending };
        keep(me, &Sent::of(chat, &pending));
        self.state.update(|state| state.send(chat, pending));
        self.send_next((chat, mode));
    }

    /// Sends whatever waits.
    pub fn send_all(self) {
        let roads = self.state.try_update_untracked(|state| state.outbox().roads());
        roads.unwrap_or_default().into_iter().for_each(|road| self.send_next(road));
    }

    /// Sends the next one on a road as it was written, with its id and its hand-over; unless one is under way. What is
    /// late is given back instead, when it did not arrive.
    pub fn send_next(self, road: Road) {
        let now = when::now();
        let is_late = |pending: &Pending| now - when::moment(&pending.at) > GOES_ON;
        let (chat, _) = road;
        let pending = match self.state.try_update(|state| state.outbox().step(road, is_late)) {
            None | Some(Step::Wait) => return,
            Some(Step::Look) => return self.look(chat),
            Some(Step::GiveBack(client_id)) => {
                self.give_back(road, client_id, Returned::Late);
                return self.send_next(road);
            }
            Some(Step::Send(pending)) => pending,
        };
        let (api, me) = (ui::api(), self.me());
        spawn_local(async move {
            let Pending { client_id, mode, .. } = pending;
            let stored = match mode {
                Mode::Reply => {
                    let body = pending.message();
                    api.call(SendChatMessage { chat, body }).await.map(|entry| AgentFrame::Public { chat, entry })
                }
                Mode::Comment => {
                    let body = NewComment { client_id, text: pending.text, asks: pending.asks };
                    api.call(CommentOnChat { chat, body }).await.map(|entry| AgentFrame::Internal { chat, entry })
                }
            };
            // Somebody else signed in here meanwhile: it is kept for its writer.
            if self.me() == me {
                self.sent(road, client_id, stored);
            }
        });
    }

    fn sent(self, road: Road, client_id: ClientId, stored: Result<AgentFrame, CallError>) {
        if let Err(error) = &stored
            && error.is_passing()
        {
            self.state.try_update(|state| state.outbox().failed(road));
            return self.send_again.later(error, move || self.send_all());
        }
        self.send_again.went_well();
        self.state.try_update_untracked(|state| state.outbox().answered(road));
        match stored {
            Ok(frame) => self.hear(&frame),
            Err(error) => {
                let is_handed_over = error.code() == Some("handed_over");
                let why = if is_handed_over { Returned::HandedOver } else { Returned::Refused(error) };
                self.give_back(road, client_id, why);
            }
        }
        self.send_next(road);
    }

    /// What cannot be sent goes back to where it was typed.
    fn give_back(self, (chat, _): Road, client_id: ClientId, why: Returned) {
        let pending = self.state.try_update(|state| state.outbox().take(chat, client_id)).flatten();
        let (Some(pending), Some(me)) = (pending, self.me()) else { return };
        self.fetch_detail(chat);
        self.fetch_list();
        // Another tab, which sent it too, may have given it back.
        if !turn_back(me, client_id) {
            return;
        }
        let sent = Sent::of(chat, &pending);
        self.returned.update(|all| all.push(Back { sent, why }));
        if untrack(|| self.shown()) != Some(chat) {
            let t = ui::texts::<ChatsText>();
            let name = untrack(|| self.row(chat)).map_or(t.visitor.to_owned(), |row| words::name(t, &row));
            let said = fill(t.came_back, &[("name", &name)]);
            self.toaster.with_action(Tone::Warn, said, t.open, move || self.wish(chat));
        }
    }

    /// What came back to its writer, to be typed again; once.
    pub fn take_returned(self, chat: ChatId) -> Vec<(Mode, String, Returned)> {
        let is_here = |all: &Vec<Back>| all.iter().any(|back| back.sent.chat == chat);
        let Some(me) = self.me().filter(|_| self.returned.try_with(is_here) == Some(true)) else { return Vec::new() };
        let mut here = Vec::new();
        self.returned.update(|all| {
            let (own, others) = std::mem::take(all).into_iter().partition(|back| back.sent.chat == chat);
            (here, *all) = (own, others);
        });
        // Another tab may have taken it first.
        here.retain(|back: &Back| let_go(me, back.sent.client_id));
        here.into_iter()
            .map(|Back { sent, why }| {
                let Pending { mode, text, .. } = sent.pending();
                (mode, text, why)
            })
            .collect()
    }

    /// The texts that came back to a chat which is not to be seen any more: nobody takes them there.
    pub fn came_back(self, chat: ChatId) -> Vec<String> {
        let here = |all: &Vec<Back>| {
            let own = all.iter().filter(|back| back.sent.chat == chat);
            own.map(|back| back.sent.text.clone()).collect()
        };
        self.returned.try_with(here).unwrap_or_default()
    }

    /// The server has these: they need not be kept any more.
    pub(super) fn forget_sent(self, arrived: Vec<ClientId>) {
        if let Some(me) = self.me() {
            for client_id in arrived {
                let_go(me, client_id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use contract::{AccountId, ClientId};

    use super::{place, places};

    #[test]
    fn each_message_has_a_place_of_its_own() {
        let [me, other] = [1, 2].map(|number| AccountId::from(uuid::Uuid::from_u128(number)));
        let [one, two] = [3, 4].map(|number| ClientId::from(uuid::Uuid::from_u128(number)));
        assert_ne!(place(me, one), place(me, two), "a tab that keeps one would write over the other");
        assert!(place(me, one).starts_with(&places(me)) && !place(other, one).starts_with(&places(me)));
    }
}
