//! The operations on roles.

use axum::extract::State;
use contract::{
    List,
    roles::{ArchiveRole, CreateRole, GetRole, ListRoles, UpdateRole},
};

use super::{actions, view};
use crate::{
    people::Signed,
    platform::{
        App,
        api::{Answer, Api, Call, answer},
    },
};

/// Serves them.
pub fn routes(api: Api) -> Api {
    api.serve(list).serve(create).serve(get).serve(update).serve(archive)
}

async fn list(State(app): State<App>, _: Signed, Call(_): Call<ListRoles>) -> Answer<ListRoles> {
    answer(List { items: view::list(app.db().read()).await? })
}

async fn create(
    State(app): State<App>,
    signed: Signed,
    Call(CreateRole { body }): Call<CreateRole>,
) -> Answer<CreateRole> {
    let id = actions::create(&app, signed, body).await?;
    answer(view::one(app.db().read(), id).await?)
}

async fn get(State(app): State<App>, _: Signed, Call(GetRole { role, .. }): Call<GetRole>) -> Answer<GetRole> {
    let role = view::one(app.db().read(), role.0).await?;
    let version = role.version;
    answer(role).map(|reply| reply.version(version))
}

async fn update(
    State(app): State<App>,
    signed: Signed,
    Call(UpdateRole { role, version, body }): Call<UpdateRole>,
) -> Answer<UpdateRole> {
    actions::update(&app, signed, role.0, version, body).await?;
    let role = view::one(app.db().read(), role.0).await?;
    let version = role.version;
    answer(role).map(|reply| reply.version(version))
}

async fn archive(
    State(app): State<App>,
    signed: Signed,
    Call(ArchiveRole { role, .. }): Call<ArchiveRole>,
) -> Answer<ArchiveRole> {
    answer(actions::archive(&app, signed, role.0).await?)
}
