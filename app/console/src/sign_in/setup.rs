//! The assistant of the first start: administrator, brand and department, step by step.

use contract::setup::{FirstSetup, RunSetup};
use leptos::{ev::SubmitEvent, prelude::*};
use ui::{Button, ButtonKind, Field, FieldKind, Now, ProblemNotice, Submission, Tone, fill};

use crate::{
    paths,
    session::{Standing, use_session},
    text::SetupText,
};

/// What is typed, over all steps.
#[derive(Clone, Copy)]
struct Typed {
    code: RwSignal<String>,
    name: RwSignal<String>,
    username: RwSignal<String>,
    email: RwSignal<String>,
    password: RwSignal<String>,
    brand: RwSignal<String>,
    department: RwSignal<String>,
    department_email: RwSignal<String>,
    site: RwSignal<String>,
}

impl Typed {
    fn new() -> Self {
        let empty = || RwSignal::new(String::new());
        Self {
            code: empty(),
            name: empty(),
            username: empty(),
            email: empty(),
            password: empty(),
            brand: empty(),
            department: empty(),
            department_email: empty(),
            site: empty(),
        }
    }

    fn body(self) -> FirstSetup {
        let typed = |text: RwSignal<String>| text.get_untracked().trim().to_owned();
        FirstSetup {
            code: typed(self.code),
            name: typed(self.name),
            username: typed(self.username),
            email: typed(self.email),
            password: self.password.get_untracked(),
            brand: typed(self.brand),
            department: typed(self.department),
            department_email: typed(self.department_email),
            site: typed(self.site),
        }
    }

    /// The fields of a step that must not stay empty.
    fn needed(self, step: u8) -> Vec<RwSignal<String>> {
        match step {
            0 => vec![self.code, self.name, self.username, self.email, self.password],
            1 => vec![self.brand, self.department, self.department_email],
            _ => Vec::new(),
        }
    }
}

/// The step on which a field of a problem stands.
fn step_of(field: &str) -> u8 {
    match field {
        "brand" | "department" | "department_email" => 1,
        "site" => 2,
        _ => 0,
    }
}

/// The assistant.
#[component]
pub fn SetupPage() -> impl IntoView {
    let t = ui::texts::<SetupText>();
    let session = use_session();
    let go = paths::go_instead();
    let toaster = ui::toasts();
    document().set_title(t.page_title);
    ui::effect(move || match session.standing() {
        Standing::SignedIn(_) => go(paths::CHATS),
        Standing::SignedOut => {
            toaster.toast(Tone::Neutral, t.already);
            go(paths::SIGN_IN);
        }
        Standing::Asking | Standing::SetupNeeded | Standing::Unreachable | Standing::Leaving(_) => {}
    });
    view! {
        <main class="sign-in" id="main">
            <div class="box">
                <div class="stack">
                    <h1>{t.title}</h1>
                    <p class="muted">{t.lead}</p>
                </div>
                <Steps />
            </div>
        </main>
    }
    .into_any()
}

