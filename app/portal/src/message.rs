//! Leaving a message: a plain form, which is sent without a new page where there is script.

use client::CallError;
use contract::{
    ClientId, DepartmentId, Problem,
    fields::{GetPortalQuestions, GivenValue, ItemKind, Question},
    portal::{GetPortalHome, LeavePortalMessage},
    widget::{NewLeftMessage, PublicDepartment, Receipt},
};
use leptos::{ev::SubmitEvent, prelude::*, wasm_bindgen::JsCast, web_sys::HtmlInputElement};
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};
use ui::{
    Button, ButtonKind, Choice, Field, FieldKind, Notice, Now, ProblemNotice, Select, Shape, Submission, Tone, api,
    draft::{self, Draft},
    effect, field_problem_text, fill, language,
    question::{Asked, given, questions, told},
    texts,
};

use crate::{brand::HomeResource, files, text::PortalText};

/// What was typed into the form and what was wrong with it. The server provides it: empty with a fresh id, or as it came
/// back when a form sent without script was refused.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Typed {
    /// Made when the form was rendered, so that sending it twice makes one ticket.
    pub client_id: String,
    /// The department's id.
    #[serde(default)]
    pub department: String,
    /// The name.
    #[serde(default)]
    pub name: String,
    /// The address.
    #[serde(default)]
    pub email: String,
    /// The subject.
    #[serde(default)]
    pub subject: String,
    /// The message.
    #[serde(default)]
    pub text: String,
    /// Answers to the department's questions.
    #[serde(default)]
    pub values: Vec<GivenValue>,
    /// What the files are called that came with it; they are kept.
    #[serde(default)]
    pub files: Vec<String>,
    /// Why it was refused.
    #[serde(default)]
    pub problem: Option<Problem>,
}

/// Where files are chosen.
const FILES: &str = "f-files";

/// The keys of what is typed.
const KEPT: [&str; 4] = ["message:name", "message:email", "message:subject", "message:text"];

/// What is filled in; what is typed is kept in the browser.
#[derive(Clone, Copy)]
struct Form {
    department: RwSignal<String>,
    name: Draft,
    email: Draft,
    subject: Draft,
    text: Draft,
}

/// The page with the form, or what came of it.
#[component]
pub(crate) fn Message() -> impl IntoView {
    let t = texts::<PortalText>();
    let home = expect_context::<HomeResource>();
    let typed = SharedValue::new(|| use_context::<Typed>().unwrap_or_default()).into_inner();
    let receipt = RwSignal::new(None::<Receipt>);
    let asked = use_query_map().with_untracked(|query| query.get("department")).unwrap_or_default();
    let chosen = if typed.department.is_empty() { asked } else { typed.department.clone() };
    let kept = |of: usize, typed: &String| draft::keep_as(KEPT[of], RwSignal::new(typed.clone()));
    let form = Form {
        department: RwSignal::new(chosen),
        name: kept(0, &typed.name),
        email: kept(1, &typed.email),
        subject: kept(2, &typed.subject),
        text: kept(3, &typed.text),
    };
    let questions = asked_of(form.department);
    let typed = StoredValue::new(typed);
    view! {
        <main class="portal-main" id="main" data-width="narrow">
            <Suspense>
                {move || {
                    home.loaded
                        .get()
                        .map(|_| {
                            move || match receipt.get() {
                                Some(receipt) => view! { <Thanks number=receipt.number /> }.into_any(),
                                None => view! { <Fields form typed=typed.get_value() asked=questions receipt /> }.into_any(),
                            }
                        })
                }}
            </Suspense>
            <noscript>{t.message_lead}</noscript>
        </main>
    }
}

/// What the department asks; where none is chosen yet, the first that takes messages.
fn asked_of(department: RwSignal<String>) -> Resource<Vec<Question>> {
    let api = api();
    // On the server it is asked once, for what the page came with; in the browser again when another one is chosen.
    let wanted = RwSignal::new(department.get_untracked());
    Effect::new(move |before: Option<String>| {
        let now = department.get();
        if before.is_some_and(|before| before != now) {
            wanted.set(now.clone());
        }
        now
    });
    Resource::new(
        move || wanted.get(),
        move |department| {
            let api = api.clone();
            async move {
                let chosen = match department.parse() {
                    Ok(department) => Some(department),
                    Err(_) => {
                        let home = api.call(GetPortalHome { body: () }).await.ok();
                        let departments = home.map(|home| home.availability.departments).unwrap_or_default();
                        departments.into_iter().find(|department| department.takes_messages).map(|found| found.id)
                    }
                };
                let Some(department) = chosen else { return Vec::new() };
                let call = GetPortalQuestions { department, kind: ItemKind::Ticket, body: () };
                api.call(call).await.map(|list| list.items).unwrap_or_default()
            }
        },
    )
}

