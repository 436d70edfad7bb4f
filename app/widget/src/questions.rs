//! What the department asks before a chat begins, or with a message that is left.
//!
//! What is answered is kept as one text, like the rest that is typed: for each field its id, the answer and [`END`].
//! Answers to what is asked elsewhere stay in it.

use client::CallError;
use contract::{
    DepartmentId, FieldId,
    fields::{GetWidgetQuestions, GivenValue, ItemKind, Question},
};
use leptos::prelude::*;
use ui::{Held, ProblemNotice, Submission, changing, effect, markup, question, texts};

use crate::{
    home::fault,
    sending::WAITS,
    state::{Goal, State},
    visit::Visit,
    words::WidgetText,
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

/// Where something is asked: the department, and whether before a chat.
type Place = (DepartmentId, bool);

impl State {
    fn place(&self) -> Option<Place> {
        match self.goal() {
            Goal::To(department) if department.asks => Some((department.id, self.can_chat(&department))),
            _ => None,
        }
    }
}

/// What is asked where what is typed would go. Copy it about.
#[derive(Clone, Copy)]
pub struct Asking {
    visit: Visit,
    questions: Held<Vec<Question>>,
    /// Raised when it is to be found out anew what is asked.
    round: RwSignal<u32>,
    fetching: Submission,
    slips: RwSignal<String>,
    sending: Submission,
}

impl Asking {
    /// Fetches what is asked, now and whenever that is something else. `slips` names what the form found wrong itself,
    /// `sending` knows what the server did.
    pub fn new(visit: Visit, slips: RwSignal<String>, sending: Submission) -> Self {
        let (round, fetching) = (RwSignal::new(0), Submission::new());
        let asking = Self { visit, questions: Held::empty(), round, fetching, slips, sending };
        let mut asked = (None, 0);
        effect(move || {
            let now = (visit.state.with(State::place), round.get());
            if fetching.busy.get() || now == asked {
                return;
            }
            // What is found out anew may be the same: nothing goes before that is known.
            if now.0 != asked.0 {
                asking.questions.clear();
            }
            asked = now;
            fetching.clear();
            if let Some(place) = now.0 {
                fetching.run(fetch(visit, place), move |questions| asking.are(questions));
            }
        });
        effect(move || {
            // The department asks otherwise by now.
            if sending.problem.try_with(is_about_answers) == Some(true) {
                asking.renew();
            }
        });
        asking
    }

    fn are(self, questions: Vec<Question>) {
        if self.questions.try_with_untracked(|before| *before == questions) != Some(true) {
            self.questions.set(questions);
        }
    }

    fn renew(self) {
        self.round.update(|round| *round += 1);
    }

    /// The questions, or why they are not there.
    pub fn view(self) -> AnyView {
        let rows = move |questions: &Vec<Question>| {
            let rows: Vec<AnyView> = questions.iter().map(|question| self.row(question, questions)).collect();
            rows.into_any()
        };
        let rows = changing(move || self.questions.try_with(rows).unwrap_or_else(|| ().into_any()));
        let problem = view! { <ProblemNotice problem=self.fetching.problem on_retry=move |()| self.renew() /> };
        vec![rows, problem.into_any()].into_any()
    }

    fn row(self, question: &Question, all: &[Question]) -> AnyView {
        let (field, all) = (question.field, all.to_vec());
        let answers = self.visit.drafts.answers.text;
        let before = answers.with_untracked(|answers| answer(answers, field).map(str::to_owned));
        let own = RwSignal::new(before.unwrap_or_else(|| question.default.join(" ")));
        effect(move || {
            let now = own.get();
            if answers.with_untracked(|answers| answer(answers, field) != Some(&now)) {
                answers.update(|answers| *answers = with_answer(answers, field, &now));
            }
        });
        let missing = texts::<WidgetText>().answer_missing;
        let control = question::control(question, own, fault(self.slips, self.sending, question::name(field), missing));
        markup! { <div hidden={move || !answers.with(|answers| is_asked(&all, answers, field))}>{control}</div> }
    }

    /// Whether what is asked is still to come; tracks.
    pub fn is_coming(self) -> bool {
        self.fetching.busy.get()
    }

    /// Whether it did not come; tracks.
    pub fn has_failed(self) -> bool {
        self.fetching.problem.try_with(|_| ()).is_some()
    }

    /// What must be answered and is not, by its name in the form.
    pub fn unanswered(self) -> Vec<String> {
        self.answered(unanswered)
    }

    /// The answers, to be sent.
    pub fn given(self) -> Vec<GivenValue> {
        self.answered(given)
    }

    fn answered<T>(self, of: fn(&[Question], &str) -> Vec<T>) -> Vec<T> {
        let answers = self.visit.drafts.answers.text.get_untracked();
        self.questions.try_with_untracked(|questions| of(questions, &answers)).unwrap_or_default()
    }
}

async fn fetch(visit: Visit, (department, chats): Place) -> Result<Vec<Question>, CallError> {
    let Some(api) = visit.api() else { return Ok(Vec::new()) };
    let kind = if chats { ItemKind::Chat } else { ItemKind::Ticket };
    Ok(api.call_patiently(GetWidgetQuestions { department, kind, body: () }, WAITS).await?.items)
}

fn is_about_answers(error: &CallError) -> bool {
    match error {
        CallError::Problem(problem) => problem.fields.iter().any(|field| field.field.starts_with("values.")),
        CallError::NoAnswer(_) | CallError::Unreadable(_) => false,
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
