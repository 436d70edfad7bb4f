//! A customer registers.

use contract::{
    customers::Registration,
    people::{PersonDetails, PersonKind},
};
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::country;
use crate::{
    people::{
        Peer,
        actions::{self, NewAccount},
        by_link::{HOUR, MOST},
        links::{self, LinkPurpose},
        passwords, rules, sessions, store,
        tables::accounts,
    },
    platform::{
        App, Tx,
        error::{Answered, Failure},
        events::{Durable, Reactions},
        ids,
    },
};

/// Somebody wants an account. Whether there is one already is found out later, so that the answer is the same.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct AskedToRegister {
    details: PersonDetails,
    language: String,
    password_hash: String,
    brand: Uuid,
}

impl Durable for AskedToRegister {
    const KIND: &'static str = "people.asked_to_register";
}

pub(super) fn react(reactions: &mut Reactions) {
    reactions.durably(|app, tx, asked: AskedToRegister| Box::pin(begin(app, tx, asked)));
}

/// Registers somebody at a brand's portal.
///
/// # Errors
/// 422 on what does not read, 429.
pub async fn register(app: &App, peer: Peer, brand: Uuid, new: Registration) -> Answered<()> {
    sessions::anonymous(app, peer)?;
    let Registration { name, email, phone, language, password } = new;
    let (language, _) = rules::place(&language, "").map_err(Failure::fields)?;
    let details =
        PersonDetails { username: username(&email), email, name, phone, active: true, ..PersonDetails::default() };
    let checked = rules::check(PersonKind::Customer, &details, country(app), "").map_err(Failure::fields)?;
    count_letter(app, &checked.email_key)?;
    let password_hash = passwords::hash(password).await?;
    let asked = AskedToRegister { details: checked.details, language, password_hash, brand };
    app.db().write(move |tx| Box::pin(async move { tx.record_durably(&asked).await })).await?;
    Ok(())
}

/// Counts a letter to an address, whoever has it: nobody's mailbox is filled from here.
pub(super) fn count_letter(app: &App, address: &str) -> Answered<()> {
    app.limits().hit(&format!("letters:{address}"), MOST, HOUR).map_err(Failure::too_many)
}

/// Customers sign in by their address; the username they must have is made of it.
fn username(email: &str) -> String {
    let local = email.trim().split('@').next().unwrap_or_default();
    let named: String = local.chars().filter(|c| c.is_ascii_alphanumeric() || "._-".contains(*c)).take(24).collect();
    let chance: String = ids::new_secret().chars().filter(char::is_ascii_alphanumeric).take(10).collect();
    format!("{named}-{chance}").trim_start_matches(['-', '.', '_']).to_lowercase()
}

async fn begin(app: &App, tx: &Tx, asked: AskedToRegister) -> Result<(), Failure> {
    let AskedToRegister { details, language, password_hash, brand } = asked;
    let checked = rules::check(PersonKind::Customer, &details, country(app), "").map_err(Failure::fields)?;
    if let Some(known) = store::account_by_email(tx, &checked.email_key).await? {
        return Ok(tell_known(tx, &known, brand).await?);
    }
    let new = NewAccount::checked(PersonKind::Customer, checked, password_hash);
    let mut account = actions::create(tx, new, None).await?;
    if !language.is_empty() {
        let version = account.version;
        (account.language, account.version) = (language, version + 1);
        store::update_account(tx, &account, version).await?;
    }
    Ok(links::send(tx, &account, LinkPurpose::Verification, Some(brand)).await?)
}

/// Whoever has the address learns that there is an account, and how to come into it; nobody else does. An employee's
/// account is at the console.
pub(super) async fn tell_known(tx: &Tx, known: &accounts::Model, brand: Uuid) -> Result<(), DbErr> {
    if !known.active {
        return Ok(());
    }
    let brand = Some(brand).filter(|_| !sessions::may_sign_in(known));
    links::tell_known(tx, known, brand).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::validity;

    #[test]
    fn usernames_are_made_of_addresses() {
        let long = format!("{}@a.example", "x".repeat(200));
        for email in ["Vera.Lund@example.com", "+@example.com", "ö@example.com", "..@a.example", &long] {
            let made = username(email);
            assert!(validity::username(&made).is_ok(), "{email}: {made}");
            assert_ne!(made, username(email));
        }
        assert!(username("Vera.Lund@example.com").starts_with("vera.lund-"));
    }
}
