//! What customers do by links that came by mail: verify an address, choose another password.

use contract::{accounts::ChosenPassword, customers::Verification, me::EmailChange, people::PersonKind};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    access::Customer,
    country,
    register::{count_letter, tell_known},
    sessions::cookie,
};
use crate::{
    people::{
        Device, Peer, actions, agent_ref,
        by_link::{self, HOUR, MOST},
        compare,
        links::{self, LinkPurpose},
        passwords, profile, rules, sessions, store,
        tables::accounts,
        validity,
    },
    platform::{
        App, Tx,
        error::{Answered, Failure},
        events::{Durable, Reactions},
        words,
    },
};

/// Somebody forgot a password. Who that is, is found out later, so that the answer is the same for everybody.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct AskedForReset {
    login: String,
    brand: Uuid,
}

impl Durable for AskedForReset {
    const KIND: &'static str = "people.customer_asked_for_reset";
}

/// A customer wants another address. Who has it, is found out later.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct AskedForAddress {
    account: Uuid,
    email: String,
    brand: Uuid,
}

impl Durable for AskedForAddress {
    const KIND: &'static str = "people.asked_for_address";
}

pub(super) fn react(reactions: &mut Reactions) {
    reactions.durably(|_, tx, asked: AskedForReset| Box::pin(begin_reset(tx, asked)));
    reactions.durably(|_, tx, asked: AskedForAddress| Box::pin(begin_address(tx, asked)));
}

/// Somebody forgot a password.
///
/// # Errors
/// 429; nothing else, whoever it is.
pub async fn forget(app: &App, peer: Peer, brand: Uuid, login: &str) -> Answered<()> {
    sessions::anonymous(app, peer)?;
    let login = sessions::login_key(login);
    count_letter(app, &login)?;
    // No database holds a NUL, and nobody is called so.
    let asked = AskedForReset { login: login.replace('\0', " "), brand };
    app.db().write(move |tx| Box::pin(async move { tx.record_durably(&asked).await })).await?;
    Ok(())
}

async fn begin_reset(tx: &Tx, AskedForReset { login, brand }: AskedForReset) -> Result<(), Failure> {
    let found = match login.contains('@') {
        true => store::account_by_email(tx, &login).await?,
        false => store::account_by_username(tx, &login).await?,
    };
    // An account that an agent made has no password yet: this is how its owner comes into it.
    if let Some(account) = found.filter(|account| account.active && is_customer(account)) {
        links::send(tx, &account, LinkPurpose::Reset, Some(brand)).await?;
    }
    Ok(())
}

fn is_customer(account: &accounts::Model) -> bool {
    account.kind == words::to_text(&PersonKind::Customer)
}

/// Sets another password by a link of a brand.
///
/// # Errors
/// 410 when the link does not work there.
pub async fn reset(app: &App, peer: Peer, brand: Uuid, chosen: ChosenPassword) -> Answered<()> {
    by_link::choose(app, peer, LinkPurpose::Reset, Some(brand), chosen, None).await
}

/// Asks once more for a link that verifies one's address.
///
/// # Errors
/// 409 when it is verified already, 429.
pub async fn ask_for_verification(app: &App, by: Customer, brand: Uuid) -> Answered<()> {
    by_link::ask_for_verification(app, by.account, Some(brand)).await
}

/// Asks for another address: it is the account's once it is verified.
///
/// # Errors
/// 422 when the address does not read or the password is wrong, 429.
pub async fn ask_for_address(app: &App, by: Customer, brand: Uuid, change: EmailChange) -> Answered<()> {
    let malformed = |error: &dyn std::fmt::Display| Failure::field("email", "malformed", &error.to_string());
    let email = validity::email(&change.email).map_err(|error| malformed(&error))?;
    let key = compare::normal_email(&email).map_err(|error| malformed(&error))?;
    profile::confirm_password(app, &by.account, change.password, "password").await?;
    app.limits().hit(&format!("address:{}", by.account.id), MOST, HOUR).map_err(Failure::too_many)?;
    count_letter(app, &key)?;
    let asked = AskedForAddress { account: by.account.id, email, brand };
    app.db().write(move |tx| Box::pin(async move { tx.record_durably(&asked).await })).await?;
    Ok(())
}

async fn begin_address(tx: &Tx, AskedForAddress { account, email, brand }: AskedForAddress) -> Result<(), Failure> {
    let Some(account) = store::account_held(tx, account).await?.filter(|account| account.active) else {
        return Ok(());
    };
    let key = compare::normal_email(&email).unwrap_or_else(|_| email.to_lowercase());
    match store::account_by_email(tx, &key).await? {
        Some(known) if known.id == account.id => {}
        Some(known) => tell_known(tx, &known, brand).await?,
        None => links::send_to(tx, &account, email, brand).await?,
    }
    Ok(())
}

/// Verifies an address by a link of a brand, and signs in: the account, and the cookie.
///
/// # Errors
/// 410 when the link does not work there, 422 when the password is not the account's, 429.
pub async fn verify(
    app: &App,
    peer: Peer,
    device: Device,
    brand: Uuid,
    Verification { token, password }: Verification,
) -> Answered<(accounts::Model, String)> {
    sessions::anonymous(app, peer)?;
    let (purpose, account) = links::read(app, &token, Some(brand)).await?;
    if purpose != LinkPurpose::Verification {
        return Err(links::over());
    }
    let doors = [format!("sign-in:login:{}", account.email_key), format!("sign-in:address:{}", peer.key())];
    let stored = account.password_hash.clone();
    if !passwords::is_right(password, stored.clone(), || sessions::open(app, &doors)).await? {
        sessions::failed(app, &doors);
        return Err(Failure::field("password", "malformed", "This is not the account's password."));
    }
    let country = country(app);
    let done = app.db().write(move |tx| {
        Box::pin(async move {
            let links::Redeemed { mut account, new_email } =
                links::redeem(tx, &token, LinkPurpose::Verification, Some(brand)).await?;
            // It may have been changed meanwhile: the one that was checked is then no longer the account's.
            if account.password_hash != stored {
                return Err(Failure::stale());
            }
            if let Some(email) = new_email {
                let mut wanted = actions::details(&account)?;
                wanted.email = email;
                let checked = rules::check(PersonKind::Customer, &wanted, country, "").map_err(Failure::fields)?;
                account = actions::change(tx, &agent_ref(&account), account, checked).await?;
            }
            by_link::verified(tx, &account).await?;
            by_link::write_own(tx, &account, "email_verified").await?;
            let token = sessions::begin_session(tx, &account, device).await?;
            let account = store::account_held(tx, account.id).await?.ok_or_else(Failure::signed_out)?;
            Ok((account, cookie(&token)))
        })
    });
    done.await
}
