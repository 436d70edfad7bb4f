//! Whom one can sign in with instead of a password.

use contract::{
    rights::Permission,
    sign_in::{ListProviders, Provider},
};
use leptos::prelude::*;
use ui::{ButtonKind, Chip, Empty, Kept, LinkButton, Query, Shape, Table, TableHead, Tone, WhenReady};

use crate::{
    frame::{ForAdministrators, Page},
    live, paths,
    text::{PeopleText, ProvidersText},
};

/// The providers there are, fetched again after a break.
pub(super) fn providers() -> Query<Vec<Provider>> {
    let api = ui::api();
    live::load(move || {
        let api = api.clone();
        async move { api.call(ListProviders { body: () }).await.map(|list| list.items) }
    })
}

/// The list.
#[component]
pub fn ProvidersPage() -> impl IntoView {
    let t = ui::texts::<ProvidersText>();
    let people = ui::texts::<PeopleText>();
    let acts = move || {
        view! {
            <LinkButton href=paths::NEW_PROVIDER kind=ButtonKind::Primary>
                {t.new}
            </LinkButton>
        }
    };
    view! {
        <Page back=(paths::PEOPLE, people.title) title=t.title lead=t.lead acts>
            <ForAdministrators needs=Permission::ManagePeople>
                <List />
            </ForAdministrators>
        </Page>
    }
    .into_any()
}

#[component]
fn List() -> impl IntoView {
    let query = providers();
    view! {
        <WhenReady query rows=3 let:providers>
            <Rows providers />
        </WhenReady>
    }
    .into_any()
}

#[component]
fn Rows(providers: Kept<Vec<Provider>>) -> impl IntoView {
    let t = ui::texts::<ProvidersText>();
    ui::changing(move || match providers.get() {
        none if none.is_empty() => view! { <Empty shape=Shape::Lock title=t.none text=t.none_text /> }.into_any(),
        some => view! {
            <section class="card">
                <Table label=t.title stack=true>
                    <TableHead of=vec![t.name, t.issuer, t.state] />
                    <tbody>{some.into_iter().map(|provider| view! { <Row provider /> }).collect_view()}</tbody>
                </Table>
            </section>
        }
        .into_any(),
    })
}

#[component]
fn Row(provider: Provider) -> impl IntoView {
    let t = ui::texts::<ProvidersText>();
    let (tone, state) = if provider.details.enabled { (Tone::Good, t.on) } else { (Tone::Neutral, t.off) };
    view! {
        <tr data-clickable="">
            <td>
                <a class="title" href=paths::provider(provider.id)>
                    {provider.details.name}
                </a>
            </td>
            <td data-label=t.issuer>
                <bdi dir="ltr">{provider.issuer}</bdi>
            </td>
            <td data-label=t.state>
                <Chip tone>{state}</Chip>
            </td>
        </tr>
    }
    .into_any()
}
