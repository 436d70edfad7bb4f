//! Roles: what each allows, and the company's own ones.

mod actions;
mod routes;
mod store;
mod view;

use std::collections::HashMap;

use contract::{
    people::Role,
    rights::{HeldRole, Permissions},
};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

pub(super) use actions::unknown;
pub use routes::routes;

use crate::platform::{App, memory::Remembered};

/// What the company's own roles allow, as remembered between requests. Archived ones allow nothing.
struct Own(HashMap<Uuid, Permissions>);

impl Remembered for Own {
    const TABLES: &'static [&'static str] = &["roles"];
}

/// What some roles allow, as remembered.
///
/// # Errors
/// The database's.
pub async fn recall_held(app: &App, roles: &[Role]) -> Result<Vec<HeldRole>, DbErr> {
    if roles.iter().all(|role| role.permissions().is_some()) {
        return Ok(with(roles, &HashMap::new()));
    }
    let read = async { Ok::<_, DbErr>(Some((Uuid::nil(), Own(store::allowed(app.db().read()).await?)))) };
    let own = app.memory().recall(b"roles", read).await?;
    Ok(own.map(|own| with(roles, &own.0)).unwrap_or_default())
}

/// What some roles allow, inside a transaction, which sees what it wrote itself.
///
/// # Errors
/// The database's.
pub async fn held(db: &impl ConnectionTrait, roles: &[Role]) -> Result<Vec<HeldRole>, DbErr> {
    let own = roles.iter().any(|role| role.permissions().is_none());
    Ok(with(roles, &if own { store::allowed(db).await? } else { HashMap::new() }))
}

/// The names of the company's own roles, archived ones too.
///
/// # Errors
/// The database's.
pub async fn names(db: &impl ConnectionTrait) -> Result<HashMap<Uuid, String>, DbErr> {
    Ok(store::every(db).await?.into_iter().map(|row| (row.id, row.name)).collect())
}

fn with(roles: &[Role], own: &HashMap<Uuid, Permissions>) -> Vec<HeldRole> {
    let held = roles.iter().filter_map(|role| {
        let permissions = match role {
            Role::Own(id) => own.get(&id.0).copied()?,
            built_in => built_in.permissions()?,
        };
        Some(HeldRole { role: *role, permissions })
    });
    held.collect()
}
