//! The visitors' operations. None of them reads a cookie: a visitor shows a token.

use super::{
    access::ChatFor,
    actions,
    lists::{LOG, number},
    rows, store,
};
use crate::{
    departments, fields,
    people::{self, Peer, Visitor, tables::visitors},
    platform::{
        Answered, App, Failure,
        api::{Answer, Api, Call, answer},
    },
    tickets,
};
use axum::{
    extract::State,
    http::{HeaderMap, header},
};
use contract::widget::{
    CreateVisitor, EndVisitorChat, ForgetVisitor, GetVisitorChat, GetVisitorLog, GetWidget, Identify, LeaveMessage,
    NewVisitor, PublicLog, SeePage, SeeVisitorChat, SendVisitorMessage, StartChat, VisitorChat, VisitorPass,
    WidgetState,
};
use contract::{List, fields::GetWidgetQuestions};

/// How long an ended chat is shown first, in milliseconds.
const SHOWN_MILLIS: i64 = 60 * 60 * 1000;

/// How many chats a visitor may begin in an hour, and how many messages send in a minute.
const CHATS_PER_HOUR: u32 = 30;
const MESSAGES_PER_MINUTE: u32 = 600;

const MINUTE: i64 = 60 * 1000;

/// What this slice serves to visitors.
pub fn routes(api: Api) -> Api {
    api.serve(create)
        .serve(get)
        .serve(forget)
        .serve(see_page)
        .serve(identify)
        .serve(start)
        .serve(get_chat)
        .serve(log)
        .serve(say)
        .serve(see)
        .serve(end)
        .serve(leave_message)
        .serve(questions)
}

async fn create(
    State(app): State<App>,
    peer: Peer,
    Call(CreateVisitor { body }): Call<CreateVisitor>,
) -> Answer<CreateVisitor> {
    anonymous(&app, peer, "visitor")?;
    let NewVisitor { brand, page } = body;
    let brand = departments::brand_by_key(app.db().read(), &brand).await?.ok_or_else(Failure::not_found)?;
    let (visitor, token) = app
        .db()
        .write(move |tx| Box::pin(async move { Ok::<_, Failure>(people::create_visitor(tx, brand.id, &page).await?) }))
        .await?;
    answer(VisitorPass { token, state: state(&app, &visitor).await? })
}

async fn get(State(app): State<App>, visitor: Visitor, Call(_): Call<GetWidget>) -> Answer<GetWidget> {
    answer(state(&app, &visitor.row).await?)
}

async fn forget(State(app): State<App>, visitor: Visitor, Call(_): Call<ForgetVisitor>) -> Answer<ForgetVisitor> {
    let id = visitor.row.id;
    if let Some(chat) = store::current_of(app.db().read(), &[id]).await?
        && chat.ended_at.is_none()
    {
        // Nobody could go on with it, and an agent would wait.
        actions::end_for_visitor(&app, visitor, chat.id.into()).await?;
    }
    people::forget_visitor(&app, id).await?;
    answer(())
}

async fn see_page(State(app): State<App>, visitor: Visitor, Call(SeePage { body }): Call<SeePage>) -> Answer<SeePage> {
    people::see_page(&app, visitor.row.id, body).await?;
    answer(())
}

async fn identify(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    Call(Identify { body }): Call<Identify>,
) -> Answer<Identify> {
    let brand = departments::brand(app.db().read(), visitor.row.brand_id).await?.ok_or_else(Failure::not_found)?;
    let secret = departments::identity_secret(&app, &brand);
    let identified = people::identify(&app, &visitor, secret.as_deref(), &body.token).await?;
    // The same visitor goes on with the token shown.
    let token = identified.token.or_else(|| bearer(&headers)).ok_or_else(Failure::signed_out)?;
    answer(VisitorPass { token, state: state(&app, &identified.visitor).await? })
}

async fn start(
    State(app): State<App>,
    visitor: Visitor,
    Call(StartChat { body }): Call<StartChat>,
) -> Answer<StartChat> {
    limit(&app, &format!("chat:{}", visitor.row.id), CHATS_PER_HOUR, 60 * MINUTE)?;
    if !body.page.url.is_empty() {
        people::see_page(&app, visitor.row.id, body.page.clone()).await?;
    }
    let chat = actions::start(&app, visitor.clone(), body).await?;
    answer(chat_of(&app, &visitor, chat.into()).await?)
}

