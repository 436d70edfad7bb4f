//! A ticket an agent opens for a customer. What is typed is kept until the ticket is there.

use client::CallError;
use contract::{
    DepartmentId,
    departments::Visibility,
    fields::{GetDepartmentTemplate, ItemKind, ListFields},
    tickets::{CreateTicket, NewTicket},
};
use leptos::prelude::*;
use ui::{
    Button, ButtonKind, Card, Choice, Empty, Field, FieldKind, LinkButton, ProblemNotice, Select, Shape, Submission,
    Tone, draft, fill,
    question::{Asked, given, questions, told},
};

use super::use_tickets;
use crate::{
    company::{departments, use_company},
    fields::for_agents,
    live, paths, sending,
    text::NewTicketText,
};

/// What its drafts are called.
const DRAFT: &str = "new-ticket";

/// What is typed. The fields remember themselves.
#[derive(Clone, Copy)]
struct Desk {
    department: draft::Draft,
    email: draft::Draft,
    name: draft::Draft,
    subject: draft::Draft,
    text: draft::Draft,
    /// Whether what is missing is pointed out.
    strict: RwSignal<bool>,
    sending: Submission,
    /// What the department's template asks.
    asked: StoredValue<Vec<Asked>>,
}

impl Desk {
    fn keep() -> Self {
        Self {
            department: draft::keep("new-ticket:department"),
            email: draft::keep("new-ticket:email"),
            name: draft::keep("new-ticket:name"),
            subject: draft::keep("new-ticket:subject"),
            text: draft::keep("new-ticket:text"),
            strict: RwSignal::new(false),
            sending: Submission::new(),
            asked: StoredValue::new(Vec::new()),
        }
    }

    fn clear(self) {
        sending::done(DRAFT);
        for draft in [self.department, self.email, self.name, self.subject, self.text] {
            draft.clear();
        }
    }

    /// The ticket as typed; nothing while something is missing.
    fn body(self) -> Option<NewTicket> {
        let read = |draft: draft::Draft| draft.text.get_untracked().trim().to_owned();
        let department: DepartmentId = read(self.department).parse().ok()?;
        let (email, name) = (read(self.email), read(self.name));
        let (subject, text) = (read(self.subject), read(self.text));
        if email.is_empty() || subject.is_empty() || text.is_empty() {
            return None;
        }
        let matter = [&department.to_string(), &email, &name, &subject, &text].map(String::as_str).join("\n");
        let values = self.asked.with_value(|asked| given(asked));
        let answers = values.iter().flat_map(|given| given.value.iter().map(String::as_str)).collect::<Vec<_>>();
        let client_id = sending::id_of(DRAFT, &[&[&*matter], &answers[..]].concat().join("\n"));
        Some(NewTicket { client_id, department, subject, email, name, text, values })
    }

    /// What is wrong with a field: the server's word, or that it is missing.
    fn error(self, field: &'static str, draft: draft::Draft) -> Signal<Option<String>> {
        let t = ui::texts::<NewTicketText>();
        let told = self.sending.field(field);
        let missing = move || self.strict.get() && draft.text.with(|text| text.trim().is_empty());
        Signal::derive(move || told.get().or_else(|| missing().then(|| t.fill_in.to_owned())))
    }
}

/// The page.
#[component]
pub fn NewTicketPage() -> impl IntoView {
    let t = ui::texts::<NewTicketText>();
    let company = use_company();
    let none =
        ui::kept(move || company.with(|company| company.is_some_and(|company| departments(company).next().is_none())));
    let inside = move || match none.get() {
        true => view! { <Empty shape=Shape::Building title=t.no_departments text=t.no_departments_text /> }.into_any(),
        false => view! { <Form /> }.into_any(),
    };
    view! {
        <main class="page" id="main">
            <div class="wrap" data-width="narrow">
                <header class="page-head">
                    <nav class="crumbs">
                        <a href=paths::TICKETS>{t.tickets}</a>
                    </nav>
                    <div class="titles">
                        <h1>{t.title}</h1>
                        <p class="sub">{t.sub}</p>
                    </div>
                </header>
                {move || inside()}
            </div>
        </main>
    }
    .into_any()
}

