//! What agents read: the open chats, the ended ones, one chat, its logs.

use std::collections::HashMap;

use contract::{
    ChatId, Page,
    asks::Askable,
    chat::{Chat, ChatFilter, ChatLog, ChatRow, ChatScope, GroupVersion, LogPosition, OpenChats},
    fields::ItemFields,
};
use sea_orm::{ConnectionTrait, DbErr, entity::prelude::*};

use super::{
    access::{self, ChatFor},
    card,
    routed::topic,
    rows,
    store::{self, Known},
    tables::chats,
};
use crate::{
    asks,
    departments::{self, Act, Agent, Permission, Sight, tables::departments as department_rows, visible_groups},
    fields,
    platform::{Answered, App, Failure, Time, cursor, page, topics},
};

/// How many chats a page holds.
const PAGE: usize = 50;

/// Index entries walked for a page of one's own chats. After that it ends, with a cursor to search further.
const WALKED: u64 = 5_000;

/// Index entries read at once.
const BATCH: u64 = 100;

/// The sort key of an ended chat.
type Key = (Time, Uuid);

/// How many entries of each log one call answers.
pub const LOG: usize = 500;

/// How many earlier chats stand beside one.
const EARLIER: u64 = 10;

/// The queues, one's own chats, the colleagues'.
pub async fn open(app: &App, agent: &Agent) -> Answered<OpenChats> {
    let db = app.db().read();
    let visible = visible_groups(db, agent, false).await?;
    let groups: Vec<Uuid> = visible.iter().map(|group| group.id).collect();
    // The versions first: what changes in between is then pushed as something newer, never missed.
    let versions = versions(db, &groups).await?;
    let mut chats = store::open_in(db, &groups).await?;
    chats.retain(|chat| visible.iter().any(|group| group.id == chat.group_id && group.shows(agent, chat.agent_id)));
    // One keeps what one has, also where one sees nothing else: taken over by right of a role that is gone, say.
    for Known { chat, confidential, .. } in store::held_by(db, agent.id()).await? {
        let elsewhere = chat.agent_id == Some(agent.id()) && !groups.contains(&chat.group_id);
        if elsewhere && departments::may(agent, Act::View, &access::scope(&chat, confidential)) {
            chats.push(chat);
        }
    }
    let (mut waiting, mut active): (Vec<_>, Vec<_>) = chats.drain(..).partition(|chat| chat.agent_id.is_none());
    waiting.sort_by_key(rows::queue_place);
    active.sort_by_key(|chat| (chat.started_at, chat.id));
    waiting.append(&mut active);
    Ok(OpenChats { items: rows::rows_for(db, agent.id(), waiting).await?, versions })
}

async fn versions(db: &impl ConnectionTrait, groups: &[Uuid]) -> Result<Vec<GroupVersion>, DbErr> {
    let names = groups.iter().map(|group| topic(*group));
    let known = topics::table::Entity::find().filter(topics::table::Column::Topic.is_in(names)).all(db).await?;
    let version = |group: Uuid| {
        let topic = topic(group);
        known.iter().find(|row| row.topic == topic).map_or(0, |row| row.version.unsigned_abs())
    };
    Ok(groups.iter().map(|group| GroupVersion { group: (*group).into(), version: version(*group) }).collect())
}

/// Ended chats, newest first.
pub async fn ended(app: &App, agent: &Agent, filter: ChatFilter) -> Answered<Page<ChatRow>> {
    let db = app.db().read();
    let after: Option<(i64, Uuid)> = cursor::read(filter.after.as_deref())?;
    let after = after.map(|(at, id)| (Time(at), id));
    let only = filter.department.map(|department| department.0);
    let (mut found, further) = match filter.scope {
        ChatScope::Ended => (ended_in(db, agent, only, after).await?, None),
        ChatScope::MineEnded => my_ended(db, agent, only, after).await?,
    };
    found.sort_by_key(|chat| std::cmp::Reverse((chat.ended_at, chat.id)));
    let Page { items, next } = page::cut(found, PAGE, |chat| cursor_of(key(chat)));
    let next = next.or_else(|| further.map(|key| cursor::after(&cursor_of(key))));
    Ok(Page { items: rows::rows_for(db, agent.id(), items).await?, next })
}

/// One more than a page of each group: an index holds the order within a group.
async fn ended_in(
    db: &impl ConnectionTrait,
    agent: &Agent,
    only: Option<Uuid>,
    after: Option<Key>,
) -> Result<Vec<chats::Model>, DbErr> {
    let mut found = Vec::new();
    for group in visible_groups(db, agent, true).await? {
        if only.is_none_or(|only| only == group.department) {
            let of = (group.sight == Sight::Queue).then_some(agent.id());
            found.extend(store::ended(db, (chats::Column::GroupId, group.id), of, after, PAGE as u64 + 1).await?);
        }
    }
    Ok(found)
}

