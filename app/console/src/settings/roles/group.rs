//! What a group grants its members: a button beside the group, and its question.

use contract::{
    departments::Group,
    rights::{GroupPermissions, Permission, Permissions, SetGroupPermissions},
};
use leptos::prelude::*;
use ui::{Button, ButtonKind, Dialog, Kept, ProblemNotice, Size, Submission, Tone, fill};

use super::fields::PermissionFields;
use crate::{company::use_company, session::use_session, text::RolesText};

/// The button. Who may not change them reads them.
#[component]
pub fn GroupPermissionsButton(
    /// The group as it is now.
    group: Kept<Option<Group>>,
    /// They were changed.
    on_change: Callback<()>,
) -> impl IntoView {
    let t = ui::texts::<RolesText>();
    let api = ui::api();
    let toaster = ui::toasts();
    let company = use_company();
    let session = use_session();
    let open = RwSignal::new(false);
    let disabled = Signal::derive(move || !session.holds(Permission::ManageRoles));
    let (chosen, version) = (RwSignal::new(Permissions::NONE), RwSignal::new(0_i64));
    let saving = Submission::new();
    ui::effect(move || {
        if open.get()
            && let Some(now) = group.get_untracked()
        {
            chosen.set(now.permissions);
            version.set(now.version);
            saving.clear();
        }
    });
    let submit = move |()| {
        let Some(id) = group.with_untracked(|group| group.as_ref().map(|group| group.id)) else { return };
        let (api, version) = (api.clone(), version.get_untracked());
        let body = GroupPermissions { permissions: chosen.get_untracked() };
        saving.run(async move { api.call(SetGroupPermissions { group: id, version, body }).await }, move |_group| {
            toaster.toast(Tone::Good, t.saved);
            open.set(false);
            company.refetch();
            on_change.run(());
        });
    };
    let name =
        Signal::derive(move || group.with(|group| group.as_ref().map_or(String::new(), |group| group.name.clone())));
    let title = move || fill(t.group_title, &[("group", &name.get())]);
    let footer = move || {
        view! {
            <Button on_click=move |_| open.set(false)>{t.cancel}</Button>
            <Button kind=ButtonKind::Primary submit=true busy=saving.busy disabled>{t.save}</Button>
        }
    };
    view! {
        <Button size=Size::Small kind=ButtonKind::Ghost on_click=move |_| open.set(true)>{t.group_button}</Button>
        <Dialog open title footer on_submit=submit>
            <div class="stack" data-gap="4">
                <ProblemNotice problem=saving.problem />
                <p class="muted">{move || if disabled.get() { t.read_only } else { t.group_text }}</p>
                <PermissionFields
                    legend=fill(t.in_group, &[("group", &name.get_untracked())])
                    of_items=true
                    chosen
                    disabled
                />
            </div>
        </Dialog>
    }
    .into_any()
}
