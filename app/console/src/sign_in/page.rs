//! The sign-in page: name and password, then a code where there is a second factor; and the way to another password.

use client::CallError;
use contract::{
    people::{CreateSession, SignIn},
    second_factor::{CreateSessionWithCode, OwnCode, SignInWithCode},
    sign_in::CreateSessionAfterProvider,
};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::hooks::use_query_map;
use ui::{Button, ButtonKind, Field, FieldKind, Notice, Size, Submission, Tone, fill};

use super::{
    forgotten::Forgotten,
    frame::Door,
    passkey::PasskeyEntry,
    providers::{Providers, refused_words},
    wished,
};
use crate::{
    paths,
    session::{Standing, use_session},
    text::SignInText,
};

/// What is typed. It stays when one goes from one step to another.
#[derive(Clone, Copy)]
pub(super) struct Typed {
    pub login: RwSignal<String>,
    password: RwSignal<String>,
    code: RwSignal<String>,
    /// A provider said already who it is: no name and no password.
    by_provider: RwSignal<bool>,
}

/// What is asked for.
#[derive(Clone, Copy, PartialEq)]
enum Step {
    Password,
    Code,
    Forgotten,
}

/// The sign-in page. `?forgotten` asks for another password; who comes back from a provider brings `?step=code`, or
/// `?refused` with the reason.
#[component]
pub fn SignInPage() -> impl IntoView {
    let session = use_session();
    let query = use_query_map();
    let go = paths::go_instead();
    // Asked for once: on the way to another password it is not in the address any more.
    let wish = query.get_untracked().get("to").and_then(|to| wished(&to));
    ui::effect(move || match session.standing() {
        Standing::SignedIn(_) => go(wish.as_deref().unwrap_or(paths::CHATS)),
        Standing::SetupNeeded => go(paths::SETUP),
        Standing::Asking | Standing::SignedOut | Standing::Unreachable | Standing::Leaving(_) => {}
    });
    let empty = || RwSignal::new(String::new());
    let came = query.with_untracked(|query| query.get("step").is_some());
    let by_provider = RwSignal::new(came);
    let typed = Typed { login: empty(), password: empty(), code: empty(), by_provider };
    let asks_code = RwSignal::new(came);
    let step = ui::kept(move || match (query.with(|query| query.get("forgotten").is_some()), asks_code.get()) {
        (true, _) => Step::Forgotten,
        (false, true) => Step::Code,
        (false, false) => Step::Password,
    });
    ui::changing(move || match step.get() {
        Step::Password => view! { <PasswordStep typed asks_code /> }.into_any(),
        Step::Code => view! { <CodeStep typed asks_code /> }.into_any(),
        Step::Forgotten => view! { <Forgotten typed /> }.into_any(),
    })
}

