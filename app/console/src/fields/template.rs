//! One template: the installation's or a department's, beside what customers see of it.

use contract::{
    DepartmentId, FieldId,
    fields::{
        Field, GetDepartmentTemplate, GetTemplate, ItemKind, ListFields, RemoveDepartmentTemplate,
        SetDepartmentTemplate, SetTemplate, Template,
    },
    history::Subject,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use ui::{
    Button, Kept, Now, Query, Submission, Tone, WhenReady, fill,
    question::{Asked, questions},
};

use super::{for_customers, template_draft::Draft, template_lines::Lines};
use crate::{
    company::{departments, use_company},
    edit::{Edit, Editing},
    frame::{ForAdministrators, Page, Section},
    history::LastChange,
    live, paths,
    shell::NotFoundPage,
    text::{FieldsText, TemplateText},
};

/// What a template is for, in words.
pub fn kind_name(kind: ItemKind) -> &'static str {
    let t = ui::texts::<TemplateText>();
    match kind {
        ItemKind::Chat => t.chat,
        ItemKind::Ticket => t.ticket,
        ItemKind::Call => t.call,
    }
}

/// Whose template it is, and what for.
#[derive(Clone, Copy, PartialEq)]
struct Of {
    kind: ItemKind,
    department: Option<DepartmentId>,
}

/// The page.
#[component]
pub fn TemplatePage() -> impl IntoView {
    let t = ui::texts::<FieldsText>();
    let (params, query) = (use_params_map(), use_query_map());
    let of = ui::kept(move || {
        let kind = params.with(|params| params.get("kind")?.parse::<ItemKind>().ok())?;
        let department = query.with(|query| query.get("department").and_then(|id| id.parse().ok()));
        Some(Of { kind, department })
    });
    ui::changing(move || match of.get() {
        None => view! { <NotFoundPage /> }.into_any(),
        Some(of) => view! {
            <Page back=(paths::FIELDS, t.title) width="wide">
                <ForAdministrators needs=contract::rights::Permission::ManageFields>
                    <Loading of />
                </ForAdministrators>
            </Page>
        }
        .into_any(),
    })
}

#[component]
fn Loading(of: Of) -> impl IntoView {
    let (api, again) = (ui::api(), ui::api());
    let query: Query<Template> = live::load(move || {
        let api = api.clone();
        async move {
            match of.department {
                None => api.call(GetTemplate { kind: of.kind, body: () }).await,
                Some(department) => api.call(GetDepartmentTemplate { department, kind: of.kind, body: () }).await,
            }
        }
    });
    let fields: Query<Vec<Field>> = live::load(move || {
        let api = again.clone();
        async move { api.call(ListFields { body: () }).await.map(|list| list.items) }
    });
    view! {
        <WhenReady query=fields rows=6 let:fields>
            <WhenReady query rows=6 let:template>
                <Whole of query template fields />
            </WhenReady>
        </WhenReady>
    }
    .into_any()
}

#[component]
fn Whole(of: Of, query: Query<Template>, template: Kept<Template>, fields: Kept<Vec<Field>>) -> impl IntoView {
    let t = ui::texts::<TemplateText>();
    let api = ui::api();
    let company = use_company();
    let draft = Draft::new();
    let edit = Edit::new(
        query,
        template,
        move |template| draft.fill(template),
        move |template| fields.with(|fields| draft.changes(t, fields, template)),
        |_, _| false,
    );
    let (base, saving) = (edit.base, edit.saving);
    let save = move |()| {
        let api = api.clone();
        let (version, body) = (base.with_untracked(|base| base.version), untrack(|| draft.details()));
        let call = async move {
            match of.department {
                None => api.call(SetTemplate { kind: of.kind, version, body }).await,
                Some(department) => api.call(SetDepartmentTemplate { department, kind: of.kind, version, body }).await,
            }
        };
        edit.save(call, t.saved, || ());
    };
    let name = ui::kept(move || {
        company.with(|company| {
            let mut all = company.into_iter().flat_map(departments);
            let department = all.find(|department| Some(department.id) == of.department);
            department.map(|department| department.details.name.clone()).unwrap_or_default()
        })
    });
    let sub = move || match (of.department, base.with(|base| base.own)) {
        (None, _) => t.of_all.to_owned(),
        (Some(_), true) => fill(t.of_department, &[("department", &name.get())]),
        (Some(_), false) => fill(t.as_installation, &[("department", &name.get())]),
    };
    let own = ui::kept(move || of.department.filter(|_| base.with(|base| base.own)));
    let id = ui::kept(move || template.with(|template| template.id));
    let version = Signal::derive(move || template.with(|template| template.version));
    view! {
        <header class="page-head">
            <div class="titles">
                <h1>{kind_name(of.kind)}</h1>
                <p class="sub">{move || sub()}</p>
            </div>
            <div class="acts">
                {move || own.get().map(|department| view! { <RemoveOwn department kind=of.kind query name /> })}
            </div>
        </header>
        <Editing edit=edit.acts() on_save=save>
            <div class="template-editor">
                <Section title=t.fields>
                    <Lines draft fields saving />
                </Section>
                <Section title=t.preview>
                    <Preview draft fields />
                </Section>
            </div>
            {move || id.get().map(|id| view! { <LastChange subject=Subject::Template id=id.0 version /> })}
        </Editing>
    }
    .into_any()
}

/// What customers see of it, and can try: nothing is sent.
#[component]
fn Preview(draft: Draft, fields: Kept<Vec<Field>>) -> impl IntoView {
    let t = ui::texts::<TemplateText>();
    let asked = ui::kept(move || fields.with(|fields| for_customers(&draft.details().lines, fields)));
    let answers = StoredValue::new(Vec::<(FieldId, RwSignal<String>)>::new());
    let owner = Owner::current().unwrap_or_default();
    let answer = move |field: FieldId| {
        let known = answers.with_value(|all| all.iter().find(|(id, _)| *id == field).map(|(_, answer)| *answer));
        known.unwrap_or_else(|| {
            // Tried answers stay while the rest changes.
            let answer = owner.with(|| RwSignal::new(String::new()));
            answers.update_value(|all| all.push((field, answer)));
            answer
        })
    };
    ui::changing(move || {
        let asked = asked.get();
        if asked.is_empty() {
            return view! { <p class="muted">{t.preview_none}</p> }.into_any();
        }
        let asked = asked.into_iter().map(|question| {
            let answer = answer(question.field);
            untrack(|| Asked::new(question, answer))
        });
        let asked: Vec<Asked> = asked.collect();
        view! { <div class="fields" data-preview="">{questions(asked, |_| Now::default())}</div> }.into_any()
    })
}

#[component]
fn RemoveOwn(department: DepartmentId, kind: ItemKind, query: Query<Template>, name: Kept<String>) -> impl IntoView {
    let t = ui::texts::<TemplateText>();
    let api = StoredValue::new(ui::api());
    let toaster = ui::toasts();
    let sending = Submission::new();
    let remove = move |_| {
        let api = api.get_value();
        let call = async move { api.call(RemoveDepartmentTemplate { department, kind, body: () }).await };
        sending.run(call, move |()| {
            let said = name.with_untracked(|name| fill(t.removed, &[("department", name)]));
            toaster.toast(Tone::Good, said);
            query.refetch();
        });
    };
    view! { <Button busy=sending.busy on_click=remove>{t.remove_own}</Button> }
}
