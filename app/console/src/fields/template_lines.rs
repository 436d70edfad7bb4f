//! The lines of a template: their order, how each is asked, and when.

use client::CallError;
use contract::{
    FieldId,
    fields::{Field, FieldType},
};
use leptos::prelude::*;
use ui::{
    Checkbox, Choice, Empty, Field as Input, For, IconButton, Kept, Select, Shape, Show, Submission,
    field_problem_text, fill, language,
};

use super::{
    order::{self, Handle},
    template_draft::{Draft, Line, read, written},
};
use crate::text::TemplateText;

/// All of them, and the way to one more.
#[component]
pub fn Lines(draft: Draft, fields: Kept<Vec<Field>>, saving: Submission) -> impl IntoView {
    let t = ui::texts::<TemplateText>();
    let dragged = RwSignal::new(None);
    let said = RwSignal::new(String::new());
    let name = move |id: FieldId| {
        fields
            .with(|fields| fields.iter().find(|field| field.id == id).map(|field| field.name.clone()))
            .unwrap_or_default()
    };
    let on_move = Callback::new(move |(from, to): (usize, usize)| {
        let field = draft.lines.with_untracked(|lines| lines.get(from).map(|line| line.field));
        let there = draft.lines.with_untracked(|lines| to < lines.len());
        if let Some(field) = field.filter(|_| there) {
            draft.move_line(from, to);
            said.set(fill(t.moved, &[("field", &untrack(|| name(field))), ("n", &(to + 1).to_string())]));
        }
    });
    let row = move |line: Line| view! { <Row line draft fields saving dragged on_move /> };
    view! {
        <Show when=move || draft.lines.with(Vec::is_empty)>
            <Empty shape=Shape::List title=t.nothing text=t.nothing_text small=true />
        </Show>
        <ol class="template-lines">
            <For each=move || draft.lines.get() key=|line| line.field children=row />
        </ol>
        <p class="visually-hidden" role="status">{move || said.get()}</p>
        <Add draft fields />
    }
    .into_any()
}

#[component]
fn Row(
    line: Line,
    draft: Draft,
    fields: Kept<Vec<Field>>,
    saving: Submission,
    dragged: RwSignal<Option<usize>>,
    on_move: Callback<(usize, usize)>,
) -> impl IntoView {
    let t = ui::texts::<TemplateText>();
    let id = line.field;
    let name = ui::kept(move || {
        fields
            .with(|fields| fields.iter().find(|field| field.id == id).map(|field| field.name.clone()))
            .unwrap_or_default()
    });
    let at = Signal::derive(move || {
        draft.lines.with(|lines| lines.iter().position(|line| line.field == id).unwrap_or_default())
    });
    let flag = move |signal: ArcRwSignal<bool>, words: &'static str| {
        let set = signal.clone();
        view! { <Checkbox checked=Signal::from(signal) on_change=move |on| set.set(on)>{words}</Checkbox> }
    };
    let shown = line.shown.clone();
    let question: RwSignal<String> = line.question.clone().into();
    let must = line.required.clone();
    let required = move || flag(must.clone(), t.required);
    let conditions = line.condition.clone();
    view! {
        <li class="template-line" on:dragover=order::over(dragged) on:drop=order::dropped(dragged, at, on_move)>
            <div class="row">
                <Handle label=Signal::derive(move || fill(t.move_handle, &[("field", &name.get())])) at dragged on_move />
                <strong class="grow">{move || name.get()}</strong>
                <IconButton
                    label=move || fill(t.remove, &[("field", &name.get())])
                    shape=Shape::Trash
                    on_click=move |_| draft.remove(id)
                />
            </div>
            <div class="fields" data-columns="2">
                <Input name="question" id=format!("f-question-{id}") label=t.question hint=t.question_hint value=question
                    maxlength=300_u32 optional=true />
                <Condition id draft fields value=conditions />
            </div>
            <div class="row">
                {flag(line.shown.clone(), t.shown)}
                <Show when=move || shown.get()>{required()}</Show>
                {flag(line.before_reply.clone(), t.before_reply)}
                {flag(line.before_close.clone(), t.before_close)}
            </div>
            <Wrong at saving />
        </li>
    }
    .into_any()
}

