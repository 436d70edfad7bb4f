//! What the department asks before a chat begins, or with a message that is left.
//!
//! What is answered is kept as one text, like the rest that is typed: for each field its id, the answer and [`END`].
//! Answers to what is asked elsewhere stay in it.

use contract::{
    FieldId,
    fields::{GetWidgetQuestions, GivenValue, ItemKind, Question},
};
use leptos::{prelude::*, task::spawn_local};
use ui::{Item, Now, effect, list, markup, question};

use crate::{
    sending::WAITS,
    state::{Goal, State},
    visit::Visit,
};

/// Stands behind each answer.
const END: char = '\u{1e}';

/// What is kept of an answer; nothing where none was ever given.
fn answer(answers: &str, field: FieldId) -> Option<&str> {
    answers.split(END).find_map(|kept| kept.strip_prefix(&*field.to_string()))
}

/// What is kept after another answer.
fn with_answer(answers: &str, field: FieldId, answer: &str) -> String {
    let field = field.to_string();
    let others = answers.split_inclusive(END).filter(|kept| !kept.starts_with(&*field));
    others.chain([&*field, answer, "\u{1e}"]).collect()
}

impl State {
    /// Where what is typed would go: a department, and whether a chat begins there.
    fn place(&self) -> Option<(contract::DepartmentId, bool)> {
        match self.goal() {
            Goal::To(department) => Some((department.id, self.can_chat(&department))),
            Goal::Gone | Goal::Nowhere => None,
        }
    }

    fn question(&self, field: FieldId) -> Option<&Question> {
        self.questions.iter().find(|question| question.field == field)
    }

    /// Whether a question is asked, as it is answered.
    fn is_asked(&self, answers: &str, field: FieldId) -> bool {
        let find = |field| {
            let question = self.question(field)?;
            Some((question.condition.as_ref(), answer(answers, field).unwrap_or_default().to_owned()))
        };
        question::applies(&find, self.questions.len(), field)
    }

    /// What is asked, each with its answer.
    fn asked(&self, answers: &str) -> Vec<(&Question, String)> {
        let asked = self.questions.iter().filter(|question| self.is_asked(answers, question.field));
        asked
            .map(|question| (question, answer(answers, question.field).unwrap_or_default().trim().to_owned()))
            .collect()
    }

    /// The answers, to be sent.
    fn given(&self, answers: &str) -> Vec<GivenValue> {
        let answered = self.asked(answers).into_iter().filter(|(_, answer)| !answer.is_empty());
        answered.map(|(question, answer)| question::as_given(question, answer)).collect()
    }

    /// What must be answered and is not, by its name in the form.
    fn unanswered(&self, answers: &str) -> Vec<String> {
        let open = self.asked(answers).into_iter().filter(|(question, answer)| question.required && answer.is_empty());
        open.map(|(question, _)| question::name(question.field)).collect()
    }
}

impl Visit {
    /// Finds out what is asked where what is typed would go, now and whenever that is elsewhere.
    pub fn ask_what_is_asked(self) {
        effect(move || {
            let Some(place) = self.state.with(State::place) else { return };
            if self.state.with_untracked(|state| state.questions_of == Some(place)) {
                return;
            }
            let Some(api) = self.api() else { return };
            self.state.update_untracked(|state| state.questions_of = Some(place));
            let (department, chats) = place;
            let kind = if chats { ItemKind::Chat } else { ItemKind::Ticket };
            spawn_local(async move {
                let call = GetWidgetQuestions { department, kind, body: () };
                match api.call_patiently(call, WAITS).await {
                    Ok(list) => self.state.update(|state| {
                        if state.questions_of == Some(place) {
                            state.questions = list.items;
                        }
                    }),
                    // Asked again with the next thing that is heard.
                    Err(_) => self.state.update_untracked(|state| state.questions_of = None),
                }
            });
        });
    }

    /// The answers, to be sent.
    pub(crate) fn given(self) -> Vec<GivenValue> {
        self.drafts.answers.text.with_untracked(|answers| self.state.with_untracked(|state| state.given(answers)))
    }

