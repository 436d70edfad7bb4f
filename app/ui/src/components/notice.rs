//! Notice: a boxed sentence inside content; and what a call failed with, in words.

use std::sync::OnceLock;

use client::CallError;
use contract::FieldProblem;
use leptos::prelude::*;

use super::{
    button::{Button, Size},
    chip::Tone,
    icon::Icon,
};
use crate::{
    Language, count,
    doors::{Now, changing},
    language, markup,
    text::Catalogue,
    texts,
    words::{FieldText, ProblemText, UiText},
};

/// A boxed sentence: an effect, a reason.
#[component]
pub fn Notice(
    /// How it is meant.
    #[prop(optional)]
    tone: Tone,
    /// The sentence.
    children: Children,
) -> impl IntoView {
    markup! {
        <div class="notice" data-tone={tone.word()}>
            {view! { <Icon shape=tone.shape() /> }}
            <div>{children()}</div>
        </div>
    }
}

/// What happened, what is safe and what to do, when there is a problem; announced.
#[component]
pub fn ProblemNotice(
    /// The problem.
    #[prop(into)]
    problem: Now<Option<CallError>>,
    /// Tries again, where that may help.
    #[prop(optional, into)]
    on_retry: Option<Callback<()>>,
) -> impl IntoView {
    let language = language();
    let t = texts::<UiText>();
    let shown = move |error: CallError| {
        let fields = match &error {
            CallError::Problem(problem) => problem.fields.clone(),
            CallError::NoAnswer(_) | CallError::Unreadable(_) => Vec::new(),
        };
        let list = (!fields.is_empty()).then(|| {
            let item = |field: FieldProblem| markup! { <li>{field.message}</li> };
            markup! { <ul>{fields.into_iter().map(item).collect::<Vec<_>>()}</ul> }
        });
        let retry = on_retry.map(|on_retry| {
            view! {
                <Button size=Size::Small on_click=move |_| on_retry.run(())>
                    {t.try_again}
                </Button>
            }
        });
        view! {
            <Notice tone=Tone::Bad>
                {markup! { <p>{problem_text(language, &error)}</p> }}
                {list}
                {retry.map(|retry| retry.into_any())}
            </Notice>
        }
        .into_any()
    };
    let shown = changing(move || problem.get().map_or_else(|| ().into_any(), shown));
    markup! { <div role="alert">{shown}</div> }
}

/// A text for a code, when there is one.
type Named = fn(Language, &str) -> Option<&'static str>;

static MORE: OnceLock<Named> = OnceLock::new();

/// Has texts for further codes: the front end that alone hears of them brings them, so that the others stay small.
pub fn know_problems(more: Named) {
    MORE.get_or_init(|| more);
}

fn more(language: Language, code: &str) -> Option<&'static str> {
    MORE.get().and_then(|more| more(language, code))
}

/// A failed call in a sentence: by its code, else as the server says it.
pub fn problem_text(language: Language, error: &CallError) -> String {
    let t = UiText::of(language);
    let problem = match error {
        CallError::NoAnswer(_) => return t.no_answer.to_owned(),
        CallError::Unreadable(_) => return t.unreadable.to_owned(),
        CallError::Problem(problem) => problem,
    };
    if let Some(seconds) = problem.retry_after {
        return count(language, t.wait, u64::from(seconds));
    }
    // However it came not to understand the page: what helps is the same.
    let code = match problem.code.as_str() {
        "malformed" | "not_json" | "not_a_form" | "wrong_method" => "unreadable",
        code => code,
    };
    if let Some(text) = more(language, code).or_else(|| ProblemText::of(language).named(code)) {
        return match &problem.detail {
            Some(detail) if language == Language::English => [text, " ", detail].concat(),
            _ => text.to_owned(),
        };
    }
    if problem.status >= 500 {
        return t.server_failed.to_owned();
    }
    match &problem.detail {
        Some(detail) => [&problem.title, " ", detail].concat(),
        None => problem.title.clone(),
    }
}

/// What is wrong with a field: as the server says it in English, by its code in other languages.
pub fn field_problem_text(language: Language, problem: &FieldProblem) -> String {
    let by_code = FieldText::of(language).named(&problem.code).or_else(|| more(language, &problem.code));
    match by_code {
        Some(text) if language != Language::English || problem.message.is_empty() => text.to_owned(),
        _ => problem.message.clone(),
    }
}

#[cfg(test)]
mod tests {
    use client::{CallError, NoAnswer};
    use contract::{FieldProblem, Problem};

    use super::{field_problem_text, problem_text};
    use crate::Language;

    fn problem(status: u16, code: &str) -> CallError {
        CallError::Problem(Problem {
            status,
            code: code.into(),
            title: "As the server says it.".into(),
            detail: None,
            fields: Vec::new(),
            retry_after: (status == 429).then_some(3),
        })
    }

    #[test]
    fn problems_are_told_by_their_code() {
        let text = |error| problem_text(Language::English, &error);
        assert!(text(problem(409, "ended")).starts_with("The chat has ended"));
        assert_eq!(text(problem(409, "never_heard")), "As the server says it.");
        assert!(text(problem(503, "unexplained")).starts_with("Something went wrong on our side"));
        assert_eq!(text(problem(429, "too_many")), "Too much at once. Try again in 3 seconds.");
        assert!(text(CallError::NoAnswer(NoAnswer("broken pipe".into()))).contains("did not answer"));
        assert!(problem_text(Language::German, &problem(409, "ended")).starts_with("Der Chat"));
    }

    #[test]
    fn fields_are_told_in_the_language() {
        let field = FieldProblem { field: "name".into(), code: "required".into(), message: "Give a name.".into() };
        assert_eq!(field_problem_text(Language::English, &field), "Give a name.");
        assert_eq!(field_problem_text(Language::German, &field), "Bitte ausfüllen.");
    }
}
