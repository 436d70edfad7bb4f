//! Roles as everybody who works here sees them.

use contract::{
    people::Role,
    roles::{NamedRole, RoleDetails},
};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::store;
use crate::{
    people::{
        self,
        tables::{accounts, roles},
    },
    platform::{
        error::{Answered, Failure},
        words,
    },
};

/// The built-in ones, then the company's own by name.
pub(super) async fn list(db: &impl ConnectionTrait) -> Answered<Vec<NamedRole>> {
    let people = store::holders(db, None).await?;
    let built_in = Role::BUILT_IN.into_iter().map(|role| NamedRole {
        role,
        details: RoleDetails { name: words::to_text(&role), permissions: role.permissions().unwrap_or_default() },
        holders: Vec::new(),
        version: 0,
    });
    let mut all: Vec<NamedRole> = built_in.collect();
    for row in store::all(db).await? {
        all.push(named(&row)?);
    }
    for account in &people {
        for held in people::roles(&account.roles)?.into_iter().filter(|held| *held != Role::Agent) {
            if let Some(role) = all.iter_mut().find(|role| role.role == held) {
                role.holders.push(people::agent_ref(account));
            }
        }
    }
    Ok(all)
}

/// One of the company's own.
pub(super) async fn one(db: &impl ConnectionTrait, id: Uuid) -> Answered<NamedRole> {
    let mut role = named(&store::one(db, id).await?.ok_or_else(Failure::not_found)?)?;
    let holders: Vec<accounts::Model> = store::holders(db, Some(role.role)).await?;
    role.holders = holders.iter().map(people::agent_ref).collect();
    Ok(role)
}

fn named(row: &roles::Model) -> Result<NamedRole, DbErr> {
    Ok(NamedRole { role: Role::Own(row.id.into()), details: details(row)?, holders: Vec::new(), version: row.version })
}

/// What can be changed of a role, as it is.
pub(super) fn details(row: &roles::Model) -> Result<RoleDetails, DbErr> {
    Ok(RoleDetails { name: row.name.clone(), permissions: words::list_from_text(&row.permissions)? })
}
