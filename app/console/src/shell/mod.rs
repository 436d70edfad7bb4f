//! The frame around every page: top bar, rail, the quiet bars, and the keys that work everywhere.
//!
//! A page gives the `<main id="main">` of the frame: `class="panes"` or `class="page"`.

mod account;
mod banners;
mod found;
mod keys;
mod palette;
mod rail;
mod results;
mod top;

use contract::AccountId;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use ui::{Button, Empty, LinkButton, Shape, Spinner};

use crate::{
    asks::use_asks,
    chats::{alerts, use_chats},
    edit::UnsavedGuard,
    live::use_wire,
    paths, pieces,
    routes::framed_page,
    session::{Answered, Standing, use_session},
    sign_in,
    text::ShellText,
};
use banners::Banners;
use keys::KeysOverlay;
use palette::Palette;
use rail::Rail;
pub use results::PaletteResults;
use top::TopBar;

/// Where the rail's width is remembered.
const RAIL_KEY: &str = "console.rail";

/// What of the frame is open.
#[derive(Clone, Copy)]
pub struct Opened {
    /// The rail: `open`, `narrow`, or by the width of the window.
    pub rail: RwSignal<Option<String>>,
    /// The rail as a drawer, on small screens.
    pub drawer: RwSignal<bool>,
    /// The command palette.
    pub palette: RwSignal<bool>,
    /// The overlay of keys.
    pub keys: RwSignal<bool>,
}

/// The frame, for whoever is signed in; others are sent to the sign-in page and come back to where they wanted to go.
#[component]
pub fn Shell() -> impl IntoView {
    let t = ui::texts::<ShellText>();
    let session = use_session();
    let location = use_location();
    let go = paths::go_instead();
    ui::effect(move || match session.standing() {
        Standing::SignedOut => {
            let (path, search) = (location.pathname.get_untracked(), location.search.get_untracked());
            go(&sign_in::path_with_wish(&path, &search));
        }
        Standing::SetupNeeded => go(paths::SETUP),
        Standing::SignedIn(me) if me.lacks_second_factor => go(paths::SECOND_FACTOR),
        Standing::Asking | Standing::Unreachable | Standing::SignedIn(_) | Standing::Leaving(_) => {}
    });
    let shown = ui::kept(move || match session.standing() {
        Standing::SignedIn(me) if me.lacks_second_factor => Shown::Waiting,
        Standing::SignedIn(me) => Shown::Frame(me.id),
        Standing::Unreachable => Shown::Unreachable,
        Standing::Leaving(Answered::No) => Shown::StillHere,
        Standing::Asking | Standing::SignedOut | Standing::SetupNeeded | Standing::Leaving(_) => Shown::Waiting,
    });
    ui::changing(move || match shown.get() {
        Shown::Frame(_) => view! { <Frame /> }.into_any(),
        Shown::Waiting => view! { <Waiting /> }.into_any(),
        Shown::Unreachable => {
            let again = move |()| session.ask();
            view! { <NoAnswer title=t.unreachable text=t.unreachable_text again /> }.into_any()
        }
        Shown::StillHere => {
            let again = move |()| session.sign_out();
            view! { <NoAnswer title=t.still_here text=t.still_here_text again /> }.into_any()
        }
    })
}

/// What stands where the frame stands for whoever is signed in.
#[derive(Clone, Copy, PartialEq)]
enum Shown {
    Frame(AccountId),
    Waiting,
    Unreachable,
    StillHere,
}

#[component]
fn Frame() -> impl IntoView {
    let t = ui::texts::<ShellText>();
    let chats = use_chats();
    let wire = use_wire();
    if let Some(me) = use_session().me_untracked() {
        chats.begin(me.id);
    }
    wire.open();
    pieces::ahead();
    let opened = Opened {
        rail: RwSignal::new(ui::storage::local().get(RAIL_KEY)),
        drawer: RwSignal::new(false),
        palette: RwSignal::new(false),
        keys: RwSignal::new(false),
    };
    provide_context(opened);
    keys::listen(opened);
    watch_page();
    alerts::keep_title(chats);
    let go = paths::go();
    let asks = use_asks();
    ui::effect(move || {
        if let Some(chat) = chats.take_wished() {
            go(&paths::chat(chat, None));
        }
        if let Some(path) = asks.take_wished() {
            go(&path);
        }
    });
    // Following a link closes the drawer it stood in.
    let location = use_location();
    ui::effect(move || {
        location.pathname.track();
        location.search.track();
        opened.drawer.set(false);
    });
    view! {
        <div
            class="shell"
            data-rail=move || opened.rail.get()
            data-drawer=move || opened.drawer.get().then_some("open")
        >
            <a class="skip" href="#main" rel="external">{t.skip}</a>
            <Banners />
            <TopBar />
            <Rail />
            <div class="scrim" on:click=move |_| opened.drawer.set(false)></div>
            {framed_page()}
            <Palette />
            <KeysOverlay />
            <UnsavedGuard />
        </div>
    }
    .into_any()
}

/// Counts the seconds, and hears whether the page is visible.
fn watch_page() {
    let chats = use_chats();
    let seconds = set_interval_with_handle(move || chats.tick(), std::time::Duration::from_secs(1));
    let visible = move || document().visibility_state() == web_sys::VisibilityState::Visible;
    let listening = window_event_listener(leptos::ev::Custom::<web_sys::Event>::new("visibilitychange"), move |_| {
        chats.page_is_visible(visible());
    });
    chats.page_is_visible(visible());
    on_cleanup(move || {
        if let Ok(seconds) = seconds {
            seconds.clear();
        }
        listening.remove();
    });
}

#[component]
fn Waiting() -> impl IntoView {
    view! {
        <main class="sign-in" id="main" aria-busy="true">
            <Spinner large=true />
        </main>
    }
    .into_any()
}

/// The server was not reached: by whoever wanted to come in, or by somebody who wanted to leave and is still here.
#[component]
fn NoAnswer(title: &'static str, text: &'static str, #[prop(into)] again: Callback<()>) -> impl IntoView {
    let t = ui::texts::<ShellText>();
    view! {
        <main class="sign-in" id="main">
            <Empty shape=Shape::Warning title text page=true>
                <Button on_click=move |_| again.run(())>{t.try_again}</Button>
            </Empty>
        </main>
    }
    .into_any()
}

/// What lies nowhere.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let t = ui::texts::<ShellText>();
    view! {
        <main class="sign-in" id="main">
            <Empty shape=Shape::Search title=t.not_found text=t.not_found_text page=true>
                <LinkButton href=paths::CHATS>{t.to_chats}</LinkButton>
            </Empty>
        </main>
    }
    .into_any()
}
