//! The keys of this slice: an agent with the groups the agent is a member of, and those who may change settings.

use axum::{extract::FromRequestParts, http::request::Parts};
use contract::{
    people::AgentRef,
    rights::{HeldGroup, HeldRole, Permission, Permissions, Rights},
};
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
    /// What the agent may do, and where.
    pub rights: Rights,
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
    /// What the group grants its members.
    pub permissions: Permissions,
}

impl Agent {
    /// The account.
    pub fn id(&self) -> Uuid {
        self.me.id.0
    }

    /// Whether the agent works in a group, and does not only watch it.
    pub fn works_in(&self, group: Uuid) -> bool {
        self.groups.iter().any(|mine| mine.group == group && !mine.watches)
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
    let roles = people::recall_held(app, &people::roles(&account.roles)?).await?;
    Ok(agent(account, session, places.map(|places| places.0.clone()).unwrap_or_default(), roles))
}

/// Puts an agent together inside a transaction, which sees what it wrote itself.
///
/// # Errors
/// The database's.
pub async fn load_agent(db: &impl ConnectionTrait, account: &accounts::Model, session: Uuid) -> Result<Agent, DbErr> {
    let roles = people::held(db, &people::roles(&account.roles)?).await?;
    Ok(agent(account, session, store::groups_of_agent(db, account.id).await?, roles))
}

fn agent(account: &accounts::Model, session: Uuid, groups: Vec<MyGroup>, roles: Vec<HeldRole>) -> Agent {
    let held = groups.iter().map(|mine| HeldGroup {
        group: mine.group.into(),
        department: mine.department.into(),
        permissions: mine.permissions,
        watches: mine.watches,
    });
    Agent {
        me: people::agent_ref(account),
        alias: people::shown_name(account).to_owned(),
        rights: Rights { roles, groups: held.collect() },
        session,
        groups,
    }
}

impl FromRequestParts<App> for Agent {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let signed = Signed::from_request_parts(parts, app).await?;
        Ok(recall_agent(app, &signed.account, signed.session).await?)
    }
}

macro_rules! keys {
    ($($(#[doc = $doc:literal])+ $name:ident: $permission:ident;)+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Debug)]
        pub struct $name(pub Agent);

        impl FromRequestParts<App> for $name {
            type Rejection = Failure;

            async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
                let agent = Agent::from_request_parts(parts, app).await?;
                if agent.rights.holds(Permission::$permission) { Ok($name(agent)) } else { Err(Failure::forbidden()) }
            }
        }
    )+};
}

keys! {
    /// An agent who may change brands, departments, groups and members.
    CompanyManager: ManageCompany;
    /// An agent who may say what roles and groups allow.
    RoleManager: ManageRoles;
    /// An agent who may change custom fields and templates.
    FieldManager: ManageFields;
}
