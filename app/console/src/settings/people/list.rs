//! Everybody, by name.

use contract::{
    people::{ListPeople, PeopleFilter, Person, PersonKind},
    rights::Permission,
};
use leptos::prelude::*;
use ui::{ButtonKind, Chip, Empty, FilterChip, For, LinkButton, SearchBox, Shape, Show, Size, Table, TableHead, Tone};

use super::{policy::PolicyButton, words};
use crate::{
    face::Face,
    frame::Page,
    pages::{Listed, Paged, settled},
    paths,
    session::use_session,
    text::PeopleText,
};

/// The list.
#[component]
pub fn PeoplePage() -> impl IntoView {
    let t = ui::texts::<PeopleText>();
    let api = ui::api();
    let session = use_session();
    let administers = ui::kept(move || session.holds(Permission::ManagePeople));
    let sought = RwSignal::new(String::new());
    let query = settled(sought);
    let kind = RwSignal::new(None::<PersonKind>);
    let paged = Paged::load(move |after| {
        let api = api.clone();
        let query = Some(query.get().trim().to_owned()).filter(|query| !query.is_empty());
        let body = PeopleFilter { kind: kind.get(), query, after, limit: None };
        async move { api.call(ListPeople { body }).await }
    });
    let filter = move |own: Option<PersonKind>, label: &'static str| {
        let pressed = Signal::derive(move || kind.get() == own);
        view! {
            <FilterChip pressed on_click=move |_| kind.set(own)>
                {label}
            </FilterChip>
        }
    };
    let acts = move || {
        view! {
            <SearchBox label=t.search placeholder=t.search_hint value=sought />
            <LinkButton href=paths::NEW_PERSON>{t.new_customer}</LinkButton>
            <Show when=move || administers.get()>
                <PolicyButton />
                <LinkButton href=format!("{}?kind=employee", paths::NEW_PERSON) kind=ButtonKind::Primary>
                    {t.new_employee}
                </LinkButton>
            </Show>
        }
    };
    let rows = Callback::new(move |empty| view! { <Rows paged empty query /> }.into_any());
    view! {
        <Page width="wide" title=t.title lead=t.lead acts>
            <div class="chips" role="group" aria-label=t.filter>
                {filter(None, t.all)}
                {filter(Some(PersonKind::Employee), t.employees)}
                {filter(Some(PersonKind::Customer), t.customers)}
            </div>
            <Listed paged rows />
        </Page>
    }
    .into_any()
}

#[component]
fn Rows(paged: Paged<Person>, empty: bool, query: Signal<String>) -> impl IntoView {
    let t = ui::texts::<PeopleText>();
    match empty {
        true if query.with_untracked(|query| query.trim().is_empty()) => {
            view! { <Empty shape=Shape::Users title=t.nobody text=t.nobody_text /> }.into_any()
        }
        true => view! { <Empty shape=Shape::Search title=t.none text=t.none_text /> }.into_any(),
        false => view! {
            <section class="card">
                <Table label=t.title stack=true>
                    <TableHead of=vec![t.person, t.email, t.kind, t.roles] />
                    <tbody>
                        <For
                            each=move || paged.items()
                            key=|person| (person.id, person.version)
                            children=|person| view! { <Row person /> }
                        />
                    </tbody>
                </Table>
            </section>
        }
        .into_any(),
    }
}

#[component]
fn Row(person: Person) -> impl IntoView {
    let t = ui::texts::<PeopleText>();
    view! {
        <tr data-clickable="">
            <td>
                <span class="person">
                    <Face id=person.id name=person.name.clone() size=Size::Small off=!person.active />
                    <span>
                        <a class="title" href=paths::person(person.id)>
                            {person.name}
                        </a>
                        <span class="sub">{person.username}</span>
                    </span>
                </span>
            </td>
            <td data-label=t.email>
                {person.email} " " {person.email_verified.then(|| view! { <Chip tone=Tone::Good>{t.verified}</Chip> })}
            </td>
            <td data-label=t.kind>
                {words::kind(t, person.kind)} " "
                {(!person.active).then(|| view! { <Chip tone=Tone::Warn>{t.inactive}</Chip> })}
            </td>
            <td data-label=t.roles>{words::highest(t, &person.roles)}</td>
        </tr>
    }
    .into_any()
}
