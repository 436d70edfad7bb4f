//! Fields and templates over HTTP.

use axum::extract::State;
use contract::{
    List,
    fields::{
        ArchiveField, CreateField, GetDepartmentTemplate, GetField, GetTemplate, ItemKind, ListFields,
        RemoveDepartmentTemplate, SetDepartmentTemplate, SetTemplate, Template, UpdateField,
    },
};
use uuid::Uuid;

use super::{changes, forms, searches, store};
use crate::{
    departments::{self, Agent, FieldManager},
    platform::{
        Answered, App, Failure,
        api::{Answer, Api, Call, answer},
    },
};

/// Serves this slice.
pub fn routes(api: Api) -> Api {
    api.serve(list)
        .serve(create)
        .serve(get)
        .serve(update)
        .serve(archive)
        .serve(template)
        .serve(set_template)
        .serve(department_template)
        .serve(set_department_template)
        .serve(remove_department_template)
        .with(searches::routes)
}

async fn list(State(app): State<App>, _: Agent, Call(_): Call<ListFields>) -> Answer<ListFields> {
    let mut items = store::fields(app.db().read()).await?;
    items.sort_by_cached_key(|field| (field.name.to_lowercase(), field.id));
    answer(List { items })
}

async fn create(
    State(app): State<App>,
    FieldManager(agent): FieldManager,
    Call(CreateField { body }): Call<CreateField>,
) -> Answer<CreateField> {
    answer(changes::create(&app, agent.me, body).await?)
}

async fn get(State(app): State<App>, _: Agent, Call(GetField { field, .. }): Call<GetField>) -> Answer<GetField> {
    let field = store::one_field(app.db().read(), field.0).await?.ok_or_else(Failure::not_found)?;
    let version = field.version;
    answer(field).map(|reply| reply.version(version))
}

async fn update(
    State(app): State<App>,
    FieldManager(agent): FieldManager,
    Call(UpdateField { field, version, body }): Call<UpdateField>,
) -> Answer<UpdateField> {
    let field = changes::update(&app, agent.me, field, version, body).await?;
    let version = field.version;
    answer(field).map(|reply| reply.version(version))
}

async fn archive(
    State(app): State<App>,
    FieldManager(agent): FieldManager,
    Call(ArchiveField { field, .. }): Call<ArchiveField>,
) -> Answer<ArchiveField> {
    answer(changes::archive(&app, agent.me, field).await?)
}

/// The template in force, with the version of the row that would be changed.
async fn in_force(app: &App, kind: ItemKind, department: Uuid) -> Answered<Template> {
    let row = store::template(app.db().read(), kind, department).await?;
    Ok(Template {
        own: row.as_ref().is_some_and(|row| row.in_force),
        lines: forms(app).await?.lines(kind, department).to_vec(),
        version: row.as_ref().map_or(0, |row| row.version),
        id: row.map(|row| row.id.into()),
    })
}

async fn template(
    State(app): State<App>,
    _: Agent,
    Call(GetTemplate { kind, .. }): Call<GetTemplate>,
) -> Answer<GetTemplate> {
    let template = in_force(&app, kind, Uuid::nil()).await?;
    let version = template.version;
    answer(template).map(|reply| reply.version(version))
}

async fn set_template(
    State(app): State<App>,
    FieldManager(agent): FieldManager,
    Call(SetTemplate { kind, version, body }): Call<SetTemplate>,
) -> Answer<SetTemplate> {
    changes::set(&app, agent.me, (kind, None), version, body).await?;
    let template = in_force(&app, kind, Uuid::nil()).await?;
    let version = template.version;
    answer(template).map(|reply| reply.version(version))
}

async fn department_template(
    State(app): State<App>,
    agent: Agent,
    Call(GetDepartmentTemplate { department, kind, .. }): Call<GetDepartmentTemplate>,
) -> Answer<GetDepartmentTemplate> {
    let found = departments::department(app.db().read(), department.0).await?;
    let seen = |row: &departments::tables::departments::Model| {
        row.archived_at.is_none() && departments::may_see_department(&agent, row.id, row.confidential)
    };
    found.filter(seen).ok_or_else(Failure::not_found)?;
    let template = in_force(&app, kind, department.0).await?;
    let version = template.version;
    answer(template).map(|reply| reply.version(version))
}

async fn set_department_template(
    State(app): State<App>,
    FieldManager(agent): FieldManager,
    Call(SetDepartmentTemplate { department, kind, version, body }): Call<SetDepartmentTemplate>,
) -> Answer<SetDepartmentTemplate> {
    changes::set(&app, agent.me, (kind, Some(department.0)), version, body).await?;
    let template = in_force(&app, kind, department.0).await?;
    let version = template.version;
    answer(template).map(|reply| reply.version(version))
}

async fn remove_department_template(
    State(app): State<App>,
    FieldManager(agent): FieldManager,
    Call(RemoveDepartmentTemplate { department, kind, .. }): Call<RemoveDepartmentTemplate>,
) -> Answer<RemoveDepartmentTemplate> {
    answer(changes::remove(&app, agent.me, kind, department.0).await?)
}
