//! A department's groups: who is in them, how work reaches each, and who receives now.

use contract::{
    GroupId,
    departments::{Channel, CreateGroup, Department, Group, GroupDetails, Membership, UpdateGroup},
};
use leptos::prelude::*;
use ui::{
    Button, ButtonKind, Checkbox, Chip, Dialog, Empty, Field, For, IconButton, Kept, Now, ProblemNotice, Shape, Show,
    Size, Submission, Table, TableHead, Tone, fill,
};

use super::{
    archive::{ArchiveDialog, Archived},
    member::{MemberDialog, RemoveMemberDialog},
    move_group::MoveGroupDialog,
    roles::GroupPermissionsButton,
    status::StatusSwitch,
    words,
};
use crate::{
    company::{departments, use_company},
    face::Face,
    presence::words::why_not,
    session::use_session,
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
    // As they are pushed, where the company is known; as fetched with the department until then.
    let company = use_company();
    let groups = ui::kept(move || {
        let live = company.with(|company| {
            let mut all = departments(company?);
            all.find(|department| department.id == id).map(|department| department.groups.clone())
        });
        live.unwrap_or_else(|| department.with(|department| department.groups.clone()))
    });
    let offers_chat = ui::kept(move || department.with(|department| department.details.offers_chat));
    let ids = ui::kept(move || groups.with(|groups| groups.iter().map(|group| group.id).collect::<Vec<_>>()));
    let card = move |group_id: GroupId| {
        let find = move |groups: &Vec<Group>| groups.iter().find(|group| group.id == group_id).cloned();
        let group = ui::kept(move || groups.with(find));
        view! { <GroupCard offers_chat group administers on_change /> }
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
    offers_chat: Kept<bool>,
    group: Kept<Option<Group>>,
    administers: Signal<bool>,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = ui::texts::<GroupText>();
    let chips = ui::texts::<CompanyText>();
    let Some(id) = group.with_untracked(|group| group.as_ref().map(|group| group.id)) else { return ().into_any() };
    let name = Signal::derive(move || name_of(group));
    let front_line = ui::kept(move || group.with(|group| group.as_ref().is_some_and(|group| group.front_line)));
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
            </header>
            <GroupPanel group offers_chat administers on_change />
        </section>
    }
    .into_any()
}

fn name_of(group: Kept<Option<Group>>) -> String {
    group.with(|group| group.as_ref().map_or(String::new(), |group| group.name.clone()))
}

