//! Tickets over HTTP.

use axum::extract::State;
use contract::{
    List,
    asks::ListAskableOfTicket,
    attachments::{AddTicketFile, FILE_BYTES},
    fields::{GetTicketFields, ItemFields, SetTicketFields},
    searches::SearchForTicket,
    tickets::{
        CommentOnTicket, CreateTicket, DeleteTicket, FindTags, FindTickets, GetTicket, LinkTicket, ListTickets,
        MarkTicket, MergeTicket, ReplyToTicket, RestoreTicket, SendReplyAgain, SplitTicket, TakeBackReply, TakeTicket,
        Ticket, TransferTicket, UndoMerge, UndoSplit, UnlinkTicket, UpdateTicket,
    },
};
use uuid::Uuid;

use super::{access, actions, deletion, find, links, list, marks, merge, open, split, tags, undo, view};
use crate::{
    asks,
    attachments::{self, Links},
    departments::Agent,
    fields,
    platform::{
        Answered, App,
        api::{Answer, Api, Call, answer},
    },
};

/// The most bytes of a call that brings a file.
const FILE_CALL: usize = FILE_BYTES * 3 / 2;

/// Serves this slice.
pub fn routes(api: Api) -> Api {
    api.serve(list_tickets)
        .serve(find_tickets)
        .serve(create)
        .serve(get)
        .serve(update)
        .serve(reply)
        .serve(take_back)
        .serve(send_again)
        .serve(comment)
        .serve_up_to(FILE_CALL, add_file)
        .serve(list_askable)
        .serve(take)
        .serve(transfer)
        .serve(get_fields)
        .serve(set_fields)
        .serve(search)
        .serve(mark)
        .serve(find_tags)
        .serve(delete)
        .serve(restore)
        .serve(link)
        .serve(unlink)
        .serve(merge_into)
        .serve(undo_merge)
        .serve(split_off)
        .serve(undo_split)
}

/// The ticket after an act, as the agent may see it now.
async fn present(app: &App, agent: &Agent, ticket: Uuid) -> Answered<Ticket> {
    let db = app.db().read();
    let links = Links::of(app, agent.id());
    view::whole(db, agent, access::to_read(db, agent, ticket).await?, &links).await
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

async fn take_back(
    State(app): State<App>,
    agent: Agent,
    Call(TakeBackReply { ticket, entry, body: () }): Call<TakeBackReply>,
) -> Answer<TakeBackReply> {
    undo::take_back(&app, agent.clone(), ticket, entry).await?;
    answer(present(&app, &agent, ticket.0).await?)
}

async fn send_again(
    State(app): State<App>,
    agent: Agent,
    Call(SendReplyAgain { ticket, entry, body: () }): Call<SendReplyAgain>,
) -> Answer<SendReplyAgain> {
    undo::send_again(&app, agent.clone(), ticket, entry).await?;
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

async fn add_file(
    State(app): State<App>,
    agent: Agent,
    Call(AddTicketFile { ticket, body }): Call<AddTicketFile>,
) -> Answer<AddTicketFile> {
    access::to_write(app.db().read(), &agent, ticket.0).await?;
    answer(attachments::add(&app, ticket.0, agent.id(), body).await?)
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

async fn mark(
    State(app): State<App>,
    agent: Agent,
    Call(MarkTicket { ticket, version, body }): Call<MarkTicket>,
) -> Answer<MarkTicket> {
    marks::mark(&app, agent.clone(), ticket, version, body).await?;
    let ticket = present(&app, &agent, ticket.0).await?;
    let version = ticket.row.version;
    answer(ticket).map(|reply| reply.version(version))
}

async fn find_tags(State(app): State<App>, _: Agent, Call(FindTags { body }): Call<FindTags>) -> Answer<FindTags> {
    answer(List { items: tags::find(app.db().read(), &body.words).await? })
}

async fn delete(
    State(app): State<App>,
    agent: Agent,
    Call(DeleteTicket { ticket, body: () }): Call<DeleteTicket>,
) -> Answer<DeleteTicket> {
    deletion::delete(&app, agent, ticket).await?;
    answer(())
}

async fn restore(
    State(app): State<App>,
    agent: Agent,
    Call(RestoreTicket { ticket, body: () }): Call<RestoreTicket>,
) -> Answer<RestoreTicket> {
    deletion::restore(&app, agent.clone(), ticket.0).await?;
    answer(present(&app, &agent, ticket.0).await?)
}

async fn link(
    State(app): State<App>,
    agent: Agent,
    Call(LinkTicket { ticket, body }): Call<LinkTicket>,
) -> Answer<LinkTicket> {
    links::link(&app, agent.clone(), ticket, body.other).await?;
    answer(present(&app, &agent, ticket.0).await?)
}

async fn unlink(
    State(app): State<App>,
    agent: Agent,
    Call(UnlinkTicket { ticket, other, body: () }): Call<UnlinkTicket>,
) -> Answer<UnlinkTicket> {
    links::unlink(&app, agent.clone(), ticket, other).await?;
    answer(present(&app, &agent, ticket.0).await?)
}

async fn merge_into(
    State(app): State<App>,
    agent: Agent,
    Call(MergeTicket { ticket, body }): Call<MergeTicket>,
) -> Answer<MergeTicket> {
    merge::merge(&app, agent.clone(), ticket, body.into).await?;
    answer(present(&app, &agent, ticket.0).await?)
}

async fn undo_merge(
    State(app): State<App>,
    agent: Agent,
    Call(UndoMerge { ticket, body: () }): Call<UndoMerge>,
) -> Answer<UndoMerge> {
    merge::undo(&app, agent.clone(), ticket).await?;
    answer(present(&app, &agent, ticket.0).await?)
}

async fn split_off(
    State(app): State<App>,
    agent: Agent,
    Call(SplitTicket { ticket, body }): Call<SplitTicket>,
) -> Answer<SplitTicket> {
    let new = split::split(&app, agent.clone(), ticket, body).await?;
    answer(present(&app, &agent, new).await?)
}

async fn undo_split(
    State(app): State<App>,
    agent: Agent,
    Call(UndoSplit { ticket, body: () }): Call<UndoSplit>,
) -> Answer<UndoSplit> {
    let from = split::undo(&app, agent.clone(), ticket).await?;
    answer(present(&app, &agent, from).await?)
}
