//! What somebody may do with the items of a place, and which role or group grants it.

use contract::{
    AccountId, DepartmentId, GroupId,
    rights::{Effective, GetEffectivePermissions, PermissionsAt, Reason},
    roles::{ListRoles, NamedRole},
};
use leptos::prelude::*;
use ui::{Chip, Choice, Select, Table, TableHead, Tone, WhenReady, fill};

use super::words;
use crate::{
    company::{CompanyStore, departments, use_company},
    frame::Section,
    live,
    text::{PermissionText, RolesText},
};

/// The question and its answer.
#[component]
pub fn EffectivePermissions(
    /// Whose.
    person: AccountId,
    /// Raised when the person changes.
    version: Signal<i64>,
) -> impl IntoView {
    let t = ui::texts::<RolesText>();
    let api = ui::api();
    let company = use_company();
    let place = RwSignal::new(String::new());
    let places = Signal::derive(move || {
        let mut choices = vec![Choice::new(String::new(), t.wherever)];
        company.with(|company| {
            for department in company.into_iter().flat_map(departments) {
                choices.push(Choice::new(format!("d{}", department.id), department.details.name.clone()));
                for group in &department.groups {
                    let label = [&*department.details.name, " › ", &*group.name].concat();
                    choices.push(Choice::new(format!("g{}", group.id), label));
                }
            }
        });
        choices
    });
    let query = live::load(move || {
        version.track();
        // What groups grant is part of the company.
        company.with(|company| company.map(|company| company.version));
        let (api, body) = (api.clone(), place.with(|place| at(place)));
        async move {
            let roles = api.call(ListRoles { body: () }).await?.items;
            let items = api.call(GetEffectivePermissions { person, body }).await?.items;
            Ok((items, roles))
        }
    });
    view! {
        <Section title=t.effective>
            <p class="muted">{t.effective_text}</p>
            <Select name="place" label=t.with value=place choices=places />
            <WhenReady query rows=8 let:known>
                <Table label=t.effective stack=true>
                    <TableHead of=vec![t.permission, t.granted_by] />
                    <tbody>
                        {move || {
                            known
                                .with(|(items, roles)| {
                                    items.iter().map(|one| view! { <Row one=one.clone() roles=roles.clone() /> }).collect_view()
                                })
                        }}
                    </tbody>
                </Table>
            </WhenReady>
        </Section>
    }
    .into_any()
}

/// The place a choice stands for.
fn at(choice: &str) -> PermissionsAt {
    let id = choice.get(1..).unwrap_or_default();
    match choice.chars().next() {
        Some('g') => PermissionsAt { group: id.parse::<GroupId>().ok(), department: None },
        Some('d') => PermissionsAt { group: None, department: id.parse::<DepartmentId>().ok() },
        _ => PermissionsAt::default(),
    }
}

#[component]
fn Row(one: Effective, roles: Vec<NamedRole>) -> impl IntoView {
    let t = ui::texts::<RolesText>();
    let (name, sentence) = words::permission(ui::texts::<PermissionText>(), one.permission);
    let company = use_company();
    let reasons = one
        .because
        .into_iter()
        .map(|reason| {
            let (tone, said) = match reason {
                Reason::Role { role } => (Tone::Accent, fill(t.by_role, &[("role", &words::name(t, role, &roles))])),
                Reason::Group { group } => (Tone::Good, fill(t.by_group, &[("group", &group_name(company, group))])),
                Reason::Owner => (Tone::Neutral, t.by_owner.to_owned()),
            };
            view! { <Chip tone>{said}</Chip> }
        })
        .collect::<Vec<_>>();
    let granted = if reasons.is_empty() {
        view! { <span class="muted">{t.not_granted}</span> }.into_any()
    } else {
        view! { <span class="chips">{reasons}</span> }.into_any()
    };
    view! {
        <tr>
            <td>
                {name} <span class="sub">{sentence}</span>
            </td>
            <td data-label=t.granted_by>{granted}</td>
        </tr>
    }
    .into_any()
}

fn group_name(company: CompanyStore, id: GroupId) -> String {
    let known = untrack(|| company.group(id));
    known.map(|(department, group)| [&*department, " › ", &*group.name].concat()).unwrap_or_default()
}
