//! The tree: brands, their departments, the groups of each, and who is in them.
//!
//! Nested lists whose rows have a button that opens them, not `role="tree"`: a row holds links and further buttons, which
//! a tree's items may not have, and whoever reads with a screen reader gets lists with their lengths and buttons that say
//! whether they are open, without another way of moving about. Arrow keys lead from button to button all the same. Only
//! what is open is drawn.

use std::collections::HashSet;

use contract::{
    AccountId, BrandId, DepartmentId, GroupId,
    departments::{Department, DepartmentDetails, Group, Membership, Visibility},
};
use leptos::{ev::KeyboardEvent, prelude::*};
use ui::{Button, Chip, Empty, Item, Kept, LinkButton, Shape, Show, Size, Tone, count, fill, language};
use uuid::Uuid;
use wasm_bindgen::JsCast;

use super::{
    super::{
        groups::{GroupDialog, GroupPanel},
        words,
    },
    copy::CopyDialog,
    found::Found,
};
use crate::{
    company::{CompanyStore, departments},
    face::Face,
    paths,
    text::{CompanyText, GroupText},
};

/// How many faces a group shows.
const FACES: usize = 6;

/// What the tree is drawn from. Copy it about.
#[derive(Clone, Copy)]
pub struct Tree {
    /// The company.
    pub company: CompanyStore,
    /// Whether one may change it.
    pub administers: Kept<bool>,
    /// What is open, by departments' and groups' ids.
    pub open: RwSignal<HashSet<Uuid>>,
    /// What a word finds; nothing while no word is sought.
    pub found: Kept<Option<Found>>,
    /// What is open of it.
    pub open_of_found: RwSignal<HashSet<Uuid>>,
}

impl Tree {
    fn opened(self) -> RwSignal<HashSet<Uuid>> {
        if self.found.with(Option::is_some) { self.open_of_found } else { self.open }
    }

    fn is_open(self, id: Uuid) -> bool {
        self.opened().with(|open| open.contains(&id))
    }

    fn toggle(self, id: Uuid) {
        untrack(|| self.opened()).update(|open| {
            if !open.remove(&id) {
                open.insert(id);
            }
        });
    }

    fn shows(self, id: Uuid) -> bool {
        self.found.with(|found| found.as_ref().is_none_or(|found| found.shown.contains(&id)))
    }

    fn department<T: Default>(self, id: DepartmentId, of: impl FnOnce(&Department) -> T) -> T {
        self.company
            .with(|company| departments(company?).find(|department| department.id == id).map(of))
            .unwrap_or_default()
    }

    fn group<T: Default>(self, department: DepartmentId, id: GroupId, of: impl FnOnce(&Department, &Group) -> T) -> T {
        self.department(department, |department| {
            department.groups.iter().find(|group| group.id == id).map(|group| of(department, group))
        })
        .unwrap_or_default()
    }
}

/// A brand with its departments.
#[component]
pub fn Brand(tree: Tree, id: BrandId) -> impl IntoView {
    let t = ui::texts::<CompanyText>();
    let brand = move |of: fn(&contract::departments::CompanyBrand) -> String| {
        tree.company.with(|company| company?.brands.iter().find(|brand| brand.id == id).map(of)).unwrap_or_default()
    };
    let hue = ui::memo(move || brand(|brand| words::mark(brand.hue)));
    let shown = ui::kept(move || {
        let all = tree.company.with(|company| {
            let brand = company?.brands.iter().find(|brand| brand.id == id)?;
            Some(brand.departments.iter().map(|department| department.id).collect::<Vec<_>>())
        });
        let shown = all.unwrap_or_default().into_iter().filter(|id| tree.shows(id.0));
        shown.collect::<Vec<_>>()
    });
    let rows = move || {
        let row = |id: DepartmentId| Item::new(id.to_string(), move || view! { <DepartmentNode tree id /> }.into_any());
        shown.get().into_iter().map(row).collect()
    };
    let settings = move || {
        view! {
            <LinkButton href=paths::brand(id) size=Size::Small kind=ui::ButtonKind::Ghost>
                {t.brand_settings}
            </LinkButton>
        }
        .into_any()
    };
    let none = move || {
        view! { <Empty shape=Shape::Building title=t.no_departments text=t.no_departments_text small=true /> }
            .into_any()
    };
    ui::markup! {
        <section class="card company-brand">
            <h2>
                <span class="brand-mark" data-hue={move || hue.get()}></span>
                <span class="grow">{ui::words(move || brand(|brand| brand.name.clone()))}</span>
                {ui::show(move || tree.administers.get(), settings)}
            </h2>
            {ui::show(move || shown.with(Vec::is_empty), none)}
            <ul class="departments">{ui::list(rows)}</ul>
        </section>
    }
}

