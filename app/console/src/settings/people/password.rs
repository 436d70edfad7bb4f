//! A new password for an employee, which ends the account's sessions.

use contract::{
    AccountId,
    people::{NewPassword, SetPassword},
};
use leptos::prelude::*;
use ui::{Button, ButtonKind, Dialog, Field, FieldKind, ProblemNotice, Size, Submission, Tone, fill};

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
    let footer = move || {
        view! {
            <Button on_click=move |_| open.set(false)>{t.cancel}</Button>
            <Button kind=ButtonKind::Primary submit=true busy=sending.busy disabled=short>
                {t.set}
            </Button>
        }
    };
    view! {
        <Button on_click=move |_| open.set(true)>{t.set_password}</Button>
        <Dialog
            open
            title=move || fill(t.set_password_title, &[("name", &name.get())])
            size=Size::Small
            footer
            on_submit=submit
            on_close=move |()| {
                password.set(String::new());
                sending.clear();
            }
        >
            <div class="stack" data-gap="3">
                <p>{t.set_password_text}</p>
                <ProblemNotice problem=sending.problem />
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
            </div>
        </Dialog>
    }
    .into_any()
}
