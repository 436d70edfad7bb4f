//! The keys of this slice: an agent with the groups the agent is a member of, and an administrator.

use axum::{extract::FromRequestParts, http::request::Parts};
use contract::people::{AgentRef, Role};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::store;
use crate::{
    people::{self, Signed, tables::accounts},
    platform::{App, Failure, memory::Remembered},
};

/// A signed-in employee and where the employee works. Made from a session only.
#[derive(Clone, Debug)]
pub struct Agent {
    /// Who.
    pub me: AgentRef,
    /// The name customers see.
    pub alias: String,
    /// The roles held, lowest first.
    pub roles: Vec<Role>,
    /// The session.
    pub session: Uuid,
    /// The groups the agent is a member of, archived ones left out.
    pub groups: Vec<MyGroup>,
}

/// A group the agent is a member of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MyGroup {
    /// The group.
    pub group: Uuid,
    /// Its department.
    pub department: Uuid,
    /// The department's brand.
    pub brand: Uuid,
    /// Whether the department is confidential.
    pub confidential: bool,
    /// Whether new work enters here.
    pub front_line: bool,
    /// Whether the agent only watches: excluded from both chats and tickets.
    pub watches: bool,
}

impl Agent {
    /// The account.
    pub fn id(&self) -> Uuid {
        self.me.id.0
    }

    /// Whether settings may be changed.
    pub fn is_administrator(&self) -> bool {
        self.roles.contains(&Role::Administrator)
    }

    /// Whether the work of every group not confidential may be seen.
    pub fn sees_everything(&self) -> bool {
        self.roles.iter().any(|role| *role != Role::Agent)
    }

    /// Whether the agent is a member of any group of a department.
    pub fn is_member_of(&self, department: Uuid) -> bool {
        self.groups.iter().any(|mine| mine.department == department)
    }

    /// Whether the agent is a member of a group.
    pub fn is_in(&self, group: Uuid) -> bool {
        self.groups.iter().any(|mine| mine.group == group)
    }
}

/// Where an agent works, as it is remembered between requests.
struct Places(Vec<MyGroup>);

impl Remembered for Places {
    const TABLES: &'static [&'static str] = &["memberships", "groups", "departments"];
}

/// Puts an agent together: for requests, and for sockets that live on while rights change.
///
/// # Errors
/// The database's.
pub async fn recall_agent(app: &App, account: &accounts::Model, session: Uuid) -> Result<Agent, DbErr> {
    let read = async {
        let groups = store::groups_of_agent(app.db().read(), account.id).await?;
        Ok::<_, DbErr>(Some((account.id, Places(groups))))
    };
    let places = app.memory().recall(account.id.as_bytes(), read).await?;
    agent(account, session, places.map(|places| places.0.clone()).unwrap_or_default())
}

/// Puts an agent together inside a transaction, which sees what it wrote itself.
///
/// # Errors
/// The database's.
pub async fn load_agent(db: &impl ConnectionTrait, account: &accounts::Model, session: Uuid) -> Result<Agent, DbErr> {
    agent(account, session, store::groups_of_agent(db, account.id).await?)
}

fn agent(account: &accounts::Model, session: Uuid, groups: Vec<MyGroup>) -> Result<Agent, DbErr> {
    Ok(Agent {
        me: people::agent_ref(account),
        alias: people::shown_name(account).to_owned(),
        roles: people::roles(&account.roles)?,
        session,
        groups,
    })
}

impl FromRequestParts<App> for Agent {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let signed = Signed::from_request_parts(parts, app).await?;
        Ok(recall_agent(app, &signed.account, signed.session).await?)
    }
}

/// An agent who may change settings.
#[derive(Clone, Debug)]
pub struct Administrator(pub Agent);

impl FromRequestParts<App> for Administrator {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let agent = Agent::from_request_parts(parts, app).await?;
        if agent.is_administrator() { Ok(Administrator(agent)) } else { Err(Failure::forbidden()) }
    }
}
