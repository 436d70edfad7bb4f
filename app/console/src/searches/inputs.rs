//! What is set of a search template: what it is for, where it looks, what it asks and fills, and how long it takes.

use contract::{
    fields::ItemKind,
    searches::{INPUTS, RESULTS},
};
use leptos::prelude::*;
use ui::{Checkbox, Choice, Field, FieldKind, Kept, Notice, RadioCards, Select, Submission};

use super::{
    draft::{Draft, Place},
    page::Around,
    pairs::{Pairs, Words},
};
use crate::{fields::kind_name, frame::Section, text::SearchesText};

/// What it can be for today.
const KINDS: [ItemKind; 2] = [ItemKind::Chat, ItemKind::Ticket];

/// All of it.
#[component]
pub fn Inputs(draft: Draft, around: Kept<Around>, saving: Submission) -> impl IntoView {
    let t = ui::texts::<SearchesText>();
    let fields = ui::kept(move || around.with(|around| around.fields.clone()));
    let looked_up = Words {
        list: "inputs",
        name: "name",
        label: t.input_name,
        field: t.input_field,
        add: t.input_add,
        most: INPUTS,
    };
    let filled = Words {
        list: "results",
        name: "from",
        label: t.result_name,
        field: t.result_field,
        add: t.result_add,
        most: RESULTS,
    };
    view! {
        <Section title=t.what>
            <Itself draft saving />
        </Section>
        <Section title=t.place>
            <Where draft around saving />
        </Section>
        <Section title=t.inputs>
            <p class="muted small">{move || inputs_text(t, draft.place.get())}</p>
            <Pairs words=looked_up rows=draft.inputs fields saving />
        </Section>
        <Section title=t.results>
            <p class="muted small">{t.results_text}</p>
            <Pairs words=filled rows=draft.results fields saving />
        </Section>
        <Section title=t.limits>
            <div class="fields" data-columns="2">
                <Field name="patience" label=t.patience hint=t.patience_hint value=draft.patience
                    kind=FieldKind::Number error=saving.field("timeout_ms") />
                <Field name="memory" label=t.memory hint=t.memory_hint value=draft.memory kind=FieldKind::Number
                    error=saving.field("cache_seconds") />
            </div>
        </Section>
    }
    .into_any()
}

/// How a source knows what is looked up.
fn inputs_text(t: &'static SearchesText, place: Place) -> &'static str {
    match place {
        Place::Table => t.inputs_of_table,
        Place::Http => t.inputs_of_http,
        Place::Sql => t.inputs_of_sql,
    }
}

#[component]
fn Itself(draft: Draft, saving: Submission) -> impl IntoView {
    let t = ui::texts::<SearchesText>();
    let wrong = saving.field("kinds");
    let kind = move |kind: ItemKind| {
        let is = Signal::derive(move || draft.kinds.with(|kinds| kinds.contains(&kind)));
        let set = move |on: bool| {
            draft.kinds.update(|kinds| {
                kinds.retain(|other| *other != kind);
                kinds.extend(on.then_some(kind));
                kinds.sort_unstable();
            });
        };
        view! { <Checkbox name="kind" checked=is on_change=set>{kind_name(kind)}</Checkbox> }
    };
    view! {
        <Field name="name" label=t.name hint=t.name_hint value=draft.name error=saving.field("name")
            maxlength=120_u32 required=true />
        <fieldset class="field">
            <legend>{t.kinds}</legend>
            {KINDS.into_iter().map(kind).collect_view()}
            {move || wrong.get().map(|words| view! { <p class="error">{words}</p> })}
        </fieldset>
        <Checkbox name="required" checked=draft.required hint=t.required_hint
            on_change=move |on| draft.required.set(on)>
            {t.required}
        </Checkbox>
    }
    .into_any()
}

#[component]
fn Where(draft: Draft, around: Kept<Around>, saving: Submission) -> impl IntoView {
    let t = ui::texts::<SearchesText>();
    let choices = vec![
        Choice::new(Place::Table, t.table).hint(t.table_hint),
        Choice::new(Place::Http, t.http).hint(t.http_hint),
        Choice::new(Place::Sql, t.sql).hint(t.sql_hint),
    ];
    view! {
        <RadioCards name="place" legend=t.source choices value=draft.place
            on_change=move |place| draft.place.set(place) />
        {ui::changing(move || match draft.place.get() {
            Place::Table => view! { <p class="muted small">{t.table_text}</p> }.into_any(),
            Place::Http => view! { <Http draft saving /> }.into_any(),
            Place::Sql => view! { <Sql draft around saving /> }.into_any(),
        })}
    }
    .into_any()
}

#[component]
fn Http(draft: Draft, saving: Submission) -> impl IntoView {
    let t = ui::texts::<SearchesText>();
    view! {
        <Field name="url" label=t.url hint=t.url_hint value=draft.url kind=FieldKind::Url maxlength=2000_u32
            autocomplete="off" error=saving.field("source.url") />
        <div class="fields" data-columns="2">
            <Field name="at" label=t.at hint=t.at_hint value=draft.at maxlength=200_u32 autocomplete="off"
                optional=true error=saving.field("source.at") />
            <Field name="header" label=t.header hint=t.header_hint value=draft.header maxlength=100_u32
                autocomplete="off" optional=true error=saving.field("source.header") />
        </div>
    }
    .into_any()
}

#[component]
fn Sql(draft: Draft, around: Kept<Around>, saving: Submission) -> impl IntoView {
    let t = ui::texts::<SearchesText>();
    let choices = Signal::derive(move || {
        let chosen = draft.database.get();
        let mut names = around.with(|around| around.databases.clone());
        if !chosen.is_empty() && !names.contains(&chosen) {
            names.push(chosen);
        }
        let named = names.into_iter().map(|name| Choice::new(name.clone(), name));
        std::iter::once(Choice::new(String::new(), t.choose_database)).chain(named).collect::<Vec<_>>()
    });
    let none = around.with_untracked(|around| around.databases.is_empty());
    view! {
        {none.then(|| view! { <Notice>{t.no_databases}</Notice> })}
        <Select name="database" label=t.database value=draft.database choices error=saving.field("source.database") />
        <Field name="statement" label=t.statement hint=t.statement_hint value=draft.statement kind=FieldKind::Area(5)
            maxlength=4000_u32 error=saving.field("source.statement") />
    }
    .into_any()
}
