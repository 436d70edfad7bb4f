//! What the department asks before a chat begins, or with a message that is left.
//!
//! What is answered is kept as one text, like the rest that is typed: for each field its id, the answer and [`END`].
//! Answers to what is asked elsewhere stay in it.

use std::sync::Arc;

use client::CallError;
use contract::{
    DepartmentId, FieldId,
    fields::{GetWidgetQuestions, GivenValue, ItemKind, Question},
};
use leptos::prelude::*;
use ui::{Now, Submission, effect, markup, question, texts};

use crate::{asking::Asks, home::fault, sending::WAITS, visit::Visit, words::WidgetText};

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

/// A department's questions.
pub struct Sheet {
    visit: Visit,
    questions: Vec<Question>,
}

impl Sheet {
    /// What a department asks, before a chat or with a message.
    pub async fn fetch(visit: Visit, department: DepartmentId, chats: bool) -> Result<Arc<dyn Asks>, CallError> {
        let kind = if chats { ItemKind::Chat } else { ItemKind::Ticket };
        let questions = match visit.api() {
            Some(api) => api.call_patiently(GetWidgetQuestions { department, kind, body: () }, WAITS).await?.items,
            None => Vec::new(),
        };
        Ok(Arc::new(Sheet { visit, questions }))
    }

    fn row(&self, question: &Question, fault: Now<Option<String>>) -> AnyView {
        let (field, all) = (question.field, self.questions.clone());
        let answers = self.visit.drafts.answers.text;
        let before = answers.with_untracked(|answers| answer(answers, field).map(str::to_owned));
        let own = RwSignal::new(before.unwrap_or_else(|| question.default.join(" ")));
        effect(move || {
            let now = own.get();
            if answers.with_untracked(|answers| answer(answers, field) != Some(&now)) {
                answers.update(|answers| *answers = with_answer(answers, field, &now));
            }
        });
        let control = question::control(question, own, fault);
        markup! { <div hidden={move || !answers.with(|answers| is_asked(&all, answers, field))}>{control}</div> }
    }
}

impl Asks for Sheet {
    fn view(&self, slips: RwSignal<String>, sending: Submission) -> AnyView {
        let missing = texts::<WidgetText>().answer_missing;
        let row =
            |question: &Question| self.row(question, fault(slips, sending, question::name(question.field), missing));
        self.questions.iter().map(row).collect::<Vec<_>>().into_any()
    }

    fn unanswered(&self) -> Vec<String> {
        self.visit.drafts.answers.text.with_untracked(|answers| unanswered(&self.questions, answers))
    }

    fn given(&self) -> Vec<GivenValue> {
        self.visit.drafts.answers.text.with_untracked(|answers| given(&self.questions, answers))
    }
}

/// Whether a question is asked, as it is answered.
fn is_asked(questions: &[Question], answers: &str, field: FieldId) -> bool {
    let find = |field| {
        let question = questions.iter().find(|question| question.field == field)?;
        Some((question.condition.as_ref(), answer(answers, field).unwrap_or_default().to_owned()))
    };
    question::applies(&find, questions.len(), field)
}

/// What is asked, each with its answer.
fn asked<'a>(questions: &'a [Question], answers: &str) -> Vec<(&'a Question, String)> {
    let asked = questions.iter().filter(|question| is_asked(questions, answers, question.field));
    asked.map(|question| (question, answer(answers, question.field).unwrap_or_default().trim().to_owned())).collect()
}

fn given(questions: &[Question], answers: &str) -> Vec<GivenValue> {
    let answered = asked(questions, answers).into_iter().filter(|(_, answer)| !answer.is_empty());
    answered.map(|(question, answer)| question::as_given(question, answer)).collect()
}

fn unanswered(questions: &[Question], answers: &str) -> Vec<String> {
    let open = asked(questions, answers).into_iter();
    let open = open.filter(|(question, answer)| question.required && answer.is_empty());
    open.map(|(question, _)| question::name(question.field)).collect()
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
        let questions = vec![
            question(1, FieldType::Choices, None),
            question(2, FieldType::Line, Some((1, "b"))),
            question(3, FieldType::Line, None),
        ];
        let names = |fields: &[u128]| fields.iter().map(|n| question::name(field(*n))).collect::<Vec<_>>();
        assert_eq!(unanswered(&questions, ""), names(&[1, 3]));
        let answers = with_answer("", field(1), "a b");
        assert_eq!(unanswered(&questions, &answers), names(&[2, 3]));
        let answers = with_answer(&with_answer(&answers, field(2), " x "), field(9), "of another department");
        let sent = |answers: &str| given(&questions, answers).into_iter().map(|one| one.value).collect::<Vec<_>>();
        assert_eq!(sent(&answers), [vec!["a", "b"], vec!["x"]]);
        assert_eq!(sent(&with_answer(&answers, field(1), "a")), [vec!["a"]]);
    }
}
