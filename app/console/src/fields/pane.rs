//! The values of a chat or a ticket in the properties pane: changed in place, saved on leaving a field.

use std::{future::Future, pin::Pin};

use client::{Api, CallError};
use contract::{
    FieldId, SearchId,
    fields::{
        FieldType, GetChatFields, GetTicketFields, GivenValue, ItemFields, ItemSearch, NewValues, SetChatFields,
        SetTicketFields,
    },
    searches::{SearchBy, SearchForChat, SearchForTicket},
};
use leptos::{ev, prelude::*};
use ui::{
    Button, Now, ProblemNotice, Query, Submission, Tone, WhenReady,
    question::{Asked, questions, told},
};

use super::{Item, Whose, for_agents};
use crate::{
    live::{self, use_wire},
    panes::Properties,
    text::ValuesText,
};

type Answer = Pin<Box<dyn Future<Output = Result<ItemFields, CallError>>>>;

impl Item {
    fn get(self, api: Api) -> Answer {
        match self {
            Item::Chat(chat) => Box::pin(async move { api.call(GetChatFields { chat, body: () }).await }),
            Item::Ticket(ticket) => Box::pin(async move { api.call(GetTicketFields { ticket, body: () }).await }),
        }
    }

    fn set(self, api: Api, version: i64, body: NewValues) -> Answer {
        match self {
            Item::Chat(chat) => Box::pin(async move { api.call(SetChatFields { chat, version, body }).await }),
            Item::Ticket(ticket) => Box::pin(async move { api.call(SetTicketFields { ticket, version, body }).await }),
        }
    }

    /// Looks up what the fields say.
    fn search(self, api: Api, version: i64, search: SearchId) -> Answer {
        let body = SearchBy { search };
        match self {
            Item::Chat(chat) => Box::pin(async move { api.call(SearchForChat { chat, version, body }).await }),
            Item::Ticket(ticket) => Box::pin(async move { api.call(SearchForTicket { ticket, version, body }).await }),
        }
    }
}

/// The part of the pane. Whose values they are stands in the context.
#[component]
pub fn Values() -> impl IntoView {
    let Whose { item, place } = expect_context();
    let t = ui::texts::<ValuesText>();
    let api = ui::api();
    let place = ui::kept(move || place.get());
    let query: Query<ItemFields> = live::load(move || {
        place.track();
        item.get(api.clone())
    });
    use_wire().on_values(item.id(), move |values| {
        query.update(|fields| {
            if fields.answered.version < values.version {
                fields.answered = values.clone();
            }
        });
    });
    let any = ui::kept(move || query.with(|fields| fields.fields.is_empty()) != Some(true));
    // A company that asks nothing has no such part.
    ui::show(
        move || any.get(),
        move || {
            view! {
                <Properties title=t.title>
                    <WhenReady query let:_fields>
                        <Known item query />
                    </WhenReady>
                </Properties>
            }
            .into_any()
        },
    )
}

#[component]
fn Known(item: Item, query: Query<ItemFields>) -> impl IntoView {
    let shape = ui::kept(move || {
        query.with(|fields| {
            let chosen =
                fields.answered.values.iter().flat_map(|value| value.value.iter().cloned()).collect::<Vec<_>>();
            (for_agents(&fields.lines, &fields.fields, &chosen, false), fields.lines.clone())
        })
    });
    let elsewhere = ui::kept(move || query.with(others).unwrap_or_default());
    let rest = move || {
        elsewhere.get().into_iter().map(|(name, shown)| view! { <dt>{name}</dt> <dd>{shown}</dd> }).collect_view()
    };
    ui::changing(move || {
        let (asked, _) = shape.get()?;
        let empty = asked.is_empty();
        let asked: Vec<Asked> =
            asked.into_iter().map(|question| Asked::new(question, RwSignal::new(String::new()))).collect();
        let form = (!empty).then(|| view! { <Form item query asked /> }.into_any());
        Some(
            view! {
                {form}
                {(!elsewhere.with(Vec::is_empty)).then(|| view! { <dl>{rest}</dl> })}
            }
            .into_any(),
        )
    })
}

/// Values of fields that the template does not have: as they are.
fn others(fields: &ItemFields) -> Vec<(String, String)> {
    let answered = fields.answered.values.iter();
    let elsewhere = answered.filter(|value| !fields.lines.iter().any(|line| line.field == value.field));
    let named = |id: FieldId| fields.fields.iter().find(|field| field.id == id).map(|field| field.name.clone());
    elsewhere.filter_map(|value| Some((named(value.field)?, value.shown.join(", ")))).collect()
}

/// A value as it stands in a field.
fn written(fields: &ItemFields, field: FieldId) -> String {
    let value = fields.answered.values.iter().find(|value| value.field == field);
    value.map(|value| value.value.join(" ")).unwrap_or_default()
}

