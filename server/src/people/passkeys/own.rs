//! Passkeys of one's own.

use contract::{
    List, PasskeyId,
    passkeys::{NewPasskey, Passkey, PasskeyQuestion},
};
use uuid::Uuid;

use super::{
    rules::{self, Made, Refused},
    store,
};
use crate::{
    people::{
        access::Signed,
        actions, agent_ref, profile, second_factor, store as accounts_store,
        tables::{accounts, passkeys},
        validity,
    },
    platform::{
        App, Tx,
        error::{Answered, Failure},
        ids,
    },
};

/// How many somebody may have.
const MOST: usize = 20;

pub async fn list(app: &App, by: &Signed) -> Answered<List<Passkey>> {
    let rows = store::of(app.db().read(), by.account.id).await?;
    Ok(List { items: rows.iter().map(shown).collect() })
}

pub async fn begin(app: &App, by: Signed, password: String) -> Answered<PasskeyQuestion> {
    profile::confirm_owner(app, &by.account, by.session, password, "password").await?;
    let place = super::place(app).map_err(|why| not_kept(&why))?;
    let known = store::of(app.db().read(), by.account.id).await?;
    if known.len() >= MOST {
        return Err(Failure::conflict("too_many_passkeys", "These are enough passkeys. Remove one first."));
    }
    let account = by.account.id;
    let asked = app.db().write(move |tx| Box::pin(async move { store::ask(tx, Some(account)).await }));
    let known: Vec<Vec<u8>> = known.into_iter().map(|row| row.credential_id).collect();
    let options = super::creation(&place, &by.account, &asked.await?, &known).to_string();
    Ok(PasskeyQuestion { options })
}

pub async fn add(app: &App, by: Signed, new: NewPasskey) -> Answered<Passkey> {
    let name = named(&new.name)?;
    let read = rules::read::<Made>(&new.credential).and_then(|made| Ok((made.challenge()?, made)));
    let (challenge, made) = read.map_err(|why| not_kept(&why))?;
    let account = by.account.id;
    let taken = app.db().write(move |tx| {
        let challenge = challenge.clone();
        Box::pin(async move { store::take(tx, &challenge, Some(account)).await })
    });
    // Whatever is wrong with the answer: there is no second one to the same question.
    if !taken.await? {
        return Err(not_kept(&Refused("nothing like that was asked")));
    }
    let checked = super::place(app).and_then(|place| made.check(&place));
    let (public_key, count) = checked.map_err(|why| not_kept(&why))?;
    let id = made.id;
    let added = app.db().write(move |tx| {
        Box::pin(async move {
            accounts_store::hold_account(tx, account).await?;
            if store::by_credential(tx, &id).await?.is_some() {
                return Err(not_kept(&Refused("it is known already")));
            }
            let row = passkeys::Model {
                id: ids::new_id(),
                account_id: account,
                name,
                credential_id: id,
                public_key,
                sign_count: i64::from(count),
                created_at: tx.now(),
                used_at: None,
            };
            store::insert(tx, row.clone()).await?;
            // They were begun without it.
            profile::end_others_in(tx, account, by.session).await?;
            write(tx, &by.account, "passkey_added", &row.name).await?;
            Ok(shown(&row))
        })
    });
    added.await
}

pub async fn rename(app: &App, by: Signed, id: Uuid, name: &str) -> Answered<Passkey> {
    let name = named(name)?;
    let renamed = app.db().write(move |tx| {
        Box::pin(async move {
            let row = held(tx, &by, id).await?;
            if row.name == name {
                return Ok(shown(&row));
            }
            store::rename(tx, id, &name).await?;
            write(tx, &by.account, "passkey_renamed", &name).await?;
            Ok::<_, Failure>(shown(&passkeys::Model { name, ..row }))
        })
    });
    renamed.await
}

pub async fn remove(app: &App, by: Signed, id: Uuid, password: String) -> Answered<()> {
    profile::confirm_owner(app, &by.account, by.session, password, "password").await?;
    let removed = app.db().write(move |tx| {
        Box::pin(async move {
            let row = held(tx, &by, id).await?;
            store::remove(tx, id).await?;
            profile::keep_a_way_in(tx, &by.account).await?;
            if second_factor::lacks(tx, by.account.id).await? {
                let why = "Every employee must have a second factor here.";
                return Err(Failure::conflict("second_factor_required", why));
            }
            write(tx, &by.account, "passkey_removed", &row.name).await
        })
    });
    removed.await
}

/// One's own, for as long as the transaction lasts.
async fn held(tx: &Tx, by: &Signed, id: Uuid) -> Answered<passkeys::Model> {
    accounts_store::hold_account(tx, by.account.id).await?;
    let rows = store::of(tx, by.account.id).await?;
    rows.into_iter().find(|row| row.id == id).ok_or_else(Failure::not_found)
}

fn named(name: &str) -> Answered<String> {
    let name = validity::display_name(name).map_err(|why| Failure::field("name", "malformed", &why.to_string()))?;
    Ok(name.to_owned())
}

fn not_kept(why: &Refused) -> Failure {
    tracing::info!(why = why.0, "a passkey was not kept");
    Failure::conflict("passkey_refused", "This passkey does not answer what was asked, or came too late.")
}

async fn write(tx: &Tx, account: &accounts::Model, act: &str, name: &str) -> Result<(), Failure> {
    let (by, about) = (agent_ref(account), Some(name.to_owned()));
    Ok(actions::write_history_about(tx, account.id, Some(&by), act, about).await?)
}

fn shown(row: &passkeys::Model) -> Passkey {
    Passkey {
        id: PasskeyId(row.id),
        name: row.name.clone(),
        created_at: row.created_at.into(),
        used_at: row.used_at.map(Into::into),
    }
}
