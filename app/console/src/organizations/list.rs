//! Every organization, by name.

use contract::organizations::{ListOrganizations, OrganizationFilter, OrganizationRow};
use leptos::prelude::*;
use ui::{Avatar, ButtonKind, Empty, For, LinkButton, SearchBox, Shape, Size, Table};

use crate::{
    frame::Page,
    pages::{Listed, Paged, settled},
    paths,
    text::OrganizationText,
};

/// The list.
#[component]
pub fn OrganizationsPage() -> impl IntoView {
    let t = ui::texts::<OrganizationText>();
    let api = ui::api();
    let sought = RwSignal::new(String::new());
    let query = settled(sought);
    let paged = Paged::load(move |after| {
        let api = api.clone();
        let query = Some(query.get().trim().to_owned()).filter(|query| !query.is_empty());
        let body = OrganizationFilter { query, after };
        async move { api.call(ListOrganizations { body }).await }
    });
    let acts = move || {
        view! {
            <SearchBox label=t.search placeholder=t.search_hint value=sought />
            <LinkButton href=paths::NEW_ORGANIZATION kind=ButtonKind::Primary>{t.new}</LinkButton>
        }
    };
    let rows = Callback::new(move |empty| view! { <Rows paged empty query /> }.into_any());
    view! {
        <Page width="wide" title=t.title lead=t.lead acts>
            <Listed paged rows />
        </Page>
    }
    .into_any()
}

#[component]
fn Rows(paged: Paged<OrganizationRow>, empty: bool, query: Signal<String>) -> impl IntoView {
    let t = ui::texts::<OrganizationText>();
    let row = move |row: OrganizationRow| {
        let seed = row.id.to_string();
        view! {
            <tr data-clickable="">
                <td>
                    <span class="person">
                        <Avatar name=row.name.clone() seed size=Size::Small square=true />
                        <a class="title" href=paths::organization(row.id)>
                            {row.name}
                        </a>
                    </span>
                </td>
                <td data-label=t.place_head>{row.place}</td>
                <td class="num" data-align="end" data-label=t.rules_head>
                    {row.rules}
                </td>
            </tr>
        }
    };
    let key = |row: &OrganizationRow| (row.id, row.name.clone(), row.place.clone(), row.rules);
    match empty {
        true if query.with_untracked(|query| query.trim().is_empty()) => view! {
            <Empty shape=Shape::Building title=t.none text=t.none_text>
                <LinkButton href=paths::NEW_ORGANIZATION kind=ButtonKind::Primary>{t.new}</LinkButton>
            </Empty>
        }
        .into_any(),
        true => view! { <Empty shape=Shape::Search title=t.none_found text=t.none_found_text /> }.into_any(),
        false => view! {
            <section class="card">
                <Table label=t.title stack=true>
                    <thead>
                        <tr>
                            <th scope="col">{t.name_head}</th>
                            <th scope="col">{t.place_head}</th>
                            <th scope="col" data-align="end">
                                {t.rules_head}
                            </th>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=move || paged.items() key=key children=row />
                    </tbody>
                </Table>
            </section>
        }
        .into_any(),
    }
}
