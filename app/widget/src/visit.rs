//! The visit: who the visitor is, what is known, and the live connection. What is sent stands in `sending`.

use client::{CallError, light::Api};
use contract::{
    ChatId,
    live::{ClientFrame, VisitorFrame},
    widget::{CreateVisitor, GetVisitorLog, GetWidget, NewVisitor, PageSeen, PublicPosition, WidgetState},
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
    identity::{is_stranger, token_key},
    loader::{FromPage, Loader},
    memory::Memory,
    sending::Asked,
    state::{Outgoing, Stage, State, Then},
};

/// How long the loader may take to tell what it kept, in milliseconds.
const RECALL: u32 = 500;
/// How long until the panel tries again to begin.
const AGAIN: u32 = 4_000;
/// How long a push that was announced may take.
const SOON: u32 = 400;
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
    pub identity: Option<String>,
    /// What the form was sent with last.
    pub asked: Option<Asked>,
    entering: bool,
    catching: bool,
    soon: Option<Timeout>,
    typing: Option<Timeout>,
    begin: Option<Timeout>,
}

impl Visit {
    /// A visit to a brand, from the page a loader may speak for.
    pub fn new(api: Api, brand: String, loader: Option<Loader>) -> Self {
        let key = |of: &str| draft::keep(["widget-", of, ":", &brand].concat());
        let drafts = Drafts { ask: key("ask"), say: key("say"), name: key("name"), email: key("email") };
        let token = storage::local().read(&token_key(&brand));
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
            asked: None,
            entering: false,
            catching: false,
            soon: None,
            typing: None,
            begin: None,
        };
        Self {
            state: RwSignal::new(State::default()),
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
                if let Some(memory) = kept.and_then(|kept| Memory::read(&kept)) {
                    self.recall(memory);
                }
                self.begin();
            }
        }
    }

    /// Begins, after asking the loader what it kept where the browser keeps nothing for us.
    pub fn open(self) {
        if self.is_kept_by_loader() {
            self.tell("recall", &[]);
            let begin = Timeout::new(RECALL, move || self.begin());
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
                        let begin = Timeout::new(AGAIN, move || self.begin());
                        self.change(|inner| inner.begin = Some(begin));
                    }
                    self.state.update(|state| state.stage = Stage::Failed(error));
                }
            }
        });
    }

    async fn enter(self) -> Result<(), CallError> {
        if let Some(api) = self.api() {
            match api.call(GetWidget { body: () }).await {
                Err(error) if is_stranger(&error) => self.forget_token(),
                answer => return answer.map(|shown| self.absorb(shown)),
            }
        }
        let Some((api, brand, page)) =
            self.inner.try_with_value(|inner| (inner.api.clone(), inner.brand.clone(), inner.page.clone()))
        else {
            return Ok(());
        };
        let pass = api.call(CreateVisitor { body: NewVisitor { brand, page } }).await?;
        self.keep_token(pass.token);
        self.absorb(pass.state);
        Ok(())
    }

    pub(crate) fn absorb(self, shown: WidgetState) {
        let Drafts { name, email, .. } = self.drafts;
        for (draft, known) in [(name, &shown.name), (email, &shown.email)] {
            if !known.is_empty() && draft.text.with_untracked(String::is_empty) {
                draft.text.set(known.clone());
            }
        }
        let kept = storage::local().read::<(ChatId, Vec<Outgoing>)>(&self.outbox_key());
        let left = storage::local().read::<ChatId>(&self.left_key());
        self.state.update(|state| {
            state.left = left;
            state.absorb(shown);
            if let (Some(talk), Some((chat, outbox))) = (&mut state.talk, kept)
                && talk.chat.id == chat
                && talk.log.last() == 0
                && talk.outbox.is_empty()
            {
                talk.outbox = outbox;
            }
        });
    }

    pub(crate) fn outbox_key(self) -> String {
        self.inner.with_value(|inner| ["outbox:", &inner.brand].concat())
    }

    pub(crate) fn left_key(self) -> String {
        self.inner.with_value(|inner| ["left:", &inner.brand].concat())
    }

    /// Opens the live connection under the current owner.
    pub fn connect(self) -> Option<Live<VisitorFrame>> {
        let hello = move || {
            let token = self.inner.try_with_value(|inner| inner.token.clone()).flatten().unwrap_or_default();
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
            let over = Timeout::new(TYPING, move || {
                self.state.update(|state| {
                    if let Some(talk) = &mut state.talk {
                        talk.typing = None;
                    }
                });
            });
            self.change(|inner| inner.typing = Some(over));
        }
        match then {
            Then::Nothing => {}
            Then::CatchUp => self.catch_up(),
            Then::CatchUpSoon => {
                let soon = Timeout::new(SOON, move || {
                    if self.state.with_untracked(|state| state.talk.as_ref().is_some_and(|talk| talk.is_behind())) {
                        self.catch_up();
                    }
                });
                self.change(|inner| inner.soon = Some(soon));
            }
            Then::Refetch => self.sync(),
            Then::StartOver => self.start_over(),
        }
    }

    /// Fetches again what is shown first, then what is missing of the log.
    pub fn sync(self) {
        let Some(api) = self.api() else { return };
        spawn_local(async move {
            match api.call(GetWidget { body: () }).await {
                Ok(shown) => {
                    self.absorb(shown);
                    self.catch_up();
                }
                Err(error) if is_stranger(&error) => self.start_over(),
                // The bar tells of the connection; the next one fetches again.
                Err(_) => {}
            }
        });
    }

    /// Fetches what came after the last number, until nothing is missing; then sends what waits.
    pub fn catch_up(self) {
        if self.change(|inner| std::mem::replace(&mut inner.catching, true)) != Some(false) {
            return;
        }
        spawn_local(async move {
            self.fetch_log().await;
            self.change(|inner| inner.catching = false);
            self.send_next();
        });
    }

    async fn fetch_log(self) {
        // A server that answers nothing new is not asked for ever.
        loop {
            let Some(api) = self.api() else { return };
            let talk = self.state.with_untracked(|state| state.talk.as_ref().map(|t| (t.chat.id, t.log.last())));
            let Some((chat, after)) = talk else { return };
            let Ok(log) = api.call(GetVisitorLog { chat, body: PublicPosition { after } }).await else { return };
            let more = log.more;
            let behind = self.state.try_update(|state| {
                let talk = state.talk.as_mut().filter(|talk| talk.chat.id == chat)?;
                talk.take(log.entries);
                Some(talk.log.last() > after && (more || talk.is_behind()))
            });
            if behind.flatten() != Some(true) {
                return;
            }
        }
    }
}

fn last_of_agents(state: &State) -> u64 {
    state.talk.as_ref().map_or(0, |talk| talk.last_of_agents())
}
