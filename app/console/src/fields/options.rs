//! A field while it is made or changed: what stands in its inputs, and its options in order.

use contract::{
    FieldId, OptionId,
    fields::{Field, FieldDetails, FieldType, OptionDetails, Question, QuestionOption},
};
use leptos::prelude::*;
use ui::{
    Button, Choice, Field as Input, For, IconButton, Select, Shape, Show, Size, Submission, fill,
    question::{Asked, questions},
};

use super::order::{self, Handle};
use crate::text::FieldsText;

/// The types in the order they are offered.
pub const TYPES: [FieldType; 11] = [
    FieldType::Line,
    FieldType::Text,
    FieldType::Choice,
    FieldType::Choices,
    FieldType::YesNo,
    FieldType::Number,
    FieldType::Date,
    FieldType::DateTime,
    FieldType::Email,
    FieldType::Phone,
    FieldType::Url,
];

/// A type in words.
pub fn type_name(t: &'static FieldsText, kind: FieldType) -> &'static str {
    match kind {
        FieldType::Line => t.line,
        FieldType::Text => t.text,
        FieldType::Number => t.number,
        FieldType::Date => t.date,
        FieldType::DateTime => t.date_time,
        FieldType::YesNo => t.yes_no,
        FieldType::Choice => t.choice,
        FieldType::Choices => t.choices,
        FieldType::Email => t.email,
        FieldType::Phone => t.phone,
        FieldType::Url => t.url,
    }
}

type Row = (OptionId, ArcRwSignal<String>);

/// What stands in the inputs. Copy it about.
#[derive(Clone, Copy)]
pub struct Draft {
    pub name: RwSignal<String>,
    pub kind: RwSignal<FieldType>,
    pub options: RwSignal<Vec<Row>>,
    pub default: RwSignal<String>,
}

/// A field as it would be sent unchanged.
pub fn details_of(field: &Field) -> FieldDetails {
    let live = field.options.iter().filter(|option| !option.archived);
    FieldDetails {
        name: field.name.clone(),
        kind: field.kind,
        options: live.map(|option| OptionDetails { id: option.id, text: option.text.clone() }).collect(),
        default: field.default.clone(),
    }
}

impl Draft {
    /// Empty inputs.
    pub fn new() -> Self {
        Self {
            name: RwSignal::new(String::new()),
            kind: RwSignal::new(FieldType::Choice),
            options: RwSignal::new(Vec::new()),
            default: RwSignal::new(String::new()),
        }
    }

    /// Puts a field into the inputs.
    pub fn fill(self, field: &Field) {
        let details = details_of(field);
        self.name.set(details.name);
        self.kind.set(details.kind);
        self.options.set(details.options.into_iter().map(|it| (it.id, ArcRwSignal::new(it.text))).collect());
        self.default.set(details.default.join(" "));
    }

    /// One more option.
    pub fn add(self) {
        let row = (OptionId(ui::ids::client_id().0), ArcRwSignal::new(String::new()));
        self.options.update(|options| options.push(row));
    }

    /// What would be sent. An option without a text is none.
    pub fn details(self) -> FieldDetails {
        let kind = self.kind.get();
        let options = if kind.has_options() { self.options.get() } else { Vec::new() };
        let options = options.into_iter().map(|(id, text)| OptionDetails { id, text: text.get().trim().to_owned() });
        let default = self.default.get();
        let default = match kind {
            FieldType::Choices => default.split_whitespace().map(str::to_owned).collect(),
            _ if default.trim().is_empty() => Vec::new(),
            _ => vec![default],
        };
        FieldDetails {
            name: self.name.get().trim().to_owned(),
            kind,
            options: options.filter(|option| !option.text.is_empty()).collect(),
            default,
        }
    }

    /// The names of what differs.
    pub fn changes(self, t: &FieldsText, field: &Field) -> Vec<String> {
        let (new, old) = (self.details(), details_of(field));
        let compared = [
            (t.name, new.name == old.name),
            (t.options, new.options == old.options),
            (t.default, new.default == old.default),
        ];
        compared.into_iter().filter(|(_, same)| !same).map(|(field, _)| field.to_owned()).collect()
    }
}

/// Name, type, options and default.
#[component]
pub fn Inputs(
    draft: Draft,
    saving: Submission,
    /// Whether the type can be chosen.
    #[prop(optional)]
    is_new: bool,
) -> impl IntoView {
    let t = ui::texts::<FieldsText>();
    let chosen = RwSignal::new(word(draft.kind.get_untracked()));
    let types: Vec<Choice<String>> = TYPES.map(|kind| Choice::new(word(kind), type_name(t, kind))).to_vec();
    let choose = move |chosen: String| {
        if let Some(kind) = TYPES.into_iter().find(|kind| word(*kind) == chosen) {
            draft.default.set(String::new());
            draft.kind.set(kind);
        }
    };
    let has_options = ui::kept(move || draft.kind.get().has_options());
    view! {
        <div class="fields">
            <Input name="name" label=t.name hint=t.name_hint value=draft.name error=saving.field("name")
                maxlength=120_u32 required=true />
            <Select name="kind" label=t.kind hint=t.kind_hint value=chosen choices=types disabled=!is_new
                error=saving.field("kind") on_change=choose />
        </div>
        <Show when=move || has_options.get()>
            <Options draft saving />
        </Show>
        <Default draft saving />
    }
    .into_any()
}

/// A type's number, which no catalogue changes.
fn word(kind: FieldType) -> String {
    TYPES.iter().position(|other| *other == kind).unwrap_or_default().to_string()
}

#[component]
fn Options(draft: Draft, saving: Submission) -> impl IntoView {
    let t = ui::texts::<FieldsText>();
    let dragged = RwSignal::new(None);
    let on_move = Callback::new(move |(from, to)| draft.options.update(|options| order::moved(options, from, to)));
    let wrong = saving.field("options");
    let row = move |(id, text): Row| {
        let at = Signal::derive(move || {
            draft.options.with(|options| options.iter().position(|(own, _)| *own == id).unwrap_or_default())
        });
        let label = move || fill(t.option, &[("n", &(at.get() + 1).to_string())]);
        let value: RwSignal<String> = text.into();
        view! {
            <div class="row" on:dragover=order::over(dragged) on:drop=order::dropped(dragged, at, on_move)>
                <Handle label=Signal::derive(label) at dragged on_move />
                <div class="grow">
                    <Input name="option" id=format!("f-option-{id}") label=label label_hidden=true value
                        maxlength=120_u32 />
                </div>
                <IconButton
                    label=move || fill(t.option_remove, &[("n", &(at.get() + 1).to_string())])
                    shape=Shape::Trash
                    on_click=move |_| draft.options.update(|options| options.retain(|(own, _)| *own != id))
                />
            </div>
        }
    };
    view! {
        <div class="stack" role="group" aria-label=t.options>
            <h2>{t.options}</h2>
            <p class="muted small">{t.options_hint}</p>
            <For each=move || draft.options.get() key=|(id, _)| *id children=row />
            {move || wrong.get().map(|words| view! { <p class="error">{words}</p> })}
            <div class="row">
                <Button size=Size::Small icon=Shape::Plus on_click=move |_| draft.add()>
                    {t.option_add}
                </Button>
            </div>
        </div>
    }
    .into_any()
}

/// The default, in an input of the field's own type.
#[component]
fn Default(draft: Draft, saving: Submission) -> impl IntoView {
    let t = ui::texts::<FieldsText>();
    let wrong = saving.field("default");
    let control = move || {
        let details = draft.details();
        let option = |option: OptionDetails| QuestionOption { id: option.id, text: option.text };
        let question = Question {
            field: FieldId(uuid::Uuid::nil()),
            text: t.default.to_owned(),
            kind: draft.kind.get(),
            options: details.options.into_iter().map(option).collect(),
            default: Vec::new(),
            required: false,
            condition: None,
        };
        let wrong = wrong.clone();
        questions(vec![Asked::new(question, draft.default)], move |_| wrong.clone())
    };
    // Anew for other types and options only: what is typed into it is its own.
    let shape = ui::kept(move || {
        let options = draft.options.get().into_iter().map(|(id, text)| (id, text.get())).collect::<Vec<_>>();
        (draft.kind.get(), options)
    });
    view! {
        <div class="fields">
            {move || {
                shape.get();
                untrack(&control)
            }}
            <p class="muted small">{t.default_hint}</p>
        </div>
    }
    .into_any()
}
