//! Second factors: set up, asked for, lost, required. A code is used once, a recovery code as well.

use axum::http::StatusCode;
use contract::{
    rights::Permission,
    second_factor::{NewSecondFactor, RecoveryCodes, SecondFactor, SignInPolicy},
};
use sea_orm::{
    ActiveValue::Set, ConnectionTrait, DbErr, IntoActiveModel, PaginatorTrait, entity::prelude::*,
    sea_query::OnConflict,
};

use super::{
    SessionsEnded,
    access::Signed,
    actions, agent_ref, passkeys, profile, sessions, store,
    tables::{accounts, policies, recovery_codes, second_factors},
    totp,
};
use crate::platform::{
    App, Time, Tx, Vault,
    error::{Answered, Failure},
    history, ids,
};

/// The policy's name in its table; it is on where there is such a row.
const REQUIRED: &str = "second_factor_required";

/// Whether every employee must have one.
pub(super) async fn required(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    Ok(policies::Entity::find_by_id(REQUIRED.to_owned()).one(db).await?.is_some())
}

/// Whether an account has one that is asked for.
pub(super) async fn active(db: &impl ConnectionTrait, account: Uuid) -> Result<bool, DbErr> {
    Ok(factor(db, account).await?.is_some_and(|row| row.confirmed_at.is_some()))
}

/// Whether an account lacks what is required. A passkey is both factors at once.
pub(super) async fn lacks(db: &impl ConnectionTrait, account: Uuid) -> Result<bool, DbErr> {
    Ok(required(db).await? && !active(db, account).await? && !passkeys::any(db, account).await?)
}

async fn factor(db: &impl ConnectionTrait, account: Uuid) -> Result<Option<second_factors::Model>, DbErr> {
    second_factors::Entity::find_by_id(account).one(db).await
}

pub(super) async fn state(app: &App, by: &Signed) -> Answered<SecondFactor> {
    let (db, account) = (app.db().read(), by.account.id);
    let left = recovery_codes::Entity::find().filter(recovery_codes::Column::AccountId.eq(account)).count(db).await?;
    Ok(SecondFactor {
        active: active(db, account).await?,
        required: required(db).await?,
        recovery_codes: u32::try_from(left).unwrap_or(u32::MAX),
    })
}

/// Begins to set one up; what was begun before and not confirmed ends.
pub(super) async fn begin(app: &App, by: Signed, password: String) -> Answered<NewSecondFactor> {
    profile::confirm_owner(app, &by.account, by.session, password, "password").await?;
    let secret = totp::new_secret();
    let place = app.config().public_url();
    let place = place.split_once("://").map_or(place.as_str(), |(_, host)| host);
    let url = totp::url(&secret, &by.account.username, place).ok_or_else(fault)?;
    let picture = totp::picture(&url).ok_or_else(fault)?;
    let account_id = by.account.id;
    let sealed = app.vault().seal(account_id.as_bytes(), &secret)?;
    let row = second_factors::Model { account_id, secret: sealed, confirmed_at: None, last_step: 0 };
    let begun = app.db().write(move |tx| {
        Box::pin(async move {
            store::hold_account(tx, row.account_id).await?;
            if active(tx, row.account_id).await? {
                return Err(Failure::conflict("second_factor_active", "There is a second factor already."));
            }
            second_factors::Entity::delete_by_id(row.account_id).exec(tx).await?;
            second_factors::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
            Ok(())
        })
    });
    begun.await?;
    Ok(NewSecondFactor { secret, url, picture })
}

pub(super) async fn confirm(app: &App, by: Signed, code: String) -> Answered<RecoveryCodes> {
    let doors = doors(&by);
    sessions::open(app, &doors)?;
    let (account, session, vault) = (by.account.clone(), by.session, app.vault().clone());
    let done = app.db().write(move |tx| {
        Box::pin(async move {
            let row = factor(tx, account.id).await?.filter(|row| row.confirmed_at.is_none());
            let row = row.ok_or_else(|| Failure::conflict("second_factor_off", "No second factor was begun."))?;
            let step = step(&vault, &row, &code, tx.now()).ok_or_else(wrong_field)?;
            second_factors::Entity::update_many()
                .col_expr(second_factors::Column::ConfirmedAt, Expr::value(tx.now()))
                .col_expr(second_factors::Column::LastStep, Expr::value(step))
                .filter(second_factors::Column::AccountId.eq(account.id))
                .exec(tx)
                .await?;
            // They were begun without it.
            profile::end_others_in(tx, account.id, session).await?;
            let codes = renew_in(tx, account.id).await?;
            write(tx, &account, "second_factor_set").await?;
            Ok(codes)
        })
    });
    counted(app, &doors, done.await)
}

