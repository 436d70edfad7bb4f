//! The company as a tree: brands, their departments, their groups, who is in them and who receives now. It is searched,
//! and changed where it stands.

mod copy;
mod found;
mod tree;

use std::collections::HashSet;

use contract::{BrandId, departments::Company, rights::Permission};
use leptos::{ev::KeyboardEvent, prelude::*};
use ui::{Button, Empty, Item, LinkButton, ProblemNotice, SearchBox, Shape, Show, Skeleton, count, fill, language};
use uuid::Uuid;

pub(super) use tree::DepartmentChips;

use crate::{
    company::{departments, use_company},
    frame::Page,
    paths,
    session::use_session,
    text::CompanyText,
};
use found::found;
use tree::{Brand, Tree};

/// Up to how many departments are open from the start.
const FEW: usize = 12;

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
    let what = ui::kept(move || {
        let sought = sought.get().trim().to_owned();
        let found = company.with(|company| company.map(|company| found(company, &sought)));
        if sought.is_empty() { None } else { found }
    });
    let tree = Tree {
        company,
        administers,
        open: RwSignal::new(HashSet::new()),
        found: what,
        open_of_found: RwSignal::new(HashSet::new()),
    };
    ui::effect(move || {
        if known.get() {
            let all = untrack(|| company.with(|company| company.map(ids).unwrap_or_default()));
            if all.len() <= FEW {
                tree.open.set(all);
            }
        }
    });
    ui::effect(move || {
        tree.open_of_found.set(what.with(|found| found.clone().unwrap_or_default().open));
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
    view! {
        <Page width="wide" title=t.title lead=counts acts>
            {ui::choose(
                move || if known.get() { 0 } else { 1 + u8::from(failed.get()) },
                move |which| match which {
                    0 => view! { <Known tree sought /> }.into_any(),
                    1 => view! { <Skeleton rows=8 /> }.into_any(),
                    _ => {
                        view! { <ProblemNotice problem=company.problem on_retry=move |()| company.refetch() /> }
                            .into_any()
                    }
                },
            )}
        </Page>
    }
    .into_any()
}

/// The departments, to open and close all of them.
fn ids(company: &Company) -> HashSet<Uuid> {
    departments(company).map(|department| department.id.0).collect()
}

#[component]
fn Known(tree: Tree, sought: RwSignal<String>) -> impl IntoView {
    let t = ui::texts::<CompanyText>();
    let shown = ui::kept(move || {
        let all = tree.company.with(|company| {
            let shows = |brand: &&contract::departments::CompanyBrand| {
                tree.found.with(|found| {
                    found
                        .as_ref()
                        .is_none_or(|found| brand.departments.iter().any(|one| found.shown.contains(&one.id.0)))
                })
            };
            company.map(|company| company.brands.iter().filter(shows).map(|brand| brand.id).collect::<Vec<_>>())
        });
        all.unwrap_or_default()
    });
    let rows = move || {
        let row = |id: BrandId| Item::new(id.to_string(), move || view! { <Brand tree id /> }.into_any());
        shown.get().into_iter().map(row).collect()
    };
    let nothing = move || {
        view! {
            <Empty shape=Shape::Search title=t.find_none text=t.find_none_text>
                <Button on_click=move |_| sought.set(String::new())>{t.clear}</Button>
            </Empty>
        }
        .into_any()
    };
    let any_open = ui::memo(move || tree.open.with(|open| !open.is_empty()));
    let all = move || {
        let open = match any_open.get_untracked() {
            true => HashSet::new(),
            false => tree.company.with(|company| company.map(ids).unwrap_or_default()),
        };
        tree.open.set(open);
    };
    let whole = move || {
        view! {
            <div class="row">
                <span class="grow"></span>
                <Button size=ui::Size::Small kind=ui::ButtonKind::Ghost on_click=move |_| all()>
                    {move || if any_open.get() { t.close_all } else { t.open_all }}
                </Button>
            </div>
        }
        .into_any()
    };
    let many = move || tree.found.with(|found| found.as_ref().is_some_and(|found| found.many));
    let empty = move || shown.with(Vec::is_empty) && tree.found.with(Option::is_some);
    ui::markup! {
        <div class="stack" data-gap="4" on:keydown={move |event: KeyboardEvent| tree::walk(&event)}>
            {ui::show(move || tree.found.with(Option::is_none), whole)}
            {ui::show(many, move || ui::markup! { <p class="muted" role="status">{t.many_found}</p> })}
            {ui::show(empty, nothing)}
            {ui::list(rows)}
        </div>
    }
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
