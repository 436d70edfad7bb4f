//! All fields, and the templates that ask for them.

use contract::{
    DepartmentId,
    fields::{Field, GetDepartmentTemplate, GetTemplate, ItemKind, ListFields, Template},
};
use leptos::prelude::*;
use ui::{Chip, Empty, LinkButton, Shape, Table, TableHead, WhenReady};

use super::{options::type_name, template::kind_name};
use crate::{
    company::{departments, use_company},
    frame::{ForAdministrators, Page},
    live, paths,
    text::{FieldsText, TemplateText},
};

/// The page.
#[component]
pub fn FieldsPage() -> impl IntoView {
    let t = ui::texts::<FieldsText>();
    let acts = move || {
        view! {
            <LinkButton href=paths::SEARCHES>{t.searches}</LinkButton>
            <LinkButton href=paths::NEW_FIELD kind=ui::ButtonKind::Primary>{t.add}</LinkButton>
        }
    };
    view! {
        <Page title=t.title lead=t.lead acts>
            <ForAdministrators needs=contract::rights::Permission::ManageFields>
                <Fields />
                <Templates />
            </ForAdministrators>
        </Page>
    }
    .into_any()
}

#[component]
fn Fields() -> impl IntoView {
    let t = ui::texts::<FieldsText>();
    let api = ui::api();
    let query = live::load(move || {
        let api = api.clone();
        async move { api.call(ListFields { body: () }).await.map(|list| list.items) }
    });
    let rows = move |fields: Vec<Field>| {
        if fields.is_empty() {
            return view! { <Empty shape=Shape::List title=t.none text=t.none_text /> }.into_any();
        }
        let rows = fields.into_iter().map(|field| view! { <FieldRow field /> }).collect_view();
        view! {
            <section class="card">
                <Table label=t.fields stack=true>
                    <TableHead of=vec![t.name, t.kind, t.options] />
                    <tbody>{rows}</tbody>
                </Table>
            </section>
        }
        .into_any()
    };
    view! {
        <WhenReady query rows=3 let:fields>
            {move || rows(fields.get())}
        </WhenReady>
    }
    .into_any()
}

#[component]
fn FieldRow(field: Field) -> impl IntoView {
    let t = ui::texts::<FieldsText>();
    let live = field.options.iter().filter(|option| !option.archived);
    let options = live.map(|option| option.text.clone()).collect::<Vec<_>>().join(", ");
    view! {
        <tr data-clickable="">
            <td>
                <a class="title" href=paths::field(field.id)>{field.name}</a>
                " "
                {field.archived.then(|| view! { <Chip>{t.archived}</Chip> })}
            </td>
            <td data-label=t.kind>{type_name(t, field.kind)}</td>
            <td data-label=t.options>{options}</td>
        </tr>
    }
    .into_any()
}

/// What is asked where: the installation's templates, and the departments that have their own.
#[component]
fn Templates() -> impl IntoView {
    let t = ui::texts::<FieldsText>();
    let company = use_company();
    let all = ui::kept(move || {
        company.with(|company| {
            company
                .into_iter()
                .flat_map(departments)
                .map(|department| (department.id, department.details.name.clone()))
                .collect::<Vec<_>>()
        })
    });
    let rows = move || {
        let departments = all.get();
        let own = departments.into_iter().map(|(id, name)| view! { <TemplateRow department=Some(id) name /> });
        own.collect_view()
    };
    let everywhere = ui::texts::<TemplateText>().everywhere.to_owned();
    view! {
        <section class="card">
            <header>
                <h2 class="grow">{t.templates}</h2>
            </header>
            <div class="body">
                <p class="muted">{t.templates_text}</p>
            </div>
            <Table label=t.templates stack=true>
                <thead>
                    <tr>
                        <th scope="col">{ui::texts::<TemplateText>().department}</th>
                        {KINDS.into_iter().map(|kind| view! { <th scope="col">{kind_name(kind)}</th> }).collect_view()}
                    </tr>
                </thead>
                <tbody>
                    <TemplateRow department=None name=everywhere />
                    {rows}
                </tbody>
            </Table>
        </section>
    }
    .into_any()
}

/// What has templates today.
const KINDS: [ItemKind; 2] = [ItemKind::Chat, ItemKind::Ticket];

#[component]
fn TemplateRow(department: Option<DepartmentId>, name: String) -> impl IntoView {
    let cells = KINDS.into_iter().map(|kind| view! { <TemplateCell department kind /> }).collect_view();
    view! {
        <tr>
            <th scope="row">{name}</th>
            {cells}
        </tr>
    }
    .into_any()
}

#[component]
fn TemplateCell(department: Option<DepartmentId>, kind: ItemKind) -> impl IntoView {
    let t = ui::texts::<FieldsText>();
    let api = ui::api();
    let query = live::load(move || {
        let api = api.clone();
        async move {
            match department {
                None => api.call(GetTemplate { kind, body: () }).await,
                Some(department) => api.call(GetDepartmentTemplate { department, kind, body: () }).await,
            }
        }
    });
    let words = move || {
        query.with(|template: &Template| {
            let fields = ui::count(ui::language(), t.asked_in, template.lines.len() as u64);
            match (department, template.own) {
                (Some(_), true) => format!("{fields}, {}", t.own),
                (Some(_), false) => t.as_installation.to_owned(),
                (None, _) => fields,
            }
        })
    };
    view! {
        <td data-label=kind_name(kind)>
            <a class="link" href=paths::template(kind, department)>{move || words().unwrap_or_else(|| "…".to_owned())}</a>
        </td>
    }
    .into_any()
}