pub(super) async fn remove(app: &App, by: Signed, code: String) -> Answered<()> {
    let doors = doors(&by);
    sessions::open(app, &doors)?;
    let (account, vault) = (by.account, app.vault().clone());
    let done = app.db().write(move |tx| {
        Box::pin(async move {
            if required(tx).await? {
                let why = "Every employee must have a second factor here.";
                return Err(Failure::conflict("second_factor_required", why));
            }
            on(tx, account.id).await?;
            if !passes(tx, &vault, account.id, &code).await? {
                return Err(wrong_field());
            }
            end(tx, account.id).await?;
            write(tx, &account, "second_factor_removed").await
        })
    });
    counted(app, &doors, done.await)
}

pub(super) async fn renew(app: &App, by: Signed, code: String) -> Answered<RecoveryCodes> {
    let doors = doors(&by);
    sessions::open(app, &doors)?;
    let (account, vault) = (by.account, app.vault().clone());
    let done = app.db().write(move |tx| {
        Box::pin(async move {
            on(tx, account.id).await?;
            if !passes(tx, &vault, account.id, &code).await? {
                return Err(wrong_field());
            }
            let codes = renew_in(tx, account.id).await?;
            write(tx, &account, "recovery_codes_renewed").await?;
            Ok(codes)
        })
    });
    counted(app, &doors, done.await)
}

/// Takes somebody's away, passkeys included.
pub(super) async fn reset(app: &App, by: Signed, person: Uuid) -> Answered<()> {
    if !by.holds(Permission::ManagePeople) {
        return Err(Failure::forbidden());
    }
    let (held, by) = (by.held, agent_ref(&by.account));
    let done = app.db().write(move |tx| {
        Box::pin(async move {
            let account = store::account_held(tx, person).await?.ok_or_else(Failure::not_found)?;
            actions::outranks(tx, &held, &account).await?;
            if factor(tx, person).await?.is_none() && !passkeys::any(tx, person).await? {
                return Ok(());
            }
            end(tx, person).await?;
            passkeys::end_all(tx, person).await?;
            actions::end_sessions(tx, person).await?;
            actions::write_history(tx, person, Some(&by), "second_factor_reset", Vec::new()).await?;
            Ok::<_, Failure>(())
        })
    });
    done.await
}

/// The second step of signing in, in its transaction. What was shown is used up with it.
///
/// # Errors
/// 401 when a code is asked for and is missing or wrong, and when the passkey is the second factor there must be.
pub(super) async fn ask(tx: &Tx, vault: &Vault, account: Uuid, code: Option<&str>) -> Result<(), Failure> {
    let refused = |code, title| Failure::new(StatusCode::UNAUTHORIZED, code, title);
    if !active(tx, account).await? {
        if required(tx).await? && passkeys::any(tx, account).await? {
            let why = "A password alone does not sign in here. Sign in with your passkey.";
            return Err(Failure::new(StatusCode::UNAUTHORIZED, "passkey_needed", why));
        }
        return Ok(());
    }
    let Some(code) = code else {
        return Err(refused("second_factor_needed", "Say the code your app shows, too."));
    };
    match passes(tx, vault, account, code).await? {
        true => Ok(()),
        false => Err(refused("wrong_code", "This code is wrong, or was used already.")),
    }
}

/// Uses a code up, of the app or of paper; says whether it was right. Of two at once, one is.
async fn passes(tx: &Tx, vault: &Vault, account: Uuid, code: &str) -> Result<bool, DbErr> {
    let Some(row) = factor(tx, account).await? else { return Ok(false) };
    if let Some(step) = step(vault, &row, code, tx.now()) {
        let used = second_factors::Entity::update_many()
            .col_expr(second_factors::Column::LastStep, Expr::value(step))
            .filter(second_factors::Column::AccountId.eq(account))
            .filter(second_factors::Column::LastStep.lt(step))
            .exec(tx)
            .await?;
        return Ok(used.rows_affected == 1);
    }
    let used = recovery_codes::Entity::delete_many()
        .filter(recovery_codes::Column::AccountId.eq(account))
        .filter(recovery_codes::Column::CodeHash.eq(totp::recovery_hash(code)))
        .exec(tx)
        .await?;
    Ok(used.rows_affected == 1)
}