#[component]
fn Steps() -> impl IntoView {
    let t = ui::texts::<SetupText>();
    let session = use_session();
    let toaster = ui::toasts();
    let api = ui::api();
    let typed = Typed::new();
    let step = RwSignal::new(0_u8);
    let tried = RwSignal::new(false);
    let sending = Submission::new();
    // A problem with a field is shown where the field stands.
    ui::effect(move || {
        if let Some(client::CallError::Problem(problem)) = sending.problem.get()
            && let Some(first) = problem.fields.iter().map(|field| step_of(&field.field)).min()
        {
            step.set(first);
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let here = step.get_untracked();
        let lacks = typed.needed(here).iter().any(|text| text.with_untracked(|text| text.trim().is_empty()));
        let short = here == 0 && typed.password.with_untracked(|text| text.len() < 10);
        tried.set(lacks || short);
        if lacks || short {
            return;
        }
        if here < 2 {
            step.set(here + 1);
            return;
        }
        let (api, body) = (api.clone(), typed.body());
        sending.run(async move { api.call(RunSetup { body }).await }, move |me| {
            toaster.toast(Tone::Good, t.done);
            session.signed_in(me);
        });
    };
    let heading = move || match step.get() {
        0 => t.step_you,
        1 => t.step_company,
        _ => t.step_website,
    };
    let fields = move || match step.get() {
        0 => view! { <You typed tried sending /> }.into_any(),
        1 => view! { <Company typed tried sending /> }.into_any(),
        _ => view! { <Website typed sending /> }.into_any(),
    };
    view! {
        <form class="stack" data-gap="4" on:submit=submit novalidate>
            <div role="status">
                <p class="small muted">{move || fill(t.step, &[("n", &(step.get() + 1).to_string())])}</p>
                <h2>{move || heading()}</h2>
            </div>
            <ProblemNotice problem=sending.problem />
            {move || fields()}
            <div class="row">
                <span class="grow">
                    {move || {
                        (step.get() > 0)
                            .then(|| {
                                view! {
                                    <Button on_click=move |_| step.update(|step| *step -= 1)>{t.back}</Button>
                                }
                            })
                    }}
                </span>
                <Button kind=ButtonKind::Primary submit=true busy=sending.busy>
                    {move || if step.get() < 2 { t.next } else { t.finish }}
                </Button>
            </div>
        </form>
    }
    .into_any()
}

/// What is wrong with a field: empty when one went on, or what the server said.
fn error(text: RwSignal<String>, tried: RwSignal<bool>, said: Now<Option<String>>) -> Signal<Option<String>> {
    let t = ui::texts::<SetupText>();
    Signal::derive(move || {
        let empty = tried.get() && text.with(|text| text.trim().is_empty());
        if empty { Some(t.missing.to_owned()) } else { said.get() }
    })
}

#[component]
fn You(typed: Typed, tried: RwSignal<bool>, sending: Submission) -> impl IntoView {
    let t = ui::texts::<SetupText>();
    let said = move |text, name| error(text, tried, sending.field(name));
    let password = said(typed.password, "password");
    let short = Signal::derive(move || {
        let length = typed.password.with(String::len);
        if tried.get() && (1..10).contains(&length) { Some(t.too_short.to_owned()) } else { password.get() }
    });
    view! {
        <Field name="code" label=t.code hint=t.code_hint value=typed.code error=said(typed.code, "code") />
        <Field name="name" label=t.name value=typed.name error=said(typed.name, "name") autocomplete="name" />
        <Field
            name="username"
            label=t.username
            value=typed.username
            error=said(typed.username, "username")
            autocomplete="username"
        />
        <Field
            name="email"
            label=t.email
            value=typed.email
            kind=FieldKind::Email
            error=said(typed.email, "email")
            autocomplete="email"
        />
        <Field
            name="password"
            label=t.password
            hint=t.password_hint
            value=typed.password
            kind=FieldKind::Password
            error=short
            autocomplete="new-password"
        />
    }
    .into_any()
}

#[component]
fn Company(typed: Typed, tried: RwSignal<bool>, sending: Submission) -> impl IntoView {
    let t = ui::texts::<SetupText>();
    let said = move |text, name| error(text, tried, sending.field(name));
    view! {
        <Field name="brand" label=t.brand hint=t.brand_hint value=typed.brand error=said(typed.brand, "brand") />
        <Field
            name="department"
            label=t.department
            hint=t.department_hint
            value=typed.department
            error=said(typed.department, "department")
        />
        <Field
            name="department_email"
            label=t.department_email
            hint=t.department_email_hint
            value=typed.department_email
            kind=FieldKind::Email
            error=said(typed.department_email, "department_email")
        />
    }
    .into_any()
}

#[component]
fn Website(typed: Typed, sending: Submission) -> impl IntoView {
    let t = ui::texts::<SetupText>();
    view! {
        <Field
            name="site"
            label=t.site
            hint=t.site_hint
            value=typed.site
            kind=FieldKind::Url
            error=sending.field("site")
            optional=true
        />
    }
    .into_any()
}
