//! One's own account: profile, password, sessions.

use contract::{
    List,
    accounts::LinkPurpose,
    me::{EmailChange, OwnAccount, PasswordChange, Profile, SignedInAt},
    people::{PersonDetails, Phone},
};
use sea_orm::{DbErr, entity::prelude::*};

use super::{
    RightsChanged, SessionsEnded,
    access::Signed,
    actions, agent_ref, links, oidc, passkeys, passwords, rules, sessions, store,
    tables::{accounts, sessions as table},
};
use crate::platform::{
    App, Tx,
    error::{Answered, Failure},
    history,
};

/// One's own account as it goes over the wire.
pub(super) fn own(row: &accounts::Model) -> OwnAccount {
    OwnAccount {
        profile: profile(row),
        phone: row.phone_typed.clone().map(|typed| Phone { typed, e164: row.phone_e164.clone() }),
        username: row.username.clone(),
        email: row.email.clone(),
        email_verified: row.email_verified,
        picture: row.picture.clone(),
        version: row.version,
    }
}

fn profile(row: &accounts::Model) -> Profile {
    Profile {
        name: row.name.clone(),
        alias: row.alias.clone(),
        phone: row.phone_typed.clone().unwrap_or_default(),
        language: row.language.clone(),
        time_zone: row.time_zone.clone(),
        shows_picture: row.shows_picture,
    }
}

pub(super) async fn update(app: &App, by: Signed, version: i64, new: Profile) -> Answered<OwnAccount> {
    let country = app.config().default_country.parse().ok();
    let changed = app.db().write(move |tx| {
        Box::pin(async move {
            let old = store::account_held(tx, by.account.id).await?.ok_or_else(Failure::signed_out)?;
            if old.version != version {
                return Err(Failure::stale());
            }
            let (language, time_zone) = rules::place(&new.language, &new.time_zone).map_err(Failure::fields)?;
            let mut wanted = actions::details(&old)?;
            (wanted.name, wanted.alias, wanted.phone) = (new.name, new.alias, new.phone);
            let kind = crate::platform::words::from_text(&old.kind)?;
            let checked = rules::check(kind, &wanted, country, "").map_err(Failure::fields)?;
            let mut row = old.clone();
            actions::put(&mut row, checked);
            (row.language, row.time_zone, row.shows_picture) = (language, time_zone, new.shows_picture);
            let changes = history::changes(&profile(&old), &profile(&row));
            if changes.is_empty() {
                return Ok(own(&old));
            }
            row.version += 1;
            if !store::update_account(tx, &row, version).await? {
                return Err(Failure::stale());
            }
            actions::write_history(tx, row.id, Some(&agent_ref(&old)), "changed", changes).await?;
            tx.record(RightsChanged { agent: row.id });
            Ok(own(&row))
        })
    });
    changed.await
}

/// Sets another password of an account, for whoever knows the present one; every session but this one ends.
pub(super) async fn change_password(
    app: &App,
    account: accounts::Model,
    session: Uuid,
    change: PasswordChange,
) -> Answered<()> {
    let PasswordChange { old, password } = change;
    confirm_owner(app, &account, session, old, "old").await?;
    let stored = account.password_hash.clone();
    let hash = passwords::hash(password).await?;
    let done = app.db().write(move |tx| {
        Box::pin(async move {
            let now = store::account_held(tx, account.id).await?;
            // It may have been changed meanwhile: the old one is then no longer what it was checked to be.
            let account = now.filter(|now| now.active && now.password_hash == stored).ok_or_else(Failure::stale)?;
            store::set_password(tx, account.id, hash).await?;
            links::end_all(tx, account.id).await?;
            end_others_in(tx, account.id, session).await?;
            actions::write_history(tx, account.id, Some(&agent_ref(&account)), "password_changed", Vec::new()).await?;
            Ok::<_, Failure>(())
        })
    });
    done.await
}

