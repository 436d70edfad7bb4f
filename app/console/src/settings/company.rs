//! The company as a tree: brands, their departments, their groups, and who receives now.

use std::collections::HashSet;

use contract::{
    departments::{Company, CompanyBrand, Department, Group, Visibility},
    rights::Permission,
};
use leptos::prelude::*;
use ui::{
    Avatar, Button, Chip, Empty, LinkButton, ProblemNotice, SearchBox, Shape, Show, Size, Skeleton, Tone, count, fill,
    language,
};

use super::words;
use crate::{
    company::{departments, use_company},
    frame::Page,
    paths,
    session::use_session,
    text::CompanyText,
};

/// How many faces a group shows.
const FACES: usize = 6;

/// The tree.
#[component]
pub fn CompanyPage() -> impl IntoView {
    let t = ui::texts::<CompanyText>();
    let company = use_company();
    let session = use_session();
    let sought = RwSignal::new(String::new());
    let administers = ui::kept(move || session.holds(Permission::ManageCompany));
    let known = ui::kept(move || company.with(|company| company.is_some()));
    let failed = ui::kept(move || company.problem.with(Option::is_some));
    let found = ui::kept(move || {
        let sought = sought.get().trim().to_lowercase();
        company.with(|company| company.map(|company| narrowed(company, &sought)))
    });
    let counts =
        Signal::derive(move || company.with(|company| company.map(|company| counts(t, company)).unwrap_or_default()));
    let acts = move || {
        view! {
            <SearchBox label=t.find placeholder=t.find value=sought />
            <Show when=move || administers.get()>
                <LinkButton href=paths::NEW_DEPARTMENT kind=ui::ButtonKind::Primary>{t.add_department}</LinkButton>
            </Show>
        }
    };
    let brands = move || {
        let brands = found.get().unwrap_or_default();
        if brands.is_empty() {
            return view! {
                <Empty shape=Shape::Search title=t.find_none text=t.find_none_text>
                    <Button on_click=move |_| sought.set(String::new())>{t.clear}</Button>
                </Empty>
            }
            .into_any();
        }
        let administers = administers.get();
        brands.into_iter().map(|brand| view! { <Brand brand administers /> }).collect_view().into_any()
    };
    view! {
        <Page width="wide" title=t.title lead=counts acts>
            {move || match known.get() {
                true => view! { {move || brands()} }.into_any(),
                false if failed.get() => {
                    view! { <ProblemNotice problem=company.problem on_retry=move |()| company.refetch() /> }.into_any()
                }
                false => view! { <Skeleton rows=8 /> }.into_any(),
            }}
        </Page>
    }
    .into_any()
}

#[component]
fn Brand(brand: CompanyBrand, administers: bool) -> impl IntoView {
    let t = ui::texts::<CompanyText>();
    let id = brand.id;
    let none = brand.departments.is_empty().then(|| {
        view! { <Empty shape=Shape::Building title=t.no_departments text=t.no_departments_text small=true /> }
    });
    let rows = brand.departments.into_iter().map(|department| view! { <DepartmentRow department /> }).collect_view();
    view! {
        <section class="card company-brand">
            <h2>
                <span class="brand-mark" data-hue=words::mark(brand.hue)></span>
                <span class="grow">{brand.name}</span>
                {administers
                    .then(|| {
                        view! {
                            <LinkButton href=paths::brand(id) size=Size::Small kind=ui::ButtonKind::Ghost>
                                {t.brand_settings}
                            </LinkButton>
                        }
                    })}
            </h2>
            {none}
            {rows}
        </section>
    }
    .into_any()
}

#[component]
fn DepartmentRow(department: Department) -> impl IntoView {
    let href = paths::department(department.id);
    let groups = department
        .groups
        .iter()
        .map(|group| view! { <GroupRow group=group.clone() department=department.clone() /> })
        .collect_view();
    view! {
        <div class="department">
            <div class="about">
                <h3>
                    <a href=href>{department.details.name.clone()}</a>
                </h3>
                <p class="address">{department.details.email.clone()}</p>
                <DepartmentChips department=department.clone() />
            </div>
            <ul class="groups">{groups}</ul>
        </div>
    }
    .into_any()
}

