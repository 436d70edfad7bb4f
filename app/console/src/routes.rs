//! The table of pages: what stands at which address.
//!
//! Leptos' router follows links and the browser's history; its routes are a type for each page, 65 KB of code. Here they
//! are rows of a table.

use leptos::prelude::*;
use leptos_router::{
    location::{BrowserUrl, LocationProvider, Url},
    params::ParamsMap,
};
use ui::Held;

use crate::{
    chats::ChatsPage,
    paths,
    pieces::{account, door, fields, organizations, people, searches, seldom, settings, tickets},
    shell::{NotFoundPage, Shell},
};

/// A page: its address below `/console`, whether it stands in the frame, and so needs somebody signed in, and what shows
/// it. `:name` is any part of an address, and `:name?` one that may be missing; a page asks for it by `use_params_map`.
struct Route(&'static str, Stands, fn() -> AnyView);

#[derive(Clone, Copy, PartialEq)]
enum Stands {
    Alone,
    Framed,
}
use Stands::{Alone, Framed};

/// The first that fits is shown.
const ROUTES: &[Route] = &[
    Route("sign-in", Alone, || door::Page::SignInPage.view()),
    Route("invitation", Alone, || door::Page::InvitationPage.view()),
    Route("reset", Alone, || door::Page::ResetPage.view()),
    Route("verification", Alone, || door::Page::VerificationPage.view()),
    Route("second-factor", Alone, || door::Page::SecondFactorPage.view()),
    Route("setup", Alone, || door::Page::SetupPage.view()),
    Route("gallery", Alone, gallery),
    Route("", Framed, || view! { <Home /> }.into_any()),
    Route("chats/:id/transcript", Framed, || seldom::Page::TranscriptPage.view()),
    Route("chats/:id?", Framed, || view! { <ChatsPage /> }.into_any()),
    Route("tickets/new", Framed, || seldom::Page::NewTicketPage.view()),
    Route("tickets/:id?", Framed, || tickets::Page::TicketsPage.view()),
    Route("organizations", Framed, || organizations::Page::OrganizationsPage.view()),
    Route("organizations/new", Framed, || organizations::Page::NewOrganizationPage.view()),
    Route("organizations/:id/:tab?", Framed, || organizations::Page::OrganizationPage.view()),
    Route("account", Framed, || account::Page::AccountPage.view()),
    Route("people", Framed, || people::Page::PeoplePage.view()),
    Route("people/new", Framed, || people::Page::NewPersonPage.view()),
    Route("people/:id", Framed, || people::Page::PersonPage.view()),
    Route("settings/brands", Framed, || settings::Page::BrandsPage.view()),
    Route("settings/brands/new", Framed, || settings::Page::NewBrandPage.view()),
    Route("settings/brands/:id", Framed, || settings::Page::BrandPage.view()),
    Route("settings/brands/:id/hours", Framed, || settings::Page::BrandHoursPage.view()),
    Route("settings/departments/new", Framed, || settings::Page::NewDepartmentPage.view()),
    Route("settings/departments/:id", Framed, || settings::Page::DepartmentPage.view()),
    Route("settings/departments/:id/hours", Framed, || settings::Page::DepartmentHoursPage.view()),
    Route("settings/departments/:id/mailbox", Framed, || fields::Page::MailboxPage.view()),
    Route("settings/:owner/:id/mail-templates", Framed, || fields::Page::MailTemplatesPage.view()),
    Route("settings/roles", Framed, || people::Page::RolesPage.view()),
    Route("settings/roles/new", Framed, || people::Page::NewRolePage.view()),
    Route("settings/roles/:id", Framed, || people::Page::RolePage.view()),
    Route("settings/providers", Framed, || people::Page::ProvidersPage.view()),
    Route("settings/providers/new", Framed, || people::Page::ProviderPage.view()),
    Route("settings/providers/:id", Framed, || people::Page::ProviderPage.view()),
    Route("settings/company", Framed, || settings::Page::CompanyPage.view()),
    Route("settings/fields", Framed, || fields::Page::FieldsPage.view()),
    Route("settings/fields/new", Framed, || fields::Page::NewFieldPage.view()),
    Route("settings/fields/:id", Framed, || fields::Page::FieldPage.view()),
    Route("settings/templates/:kind", Framed, || fields::Page::TemplatePage.view()),
    Route("settings/searches", Framed, || searches::Page::SearchesPage.view()),
    Route("settings/searches/new", Framed, || searches::Page::NewSearchPage.view()),
    Route("settings/searches/:id", Framed, || searches::Page::SearchPage.view()),
    Route("reports/shifts", Framed, || fields::Page::ShiftsPage.view()),
    Route("settings/mails", Framed, || fields::Page::MailsPage.view()),
    Route("settings/history", Framed, || fields::Page::HistoryPage.view()),
    Route("reports", Framed, || fields::Page::ReportsPage.view()),
];

/// What is shown where nothing lies.
const NOWHERE: Route = Route("", Alone, || view! { <NotFoundPage /> }.into_any());

/// What a path says to its page: names of the table, and what stands there.
type Said<'a> = Vec<(&'static str, &'a str)>;

/// The number of the page at a path, and what the path says to it; the number after the last where nothing lies.
fn route_at(path: &str) -> (usize, Said<'_>) {
    let path = path.strip_prefix(paths::BASE).unwrap_or(path);
    let found = ROUTES.iter().enumerate().find_map(|(number, route)| Some((number, fits(route.0, path)?)));
    found.unwrap_or((ROUTES.len(), Vec::new()))
}

fn fits<'a>(pattern: &'static str, path: &'a str) -> Option<Said<'a>> {
    let mut said = Vec::new();
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    for wanted in pattern.split('/').filter(|part| !part.is_empty()) {
        match (wanted.strip_prefix(':'), parts.next()) {
            (Some(name), Some(part)) => said.push((name.trim_end_matches('?'), part)),
            (Some(name), None) if name.ends_with('?') => {}
            (None, Some(part)) if part == wanted => {}
            _ => return None,
        }
    }
    parts.next().is_none().then_some(said)
}

/// Where one is. A page has its own address and parameters: they stay as they are while another takes its place.
#[derive(Clone)]
struct Place {
    number: usize,
    url: ArcRwSignal<Url>,
    params: ArcRwSignal<ParamsMap>,
}

impl Place {
    fn at(url: Url) -> Self {
        let (number, said) = route_at(url.path());
        let mut params = ParamsMap::new();
        said.into_iter().for_each(|(name, part)| params.insert(name, part.to_owned()));
        Self { number, url: ArcRwSignal::new(url), params: ArcRwSignal::new(params) }
    }

    fn route(&self) -> &'static Route {
        ROUTES.get(self.number).unwrap_or(&NOWHERE)
    }
}

