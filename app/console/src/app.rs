//! The way in: what every page may ask for, and the table of pages.

use leptos::prelude::*;
use leptos_router::{
    components::{ParentRoute, Route, Router, Routes},
    path,
};

use crate::{
    chats::{Chats, ChatsPage},
    company::CompanyStore,
    edit::Unsaved,
    live::Wire,
    paths,
    pieces::{fields, organizations, seldom, settings},
    presence::PresenceStore,
    session::Session,
    shell::{NotFoundPage, Shell},
    sign_in::SignInPage,
    tickets::{Tickets, TicketsPage},
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
            <Route path=path!("/setup") view=|| seldom::Page::SetupPage.view() />
            <Route path=path!("/gallery") view=gallery />
            <ParentRoute path=path!("") view=|| view! { <Shell /> }.into_any()>
                <Route path=path!("/") view=|| view! { <Home /> }.into_any() />
                <Route path=path!("/chats/:id/transcript") view=|| seldom::Page::TranscriptPage.view() />
                <Route path=path!("/organizations") view=|| organizations::Page::OrganizationsPage.view() />
                <Route path=path!("/organizations/new") view=|| organizations::Page::NewOrganizationPage.view() />
                <Route path=path!("/organizations/:id/:tab?") view=|| organizations::Page::OrganizationPage.view() />
                <Route path=path!("/people") view=|| settings::Page::PeoplePage.view() />
                <Route path=path!("/people/new") view=|| settings::Page::NewPersonPage.view() />
                <Route path=path!("/people/:id") view=|| settings::Page::PersonPage.view() />
                <Route path=path!("/settings/brands") view=|| settings::Page::BrandsPage.view() />
                <Route path=path!("/settings/brands/new") view=|| settings::Page::NewBrandPage.view() />
                <Route path=path!("/settings/brands/:id/hours") view=|| settings::Page::BrandHoursPage.view() />
                <Route path=path!("/settings/departments/:id/hours") view=|| settings::Page::DepartmentHoursPage.view() />
                <Route path=path!("/settings/brands/:id") view=|| settings::Page::BrandPage.view() />
                <Route path=path!("/settings/roles") view=|| settings::Page::RolesPage.view() />
                <Route path=path!("/settings/roles/new") view=|| settings::Page::NewRolePage.view() />
                <Route path=path!("/settings/roles/:id") view=|| settings::Page::RolePage.view() />
                <Route path=path!("/settings/company") view=|| settings::Page::CompanyPage.view() />
                <Route path=path!("/settings/departments/new") view=|| settings::Page::NewDepartmentPage.view() />
                <Route path=path!("/settings/departments/:id") view=|| settings::Page::DepartmentPage.view() />
                <Route path=path!("/settings/fields") view=|| fields::Page::FieldsPage.view() />
                <Route path=path!("/settings/fields/new") view=|| fields::Page::NewFieldPage.view() />
                <Route path=path!("/settings/fields/:id") view=|| fields::Page::FieldPage.view() />
                <Route path=path!("/settings/templates/:kind") view=|| fields::Page::TemplatePage.view() />
                <Route path=path!("/reports") view=|| fields::Page::ReportsPage.view() />
                <Route path=path!("/tickets/new") view=|| seldom::Page::NewTicketPage.view() />
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
