//! Questions: what a company asks with its own fields, as native inputs, and what is answered.

use contract::{
    FieldId,
    fields::{Condition, FieldType, GivenValue, Question},
};
use leptos::{ev, prelude::*};

use super::{Field, FieldKind, field::Frame};
use crate::{Submission, browser, doors::Now, language, markup, text::own_words, texts, words::UiText};

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
        name(self.question.field)
    }
}

/// What a question about a field is called in a form, and in the problems the server tells.
pub fn name(field: FieldId) -> String {
    ["values.", &field.to_string()].concat()
}

/// Whether a question is asked, as things stand: what it depends on is asked itself and answered so. Tracks.
pub fn is_asked(all: &[Asked], field: FieldId) -> bool {
    let find = |field| {
        let asked = all.iter().find(|asked| asked.question.field == field)?;
        Some((asked.question.condition.as_ref(), asked.answer.get()))
    };
    applies(&find, all.len(), field)
}

/// The same of `many` questions, of which `find` tells what each depends on and how it is answered.
pub fn applies<'a>(
    find: &dyn Fn(FieldId) -> Option<(Option<&'a Condition>, String)>,
    many: usize,
    field: FieldId,
) -> bool {
    let mut next = find(field);
    for _ in 0..=many {
        let Some((condition, _)) = next else { return false };
        let Some(condition) = condition else { return true };
        next = find(condition.field);
        let answer = next.as_ref().map_or("", |(_, answer)| answer);
        let holds = match &condition.is[..] {
            [] => !answer.is_empty(),
            wanted => answer.split(' ').any(|word| wanted.iter().any(|wanted| wanted == word)),
        };
        if !holds {
            return false;
        }
    }
    false
}

/// The answers to what is asked, to be sent.
pub fn given(all: &[Asked]) -> Vec<GivenValue> {
    let answered = |asked: &&Asked| {
        let empty = asked.answer.with_untracked(|answer| answer.trim().is_empty());
        !empty && untrack(|| is_asked(all, asked.question.field))
    };
    all.iter().filter(answered).map(|asked| as_given(&asked.question, asked.answer.get_untracked())).collect()
}

/// An answer as it is sent.
pub fn as_given(question: &Question, answer: String) -> GivenValue {
    let value = match question.kind {
        FieldType::Choices => answer.split_whitespace().map(str::to_owned).collect(),
        _ => vec![answer],
    };
    GivenValue { field: question.field, value }
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
        let control = control(&asked.question, asked.answer, error(&asked.name()));
        markup! { <div hidden={move || !is_asked(&others, field)}>{control}</div> }
    };
    all.iter().map(one).collect()
}

/// What one answers a question with.
pub fn control(question: &Question, answer: RwSignal<String>, error: Now<Option<String>>) -> AnyView {
    let kind = match question.kind {
        FieldType::YesNo | FieldType::Choice => return select(question, answer, error),
        FieldType::Choices => return boxes(question, answer, error),
        FieldType::Line => FieldKind::Text,
        FieldType::Text => FieldKind::Area(3),
        FieldType::Number => FieldKind::Number,
        FieldType::Date => FieldKind::Date,
        FieldType::DateTime => FieldKind::DateTime,
        FieldType::Email => FieldKind::Email,
        FieldType::Phone => FieldKind::Tel,
        FieldType::Url => FieldKind::Url,
    };
    let (name, label, optional) = (name(question.field), own_words(&question.text), !question.required);
    view! { <Field name label value=answer kind error optional /> }.into_any()
}

fn select(question: &Question, answer: RwSignal<String>, error: Now<Option<String>>) -> AnyView {
    let name = name(question.field);
    let frame = Frame {
        id: ["f-", &name].concat(),
        label: own_words(&question.text).into(),
        label_hidden: false,
        optional: (!question.required).into(),
        hint: None,
        error: error.clone(),
    };
    browser::typed_before(&frame.id, answer);
    let described_by = frame.described_by();
    let option = |value: String, text: String| {
        let chosen = answer.with_untracked(|answer| *answer == value);
        markup! { <option value={value} selected={chosen}>{text}</option> }
    };
    let mut options = vec![option(String::new(), String::new())];
    if question.kind == FieldType::YesNo {
        let t = texts::<UiText>();
        options.extend([("yes", t.yes), ("no", t.no)].map(|(value, text)| option(value.to_owned(), text.to_owned())));
    }
    options.extend(question.options.iter().map(|choice| option(choice.id.to_string(), choice.text.clone())));
    let chosen = move |event: ev::Event| answer.set(event_target_value(&event));
    let control = markup! {
        <select
            class="input"
            id={frame.id.clone()}
            name={name}
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

/// Boxes to tick, each with the question's name: without script they are sent as they are ticked. The first has the id
/// by which the question is found.
fn boxes(question: &Question, answer: RwSignal<String>, error: Now<Option<String>>) -> AnyView {
    let name = name(question.field);
    let mut id = Some(["f-", &name].concat());
    let wrong = error.clone();
    let mut all = Vec::new();
    for choice in &question.options {
        let value = choice.id.to_string();
        let (own, sent) = (value.clone(), value.clone());
        let ticked = move || answer.with(|answer| answer.split(' ').any(|word| word == own));
        let before = untrack(ticked.clone());
        let tick = move |_: ev::Event| answer.update(|answer| toggle(answer, &value));
        all.push(markup! {
            <label class="checkbox">
                <input
                    type="checkbox"
                    id={id.take()}
                    name={name.clone()}
                    value={sent}
                    checked={before}
                    prop:checked={ticked}
                    on:change={tick}
                />
                <span>{choice.text.clone()}</span>
            </label>
        });
    }
    let optional = if question.required { String::new() } else { [" ", texts::<UiText>().optional].concat() };
    markup! {
        <fieldset class="field">
            <legend>{own_words(&question.text)}<span class="optional">{optional}</span></legend>
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
