//! The providers one's own account is connected with. Somebody who is signed in connects one by going there and coming
//! back within the same session.

use std::collections::HashMap;

use contract::{
    List, ProviderId,
    sign_in::{OwnProvider, ProviderRef, WayToProvider},
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, entity::prelude::*};

use super::{attempts, exchange, rules::Said, settings};
use crate::{
    people::{
        Signed, actions, agent_ref, profile, sessions, store,
        tables::{accounts, identities as table, sign_in_providers},
    },
    platform::{
        App, Tx,
        error::{Answered, Failure},
    },
};

/// The providers there are, and those that are switched off and connected all the same.
pub(super) async fn list(app: &App, by: &Signed) -> Answered<List<OwnProvider>> {
    let db = app.db().read();
    let mine = of(db, by.account.id).await?;
    let since: HashMap<_, _> = mine.into_iter().map(|row| (row.provider_id, row.created_at)).collect();
    let rows = settings::all(db).await?;
    let rows = rows.into_iter().filter(|row| row.enabled || since.contains_key(&row.id));
    let own = |row: sign_in_providers::Model| OwnProvider {
        connected_at: since.get(&row.id).map(|at| (*at).into()),
        provider: ProviderRef { id: ProviderId(row.id), name: row.name },
    };
    Ok(List { items: rows.map(own).collect() })
}

/// Begins to connect one: the way there, and the cookie that knows the browser again.
pub(super) async fn begin(app: &App, by: Signed, id: Uuid, password: String) -> Answered<(WayToProvider, String)> {
    profile::confirm_owner(app, &by.account, by.session, password, "password").await?;
    let db = app.db().read();
    let row = settings::one(db, id).await?.filter(|row| row.enabled).ok_or_else(Failure::not_found)?;
    if with(db, id, by.account.id).await?.is_some() {
        return Err(Failure::conflict("already_connected", "This account is connected with it already."));
    }
    let begun = exchange::begin(app, &row).await.map_err(|why| {
        tracing::warn!(%why, "a sign-in provider is not believed");
        Failure::conflict("provider_unreachable", "The provider does not answer as it should.")
    })?;
    let browser = attempts::begin(app, id, &begun, String::new(), Some(by.session)).await?;
    Ok((WayToProvider { url: begun.url }, attempts::cookie(&browser)))
}

/// Connects an account with whom the provider says came back; whether it is theirs now. Who is another's already stays so.
pub(super) async fn connect(app: &App, provider: Uuid, account: Uuid, said: Said) -> Answered<bool> {
    let connected = app.db().write(move |tx| {
        Box::pin(async move {
            let row = settings::one(tx, provider).await?.filter(|row| row.enabled);
            let account = store::account_held(tx, account).await?.filter(sessions::may_sign_in);
            let (Some(row), Some(account)) = (row, account) else { return Ok(false) };
            if let Some(known) = table::Entity::find_by_id((provider, said.subject.clone())).one(tx).await? {
                return Ok(known.account_id == account.id);
            }
            if with(tx, provider, account.id).await?.is_some() {
                return Ok(false);
            }
            keep(tx, &row, &account, said.subject).await?;
            Ok::<_, Failure>(true)
        })
    });
    connected.await
}

/// Disconnects one, if another way in is left.
pub(super) async fn disconnect(app: &App, by: Signed, provider: Uuid, password: String) -> Answered<()> {
    profile::confirm_owner(app, &by.account, by.session, password, "password").await?;
    let done = app.db().write(move |tx| {
        Box::pin(async move {
            let account = store::account_held(tx, by.account.id).await?.ok_or_else(Failure::signed_out)?;
            let known = with(tx, provider, account.id).await?.ok_or_else(Failure::not_found)?;
            known.delete(tx).await?;
            profile::keep_a_way_in(tx, &account).await?;
            let name = settings::one(tx, provider).await?.map(|row| row.name);
            let me = agent_ref(&account);
            actions::write_history_about(tx, account.id, Some(&me), "provider_disconnected", name).await?;
            Ok::<_, Failure>(())
        })
    });
    done.await
}

/// Remembers as whom a provider knows an account.
pub(super) async fn keep(
    tx: &Tx,
    provider: &sign_in_providers::Model,
    account: &accounts::Model,
    subject: String,
) -> Result<(), DbErr> {
    let row = table::ActiveModel {
        provider_id: Set(provider.id),
        subject: Set(subject),
        account_id: Set(account.id),
        created_at: Set(tx.now()),
    };
    table::Entity::insert(row).exec_without_returning(tx).await?;
    let (by, name) = (agent_ref(account), Some(provider.name.clone()));
    actions::write_history_about(tx, account.id, Some(&by), "provider_connected", name).await
}

/// As whom a provider knows an account, if it does.
pub(super) async fn with(
    db: &impl ConnectionTrait,
    provider: Uuid,
    account: Uuid,
) -> Result<Option<table::Model>, DbErr> {
    let all = table::Entity::find().filter(table::Column::AccountId.eq(account));
    all.filter(table::Column::ProviderId.eq(provider)).one(db).await
}

async fn of(db: &impl ConnectionTrait, account: Uuid) -> Result<Vec<table::Model>, DbErr> {
    table::Entity::find().filter(table::Column::AccountId.eq(account)).all(db).await
}

/// Whether an account can be signed in to by a provider's word.
pub async fn signs_in(tx: &Tx, account: Uuid) -> Result<bool, DbErr> {
    for known in of(tx, account).await? {
        if settings::one(tx, known.provider_id).await?.is_some_and(|row| row.enabled) {
            return Ok(true);
        }
    }
    Ok(false)
}
