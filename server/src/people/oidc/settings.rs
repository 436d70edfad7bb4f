//! The providers there are, and what is set for them.

use contract::{
    List, ProviderId,
    history::{FieldChange, Subject},
    people::Role,
    rights::Permission,
    sign_in::{NewProvider, Provider, ProviderChange, ProviderDetails, ProviderRef},
};
use sea_orm::{ConnectionTrait, DbErr, IntoActiveModel, QueryOrder, entity::prelude::*};

use super::{exchange, rules};
use crate::{
    people::{
        Signed, agent_ref, rules as people_rules,
        tables::{identities, sign_in_attempts, sign_in_providers as table},
    },
    platform::{
        App, Tx,
        error::{Answered, Failure},
        history, ids, words,
    },
};

/// Whoever speaks for a provider signs in as whom it likes. So only who may do everything, and could change anybody's
/// password, says which are believed.
fn may_change(by: &Signed) -> Answered<()> {
    let everything = Role::Administrator.permissions().unwrap_or_default();
    let may = by.holds(Permission::ManagePeople) && people_rules::may_give(&by.held, everything);
    if may { Ok(()) } else { Err(Failure::forbidden()) }
}

/// One that can be signed in with, or that is only set up.
pub(super) async fn one(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<table::Model>, DbErr> {
    table::Entity::find_by_id(id).one(db).await
}

pub(super) async fn all(db: &impl ConnectionTrait) -> Result<Vec<table::Model>, DbErr> {
    table::Entity::find().order_by_asc(table::Column::Name).order_by_asc(table::Column::Id).all(db).await
}

/// Its secret.
pub(super) fn secret(app: &App, row: &table::Model) -> Option<String> {
    app.vault().open_sealed(row.id.as_bytes(), &row.secret)
}

/// Where it sends browsers back to.
pub(super) fn redirect_url(app: &App, id: Uuid) -> String {
    format!("{}/oidc/{id}/callback", app.config().public_url())
}

pub(super) async fn names(app: &App) -> Answered<List<ProviderRef>> {
    let rows = all(app.db().read()).await?.into_iter().filter(|row| row.enabled);
    Ok(List { items: rows.map(|row| ProviderRef { id: ProviderId(row.id), name: row.name }).collect() })
}

pub(super) async fn list(app: &App, by: &Signed) -> Answered<List<Provider>> {
    if !by.holds(Permission::ManagePeople) {
        return Err(Failure::forbidden());
    }
    let rows = all(app.db().read()).await?;
    Ok(List { items: rows.into_iter().map(|row| provider(app, row)).collect::<Result<_, _>>()? })
}

pub(super) async fn create(app: &App, by: Signed, new: NewProvider) -> Answered<Provider> {
    may_change(&by)?;
    let NewProvider { issuer, secret, details } = new;
    let details = rules::checked(details, "details.").map_err(Failure::fields)?;
    let issuer = issuer.trim().to_owned();
    exchange::known(app, &issuer).await.map_err(|why| {
        tracing::info!(%why, issuer, "this is no provider");
        let title = "No OpenID provider that may be called answers at this address, by this very name.";
        Failure::conflict("provider_unreachable", title)
    })?;
    let id = ids::new_id();
    let row = table::Model {
        id,
        issuer,
        secret: app.vault().seal(id.as_bytes(), &secret)?,
        version: 1,
        ..put(&details, None)
    };
    let made = app.db().write(move |tx| {
        Box::pin(async move {
            roles_exist(tx, &details, "details.roles").await?;
            table::Entity::insert(row.clone().into_active_model()).exec_without_returning(tx).await?;
            let nothing = serde_json::json!({});
            write(tx, &by, "provider_added", &row, history::changes(&nothing, &details)).await?;
            Ok::<_, Failure>(row)
        })
    });
    Ok(provider(app, made.await?)?)
}

pub(super) async fn update(
    app: &App,
    by: Signed,
    id: Uuid,
    version: i64,
    change: ProviderChange,
) -> Answered<Provider> {
    may_change(&by)?;
    let ProviderChange { secret, details } = change;
    let details = rules::checked(details, "details.").map_err(Failure::fields)?;
    let secret = if secret.is_empty() { None } else { Some(app.vault().seal(id.as_bytes(), &secret)?) };
    let changed = app.db().write(move |tx| {
        Box::pin(async move {
            let old = one(tx, id).await?.ok_or_else(Failure::not_found)?;
            if old.version != version {
                return Err(Failure::stale());
            }
            roles_exist(tx, &details, "details.roles").await?;
            let mut changes = history::changes(&self::details(&old)?, &details);
            if secret.is_some() {
                changes.push(FieldChange { field: "secret".into(), from: None, to: Some("…".into()) });
            }
            if changes.is_empty() {
                return Ok(old);
            }
            let row = table::Model {
                secret: secret.unwrap_or(old.secret.clone()),
                version: version + 1,
                ..put(&details, Some(old))
            };
            let written = table::Entity::update_many()
                .set(row.clone().into_active_model().reset_all())
                .filter(table::Column::Id.eq(id))
                .filter(table::Column::Version.eq(version))
                .exec(tx)
                .await?;
            if written.rows_affected != 1 {
                return Err(Failure::stale());
            }
            write(tx, &by, "provider_changed", &row, changes).await?;
            Ok::<_, Failure>(row)
        })
    });
    Ok(provider(app, changed.await?)?)
}

pub(super) async fn delete(app: &App, by: Signed, id: Uuid) -> Answered<()> {
    may_change(&by)?;
    let done = app.db().write(move |tx| {
        Box::pin(async move {
            let old = one(tx, id).await?.ok_or_else(Failure::not_found)?;
            identities::Entity::delete_many().filter(identities::Column::ProviderId.eq(id)).exec(tx).await?;
            sign_in_attempts::Entity::delete_many()
                .filter(sign_in_attempts::Column::ProviderId.eq(id))
                .exec(tx)
                .await?;
            table::Entity::delete_by_id(id).exec(tx).await?;
            write(tx, &by, "provider_removed", &old, Vec::new()).await
        })
    });
    done.await
}

/// What can be changed of one, as it is.
pub(super) fn details(row: &table::Model) -> Result<ProviderDetails, DbErr> {
    Ok(ProviderDetails {
        name: row.name.clone(),
        client_id: row.client_id.clone(),
        enabled: row.enabled,
        links: row.links,
        creates: row.creates,
        domains: row.domains.split(',').filter(|domain| !domain.is_empty()).map(str::to_owned).collect(),
        roles: words::list_from_text(&row.roles)?,
        stands_for_second_factor: row.stands_for_second_factor,
    })
}

fn provider(app: &App, row: table::Model) -> Result<Provider, DbErr> {
    Ok(Provider {
        id: ProviderId(row.id),
        details: details(&row)?,
        redirect_url: redirect_url(app, row.id),
        issuer: row.issuer,
        version: row.version,
    })
}

/// A row with these details; what they do not say is the old one's.
fn put(details: &ProviderDetails, old: Option<table::Model>) -> table::Model {
    let (id, issuer) = old.map(|old| (old.id, old.issuer)).unwrap_or_default();
    table::Model {
        id,
        issuer,
        secret: Vec::new(),
        version: 0,
        name: details.name.clone(),
        client_id: details.client_id.clone(),
        enabled: details.enabled,
        links: details.links,
        creates: details.creates,
        domains: details.domains.join(","),
        roles: words::list_to_text(&details.roles),
        stands_for_second_factor: details.stands_for_second_factor,
    }
}

async fn roles_exist(tx: &Tx, details: &ProviderDetails, field: &str) -> Answered<()> {
    let unknown = crate::people::roles::unknown(tx, &details.roles, field).await?;
    if unknown.is_empty() { Ok(()) } else { Err(Failure::fields(unknown)) }
}

/// As the rules for signing in: in the history of who did it.
async fn write(tx: &Tx, by: &Signed, act: &str, row: &table::Model, changes: Vec<FieldChange>) -> Answered<()> {
    let act = history::Act {
        subject: Subject::Person,
        id: by.account.id,
        by: Some(&agent_ref(&by.account)),
        act,
        about: Some(row.name.clone()),
        changes,
    };
    Ok(history::write(tx, act).await?)
}
