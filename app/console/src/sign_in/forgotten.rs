//! Asks for a link to choose another password. What it says is the same whether there is such an account or not.

use contract::accounts::{ForgetPassword, Forgotten as Body};
use leptos::{ev::SubmitEvent, prelude::*};
use ui::{Button, ButtonKind, Field, LinkButton, Notice, ProblemNotice, Size, Submission, Tone};

use super::{frame::Door, page::Typed};
use crate::{
    paths,
    text::{ForgottenText, SignInText},
};

/// The page.
#[component]
pub(super) fn Forgotten(typed: Typed) -> impl IntoView {
    let t = ui::texts::<ForgottenText>();
    let names = ui::texts::<SignInText>();
    let api = ui::api();
    let login = typed.login;
    let (sent, empty) = (RwSignal::new(false), RwSignal::new(false));
    let sending = Submission::new();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let body = Body { login: login.get_untracked().trim().to_owned() };
        empty.set(body.login.is_empty());
        if empty.get_untracked() {
            return;
        }
        let api = api.clone();
        sending.run(async move { api.call(ForgetPassword { body }).await }, move |()| sent.set(true));
    };
    let error = Signal::derive(move || empty.get().then(|| t.fill_in.to_owned()));
    let inside = move || match sent.get() {
        true => view! {
            <div role="status" class="stack" data-gap="3">
                <Notice tone=Tone::Good>{t.sent}</Notice>
                <p class="muted small">{t.nothing_came}</p>
            </div>
            <div class="others">
                <LinkButton href=paths::SIGN_IN kind=ButtonKind::Primary wide=true>
                    {t.back}
                </LinkButton>
                <Button wide=true kind=ButtonKind::Ghost on_click=move |_| sent.set(false)>
                    {t.again}
                </Button>
            </div>
        }
        .into_any(),
        false => {
            let submit = submit.clone();
            view! {
                <form class="stack" data-gap="4" on:submit=submit novalidate>
                    <ProblemNotice problem=sending.problem />
                    <Field name="login" label=names.login value=login error autocomplete="username" required=true />
                    <Button kind=ButtonKind::Primary size=Size::Large wide=true submit=true busy=sending.busy>
                        {t.send}
                    </Button>
                </form>
                <p class="foot">
                    <a class="link" href=paths::SIGN_IN>{t.back}</a>
                </p>
            }
            .into_any()
        }
    };
    view! {
        <Door title=t.title lead=t.lead>
            {ui::changing(inside)}
        </Door>
    }
    .into_any()
}
