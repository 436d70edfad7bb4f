//! Deleting an organization, after saying what goes and what stays.

use contract::{OrganizationId, organizations::DeleteOrganization};
use leptos::prelude::*;
use ui::{ButtonKind, Shape, fill};

use crate::{confirm::ConfirmButton, paths, text::OrganizationText};

/// The button and its question.
#[component]
pub(super) fn DeleteButton(organization: OrganizationId, name: Signal<String>) -> impl IntoView {
    let t = ui::texts::<OrganizationText>();
    let api = ui::api();
    let go = StoredValue::new_local(paths::go_instead());
    let title = move || fill(t.delete_title, &[("name", &name.get())]);
    let send = move || {
        let api = api.clone();
        async move { api.call(DeleteOrganization { organization, body: () }).await }
    };
    let then = move || {
        let called = name.get_untracked();
        go.try_with_value(|go| go(paths::ORGANIZATIONS));
        fill(t.deleted, &[("name", &called)])
    };
    view! {
        <ConfirmButton
            label=t.delete
            kind=ButtonKind::Ghost
            icon=Shape::Trash
            title
            text=t.delete_text
            act=t.delete_confirm
            send
            then
        />
    }
    .into_any()
}
