//! A department made like another one.

use contract::{
    DepartmentId,
    departments::{CopyDepartment, NewCopy},
};
use leptos::prelude::*;
use ui::{AskDialog, Checkbox, Field, FieldKind, Submission, Tone, fill};

use crate::{
    company::use_company,
    paths,
    text::{CompanyText, DepartmentText},
};

/// Asks for the copy's name and address, and whether its members come along.
#[component]
pub fn CopyDialog(open: RwSignal<bool>, department: DepartmentId, #[prop(into)] name: Signal<String>) -> impl IntoView {
    let t = ui::texts::<CompanyText>();
    let about = ui::texts::<DepartmentText>();
    let api = ui::api();
    let toaster = ui::toasts();
    let company = use_company();
    let go = StoredValue::new_local(paths::go());
    let (called, email) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let with_members = RwSignal::new(false);
    let saving = Submission::new();
    let submit = move |()| {
        let body = untrack(|| NewCopy {
            name: called.get().trim().to_owned(),
            email: email.get().trim().to_owned(),
            with_members: with_members.get(),
        });
        let api = api.clone();
        saving.run(async move { api.call(CopyDepartment { department, body }).await }, move |copy| {
            toaster.toast(Tone::Good, fill(t.copied, &[("name", &copy.details.name)]));
            company.refetch();
            open.try_set(false);
            go.try_with_value(|go| go(&paths::department(copy.id)));
        });
    };
    view! {
        <AskDialog
            open
            title=move || fill(t.copy_title, &[("name", &name.get())])
            text=t.copy_text
            act=t.copy_confirm
            sending=saving
            on_submit=submit
        >
            <Field name="name" id="f-copy-name" label=about.name value=called error=saving.field("name")
                maxlength=120_u32 />
            <Field name="email" id="f-copy-email" label=about.email hint=about.email_hint value=email
                kind=FieldKind::Email error=saving.field("email") />
            <Checkbox checked=with_members hint=t.copy_members_hint on_change=move |on| with_members.set(on)>
                {t.copy_members}
            </Checkbox>
        </AskDialog>
    }
    .into_any()
}
