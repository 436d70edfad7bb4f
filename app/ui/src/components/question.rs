//! Questions: what a company asks with its own fields, as native inputs, and what is answered.

use contract::{
    FieldId,
    fields::{FieldType, GivenValue, Question},
};
use leptos::{ev, prelude::*};

use super::{Field, FieldKind, field::Frame};
use crate::{Submission, browser, doors::Now, language, markup, texts, words::UiText};

/// A question and its answer. Of several choices the ids stand in it with a space between them.
#[derive(Clone)]
pub struct Asked {
    /// What is asked.
    pub question: Question,
    /// What is answered; empty: nothing.
    pub answer: RwSignal<String>,
}

impl Asked {
    /// A question with its answer. Where that is empty the question's default stands.
    pub fn new(question: Question, answer: RwSignal<String>) -> Self {
        if answer.with_untracked(String::is_empty) && !question.default.is_empty() {
            answer.set(question.default.join(" "));
        }
        Asked { question, answer }
    }

    /// What it is called in a form, and in the problems the server tells.
    pub fn name(&self) -> String {
        ["values.", &self.question.field.to_string()].concat()
    }

    fn has(&self, wanted: &str) -> bool {
        self.answer.with(|answer| answer.split(' ').any(|word| word == wanted))
    }
}

/// Whether a question is asked, as things stand: what it depends on is asked itself and answered so. Tracks.
pub fn is_asked(all: &[Asked], field: FieldId) -> bool {
    let mut field = field;
    for _ in 0..=all.len() {
        let Some(asked) = find(all, field) else { return false };
        let Some(condition) = &asked.question.condition else { return true };
        let Some(on) = find(all, condition.field) else { return false };
        let holds = match &condition.is[..] {
            [] => !on.answer.with(String::is_empty),
            wanted => wanted.iter().any(|wanted| on.has(wanted)),
        };
        if !holds {
            return false;
        }
        field = condition.field;
    }
    false
}

fn find(all: &[Asked], field: FieldId) -> Option<&Asked> {
    all.iter().find(|asked| asked.question.field == field)
}

/// The answers to what is asked, to be sent.
pub fn given(all: &[Asked]) -> Vec<GivenValue> {
    let answered = |asked: &&Asked| {
        let empty = asked.answer.with_untracked(|answer| answer.trim().is_empty());
        !empty && untrack(|| is_asked(all, asked.question.field))
    };
    let value = |asked: &Asked| {
        let answer = asked.answer.get_untracked();
        let value = match asked.question.kind {
            FieldType::Choices => answer.split_whitespace().map(str::to_owned).collect(),
            _ => vec![answer],
        };
        GivenValue { field: asked.question.field, value }
    };
    all.iter().filter(answered).map(value).collect()
}

/// What a sending was told of a question, by its name. Ask in the component's body.
pub fn told(sending: Submission) -> impl Fn(&str) -> Now<Option<String>> + Copy {
    let language = language();
    move |name| {
        let name = name.to_owned();
        Now::of(move || sending.fault(language, &name))
    }
}

/// The questions, those that are not asked as things stand left out. `error` says what is wrong with one, by its name.
pub fn questions(all: Vec<Asked>, error: impl Fn(&str) -> Now<Option<String>>) -> Vec<AnyView> {
    let one = |asked: &Asked| {
        let (field, others) = (asked.question.field, all.clone());
        let control = control(asked, error(&asked.name()));
        markup! { <div hidden={move || !is_asked(&others, field)}>{control}</div> }
    };
    all.iter().map(one).collect()
}

fn control(asked: &Asked, error: Now<Option<String>>) -> AnyView {
    let Asked { question, answer } = asked.clone();
    let kind = match question.kind {
        FieldType::YesNo | FieldType::Choice => return select(asked, error),
        FieldType::Choices => return boxes(asked, error),
        FieldType::Line => FieldKind::Text,
        FieldType::Text => FieldKind::Area(3),
        FieldType::Number => FieldKind::Number,
        FieldType::Date => FieldKind::Date,
        FieldType::DateTime => FieldKind::DateTime,
        FieldType::Email => FieldKind::Email,
        FieldType::Phone => FieldKind::Tel,
        FieldType::Url => FieldKind::Url,
    };
    let (name, label, optional) = (asked.name(), question.text, !question.required);
    view! { <Field name label value=answer kind error optional /> }.into_any()
}

/// What can be chosen, by its value and its words.
fn choices(question: &Question) -> Vec<(String, String)> {
    let t = texts::<UiText>();
    match question.kind {
        FieldType::YesNo => vec![("yes".into(), t.yes.into()), ("no".into(), t.no.into())],
        _ => question.options.iter().map(|option| (option.id.to_string(), option.text.clone())).collect(),
    }
}

