//! What the visitor sends: the first message, what is said, seen marks, typing, the end.
//!
//! Messages go one at a time, each with the id it was given when it was written, so that a repetition is recognised
//! and the order is kept.

use client::{CallError, Waiting, Waits};
use contract::{
    ClientId, DepartmentId,
    chat::SeenUpTo,
    fields::GivenValue,
    live::ClientFrame,
    widget::{
        EndVisitorChat, LeaveMessage, NewChat, NewLeftMessage, NewVisitorMessage, Receipt, SeeVisitorChat,
        SendVisitorMessage, StartChat,
    },
};
use leptos::{prelude::*, task::spawn_local};
use send_wrapper::SendWrapper;
use ui::{ids::client_id, storage};
use wasm_bindgen_futures::JsFuture;

use crate::{
    fetching::wait_after,
    identity::is_stranger,
    talk::{Outgoing, Progress},
    visit::{Drafts, Visit},
};
use client::log::Applied;

/// The waits between the tries of a form, and of what it needs.
pub(crate) const WAITS: Waits = &[|| pause(1_000), || pause(3_000)];
/// Typing is told at most this often.
const TYPING_BEAT: f64 = 1_000.0;

/// A form as it is filled in, and the id it is sent with.
pub struct Form {
    client_id: ClientId,
    department: DepartmentId,
    name: String,
    email: String,
    text: String,
    values: Vec<GivenValue>,
}

impl Visit {
    /// The form as it is filled in; with the id of the sending before when nothing changed since, be it on an earlier page.
    pub fn form(self, department: DepartmentId, values: Vec<GivenValue>) -> Form {
        let Drafts { ask, name, email, .. } = self.drafts;
        let [name, email, text] =
            [name, email, ask].map(|draft| draft.text.with_untracked(|text| text.trim().to_owned()));
        let answers = self.drafts.answers.text.get_untracked();
        let words = vec![department.to_string(), name.clone(), email.clone(), answers, text.clone()];
        let mut client_id = client_id();
        self.state.update(|state| client_id = state.asks(words, client_id));
        self.keep_asked();
        Form { client_id, department, name, email, text, values }
    }

    fn keep_asked(self) {
        self.state.with_untracked(|state| storage::local().write(&self.key("asked:"), &state.asked));
    }

    /// The form's words arrived, or nothing comes of that sending; what was typed since is told.
    fn settled(self, text: &str) -> String {
        self.state.update(|state| state.asked = None);
        self.keep_asked();
        self.drafts.answers.clear();
        self.drafts.ask.clear_sent(text)
    }

    /// The form's words began a conversation: what was typed meanwhile goes on in it.
    pub(crate) fn has_begun(self, text: &str) {
        self.drafts.say.add(&self.settled(text));
    }

    /// Begins a chat. An error is to be shown; what can be set right is set right here.
    pub async fn start_chat(self, form: Form) -> Result<(), CallError> {
        let (Some(api), bearing) = (self.api(), self.token()) else { return Ok(()) };
        let Form { client_id, department, name, email, text, values } = form;
        let page = self.inner.with_value(|inner| inner.page.clone());
        let body = NewChat { client_id, department, name, email, text: text.clone(), values, page };
        match api.call_patiently(StartChat { body }, WAITS).await {
            // Begun by whoever it was before.
            Ok(_) if self.token() != bearing => {
                self.sync();
                Ok(())
            }
            Ok(chat) => {
                self.has_begun(&text);
                self.state.update(|state| state.begun(chat, client_id, text));
                self.happened("chat-started");
                self.focus.update(|times| *times += 1);
                self.sync();
                Ok(())
            }
            Err(error) => {
                match error.code() {
                    Some("nobody_there") => self.state.update(|state| state.refused(department)),
                    // Begun in another tab: go on there, though it may have been taken for an old one.
                    Some("already_chatting") => {
                        self.has_begun("");
                        self.state.update(|state| state.left = None);
                        storage::local().remove(&self.key("left:"));
                    }
                    _ => {}
                }
                self.set_right(&error, department);
                if is_shown(&error) { Ok(()) } else { Err(error) }
            }
        }
    }

    /// Leaves a message.
    pub async fn leave_message(self, form: Form) -> Result<Option<Receipt>, CallError> {
        let Some(api) = self.api() else { return Ok(None) };
        let Form { client_id, department, name, email, text, values } = form;
        let body =
            NewLeftMessage { client_id, department, name, email, subject: String::new(), text: text.clone(), values };
        match api.call_patiently(LeaveMessage { body }, WAITS).await {
            Ok(receipt) => {
                self.drafts.ask.add(&self.settled(&text));
                self.state.update(|state| state.chosen = None);
                Ok(Some(receipt))
            }
            Err(error) => {
                self.set_right(&error, department);
                Err(error)
            }
        }
    }

    /// After a refusal: sees what is different from what was shown.
    fn set_right(self, error: &CallError, department: DepartmentId) {
        self.state.update(|state| {
            // From now on it is this department or none: what was typed for it goes nowhere else by itself.
            state.chosen = Some(department);
            // These words under that id are refused again.
            if error.code() == Some("client_id_reused") {
                state.asked = None;
            }
        });
        self.keep_asked();
        if is_stranger(error) {
            self.begin();
        } else {
            self.sync();
        }
    }