/// What the server said of a line.
#[component]
fn Wrong(at: Signal<usize>, saving: Submission) -> impl IntoView {
    let language = language();
    let wrong = move || {
        let path = format!("lines[{}].", at.get());
        let said = saving.problem.try_with(|error| match error {
            CallError::Problem(problem) => {
                let field = problem.fields.iter().find(|field| field.field.starts_with(&path))?;
                Some(field_problem_text(language, field))
            }
            CallError::NoAnswer(_) | CallError::Unreadable(_) => None,
        });
        said.flatten()
    };
    move || wrong().map(|words| view! { <p class="error">{words}</p> })
}

/// When a line is asked: a choice among the others and their values.
#[component]
fn Condition(id: FieldId, draft: Draft, fields: Kept<Vec<Field>>, value: ArcRwSignal<String>) -> impl IntoView {
    let t = ui::texts::<TemplateText>();
    let value: RwSignal<String> = value.into();
    let choices = Signal::derive(move || {
        let mut choices = vec![Choice::new(String::new(), t.always)];
        let others =
            draft.lines.with(|lines| lines.iter().map(|line| line.field).filter(|it| *it != id).collect::<Vec<_>>());
        fields.with(|fields| {
            for field in others.iter().filter_map(|other| fields.iter().find(|field| field.id == *other)) {
                choices.push(Choice::new(field.id.to_string(), fill(t.when_filled, &[("field", &field.name)])));
                for (value, text) in values_of(t, field) {
                    let words = fill(t.when_is, &[("field", &field.name), ("value", &text)]);
                    choices.push(Choice::new(format!("{} {value}", field.id), words));
                }
            }
            // One of several values, as only the API sets it.
            let now = value.get();
            if !choices.iter().any(|choice| choice.value == now)
                && let Some(condition) = read(&now)
                && let Some(field) = fields.iter().find(|field| field.id == condition.field)
            {
                let is = condition.is.iter().map(|is| {
                    values_of(t, field).into_iter().find(|(value, _)| value == is).map_or(is.clone(), |(_, text)| text)
                });
                let is = is.collect::<Vec<_>>().join(", ");
                let words = fill(t.when_is, &[("field", &field.name), ("value", &is)]);
                choices.push(Choice::new(written(&condition), words));
            }
        });
        choices
    });
    view! { <Select name="condition" id=format!("f-condition-{id}") label=t.condition value choices /> }
}

fn values_of(t: &TemplateText, field: &Field) -> Vec<(String, String)> {
    match field.kind {
        FieldType::YesNo => vec![("yes".into(), t.yes.into()), ("no".into(), t.no.into())],
        _ => field.options.iter().map(|option| (option.id.to_string(), option.text.clone())).collect(),
    }
}

/// One more field.
#[component]
fn Add(draft: Draft, fields: Kept<Vec<Field>>) -> impl IntoView {
    let t = ui::texts::<TemplateText>();
    let chosen = RwSignal::new(String::new());
    let choices = Signal::derive(move || {
        let mut choices = vec![Choice::new(String::new(), t.add_choose)];
        let there = draft.lines.with(|lines| lines.iter().map(|line| line.field).collect::<Vec<_>>());
        fields.with(|fields| {
            let free = fields.iter().filter(|field| !field.archived && !there.contains(&field.id));
            choices.extend(free.map(|field| Choice::new(field.id.to_string(), field.name.clone())));
        });
        choices
    });
    let add = move |id: String| {
        if let Ok(field) = id.parse() {
            draft.add(field);
            chosen.set(String::new());
        }
    };
    view! { <Select name="add" label=t.add value=chosen choices on_change=add /> }
}
