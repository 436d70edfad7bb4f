//! A new password for an employee, which ends the account's sessions.

use contract::{
    AccountId,
    people::{NewPassword, SetPassword},
};
use leptos::prelude::*;
use ui::{AskDialog, Button, Field, FieldKind, Submission, Tone, fill};

use crate::text::PeopleText;

/// The button and its dialog.
#[component]
pub(super) fn PasswordButton(person: AccountId, #[prop(into)] name: Signal<String>) -> impl IntoView {
    let t = ui::texts::<PeopleText>();
    let api = ui::api();
    let toaster = ui::toasts();
    let open = RwSignal::new(false);
    let password = RwSignal::new(String::new());
    let sending = Submission::new();
    let submit = move |()| {
        let (api, called) = (api.clone(), name.get_untracked());
        let body = NewPassword { password: password.get_untracked() };
        sending.run(async move { api.call(SetPassword { person, body }).await }, move |()| {
            toaster.toast(Tone::Good, fill(t.password_set, &[("name", &called)]));
            open.try_set(false);
        });
    };
    let short = Signal::derive(move || password.with(String::len) < 10);
    view! {
        <Button on_click=move |_| open.set(true)>{t.set_password}</Button>
        <AskDialog
            open
            title=move || fill(t.set_password_title, &[("name", &name.get())])
            text=t.set_password_text
            act=t.set
            disabled=short
            sending
            on_submit=submit
            on_close=move |()| password.set(String::new())
        >
            <Field
                name="password"
                id="f-new-password"
                label=t.new_password
                hint=t.password_hint
                value=password
                kind=FieldKind::Password
                error=sending.field("password")
                autocomplete="new-password"
            />
        </AskDialog>
    }
    .into_any()
}