    /// Says something in the conversation.
    pub fn say(self, text: String) {
        self.talking(|talk| talk.say(client_id(), text));
        self.send_next();
    }

    /// Sends what waits, without waiting any longer.
    pub fn send_now(self) {
        self.change(|inner| inner.retry = None);
        self.send_next();
    }

    /// Tries a message again that was refused or is late, as the same message.
    pub fn try_again(self, client_id: ClientId) {
        self.mark(client_id, Progress::Pending);
        self.send_now();
    }

    /// Sends the next message, unless one is under way or waits for its time.
    pub(crate) fn send_next(self) {
        let next = self.state.with_untracked(|state| {
            let talk = state.talk.as_ref()?;
            talk.next().map(|outgoing| (talk.chat.id, outgoing.clone()))
        });
        let (Some((chat, Outgoing { client_id, text, .. })), Some(api)) = (next, self.api()) else { return };
        let free = self.change(|inner| {
            let free = !inner.sending && inner.retry.is_none();
            inner.sending |= free;
            free
        });
        if free != Some(true) {
            return;
        }
        spawn_local(async move {
            let answer = api.call(SendVisitorMessage { chat, body: NewVisitorMessage { client_id, text } }).await;
            self.change(|inner| inner.sending = false);
            match answer {
                Ok(entry) => {
                    self.change(|inner| inner.tries = 0);
                    let applied = self.state.try_update(|state| {
                        let talk = state.talk.as_mut().filter(|talk| talk.chat.id == chat)?;
                        Some(talk.accepted(client_id, entry))
                    });
                    if matches!(applied.flatten(), Some(Applied::Gap { .. })) {
                        self.catch_up();
                    }
                    self.send_next();
                }
                Err(error) if error.is_passing() => self.later(client_id, &error),
                Err(error) => {
                    self.talking(|talk| {
                        talk.mark(client_id, Progress::Failed);
                        if talk.chat.id == chat && error.code() == Some("ended") {
                            talk.end();
                        }
                    });
                    if is_stranger(&error) {
                        return self.begin();
                    }
                    self.sync();
                    self.send_next();
                }
            }
        });
    }

    fn later(self, client_id: ClientId, error: &CallError) {
        let tries = self.change(|inner| {
            inner.tries += 1;
            inner.retry = Some(self.after(wait_after(inner.tries, error), Visit::send_now));
            inner.tries
        });
        if tries > Some(1) {
            self.mark(client_id, Progress::Late);
        }
    }

    fn mark(self, client_id: ClientId, progress: Progress) {
        self.talking(|talk| talk.mark(client_id, progress));
    }

    /// Somebody looked at the conversation up to here.
    pub fn see(self, up_to: u64) {
        let chat = self.state.try_update(|state| {
            let talk = state.talk.as_mut()?;
            talk.seen = talk.seen.max(up_to);
            Some(talk.chat.id)
        });
        let (Some(chat), Some(api)) = (chat.flatten(), self.api()) else { return };
        spawn_local(async move {
            // Where it does not arrive, a later mark says more.
            let _ = api.call_patiently(SeeVisitorChat { chat, body: SeenUpTo { up_to } }, WAITS).await;
        });
    }

    /// The visitor types.
    pub fn typed(self) {
        let now = js_sys::Date::now();
        let live = self.change(|inner| {
            let due = now - inner.typed_at >= TYPING_BEAT;
            if due {
                inner.typed_at = now;
            }
            inner.live.filter(|_| due)
        });
        let chat = self.state.with_untracked(|state| state.talk.as_ref().map(|talk| talk.chat.id));
        if let (Some(Some(live)), Some(chat)) = (live, chat) {
            live.send(&ClientFrame::Typing { chat });
        }
    }

    /// Ends the chat.
    pub async fn end_chat(self) -> Result<(), CallError> {
        let chat = self.state.with_untracked(|state| state.talk.as_ref().map(|talk| talk.chat.id));
        let (Some(chat), Some(api)) = (chat, self.api()) else { return Ok(()) };
        let answer = api.call_patiently(EndVisitorChat { chat, body: () }, WAITS).await;
        if let Ok(chat) = &answer {
            self.state.update(|state| {
                if let Some(talk) = state.talk.as_mut().filter(|talk| talk.chat.id == chat.id) {
                    talk.told(chat.clone());
                }
            });
        }
        self.sync();
        answer.map(|_| ())
    }

    /// Turns away from an ended chat, to begin another: with what was not sent any more.
    pub fn leave(self) {
        let unsent = self.state.try_update(|state| state.leave());
        if let Some(left) = self.state.with_untracked(|state| state.left) {
            storage::local().write(&self.key("left:"), &left);
        }
        self.rescue(unsent);
        self.focus.update(|times| *times += 1);
        self.sync();
    }
}

/// Whether the panel shows by itself what is in the way: nobody, another chat, a role the visitor does not hold.
fn is_shown(error: &CallError) -> bool {
    let code = error.code().unwrap_or_default();
    code == "nobody_there" || code == "already_chatting" || code.ends_with("_first")
}

fn pause(milliseconds: i32) -> Waiting {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
        }
    });
    Box::pin(SendWrapper::new(async move { drop(JsFuture::from(promise).await) }))
}