#[component]
fn Fields(
    form: Form,
    typed: Typed,
    asked: Resource<Vec<Question>>,
    receipt: RwSignal<Option<Receipt>>,
) -> impl IntoView {
    let t = texts::<PortalText>();
    let home = expect_context::<HomeResource>();
    let api = api();
    let (language, sending) = (language(), Submission::new());
    // Once something was sent from here, what the server rendered about an earlier sending is history.
    let sent_here = RwSignal::new(false);
    let refused = typed.problem.clone().map(CallError::Problem);
    let under_way = StoredValue::new((typed.client_id.clone(), None::<NewLeftMessage>));
    let takers = Memo::new(move |_| {
        let departments = home.availability().map(|now| now.departments).unwrap_or_default();
        departments.into_iter().filter(|department| department.takes_messages).collect::<Vec<_>>()
    });
    // A department that is not taken any more stays chosen in name, so that one can see what happened.
    let known = StoredValue::new(Vec::<PublicDepartment>::new());
    Effect::new(move |_| known.update_value(|known| merge(known, takers.get())));
    let first = move || takers.with(|takers| takers.first().map(|department| department.id.to_string()));
    if form.department.with_untracked(String::is_empty) {
        form.department.set(untrack(first).unwrap_or_default());
    }
    let gone = move || {
        let chosen = form.department.get();
        takers.with(|takers| !chosen.is_empty() && takers.iter().all(|department| department.id.to_string() != chosen))
    };
    let choices = Signal::derive(move || {
        let mut choices: Vec<Choice<String>> = takers
            .get()
            .into_iter()
            .map(|department| Choice::new(department.id.to_string(), department.name))
            .collect();
        if gone() {
            let chosen = form.department.get();
            let name = name_of(&known.get_value(), &chosen);
            choices.insert(0, Choice::new(chosen, name).disabled(true));
        }
        choices
    });
    let gone_words = move || {
        gone().then(|| {
            let name = name_of(&known.get_value(), &form.department.get());
            if takers.with(Vec::is_empty) {
                t.gone_nowhere.to_owned()
            } else {
                fill(t.gone_elsewhere, &[("department", &name)])
            }
        })
    };
    let rendered = typed.problem.clone().map(|problem| problem.fields).unwrap_or_default();
    let field = move |name: &str| {
        let rendered =
            rendered.iter().find(|field| field.field == name).map(|field| field_problem_text(language, field));
        let sent = told(sending)(name);
        Now::of(move || if sent_here.get() { sent.get() } else { rendered.clone() })
    };
    let answers = StoredValue::new(Vec::<Asked>::new());
    // Answers stay while the questions come and go.
    let owner = Owner::current().unwrap_or_default();
    let given_before = typed.values.clone();
    let of_questions = field.clone();
    let questions = move || {
        let asked = asked.get()?.into_iter().map(|question| {
            let before = answers.with_value(|answers| answer_to(answers, &question));
            let answer = before.unwrap_or_else(|| owner.with(|| RwSignal::new(first_answer(&given_before, &question))));
            Asked::new(question, answer)
        });
        let asked: Vec<Asked> = asked.collect();
        answers.set_value(asked.clone());
        Some(questions(asked, &of_questions))
    };
    let problem = Signal::derive(move || if sent_here.get() { sending.problem.get() } else { refused.clone() });
    // Who is signed in writes as that account: the server knows name and address.
    let known = untrack(|| home.loaded.get().flatten().and_then(|home| home.customer));
    let lead = match &known {
        Some(known) => fill(t.message_as, &[("name", &known.name), ("email", &known.email)]),
        None => t.message_lead.to_owned(),
    };
    let address = known.map(|known| known.email);
    let writes_as = address.clone();
    let send = move |event: SubmitEvent| {
        // Files go the browser's own way.
        if has_files() {
            return;
        }
        event.prevent_default();
        sent_here.set(true);
        let (client_id, before) = under_way.get_value();
        let values = answers.with_value(|answers| given(answers));
        let body = match form.read(&client_id, values) {
            Ok(mut body) => {
                if let Some(address) = &writes_as {
                    body.email.clone_from(address);
                }
                again(body, before)
            }
            Err(problem) => return sending.problem.set(problem),
        };
        under_way.set_value((body.client_id.to_string(), Some(body.clone())));
        let (api, text) = (api.clone(), body.text.clone());
        sending.run(async move { api.call(LeavePortalMessage { body }).await }, move |sent| {
            form.arrived(&text);
            receipt.try_set(Some(sent));
        });
    };
    let added = typed.files.iter().map(|file| files::kept("added", file.clone())).collect();
    let contact = match address {
        Some(address) => view! { <input type="hidden" name="email" value=address /> }.into_any(),
        None => view! {
            <Field name="name" label=t.name value=form.name.text optional=true autocomplete="name" error=field("name") />
            <Field
                name="email"
                label=t.email
                hint=t.email_hint
                kind=FieldKind::Email
                value=form.email.text
                autocomplete="email"
                required=true
                error=field("email")
            />
        }
        .into_any(),
    };
    view! {
        <div class="page-head">
            <div class="titles">
                <h1>{t.message_title}</h1>
                <p class="sub">{lead}</p>
            </div>
        </div>
        {move || gone_words().map(|words| view! { <Notice tone=Tone::Warn>{words}</Notice> })}
        <ProblemNotice problem />
        <form
            class="card form"
            method="post"
            action="/message"
            enctype="multipart/form-data"
            novalidate=true
            on:submit=send
        >
            <div class="fields">
                <input type="hidden" name="client_id" value=typed.client_id.clone() />
                <Select name="department" label=t.department value=form.department choices error=field("department") />
                {contact}
                <Field name="subject" label=t.subject value=form.subject.text optional=true error=field("subject") />
                <Field
                    name="text"
                    label=t.message
                    kind=FieldKind::Area(7)
                    value=form.text.text
                    required=true
                    error=field("text")
                />
                <Transition>{questions}</Transition>
                {files::choose(FILES, added)}
            </div>
            <footer>
                <Button kind=ButtonKind::Primary submit=true busy=sending.busy icon=Shape::Send>{t.send}</Button>
            </footer>
        </form>
    }
}