#[component]
fn DepartmentNode(tree: Tree, id: DepartmentId) -> impl IntoView {
    let t = ui::texts::<CompanyText>();
    let name = ui::memo(move || tree.department(id, |department| department.details.name.clone()));
    let groups = ui::kept(move || {
        let groups =
            tree.department(id, |department| department.groups.iter().map(|group| group.id).collect::<Vec<_>>());
        groups.into_iter().filter(|group| tree.shows(group.0)).collect::<Vec<_>>()
    });
    let said = ui::memo(move || tree.department(id, |department| receive(t, department)));
    let what = move || {
        let groups = count(language(), t.groups, groups.with(Vec::len) as u64);
        fill(t.groups_of, &[("name", &name.get()), ("groups", &groups)])
    };
    let chips =
        ui::kept(move || tree.department(id, |department| Some((department.details.clone(), department.visibility))));
    let open = ui::memo(move || tree.is_open(id.0));
    let inside = move || {
        let row = move |group: GroupId| {
            Item::new(group.to_string(), move || view! { <GroupNode tree department=id id=group /> }.into_any())
        };
        let rows = move || groups.get().into_iter().map(row).collect();
        ui::markup! {
            <div class="inside" id={format!("in-{id}")}>
                <ul class="groups">{ui::list(rows)}</ul>
                {view! { <DepartmentActs tree id name /> }}
            </div>
        }
    };
    ui::markup! {
        <li class="department">
            <div class="node">
                {view! { <Opener tree id=id.0 open label=Signal::derive(what) /> }}
                <h3><a href={paths::department(id)}>{ui::words(move || name.get())}</a></h3>
                <span class="address">{ui::words(move || tree.department(id, |one| one.details.email.clone()))}</span>
                {ui::changing(move || chips.get().map(|(details, visibility)| {
                    view! { <DepartmentChips details visibility /> }
                }))}
                <span class="receive">{ui::words(move || said.get())}</span>
            </div>
            {ui::show(move || open.get(), inside)}
        </li>
    }
}

/// The button that opens a row.
#[component]
fn Opener(tree: Tree, id: Uuid, open: Memo<bool>, label: Signal<String>) -> impl IntoView {
    ui::markup! {
        <button
            class="icon-button opener"
            type="button"
            aria-expanded={move || open.get().to_string()}
            aria-controls={format!("in-{id}")}
            aria-label={move || label.get()}
            on:click={move |_: leptos::ev::MouseEvent| tree.toggle(id)}
        >
            {view! { <ui::Icon shape=Shape::Chevron flip=true /> }}
        </button>
    }
}

/// What is special about a department, in chips.
#[component]
pub(crate) fn DepartmentChips(details: DepartmentDetails, visibility: Visibility) -> impl IntoView {
    let t = ui::texts::<CompanyText>();
    let hidden = visibility == Visibility::Hidden;
    view! {
        <div class="chips">
            {if hidden {
                view! { <Chip tone=Tone::Warn shape=Shape::EyeOff>{t.hidden}</Chip> }.into_any()
            } else {
                view! { <Chip tone=Tone::Good>{t.public}</Chip> }.into_any()
            }}
            {details.requires_check_in.then(|| view! { <Chip>{t.check_in}</Chip> })}
            {details
                .confidential
                .then(|| view! { <Chip tone=Tone::Bad shape=Shape::Lock>{t.confidential}</Chip> })}
            {(!details.offers_chat).then(|| view! { <Chip>{t.chats_off}</Chip> })}
            {(!details.offers_tickets).then(|| view! { <Chip>{t.tickets_off}</Chip> })}
        </div>
    }
    .into_any()
}

