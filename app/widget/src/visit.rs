//! The visit: how it begins, what is known, and the live connection. What is fetched again stands in `fetching`, what is
//! sent in `sending`.

use client::light::Api;
use contract::{
    ChatId,
    live::{ClientFrame, VisitorFrame},
    widget::{PageSeen, WidgetState},
};
use gloo::timers::callback::Timeout;
use leptos::{prelude::*, task::spawn_local};
use ui::{
    Heard, Live,
    draft::{self, Draft},
    memo, storage,
};
use wasm_bindgen::JsValue;

use crate::{
    loader::{FromPage, Loader},
    memory::Memory,
    state::{Stage, State, Then},
    talk::Talk,
};

/// How long the loader may take to tell what it kept, in milliseconds. It always tells; its page may be busy.
const RECALL: u32 = 10_000;
/// How long until the panel tries again to begin, or to be told who the visitor is.
pub(crate) const AGAIN: u32 = 4_000;
/// How long a push that was announced may take.
pub(crate) const SOON: u32 = 400;
/// How long somebody types after the last sign of it.
const TYPING: u32 = 4_000;

/// What is typed; kept in the browser.
#[derive(Clone, Copy)]
pub struct Drafts {
    /// The first message, or the one that is left.
    pub ask: Draft,
    /// In the conversation.
    pub say: Draft,
    /// The name.
    pub name: Draft,
    /// The address.
    pub email: Draft,
    /// Answers to the department's questions, as `questions` reads them.
    pub answers: Draft,
}

/// The visit. Copy it about: it is made once, at the root, and lives as long as the page, so that an answer, a timer or
/// a push may come however late.
#[derive(Clone, Copy)]
pub struct Visit {
    /// What is known.
    pub state: RwSignal<State>,
    /// Whether the panel is open.
    pub shown: RwSignal<bool>,
    /// Raised when the focus is to go where one types.
    pub focus: RwSignal<u32>,
    /// Whether a token is there, so that the live connection can open.
    pub entered: RwSignal<bool>,
    /// What is typed.
    pub drafts: Drafts,
    pub(crate) inner: StoredValue<Inner, LocalStorage>,
}

/// What nobody looks at.
pub(crate) struct Inner {
    pub api: Api,
    pub brand: String,
    pub token: Option<String>,
    pub page: PageSeen,
    pub loader: Option<Loader>,
    pub live: Option<Live<VisitorFrame>>,
    pub sending: bool,
    pub tries: u32,
    pub retry: Option<Timeout>,
    pub typed_at: f64,
    /// What the site vouches with, until the server took it.
    pub identity: Option<String>,
    pub identifying: bool,
    /// The visitor is to be forgotten as soon as the loader told who it is.
    pub forgets: bool,
    /// Raised by whatever makes an answer that is still under way an old one.
    round: u32,
    entering: bool,
    pub catching: bool,
    /// How often fetching failed in a row.
    pub missed: u32,
    pub again: Option<Timeout>,
    soon: Option<Timeout>,
    typing: Option<Timeout>,
    /// When it begins without having heard of the loader, or again.
    pub begin: Option<Timeout>,
}

impl Visit {
    /// A visit to a brand, from the page a loader may speak for.
    pub fn new(api: Api, brand: String, loader: Option<Loader>) -> Self {
        let key = |of: &str| draft::keep(["widget-", of, ":", &brand].concat());
        let drafts = Drafts {
            ask: key("ask"),
            say: key("say"),
            name: key("name"),
            email: key("email"),
            answers: key("answers"),
        };
        let token = storage::local().read(&["visitor:", &brand].concat());
        let mut state = State::default();
        state.asked = storage::local().read(&["asked:", &brand].concat());
        let shown = RwSignal::new(loader.is_none());
        let inner = Inner {
            api,
            brand,
            token,
            page: PageSeen::default(),
            loader,
            live: None,
            sending: false,
            tries: 0,
            retry: None,
            typed_at: 0.0,
            identity: None,
            identifying: false,
            forgets: false,
            round: 0,
            entering: false,
            catching: false,
            missed: 0,
            again: None,
            soon: None,
            typing: None,
            begin: None,
        };
        Self {
            state: RwSignal::new(state),
            shown,
            focus: RwSignal::new(0),
            entered: RwSignal::new(false),
            drafts,
            inner: StoredValue::new_local(inner),
        }
    }

    /// Something that is so or not, by what is known; it changes only when it is otherwise.
    pub fn fact(self, of: fn(&State) -> bool) -> Memo<bool> {
        memo(move || self.is(of))
    }

    /// Whether something is so; tracks.
    pub fn is(self, of: fn(&State) -> bool) -> bool {
        self.state.with(of)
    }

    /// Says something to the loader.
    pub fn tell(self, kind: &str, more: &[(&str, JsValue)]) {
        self.inner.try_with_value(|inner| {
            if let Some(loader) = &inner.loader {
                loader.say(kind, more);
            }
        });
    }

    /// Tells the page that something happened.
    pub fn happened(self, name: &str) {
        self.tell("event", &[("name", name.into())]);
    }

    /// The API for the visitor.
    pub(crate) fn api(self) -> Option<Api> {
        self.inner.try_with_value(|inner| inner.token.as_ref().map(|token| inner.api.bearing(token))).flatten()
    }

    pub(crate) fn change<T>(self, change: impl FnOnce(&mut Inner) -> T) -> Option<T> {
        self.inner.try_update_value(change)
    }

    /// Something is asked, or happened: what was asked before is answered too late.
    pub(crate) fn turn(self) -> Option<u32> {
        self.change(|inner| {
            inner.round += 1;
            inner.round
        })
    }

