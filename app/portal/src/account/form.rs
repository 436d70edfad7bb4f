//! A form that works without script: what was typed, and what was wrong with it.

use client::CallError;
use contract::Problem;
use leptos::prelude::*;
use ui::{Field, FieldKind, Language, Notice, Now, Tone, field_problem_text, language, problem_text, texts};

use super::text::AccountText;

/// What was typed into a form and why it was refused. Passwords are never written back into a page.
#[derive(Clone, Debug, Default)]
pub struct Form {
    /// By the fields' names.
    pub typed: Vec<(String, String)>,
    /// Why it was refused.
    pub problem: Option<Problem>,
}

impl Form {
    /// A form with some fields filled in.
    pub fn of<'a>(typed: impl IntoIterator<Item = (&'a str, &'a str)>) -> Form {
        Form {
            typed: typed.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect(),
            problem: None,
        }
    }

    /// What was typed into a field.
    pub fn text(&self, name: &str) -> &str {
        self.typed.iter().find(|(field, _)| field == name).map_or("", |(_, text)| text)
    }

    fn error(&self, name: &str) -> Option<String> {
        let t = texts::<AccountText>();
        let found = self.problem.iter().flat_map(|problem| &problem.fields).find(|field| field.field == name)?;
        Some(match (name, found.code.as_str()) {
            ("password" | "old", "malformed") => t.wrong_password.to_owned(),
            ("password", "too_short") => t.password_short.to_owned(),
            _ => field_problem_text(language(), found),
        })
    }
}

/// A field of a form, as it was typed.
pub(super) struct Line {
    /// Its name.
    pub name: &'static str,
    /// What it asks for.
    pub label: &'static str,
    /// What is typed into it.
    pub kind: FieldKind,
    /// What helps; may be empty.
    pub hint: &'static str,
    /// What browsers fill in by themselves.
    pub autocomplete: &'static str,
    /// May stay empty.
    pub optional: bool,
}

impl Line {
    /// A line that must be filled in.
    pub const fn new(name: &'static str, label: &'static str, kind: FieldKind, autocomplete: &'static str) -> Line {
        Line { name, label, kind, hint: "", autocomplete, optional: false }
    }

    /// As part of a form; `place` tells forms of one page apart.
    pub fn of(self, form: &Form, place: &str) -> AnyView {
        let Line { name, label, kind, hint, autocomplete, optional } = self;
        let required = !optional;
        let typed = if kind == FieldKind::Password { "" } else { form.text(name) };
        let (value, error) = (RwSignal::new(typed.to_owned()), form.error(name));
        let (id, error) = (["f-", place, name].concat(), Now::of(move || error.clone()));
        let optional = Now::of(move || optional);
        // What is not there cannot be handed over as a hint.
        if hint.is_empty() {
            return view! { <Field name id label kind value autocomplete required optional error /> }.into_any();
        }
        view! { <Field name id label kind value hint autocomplete required optional error /> }.into_any()
    }
}

/// Why a form was refused, announced.
pub(super) fn refusal(form: &Form) -> AnyView {
    let said = form.problem.as_ref().map(|problem| {
        let words = words(language(), problem);
        view! { <Notice tone=Tone::Bad>{words}</Notice> }
    });
    view! { <div role="alert">{said}</div> }.into_any()
}

fn words(language: Language, problem: &Problem) -> String {
    let t = texts::<AccountText>();
    match problem.code.as_str() {
        "wrong_credentials" => t.wrong_credentials.to_owned(),
        "stale" => t.stale.to_owned(),
        "verified" => t.verified_already.to_owned(),
        _ => problem_text(language, &CallError::Problem(problem.clone())),
    }
}

/// What was done just now, announced.
pub(super) fn done(words: &'static str) -> AnyView {
    view! { <div role="status"><Notice tone=Tone::Good>{words}</Notice></div> }.into_any()
}

/// The page's heading and what helps below it.
pub(super) fn heading(title: impl Into<String>, sub: impl IntoView + 'static) -> AnyView {
    view! {
        <div class="page-head">
            <div class="titles">
                <h1>{title.into()}</h1>
                <p class="sub">{sub}</p>
            </div>
        </div>
    }
    .into_any()
}
