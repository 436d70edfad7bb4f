//! A customer's own account.

use contract::{
    AccountId,
    customers::{CustomerAccount, CustomerProfile},
    me::PasswordChange,
    people::{PersonKind, Phone},
};

use super::{access::Customer, country};
use crate::{
    people::{actions, agent_ref, profile, rules, store, tables::accounts},
    platform::{
        App,
        error::{Answered, Failure},
        history,
    },
};

/// The account as its owner sees it.
pub fn shown(row: &accounts::Model) -> CustomerAccount {
    CustomerAccount {
        id: AccountId(row.id),
        profile: said(row),
        phone: row.phone_typed.clone().map(|typed| Phone { typed, e164: row.phone_e164.clone() }),
        email: row.email.clone(),
        email_verified: row.email_verified,
        version: row.version,
    }
}

fn said(row: &accounts::Model) -> CustomerProfile {
    CustomerProfile {
        name: row.name.clone(),
        phone: row.phone_typed.clone().unwrap_or_default(),
        language: row.language.clone(),
    }
}

/// Changes what a customer says of himself.
///
/// # Errors
/// 409 over another version, 422.
pub async fn update(app: &App, by: Customer, version: i64, new: CustomerProfile) -> Answered<accounts::Model> {
    let country = country(app);
    let changed = app.db().write(move |tx| {
        Box::pin(async move {
            let old = store::account_held(tx, by.account.id).await?.ok_or_else(Failure::signed_out)?;
            if old.version != version {
                return Err(Failure::stale());
            }
            let (language, _) = rules::place(&new.language, "").map_err(Failure::fields)?;
            let mut wanted = actions::details(&old)?;
            (wanted.name, wanted.phone) = (new.name, new.phone);
            let checked = rules::check(PersonKind::Customer, &wanted, country, "").map_err(Failure::fields)?;
            let mut row = old.clone();
            actions::put(&mut row, checked);
            row.language = language;
            let changes = history::changes(&said(&old), &said(&row));
            if changes.is_empty() {
                return Ok(old);
            }
            row.version += 1;
            if !store::update_account(tx, &row, version).await? {
                return Err(Failure::stale());
            }
            actions::write_history(tx, row.id, Some(&agent_ref(&old)), "changed", changes).await?;
            Ok(row)
        })
    });
    changed.await
}

/// Sets another password, for whoever knows the present one; every other session ends.
///
/// # Errors
/// 422 when it is not the present one, 429.
pub async fn change_password(app: &App, by: Customer, change: PasswordChange) -> Answered<()> {
    profile::change_password(app, by.account, by.session, change).await
}