#[component]
fn Form() -> impl IntoView {
    let t = ui::texts::<NewTicketText>();
    let tickets = use_tickets();
    let toaster = ui::toasts();
    let api = StoredValue::new(ui::api());
    let go = StoredValue::new_local(paths::go());
    let desk = Desk::keep();
    let sending = desk.sending;
    let send = move || {
        desk.strict.set(true);
        let Some(body) = desk.body() else { return };
        let api = api.get_value();
        sending.run(async move { api.call(CreateTicket { body }).await }, move |ticket| {
            desk.clear();
            toaster.toast(Tone::Good, fill(t.done, &[("n", &ticket.row.number.to_string())]));
            let id = ticket.row.id;
            tickets.learn(ticket);
            go.try_with_value(|go| go(&paths::ticket(id)));
        });
    };
    // What belongs to a field stands beside it.
    let fields = ["department", "email", "name", "subject", "text"];
    let problem = Signal::derive(move || {
        sending.problem.get().filter(|error| match error {
            CallError::Problem(problem) => !problem
                .fields
                .iter()
                .any(|field| fields.contains(&field.field.as_str()) || field.field.starts_with("values.")),
            CallError::NoAnswer(_) | CallError::Unreadable(_) => true,
        })
    });
    view! {
        <form
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                send();
            }
            on:keydown=ui::on_send_keys(send)
        >
            <Card footer=move || {
                view! {
                    <LinkButton href=paths::TICKETS>{t.cancel}</LinkButton>
                    <Button kind=ButtonKind::Primary submit=true busy=sending.busy>{t.send}</Button>
                }
            }>
                <ProblemNotice problem />
                <Fields desk />
            </Card>
        </form>
    }
    .into_any()
}

#[component]
fn Fields(desk: Desk) -> impl IntoView {
    let t = ui::texts::<NewTicketText>();
    let company = use_company();
    let choices = ui::kept(move || {
        let mut choices = vec![Choice::new(String::new(), t.department_choose)];
        company.with(|company| {
            for department in company.into_iter().flat_map(departments) {
                let name = &department.details.name;
                let hidden = department.visibility == Visibility::Hidden;
                let label = if hidden { fill(t.hidden, &[("name", name)]) } else { name.clone() };
                choices.push(Choice::new(department.id.to_string(), label));
            }
        });
        choices
    });
    // With one department there is nothing to choose.
    ui::effect(move || {
        let only = choices.with(|choices| match choices.as_slice() {
            [_, only] => Some(only.value.clone()),
            _ => None,
        });
        if let Some(only) = only.filter(|_| desk.department.text.with(String::is_empty)) {
            desk.department.text.set(only);
        }
    });
    view! {
        <div class="fields">
            <Select
                name="department"
                label=t.department
                hint=t.department_hint
                value=desk.department.text
                choices
                error=desk.error("department", desk.department)
            />
            <Field
                name="email"
                label=t.email
                kind=FieldKind::Email
                value=desk.email.text
                error=desk.error("email", desk.email)
                autocomplete="off"
                required=true
            />
            <Field
                name="name"
                label=t.name
                value=desk.name.text
                error=desk.sending.field("name")
                autocomplete="off"
                maxlength=120_u32
                optional=true
            />
            <Field
                name="subject"
                label=t.subject
                value=desk.subject.text
                error=desk.error("subject", desk.subject)
                autocomplete="off"
                maxlength=200_u32
                required=true
            />
            <Field
                name="text"
                label=t.text
                hint=t.text_hint
                kind=FieldKind::Area(8)
                value=desk.text.text
                error=desk.error("text", desk.text)
                required=true
            />
            <Values desk />
        </div>
    }
    .into_any()
}

/// What the department's template asks of agents.
#[component]
fn Values(desk: Desk) -> impl IntoView {
    let api = ui::api();
    let department = ui::kept(move || desk.department.text.get().parse::<DepartmentId>().ok());
    let query = live::load(move || {
        let (api, department) = (api.clone(), department.get());
        async move {
            let Some(department) = department else { return Ok(Vec::new()) };
            let call = GetDepartmentTemplate { department, kind: ItemKind::Ticket, body: () };
            let lines = api.call(call).await?.lines;
            let fields = api.call(ListFields { body: () }).await?.items;
            Ok(for_agents(&lines, &fields, &[], true))
        }
    });
    let said = told(desk.sending);
    ui::changing(move || {
        let asked = query.ready().unwrap_or_default().into_iter();
        let asked: Vec<Asked> = asked.map(|question| Asked::new(question, RwSignal::new(String::new()))).collect();
        desk.asked.set_value(asked.clone());
        questions(asked, said)
    })
}
