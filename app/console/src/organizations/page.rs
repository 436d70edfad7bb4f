//! One organization: its head, its tabs, and beside them what is known of it.

use contract::{
    OrganizationId,
    organizations::{GetOrganization, Organization},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use ui::{Avatar, Kept, Query, Show, Size, TabLinks, WhenReady, fill};

use super::{
    comments::CommentsTab,
    details::DetailsTab,
    gathered::{ChatsTab, TicketsTab},
    members::{MembersTab, RuleList},
    words,
};
use crate::{
    live, paths,
    shell::NotFoundPage,
    text::{MembersText, OrganizationText},
};

/// What of an organization is shown; the address says it.
#[derive(Clone, Copy, PartialEq)]
enum Tab {
    Details,
    Members,
    Comments,
    Tickets,
    Chats,
}

impl Tab {
    fn of(word: Option<&str>) -> Option<Self> {
        Some(match word {
            Some("details") => Tab::Details,
            Some("members") => Tab::Members,
            Some("comments") => Tab::Comments,
            Some("tickets") | None => Tab::Tickets,
            Some("chats") => Tab::Chats,
            Some(_) => return None,
        })
    }

    fn word(self) -> &'static str {
        match self {
            Tab::Details => "details",
            Tab::Members => "members",
            Tab::Comments => "comments",
            Tab::Tickets => "tickets",
            Tab::Chats => "chats",
        }
    }

    fn path(self, organization: OrganizationId) -> String {
        format!("{}/{}", paths::organization(organization), self.word())
    }
}

/// Where the member rules of an organization are.
pub(super) fn members_of(organization: OrganizationId) -> String {
    Tab::Members.path(organization)
}

/// The page.
#[component]
pub fn OrganizationPage() -> impl IntoView {
    let params = use_params_map();
    let id = ui::kept(move || params.with(|params| params.get("id")?.parse::<OrganizationId>().ok()));
    let tab = ui::kept(move || params.with(|params| Tab::of(params.get("tab").as_deref())));
    let known = ui::kept(move || tab.with(Option::is_some));
    ui::changing(move || match (id.get(), known.get()) {
        (Some(id), true) => view! { <Loading id tab /> }.into_any(),
        _ => view! { <NotFoundPage /> }.into_any(),
    })
}

#[component]
fn Loading(id: OrganizationId, tab: Kept<Option<Tab>>) -> impl IntoView {
    let api = ui::api();
    let query: Query<Organization> = live::load(move || {
        let api = api.clone();
        async move { api.call(GetOrganization { organization: id, body: () }).await }
    });
    view! {
        <main class="page" id="main">
            <WhenReady query rows=6 let:organization>
                <Page query organization tab />
            </WhenReady>
        </main>
    }
    .into_any()
}