#[component]
fn PasswordStep(typed: Typed, asks_code: RwSignal<bool>) -> impl IntoView {
    let t = ui::texts::<SignInText>();
    let session = use_session();
    let api = ui::api();
    let Typed { login, password, .. } = typed;
    let query = use_query_map();
    let refused = RwSignal::new(query.with_untracked(|query| refused_words(t, &query.get("refused")?)));
    let empty = RwSignal::new(false);
    let sending = Submission::new();
    // Who needs no code has none typed.
    ui::effect(move || {
        if sending.failed_with("second_factor_needed") {
            typed.code.set(String::new());
            asks_code.set(true);
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        refused.set(None);
        let body = SignIn { login: login.get_untracked().trim().to_owned(), password: password.get_untracked() };
        empty.set(body.login.is_empty() || body.password.is_empty());
        if empty.get_untracked() {
            return;
        }
        let api = api.clone();
        sending.run(async move { api.call(CreateSession { body }).await }, move |me| session.signed_in(me));
    };
    let problem = move || match sending.problem.get() {
        _ if empty.get() => Some(t.fill_in.to_owned()),
        None => refused.get().map(str::to_owned),
        // Not a failure: the second step follows.
        Some(error) if error.code() == Some("second_factor_needed") => None,
        Some(error) if error.code() == Some("passkey_needed") => Some(t.passkey_needed.to_owned()),
        Some(error) => Some(problem_words(t, &error)),
    };
    view! {
        <Door title=t.title>
            <form class="stack" data-gap="4" on:submit=submit novalidate>
                <Said words=problem />
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
            <PasskeyEntry />
            <Providers />
            <p class="foot">
                <a class="link" href=paths::FORGOTTEN>{t.forgotten}</a>
            </p>
        </Door>
    }
    .into_any()
}

/// The second step: what the app shows, or what stands on paper.
#[component]
fn CodeStep(typed: Typed, asks_code: RwSignal<bool>) -> impl IntoView {
    let t = ui::texts::<SignInText>();
    let session = use_session();
    let api = ui::api();
    let Typed { login, password, code, by_provider } = typed;
    let came = by_provider.get_untracked();
    let on_paper = RwSignal::new(false);
    let empty = RwSignal::new(false);
    let sending = Submission::new();
    ui::effect(move || {
        on_paper.track();
        super::focus("f-code");
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let code = code.get_untracked().trim().to_owned();
        empty.set(code.is_empty());
        if empty.get_untracked() {
            return;
        }
        let login = login.get_untracked().trim().to_owned();
        let (api, password) = (api.clone(), password.get_untracked());
        let call = async move {
            match came {
                true => api.call(CreateSessionAfterProvider { body: OwnCode { code } }).await,
                false => api.call(CreateSessionWithCode { body: SignInWithCode { login, password, code } }).await,
            }
        };
        sending.run(call, move |me| session.signed_in(me));
    };
    let problem = move || match sending.problem.get() {
        _ if empty.get() => Some((if on_paper.get() { t.fill_in_recovery } else { t.fill_in_code }).to_owned()),
        None => None,
        Some(error) if error.code() == Some("wrong_code") => {
            Some((if on_paper.get() { t.wrong_recovery } else { t.wrong_code }).to_owned())
        }
        Some(error) if error.code() == Some("sign_in_over") => Some(t.refused_over.to_owned()),
        Some(error) => Some(problem_words(t, &error)),
    };
    let field = move || match on_paper.get() {
        // A telephone's keys are what the app's code is made of.
        false => view! {
            <Field
                name="code"
                label=t.code
                hint=t.code_hint
                value=code
                kind=FieldKind::Tel
                autocomplete="one-time-code"
                maxlength=12_u32
                required=true
            />
        }
        .into_any(),
        true => view! {
            <Field
                name="code"
                label=t.recovery
                hint=t.recovery_hint
                value=code
                autocomplete="off"
                maxlength=64_u32
                required=true
            />
        }
        .into_any(),
    };
    let other = move |_| {
        sending.clear();
        empty.set(false);
        code.set(String::new());
        on_paper.update(|on| *on = !*on);
    };
    let back = move |_| {
        by_provider.set(false);
        asks_code.set(false);
    };
    let lead = match came {
        true => t.code_lead_provider.to_owned(),
        false => fill(t.code_lead, &[("login", login.get_untracked().trim())]),
    };
    view! {
        <Door title=t.code_title lead>
            <form class="stack" data-gap="4" on:submit=submit novalidate>
                <Said words=problem />
                {ui::changing(field)}
                <Button kind=ButtonKind::Primary size=Size::Large wide=true submit=true busy=sending.busy>
                    {t.sign_in}
                </Button>
            </form>
            <div class="others">
                <Button wide=true on_click=other>
                    {move || if on_paper.get() { t.use_app } else { t.use_recovery }}
                </Button>
                <Button wide=true kind=ButtonKind::Ghost on_click=back>
                    {t.back}
                </Button>
            </div>
            <p class="foot">{t.lost_all}</p>
        </Door>
    }
    .into_any()
}

/// What went wrong, told at once.
#[component]
pub(super) fn Said(words: impl Fn() -> Option<String> + Send + Sync + 'static) -> impl IntoView {
    ui::changing(move || match words() {
        Some(words) => view! {
            <div role="alert">
                <Notice tone=Tone::Bad>{words}</Notice>
            </div>
        }
        .into_any(),
        None => ().into_any(),
    })
}

pub(super) fn problem_words(t: &SignInText, error: &CallError) -> String {
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
