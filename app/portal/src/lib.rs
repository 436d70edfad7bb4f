//! The customers' portal: rendered by the server, hydrated in the browser.
//!
//! The first render is the same on both sides: no clock, chance, locale or time zone. What only a browser can do (the
//! live connection, sending without a new page) begins in effects and event handlers, so everything reads and works
//! without script. The customers' own pages ([`account`]) are never hydrated at all.

#[cfg(feature = "ssr")]
pub mod account;
mod brand;
mod files;
mod home;
mod message;
mod text;

use leptos::prelude::*;
use leptos_router::{
    components::{Route, Router, Routes},
    path,
};
use ui::{Empty, components::Shape, texts};

pub use brand::{HomeResource, provide_home};
pub use message::Typed;

use brand::Frame;
use home::Home;
use message::{Message, Sent};
use text::PortalText;

ui::languages!();

/// Takes over the page the server rendered.
#[cfg(feature = "hydrate")]
pub fn start() {
    ui::panic_hook::install();
    ui::once_spoken(|| leptos::mount::hydrate_body(Portal));
}

/// Every page of the portal.
#[component]
pub fn Portal() -> impl IntoView {
    provide_home();
    view! {
        <Router>
            <Frame>
                <Routes fallback=|| NotHere().into_any()>
                    <Route path=path!("/") view=|| Home().into_any() />
                    <Route path=path!("/message") view=|| Message().into_any() />
                    <Route path=path!("/message/sent") view=|| Sent().into_any() />
                </Routes>
            </Frame>
        </Router>
    }
}

/// What a wrong address shows.
#[component]
fn NotHere() -> impl IntoView {
    let t = texts::<PortalText>();
    view! {
        <main class="portal-main" id="main" data-width="narrow">
            <Empty shape=Shape::Search title=t.not_here text=t.not_here_why page=true>
                <a class="button" data-kind="primary" href="/">{t.to_home}</a>
            </Empty>
        </main>
    }
}
