//! A department's groups: who is in them, how work reaches each, and who receives now.

use contract::departments::{CreateGroup, Department, Group, GroupDetails, Membership, UpdateGroup};
use leptos::prelude::*;
use ui::{
    Avatar, Button, ButtonKind, Checkbox, Chip, Dialog, Empty, Field, For, IconButton, Kept, ProblemNotice, Shape,
    Show, Size, Submission, Table, Tone, fill,
};

use super::{
    archive::{ArchiveDialog, Archived},
    member::{MemberDialog, RemoveMemberDialog},
    roles::GroupPermissionsButton,
    words,
};
use crate::{
    company::use_company,
    presence::words::why_not,
    text::{CompanyText, GroupText, ReasonText},
};

/// The groups of a department.
#[component]
pub(super) fn Groups(
    department: Kept<Department>,
    administers: Signal<bool>,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = ui::texts::<GroupText>();
    let new = RwSignal::new(false);
    let id = department.with_untracked(|department| department.id);
    let groups = ui::kept(move || department.with(|department| department.groups.clone()));
    let ids = ui::kept(move || groups.with(|groups| groups.iter().map(|group| group.id).collect::<Vec<_>>()));
    let card = move |group_id: contract::GroupId| {
        let find = move |groups: &Vec<Group>| groups.iter().find(|group| group.id == group_id).cloned();
        let group = ui::kept(move || groups.with(find));
        view! { <GroupCard department group administers on_change /> }
    };
    let none = RwSignal::new(None::<Group>);
    view! {
        <For each=move || ids.get() key=|id| *id children=card />
        <Show when=move || administers.get()>
            <div class="row">
                <Button icon=Shape::Plus on_click=move |_| new.set(true)>{t.add_group}</Button>
            </div>
        </Show>
        <GroupDialog open=new department=id group=none on_change />
    }
    .into_any()
}

#[component]
fn GroupCard(
    department: Kept<Department>,
    group: Kept<Option<Group>>,
    administers: Signal<bool>,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = ui::texts::<GroupText>();
    let chips = ui::texts::<CompanyText>();
    let Some(first) = group.get_untracked() else { return ().into_any() };
    let (editing, archive, adding) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    let edited = RwSignal::new(None::<Membership>);
    let removed = RwSignal::new(None::<Membership>);
    let now = RwSignal::new(Some(first.clone()));
    ui::effect(move || now.set(group.get()));
    let name =
        Signal::derive(move || group.with(|group| group.as_ref().map_or(String::new(), |group| group.name.clone())));
    let front_line = ui::kept(move || group.with(|group| group.as_ref().is_some_and(|group| group.front_line)));
    let members =
        ui::kept(move || group.with(|group| group.as_ref().map_or(Vec::new(), |group| group.members.clone())));
    let rows = move || {
        let all = members.get();
        if all.is_empty() {
            return view! { <Empty shape=Shape::Users title=t.no_members text=t.no_members_text small=true /> }
                .into_any();
        }
        let rows = all
            .into_iter()
            .map(|member| view! { <MemberRow member department administers edited removed /> })
            .collect_view();
        let label = fill(t.who_receives, &[("group", &name.get())]);
        view! {
            <Table label stack=true>
                <thead>
                    <tr>
                        <th scope="col">{t.agent}</th>
                        <th scope="col">{t.chats}</th>
                        <th scope="col">{t.tickets}</th>
                        <th scope="col">{t.now}</th>
                        <th scope="col">
                            <span class="visually-hidden">{t.acts}</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </Table>
        }
        .into_any()
    };
    let id = first.id;
    let department_id = first.department;
    // The company's tree links to a group of the page: it is there only now.
    if window().location().hash().is_ok_and(|hash| hash == format!("#group-{id}")) {
        request_animation_frame(move || {
            if let Some(card) = document().get_element_by_id(&format!("group-{id}")) {
                card.scroll_into_view();
            }
        });
    }
    view! {
        <section class="card" id=format!("group-{id}") aria-label=name>
            <header>
                <h2 class="grow">
                    {move || fill(t.who_receives, &[("group", &name.get())])}
                    " "
                    {move || front_line.get().then(|| view! { <Chip tone=Tone::Accent>{chips.front_line}</Chip> })}
                </h2>
                <GroupPermissionsButton group on_change />
                <Show when=move || administers.get()>
                    <Button size=Size::Small kind=ButtonKind::Ghost on_click=move |_| editing.set(true)>
                        {t.edit_short}
                    </Button>
                    <Show when=move || !front_line.get()>
                        <Button size=Size::Small kind=ButtonKind::Ghost on_click=move |_| archive.set(true)>
                            {t.archive}
                        </Button>
                    </Show>
                    <Button size=Size::Small icon=Shape::Plus on_click=move |_| adding.set(true)>{t.add_member}</Button>
                </Show>
            </header>
            {move || rows()}
        </section>
        <GroupDialog open=editing department=department_id group=now on_change />
        <ArchiveDialog open=archive what=Archived::Group(id) name on_done=on_change />
        <MemberDialog group=id group_name=name members adding edited on_change />
        <RemoveMemberDialog group=id group_name=name removed on_change />
    }
    .into_any()
}

