//! The history of a thing: who changed it last, and on request everything that was ever done to it.

use contract::history::{FieldChange, HistoryEntry, HistoryFilter, ListHistory, Subject};
use leptos::prelude::*;
use ui::{Avatar, Dialog, Empty, Icon, Shape, Size, Time, WhenReady, fill};
use uuid::Uuid;

use crate::{
    face::Face,
    pages::{MoreRows, Paged},
    text::{ActText, FieldNameText, FieldValueText, HistoryText, HoursText, PermissionText, RolesText},
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
                <Entries subject paged />
            </WhenReady>
        </Dialog>
    }
    .into_any()
}

/// Everything, newest first.
#[component]
fn Entries(subject: Subject, paged: Paged<HistoryEntry>) -> impl IntoView {
    let t = ui::texts::<HistoryText>();
    let rows = move || {
        let all = paged.items();
        if all.is_empty() {
            return view! { <Empty shape=Shape::History title=t.nothing text=t.nothing_text small=true /> }.into_any();
        }
        let rows = all.into_iter().map(|entry| view! { <Entry subject entry /> }).collect_view();
        view! { <ol class="timeline">{rows}</ol> }.into_any()
    };
    view! {
        {move || rows()}
        <MoreRows paged />
    }
    .into_any()
}

#[component]
fn Entry(subject: Subject, entry: HistoryEntry) -> impl IntoView {
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
                <Changes subject changes=entry.changes />
            </div>
            <Time at=entry.at />
        </li>
    }
    .into_any()
}

/// What changed, from what to what.
#[component]
pub fn Changes(
    /// Of what kind of thing.
    subject: Subject,
    /// The changes.
    changes: Vec<FieldChange>,
) -> impl IntoView {
    let t = ui::texts::<HistoryText>();
    let line = |change: FieldChange| {
        let field = field_words(subject, &change.field);
        let told = if change.field == "permissions" {
            granted(t, &field, &change)
        } else {
            let said = |text: Option<String>| {
                let text = text.filter(|text| !text.is_empty())?;
                Some(value_words(subject, &change.field, text))
            };
            let (from, to) = (said(change.from), said(change.to).unwrap_or_else(|| t.empty.to_owned()));
            vec![match from {
                Some(from) => fill(t.changed_to, &[("field", &field), ("from", &from), ("to", &to)]),
                None => fill(t.set_to, &[("field", &field), ("to", &to)]),
            }]
        };
        told.into_iter().map(|told| view! { <p class="small muted">{told}</p> }).collect_view()
    };
    changes.into_iter().map(line).collect_view()
}

/// A field's name. Lines of a template are named as their fields are.
fn field_words(subject: Subject, field: &str) -> String {
    let names = ui::texts::<FieldNameText>();
    if subject == Subject::Template && field != "order" {
        return field.to_owned();
    }
    let code = field.replace('.', "_");
    // The days of the week.
    let known = names.named(&code).or_else(|| ui::texts::<HoursText>().named(&code));
    known.map_or_else(|| code.replace('_', " "), str::to_owned)
}

/// Permissions that are new, and those that are gone.
fn granted(t: &HistoryText, field: &str, change: &FieldChange) -> Vec<String> {
    let names = ui::texts::<PermissionText>();
    let set = |text: &Option<String>| -> Vec<String> {
        let text = text.as_deref().unwrap_or_default();
        text.split(',').map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect()
    };
    let (from, to) = (set(&change.from), set(&change.to));
    let only = |some: &[String], others: &[String]| {
        let differ = some.iter().filter(|one| !others.contains(one));
        differ.map(|one| names.named(one).unwrap_or(one)).collect::<Vec<_>>().join(", ")
    };
    let told = [(t.granted, only(&to, &from)), (t.taken_away, only(&from, &to))];
    let told = told.into_iter().filter(|(_, what)| !what.is_empty());
    told.map(|(text, what)| fill(text, &[("field", field), ("what", &what)])).collect()
}

/// A value as people say it. Only codes are translated, never what somebody typed.
fn value_words(subject: Subject, field: &str, text: String) -> String {
    let values = ui::texts::<FieldValueText>();
    let each = |separator: &str, named: &dyn Fn(&str) -> Option<&'static str>| {
        text.split(separator).map(|one| named(one).unwrap_or(one)).collect::<Vec<_>>().join(separator)
    };
    match (subject, field, text.as_str()) {
        (_, _, "true") => values.yes.to_owned(),
        (_, _, "false") => values.no.to_owned(),
        (Subject::Template, field, _) if field != "order" => each(" · ", &|one| values.named(one)),
        (_, "roles", _) => each(", ", &|one| ui::texts::<RolesText>().named(one)),
        (
            _,
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