    pub(crate) fn is_past(self, round: Option<u32>) -> bool {
        self.inner.try_with_value(|inner| inner.round) != round
    }

    /// Hears what the page around us says.
    pub fn hear_page(self, said: FromPage) {
        match said {
            FromPage::Page(page) => {
                self.change(|inner| inner.page = page);
                self.see_page();
            }
            FromPage::Shown { focus } => {
                self.shown.set(true);
                if focus {
                    self.focus.update(|times| *times += 1);
                }
            }
            FromPage::Hidden => self.shown.set(false),
            FromPage::Identify(token) => {
                self.change(|inner| inner.identity = Some(token));
                self.identify();
            }
            FromPage::Reset => self.reset(),
            FromPage::Kept(kept) => {
                let forgets = self.change(|inner| {
                    inner.begin = None;
                    std::mem::take(&mut inner.forgets)
                });
                if let Some(memory) = kept.and_then(|kept| Memory::read(&kept)) {
                    self.recall(memory);
                }
                if forgets == Some(true) {
                    self.reset();
                } else if self.entered.get_untracked() {
                    self.sync();
                } else {
                    self.begin();
                }
            }
        }
    }

    /// Begins, after asking the loader what it kept where the browser keeps nothing for us.
    pub fn open(self) {
        if self.is_kept_by_loader() {
            self.tell("recall", &[]);
            let begin = self.after(RECALL, Visit::begin);
            self.change(|inner| inner.begin = Some(begin));
        } else {
            self.begin();
        }
    }

    /// Fetches what is shown first; a new visitor where there is none.
    pub fn begin(self) {
        let entering = self.change(|inner| {
            inner.begin = None;
            std::mem::replace(&mut inner.entering, true)
        });
        if entering != Some(false) {
            return;
        }
        spawn_local(async move {
            let entered = self.enter().await;
            self.change(|inner| inner.entering = false);
            match entered {
                Ok(()) => {
                    self.state.update(|state| state.stage = Stage::Ready);
                    self.entered.set(true);
                    self.see_page();
                    self.identify();
                    self.catch_up();
                }
                Err(error) => {
                    if error.is_passing() {
                        let begin = self.after(AGAIN, Visit::begin);
                        self.change(|inner| inner.begin = Some(begin));
                    }
                    self.state.update(|state| state.stage = Stage::Failed(error));
                }
            }
        });
    }

    pub(crate) fn absorb(self, shown: WidgetState) {
        let Drafts { name, email, .. } = self.drafts;
        for (draft, known) in [(name, &shown.name), (email, &shown.email)] {
            if !known.is_empty() && draft.text.with_untracked(String::is_empty) {
                draft.text.set(known.clone());
            }
        }
        let left = storage::local().read::<ChatId>(&self.key("left:"));
        let unsent = self.state.try_update(|state| {
            state.left = left;
            state.absorb(shown)
        });
        self.rescue(unsent);
    }

    /// What could not be sent where it was meant to go is there to be sent again, where one types now.
    pub(crate) fn rescue(self, unsent: Option<String>) {
        let Drafts { ask, say, .. } = self.drafts;
        let unsent = unsent.unwrap_or_default();
        if self.state.with_untracked(|state| state.talk.is_some()) {
            say.add(&unsent);
        } else {
            ask.add(&unsent);
            ask.add(&say.take());
        }
    }

    /// Where something of this brand's is kept.
    pub(crate) fn key(self, of: &str) -> String {
        self.inner.with_value(|inner| [of, &inner.brand].concat())
    }

    /// Opens the live connection under the current owner.
    pub fn connect(self) -> Option<Live<VisitorFrame>> {
        let hello = move || {
            let token = self.token().unwrap_or_default();
            ClientFrame::Visitor { token }
        };
        let live = Live::<VisitorFrame>::open(hello, move |heard| match heard {
            Heard::Connected => {
                self.sync();
                self.send_now();
            }
            Heard::Frame(frame) => self.hear(frame),
            Heard::Lost => {}
        });
        self.change(|inner| inner.live = Some(live));
        Some(live)
    }

    fn hear(self, frame: VisitorFrame) {
        let typing = matches!(frame, VisitorFrame::Typing { .. });
        let before = self.state.with_untracked(last_of_agents);
        let Some(then) = self.state.try_update(|state| state.apply(frame)) else { return };
        if self.state.with_untracked(last_of_agents) > before {
            self.happened("message");
        }
        if typing {
            let over = self.after(TYPING, |visit| visit.talking(|talk| talk.typing = None));
            self.change(|inner| inner.typing = Some(over));
        }
        match then {
            Then::Nothing => {}
            Then::CatchUp => self.catch_up(),
            Then::CatchUpSoon => {
                let soon = self.after(SOON, |visit| {
                    if visit.state.with_untracked(|state| state.talk.as_ref().is_some_and(Talk::is_behind)) {
                        visit.catch_up();
                    }
                });
                self.change(|inner| inner.soon = Some(soon));
            }
            Then::Refetch => self.sync(),
            // Told on this browser's socket: unless it was forgotten here.
            Then::Forget if self.api().is_some() => {
                self.forget();
                self.begin();
            }
            Then::Forget => {}
        }
    }

    /// Changes the conversation, when there is one.
    pub(crate) fn talking(self, change: impl FnOnce(&mut Talk)) {
        self.state.try_update(|state| state.talk.as_mut().map(change));
    }

    /// Does something after so many milliseconds, unless the timer is dropped before.
    pub(crate) fn after(self, milliseconds: u32, then: fn(Visit)) -> Timeout {
        Timeout::new(milliseconds, move || then(self))
    }
}

fn last_of_agents(state: &State) -> u64 {
    state.talk.as_ref().map_or(0, |talk| talk.last_of_agents())
}