/// The step of a code that is right and was not used.
fn step(vault: &Vault, row: &second_factors::Model, code: &str, now: Time) -> Option<i64> {
    let Some(secret) = vault.open_sealed(row.account_id.as_bytes(), &row.secret) else {
        tracing::error!(account = %row.account_id, "a second factor was sealed with another key: only its recovery codes work");
        return None;
    };
    totp::step(&secret, code, now, row.last_step)
}

async fn on(tx: &Tx, account: Uuid) -> Result<(), Failure> {
    match active(tx, account).await? {
        true => Ok(()),
        false => Err(Failure::conflict("second_factor_off", "There is no second factor.")),
    }
}

async fn end(tx: &Tx, account: Uuid) -> Result<(), DbErr> {
    second_factors::Entity::delete_by_id(account).exec(tx).await?;
    forget_codes(tx, account).await
}

async fn forget_codes(tx: &Tx, account: Uuid) -> Result<(), DbErr> {
    use recovery_codes::{Column, Entity};
    Entity::delete_many().filter(Column::AccountId.eq(account)).exec(tx).await.map(|_| ())
}

async fn renew_in(tx: &Tx, account: Uuid) -> Result<RecoveryCodes, DbErr> {
    forget_codes(tx, account).await?;
    let codes = totp::recovery_codes();
    let rows = codes.iter().map(|code| recovery_codes::ActiveModel {
        id: Set(ids::new_id()),
        account_id: Set(account),
        code_hash: Set(totp::recovery_hash(code)),
    });
    recovery_codes::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(RecoveryCodes { codes })
}

pub(super) async fn policy(app: &App, by: &Signed) -> Answered<SignInPolicy> {
    match by.holds(Permission::ManagePeople) {
        true => Ok(SignInPolicy { second_factor_required: required(app.db().read()).await? }),
        false => Err(Failure::forbidden()),
    }
}

pub(super) async fn set_policy(app: &App, by: Signed, policy: SignInPolicy) -> Answered<SignInPolicy> {
    if !by.holds(Permission::ManagePeople) {
        return Err(Failure::forbidden());
    }
    let by = by.account;
    let done = app.db().write(move |tx| {
        Box::pin(async move {
            let before = SignInPolicy { second_factor_required: required(tx).await? };
            let changes = history::changes(&before, &policy);
            if changes.is_empty() {
                return Ok(());
            }
            if policy.second_factor_required {
                let row = policies::ActiveModel { name: Set(REQUIRED.to_owned()) };
                let there = OnConflict::column(policies::Column::Name).do_nothing().to_owned();
                policies::Entity::insert(row).on_conflict(there).exec_without_returning(tx).await?;
                close_to_those_who_lack_it(tx, by.id).await?;
            } else {
                policies::Entity::delete_by_id(REQUIRED.to_owned()).exec(tx).await?;
            }
            actions::write_history(tx, by.id, Some(&agent_ref(&by)), "sign_in_policy_changed", changes).await?;
            Ok::<_, Failure>(())
        })
    });
    done.await?;
    Ok(policy)
}

/// Their sockets close; they may come back to set it up. Of those who have a passkey for it, nobody knows who signed in
/// with the password alone: they sign in again, but for the one who asks for it now.
async fn close_to_those_who_lack_it(tx: &Tx, by: Uuid) -> Result<(), DbErr> {
    for account in store::active_employees(tx).await? {
        if active(tx, account).await? {
            continue;
        }
        match passkeys::any(tx, account).await? {
            false => tx.record(SessionsEnded { account, session: None }),
            true if account != by => actions::end_sessions(tx, account).await?,
            true => {}
        }
    }
    Ok(())
}

async fn write(tx: &Tx, account: &accounts::Model, act: &str) -> Result<(), Failure> {
    Ok(actions::write_history(tx, account.id, Some(&agent_ref(account)), act, Vec::new()).await?)
}

fn doors(by: &Signed) -> [String; 1] {
    [format!("second-factor:{}", by.account.id)]
}

/// Counts a wrong code: whoever finds an open browser does not try them all.
fn counted<T>(app: &App, doors: &[String], done: Answered<T>) -> Answered<T> {
    if done.as_ref().is_err_and(|failure| failure.0.status == StatusCode::UNPROCESSABLE_ENTITY.as_u16()) {
        sessions::failed(app, doors);
    }
    done
}

fn wrong_field() -> Failure {
    Failure::field("code", "malformed", "This code is wrong, or was used already.")
}

fn fault() -> Failure {
    DbErr::Custom("a second factor could not be drawn".into()).into()
}
