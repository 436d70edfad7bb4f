//! The history of a thing: who changed it last, and on request everything that was ever done to it.

use contract::history::{FieldChange, HistoryEntry, HistoryFilter, ListHistory, Subject};
use leptos::prelude::*;
use ui::{Avatar, Dialog, Empty, Icon, Shape, Size, Time, WhenReady, fill};
use uuid::Uuid;

use crate::{
    face::Face,
    pages::{MoreRows, Paged},
    text::{ActText, FieldNameText, FieldValueText, HistoryText, HoursText},
};

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
    let version = ui::kept(move || version.get());
    let paged = Paged::load(move |after| {
        version.track();
        let api = api.clone();
        async move { api.call(ListHistory { body: HistoryFilter { subject, id, after } }).await }
    });
    let last = move || {
        paged.first.ready().and_then(|page| page.items.into_iter().next()).map(|entry| {
            let name = entry.by.as_ref().map_or(t.by_itself.to_owned(), |by| by.name.clone());
            let face = match &entry.by {
                Some(by) => view! { <Face id=by.id name=name.clone() size=Size::Tiny /> }.into_any(),
                None => view! { <Avatar name=name.clone() size=Size::Tiny /> }.into_any(),
            };
            let told = told(acts, &entry);
            view! {
                {face}
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
            {move || last()}
            <button class="link" type="button" on:click=move |_| open.set(true)>
                {t.open}
            </button>
        </p>
        <Dialog open title=t.title size=Size::Large>
            <WhenReady query=paged.first rows=4 let:_page>
                <Entries paged />
            </WhenReady>
        </Dialog>
    }
    .into_any()
}

/// Everything, newest first.
#[component]
fn Entries(paged: Paged<HistoryEntry>) -> impl IntoView {
    let t = ui::texts::<HistoryText>();
    let rows = move || {
        let all = paged.items();
        if all.is_empty() {
            return view! { <Empty shape=Shape::History title=t.nothing text=t.nothing_text small=true /> }.into_any();
        }
        let rows = all.into_iter().map(|entry| view! { <Entry entry /> }).collect_view();
        view! { <ol class="timeline">{rows}</ol> }.into_any()
    };
    view! {
        {move || rows()}
        <MoreRows paged />
    }
    .into_any()
}

#[component]
fn Entry(entry: HistoryEntry) -> impl IntoView {
    let t = ui::texts::<HistoryText>();
    let acts = ui::texts::<ActText>();
    let name = entry.by.as_ref().map_or(t.by_itself.to_owned(), |by| by.name.clone());
    let told = told(acts, &entry);
    view! {
        <li>
            <Icon shape=Shape::History />
            <div class="main">
                <strong>{name}</strong>
                " · "
                {told}
                <Changes changes=entry.changes />
            </div>
            <Time at=entry.at />
        </li>
    }
    .into_any()
}

/// What changed, from what to what.
#[component]
pub fn Changes(changes: Vec<FieldChange>) -> impl IntoView {
    let t = ui::texts::<HistoryText>();
    let (names, values) = (ui::texts::<FieldNameText>(), ui::texts::<FieldValueText>());
    // The days of the week.
    let hours = ui::texts::<HoursText>();
    let line = |change: FieldChange| {
        let said = |text: Option<String>| {
            let text = text.filter(|text| !text.is_empty())?;
            Some(value_words(values, &change.field, text))
        };
        let (from, to) = (said(change.from), said(change.to).unwrap_or_else(|| t.empty.to_owned()));
        let code = change.field.replace('.', "_");
        let known = names.named(&code).or_else(|| hours.named(&code));
        let field = known.map_or_else(|| code.replace('_', " "), str::to_owned);
        let told = match from {
            Some(from) => fill(t.changed_to, &[("field", &field), ("from", &from), ("to", &to)]),
            None => fill(t.set_to, &[("field", &field), ("to", &to)]),
        };
        view! { <p class="small muted">{told}</p> }
    };
    changes.into_iter().map(line).collect_view()
}

/// A value as people say it. Only codes are translated, never what somebody typed.
fn value_words(values: &FieldValueText, field: &str, text: String) -> String {
    match (field, text.as_str()) {
        (_, "true") => values.yes.to_owned(),
        (_, "false") => values.no.to_owned(),
        (
            "visibility" | "method" | "status" | "priority" | "chats.part" | "tickets.part" | "chat_requires"
            | "tickets_require",
            code,
        ) => values.named(code).map_or(text, str::to_owned),
        _ => text,
    }
}

/// An act in words: `Member added: Mari Berg`.
pub fn told(acts: &ActText, entry: &HistoryEntry) -> String {
    let act = acts.named(&entry.act).map_or_else(|| entry.act.replace('_', " "), str::to_owned);
    match &entry.about {
        Some(about) => format!("{act}: {about}"),
        None => act,
    }
}
