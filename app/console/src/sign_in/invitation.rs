//! An invitation that is taken up: a name, a password, and one is in.

use contract::{
    accounts::{AcceptInvitation, AcceptedInvitation, LinkDetails, LinkPurpose},
    people::{CreateSession, SignIn},
};
use leptos::{ev::SubmitEvent, prelude::*};
use ui::{Button, ButtonKind, Field, Notice, ProblemNotice, Size, Submission, Tone, fill};

use super::{
    frame::Door,
    link::{ByLink, Over, is_over},
    password::{Chosen, NewPasswordField},
};
use crate::{paths, session::use_session, text::InvitationText};

/// The page.
#[component]
pub fn InvitationPage() -> impl IntoView {
    view! { <ByLink purpose=LinkPurpose::Invitation page=|link, token| view! { <Form link token /> }.into_any() /> }
        .into_any()
}

#[component]
fn Form(link: LinkDetails, token: String) -> impl IntoView {
    let t = ui::texts::<InvitationText>();
    let session = use_session();
    let api = ui::api();
    let go = paths::go_instead();
    let toaster = ui::toasts();
    let name = RwSignal::new(link.name.clone());
    let chosen = Chosen::none();
    let (sending, signing_in) = (Submission::new(), Submission::new());
    let arrived = RwSignal::new(false);
    ui::effect(move || {
        if arrived.get() {
            go(paths::CHATS);
        } else if signing_in.problem.get().is_some() {
            // The account is made; only the signing in is left, and there is a page for that.
            toaster.toast(Tone::Good, t.done_sign_in);
            go(paths::SIGN_IN);
        }
    });
    let login = link.username.clone();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !chosen.is_fine() {
            return;
        }
        let password = chosen.text.get_untracked();
        let body = AcceptedInvitation { token: token.clone(), password: password.clone(), name: name.get_untracked() };
        let (asks, signs) = (api.clone(), api.clone());
        let body_in = SignIn { login: login.clone(), password };
        sending.run(async move { asks.call(AcceptInvitation { body }).await }, move |()| {
            signing_in.run(async move { signs.call(CreateSession { body: body_in }).await }, move |me| {
                toaster.toast(Tone::Good, fill(t.welcome, &[("name", &me.name)]));
                session.signed_in(me);
                arrived.set(true);
            });
        });
    };
    let over = ui::memo(move || sending.problem.try_with(is_over) == Some(true));
    let lead = fill(t.lead, &[("email", &link.email), ("username", &link.username)]);
    let required = link.second_factor_required;
    let busy = ui::memo(move || sending.busy.get() || signing_in.busy.get());
    ui::changing(move || {
        if over.get() {
            return view! { <Over purpose=LinkPurpose::Invitation nonsense=false /> }.into_any();
        }
        let (submit, lead, username) = (submit.clone(), lead.clone(), link.username.clone());
        view! {
            <Door title=t.title lead>
                <form class="stack" data-gap="4" on:submit=submit novalidate>
                    <ProblemNotice problem=sending.problem />
                    <input type="text" name="username" autocomplete="username" value=username hidden readonly />
                    <Field
                        name="name"
                        label=t.name
                        hint=t.name_hint
                        value=name
                        error=sending.field("name")
                        autocomplete="name"
                        maxlength=120_u32
                    />
                    <NewPasswordField chosen sending label=t.password />
                    {required.then(|| view! { <Notice>{t.required}</Notice> })}
                    <Button kind=ButtonKind::Primary size=Size::Large wide=true submit=true busy>
                        {t.accept}
                    </Button>
                </form>
            </Door>
        }
        .into_any()
    })
}
