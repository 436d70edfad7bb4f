//! Deleting an organization, after saying what goes and what stays.

use contract::{OrganizationId, organizations::DeleteOrganization};
use leptos::prelude::*;
use ui::{AskDialog, Button, ButtonKind, Shape, Submission, Tone, fill};

use crate::{paths, text::OrganizationText};

/// The button and its question.
#[component]
pub(super) fn DeleteButton(organization: OrganizationId, name: Signal<String>) -> impl IntoView {
    let t = ui::texts::<OrganizationText>();
    let api = ui::api();
    let toaster = ui::toasts();
    let go = StoredValue::new_local(paths::go_instead());
    let open = RwSignal::new(false);
    let sending = Submission::new();
    let submit = move |()| {
        let (api, called) = (api.clone(), name.get_untracked());
        sending.run(async move { api.call(DeleteOrganization { organization, body: () }).await }, move |()| {
            open.try_set(false);
            toaster.toast(Tone::Good, fill(t.deleted, &[("name", &called)]));
            go.try_with_value(|go| go(paths::ORGANIZATIONS));
        });
    };
    let title = move || fill(t.delete_title, &[("name", &name.get())]);
    view! {
        <Button kind=ButtonKind::Ghost icon=Shape::Trash on_click=move |_| open.set(true)>{t.delete}</Button>
        <AskDialog open title text=t.delete_text act=t.delete_confirm danger=true sending on_submit=submit />
    }
    .into_any()
}