#[derive(Clone, Copy)]
struct Here(Held<Place>);

/// The page of the address, in its frame where it has one. The frame stays while pages change in it.
#[component]
pub fn Pages() -> impl IntoView {
    let browser = expect_context::<BrowserUrl>();
    let current = browser.as_url().clone();
    let here = Held::new(Place::at(current.get_untracked()));
    provide_context(Here(here));
    ui::effect(move || {
        let next = Place::at(current.get());
        match here.try_with_untracked(Place::clone) {
            Some(place) if place.number == next.number => {
                place.url.set(next.url.get_untracked());
                place.params.set(next.params.get_untracked());
            }
            _ => here.set(next),
        }
        browser.ready_to_complete();
    });
    let framed = ui::kept(move || here.try_with(|place| place.route().1) == Some(Framed));
    ui::changing(move || match framed.get() {
        true => view! { <Shell /> }.into_any(),
        false => page(Alone),
    })
}

/// The page, for the frame it stands in.
pub fn framed_page() -> AnyView {
    page(Framed)
}

fn page(stands: Stands) -> AnyView {
    let Here(here) = expect_context();
    ui::changing(move || match here.try_with(Place::clone) {
        Some(place) if place.route().1 == stands => {
            let Route(_, _, view) = place.route();
            provide_context(place.url);
            provide_context(ArcMemo::from(place.params));
            view()
        }
        // The frame comes or goes.
        _ => ().into_any(),
    })
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

#[cfg(test)]
mod tests {
    use super::{ROUTES, route_at};

    fn at(path: &str) -> (&str, Option<&str>) {
        let (number, said) = route_at(path);
        (ROUTES.get(number).map_or("nowhere", |route| route.0), said.first().map(|(_, part)| *part))
    }

    #[test]
    fn the_first_page_that_fits_is_shown() {
        assert_eq!(at("/console"), ("", None));
        assert_eq!(at("/console/"), ("", None));
        assert_eq!(at("/console/tickets"), ("tickets/:id?", None));
        assert_eq!(at("/console/tickets/new"), ("tickets/new", None));
        assert_eq!(at("/console/tickets/7/"), ("tickets/:id?", Some("7")));
        assert_eq!(at("/console/tickets/7/8"), ("nowhere", None));
        assert_eq!(at("/console/chats/7/transcript"), ("chats/:id/transcript", Some("7")));
        assert_eq!(at("/console/organizations/7/members").0, "organizations/:id/:tab?");
        assert_eq!(at("/console/settings"), ("nowhere", None));
    }

    #[test]
    fn every_page_is_found_at_its_address() {
        for (number, route) in ROUTES.iter().enumerate() {
            let address =
                route.0.replace(":id", "7").replace(":tab", "members").replace(":kind", "ticket").replace('?', "");
            assert_eq!(route_at(&format!("/console/{address}")).0, number, "{}", route.0);
        }
    }
}
