//! The history of a thing: who changed it last, and on request everything that was ever done to it.

use contract::history::{HistoryEntry, HistoryFilter, ListHistory, Subject};
use leptos::prelude::*;
use ui::{Avatar, Button, Dialog, Empty, Icon, Shape, Size, Submission, Time, WhenReady, fill};
use uuid::Uuid;

use crate::text::{ActText, HistoryText};

/// One line: who changed it last, with the way into the whole history.
#[component]
pub fn LastChange(
    /// What kind of thing.
    subject: Subject,
    /// Which one.
    id: Uuid,
    /// Its version: another one asks again.
    #[prop(into)]
    version: Signal<i64>,
) -> impl IntoView {
    let t = ui::texts::<HistoryText>();
    let acts = ui::texts::<ActText>();
    let api = ui::api();
    let open = RwSignal::new(false);
    let version = Memo::new(move |_| version.get());
    let query = ui::load(move || {
        version.track();
        let api = api.clone();
        async move { api.call(ListHistory { body: HistoryFilter { subject, id, after: None } }).await }
    });
    let last = move || {
        query.ready().and_then(|page| page.items.into_iter().next()).map(|entry| {
            let name = entry.by.as_ref().map_or(t.by_itself.to_owned(), |by| by.name.clone());
            let seed = entry.by.as_ref().map_or(String::new(), |by| by.id.to_string());
            let told = told(acts, &entry);
            view! {
                <Avatar name=name.clone() seed size=Size::Tiny />
                {fill(t.last, &[("name", &name)])}
                " "
                <Time at=entry.at />
                ": "
                {told}
                " · "
            }
        })
    };
    view! {
        <p class="last-change">
            {last}
            <button class="link" type="button" on:click=move |_| open.set(true)>
                {t.open}
            </button>
        </p>
        <Dialog open title=t.title size=Size::Large>
            <WhenReady query rows=4 let:page>
                <Entries subject id first=page />
            </WhenReady>
        </Dialog>
    }
    .into_any()
}

#[component]
fn Entries(subject: Subject, id: Uuid, first: Signal<contract::Page<HistoryEntry>>) -> impl IntoView {
    let t = ui::texts::<HistoryText>();
    let api = ui::api();
    let older = RwSignal::new(Vec::<HistoryEntry>::new());
    let next = RwSignal::new(first.with_untracked(|page| page.next.clone()));
    let asking = Submission::new();
    let more = move |_| {
        let (api, after) = (api.clone(), next.get_untracked());
        asking.run(
            async move { api.call(ListHistory { body: HistoryFilter { subject, id, after } }).await },
            move |page| {
                older.update(|older| older.extend(page.items));
                next.set(page.next);
            },
        );
    };
    let rows = move || {
        let mut all = first.with(|page| page.items.clone());
        all.extend(older.get());
        if all.is_empty() {
            return view! { <Empty shape=Shape::History title=t.nothing text=t.nothing_text small=true /> }.into_any();
        }
        let rows = all.into_iter().map(|entry| view! { <Entry entry /> }).collect_view();
        view! { <ol class="timeline">{rows}</ol> }.into_any()
    };
    view! {
        {rows}
        <ui::ProblemNotice problem=asking.problem />
        <Show when=move || next.with(Option::is_some)>
            <Button busy=asking.busy on_click=more.clone()>{t.older}</Button>
        </Show>
    }
    .into_any()
}

#[component]
fn Entry(entry: HistoryEntry) -> impl IntoView {
    let t = ui::texts::<HistoryText>();
    let acts = ui::texts::<ActText>();
    let name = entry.by.as_ref().map_or(t.by_itself.to_owned(), |by| by.name.clone());
    let told = told(acts, &entry);
    let changes = entry
        .changes
        .into_iter()
        .map(|change| {
            let from = change.from.filter(|text| !text.is_empty()).unwrap_or_else(|| t.empty.to_owned());
            let to = change.to.filter(|text| !text.is_empty()).unwrap_or_else(|| t.empty.to_owned());
            let field = change.field.replace(['_', '.'], " ");
            view! {
                <p class="small muted">
                    {fill(t.changed_to, &[("field", &field), ("from", &from), ("to", &to)])}
                </p>
            }
        })
        .collect_view();
    view! {
        <li>
            <Icon shape=Shape::History />
            <div class="main">
                <strong>{name}</strong>
                " · "
                {told}
                {changes}
            </div>
            <Time at=entry.at />
        </li>
    }
    .into_any()
}

/// An act in words: `Member added: Mari Berg`.
fn told(acts: &ActText, entry: &HistoryEntry) -> String {
    let act = acts.named(&entry.act).map_or_else(|| entry.act.replace('_', " "), str::to_owned);
    match &entry.about {
        Some(about) => format!("{act}: {about}"),
        None => act,
    }
}
