//! The operations of this slice.

use axum::extract::State;
use contract::{
    List,
    brands::{CreateBrand, GetBrand, ListBrands, MakeDefaultBrand, RotateIdentitySecret, UpdateBrand, UploadPicture},
    departments::{
        ArchiveDepartment, ArchiveGroup, CopyDepartment, CreateDepartment, CreateGroup, GetCompany, GetDepartment,
        GetVisibilityEffect, ListMembers, MoveGroup, RemoveMember, SetMember, SetVisibility, UpdateDepartment,
        UpdateGroup,
    },
    history::ListHistory,
    hours::{GetBrandHours, GetDepartmentHours, SetBrandHours, SetDepartmentHours},
    rights::{GetEffectivePermissions, SetGroupPermissions},
};

use super::{
    Agent, CompanyManager, access::RoleManager, brands, copies, groups, histories, opening, permissions, pictures,
    store, structure, view,
};
use crate::platform::{
    App, Failure,
    api::{Answer, Api, Call, answer},
};

/// Serves them.
pub fn routes(api: Api) -> Api {
    api.serve(company)
        .serve(create)
        .serve(get)
        .serve(update)
        .serve(visibility_effect)
        .serve(set_visibility)
        .serve(archive)
        .serve(copy)
        .serve(create_group)
        .serve(update_group)
        .serve(move_group)
        .serve(archive_group)
        .serve(set_permissions)
        .serve(effective_permissions)
        .serve(members)
        .serve(set_member)
        .serve(remove_member)
        .serve(list_brands)
        .serve(get_brand)
        .serve(update_brand)
        .serve(rotate_secret)
        .serve(create_brand)
        .serve(make_default_brand)
        .serve(upload_picture)
        .serve(brand_hours)
        .serve(set_brand_hours)
        .serve(department_hours)
        .serve(set_department_hours)
        .serve(history)
}

async fn company(State(app): State<App>, agent: Agent, Call(_): Call<GetCompany>) -> Answer<GetCompany> {
    answer(view::company(&app, &agent).await?)
}

async fn create(
    State(app): State<App>,
    CompanyManager(agent): CompanyManager,
    Call(CreateDepartment { body }): Call<CreateDepartment>,
) -> Answer<CreateDepartment> {
    let id = structure::create(&app, agent.me.clone(), body).await?;
    answer(view::department(&app, &agent, id).await?)
}

async fn get(
    State(app): State<App>,
    agent: Agent,
    Call(GetDepartment { department, .. }): Call<GetDepartment>,
) -> Answer<GetDepartment> {
    let department = view::department(&app, &agent, department.0).await?;
    let version = department.version;
    answer(department).map(|reply| reply.version(version))
}

async fn update(
    State(app): State<App>,
    CompanyManager(agent): CompanyManager,
    Call(UpdateDepartment { department, version, body }): Call<UpdateDepartment>,
) -> Answer<UpdateDepartment> {
    structure::update(&app, agent.me.clone(), department.0, version, body).await?;
    let department = view::department(&app, &agent, department.0).await?;
    let version = department.version;
    answer(department).map(|reply| reply.version(version))
}

async fn visibility_effect(
    State(app): State<App>,
    _: CompanyManager,
    Call(GetVisibilityEffect { department, .. }): Call<GetVisibilityEffect>,
) -> Answer<GetVisibilityEffect> {
    answer(structure::visibility_effect(&app, department.0).await?)
}

async fn set_visibility(
    State(app): State<App>,
    CompanyManager(agent): CompanyManager,
    Call(SetVisibility { department, version, body }): Call<SetVisibility>,
) -> Answer<SetVisibility> {
    structure::set_visibility(&app, agent.me.clone(), department.0, version, body.visibility).await?;
    let department = view::department(&app, &agent, department.0).await?;
    let version = department.version;
    answer(department).map(|reply| reply.version(version))
}