#[component]
fn MemberRow(
    member: Membership,
    department: Kept<Department>,
    administers: Signal<bool>,
    edited: RwSignal<Option<Membership>>,
    removed: RwSignal<Option<Membership>>,
) -> impl IntoView {
    let t = ui::texts::<GroupText>();
    let reasons = ui::texts::<ReasonText>();
    let offers_chat = department.with_untracked(|department| department.details.offers_chat);
    let receives = department.with_untracked(|department| words::receives(department, &member));
    let (chats, tickets) = (member.no_chats_because.is_none() && offers_chat, member.no_tickets_because.is_none());
    let now = match (chats, tickets) {
        (true, true) => t.receives_both,
        (true, false) => t.receives_chats,
        (false, true) => t.receives_tickets,
        (false, false) => t.receives_nothing,
    };
    let why = match (chats, tickets) {
        (false, _) if offers_chat => member.no_chats_because.as_ref().map(|why| why_not(reasons, why)),
        (_, false) => member.no_tickets_because.as_ref().map(|why| why_not(reasons, why)),
        _ => None,
    };
    let (name, seed) = (member.agent.name.clone(), member.agent.id.to_string());
    let label = fill(t.edit, &[("name", &name)]);
    let acts = StoredValue::new(member.clone());
    view! {
        <tr>
            <td data-label=t.agent>
                <span class="person">
                    <Avatar name=name.clone() seed size=Size::Small off=!receives />
                    <span>{name}</span>
                </span>
            </td>
            <td data-label=t.chats>{words::share(t, &member.details.chats)}</td>
            <td data-label=t.tickets>{words::share(t, &member.details.tickets)}</td>
            <td data-label=t.now>
                <Chip tone=if receives { Tone::Good } else { Tone::Neutral }>{now}</Chip>
                {why.map(|why| view! { <span class="sub">{why}</span> })}
            </td>
            <td data-align="end">
                <Show when=move || administers.get()>
                    <span class="row" data-gap="1">
                        <IconButton
                            label=label.clone()
                            shape=Shape::Edit
                            on_click=move |_| edited.set(Some(acts.get_value()))
                        />
                        <IconButton
                            label=t.remove
                            shape=Shape::Trash
                            on_click=move |_| removed.set(Some(acts.get_value()))
                        />
                    </span>
                </Show>
            </td>
        </tr>
    }
    .into_any()
}

/// A new group, or another name or the front line for one there is.
#[component]
fn GroupDialog(
    open: RwSignal<bool>,
    department: contract::DepartmentId,
    group: RwSignal<Option<Group>>,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = ui::texts::<GroupText>();
    let api = ui::api();
    let toaster = ui::toasts();
    let company = use_company();
    let name = RwSignal::new(String::new());
    let front_line = RwSignal::new(false);
    let is_front_line = ui::kept(move || group.with(|group| group.as_ref().is_some_and(|group| group.front_line)));
    let saving = Submission::new();
    ui::effect(move || {
        if open.get() {
            let now = group.get_untracked();
            name.set(now.as_ref().map_or(String::new(), |group| group.name.clone()));
            front_line.set(now.is_some_and(|group| group.front_line));
            saving.clear();
        }
    });
    let submit = move |()| {
        let body =
            GroupDetails { name: name.get_untracked().trim().to_owned(), front_line: front_line.get_untracked() };
        let (api, now) =
            (api.clone(), group.with_untracked(|group| group.as_ref().map(|group| (group.id, group.version))));
        let call = async move {
            match now {
                Some((group, version)) => api.call(UpdateGroup { group, version, body }).await,
                None => api.call(CreateGroup { department, body }).await,
            }
        };
        saving.run(call, move |_group| {
            toaster.toast(Tone::Good, t.saved);
            open.set(false);
            company.refetch();
            on_change.run(());
        });
    };
    let title = move || if group.with(Option::is_some) { t.edit_title } else { t.new_title };
    let hint = move || if is_front_line.get() { t.front_line_is } else { t.front_line_hint };
    let footer = move || {
        view! {
            <Button on_click=move |_| open.set(false)>{t.cancel}</Button>
            <Button kind=ButtonKind::Primary submit=true busy=saving.busy>{t.save}</Button>
        }
    };
    view! {
        <Dialog open title size=Size::Small footer on_submit=submit>
            <div class="stack" data-gap="4">
                <ProblemNotice problem=saving.problem />
                <Field name="name" id="f-group-name" label=t.name value=name error=saving.field("name") maxlength=120_u32 />
                <Checkbox checked=front_line disabled=is_front_line hint on_change=move |on| front_line.set(on)>
                    {t.front_line}
                </Checkbox>
            </div>
        </Dialog>
    }
    .into_any()
}
