//! Employees sign in and out.

use axum::http::StatusCode;
use contract::{
    AccountId, List, SessionId,
    me::SignedInAt,
    people::{Me, PersonKind, SignIn},
    rights::{HeldRole, Permission},
};
use sea_orm::DbErr;
use uuid::Uuid;

use super::{
    Device, SessionsEnded, SignedOut,
    access::{COOKIE, Peer, SESSION_MILLIS, Signed},
    actions, agent_ref, compare, passwords, rules, second_factor, shown_name, store,
    tables::{accounts, sessions as table},
};
use crate::platform::{
    App, Tx,
    error::{Answered, Failure},
    words,
};

/// How many failures are too many …
const FAILURES: u32 = 10;
/// … within how many milliseconds, and for how long one is refused then.
const WINDOW: i64 = 5 * 60 * 1000;

/// Signs an employee in: a new session each time, and the cookie that carries it.
pub(super) async fn sign_in(
    app: &App,
    peer: Peer,
    device: Device,
    sign_in: SignIn,
    code: Option<String>,
) -> Answered<(Me, String)> {
    let (account, token) = check_in(app, peer, device, sign_in, code, PersonKind::Employee).await?;
    let held = super::recall_held(app, &super::roles(&account.roles)?).await?;
    let lacks = second_factor::lacks(app.db().read(), account.id).await?;
    Ok((me(&account, &held, lacks), cookie(&token)))
}

/// Begins a session of whoever of this kind knows login and password; the account, and the session's token.
///
/// Everything that can be wrong answers the same, in the same time.
pub(super) async fn check_in(
    app: &App,
    peer: Peer,
    device: Device,
    SignIn { login, password }: SignIn,
    code: Option<String>,
    kind: PersonKind,
) -> Answered<(accounts::Model, String)> {
    anonymous(app, peer)?;
    let key = login_key(&login);
    let doors = [format!("sign-in:login:{key}"), format!("sign-in:address:{}", peer.key())];
    let kind = words::to_text(&kind);
    let found = by_login(app, &key).await?.filter(|account| account.active && account.kind == kind);
    let stored = found.as_ref().and_then(|account| account.password_hash.clone());
    let right = passwords::is_right(password, stored, || open(app, &doors)).await?;
    let Some(account) = found.filter(|_| right) else {
        failed(app, &doors);
        return Err(wrong());
    };
    let read = account.password_hash.clone();
    let (id, vault) = (account.id, app.vault().clone());
    let begun = app.db().write(move |tx| {
        Box::pin(async move {
            // The account may have been closed, or its password changed, while the password was checked.
            let now = store::account_held(tx, id).await?;
            let account = now.filter(|now| now.active && now.password_hash == read).ok_or_else(wrong)?;
            second_factor::ask(tx, &vault, id, code.as_deref()).await?;
            let token = begin_session(tx, &account, device).await?;
            Ok::<_, Failure>((account, token))
        })
    });
    let begun: Answered<_> = begun.await;
    // A code is guessed as a password is. What is missing was not guessed.
    if begun.as_ref().is_err_and(|failure| failure.code() == "wrong_code") {
        failed(app, &doors);
    }
    let (account, token) = begun?;
    app.limits().forget(&doors[0]);
    Ok((account, token))
}

/// Begins a session of an account; the answer is its token. For the setup, which signs in too.
///
/// # Errors
/// The database's.
pub async fn begin_session(tx: &Tx, account: &accounts::Model, device: Device) -> Result<String, DbErr> {
    Ok(store::begin_session(tx, account.id, device, false).await?.1)
}

/// Signs out.
pub(super) async fn sign_out(app: &App, signed: Signed) -> Answered<()> {
    end(app, signed.account.id, signed.session).await
}

/// Ends a session of an account.
pub(super) async fn end(app: &App, account: Uuid, session: Uuid) -> Answered<()> {
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                // Whoever ends another one at the same time waits, so that one of them is the last.
                store::hold_account(tx, account).await?;
                store::end_session(tx, session).await?;
                tx.record(SessionsEnded { account, session: Some(session) });
                if !store::any_session(tx, account).await? {
                    tx.record_durably(&SignedOut { account, at: tx.now() }).await?;
                }
                Ok::<_, DbErr>(())
            })
        })
        .await?;
    Ok(())
}

/// The browsers somebody is signed in at, the last used first; `asks` is the session that wants to know.
pub(super) async fn list(app: &App, account: Uuid, asks: Option<Uuid>) -> Answered<List<SignedInAt>> {
    let rows = store::sessions_of(app.db().read(), account, app.clock().now()).await?;
    let session = |row: table::Model| SignedInAt {
        current: Some(row.id) == asks,
        id: SessionId(row.id),
        device: row.device,
        address: row.address,
        created_at: row.created_at.into(),
        seen_at: row.seen_at.into(),
    };
    Ok(List { items: rows.into_iter().map(session).collect() })
}

/// The browsers an employee is signed in at, for those who manage people.
pub(super) async fn of_employee(app: &App, by: &Signed, person: Uuid) -> Answered<List<SignedInAt>> {
    let account = managed(app, by, person).await?;
    list(app, account.id, (account.id == by.account.id).then_some(by.session)).await
}