async fn get_chat(
    State(app): State<App>,
    visitor: Visitor,
    Call(GetVisitorChat { chat, .. }): Call<GetVisitorChat>,
) -> Answer<GetVisitorChat> {
    answer(chat_of(&app, &visitor, chat).await?)
}

async fn log(
    State(app): State<App>,
    visitor: Visitor,
    Call(GetVisitorLog { chat, body }): Call<GetVisitorLog>,
) -> Answer<GetVisitorLog> {
    let db = app.db().read();
    ChatFor::<Visitor>::get(db, &visitor, chat).await?;
    let mut entries = store::public(db, chat.0, number(body.after), LOG as u64 + 1).await?;
    let more = entries.len() > LOG;
    entries.truncate(LOG);
    answer(PublicLog { entries, more })
}

async fn say(
    State(app): State<App>,
    visitor: Visitor,
    Call(SendVisitorMessage { chat, body }): Call<SendVisitorMessage>,
) -> Answer<SendVisitorMessage> {
    limit(&app, &format!("say:{}", visitor.row.id), MESSAGES_PER_MINUTE, MINUTE)?;
    answer(actions::write(&app, visitor, chat, body).await?)
}

async fn see(
    State(app): State<App>,
    visitor: Visitor,
    Call(SeeVisitorChat { chat, body }): Call<SeeVisitorChat>,
) -> Answer<SeeVisitorChat> {
    actions::see_for_visitor(&app, visitor, chat, body).await?;
    answer(())
}

async fn end(
    State(app): State<App>,
    visitor: Visitor,
    Call(EndVisitorChat { chat, .. }): Call<EndVisitorChat>,
) -> Answer<EndVisitorChat> {
    actions::end_for_visitor(&app, visitor.clone(), chat).await?;
    answer(chat_of(&app, &visitor, chat).await?)
}

async fn leave_message(
    State(app): State<App>,
    peer: Peer,
    visitor: Visitor,
    Call(LeaveMessage { body }): Call<LeaveMessage>,
) -> Answer<LeaveMessage> {
    anonymous(&app, peer, "message")?;
    let role = people::role_of_visitor(app.db().read(), &visitor.row, app.clock().now()).await?;
    let writer = tickets::Writer { author: visitor.row.id, account: visitor.row.account_id, role };
    answer(tickets::leave_message(&app, visitor.row.brand_id, writer, body).await?)
}

async fn questions(
    State(app): State<App>,
    visitor: Visitor,
    Call(GetWidgetQuestions { department, kind, .. }): Call<GetWidgetQuestions>,
) -> Answer<GetWidgetQuestions> {
    let found = departments::public_department(app.db().read(), visitor.row.brand_id, department.0).await?;
    found.ok_or_else(Failure::not_found)?;
    answer(List { items: fields::forms(&app).await?.questions(kind, department.0) })
}

async fn chat_of(app: &App, visitor: &Visitor, chat: contract::ChatId) -> Answered<VisitorChat> {
    let db = app.db().read();
    let chat = ChatFor::<Visitor>::get(db, visitor, chat).await?;
    Ok(rows::for_visitor(db, chat.row(), app.clock().now()).await?)
}

/// What the widget shows first: the chat that is open, or one that ended a little while ago.
async fn state(app: &App, visitor: &visitors::Model) -> Answered<WidgetState> {
    let (db, now) = (app.db().read(), app.clock().now());
    let brand = departments::brand(db, visitor.brand_id).await?.ok_or_else(Failure::not_found)?;
    let current = store::current_of(db, &people::same_person(db, visitor).await?).await?;
    let shown = current.filter(|chat| chat.ended_at.is_none_or(|ended| now.since(ended) < SHOWN_MILLIS));
    let chat = match shown {
        Some(chat) => Some(rows::for_visitor(db, &chat, now).await?),
        None => None,
    };
    Ok(WidgetState {
        visitor: visitor.id.into(),
        name: visitor.name.clone(),
        email: visitor.email.clone(),
        look: departments::look(&brand),
        availability: fields::availability(app, brand.id).await?,
        chat,
    })
}

/// Calls nobody signed for are counted by address.
fn anonymous(app: &App, peer: Peer, what: &str) -> Answered<()> {
    limit(app, &format!("{what}:{}", peer.key()), app.config().anonymous_per_minute, MINUTE)
}

fn limit(app: &App, key: &str, most: u32, window: i64) -> Answered<()> {
    app.limits().hit(key, most, window).map_err(Failure::too_many)
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    value.split_once(' ').map(|(_, token)| token.trim().to_owned())
}
