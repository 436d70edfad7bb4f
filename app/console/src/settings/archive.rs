//! Archiving a department or a group, and where its open work goes.

use contract::{
    DepartmentId, GroupId,
    departments::{ArchiveDepartment, ArchiveGroup, Archiving, Department, Membership},
};
use leptos::prelude::*;
use ui::{AskDialog, Button, Choice, Select, Show, Submission, Tone, count, fill, language};

use crate::{
    company::{departments, use_company},
    paths,
    text::DepartmentText,
};

/// What is archived.
#[derive(Clone, Copy, PartialEq)]
pub enum Archived {
    Department(DepartmentId),
    Group(GroupId),
}

/// The button of a department, with its question.
#[component]
pub(super) fn ArchiveDepartmentButton(department: DepartmentId, #[prop(into)] name: Signal<String>) -> impl IntoView {
    let t = ui::texts::<DepartmentText>();
    let open = RwSignal::new(false);
    let go = StoredValue::new_local(paths::go_instead());
    view! {
        <Button on_click=move |_| open.set(true)>{t.archive}</Button>
        <ArchiveDialog
            open
            what=Archived::Department(department)
            name
            on_done=Callback::new(move |()| {
                go.try_with_value(|go| go(paths::COMPANY));
            })
        />
    }
    .into_any()
}

/// The question; when there is open work the server says so, and the group that takes it is chosen.
#[component]
pub(super) fn ArchiveDialog(
    open: RwSignal<bool>,
    #[prop(into)] what: Signal<Archived>,
    #[prop(into)] name: Signal<String>,
    on_done: Callback<()>,
) -> impl IntoView {
    let t = ui::texts::<DepartmentText>();
    let api = ui::api();
    let toaster = ui::toasts();
    let company = use_company();
    let to = RwSignal::new(String::new());
    let sending = Submission::new();
    // As far as this page knows: what waits, and what members have. The server knows more, and says so.
    let known = ui::kept(move || {
        company.with(|company| {
            let all = company.into_iter().flat_map(departments).flat_map(|department| &department.groups);
            let leave = all.filter(|group| match what.get() {
                Archived::Department(id) => group.department == id,
                Archived::Group(id) => group.id == id,
            });
            leave.fold((0, 0), |(chats, tickets), group| {
                let held = |open: fn(&Membership) -> u32| group.members.iter().map(open).sum::<u32>();
                let chats = chats + group.chats_waiting + held(|member| member.open_chats);
                (chats, tickets + group.tickets_waiting + held(|member| member.open_tickets))
            })
        })
    });
    let has_work = ui::kept_after(move |before: Option<&bool>| {
        let now = sending.failed_with("open_work") || known.with(|known| *known != (0, 0));
        // The question stays once it was asked, whatever the next answer is.
        open.get() && (now || before.copied().unwrap_or(false))
    });
    let open_work = move || {
        let (chats, tickets) = known.get();
        let counted = [(t.open_chats, chats), (t.open_tickets, tickets)].into_iter().filter(|(_, n)| *n > 0);
        let counted: Vec<String> = counted.map(|(words, n)| count(language(), words, n.into())).collect();
        if counted.is_empty() { t.open_work.to_owned() } else { fill(t.open_work_of, &[("work", &counted.join(", "))]) }
    };
    let groups = Signal::derive(move || {
        let mut choices = vec![Choice::new(String::new(), t.move_nowhere)];
        company.with(|company| {
            let all = || company.into_iter().flat_map(departments);
            let from = all().find(|department| match what.get() {
                Archived::Department(id) => department.id == id,
                Archived::Group(id) => department.groups.iter().any(|group| group.id == id),
            });
            let Some(from) = from else { return };
            // Work stays with its brand, and goes neither into the open nor out of sight.
            let fits =
                |into: &Department| into.brand == from.brand && into.details.confidential == from.details.confidential;
            for department in all().filter(|into| fits(into)) {
                for group in &department.groups {
                    let leaves = match what.get() {
                        Archived::Department(id) => department.id == id,
                        Archived::Group(id) => group.id == id,
                    };
                    if !leaves {
                        let label = format!("{} › {}", department.details.name, group.name);
                        choices.push(Choice::new(group.id.to_string(), label));
                    }
                }
            }
        });
        choices
    });
    let submit = move |()| {
        let body = Archiving { move_work_to: to.get_untracked().parse().ok() };
        let (api, what, called) = (api.clone(), what.get_untracked(), name.get_untracked());
        let call = async move {
            match what {
                Archived::Department(department) => api.call(ArchiveDepartment { department, body }).await,
                Archived::Group(group) => api.call(ArchiveGroup { group, body }).await,
            }
        };
        sending.run(call, move |()| {
            toaster.toast(Tone::Good, fill(t.archived, &[("name", &called)]));
            open.try_set(false);
            company.refetch();
            on_done.try_run(());
        });
    };
    let title = move || fill(t.archive_title, &[("name", &name.get())]);
    let text = move || match what.get() {
        Archived::Department(_) => t.archive_text,
        Archived::Group(_) => t.archive_group_text,
    };
    view! {
        <AskDialog
            open
            title
            text
            act=t.archive_confirm
            danger=true
            sending
            on_submit=submit
            on_close=move |()| to.set(String::new())
        >
            <Show when=move || has_work.get()>
                <p>{move || open_work()}</p>
                <Select name="move_work_to" label=t.move_to value=to choices=groups
                    error=sending.field("move_work_to") />
            </Show>
        </AskDialog>
    }
    .into_any()
}