#[component]
fn Page(query: Query<Organization>, organization: Kept<Organization>, tab: Kept<Option<Tab>>) -> impl IntoView {
    let t = ui::texts::<OrganizationText>();
    let id = organization.with_untracked(|organization| organization.id);
    let name = Signal::derive(move || organization.with(|organization| organization.details.name.clone()));
    let sub = move || {
        organization.with(|organization| {
            let details = &organization.details;
            let size = details.employees.map(|range| fill(t.employees_of, &[("range", words::employees(range))]));
            let parts =
                [details.website.clone(), size.unwrap_or_default(), words::place(details), details.phone.clone()];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
        })
    };
    let count = move |tab: Tab| {
        organization.with(|organization| match tab {
            Tab::Details => None,
            Tab::Members => Some(organization.rules.len().to_string()),
            // No number when there are none.
            Tab::Comments => (organization.comments > 0).then(|| organization.comments.to_string()),
            Tab::Tickets => Some(words::count(organization.tickets)),
            Tab::Chats => Some(words::count(organization.chats)),
        })
    };
    let link = move |own: Tab, label: &'static str| {
        view! {
            <a href=own.path(id) aria-current=move || (tab.get() == Some(own)).then_some("page")>
                {label}
                {move || count(own).map(|count| view! { " " <span class="count">{count}</span> })}
            </a>
        }
    };
    let shown = move || match tab.get().unwrap_or(Tab::Tickets) {
        Tab::Details => view! { <DetailsTab query organization /> }.into_any(),
        Tab::Members => view! { <MembersTab query organization /> }.into_any(),
        Tab::Comments => view! { <CommentsTab query organization=id /> }.into_any(),
        Tab::Tickets => view! { <TicketsTab organization /> }.into_any(),
        Tab::Chats => view! { <ChatsTab organization /> }.into_any(),
    };
    let has_side = ui::kept(move || !matches!(tab.get(), Some(Tab::Details)));
    let with_rules = ui::kept(move || !matches!(tab.get(), Some(Tab::Members)));
    view! {
        <header class="org-head">
            <Avatar name seed=id.to_string() size=Size::Large square=true />
            <div class="titles">
                <nav class="crumbs">
                    <a class="link" href=paths::ORGANIZATIONS>{t.title}</a>
                </nav>
                <h1>{name}</h1>
                <p class="sub">{move || sub()}</p>
            </div>
        </header>
        <TabLinks label=t.tabs>
            {link(Tab::Details, t.tab_details)}
            {link(Tab::Members, t.tab_members)}
            {link(Tab::Comments, t.tab_comments)}
            {link(Tab::Tickets, t.tab_tickets)}
            {link(Tab::Chats, t.tab_chats)}
        </TabLinks>
        {move || match has_side.get() {
            false => shown().into_any(),
            true => view! {
                <div class="org-body">
                    <div class="main">{move || shown()}</div>
                    <aside class="side">
                        <About organization />
                        <Show when=move || with_rules.get()>
                            <SideRules organization />
                        </Show>
                    </aside>
                </div>
            }
            .into_any(),
        }}
    }
    .into_any()
}

/// What is known of it, as typed.
#[component]
fn About(organization: Kept<Organization>) -> impl IntoView {
    let t = ui::texts::<OrganizationText>();
    let rows = move || {
        let details = organization.with(|organization| organization.details.clone());
        let address = [
            details.address_1.clone(),
            details.address_2.clone(),
            [details.postal_code.as_str(), details.city.as_str()].join(" ").trim().to_owned(),
            details.state.clone(),
            details.country.clone(),
        ];
        let address: Vec<String> = address.into_iter().filter(|line| !line.is_empty()).collect();
        let link = words::website(&details);
        let website = details.website;
        let phone = details.phone;
        let range = details.employees.map(words::employees);
        let nothing = website.is_empty() && phone.is_empty() && range.is_none() && address.is_empty();
        if nothing {
            return view! { <p class="muted small">{t.no_details}</p> }.into_any();
        }
        view! {
            <dl>
                {(!website.is_empty())
                    .then(|| {
                        let shown = match link {
                            Some(href) => view! {
                                <a class="link" href=href target="_blank" rel="noopener noreferrer nofollow">
                                    {website}
                                </a>
                            }
                            .into_any(),
                            None => website.into_any(),
                        };
                        view! {
                            <dt>{t.website}</dt>
                            <dd>{shown}</dd>
                        }
                    })}
                {(!phone.is_empty())
                    .then(|| {
                        view! {
                            <dt>{t.phone}</dt>
                            <dd class="num">{phone}</dd>
                        }
                    })}
                {range
                    .map(|range| {
                        view! {
                            <dt>{t.employees}</dt>
                            <dd>{range}</dd>
                        }
                    })}
                {(!address.is_empty())
                    .then(|| {
                        view! {
                            <dt>{t.address}</dt>
                            <dd>{address.join(", ")}</dd>
                        }
                    })}
            </dl>
        }
        .into_any()
    };
    view! {
        <section class="props">
            <header>
                <h2 class="grow small muted">{t.about}</h2>
            </header>
            {move || rows()}
        </section>
    }
    .into_any()
}

#[component]
fn SideRules(organization: Kept<Organization>) -> impl IntoView {
    let t = ui::texts::<MembersText>();
    let id = organization.with_untracked(|organization| organization.id);
    let rules = Signal::derive(move || organization.with(|organization| organization.rules.clone()));
    view! {
        <section class="props">
            <header>
                <h2 class="grow small muted">{t.title}</h2>
                <a class="link small" href=members_of(id)>{t.to_members}</a>
            </header>
            <RuleList rules />
        </section>
    }
    .into_any()
}