async fn archive(
    State(app): State<App>,
    CompanyManager(agent): CompanyManager,
    Call(ArchiveDepartment { department, body }): Call<ArchiveDepartment>,
) -> Answer<ArchiveDepartment> {
    answer(structure::archive(&app, agent.me, department.0, body).await?)
}

async fn copy(
    State(app): State<App>,
    CompanyManager(agent): CompanyManager,
    Call(CopyDepartment { department, body }): Call<CopyDepartment>,
) -> Answer<CopyDepartment> {
    let id = copies::create(&app, agent.me.clone(), department.0, body).await?;
    answer(view::department(&app, &agent, id).await?)
}

async fn create_group(
    State(app): State<App>,
    CompanyManager(agent): CompanyManager,
    Call(CreateGroup { department, body }): Call<CreateGroup>,
) -> Answer<CreateGroup> {
    let id = groups::create(&app, agent.me.clone(), department.0, body).await?;
    answer(view::group(&app, &agent, id).await?)
}

async fn update_group(
    State(app): State<App>,
    CompanyManager(agent): CompanyManager,
    Call(UpdateGroup { group, version, body }): Call<UpdateGroup>,
) -> Answer<UpdateGroup> {
    groups::update(&app, agent.me.clone(), group.0, version, body).await?;
    let group = view::group(&app, &agent, group.0).await?;
    let version = group.version;
    answer(group).map(|reply| reply.version(version))
}

async fn move_group(
    State(app): State<App>,
    CompanyManager(agent): CompanyManager,
    Call(MoveGroup { group, version, body }): Call<MoveGroup>,
) -> Answer<MoveGroup> {
    groups::move_to(&app, agent.me.clone(), group.0, version, body.department.0).await?;
    let group = view::group(&app, &agent, group.0).await?;
    let version = group.version;
    answer(group).map(|reply| reply.version(version))
}

async fn archive_group(
    State(app): State<App>,
    CompanyManager(agent): CompanyManager,
    Call(ArchiveGroup { group, body }): Call<ArchiveGroup>,
) -> Answer<ArchiveGroup> {
    answer(groups::archive(&app, agent.me, group.0, body).await?)
}

async fn set_permissions(
    State(app): State<App>,
    RoleManager(agent): RoleManager,
    Call(SetGroupPermissions { group, version, body }): Call<SetGroupPermissions>,
) -> Answer<SetGroupPermissions> {
    permissions::set(&app, agent.clone(), group.0, version, body.permissions).await?;
    let group = view::group(&app, &agent, group.0).await?;
    let version = group.version;
    answer(group).map(|reply| reply.version(version))
}

async fn effective_permissions(
    State(app): State<App>,
    agent: Agent,
    Call(GetEffectivePermissions { person, body }): Call<GetEffectivePermissions>,
) -> Answer<GetEffectivePermissions> {
    answer(permissions::effective(&app, &agent, person.0, body).await?)
}

async fn members(
    State(app): State<App>,
    agent: Agent,
    Call(ListMembers { group, .. }): Call<ListMembers>,
) -> Answer<ListMembers> {
    answer(List { items: view::group(&app, &agent, group.0).await?.members })
}

async fn set_member(
    State(app): State<App>,
    CompanyManager(agent): CompanyManager,
    Call(SetMember { group, agent: member, version, body }): Call<SetMember>,
) -> Answer<SetMember> {
    groups::set(&app, agent.me.clone(), (group.0, member.0), version, body).await?;
    let membership = view::membership(&app, &agent, group.0, member.0).await?;
    let version = membership.version;
    answer(membership).map(|reply| reply.version(version))
}

async fn remove_member(
    State(app): State<App>,
    CompanyManager(agent): CompanyManager,
    Call(RemoveMember { group, agent: member, .. }): Call<RemoveMember>,
) -> Answer<RemoveMember> {
    answer(groups::remove(&app, agent.me, group.0, member.0).await?)
}

async fn list_brands(State(app): State<App>, _: CompanyManager, Call(_): Call<ListBrands>) -> Answer<ListBrands> {
    let rows = store::brands(app.db().read()).await?;
    answer(List { items: rows.iter().map(view::brand).collect() })
}