/// What is in a group and what can be done with it: on its department's page, and in the company's tree.
#[component]
pub(super) fn GroupPanel(
    /// The group as it is now.
    group: Kept<Option<Group>>,
    /// Whether its department offers chats.
    offers_chat: Kept<bool>,
    /// Whether it may be changed.
    administers: Signal<bool>,
    /// It was changed.
    on_change: Callback<()>,
) -> impl IntoView {
    let t = ui::texts::<GroupText>();
    let company = ui::texts::<CompanyText>();
    let Some(Group { id, department, .. }) = group.get_untracked() else { return ().into_any() };
    let (editing, archive, adding, moving) =
        (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    let edited = RwSignal::new(None::<Membership>);
    let removed = RwSignal::new(None::<Membership>);
    let now = RwSignal::new(group.get_untracked());
    ui::effect(move || now.set(group.get()));
    let name = Signal::derive(move || name_of(group));
    let front_line = ui::kept(move || group.with(|group| group.as_ref().is_some_and(|group| group.front_line)));
    let members =
        ui::kept(move || group.with(|group| group.as_ref().map_or(Vec::new(), |group| group.members.clone())));
    let ids = ui::kept(move || members.with(|all| all.iter().map(|member| member.agent.id).collect::<Vec<_>>()));
    let session = use_session();
    let known = use_company();
    let manages = Signal::from(ui::memo(move || known.manages_status(session, id)));
    let row = move |agent: contract::AccountId| {
        let find = move |all: &Vec<Membership>| all.iter().find(|member| member.agent.id == agent).cloned();
        let member = ui::kept(move || members.with(find));
        view! { <MemberRow group=id member offers_chat administers manages edited removed /> }
    };
    let table = move || {
        let label = fill(t.who_receives, &[("group", &name.get_untracked())]);
        view! {
            <Table label stack=true>
                <TableHead of=vec![t.agent, t.chats, t.tickets, t.now] acts=t.acts />
                <tbody>
                    <For each=move || ids.get() key=|id| *id children=row />
                </tbody>
            </Table>
        }
        .into_any()
    };
    let nobody =
        move || view! { <Empty shape=Shape::Users title=t.no_members text=t.no_members_text small=true /> }.into_any();
    view! {
        {ui::choose(
            move || u8::from(ids.with(Vec::is_empty)),
            move |empty| if empty == 0 { table() } else { nobody() },
        )}
        <div class="row group-acts">
            <GroupPermissionsButton group on_change />
            <Show when=move || administers.get()>
                <Button size=Size::Small kind=ButtonKind::Ghost on_click=move |_| editing.set(true)>
                    {t.edit_short}
                </Button>
                <Show when=move || !front_line.get()>
                    <Button size=Size::Small kind=ButtonKind::Ghost on_click=move |_| moving.set(true)>
                        {company.move_group}
                    </Button>
                    <Button size=Size::Small kind=ButtonKind::Ghost on_click=move |_| archive.set(true)>
                        {t.archive}
                    </Button>
                </Show>
                <Button size=Size::Small icon=Shape::Plus on_click=move |_| adding.set(true)>{t.add_member}</Button>
            </Show>
        </div>
        <GroupDialog open=editing department group=now on_change />
        <MoveGroupDialog open=moving group on_change />
        <ArchiveDialog open=archive what=Archived::Group(id) name on_done=on_change />
        <MemberDialog group=id group_name=name members adding edited on_change />
        <RemoveMemberDialog group=id group_name=name removed on_change />
    }
    .into_any()
}

#[component]
fn MemberRow(
    group: GroupId,
    member: Kept<Option<Membership>>,
    offers_chat: Kept<bool>,
    administers: Signal<bool>,
    manages: Signal<bool>,
    edited: RwSignal<Option<Membership>>,
    removed: RwSignal<Option<Membership>>,
) -> impl IntoView {
    let t = ui::texts::<GroupText>();
    let Some(agent) = member.with_untracked(|member| member.as_ref().map(|member| member.agent.clone())) else {
        return ().into_any();
    };
    let said = move |of: fn(&'static GroupText, &Membership) -> String| {
        ui::words(move || member.with(|member| member.as_ref().map_or(String::new(), |member| of(t, member))))
    };
    let receives = ui::memo(move || {
        member.with(|member| member.as_ref().is_some_and(|member| words::receives(offers_chat.get(), member)))
    });
    let now = move || member.with(|member| member.as_ref().map(|member| draw_now(t, offers_chat.get(), member)));
    let name = agent.name.clone();
    let label = fill(t.edit, &[("name", &name)]);
    view! {
        <tr>
            <td data-label=t.agent>
                <span class="person">
                    <Face id=agent.id name size=Size::Small off=Now::of(move || !receives.get()) />
                    <span>{agent.name}</span>
                </span>
            </td>
            <td data-label=t.chats>
                <span class="row">
                    <StatusSwitch group member channel=Channel::Chat manages />
                    {said(|t, member| words::share(t, &member.details.chats, member.open_chats))}
                </span>
            </td>
            <td data-label=t.tickets>
                <span class="row">
                    <StatusSwitch group member channel=Channel::Ticket manages />
                    {said(|t, member| words::share(t, &member.details.tickets, member.open_tickets))}
                </span>
            </td>
            <td data-label=t.now>{ui::changing(now)}</td>
            <td data-align="end">
                <Show when=move || administers.get()>
                    <span class="row" data-gap="1">
                        <IconButton
                            label=label.clone()
                            shape=Shape::Edit
                            on_click=move |_| edited.set(member.get_untracked())
                        />
                        <IconButton
                            label=t.remove
                            shape=Shape::Trash
                            on_click=move |_| removed.set(member.get_untracked())
                        />
                    </span>
                </Show>
            </td>
        </tr>
    }
    .into_any()
}

/// What a member receives now, and what keeps the member from the rest.
fn draw_now(t: &'static GroupText, offers_chat: bool, member: &Membership) -> AnyView {
    let reasons = ui::texts::<ReasonText>();
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
    view! {
        <Chip tone=if chats || tickets { Tone::Good } else { Tone::Neutral }>{now}</Chip>
        {why.map(|why| view! { <span class="sub">{why}</span> })}
    }
    .into_any()
}

/// A new group, or another name or the front line for one there is.
#[component]
pub(super) fn GroupDialog(
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
