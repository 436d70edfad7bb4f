//! Another password, by a link.

use contract::accounts::{ChosenPassword, LinkDetails, LinkPurpose, ResetPassword};
use leptos::{ev::SubmitEvent, prelude::*};
use ui::{Button, ButtonKind, LinkButton, Notice, ProblemNotice, Size, Submission, Tone, fill};

use super::{
    frame::Door,
    link::{ByLink, Over, is_over},
    password::{Chosen, NewPasswordField},
};
use crate::{paths, session::use_session, text::ResetText};

/// The page.
#[component]
pub fn ResetPage() -> impl IntoView {
    view! { <ByLink purpose=LinkPurpose::Reset page=|link, token| view! { <Form link token /> }.into_any() /> }
        .into_any()
}

#[component]
fn Form(link: LinkDetails, token: String) -> impl IntoView {
    let t = ui::texts::<ResetText>();
    let session = use_session();
    let api = ui::api();
    let chosen = Chosen::none();
    let sending = Submission::new();
    let done = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !chosen.is_fine() {
            return;
        }
        let body = ChosenPassword { token: token.clone(), password: chosen.text.get_untracked() };
        let api = api.clone();
        sending.run(async move { api.call(ResetPassword { body }).await }, move |()| {
            done.set(true);
            // Whoever was signed in here with that account is not any more.
            session.ask();
        });
    };
    let lead = fill(t.lead, &[("name", &link.name), ("username", &link.username)]);
    let over = ui::memo(move || sending.problem.try_with(is_over) == Some(true));
    ui::changing(move || match (done.get(), over.get()) {
        (true, _) => view! {
            <Door title=t.done>
                <div role="status">
                    <Notice tone=Tone::Good>{t.done_text}</Notice>
                </div>
                <LinkButton href=paths::SIGN_IN kind=ButtonKind::Primary size=Size::Large wide=true>
                    {t.sign_in}
                </LinkButton>
            </Door>
        }
        .into_any(),
        (false, true) => view! { <Over purpose=LinkPurpose::Reset nonsense=false /> }.into_any(),
        (false, false) => {
            let (submit, lead, username) = (submit.clone(), lead.clone(), link.username.clone());
            view! {
                <Door title=t.title lead>
                    <form class="stack" data-gap="4" on:submit=submit novalidate>
                        <ProblemNotice problem=sending.problem />
                        // For what keeps passwords: whose it is.
                        <input type="text" name="username" autocomplete="username" value=username hidden readonly />
                        <NewPasswordField chosen sending label=t.password />
                        <Button kind=ButtonKind::Primary size=Size::Large wide=true submit=true busy=sending.busy>
                            {t.set}
                        </Button>
                    </form>
                    <p class="foot">{t.ends}</p>
                </Door>
            }
            .into_any()
        }
    })
}