/// Makes sure that it is the account's owner who sits before an open browser: ten tries in five minutes.
pub(super) async fn confirm_password(
    app: &App,
    account: &accounts::Model,
    password: String,
    field: &str,
) -> Answered<()> {
    let wrong = || Failure::field(field, "malformed", "This is not the present password.");
    if password.is_empty() {
        return Err(wrong());
    }
    let doors = [format!("password:{}", account.id)];
    if passwords::is_right(password, account.password_hash.clone(), || sessions::open(app, &doors)).await? {
        return Ok(());
    }
    sessions::failed(app, &doors);
    Err(wrong())
}

/// How long after signing in nobody asks who it is, in milliseconds.
const FRESH: i64 = 10 * 60 * 1000;

/// The same, also for who has no password, because a provider signs them in: they must have done so just now.
pub(super) async fn confirm_owner(
    app: &App,
    account: &accounts::Model,
    session: Uuid,
    password: String,
    field: &str,
) -> Answered<()> {
    if account.password_hash.is_some() {
        return confirm_password(app, account, password, field).await;
    }
    let session = store::session(app.db().read(), session).await?;
    match session.is_some_and(|session| app.clock().now().since(session.created_at) < FRESH) {
        true => Ok(()),
        false => Err(Failure::conflict("sign_in_again", "Sign out and in again first: this account has no password.")),
    }
}

/// Refuses, in its transaction, to take an account's last way in away.
pub(super) async fn keep_a_way_in(tx: &Tx, account: &accounts::Model) -> Answered<()> {
    let password = account.password_hash.is_some();
    if password || oidc::signs_in(tx, account.id).await? || passkeys::any(tx, account.id).await? {
        return Ok(());
    }
    Err(Failure::conflict("last_way_in", "This is the last way to sign in to this account."))
}

/// Ten times an hour: each sends a mail to an address that somebody typed.
const ADDRESSES: u32 = 10;
const HOUR: i64 = 60 * 60 * 1000;

pub(super) async fn change_email(app: &App, by: Signed, change: EmailChange) -> Answered<OwnAccount> {
    let EmailChange { email, password } = change;
    confirm_owner(app, &by.account, by.session, password, "password").await?;
    app.limits().hit(&format!("email:{}", by.account.id), ADDRESSES, HOUR).map_err(Failure::too_many)?;
    let country = app.config().default_country.parse().ok();
    let stored = by.account.password_hash.clone();
    let changed = app.db().write(move |tx| {
        Box::pin(async move {
            let now = store::account_held(tx, by.account.id).await?;
            let old = now.filter(|now| now.active && now.password_hash == stored).ok_or_else(Failure::stale)?;
            let wanted = PersonDetails { email, ..actions::details(&old)? };
            let kind = crate::platform::words::from_text(&old.kind)?;
            let checked = rules::check(kind, &wanted, country, "").map_err(Failure::fields)?;
            let row = actions::change(tx, &agent_ref(&old), old, checked).await?;
            if !row.email_verified {
                links::send(tx, &row, LinkPurpose::Verification, None).await?;
            }
            Ok::<_, Failure>(own(&row))
        })
    });
    changed.await
}

pub(super) async fn own_sessions(app: &App, by: &Signed) -> Answered<List<SignedInAt>> {
    sessions::list(app, by.account.id, Some(by.session)).await
}

pub(super) async fn end_own(app: &App, account: Uuid, session: Uuid) -> Answered<()> {
    let found = table::Entity::find_by_id(session).one(app.db().read()).await?;
    found.filter(|row| row.account_id == account).ok_or_else(Failure::not_found)?;
    sessions::end(app, account, session).await
}

pub(super) async fn end_others(app: &App, by: Signed) -> Answered<()> {
    let (account, session) = (by.account.id, by.session);
    let done = app.db().write(move |tx| Box::pin(async move { end_others_in(tx, account, session).await }));
    Ok(done.await?)
}

/// Ends all sessions but one. Whoever stays signed in there still works.
pub(super) async fn end_others_in(tx: &Tx, account: Uuid, stays: Uuid) -> Result<(), DbErr> {
    store::hold_account(tx, account).await?;
    let others = table::Entity::find()
        .filter(table::Column::AccountId.eq(account))
        .filter(table::Column::Id.ne(stays))
        .all(tx)
        .await?;
    for row in others {
        store::end_session(tx, row.id).await?;
        tx.record(SessionsEnded { account, session: Some(row.id) });
    }
    Ok(())
}