/// What can be done with a department from here.
#[component]
fn DepartmentActs(tree: Tree, id: DepartmentId, name: Memo<String>) -> impl IntoView {
    let t = ui::texts::<CompanyText>();
    let groups = ui::texts::<GroupText>();
    let (adding, copying) = (RwSignal::new(false), RwSignal::new(false));
    let none = RwSignal::new(None::<Group>);
    view! {
        <Show when=move || tree.administers.get()>
            <div class="row">
                <Button size=Size::Small icon=Shape::Plus on_click=move |_| adding.set(true)>{groups.add_group}</Button>
                <Button size=Size::Small on_click=move |_| copying.set(true)>{t.copy}</Button>
            </div>
            <GroupDialog open=adding department=id group=none on_change=Callback::new(|()| ()) />
            <CopyDialog open=copying department=id name />
        </Show>
    }
    .into_any()
}

#[component]
fn GroupNode(tree: Tree, department: DepartmentId, id: GroupId) -> impl IntoView {
    let t = ui::texts::<CompanyText>();
    let name = ui::memo(move || tree.group(department, id, |_, group| group.name.clone()));
    let front_line = ui::memo(move || tree.group(department, id, |_, group| group.front_line));
    let faces = ui::kept(move || {
        let face = |home: &Department, member: &Membership| {
            (member.agent.name.clone(), member.agent.id, !words::receives(home.details.offers_chat, member))
        };
        tree.group(department, id, |home, group| {
            let first = group.members.iter().take(FACES).map(|member| face(home, member));
            (first.collect::<Vec<_>>(), group.members.len().saturating_sub(FACES))
        })
    });
    // How many there are, receive, wait in chats and in tickets.
    let now = ui::kept(move || {
        tree.group(department, id, |home, group| {
            let receive =
                group.members.iter().filter(|member| words::receives(home.details.offers_chat, member)).count();
            (group.members.len(), receive, group.chats_waiting, group.tickets_waiting)
        })
    });
    let open = ui::memo(move || tree.is_open(id.0));
    let inside = move || {
        let home = ui::kept(move || tree.department(department, |home| Some(home.details.offers_chat)).unwrap_or(true));
        let group = ui::kept(move || tree.group(department, id, |_, group| Some(group.clone())));
        ui::markup! {
            <div class="inside" id={format!("in-{id}")}>
                {view! {
                    <GroupPanel group offers_chat=home administers=tree.administers.into() on_change=Callback::new(|()| ()) />
                }}
            </div>
        }
    };
    ui::markup! {
        <li class="group">
            <div class="node">
                {view! {
                    <Opener tree id=id.0 open label=Signal::derive(move || fill(t.members_of, &[("name", &name.get())])) />
                }}
                <a class="name" href={format!("{}#group-{id}", paths::department(department))}>
                    {ui::words(move || name.get())}
                </a>
                {ui::show(move || front_line.get(), move || view! { <Chip tone=Tone::Accent>{t.front_line}</Chip> }.into_any())}
                <span class="avatars">{ui::changing(move || draw_faces(t, faces.get()))}</span>
                {ui::changing(move || draw_now(t, now.get()))}
            </div>
            {ui::show(move || open.get(), inside)}
        </li>
    }
}

fn draw_faces(t: &'static CompanyText, (faces, rest): (Vec<(String, AccountId, bool)>, usize)) -> AnyView {
    let faces = faces.into_iter().map(|(name, id, off)| {
        view! {
            <span title=name.clone()>
                <Face id name=name.clone() size=Size::Small off />
            </span>
        }
    });
    let rest = (rest > 0).then(|| {
        let more = fill(t.more, &[("n", &rest.to_string())]);
        view! { <span class="avatar more" data-size="small">{more}</span> }
    });
    view! {
        {faces.collect_view()}
        {rest}
    }
    .into_any()
}

