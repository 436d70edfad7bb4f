//! The sign-in page.

use client::CallError;
use contract::people::{CreateSession, SignIn};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::hooks::use_query_map;
use ui::{Button, ButtonKind, Field, FieldKind, Notice, Size, Submission, Tone};

use super::wished;
use crate::{
    paths,
    session::{Standing, use_session},
    text::{ShellText, SignInText},
};

/// The sign-in page.
#[component]
pub fn SignInPage() -> impl IntoView {
    let t = ui::texts::<SignInText>();
    let frame = ui::texts::<ShellText>();
    let session = use_session();
    let query = use_query_map();
    let go = paths::go_instead();
    document().set_title(t.page_title);
    ui::effect(move || match session.standing() {
        Standing::SignedIn(_) => {
            let wish = query.get_untracked().get("to").and_then(|to| wished(&to));
            go(wish.as_deref().unwrap_or(paths::CHATS));
        }
        Standing::SetupNeeded => go(paths::SETUP),
        Standing::Asking | Standing::SignedOut | Standing::Unreachable | Standing::Leaving(_) => {}
    });
    view! {
        <main class="sign-in" id="main">
            <div class="box">
                <span class="logo">
                    <span class="mark" aria-hidden="true"></span>
                    <span class="name">{frame.name}</span>
                </span>
                <h1>{t.title}</h1>
                <SignInForm />
                <p class="foot">{t.forgotten}</p>
            </div>
        </main>
    }
    .into_any()
}

#[component]
fn SignInForm() -> impl IntoView {
    let t = ui::texts::<SignInText>();
    let session = use_session();
    let api = ui::api();
    let (login, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let empty = RwSignal::new(false);
    let sending = Submission::new();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let body = SignIn { login: login.get_untracked().trim().to_owned(), password: password.get_untracked() };
        empty.set(body.login.is_empty() || body.password.is_empty());
        if empty.get_untracked() {
            return;
        }
        let api = api.clone();
        sending.run(async move { api.call(CreateSession { body }).await }, move |me| session.signed_in(me));
    };
    let problem = move || {
        let words = match sending.problem.get() {
            _ if empty.get() => Some(t.fill_in.to_owned()),
            None => None,
            Some(error) => Some(problem_words(t, &error)),
        };
        words.map(|words| view! { <div role="alert"><Notice tone=Tone::Bad>{words}</Notice></div> })
    };
    view! {
        <form class="stack" data-gap="4" on:submit=submit novalidate>
            {move || problem()}
            <Field name="login" label=t.login value=login autocomplete="username" required=true />
            <Field
                name="password"
                label=t.password
                value=password
                kind=FieldKind::Password
                autocomplete="current-password"
                required=true
            />
            <Button kind=ButtonKind::Primary size=Size::Large wide=true submit=true busy=sending.busy>
                {t.sign_in}
            </Button>
        </form>
    }
    .into_any()
}

fn problem_words(t: &SignInText, error: &CallError) -> String {
    let CallError::Problem(problem) = error else { return ui::problem_text(ui::language(), error) };
    match (problem.status, problem.retry_after) {
        (429, Some(seconds)) if seconds > 90 => {
            ui::count(ui::language(), t.wait_minutes, u64::from(seconds.div_ceil(60)))
        }
        (429, seconds) => ui::count(ui::language(), t.wait, u64::from(seconds.unwrap_or(60))),
        (400 | 401 | 403 | 422, _) => t.wrong.to_owned(),
        _ => ui::problem_text(ui::language(), error),
    }
}
