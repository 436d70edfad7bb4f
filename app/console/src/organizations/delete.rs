//! Deleting an organization, after saying what goes and what stays.

use contract::{OrganizationId, organizations::DeleteOrganization};
use leptos::prelude::*;
use ui::{Button, ButtonKind, Dialog, ProblemNotice, Shape, Size, Submission, Tone, fill};

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
    let footer = move || {
        view! {
            <Button on_click=move |_| open.set(false)>{t.cancel}</Button>
            <Button kind=ButtonKind::Danger submit=true busy=sending.busy>{t.delete_confirm}</Button>
        }
    };
    view! {
        <Button kind=ButtonKind::Ghost icon=Shape::Trash on_click=move |_| open.set(true)>{t.delete}</Button>
        <Dialog open title size=Size::Small footer on_submit=submit>
            <div class="stack" data-gap="3">
                <p>{t.delete_text}</p>
                <ProblemNotice problem=sending.problem />
            </div>
        </Dialog>
    }
    .into_any()
}