fn draw_now(t: &'static CompanyText, (all, receive, chats, tickets): (usize, usize, u32, u32)) -> AnyView {
    let said = match (all, receive) {
        (0, _) => view! { <Chip tone=Tone::Warn>{t.no_members}</Chip> }.into_any(),
        (_, 0) => view! { <Chip tone=Tone::Warn>{t.nobody_receives}</Chip> }.into_any(),
        _ => view! { <span class="receive">{receive_of(t, receive, all)}</span> }.into_any(),
    };
    let waiting = |text, n: u32| (n > 0).then(|| count(language(), text, u64::from(n)));
    let chats = waiting(t.chats_waiting, chats).map(|said| view! { <Chip tone=Tone::Accent>{said}</Chip> });
    let tickets = waiting(t.tickets_waiting, tickets).map(|said| view! { <Chip>{said}</Chip> });
    view! {
        {said}
        <span class="end">{chats} {tickets}</span>
    }
    .into_any()
}

fn receive_of(t: &CompanyText, receive: usize, all: usize) -> String {
    fill(t.receive, &[("n", &receive.to_string()), ("all", &all.to_string())])
}

/// How many people of a department receive now, each counted once.
fn receive(t: &CompanyText, department: &Department) -> String {
    let members = || department.groups.iter().flat_map(|group| &group.members);
    let all: HashSet<_> = members().map(|member| member.agent.id).collect();
    let now: HashSet<_> = members()
        .filter(|member| words::receives(department.details.offers_chat, member))
        .map(|member| member.agent.id)
        .collect();
    match (all.len(), now.len()) {
        (0, _) => t.no_members.to_owned(),
        (_, 0) => t.nobody_receives.to_owned(),
        (all, now) => receive_of(t, now, all),
    }
}

/// Arrow keys on the buttons that open rows: up and down lead to the next, right opens or goes in, left closes or goes
/// out, Home and End lead to the first and the last.
pub fn walk(event: &KeyboardEvent) {
    let Some(opener) = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlElement>().ok()) else { return };
    if !opener.class_list().contains("opener") {
        return;
    }
    let openers = all_openers();
    let Some(at) = openers.iter().position(|one| *one == opener) else { return };
    let is_open = opener.get_attribute("aria-expanded").as_deref() == Some("true");
    let mirrored =
        document().document_element().is_some_and(|html| html.get_attribute("dir").as_deref() == Some("rtl"));
    let key = match event.key().as_str() {
        "ArrowRight" if mirrored => "ArrowLeft".to_owned(),
        "ArrowLeft" if mirrored => "ArrowRight".to_owned(),
        key => key.to_owned(),
    };
    let to = match key.as_str() {
        "ArrowDown" => openers.get(at + 1),
        "ArrowUp" => at.checked_sub(1).and_then(|before| openers.get(before)),
        "Home" => openers.first(),
        "End" => openers.last(),
        "ArrowRight" if is_open => openers.get(at + 1),
        "ArrowLeft" if !is_open => {
            let outer = opener.closest("li").ok().flatten().and_then(|row| row.parent_element());
            let outer = outer.and_then(|list| list.closest("li").ok().flatten());
            let outer = outer.and_then(|row| row.query_selector(".opener").ok().flatten());
            openers.iter().find(|one| outer.as_ref().is_some_and(|outer| outer.is_same_node(Some(one))))
        }
        "ArrowRight" | "ArrowLeft" => {
            opener.click();
            None
        }
        _ => return,
    };
    event.prevent_default();
    if let Some(to) = to {
        let _ = to.focus();
    }
}

fn all_openers() -> Vec<web_sys::HtmlElement> {
    let found = document().query_selector_all(".company-brand .opener").ok();
    let nodes = found.into_iter().flat_map(|nodes| (0..nodes.length()).filter_map(move |at| nodes.item(at)));
    nodes.filter_map(|node| node.dyn_into().ok()).collect()
}
