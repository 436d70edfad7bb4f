//! What agents read: the open chats, the ended ones, one chat, its logs.

use std::collections::HashSet;

use contract::{
    ChatId, Page,
    chat::{Chat, ChatFilter, ChatLog, ChatRow, ChatScope, GroupVersion, LogPosition, OpenChats},
};
use sea_orm::{ConnectionTrait, DbErr, entity::prelude::*};

use super::{
    access::{self, ChatFor},
    card,
    routed::topic,
    rows, store,
    tables::chats,
};
use crate::{
    departments::{
        self, Act, Agent, Scope,
        tables::{departments as department_rows, groups as group_rows},
    },
    platform::{Answered, App, Failure, Time, cursor, page, topics},
};

/// How many chats a page holds.
const PAGE: usize = 50;

/// How many entries of each log one call answers.
pub const LOG: usize = 500;

/// How many earlier chats stand beside one.
const EARLIER: u64 = 10;

/// A group with its department.
struct Place {
    group: Uuid,
    department: Uuid,
}

/// The groups whose chats an agent sees.
async fn places(db: &impl ConnectionTrait, agent: &Agent, archived: bool) -> Result<Vec<Place>, DbErr> {
    if !agent.sees_everything() {
        return Ok(agent.groups.iter().map(|mine| Place { group: mine.group, department: mine.department }).collect());
    }
    let departments = department_rows::Entity::find().all(db).await?;
    let mut groups = group_rows::Entity::find();
    if !archived {
        groups = groups.filter(group_rows::Column::ArchivedAt.is_null());
    }
    let places = groups.all(db).await?.into_iter().filter_map(|group| {
        let department = departments.iter().find(|department| department.id == group.department_id)?;
        let scope =
            Scope { department: department.id, group: group.id, owner: None, confidential: department.confidential };
        departments::may(agent, Act::View, &scope).then_some(Place { group: group.id, department: department.id })
    });
    Ok(places.collect())
}

/// The queues, one's own chats, the colleagues'.
pub async fn open(app: &App, agent: &Agent) -> Answered<OpenChats> {
    let db = app.db().read();
    let groups: Vec<Uuid> = places(db, agent, false).await?.into_iter().map(|place| place.group).collect();
    // The versions first: what changes in between is then pushed as something newer, never missed.
    let versions = versions(db, &groups).await?;
    let mut chats = store::open_in(db, &groups).await?;
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
    let mut found = match filter.scope {
        ChatScope::Ended => ended_in(db, agent, only, after).await?,
        ChatScope::MineEnded => my_ended(db, agent, only, after).await?,
    };
    found.sort_by_key(|chat| std::cmp::Reverse((chat.ended_at, chat.id)));
    let key = |chat: &chats::Model| (chat.ended_at.unwrap_or_default().0, chat.id);
    let Page { items, next } = page::cut(found, PAGE, key);
    Ok(Page { items: rows::rows_for(db, agent.id(), items).await?, next })
}

/// One more than a page of each department: an index holds the order within a department.
async fn ended_in(
    db: &impl ConnectionTrait,
    agent: &Agent,
    only: Option<Uuid>,
    after: Option<(Time, Uuid)>,
) -> Result<Vec<chats::Model>, DbErr> {
    let places = places(db, agent, true).await?;
    let departments: HashSet<Uuid> = places.iter().map(|place| place.department).collect();
    let mut found = Vec::new();
    for department in departments.into_iter().filter(|department| only.is_none_or(|only| only == *department)) {
        let groups = places.iter().filter(|place| place.department == department);
        let groups: Vec<Uuid> = groups.map(|place| place.group).collect();
        let by = (chats::Column::DepartmentId, department);
        let narrowed = (chats::Column::GroupId, groups.as_slice());
        found.extend(store::ended(db, by, narrowed, after, PAGE as u64 + 1).await?);
    }
    Ok(found)
}

/// What the agent had last, where the agent may still read.
async fn my_ended(
    db: &impl ConnectionTrait,
    agent: &Agent,
    only: Option<Uuid>,
    after: Option<(Time, Uuid)>,
) -> Result<Vec<chats::Model>, DbErr> {
    let departments = department_rows::Entity::find().all(db).await?;
    let readable = departments.into_iter().filter(|department| {
        only.is_none_or(|only| only == department.id) && (!department.confidential || agent.is_member_of(department.id))
    });
    let readable: Vec<Uuid> = readable.map(|department| department.id).collect();
    let by = (chats::Column::LastAgentId, agent.id());
    store::ended(db, by, (chats::Column::DepartmentId, &readable), after, PAGE as u64 + 1).await
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
    let may_take = found.permits(agent, Act::Take).is_ok()
        && found.row().agent_id != Some(agent.id())
        && found.row().ended_at.is_none();
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
    Ok(Chat { row, visitor, earlier, may_take })
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
