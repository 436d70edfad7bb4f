//! Trying a search template: texts as somebody might answer, what came back, and what it would fill.

use contract::searches::{
    SearchInput, SearchOutcome, SearchTemplate, SearchTried, SearchTry, TriedInput, TrySearchTemplate, WouldFill,
};
use leptos::{ev, prelude::*};
use ui::{Button, Chip, Field, Kept, Notice, ProblemNotice, Show, Submission, Table, TableHead, Tone, fill};

use super::page::Around;
use crate::{frame::Section, text::SearchesText};

/// How a search came out, in words.
fn told(t: &'static SearchesText, outcome: SearchOutcome) -> (Tone, &'static str) {
    match outcome {
        SearchOutcome::Found => (Tone::Good, t.found),
        SearchOutcome::NoMatch => (Tone::Warn, t.no_match),
        SearchOutcome::NoTable => (Tone::Bad, t.no_table_text),
        SearchOutcome::NoDatabase => (Tone::Bad, t.no_database),
        SearchOutcome::Forbidden => (Tone::Bad, t.forbidden),
        SearchOutcome::Unreachable => (Tone::Bad, t.unreachable),
        SearchOutcome::Late => (Tone::Bad, t.late),
        SearchOutcome::Unreadable => (Tone::Bad, t.unreadable),
    }
}

/// The card. What is tried is what is saved.
#[component]
pub fn TryOut(search: Kept<SearchTemplate>, around: Kept<Around>, unsaved: Signal<bool>) -> impl IntoView {
    let t = ui::texts::<SearchesText>();
    let inputs = ui::kept(move || search.with(|search| search.details.inputs.clone()));
    view! {
        <Section title=t.try_title>
            <p class="muted small">{t.try_text}</p>
            <Show when=move || unsaved.get()>
                <Notice>{t.try_unsaved}</Notice>
            </Show>
            {ui::changing(move || {
                let inputs = inputs.get();
                view! { <Form search inputs around /> }.into_any()
            })}
        </Section>
    }
    .into_any()
}

#[component]
fn Form(search: Kept<SearchTemplate>, inputs: Vec<SearchInput>, around: Kept<Around>) -> impl IntoView {
    let t = ui::texts::<SearchesText>();
    let api = StoredValue::new(ui::api());
    let trying = Submission::new();
    let tried = RwSignal::new(None::<SearchTried>);
    let name = move |id| {
        around.with_untracked(|around| {
            around.fields.iter().find(|field| field.id == id).map(|field| field.name.clone()).unwrap_or_default()
        })
    };
    let typed: Vec<(String, RwSignal<String>)> =
        inputs.iter().map(|input| (input.name.clone(), RwSignal::new(String::new()))).collect();
    let fields = inputs.into_iter().zip(&typed).enumerate().map(|(at, (input, (_, value)))| {
        view! {
            <Field name="try" id=format!("f-try-{at}") label=name(input.field) hint=input.name value=*value
                autocomplete="off" />
        }
    });
    let fields = fields.collect_view();
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let api = api.get_value();
        let id = search.with_untracked(|search| search.id);
        let text = |(name, value): &(String, RwSignal<String>)| TriedInput {
            name: name.clone(),
            value: value.get_untracked(),
        };
        let body = SearchTry { inputs: typed.iter().map(text).collect() };
        tried.set(None);
        trying.run(async move { api.call(TrySearchTemplate { search: id, body }).await }, move |came| {
            tried.set(Some(came));
        });
    };
    view! {
        <form class="stack" data-gap="3" novalidate on:submit=submit>
            <div class="fields" data-columns="2">{fields}</div>
            <ProblemNotice problem=trying.problem />
            <div class="row">
                <Button submit=true busy=trying.busy>{t.try_it}</Button>
            </div>
        </form>
        <div class="stack" data-gap="3" role="status">
            {ui::changing(move || match tried.get() {
                Some(tried) => view! { <Came tried around /> }.into_any(),
                None => ().into_any(),
            })}
        </div>
    }
    .into_any()
}

/// What came back.
#[component]
fn Came(tried: SearchTried, around: Kept<Around>) -> impl IntoView {
    let t = ui::texts::<SearchesText>();
    let (tone, words) = told(t, tried.outcome);
    let took = fill(t.took, &[("ms", &tried.took_ms.to_string())]);
    let record = tried.record.into_iter().map(|cell| {
        view! {
            <tr>
                <th scope="row">{cell.name}</th>
                <td data-label=t.value>{cell.text}</td>
            </tr>
        }
    });
    let fills = tried.fills.into_iter().map(|fill| view! { <Filled fill around /> });
    let (record, fills): (Vec<_>, Vec<_>) = (record.collect(), fills.collect());
    let [record, fills] = [
        (!record.is_empty())
            .then(|| pairs([t.record, t.record_name, t.value], record.into_iter().collect_view().into_any())),
        (!fills.is_empty())
            .then(|| pairs([t.fills, t.result_field, t.value], fills.into_iter().collect_view().into_any())),
    ];
    view! {
        <Notice tone>
            {words} " " {took}
            {tried.detail.map(|detail| view! { <br /> <span dir="auto">{detail}</span> })}
        </Notice>
        {fills}
        {record}
    }
    .into_any()
}

/// A table of names and values, under a heading.
fn pairs([title, name, value]: [&'static str; 3], rows: AnyView) -> AnyView {
    view! {
        <h3>{title}</h3>
        <Table label=title stack=true>
            <TableHead of=vec![name, value] />
            <tbody>{rows}</tbody>
        </Table>
    }
    .into_any()
}

/// What a field would be filled with.
#[component]
fn Filled(fill: WouldFill, around: Kept<Around>) -> impl IntoView {
    let t = ui::texts::<SearchesText>();
    let name = around.with_untracked(|around| {
        around.fields.iter().find(|field| field.id == fill.field).map(|field| field.name.clone()).unwrap_or_default()
    });
    let fits = match (fill.text.is_empty(), fill.fits) {
        (true, _) => view! { <span class="muted">{t.nothing}</span> }.into_any(),
        (false, true) => view! { <span>{fill.text}</span> }.into_any(),
        (false, false) => view! { <span>{fill.text} " " <Chip tone=Tone::Warn>{t.unfit}</Chip></span> }.into_any(),
    };
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td data-label=t.value>{fits}</td>
        </tr>
    }
    .into_any()
}
