//! What signs one in: the address, which is verified, and the password.

use contract::{
    accounts::AskForVerification,
    me::{ChangeEmail, ChangePassword, EmailChange, OwnAccount, PasswordChange},
};
use leptos::prelude::*;
use ui::{AskDialog, Button, Chip, Field, FieldKind, Kept, ProblemNotice, Query, Show, Submission, Tone, fill};

use crate::{
    session::use_session,
    sign_in::{Chosen, NewPasswordField},
    text::AccountText,
};

/// The card.
#[component]
pub(super) fn SignInSection(query: Query<OwnAccount>, own: Kept<OwnAccount>) -> impl IntoView {
    let t = ui::texts::<AccountText>();
    let api = ui::api();
    let toaster = ui::toasts();
    let asking = Submission::new();
    let verify = Callback::new(move |_| {
        let (api, email) = (api.clone(), own.with_untracked(|own| own.email.clone()));
        asking.run(async move { api.call(AskForVerification { body: () }).await }, move |()| {
            toaster.toast(Tone::Good, fill(t.verify_sent, &[("email", &email)]));
        });
    });
    let username = move || own.with(|own| fill(t.username, &[("username", &own.username)]));
    let chip = move || match own.with(|own| own.email_verified) {
        true => view! { <Chip tone=Tone::Good>{t.verified}</Chip> }.into_any(),
        false => view! { <Chip tone=Tone::Warn>{t.not_verified}</Chip> }.into_any(),
    };
    view! {
        <section class="card settings">
            <div class="setting">
                <div class="text">
                    <h2>{t.email}</h2>
                    <p class="row wrap-row">
                        <bdi dir="ltr">{move || own.with(|own| own.email.clone())}</bdi>
                        {ui::changing(chip)}
                    </p>
                    <p class="hint">{move || username()}</p>
                    <ProblemNotice problem=asking.problem />
                </div>
                <div class="control wrap-row">
                    <Show when=move || !own.with(|own| own.email_verified)>
                        <Button busy=asking.busy on_click=verify>{t.verify}</Button>
                    </Show>
                    <EmailButton query />
                </div>
            </div>
            <div class="setting">
                <div class="text">
                    <h2>{t.password}</h2>
                    <p class="hint">{t.change_password_text}</p>
                </div>
                <div class="control">
                    <PasswordButton own />
                </div>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn EmailButton(query: Query<OwnAccount>) -> impl IntoView {
    let t = ui::texts::<AccountText>();
    let api = ui::api();
    let toaster = ui::toasts();
    let open = RwSignal::new(false);
    let (email, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let sending = Submission::new();
    let submit = move |()| {
        let api = api.clone();
        let body = EmailChange { email: email.get_untracked().trim().to_owned(), password: password.get_untracked() };
        sending.run(async move { api.call(ChangeEmail { body }).await }, move |own| {
            toaster.toast(Tone::Good, fill(t.email_changed, &[("email", &own.email)]));
            query.set(own);
            open.try_set(false);
        });
    };
    view! {
        <Button on_click=move |_| open.set(true)>{t.change_email}</Button>
        <AskDialog
            open
            title=t.change_email_title
            text=t.change_email_text
            act=t.change
            sending
            on_submit=submit
            on_close=move |()| password.set(String::new())
        >
            <Field
                name="email"
                label=t.new_email
                value=email
                kind=FieldKind::Email
                error=sending.field("email")
                autocomplete="email"
                required=true
            />
            <OwnPasswordField label=t.present_password name="password" value=password sending />
        </AskDialog>
    }
    .into_any()
}

#[component]
fn PasswordButton(own: Kept<OwnAccount>) -> impl IntoView {
    let t = ui::texts::<AccountText>();
    let api = ui::api();
    let toaster = ui::toasts();
    let open = RwSignal::new(false);
    let session = use_session();
    let old = RwSignal::new(String::new());
    let chosen = Chosen::none();
    let sending = Submission::new();
    let submit = move |()| {
        if !chosen.is_fine() {
            return;
        }
        let api = api.clone();
        let body = PasswordChange { old: old.get_untracked(), password: chosen.text.get_untracked() };
        sending.run(async move { api.call(ChangePassword { body }).await }, move |()| {
            toaster.toast(Tone::Good, t.password_changed);
            open.try_set(false);
            // It may be the first.
            session.ask_again();
        });
    };
    let username = move || own.with(|own| own.username.clone());
    view! {
        <Button on_click=move |_| open.set(true)>{t.change_password}</Button>
        <AskDialog
            open
            title=t.new_password
            act=t.change
            sending
            on_submit=submit
            on_close=move |()| {
                old.set(String::new());
                chosen.forget();
            }
        >
            <input type="text" name="username" autocomplete="username" prop:value=username hidden readonly />
            <OwnPasswordField label=t.old_password name="old" value=old sending />
            <NewPasswordField chosen sending label=t.new_password />
        </AskDialog>
    }
    .into_any()
}

/// The present password, once more. Whom a provider signs in has none: that they came just now is enough.
#[component]
pub(super) fn OwnPasswordField(
    label: &'static str,
    name: &'static str,
    value: RwSignal<String>,
    sending: Submission,
    /// Its own, where two can be on a page at once.
    #[prop(default = "f-own-password")]
    id: &'static str,
) -> impl IntoView {
    let session = use_session();
    let has_one = move || session.me().is_none_or(|me| me.has_password);
    view! {
        <Show when=has_one>
            <Field
                name
                id
                label
                value
                kind=FieldKind::Password
                error=sending.field(name)
                autocomplete="current-password"
                required=true
            />
        </Show>
    }
    .into_any()
}