fn frame(asked: &Asked, error: &Now<Option<String>>) -> Frame {
    Frame {
        id: ["f-", &asked.name()].concat(),
        label: asked.question.text.clone().into(),
        label_hidden: false,
        optional: (!asked.question.required).into(),
        hint: None,
        error: error.clone(),
    }
}

fn select(asked: &Asked, error: Now<Option<String>>) -> AnyView {
    let answer = asked.answer;
    let frame = frame(asked, &error);
    browser::typed_before(&frame.id, answer);
    let described_by = frame.described_by();
    let option = |(value, text): (String, String)| {
        let chosen = answer.with_untracked(|answer| *answer == value);
        markup! { <option value={value} selected={chosen}>{text}</option> }
    };
    let options: Vec<AnyView> =
        std::iter::once((String::new(), String::new())).chain(choices(&asked.question)).map(option).collect();
    let chosen = move |event: ev::Event| answer.set(event_target_value(&event));
    let control = markup! {
        <select
            class="input"
            id={frame.id.clone()}
            name={asked.name()}
            aria-describedby={move || described_by()}
            aria-invalid={move || error.get().map(|_| "true")}
            prop:value={move || answer.get()}
            on:change={chosen}
        >
            {options}
        </select>
    };
    frame.around(control)
}

/// Boxes to tick, each with the question's name: without script they are sent as they are ticked.
fn boxes(asked: &Asked, error: Now<Option<String>>) -> AnyView {
    let answer = asked.answer;
    let wrong = error.clone();
    let one = |(value, text): (String, String)| {
        let id = value.clone();
        let ticked = move || answer.with(|answer| answer.split(' ').any(|word| word == id));
        let (own, before) = (value.clone(), untrack(ticked.clone()));
        let tick = move |_: ev::Event| answer.update(|answer| toggle(answer, &own));
        markup! {
            <label class="checkbox">
                <input
                    type="checkbox"
                    name={asked.name()}
                    value={value}
                    checked={before}
                    prop:checked={ticked}
                    on:change={tick}
                />
                <span>{text}</span>
            </label>
        }
    };
    let all: Vec<AnyView> = choices(&asked.question).into_iter().map(one).collect();
    let optional = if asked.question.required { String::new() } else { [" ", texts::<UiText>().optional].concat() };
    markup! {
        <fieldset class="field">
            <legend>{asked.question.text.clone()}<span class="optional">{optional}</span></legend>
            {all}
            <p class="error" hidden={move || wrong.get().is_none()}>
                {crate::words(move || error.get().unwrap_or_default())}
            </p>
        </fieldset>
    }
}

fn toggle(answer: &mut String, id: &str) {
    let mut ids: Vec<&str> = answer.split_whitespace().collect();
    match ids.iter().position(|other| *other == id) {
        Some(at) => drop(ids.remove(at)),
        None => ids.push(id),
    }
    *answer = ids.join(" ");
}

#[cfg(test)]
mod tests {
    use contract::fields::Condition;

    use super::*;

    fn asked(n: u128, kind: FieldType, on: Option<(u128, &[&str])>) -> Asked {
        let field = |n| FieldId(uuid_of(n));
        let condition =
            on.map(|(on, is)| Condition { field: field(on), is: is.iter().map(|it| (*it).into()).collect() });
        let question = Question {
            field: field(n),
            text: String::new(),
            kind,
            options: Vec::new(),
            default: Vec::new(),
            required: false,
            condition,
        };
        Asked::new(question, RwSignal::new(String::new()))
    }

    fn uuid_of(n: u128) -> uuid::Uuid {
        uuid::Uuid::from_u128(n)
    }

    #[test]
    fn what_is_asked_depends_on_what_is_answered() {
        let owner = Owner::new();
        owner.set();
        let all = [
            asked(1, FieldType::Choices, None),
            asked(2, FieldType::Line, Some((1, &["b"]))),
            asked(3, FieldType::Line, Some((2, &[]))),
        ];
        let now = || all.iter().map(|it| is_asked(&all, it.question.field)).collect::<Vec<_>>();
        assert_eq!(now(), [true, false, false]);
        all[0].answer.set("a b".into());
        all[2].answer.set("typed before".into());
        assert_eq!(now(), [true, true, false]);
        all[1].answer.set("x".into());
        assert_eq!(now(), [true, true, true]);
        let sent = |all: &[Asked]| given(all).into_iter().map(|it| it.value).collect::<Vec<_>>();
        assert_eq!(sent(&all), [vec!["a", "b"], vec!["x"], vec!["typed before"]]);
        all[0].answer.update(|answer| toggle(answer, "b"));
        assert_eq!(sent(&all), [vec!["a"]], "what is not asked is not sent");
    }
}