/// What is special about a department, in chips.
#[component]
pub(super) fn DepartmentChips(department: Department) -> impl IntoView {
    let t = ui::texts::<CompanyText>();
    let details = department.details;
    let hidden = department.visibility == Visibility::Hidden;
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

#[component]
fn GroupRow(group: Group, department: Department) -> impl IntoView {
    let t = ui::texts::<CompanyText>();
    let language = language();
    let (company, id) = (use_company(), group.id);
    let all = group.members.len();
    let receive = group.members.iter().filter(|member| words::receives(&department, member)).count();
    let faces = group
        .members
        .iter()
        .take(FACES)
        .map(|member| {
            let off = !words::receives(&department, member);
            let (name, seed) = (member.agent.name.clone(), member.agent.id.to_string());
            view! {
                <span title=name.clone()>
                    <Avatar name=name.clone() seed size=Size::Small off />
                </span>
            }
        })
        .collect_view();
    let rest = all.saturating_sub(FACES);
    let chats = group.chats_waiting;
    let said = match (all, receive) {
        (0, _) => view! { <Chip tone=Tone::Warn>{t.no_members}</Chip> }.into_any(),
        (_, 0) => view! { <Chip tone=Tone::Warn>{t.nobody_receives}</Chip> }.into_any(),
        _ => {
            let said = fill(t.receive, &[("n", &receive.to_string()), ("all", &all.to_string())]);
            view! { <span class="receive">{said}</span> }.into_any()
        }
    };
    view! {
        <li class="group">
            <a class="name" href=format!("{}#group-{}", paths::department(department.id), group.id)>
                {group.name}
            </a>
            {group.front_line.then(|| view! { <Chip tone=Tone::Accent>{t.front_line}</Chip> })}
            <span class="avatars">
                {faces}
                {(rest > 0)
                    .then(|| {
                        view! {
                            <span class="avatar more" data-size="small">
                                {fill(t.more, &[("n", &rest.to_string())])}
                            </span>
                        }
                    })}
            </span>
            {said}
            <span class="end">
                {(chats > 0)
                    .then(|| view! { <Chip tone=Tone::Accent>{count(language, t.chats_waiting, u64::from(chats))}</Chip> })}
                {move || {
                    Some(company.tickets_waiting(id))
                        .filter(|waiting| *waiting > 0)
                        .map(|waiting| view! { <Chip>{count(language, t.tickets_waiting, u64::from(waiting))}</Chip> })
                }}
            </span>
        </li>
    }
    .into_any()
}

/// The tree with only what a word is found in: all of it without a word; a department with all of its groups when its
/// own name holds the word, else only the groups whose name or one of whose members' holds it.
fn narrowed(company: &Company, sought: &str) -> Vec<CompanyBrand> {
    if sought.is_empty() {
        return company.brands.clone();
    }
    let holds = |name: &str| name.to_lowercase().contains(sought);
    let mut brands = company.brands.clone();
    for brand in &mut brands {
        for department in &mut brand.departments {
            if !holds(&department.details.name) {
                department
                    .groups
                    .retain(|group| holds(&group.name) || group.members.iter().any(|member| holds(&member.agent.name)));
            }
        }
        brand.departments.retain(|department| !department.groups.is_empty());
    }
    brands.retain(|brand| !brand.departments.is_empty());
    brands
}

fn counts(t: &CompanyText, company: &Company) -> String {
    let said = |text, n: usize| count(language(), text, n as u64);
    let groups = departments(company).map(|department| department.groups.len()).sum();
    let agents: HashSet<_> = departments(company)
        .flat_map(|department| &department.groups)
        .flat_map(|group| group.members.iter().map(|member| member.agent.id))
        .collect();
    fill(
        t.counts,
        &[
            ("brands", &said(t.brands, company.brands.len())),
            ("departments", &said(t.departments, departments(company).count())),
            ("groups", &said(t.groups, groups)),
            ("agents", &said(t.agents, agents.len())),
        ],
    )
}