/// Ends a session of an employee.
pub(super) async fn revoke(app: &App, by: Signed, person: Uuid, session: Uuid) -> Answered<()> {
    let account = managed(app, &by, person).await?;
    actions::outranks(app.db().read(), &by.held, &account).await?;
    let found = store::session(app.db().read(), session).await?.filter(|row| row.account_id == person);
    let device = found.ok_or_else(Failure::not_found)?.device;
    end(app, person, session).await?;
    let me = agent_ref(&by.account);
    let written = app.db().write(move |tx| {
        Box::pin(
            async move { actions::write_history_about(tx, person, Some(&me), "session_ended", Some(device)).await },
        )
    });
    Ok(written.await?)
}

/// Ends every session of an employee.
pub(super) async fn revoke_all(app: &App, by: Signed, person: Uuid) -> Answered<()> {
    managed(app, &by, person).await?;
    let done = app.db().write(move |tx| {
        Box::pin(async move {
            let account = store::account_held(tx, person).await?.ok_or_else(Failure::not_found)?;
            actions::outranks(tx, &by.held, &account).await?;
            actions::end_sessions(tx, person).await?;
            actions::write_history(tx, person, Some(&agent_ref(&by.account)), "sessions_ended", Vec::new()).await?;
            Ok::<_, Failure>(())
        })
    });
    done.await
}

/// An employee, for those who manage people.
async fn managed(app: &App, by: &Signed, person: Uuid) -> Answered<accounts::Model> {
    if !by.holds(Permission::ManagePeople) {
        return Err(Failure::forbidden());
    }
    let employee = words::to_text(&PersonKind::Employee);
    let found = store::account(app.db().read(), person).await?.filter(|account| account.kind == employee);
    found.ok_or_else(Failure::not_found)
}

/// Counts an anonymous call of an address.
///
/// # Errors
/// 429 when there were too many within a minute.
pub fn anonymous(app: &App, peer: Peer) -> Answered<()> {
    let most = app.config().anonymous_per_minute;
    app.limits().hit(&format!("anonymous:{}", peer.key()), most, 60_000).map_err(Failure::too_many)
}

/// The signed-in employee, as the console knows one; `lacks` a second factor that everybody must have.
pub fn me(account: &accounts::Model, held: &[HeldRole], lacks: bool) -> Me {
    Me {
        id: AccountId(account.id),
        name: account.name.clone(),
        alias: shown_name(account).to_owned(),
        email: account.email.clone(),
        roles: held.iter().map(|held| held.role).collect(),
        permissions: rules::allowed(held),
        lacks_second_factor: lacks,
        has_password: account.password_hash.is_some(),
        language: account.language.clone(),
        time_zone: account.time_zone.clone(),
    }
}

/// The `Set-Cookie` of a session.
pub fn cookie(token: &str) -> String {
    format!("{COOKIE}={token}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={}", SESSION_MILLIS / 1000)
}

/// The `Set-Cookie` that takes it back.
pub(super) fn no_cookie() -> String {
    format!("{COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0")
}

fn wrong() -> Failure {
    Failure::new(StatusCode::UNAUTHORIZED, "wrong_credentials", "Username or password is wrong.")
}

pub(super) fn login_key(login: &str) -> String {
    match login.contains('@') {
        true => compare::normal_email(login).unwrap_or_else(|_| login.trim().to_lowercase()),
        false => compare::normal_username(login),
    }
}

async fn by_login(app: &App, key: &str) -> Result<Option<accounts::Model>, DbErr> {
    match key.contains('@') {
        true => store::account_by_email(app.db().read(), key).await,
        false => store::account_by_username(app.db().read(), key).await,
    }
}

pub(super) fn may_sign_in(account: &accounts::Model) -> bool {
    account.active && account.kind == words::to_text(&PersonKind::Employee)
}

/// Whether anything may still be tried, by this login and from this address.
pub(super) fn open(app: &App, doors: &[String]) -> Answered<()> {
    for door in doors {
        app.limits().full(&format!("{door}:shut"), 1).map_err(Failure::too_many)?;
    }
    Ok(())
}

/// Counts a failure; after the tenth the door is shut for as long as they were counted.
pub(super) fn failed(app: &App, doors: &[String]) {
    for door in doors {
        let _ = app.limits().hit(door, FAILURES, WINDOW);
        if app.limits().full(door, FAILURES).is_err() {
            let _ = app.limits().hit(&format!("{door}:shut"), 1, WINDOW);
            app.limits().forget(door);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_its_cookie() {
        assert_eq!(cookie("t"), "__Host-agent=t; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=1209600");
        assert!(no_cookie().ends_with("Max-Age=0"));
    }

    #[test]
    fn compares_logins_without_case() {
        assert_eq!(login_key(" Ann "), "ann");
        assert_eq!(login_key("Ann@Example.COM"), "ann@example.com");
        assert_eq!(login_key("@@"), "@@");
    }
}
