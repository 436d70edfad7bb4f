//! The way in: what every page may ask for.

use leptos::prelude::*;
use leptos_router::components::Router;

use crate::{
    asks::Asks, chats::Chats, company::CompanyStore, edit::Unsaved, live::Wire, paths, presence::PresenceStore,
    routes::Pages, session::Session, tickets::Tickets,
};

/// The console.
#[component]
pub fn App() -> impl IntoView {
    ui::provide_api(ui::transport::browser());
    ui::text::provide_language(ui::Language::of_page());
    PresenceStore::provide();
    CompanyStore::provide();
    Unsaved::provide();
    ui::theme::provide_look();
    ui::provide_toasts();
    ui::keys::provide_keys();
    let wire = Wire::provide();
    Chats::provide(wire);
    Tickets::provide();
    Asks::provide();
    Session::provide();
    view! {
        <Router base=paths::BASE>
            <Pages />
        </Router>
        <ui::Toasts />
    }
    .into_any()
}
