//! Sending a form: busy while it is under way, and what went wrong beside the field it is about.

use std::{future::Future, pin::Pin};

use client::CallError;
use leptos::{prelude::*, task::spawn_local};

use crate::{components::field_problem_text, doors::Now, language};

/// A form's sending. Copy it about.
#[derive(Clone, Copy)]
pub struct Submission {
    /// Under way.
    pub busy: RwSignal<bool>,
    /// What the last one failed with.
    pub problem: RwSignal<Option<CallError>>,
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
        Self { busy: RwSignal::new(false), problem: RwSignal::new(None) }
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
        problem.set(None);
        spawn_local(async move {
            let answer = call.await;
            busy.try_set(false);
            match answer {
                Ok(then) => then(),
                Err(error) => {
                    problem.try_set(Some(error));
                }
            }
        });
    }

    /// Forgets what went wrong.
    pub fn clear(&self) {
        self.problem.set(None);
    }

    /// What is wrong with a field, in words. Ask in the component's body.
    pub fn field(&self, name: impl Into<String>) -> Now<Option<String>> {
        let (language, problem, name) = (language(), self.problem, name.into());
        Now::of(move || {
            problem.with(|error| match error {
                Some(CallError::Problem(problem)) => problem
                    .fields
                    .iter()
                    .find(|field| field.field == name)
                    .map(|field| field_problem_text(language, field)),
                _ => None,
            })
        })
    }
}