impl Form {
    /// The message as the operation takes it.
    fn read(&self, client_id: &str, values: Vec<GivenValue>) -> Result<NewLeftMessage, CallError> {
        let department = self.department.get_untracked().parse::<DepartmentId>().map_err(|_| wrong("department"))?;
        let client_id = client_id.parse::<ClientId>().unwrap_or_else(|_| ui::ids::client_id());
        Ok(NewLeftMessage {
            client_id,
            department,
            name: self.name.text.get_untracked(),
            email: self.email.text.get_untracked(),
            subject: self.subject.text.get_untracked(),
            text: self.text.text.get_untracked(),
            values,
        })
    }
}

impl Form {
    /// The message arrived: it is not kept any more. Who wrote it may write again, and may have begun to.
    fn arrived(self, text: &str) {
        let rest = self.text.clear_sent(text);
        if rest.is_empty() { self.subject.clear() } else { self.text.add(&rest) }
    }
}

/// What is sent after a sending whose answer was lost: the same message under the same id, another under another.
fn again(mut body: NewLeftMessage, before: Option<NewLeftMessage>) -> NewLeftMessage {
    if before.is_some_and(|before| before != body) {
        body.client_id = ui::ids::client_id();
    }
    body
}

/// What was answered to a question before another department was chosen.
fn answer_to(answers: &[Asked], question: &Question) -> Option<RwSignal<String>> {
    answers.iter().find(|asked| asked.question.field == question.field).map(|asked| asked.answer)
}

/// What a form sent without script came back with.
fn first_answer(given: &[GivenValue], question: &Question) -> String {
    given.iter().find(|given| given.field == question.field).map(|given| given.value.join(" ")).unwrap_or_default()
}

/// Whether files are chosen.
fn has_files() -> bool {
    let input = document().get_element_by_id(FILES).map(JsCast::unchecked_into::<HtmlInputElement>);
    input.is_some_and(|input| !input.value().is_empty())
}

fn wrong(field: &str) -> CallError {
    CallError::Problem(Problem {
        status: 422,
        code: "invalid".into(),
        title: "Something here is not right yet.".into(),
        detail: None,
        fields: vec![contract::FieldProblem { field: field.into(), code: "required".into(), message: String::new() }],
        retry_after: None,
    })
}

fn merge(known: &mut Vec<PublicDepartment>, now: Vec<PublicDepartment>) {
    for department in now {
        match known.iter_mut().find(|known| known.id == department.id) {
            Some(there) => *there = department,
            None => known.push(department),
        }
    }
}

fn name_of(known: &[PublicDepartment], id: &str) -> String {
    known.iter().find(|department| department.id.to_string() == id).map_or_else(String::new, |found| found.name.clone())
}

/// The page a form without script leads to.
#[component]
pub(crate) fn Sent() -> impl IntoView {
    let number = use_query_map().with_untracked(|query| query.get("number"));
    let number = number.and_then(|number| number.parse().ok()).unwrap_or_default();
    // Sent before there was script, after a page with script had kept it.
    effect(|| KEPT[2..].iter().for_each(draft::forget));
    view! {
        <main class="portal-main" id="main" data-width="narrow">
            <Thanks number />
        </main>
    }
}

#[component]
fn Thanks(number: u64) -> impl IntoView {
    let t = texts::<PortalText>();
    view! {
        <section class="block" role="status">
            <h1>{t.sent_title}</h1>
            <p>{fill(t.sent, &[("n", &number.to_string())])}</p>
            <p class="row">
                <a class="button" data-kind="primary" href="/">{t.to_home}</a>
                <a class="button" href="/message" rel="external">{t.another}</a>
            </p>
        </section>
    }
}
