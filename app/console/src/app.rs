//! The way in: what every page may ask for, and the table of pages.

use leptos::prelude::*;
use leptos_router::{
    components::{ParentRoute, Route, Router, Routes},
    path,
};

use crate::{
    chats::{Chats, ChatsPage, TranscriptPage},
    company::CompanyStore,
    edit::Unsaved,
    live::Wire,
    organizations::{NewOrganizationPage, OrganizationPage, OrganizationsPage},
    paths,
    presence::PresenceStore,
    session::Session,
    settings::{
        BrandPage, BrandsPage, CompanyPage, DepartmentPage, NewDepartmentPage, NewPersonPage, PeoplePage, PersonPage,
    },
    shell::{NotFoundPage, Shell},
    sign_in::{SetupPage, SignInPage},
    tickets::{NewTicketPage, Tickets, TicketsPage},
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
    Session::provide();
    view! {
        <Router base=paths::BASE>
            <Pages />
        </Router>
        <ui::Toasts />
    }
    .into_any()
}

/// The table of pages. What stands inside of the shell needs somebody signed in.
#[component]
fn Pages() -> impl IntoView {
    view! {
        <Routes fallback=|| view! { <NotFoundPage /> }.into_any()>
            <Route path=path!("/sign-in") view=|| view! { <SignInPage /> }.into_any() />
            <Route path=path!("/setup") view=|| view! { <SetupPage /> }.into_any() />
            <Route path=path!("/gallery") view=gallery />
            <ParentRoute path=path!("") view=|| view! { <Shell /> }.into_any()>
                <Route path=path!("/") view=|| view! { <Home /> }.into_any() />
                <Route path=path!("/chats/:id/transcript") view=|| view! { <TranscriptPage /> }.into_any() />
                <Route path=path!("/organizations") view=|| view! { <OrganizationsPage /> }.into_any() />
                <Route path=path!("/organizations/new") view=|| view! { <NewOrganizationPage /> }.into_any() />
                <Route path=path!("/organizations/:id/:tab?") view=|| view! { <OrganizationPage /> }.into_any() />
                <Route path=path!("/people") view=|| view! { <PeoplePage /> }.into_any() />
                <Route path=path!("/people/new") view=|| view! { <NewPersonPage /> }.into_any() />
                <Route path=path!("/people/:id") view=|| view! { <PersonPage /> }.into_any() />
                <Route path=path!("/settings/brands") view=|| view! { <BrandsPage /> }.into_any() />
                <Route path=path!("/settings/brands/:id") view=|| view! { <BrandPage /> }.into_any() />
                <Route path=path!("/settings/company") view=|| view! { <CompanyPage /> }.into_any() />
                <Route path=path!("/settings/departments/new") view=|| view! { <NewDepartmentPage /> }.into_any() />
                <Route path=path!("/settings/departments/:id") view=|| view! { <DepartmentPage /> }.into_any() />
                <Route path=path!("/tickets/new") view=|| view! { <NewTicketPage /> }.into_any() />
                <Route path=path!("/tickets/:id?") view=|| view! { <TicketsPage /> }.into_any() />
                <Route path=path!("/chats/:id?") view=|| view! { <ChatsPage /> }.into_any() />
            </ParentRoute>
        </Routes>
    }
    .into_any()
}

/// Every component in every state, to look at in development; the release does not carry it.
fn gallery() -> AnyView {
    if cfg!(debug_assertions) { view! { <ui::Gallery /> }.into_any() } else { view! { <NotFoundPage /> }.into_any() }
}

/// The console opens on the chats.
#[component]
fn Home() -> impl IntoView {
    let go = paths::go_instead();
    ui::effect(move || go(paths::CHATS));
}
