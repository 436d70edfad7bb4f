//! The frame around every page: top bar, rail, the quiet bars, and the keys that work everywhere.
//!
//! A page gives the `<main id="main">` of the frame: `class="panes"` or `class="page"`.

mod rail;

use leptos::prelude::*;
use leptos_router::{components::Outlet, hooks::use_location};

use crate::{
    live::use_wire,
    paths,
    session::{Standing, use_session},
    sign_in,
    text::ShellText,
};
use rail::Rail;

/// The frame, for whoever is signed in; others are sent to the sign-in page and come back to where they wanted to go.
#[component]
pub fn Shell() -> impl IntoView {
    let session = use_session();
    let location = use_location();
    let go = paths::go_instead();
    Effect::new(move || match session.standing() {
        Standing::SignedOut => {
            go(&sign_in::path_with_wish(&location.pathname.get_untracked(), &location.search.get_untracked()))
        }
        Standing::SetupNeeded => go(paths::SETUP),
        Standing::Asking | Standing::Unreachable | Standing::SignedIn(_) => {}
    });
    let inside = Memo::new(move |_| matches!(session.standing(), Standing::SignedIn(_)));
    move || if inside.get() { view! { <Frame /> }.into_any() } else { ().into_any() }
}

#[component]
fn Frame() -> impl IntoView {
    use_wire().open();
    let t = ui::texts::<ShellText>();
    view! {
        <div class="shell">
            <a class="skip" href="#main">{t.skip}</a>
            <Rail />
            <Outlet />
        </div>
    }
    .into_any()
}

/// What lies nowhere.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let t = ui::texts::<ShellText>();
    view! { <main class="page" id="main"><h1>{t.not_found}</h1></main> }
}