async fn get_brand(
    State(app): State<App>,
    _: CompanyManager,
    Call(GetBrand { brand, .. }): Call<GetBrand>,
) -> Answer<GetBrand> {
    let row = store::brand(app.db().read(), brand.0).await?.ok_or_else(Failure::not_found)?;
    answer(view::brand(&row)).map(|reply| reply.version(row.version))
}

async fn update_brand(
    State(app): State<App>,
    CompanyManager(agent): CompanyManager,
    Call(UpdateBrand { brand, version, body }): Call<UpdateBrand>,
) -> Answer<UpdateBrand> {
    let row = brands::update(&app, agent.me, brand.0, version, body).await?;
    answer(view::brand(&row)).map(|reply| reply.version(row.version))
}

async fn rotate_secret(
    State(app): State<App>,
    CompanyManager(agent): CompanyManager,
    Call(RotateIdentitySecret { brand, .. }): Call<RotateIdentitySecret>,
) -> Answer<RotateIdentitySecret> {
    answer(brands::rotate_secret(&app, agent.me, brand.0).await?)
}

async fn create_brand(
    State(app): State<App>,
    CompanyManager(agent): CompanyManager,
    Call(CreateBrand { body }): Call<CreateBrand>,
) -> Answer<CreateBrand> {
    answer(view::brand(&brands::create(&app, agent.me, body).await?))
}

async fn upload_picture(
    State(app): State<App>,
    _: CompanyManager,
    Call(UploadPicture { body }): Call<UploadPicture>,
) -> Answer<UploadPicture> {
    answer(pictures::upload(&app, body).await?)
}

async fn make_default_brand(
    State(app): State<App>,
    CompanyManager(agent): CompanyManager,
    Call(MakeDefaultBrand { brand, .. }): Call<MakeDefaultBrand>,
) -> Answer<MakeDefaultBrand> {
    answer(view::brand(&brands::make_default(&app, agent.me, brand.0).await?))
}

async fn brand_hours(
    State(app): State<App>,
    _: CompanyManager,
    Call(GetBrandHours { brand, .. }): Call<GetBrandHours>,
) -> Answer<GetBrandHours> {
    let row = store::brand(app.db().read(), brand.0).await?.ok_or_else(Failure::not_found)?;
    answer(opening::of_brand(&row, app.clock().now())).map(|reply| reply.version(row.version))
}

async fn set_brand_hours(
    State(app): State<App>,
    CompanyManager(agent): CompanyManager,
    Call(SetBrandHours { brand, version, body }): Call<SetBrandHours>,
) -> Answer<SetBrandHours> {
    let row = opening::set_brand(&app, agent.me, brand.0, version, body).await?;
    answer(opening::of_brand(&row, app.clock().now())).map(|reply| reply.version(row.version))
}

async fn department_hours(
    State(app): State<App>,
    agent: Agent,
    Call(GetDepartmentHours { department, .. }): Call<GetDepartmentHours>,
) -> Answer<GetDepartmentHours> {
    let row = view::visible(&app, &agent, department.0).await?;
    let hours = opening::of_department(app.db().read(), &row, app.clock().now()).await?;
    answer(hours).map(|reply| reply.version(row.version))
}

async fn set_department_hours(
    State(app): State<App>,
    CompanyManager(agent): CompanyManager,
    Call(SetDepartmentHours { department, version, body }): Call<SetDepartmentHours>,
) -> Answer<SetDepartmentHours> {
    let row = opening::set_department(&app, agent.me, department.0, version, body).await?;
    let hours = opening::of_department(app.db().read(), &row, app.clock().now()).await?;
    answer(hours).map(|reply| reply.version(row.version))
}

async fn history(
    State(app): State<App>,
    agent: Agent,
    Call(ListHistory { body }): Call<ListHistory>,
) -> Answer<ListHistory> {
    answer(histories::list(&app, &agent, body).await?)
}
