//! Sending a form: busy while it is under way, and what went wrong beside the field it is about.

use std::{future::Future, pin::Pin};

use client::CallError;
use leptos::{prelude::*, task::spawn_local};

use crate::{Held, Language, components::field_problem_text, doors::Now, language};

/// A form's sending. Copy it about.
#[derive(Clone, Copy)]
pub struct Submission {
    /// Under way.
    pub busy: RwSignal<bool>,
    /// What the last one failed with.
    pub problem: Held<CallError>,
}

/// What is done with an answer.
type Then = Box<dyn FnOnce()>;

impl Default for Submission {
    fn default() -> Self {
        Self::new()
    }
}

impl Submission {
    /// One that was not sent yet.
    pub fn new() -> Self {
        Self { busy: RwSignal::new(false), problem: Held::empty() }
    }

    /// Sends; `then` gets the answer. While one is under way another is not sent.
    pub fn run<T: 'static>(
        &self,
        call: impl Future<Output = Result<T, CallError>> + 'static,
        then: impl FnOnce(T) + 'static,
    ) {
        self.send(Box::pin(async move {
            let answer = call.await?;
            Ok(Box::new(move || then(answer)) as Then)
        }));
    }

    /// All of it that is the same for every form.
    fn send(self, call: Pin<Box<dyn Future<Output = Result<Then, CallError>>>>) {
        let Submission { busy, problem } = self;
        if busy.try_get_untracked() != Some(false) {
            return;
        }
        busy.set(true);
        problem.clear();
        spawn_local(async move {
            let answer = call.await;
            busy.try_set(false);
            match answer {
                Ok(then) => then(),
                Err(error) => problem.set(error),
            }
        });
    }

    /// Forgets what went wrong.
    pub fn clear(&self) {
        self.problem.clear();
    }

    /// Whether the last one failed with this code; tracks.
    pub fn failed_with(&self, code: &str) -> bool {
        self.problem.try_with(|error| error.code() == Some(code)) == Some(true)
    }

    /// What is wrong with a field, in words. Ask in the component's body.
    pub fn field(&self, name: &'static str) -> Now<Option<String>> {
        let (language, problem) = (language(), self.problem);
        Now::of(move || fault(problem, language, name))
    }

    /// The same for a field that is one of several, and may become another; tracks.
    pub fn fault(&self, language: Language, name: &str) -> Option<String> {
        fault(self.problem, language, name)
    }
}

fn fault(problem: Held<CallError>, language: Language, name: &str) -> Option<String> {
    let found = problem.try_with(|error| match error {
        CallError::Problem(problem) => {
            let field = problem.fields.iter().find(|field| field.field == name)?;
            Some(field_problem_text(language, field))
        }
        CallError::NoAnswer(_) | CallError::Unreadable(_) => None,
    });
    found.flatten()
}
