//! Every organization, by name.

use contract::organizations::{ListOrganizations, OrganizationFilter, OrganizationRow};
use leptos::prelude::*;
use ui::{Avatar, ButtonKind, Empty, LinkButton, ProblemNotice, SearchBox, Shape, Size, Skeleton, Table};

use crate::{
    pages::{MoreRows, Paged, settled},
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
    let known = Memo::new(move |_| paged.first.loaded.with(|loaded| loaded.ready().is_some()));
    let failed = Memo::new(move |_| paged.first.problem.with(Option::is_some));
    view! {
        <main class="page" id="main">
            <div class="wrap" data-width="wide">
                <header class="page-head">
                    <div class="titles">
                        <h1>{t.title}</h1>
                        <p class="sub">{t.lead}</p>
                    </div>
                    <div class="acts">
                        <SearchBox label=t.search placeholder=t.search_hint value=sought />
                        <LinkButton href=paths::NEW_ORGANIZATION kind=ButtonKind::Primary>{t.new}</LinkButton>
                    </div>
                </header>
                <ProblemNotice problem=paged.first.problem on_retry=move |()| paged.first.refetch() />
                {move || match (known.get(), failed.get()) {
                    (true, _) => view! { <Rows paged query /> }.into_any(),
                    (false, false) => view! { <Skeleton rows=8 /> }.into_any(),
                    (false, true) => ().into_any(),
                }}
                <MoreRows paged />
            </div>
        </main>
    }
    .into_any()
}

#[component]
fn Rows(paged: Paged<OrganizationRow>, query: Signal<String>) -> impl IntoView {
    let t = ui::texts::<OrganizationText>();
    let rows = Memo::new(move |_| paged.items());
    let empty = Memo::new(move |_| rows.with(Vec::is_empty));
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
    move || match empty.get() {
        true if query.with(|query| query.trim().is_empty()) => view! {
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
                        <For each=move || rows.get() key=key children=row />
                    </tbody>
                </Table>
            </section>
        }
        .into_any(),
    }
}