/// What the agent had last, where the agent may still read; and where to search further when that was not all.
async fn my_ended(
    db: &impl ConnectionTrait,
    agent: &Agent,
    only: Option<Uuid>,
    mut after: Option<Key>,
) -> Result<(Vec<chats::Model>, Option<Key>), DbErr> {
    let departments = department_rows::Entity::find().all(db).await?;
    let departments = departments.into_iter().filter(|department| only.is_none_or(|only| only == department.id));
    let confidential: HashMap<Uuid, bool> = departments.map(|row| (row.id, row.confidential)).collect();
    let readable = |chat: &chats::Model| {
        confidential.get(&chat.department_id).is_some_and(|confidential| access::readable(agent, chat, *confidential))
    };
    let mut found = Vec::new();
    for _ in 0..WALKED / BATCH {
        let batch = store::ended(db, (chats::Column::LastAgentId, agent.id()), None, after, BATCH).await?;
        let over = (batch.len() as u64) < BATCH;
        after = batch.last().map(key).or(after);
        found.extend(batch.into_iter().filter(&readable));
        if over || found.len() > PAGE {
            return Ok((found, None));
        }
    }
    Ok((found, after))
}

/// The key as cursors hold it.
fn cursor_of((at, id): Key) -> (i64, Uuid) {
    (at.0, id)
}

fn key(chat: &chats::Model) -> Key {
    (chat.ended_at.unwrap_or_default(), chat.id)
}

/// One chat, with who is on the other side.
pub async fn one(app: &App, agent: &Agent, chat: ChatId) -> Answered<Chat> {
    let found = ChatFor::<Agent>::read(app.db().read(), agent, chat).await?;
    show(app, agent, found).await
}

/// A chat the agent has just handed on.
pub async fn handed_on(app: &App, agent: &Agent, chat: ChatId) -> Answered<Chat> {
    let found = ChatFor::<Agent>::handed_on(app.db().read(), chat).await?;
    show(app, agent, found).await
}

async fn show(app: &App, agent: &Agent, found: ChatFor<Agent>) -> Answered<Chat> {
    let db = app.db().read();
    let may = found.all_one_may(agent);
    let may_take =
        may.contains(Permission::Take) && found.row().agent_id != Some(agent.id()) && found.row().ended_at.is_none();
    let chat = found.into_held().row;
    let visitor = card::card(app, db, &chat).await?;
    let before = store::before(db, &chat, EARLIER).await?;
    let departments = departments::departments(db, before.iter().map(|chat| chat.department_id)).await?;
    let readable = |chat: &chats::Model| {
        departments
            .get(&chat.department_id)
            .is_some_and(|department| access::readable(agent, chat, department.confidential))
    };
    let before = before.into_iter().filter(readable).collect();
    let earlier = rows::rows_for(db, agent.id(), before).await?;
    let row = rows::rows_for(db, agent.id(), vec![chat]).await?.pop();
    let row = row.ok_or_else(Failure::not_found)?;
    Ok(Chat { row, visitor, earlier, may_take, may })
}

/// Whom a comment on a chat can ask.
pub async fn askable(app: &App, agent: &Agent, chat: ChatId, words: &str) -> Answered<Vec<Askable>> {
    let db = app.db().read();
    let scope = ChatFor::<Agent>::get(db, agent, chat, Act::Do(Permission::Comment)).await?.scope();
    Ok(asks::askable(db, agent, &scope, words).await?)
}

/// The fields of a chat.
pub async fn fields(app: &App, agent: &Agent, chat: ChatId) -> Answered<ItemFields> {
    let forms = fields::forms(app).await?;
    let db = app.db().read();
    let found = ChatFor::<Agent>::read(db, agent, chat).await?;
    Ok(fields::of_item(db, &forms, access::field_item(found.row())).await?)
}

/// Both logs after some numbers.
pub async fn log(app: &App, agent: &Agent, chat: ChatId, from: LogPosition) -> Answered<ChatLog> {
    let db = app.db().read();
    ChatFor::<Agent>::read(db, agent, chat).await?;
    let most = LOG as u64 + 1;
    let mut public = store::public(db, chat.0, number(from.public), most).await?;
    let mut internal = store::internal(db, chat.0, number(from.internal), most).await?;
    let more = public.len() > LOG || internal.len() > LOG;
    public.truncate(LOG);
    internal.truncate(LOG);
    Ok(ChatLog { public, internal, more })
}

/// A number of a log, as stored.
pub fn number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
