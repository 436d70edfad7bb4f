//! Whose account it is that a provider speaks of, and the session that begins with it.

use axum::http::StatusCode;
use contract::people::{Me, NewPerson, PersonDetails, PersonKind};
use sea_orm::entity::prelude::*;

use super::{
    attempts, own,
    rules::{self, FirstTime, Known, Said},
    settings,
};
use crate::{
    people::{
        Device, Peer, actions, second_factor, sessions, store,
        tables::{accounts, identities},
    },
    platform::{
        App, Tx,
        error::{Answered, Failure},
    },
};

/// Somebody who is let in.
pub enum Entered {
    /// With a session; its token.
    In(String),
    /// Once a code is said; the browser's secret.
    AsksCode(String),
}

/// Lets somebody in by a provider's word; `None` when nobody is let in by it.
pub async fn enter(app: &App, provider: Uuid, said: Said, device: Device) -> Answered<Option<Entered>> {
    // An account that is made needs no password: it is checked before the transaction as every other is.
    let new = new_account(app, provider, &said).await?;
    let vault = app.vault().clone();
    let entered = app.db().write(move |tx| {
        Box::pin(async move {
            let row = settings::one(tx, provider).await?.filter(|row| row.enabled);
            let Some(row) = row else { return Ok(None) };
            let Some(account) = owner(tx, &row, &said, new).await? else { return Ok(None) };
            let vouched = row.stands_for_second_factor;
            if !vouched {
                match second_factor::ask(tx, &vault, account.id, None).await {
                    Err(failure) if failure.code() == "second_factor_needed" => {
                        return Ok(Some(Entered::AsksCode(attempts::wait_for_code(tx, provider, account.id).await?)));
                    }
                    asked => asked?,
                }
            }
            let (_, token) = store::begin_session(tx, account.id, device, vouched).await?;
            Ok::<_, Failure>(Some(Entered::In(token)))
        })
    });
    entered.await
}

/// Whose account it is: the one that is connected, one that is now, or a new one.
async fn owner(
    tx: &Tx,
    row: &crate::people::tables::sign_in_providers::Model,
    said: &Said,
    new: Option<actions::NewAccount>,
) -> Answered<Option<accounts::Model>> {
    let connected = identities::Entity::find_by_id((row.id, said.subject.clone())).one(tx).await?;
    if let Some(identity) = connected {
        return Ok(store::account_held(tx, identity.account_id).await?.filter(sessions::may_sign_in));
    }
    let email = said.verified_email();
    let known = match &email {
        Some(email) => store::account_by_email(tx, email).await?,
        None => None,
    };
    let known = match known {
        Some(account) => {
            store::account_held(tx, account.id).await?.filter(|now| Some(&now.email_key) == email.as_ref())
        }
        None => None,
    };
    let facts = match &known {
        Some(account) => Some(Known {
            may_sign_in: sessions::may_sign_in(account),
            email_verified: account.email_verified,
            has_password: account.password_hash.is_some(),
            connected: own::with(tx, row.id, account.id).await?.is_some(),
        }),
        None => None,
    };
    let account = match (rules::first_time(&settings::details(row)?, said, facts), known, new) {
        (FirstTime::Connect, Some(account), _) => account,
        (FirstTime::Create, None, Some(new)) => actions::create(tx, new, None).await?,
        _ => return Ok(None),
    };
    own::keep(tx, row, &account, said.subject.clone()).await?;
    if !account.email_verified {
        store::set_verified(tx, account.id).await?;
    }
    Ok(Some(account))
}

/// What an account of somebody who has none would be, when the provider's rules could make one.
async fn new_account(app: &App, provider: Uuid, said: &Said) -> Answered<Option<actions::NewAccount>> {
    let db = app.db().read();
    let Some(row) = settings::one(db, provider).await? else { return Ok(None) };
    let rules = settings::details(&row)?;
    if rules::first_time(&rules, said, None) != FirstTime::Create {
        return Ok(None);
    }
    let Some(email) = said.email.clone() else { return Ok(None) };
    for username in rules::usernames(said) {
        if store::account_by_username(db, &crate::people::compare::normal_username(&username)).await?.is_some() {
            continue;
        }
        let name = said.name.clone().filter(|name| crate::people::validity::display_name(name).is_ok());
        let details = PersonDetails {
            name: name.unwrap_or_else(|| username.clone()),
            username,
            email,
            roles: rules.roles,
            active: true,
            ..PersonDetails::default()
        };
        let new = NewPerson { kind: PersonKind::Employee, details, password: None };
        return actions::prepare(app, new, "").await.map(Some);
    }
    Ok(None)
}

/// The second step of who came from a provider.
pub async fn after_provider(
    app: &App,
    peer: Peer,
    device: Device,
    browser: Option<String>,
    code: String,
) -> Answered<(Me, String)> {
    sessions::anonymous(app, peer)?;
    let browser = browser.ok_or_else(over)?;
    let waiting = attempts::waiting(app.db().read(), &browser, app.clock().now()).await?;
    let (account, provider) = waiting.ok_or_else(over)?;
    let doors = [format!("second-factor:{account}"), format!("sign-in:address:{}", peer.key())];
    sessions::open(app, &doors)?;
    let vault = app.vault().clone();
    let begun = app.db().write(move |tx| {
        Box::pin(async move {
            let row = settings::one(tx, provider).await?.filter(|row| row.enabled);
            let account = store::account_held(tx, account).await?.filter(sessions::may_sign_in);
            let account = account.filter(|_| row.is_some()).ok_or_else(over)?;
            second_factor::ask(tx, &vault, account.id, Some(&code)).await?;
            if !attempts::end(tx, &browser).await? {
                return Err(over());
            }
            let (_, token) = store::begin_session(tx, account.id, device, false).await?;
            let lacks = second_factor::lacks(tx, account.id).await?;
            Ok::<_, Failure>((account, token, lacks))
        })
    });
    let begun: Answered<_> = begun.await;
    if begun.as_ref().is_err_and(|failure| failure.code() == "wrong_code") {
        sessions::failed(app, &doors);
    }
    let (account, token, lacks) = begun?;
    let held = crate::people::recall_held(app, &crate::people::roles(&account.roles)?).await?;
    Ok((sessions::me(&account, &held, lacks), sessions::cookie(&token)))
}

fn over() -> Failure {
    Failure::new(StatusCode::UNAUTHORIZED, "sign_in_over", "This took too long. Begin again.")
}
