//! Moving a group to another department.

use contract::departments::{Department, Group, GroupMove, MoveGroup};
use leptos::prelude::*;
use ui::{AskDialog, Choice, Kept, Select, Show, Submission, Tone, fill};

use crate::{
    company::{departments, use_company},
    text::CompanyText,
};

/// Asks where it goes: to the departments of the brand that are as confidential.
#[component]
pub(super) fn MoveGroupDialog(
    open: RwSignal<bool>,
    group: Kept<Option<Group>>,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = ui::texts::<CompanyText>();
    let api = ui::api();
    let toaster = ui::toasts();
    let company = use_company();
    let to = RwSignal::new(String::new());
    let sending = Submission::new();
    let choices = ui::kept(move || {
        let home = group.with(|group| group.as_ref().map(|group| group.department));
        company.with(|company| {
            let all = || company.into_iter().flat_map(departments);
            let home = all().find(|department| Some(department.id) == home);
            let fits = |one: &&Department| {
                home.is_some_and(|home| {
                    let as_confidential = one.details.confidential == home.details.confidential;
                    one.id != home.id && one.brand == home.brand && as_confidential
                })
            };
            let places = all().filter(fits);
            places.map(|one| (one.id.to_string(), one.details.name.clone())).collect::<Vec<_>>()
        })
    });
    let listed = Signal::derive(move || {
        let mut all = vec![Choice::new(String::new(), t.move_choose)];
        all.extend(choices.get().into_iter().map(|(id, name)| Choice::new(id, name)));
        all
    });
    let nowhere = move || choices.with(Vec::is_empty);
    let undecided = Signal::derive(move || to.with(String::is_empty));
    let submit = move |()| {
        let Some((id, version)) = group.with_untracked(|group| group.as_ref().map(|one| (one.id, one.version))) else {
            return;
        };
        let Ok(department) = to.get_untracked().parse() else { return };
        let api = api.clone();
        let call = MoveGroup { group: id, version, body: GroupMove { department } };
        let name =
            choices.with_untracked(|all| all.iter().find(|one| one.0 == to.get_untracked()).map(|one| one.1.clone()));
        sending.run(async move { api.call(call).await }, move |moved| {
            let said = [("name", moved.name.as_str()), ("department", name.as_deref().unwrap_or_default())];
            toaster.toast(Tone::Good, fill(t.moved, &said));
            open.try_set(false);
            company.refetch();
            on_change.try_run(());
        });
    };
    let title = move || {
        let name = group.with(|group| group.as_ref().map_or(String::new(), |group| group.name.clone()));
        fill(t.move_title, &[("name", &name)])
    };
    view! {
        <AskDialog
            open
            title
            text=t.move_text
            act=t.move_confirm
            disabled=undecided
            sending
            on_submit=submit
            on_close=move |()| to.set(String::new())
        >
            <Show when=nowhere>
                <p class="muted">{t.move_nowhere}</p>
            </Show>
            <Select name="department" id="f-move-to" label=t.move_to value=to choices=listed
                error=sending.field("department") />
        </AskDialog>
    }
    .into_any()
}