/// What is written in a field as it is sent.
fn given(asked: &Asked, text: &str) -> GivenValue {
    let value = match asked.question.kind {
        FieldType::Choices => text.split_whitespace().map(str::to_owned).collect(),
        _ if text.is_empty() => Vec::new(),
        _ => vec![text.to_owned()],
    };
    GivenValue { field: asked.question.field, value }
}

#[component]
fn Form(item: Item, query: Query<ItemFields>, asked: Vec<Asked>) -> impl IntoView {
    let t = ui::texts::<ValuesText>();
    let api = StoredValue::new(ui::api());
    let toaster = ui::toasts();
    let saving = Submission::new();
    // What is known stands in the fields, but for what somebody is changing.
    let known = StoredValue::new(Vec::<(FieldId, String)>::new());
    let all = StoredValue::new(asked.clone());
    let take = move |fields: &ItemFields| {
        let before = known.get_value();
        let mut now = Vec::new();
        for asked in all.get_value() {
            let field = asked.question.field;
            let text = written(fields, field);
            let untouched = before
                .iter()
                .find(|(id, _)| *id == field)
                .is_none_or(|(_, was)| asked.answer.with_untracked(|answer| answer == was));
            if untouched {
                asked.answer.set(text.clone());
            }
            now.push((field, text));
        }
        known.set_value(now);
    };
    ui::effect(move || {
        query.with(|fields| take(fields));
    });
    let send = move |values: Vec<GivenValue>, undo: Option<Vec<GivenValue>>| {
        let version = query.with(|fields| fields.answered.version).unwrap_or_default();
        let call = item.set(api.get_value(), version, NewValues { values });
        saving.run(call, move |fields| {
            query.set(fields);
            let Some(before) = undo else { return };
            let again = Callback::new(move |values: Vec<GivenValue>| {
                let version = untrack(|| query.with(|fields| fields.answered.version)).unwrap_or_default();
                let call = item.set(api.get_value(), version, NewValues { values });
                saving.run(call, move |fields| query.set(fields));
            });
            toaster.with_action(Tone::Good, t.saved, t.undo, move || again.run(before.clone()));
        });
    };
    let save = move |_: ev::Event| {
        let known = known.get_value();
        let was = |field: FieldId| {
            known.iter().find(|(id, _)| *id == field).map(|(_, text)| text.clone()).unwrap_or_default()
        };
        let changed: Vec<Asked> = all
            .get_value()
            .into_iter()
            .filter(|asked| asked.answer.get_untracked().trim() != was(asked.question.field))
            .collect();
        if changed.is_empty() {
            return;
        }
        let values = changed.iter().map(|asked| given(asked, asked.answer.get_untracked().trim())).collect();
        let before = changed.iter().map(|asked| given(asked, &was(asked.question.field))).collect();
        untrack(|| send(values, Some(before)));
    };
    let look_up = move |search: SearchId| {
        let version = untrack(|| query.with(|fields| fields.answered.version)).unwrap_or_default();
        saving.run(item.search(api.get_value(), version, search), move |fields| query.set(fields));
    };
    let searches = ui::kept(move || query.with(|fields| fields.searches.clone()).unwrap_or_default());
    let searches = ui::changing(move || {
        let button = |one: ItemSearch| {
            let words = ui::fill(t.look_up, &[("search", &one.name)]);
            view! { <Button busy=saving.busy on_click=move |_| look_up(one.search)>{words}</Button> }
        };
        Some(searches.get().into_iter().map(button).collect_view().into_any())
    });
    // What is wrong with a field stands below it.
    let problem = Now::of(move || {
        saving.problem.get().filter(|error| match error {
            CallError::Problem(problem) => problem.fields.is_empty(),
            _ => true,
        })
    });
    let stale = move || saving.failed_with("stale");
    ui::effect(move || {
        if stale() {
            query.refetch();
        }
    });
    let fields = questions(asked, told(saving));
    let lines = query.with(|fields| fields.lines.clone()).unwrap_or_default();
    let needs = |words: &'static str, which: fn(&contract::fields::TemplateLine) -> bool| {
        let names: Vec<String> = lines
            .iter()
            .filter(|line| which(line))
            .filter_map(|line| {
                all.with_value(|all| {
                    all.iter().find(|asked| asked.question.field == line.field).map(|asked| asked.question.text.clone())
                })
            })
            .collect();
        (!names.is_empty())
            .then(|| view! { <p class="muted small">{ui::fill(words, &[("fields", &names.join(", "))])}</p> })
    };
    view! {
        <ProblemNotice problem />
        <div class="fields" data-size="small" on:change=save>{fields}</div>
        {searches}
        {needs(t.before_reply, |line| line.before_reply)}
        {needs(t.before_close, |line| line.before_close)}
    }
    .into_any()
}
