//! A customer's own requests over HTTP. The brand is that of the host that was asked for: nothing of another one is there.

use std::cmp::Reverse;

use axum::{extract::State, http::HeaderMap};
use contract::{
    Page,
    attachments::{AddOwnTicketFile, FILE_BYTES},
    requests::{CloseOwnTicket, GetOwnChat, GetOwnTicket, ListRequests, ReopenOwnTicket, ReplyToOwnTicket, RequestRow},
};
use uuid::Uuid;

use super::routes::brand;
use crate::{
    chat,
    people::Customer,
    platform::{
        Answered, App, Failure,
        api::{Answer, Api, Call, answer},
        cursor, page,
    },
    tickets,
};

/// Rows of a page.
const ROWS: usize = 20;

/// How many answers a customer may send in a minute.
const REPLIES_PER_MINUTE: u32 = 20;

/// This part of the API.
pub fn routes(api: Api) -> Api {
    api.serve(list)
        .serve(ticket)
        .serve(reply)
        .serve(close)
        .serve(reopen)
        .serve_up_to(FILE_BYTES * 3 / 2, add_file)
        .serve(own_chat)
}

async fn list(
    State(app): State<App>,
    customer: Customer,
    headers: HeaderMap,
    Call(ListRequests { body }): Call<ListRequests>,
) -> Answer<ListRequests> {
    let brand = brand(&app, &headers).await?;
    let before = cursor::read::<Uuid>(body.after.as_deref())?;
    answer(requests(&app, &customer, brand.id, before).await?)
}

/// Tickets and chats as one list: ids sort by when they were made.
async fn requests(app: &App, customer: &Customer, brand: Uuid, before: Option<Uuid>) -> Answered<Page<RequestRow>> {
    let (db, wanted) = (app.db().read(), ROWS as u64 + 1);
    let tickets = tickets::own(db, customer, brand, before, wanted).await?;
    let chats = chat::own(db, customer, brand, before, wanted).await?;
    let tickets = tickets::own_rows(db, &tickets).await?.into_iter().map(|row| (row.id.0, RequestRow::Ticket(row)));
    let chats = chat::own_rows(db, &chats).await?.into_iter().map(|row| (row.id.0, RequestRow::Chat(row)));
    let mut rows: Vec<(Uuid, RequestRow)> = tickets.chain(chats).collect();
    rows.sort_by_key(|(id, _)| Reverse(*id));
    let Page { items, next } = page::cut(rows, ROWS, |(id, _)| *id);
    Ok(Page { items: items.into_iter().map(|(_, row)| row).collect(), next })
}

async fn ticket(
    State(app): State<App>,
    customer: Customer,
    headers: HeaderMap,
    Call(GetOwnTicket { ticket, body: () }): Call<GetOwnTicket>,
) -> Answer<GetOwnTicket> {
    let brand = brand(&app, &headers).await?;
    answer(tickets::own_ticket(&app, &customer, brand.id, ticket).await?)
}

async fn reply(
    State(app): State<App>,
    customer: Customer,
    headers: HeaderMap,
    Call(ReplyToOwnTicket { ticket, body }): Call<ReplyToOwnTicket>,
) -> Answer<ReplyToOwnTicket> {
    let brand = brand(&app, &headers).await?;
    let key = format!("reply:{}", customer.account.id);
    app.limits().hit(&key, REPLIES_PER_MINUTE, 60_000).map_err(Failure::too_many)?;
    let ticket = tickets::answer_own(&app, customer.clone(), brand.id, ticket, body).await?;
    answer(tickets::own_ticket(&app, &customer, brand.id, ticket).await?)
}

async fn close(
    State(app): State<App>,
    customer: Customer,
    headers: HeaderMap,
    Call(CloseOwnTicket { ticket, body: () }): Call<CloseOwnTicket>,
) -> Answer<CloseOwnTicket> {
    let brand = brand(&app, &headers).await?;
    tickets::close_own(&app, customer.clone(), brand.id, ticket, true).await?;
    answer(tickets::own_ticket(&app, &customer, brand.id, ticket).await?)
}

async fn reopen(
    State(app): State<App>,
    customer: Customer,
    headers: HeaderMap,
    Call(ReopenOwnTicket { ticket, body: () }): Call<ReopenOwnTicket>,
) -> Answer<ReopenOwnTicket> {
    let brand = brand(&app, &headers).await?;
    tickets::close_own(&app, customer.clone(), brand.id, ticket, false).await?;
    answer(tickets::own_ticket(&app, &customer, brand.id, ticket).await?)
}

async fn add_file(
    State(app): State<App>,
    customer: Customer,
    headers: HeaderMap,
    Call(AddOwnTicketFile { ticket, body }): Call<AddOwnTicketFile>,
) -> Answer<AddOwnTicketFile> {
    let brand = brand(&app, &headers).await?;
    answer(tickets::add_own_file(&app, &customer, brand.id, ticket, body).await?)
}

async fn own_chat(
    State(app): State<App>,
    customer: Customer,
    headers: HeaderMap,
    Call(GetOwnChat { chat, body: () }): Call<GetOwnChat>,
) -> Answer<GetOwnChat> {
    let brand = brand(&app, &headers).await?;
    answer(chat::own_chat(app.db().read(), &customer, brand.id, chat).await?)
}
