//! Organizations over HTTP. Every agent may see and change every organization; what it gathers is shown as far as the
//! agent may view it.

use axum::extract::State;
use contract::{
    List,
    organizations::{
        AddRule, CommentOnOrganization, CreateOrganization, DeleteOrganization, GetOrganization, ListChatOrganizations,
        ListGatheredChats, ListGatheredTickets, ListOrganizationComments, ListOrganizations, ListPersonOrganizations,
        ListTicketOrganizations, PreviewRule, RemoveRule, UpdateOrganization,
    },
};

use super::{actions, belongings, gather::Sight, list, store, typed, view};
use crate::{
    departments::Agent,
    platform::{
        App, Failure,
        api::{Answer, Api, Call, answer},
    },
};

/// Serves this slice.
pub fn routes(api: Api) -> Api {
    api.serve(list_organizations)
        .serve(create)
        .serve(get)
        .serve(update)
        .serve(delete)
        .serve(add_rule)
        .serve(preview_rule)
        .serve(remove_rule)
        .serve(gathered_tickets)
        .serve(gathered_chats)
        .serve(comments)
        .serve(comment)
        .serve(of_chat)
        .serve(of_ticket)
        .serve(of_person)
}

async fn list_organizations(
    State(app): State<App>,
    _agent: Agent,
    Call(ListOrganizations { body }): Call<ListOrganizations>,
) -> Answer<ListOrganizations> {
    answer(list::list(&app, app.db().read(), &body).await?)
}

async fn create(
    State(app): State<App>,
    agent: Agent,
    Call(CreateOrganization { body }): Call<CreateOrganization>,
) -> Answer<CreateOrganization> {
    let id = actions::create(&app, agent.me.clone(), body).await?;
    answer(view::organization(app.db().read(), &agent, id).await?)
}

async fn get(
    State(app): State<App>,
    agent: Agent,
    Call(GetOrganization { organization, body: () }): Call<GetOrganization>,
) -> Answer<GetOrganization> {
    let organization = view::organization(app.db().read(), &agent, organization.0).await?;
    let version = organization.version;
    answer(organization).map(|reply| reply.version(version))
}

async fn update(
    State(app): State<App>,
    agent: Agent,
    Call(UpdateOrganization { organization, version, body }): Call<UpdateOrganization>,
) -> Answer<UpdateOrganization> {
    actions::update(&app, agent.me.clone(), organization, version, body).await?;
    let organization = view::organization(app.db().read(), &agent, organization.0).await?;
    let version = organization.version;
    answer(organization).map(|reply| reply.version(version))
}

async fn delete(
    State(app): State<App>,
    agent: Agent,
    Call(DeleteOrganization { organization, body: () }): Call<DeleteOrganization>,
) -> Answer<DeleteOrganization> {
    answer(actions::delete(&app, agent.me, organization).await?)
}

async fn add_rule(
    State(app): State<App>,
    agent: Agent,
    Call(AddRule { organization, body }): Call<AddRule>,
) -> Answer<AddRule> {
    actions::add_rule(&app, agent.me.clone(), organization, body).await?;
    answer(view::organization(app.db().read(), &agent, organization.0).await?)
}

async fn preview_rule(
    State(app): State<App>,
    agent: Agent,
    Call(PreviewRule { organization, body }): Call<PreviewRule>,
) -> Answer<PreviewRule> {
    let db = app.db().read();
    store::organization(db, organization.0).await?.ok_or_else(Failure::not_found)?;
    answer(typed::preview(&app, db, &agent, organization.0, &body).await?)
}

async fn remove_rule(
    State(app): State<App>,
    agent: Agent,
    Call(RemoveRule { organization, rule, body: () }): Call<RemoveRule>,
) -> Answer<RemoveRule> {
    actions::remove_rule(&app, agent.me.clone(), organization, rule).await?;
    answer(view::organization(app.db().read(), &agent, organization.0).await?)
}

async fn gathered_tickets(
    State(app): State<App>,
    agent: Agent,
    Call(ListGatheredTickets { organization, body }): Call<ListGatheredTickets>,
) -> Answer<ListGatheredTickets> {
    answer(view::gathered_tickets(app.db().read(), &agent, organization.0, body.after.as_deref()).await?)
}

async fn gathered_chats(
    State(app): State<App>,
    agent: Agent,
    Call(ListGatheredChats { organization, body }): Call<ListGatheredChats>,
) -> Answer<ListGatheredChats> {
    answer(view::gathered_chats(app.db().read(), &agent, organization.0, body.after.as_deref()).await?)
}

async fn comments(
    State(app): State<App>,
    _agent: Agent,
    Call(ListOrganizationComments { organization, body: () }): Call<ListOrganizationComments>,
) -> Answer<ListOrganizationComments> {
    let db = app.db().read();
    store::organization(db, organization.0).await?.ok_or_else(Failure::not_found)?;
    let rows = store::comments(db, organization.0).await?;
    answer(List { items: rows.into_iter().map(actions::shown).collect() })
}

async fn comment(
    State(app): State<App>,
    agent: Agent,
    Call(CommentOnOrganization { organization, body }): Call<CommentOnOrganization>,
) -> Answer<CommentOnOrganization> {
    answer(actions::comment(&app, agent.me, organization, body).await?)
}

async fn of_chat(
    State(app): State<App>,
    agent: Agent,
    Call(ListChatOrganizations { chat, body: () }): Call<ListChatOrganizations>,
) -> Answer<ListChatOrganizations> {
    let items = belongings::of_chat(app.db().read(), &mut Sight::of(&agent), chat.0).await?;
    answer(List { items })
}

async fn of_ticket(
    State(app): State<App>,
    agent: Agent,
    Call(ListTicketOrganizations { ticket, body: () }): Call<ListTicketOrganizations>,
) -> Answer<ListTicketOrganizations> {
    let items = belongings::of_ticket(app.db().read(), &mut Sight::of(&agent), ticket.0).await?;
    answer(List { items })
}

async fn of_person(
    State(app): State<App>,
    agent: Agent,
    Call(ListPersonOrganizations { person, body: () }): Call<ListPersonOrganizations>,
) -> Answer<ListPersonOrganizations> {
    let items = belongings::of_person(app.db().read(), &mut Sight::of(&agent), person.0).await?;
    answer(List { items })
}
