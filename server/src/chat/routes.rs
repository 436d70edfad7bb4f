//! The agents' operations on chats.

use axum::extract::State;
use contract::{
    List,
    asks::ListAskableOfChat,
    chat::{
        CommentOnChat, EndChat, GetChat, GetChatLog, ListChats, ListOpenChats, ListTransferTargets, MakeTicketOfChat,
        SeeChat, SendChatMessage, TakeChat, TransferChat,
    },
    fields::{GetChatFields, SetChatFields},
    searches::SearchForChat,
};

use super::{actions, lists, targets};
use crate::{
    departments::Agent,
    platform::{
        App,
        api::{Answer, Api, Call, answer},
    },
};

/// What this slice serves to agents.
pub fn routes(api: Api) -> Api {
    api.serve(list_open)
        .serve(list_ended)
        .serve(get)
        .serve(log)
        .serve(say)
        .serve(comment)
        .serve(list_askable)
        .serve(see)
        .serve(take)
        .serve(list_targets)
        .serve(transfer)
        .serve(end)
        .serve(make_ticket)
        .serve(get_fields)
        .serve(set_fields)
        .serve(search)
}

async fn list_open(State(app): State<App>, agent: Agent, Call(_): Call<ListOpenChats>) -> Answer<ListOpenChats> {
    answer(lists::open(&app, &agent).await?)
}

async fn list_ended(
    State(app): State<App>,
    agent: Agent,
    Call(ListChats { body }): Call<ListChats>,
) -> Answer<ListChats> {
    answer(lists::ended(&app, &agent, body).await?)
}

async fn get(State(app): State<App>, agent: Agent, Call(GetChat { chat, .. }): Call<GetChat>) -> Answer<GetChat> {
    answer(lists::one(&app, &agent, chat).await?)
}

async fn log(
    State(app): State<App>,
    agent: Agent,
    Call(GetChatLog { chat, body }): Call<GetChatLog>,
) -> Answer<GetChatLog> {
    answer(lists::log(&app, &agent, chat, body).await?)
}

async fn say(
    State(app): State<App>,
    agent: Agent,
    Call(SendChatMessage { chat, body }): Call<SendChatMessage>,
) -> Answer<SendChatMessage> {
    answer(actions::answer(&app, agent, chat, body).await?)
}

async fn comment(
    State(app): State<App>,
    agent: Agent,
    Call(CommentOnChat { chat, body }): Call<CommentOnChat>,
) -> Answer<CommentOnChat> {
    answer(actions::comment(&app, agent, chat, body).await?)
}

async fn list_askable(
    State(app): State<App>,
    agent: Agent,
    Call(ListAskableOfChat { chat, body }): Call<ListAskableOfChat>,
) -> Answer<ListAskableOfChat> {
    answer(List { items: lists::askable(&app, &agent, chat, &body.words).await? })
}

async fn see(State(app): State<App>, agent: Agent, Call(SeeChat { chat, body }): Call<SeeChat>) -> Answer<SeeChat> {
    actions::see_for_agent(&app, agent, chat, body).await?;
    answer(())
}

async fn take(State(app): State<App>, agent: Agent, Call(TakeChat { chat, body }): Call<TakeChat>) -> Answer<TakeChat> {
    actions::take(&app, agent.clone(), chat, body.epoch).await?;
    answer(lists::one(&app, &agent, chat).await?)
}

async fn list_targets(
    State(app): State<App>,
    agent: Agent,
    Call(ListTransferTargets { chat, .. }): Call<ListTransferTargets>,
) -> Answer<ListTransferTargets> {
    answer(targets::list(&app, &agent, chat).await?)
}

async fn transfer(
    State(app): State<App>,
    agent: Agent,
    Call(TransferChat { chat, body }): Call<TransferChat>,
) -> Answer<TransferChat> {
    actions::transfer(&app, agent.clone(), chat, body).await?;
    answer(lists::handed_on(&app, &agent, chat).await?)
}

async fn end(State(app): State<App>, agent: Agent, Call(EndChat { chat, body }): Call<EndChat>) -> Answer<EndChat> {
    actions::end_for_agent(&app, agent.clone(), chat, body.epoch).await?;
    answer(lists::one(&app, &agent, chat).await?)
}

async fn make_ticket(
    State(app): State<App>,
    agent: Agent,
    Call(MakeTicketOfChat { chat, body }): Call<MakeTicketOfChat>,
) -> Answer<MakeTicketOfChat> {
    answer(actions::make_ticket(&app, agent, chat, body).await?)
}

async fn get_fields(
    State(app): State<App>,
    agent: Agent,
    Call(GetChatFields { chat, .. }): Call<GetChatFields>,
) -> Answer<GetChatFields> {
    let fields = lists::fields(&app, &agent, chat).await?;
    let version = fields.answered.version;
    answer(fields).map(|reply| reply.version(version))
}

async fn set_fields(
    State(app): State<App>,
    agent: Agent,
    Call(SetChatFields { chat, version, body }): Call<SetChatFields>,
) -> Answer<SetChatFields> {
    actions::fill(&app, agent.clone(), chat, version, body.values).await?;
    let fields = lists::fields(&app, &agent, chat).await?;
    let version = fields.answered.version;
    answer(fields).map(|reply| reply.version(version))
}

async fn search(
    State(app): State<App>,
    agent: Agent,
    Call(SearchForChat { chat, version, body }): Call<SearchForChat>,
) -> Answer<SearchForChat> {
    actions::search(&app, agent.clone(), chat, version, body.search).await?;
    let fields = lists::fields(&app, &agent, chat).await?;
    let version = fields.answered.version;
    answer(fields).map(|reply| reply.version(version))
}
