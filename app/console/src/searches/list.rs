//! All search templates.

use contract::searches::{ListSearchTemplates, SearchTemplate};
use leptos::prelude::*;
use ui::{ButtonKind, Chip, Empty, Kept, LinkButton, Shape, Table, TableHead, WhenReady};

use super::draft::Place;
use crate::{
    fields::kind_name,
    frame::{ForAdministrators, Page},
    live, paths,
    text::{FieldsText, SearchesText},
};

/// The page.
#[component]
pub fn SearchesPage() -> impl IntoView {
    let (t, fields) = (ui::texts::<SearchesText>(), ui::texts::<FieldsText>());
    let acts = move || view! { <LinkButton href=paths::NEW_SEARCH kind=ButtonKind::Primary>{t.new}</LinkButton> };
    view! {
        <Page back=(paths::FIELDS, fields.title) title=t.title lead=t.lead acts>
            <ForAdministrators needs=contract::rights::Permission::ManageFields>
                <List />
            </ForAdministrators>
        </Page>
    }
    .into_any()
}

#[component]
fn List() -> impl IntoView {
    let api = ui::api();
    let query = live::load(move || {
        let api = api.clone();
        async move { api.call(ListSearchTemplates { body: () }).await.map(|all| all.items) }
    });
    view! {
        <WhenReady query rows=3 let:searches>
            <Rows searches />
        </WhenReady>
    }
    .into_any()
}

#[component]
fn Rows(searches: Kept<Vec<SearchTemplate>>) -> impl IntoView {
    let t = ui::texts::<SearchesText>();
    ui::changing(move || match searches.get() {
        none if none.is_empty() => view! { <Empty shape=Shape::Search title=t.none text=t.none_text /> }.into_any(),
        some => view! {
            <section class="card">
                <Table label=t.title stack=true>
                    <TableHead of=vec![t.name, t.place, t.kinds, t.must] />
                    <tbody>{some.into_iter().map(|search| view! { <Row search /> }).collect_view()}</tbody>
                </Table>
            </section>
        }
        .into_any(),
    })
}

#[component]
fn Row(search: SearchTemplate) -> impl IntoView {
    let t = ui::texts::<SearchesText>();
    let details = search.details;
    let kinds = details.kinds.iter().map(|kind| kind_name(*kind)).collect::<Vec<_>>().join(", ");
    let place = Place::of(&details.source);
    let waits = place == Place::Table && search.rows == 0 && !search.archived;
    view! {
        <tr data-clickable="">
            <td>
                <a class="title" href=paths::search(search.id)>{details.name}</a>
                " "
                {search.archived.then(|| view! { <Chip>{t.archived}</Chip> })}
                {waits.then(|| view! { <Chip tone=ui::Tone::Warn>{t.no_table}</Chip> })}
            </td>
            <td data-label=t.place>{place.name(t)}</td>
            <td data-label=t.kinds>{kinds}</td>
            <td data-label=t.must>{if details.required { t.required_short } else { t.optional_short }}</td>
        </tr>
    }
    .into_any()
}
