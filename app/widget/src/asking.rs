//! The department's questions: fetched for where the form would go, answered in it, sent with it.

use client::CallError;
use contract::{
    DepartmentId,
    fields::{GetWidgetQuestions, GivenValue, ItemKind},
};
use leptos::{prelude::*, task::spawn_local};
use ui::question::{Asked, given};

use crate::{
    state::{Goal, State},
    visit::Visit,
};

impl Visit {
    /// What is asked where the form would go now; nothing where it would go nowhere. Tracks.
    pub fn asks_for(self) -> Option<(DepartmentId, ItemKind)> {
        let kind = if self.is(State::would_chat) { ItemKind::Chat } else { ItemKind::Ticket };
        match self.state.with(State::goal) {
            Goal::To(department) => Some((department.id, kind)),
            _ => None,
        }
    }

    /// Fetches the questions. What was answered to one that was asked before stays.
    pub fn ask(self) {
        let (Some(api), Some(wanted)) = (self.api(), untrack(|| self.asks_for())) else { return };
        spawn_local(async move {
            let (department, kind) = wanted;
            let Ok(list) = api.call(GetWidgetQuestions { department, kind, body: () }).await else { return };
            // Meanwhile it would go elsewhere: that is asked for by itself.
            if untrack(|| self.asks_for()) != Some(wanted) {
                return;
            }
            let before = self.questions.get_value();
            let asked = list.items.into_iter().map(|question| {
                let known = before.iter().find(|asked| asked.question.field == question.field);
                Asked::new(question, known.map_or_else(|| RwSignal::new(String::new()), |known| known.answer))
            });
            self.questions.set_value(asked.collect());
            self.asked.update(|times| *times += 1);
        });
    }

    /// After an answer to the form: where something was not answered right, other things may be asked by now.
    pub fn asked_again<T>(self, answer: Result<T, CallError>) -> Result<T, CallError> {
        if let Err(CallError::Problem(problem)) = &answer
            && problem.fields.iter().any(|field| field.field.starts_with("values."))
        {
            self.ask();
        }
        answer
    }

    /// The answers, to be sent.
    pub(crate) fn answers(self) -> Vec<GivenValue> {
        self.questions.with_value(|questions| given(questions))
    }

    /// They were sent.
    pub(crate) fn forget_answers(self) {
        self.questions.set_value(Vec::new());
    }
}
