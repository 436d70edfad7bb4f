//! Who may come near a chat: the only makers of [`ChatFor`]. What one may not know is not there (404).

use std::marker::PhantomData;

use contract::{ChatId, departments::Channel, fields::ItemKind, rights::Permissions};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    happened::Head,
    numbering::Held,
    store::{self, Known},
    tables::chats,
};
use crate::{
    asks,
    departments::{self, Act, Agent, Item, Permission, Scope},
    fields,
    people::{self, Visitor},
    platform::{Answered, App, Failure, Tx},
    routing,
};

/// A chat as somebody may have it.
#[derive(Clone, Debug)]
pub struct ChatFor<Who> {
    held: Held,
    asked: bool,
    who: PhantomData<fn() -> Who>,
}

impl<Who> ChatFor<Who> {
    fn new(known: Known) -> Self {
        ChatFor { held: known.into(), asked: false, who: PhantomData }
    }

    /// Its row.
    pub fn row(&self) -> &chats::Model {
        &self.held.row
    }

    /// Whose it is.
    pub fn head(&self) -> Head {
        self.held.head()
    }

    /// For writing; what is written is lost unless the chat was held.
    pub fn into_held(self) -> Held {
        self.held
    }
}

impl ChatFor<Agent> {
    /// A chat the agent may do this with. 404 when the agent may not see it, 403 when seeing is all the agent may.
    pub async fn get(db: &impl ConnectionTrait, agent: &Agent, chat: ChatId, act: Act) -> Answered<Self> {
        Self::permit(db, store::chat(db, chat.0).await?, agent, act).await
    }

    /// The same, held until the transaction's end.
    pub async fn hold(tx: &Tx, agent: &Agent, chat: ChatId, act: Act) -> Answered<Self> {
        Self::permit(tx, store::hold(tx, chat.0).await?, agent, act).await
    }

    /// The same, for moving it: routing's lock comes before the chat's own. Who may not is refused before either.
    pub async fn hold_to_move(tx: &Tx, agent: &Agent, chat: ChatId, act: Act) -> Answered<Self> {
        Self::get(tx, agent, chat, act).await?;
        routing::hold(tx).await?;
        Self::hold(tx, agent, chat, act).await
    }

    /// A chat the agent may read: in its lists, in an organization's history, or because a comment asks about it.
    pub async fn read(db: &impl ConnectionTrait, agent: &Agent, chat: ChatId) -> Answered<Self> {
        let chat = Self::known(db, store::chat(db, chat.0).await?, agent).await?;
        if departments::may(agent, Act::Read, &chat.scope()) { Ok(chat) } else { Err(Failure::not_found()) }
    }

    /// A chat the agent may follow: in its lists, or because a comment asks about it.
    pub async fn follow(db: &impl ConnectionTrait, agent: &Agent, chat: ChatId) -> Answered<Self> {
        let chat = Self::known(db, store::chat(db, chat.0).await?, agent).await?;
        if chat.is_followed(agent) { Ok(chat) } else { Err(Failure::not_found()) }
    }

    /// A chat the agent has just handed on: it is shown once more, wherever it went.
    pub async fn handed_on(db: &impl ConnectionTrait, chat: ChatId) -> Answered<Self> {
        store::chat(db, chat.0).await?.map(Self::new).ok_or_else(Failure::not_found)
    }

    /// Whether the agent may also do this.
    pub fn permits(&self, agent: &Agent, permission: Permission) -> Answered<()> {
        let may = departments::may(agent, Act::Do(permission), &self.scope());
        if may { Ok(()) } else { Err(Failure::forbidden()) }
    }

    /// Everything the agent may do with it.
    pub fn all_one_may(&self, agent: &Agent) -> Permissions {
        departments::all_one_may(agent, &self.scope())
    }

    /// Whether the agent may see a chat.
    pub fn is_seen(held: &Held, agent: &Agent) -> bool {
        departments::may(agent, Act::View, &scope(&held.row, held.confidential))
    }

    /// Where the chat is, who has it, and whether a comment asks the agent about it.
    pub fn scope(&self) -> Scope {
        Scope { asked: self.asked, ..scope(&self.held.row, self.held.confidential) }
    }

    fn is_followed(&self, agent: &Agent) -> bool {
        let may = |act| departments::may(agent, act, &self.scope());
        may(Act::View) || self.asked && may(Act::Read)
    }

