//! Tickets over HTTP.

use axum::extract::State;
use contract::{
    List,
    asks::ListAskableOfTicket,
    fields::{GetTicketFields, ItemFields, SetTicketFields},
    searches::SearchForTicket,
    tickets::{
        CommentOnTicket, CreateTicket, FindTickets, GetTicket, ListTickets, ReplyToTicket, TakeTicket, Ticket,
        TransferTicket, UpdateTicket,
    },
};
use uuid::Uuid;

use super::{access, actions, find, list, open, view};
use crate::{
    asks,
    departments::Agent,
    fields,
    platform::{
        Answered, App,
        api::{Answer, Api, Call, answer},
    },
};

/// Serves this slice.
pub fn routes(api: Api) -> Api {
    api.serve(list_tickets)
        .serve(find_tickets)
        .serve(create)
        .serve(get)
        .serve(update)
        .serve(reply)
        .serve(comment)
        .serve(list_askable)
        .serve(take)
        .serve(transfer)
        .serve(get_fields)
        .serve(set_fields)
        .serve(search)
}

/// The ticket after an act, as the agent may see it now.
async fn present(app: &App, agent: &Agent, ticket: Uuid) -> Answered<Ticket> {
    let db = app.db().read();
    view::whole(db, access::to_read(db, agent, ticket).await?).await
}

async fn list_tickets(
    State(app): State<App>,
    agent: Agent,
    Call(ListTickets { body }): Call<ListTickets>,
) -> Answer<ListTickets> {
    answer(list::list(app.db().read(), &agent, &body).await?)
}

async fn find_tickets(
    State(app): State<App>,
    agent: Agent,
    Call(FindTickets { body }): Call<FindTickets>,
) -> Answer<FindTickets> {
    answer(List { items: find::find(app.db().read(), &agent, &body.query).await? })
}

async fn create(
    State(app): State<App>,
    agent: Agent,
    Call(CreateTicket { body }): Call<CreateTicket>,
) -> Answer<CreateTicket> {
    let ticket = open::create(&app, agent.clone(), body).await?;
    answer(present(&app, &agent, ticket).await?)
}

async fn get(
    State(app): State<App>,
    agent: Agent,
    Call(GetTicket { ticket, body: () }): Call<GetTicket>,
) -> Answer<GetTicket> {
    let ticket = present(&app, &agent, ticket.0).await?;
    let version = ticket.row.version;
    answer(ticket).map(|reply| reply.version(version))
}

async fn update(
    State(app): State<App>,
    agent: Agent,
    Call(UpdateTicket { ticket, version, body }): Call<UpdateTicket>,
) -> Answer<UpdateTicket> {
    actions::update(&app, agent.clone(), ticket, version, body).await?;
    let ticket = present(&app, &agent, ticket.0).await?;
    let version = ticket.row.version;
    answer(ticket).map(|reply| reply.version(version))
}

async fn reply(
    State(app): State<App>,
    agent: Agent,
    Call(ReplyToTicket { ticket, body }): Call<ReplyToTicket>,
) -> Answer<ReplyToTicket> {
    actions::reply(&app, agent.clone(), ticket, body).await?;
    answer(present(&app, &agent, ticket.0).await?)
}

async fn comment(
    State(app): State<App>,
    agent: Agent,
    Call(CommentOnTicket { ticket, body }): Call<CommentOnTicket>,
) -> Answer<CommentOnTicket> {
    actions::comment(&app, agent.clone(), ticket, body).await?;
    answer(present(&app, &agent, ticket.0).await?)
}

async fn list_askable(
    State(app): State<App>,
    agent: Agent,
    Call(ListAskableOfTicket { ticket, body }): Call<ListAskableOfTicket>,
) -> Answer<ListAskableOfTicket> {
    let db = app.db().read();
    let scope = access::to_comment(db, &agent, ticket.0).await?;
    answer(List { items: asks::askable(db, &agent, &scope, &body.words).await? })
}

async fn take(
    State(app): State<App>,
    agent: Agent,
    Call(TakeTicket { ticket, body: () }): Call<TakeTicket>,
) -> Answer<TakeTicket> {
    actions::take(&app, agent.clone(), ticket).await?;
    answer(present(&app, &agent, ticket.0).await?)
}

async fn transfer(
    State(app): State<App>,
    agent: Agent,
    Call(TransferTicket { ticket, body }): Call<TransferTicket>,
) -> Answer<TransferTicket> {
    let before = present(&app, &agent, ticket.0).await?;
    actions::transfer(&app, agent.clone(), ticket, body).await?;
    // Where it went the agent may not be able to look: then the agent sees it for the last time, as it was.
    answer(present(&app, &agent, ticket.0).await.unwrap_or(before))
}

/// The ticket's fields, as the agent may see them.
async fn fields_of(app: &App, agent: &Agent, ticket: Uuid) -> Answered<ItemFields> {
    let forms = fields::forms(app).await?;
    let db = app.db().read();
    let row = access::to_read(db, agent, ticket).await?.row;
    Ok(fields::of_item(db, &forms, access::field_item(&row)).await?)
}

async fn get_fields(
    State(app): State<App>,
    agent: Agent,
    Call(GetTicketFields { ticket, .. }): Call<GetTicketFields>,
) -> Answer<GetTicketFields> {
    let fields = fields_of(&app, &agent, ticket.0).await?;
    let version = fields.answered.version;
    answer(fields).map(|reply| reply.version(version))
}

async fn set_fields(
    State(app): State<App>,
    agent: Agent,
    Call(SetTicketFields { ticket, version, body }): Call<SetTicketFields>,
) -> Answer<SetTicketFields> {
    actions::fill(&app, agent.clone(), ticket, version, body.values).await?;
    let fields = fields_of(&app, &agent, ticket.0).await?;
    let version = fields.answered.version;
    answer(fields).map(|reply| reply.version(version))
}

async fn search(
    State(app): State<App>,
    agent: Agent,
    Call(SearchForTicket { ticket, version, body }): Call<SearchForTicket>,
) -> Answer<SearchForTicket> {
    actions::search(&app, agent.clone(), ticket, version, body.search).await?;
    let fields = fields_of(&app, &agent, ticket.0).await?;
    let version = fields.answered.version;
    answer(fields).map(|reply| reply.version(version))
}