    /// What must be answered and is not, by its name in the form.
    pub fn unanswered(self) -> Vec<String> {
        self.drafts.answers.text.with_untracked(|answers| self.state.with_untracked(|state| state.unanswered(answers)))
    }
}

/// The questions; `fault` says what is wrong with one, by its name.
pub fn questions(
    visit: Visit,
    fault: impl Fn(String) -> Now<Option<String>> + Copy + Send + Sync + 'static,
) -> AnyView {
    let item = move |question: &Question| {
        let field = question.field;
        let mut key = [&*field.to_string(), &question.text, if question.required { "!" } else { "?" }].concat();
        question.options.iter().for_each(|option| key.push_str(&option.text));
        Item::new(key, move || row(visit, field, fault(question::name(field))))
    };
    list(move || visit.state.with(|state| state.questions.iter().map(item).collect()))
}

fn row(visit: Visit, field: FieldId, fault: Now<Option<String>>) -> AnyView {
    let answers = visit.drafts.answers.text;
    let Some(question) = visit.state.with_untracked(|state| state.question(field).cloned()) else {
        return ().into_any();
    };
    let before = answers.with_untracked(|answers| answer(answers, field).map(str::to_owned));
    let own = RwSignal::new(before.unwrap_or_else(|| question.default.join(" ")));
    effect(move || {
        let now = own.get();
        if answers.with_untracked(|answers| answer(answers, field) != Some(&now)) {
            answers.update(|answers| *answers = with_answer(answers, field, &now));
        }
    });
    let is_asked = move || answers.with(|answers| visit.state.with(|state| state.is_asked(answers, field)));
    let control = question::control(&question, own, fault);
    markup! { <div hidden={move || !is_asked()}>{control}</div> }
}

#[cfg(test)]
mod tests {
    use contract::fields::{Condition, FieldType};
    use uuid::Uuid;

    use super::*;

    fn field(n: u128) -> FieldId {
        FieldId(Uuid::from_u128(n))
    }

    fn question(n: u128, kind: FieldType, on: Option<(u128, &str)>) -> Question {
        Question {
            field: field(n),
            text: String::new(),
            kind,
            options: Vec::new(),
            default: Vec::new(),
            required: true,
            condition: on.map(|(on, is)| Condition { field: field(on), is: vec![is.into()] }),
        }
    }

    #[test]
    fn answers_are_kept_in_one_text() {
        let both = with_answer(&with_answer("", field(1), "two\nlines"), field(2), "");
        assert_eq!(answer(&both, field(1)), Some("two\nlines"));
        assert_eq!(answer(&both, field(2)), Some(""), "cleared, though there may be a default");
        assert_eq!(answer(&both, field(3)), None);
        let other = with_answer(&both, field(1), "another");
        assert_eq!((answer(&other, field(1)), answer(&other, field(2))), (Some("another"), Some("")));
    }

    #[test]
    fn what_is_not_asked_is_neither_sent_nor_missed() {
        let mut state = State::default();
        state.questions = vec![
            question(1, FieldType::Choices, None),
            question(2, FieldType::Line, Some((1, "b"))),
            question(3, FieldType::Line, None),
        ];
        let names = |fields: &[u128]| fields.iter().map(|n| question::name(field(*n))).collect::<Vec<_>>();
        assert_eq!(state.unanswered(""), names(&[1, 3]));
        let answers = with_answer("", field(1), "a b");
        assert_eq!(state.unanswered(&answers), names(&[2, 3]));
        let answers = with_answer(&with_answer(&answers, field(2), " x "), field(9), "of another department");
        let sent = |answers: &str| state.given(answers).into_iter().map(|one| one.value).collect::<Vec<_>>();
        assert_eq!(sent(&answers), [vec!["a", "b"], vec!["x"]]);
        assert_eq!(sent(&with_answer(&answers, field(1), "a")), [vec!["a"]]);
    }
}