    async fn known(db: &impl ConnectionTrait, known: Option<Known>, agent: &Agent) -> Answered<Self> {
        let chat = known.map(Self::new).ok_or_else(Failure::not_found)?;
        let asked = asks::scope(db, agent, chat.held.row.id, chat.scope()).await?.asked;
        Ok(ChatFor { asked, ..chat })
    }

    async fn permit(db: &impl ConnectionTrait, known: Option<Known>, agent: &Agent, act: Act) -> Answered<Self> {
        let chat = Self::known(db, known, agent).await?;
        if !chat.is_followed(agent) {
            return Err(Failure::not_found());
        }
        if departments::may(agent, act, &chat.scope()) { Ok(chat) } else { Err(Failure::forbidden()) }
    }
}

impl ChatFor<Visitor> {
    /// The visitor's own chat; anybody else's is not there.
    pub async fn get(db: &impl ConnectionTrait, visitor: &Visitor, chat: ChatId) -> Answered<Self> {
        Self::permit(db, store::chat(db, chat.0).await?, visitor).await
    }

    /// The same, held until the transaction's end.
    pub async fn hold(tx: &Tx, visitor: &Visitor, chat: ChatId) -> Answered<Self> {
        Self::permit(tx, store::hold(tx, chat.0).await?, visitor).await
    }

    /// The same, for moving it: routing's lock comes before the chat's own.
    pub async fn hold_to_move(tx: &Tx, visitor: &Visitor, chat: ChatId) -> Answered<Self> {
        Self::get(tx, visitor, chat).await?;
        routing::hold(tx).await?;
        Self::hold(tx, visitor, chat).await
    }

    /// Whether a chat is this browser's own.
    pub fn is_own(held: &Held, visitor: &Visitor) -> bool {
        held.row.visitor_id == visitor.row.id && held.row.brand_id == visitor.row.brand_id
    }

    /// One's own, and in another browser that of the same person, as the site vouched for it.
    async fn permit(db: &impl ConnectionTrait, known: Option<Known>, visitor: &Visitor) -> Answered<Self> {
        let in_brand = known.filter(|known| known.chat.brand_id == visitor.row.brand_id);
        let chat = in_brand.map(Self::new).ok_or_else(Failure::not_found)?;
        let owner = chat.held.row.visitor_id;
        let own = Self::is_own(&chat.held, visitor)
            || (visitor.row.identity_sub.is_some() && people::same_person(db, &visitor.row).await?.contains(&owner));
        if own { Ok(chat) } else { Err(Failure::not_found()) }
    }
}

/// Where a chat is, for asking what somebody may do with it.
pub fn scope(chat: &chats::Model, confidential: bool) -> Scope {
    Scope { department: chat.department_id, group: chat.group_id, owner: chat.agent_id, confidential, asked: false }
}

/// A chat, for asking where it can go.
pub fn item(chat: &chats::Model) -> Item {
    Item { channel: Channel::Chat, brand: chat.brand_id, department: chat.department_id, group: chat.group_id }
}

/// A chat, for asking what its fields are.
pub fn field_item(chat: &chats::Model) -> fields::Item {
    fields::Item { kind: ItemKind::Chat, id: chat.id, department: chat.department_id }
}

/// Whether an agent may read a chat.
pub fn readable(agent: &Agent, chat: &chats::Model, confidential: bool) -> bool {
    departments::may(agent, Act::Read, &scope(chat, confidential))
}

/// Whose a chat is, when the agent may follow it live.
///
/// # Errors
/// 404 when the agent may not.
pub async fn head_for_agent(app: &App, agent: &Agent, chat: ChatId) -> Answered<Head> {
    Ok(ChatFor::<Agent>::follow(app.db().read(), agent, chat).await?.head())
}

/// Whether an agent who follows a chat may still read it, wherever it went.
///
/// # Errors
/// The database's.
pub async fn still_readable(app: &App, agent: &Agent, chat: Uuid) -> Answered<bool> {
    match ChatFor::<Agent>::read(app.db().read(), agent, ChatId(chat)).await {
        Ok(_) => Ok(true),
        Err(failure) if failure.0.status == 404 => Ok(false),
        Err(failure) => Err(failure),
    }
}

/// Whose a chat is, when it is the visitor's.
///
/// # Errors
/// 404 when it is not.
pub async fn head_for_visitor(app: &App, visitor: Uuid, chat: ChatId) -> Answered<Head> {
    let db = app.db().read();
    let row = people::visitor(db, visitor).await?.ok_or_else(Failure::not_found)?;
    Ok(ChatFor::<Visitor>::get(db, &Visitor { row }, chat).await?.head())
}
