//! What people do by links that came by mail: accept an invitation, choose another password, verify an address.

use contract::{
    accounts::{
        AcceptedInvitation, ChosenPassword, Invitation, InvitationState, LinkDetails, LinkPurpose, PendingInvitation,
    },
    people::PersonKind,
    rights::Permission,
};
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Peer, Signed, actions, agent_ref,
    links::{self, LinkMade},
    passwords, second_factor, sessions, store,
    tables::accounts,
    tokens, validity,
};
use crate::platform::{
    App, Tx,
    error::{Answered, Failure},
    events::{Durable, Reactions},
    words,
};

/// How many links an account may ask for …
pub(super) const MOST: u32 = 5;
/// … within an hour, in milliseconds.
pub(super) const HOUR: i64 = 60 * 60 * 1000;

/// Somebody forgot a password. Who that is, is found out later, so that the answer is the same for everybody.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct AskedForReset {
    login: String,
}

impl Durable for AskedForReset {
    const KIND: &'static str = "people.asked_for_reset";
}

/// Registers what happens after an answer.
pub(super) fn react(reactions: &mut Reactions) {
    reactions.durably(|_, tx, asked: AskedForReset| Box::pin(begin_reset(tx, asked)));
}

pub(super) async fn invite(app: &App, by: Signed, person: Uuid) -> Answered<Invitation> {
    if !by.holds(Permission::ManagePeople) {
        return Err(Failure::forbidden());
    }
    let held = by.held.clone();
    let sends = app.config().smtp_url.is_some();
    let base = app.config().public_url();
    let by = agent_ref(&by.account);
    let made = app.db().write(move |tx| {
        Box::pin(async move {
            let account = store::account_held(tx, person).await?.filter(sessions::may_sign_in);
            let account = account.ok_or_else(Failure::not_found)?;
            actions::outranks(tx, &held, &account).await?;
            if account.password_hash.is_some() {
                return Err(Failure::conflict("has_password", "This employee has chosen a password already."));
            }
            let row = links::make(tx, &account, LinkPurpose::Invitation, None).await?;
            let (email, ends_at) = (account.email.clone(), row.ends_at.into());
            let link = if sends {
                tx.record_durably(&LinkMade { link: row.id, known: false }).await?;
                None
            } else {
                Some(links::draw_in(tx, row, account).await?.url(&base))
            };
            actions::write_history(tx, person, Some(&by), "invited", Vec::new()).await?;
            Ok(Invitation { email, ends_at, link })
        })
    });
    made.await
}

/// How far an employee's invitation is.
pub(super) async fn invitation(app: &App, by: &Signed, person: Uuid) -> Answered<InvitationState> {
    if !by.holds(Permission::ManagePeople) {
        return Err(Failure::forbidden());
    }
    let db = app.db().read();
    let employee = words::to_text(&PersonKind::Employee);
    let account = store::account(db, person).await?.filter(|account| account.kind == employee);
    let account = account.ok_or_else(Failure::not_found)?;
    let row = links::pending(db, &account, LinkPurpose::Invitation, app.clock().now()).await?;
    let pending = row.map(|row| PendingInvitation { made_at: row.created_at.into(), ends_at: row.ends_at.into() });
    Ok(InvitationState { has_password: account.password_hash.is_some(), pending })
}

/// Withdraws an employee's invitation.
pub(super) async fn withdraw(app: &App, by: Signed, person: Uuid) -> Answered<()> {
    if !by.holds(Permission::ManagePeople) {
        return Err(Failure::forbidden());
    }
    let done = app.db().write(move |tx| {
        Box::pin(async move {
            let account = store::account_held(tx, person).await?.ok_or_else(Failure::not_found)?;
            actions::outranks(tx, &by.held, &account).await?;
            if links::end(tx, person, LinkPurpose::Invitation).await? {
                let by = agent_ref(&by.account);
                actions::write_history(tx, person, Some(&by), "invitation_withdrawn", Vec::new()).await?;
            }
            Ok::<_, Failure>(())
        })
    });
    done.await
}

pub(super) async fn read(app: &App, peer: Peer, token: String) -> Answered<LinkDetails> {
    sessions::anonymous(app, peer)?;
    let (purpose, account) = links::read(app, &token, None).await?;
    let second_factor_required = second_factor::required(app.db().read()).await?;
    let accounts::Model { name, username, email, .. } = account;
    Ok(LinkDetails { purpose, name, username, email, second_factor_required })
}

pub(super) async fn forget(app: &App, peer: Peer, login: String) -> Answered<()> {
    sessions::anonymous(app, peer)?;
    let login = sessions::login_key(&login);
    app.limits().hit(&format!("reset:{login}"), MOST, HOUR).map_err(Failure::too_many)?;
    // No database holds a NUL, and nobody is called so.
    let login = login.replace('\0', " ");
    app.db().write(move |tx| Box::pin(async move { tx.record_durably(&AskedForReset { login }).await })).await?;
    Ok(())
}

async fn begin_reset(tx: &Tx, AskedForReset { login }: AskedForReset) -> Result<(), Failure> {
    let found = match login.contains('@') {
        true => store::account_by_email(tx, &login).await?,
        false => store::account_by_username(tx, &login).await?,
    };
    // Who was invited and never came has an invitation; who was deactivated has nothing.
    let Some(account) = found.filter(|account| sessions::may_sign_in(account) && account.password_hash.is_some())
    else {
        return Ok(());
    };
    links::send(tx, &account, LinkPurpose::Reset, None).await?;
    Ok(())
}

pub(super) async fn accept(app: &App, peer: Peer, accepted: AcceptedInvitation) -> Answered<()> {
    let AcceptedInvitation { token, password, name } = accepted;
    let name = match name.trim() {
        "" => None,
        name => {
            Some(validity::display_name(name).map_err(|why| Failure::field("name", "malformed", &why.to_string()))?)
        }
    };
    let chosen = ChosenPassword { token, password };
    choose(app, peer, LinkPurpose::Invitation, None, chosen, name.map(str::to_owned)).await
}

pub(super) async fn reset(app: &App, peer: Peer, chosen: ChosenPassword) -> Answered<()> {
    choose(app, peer, LinkPurpose::Reset, None, chosen, None).await
}

/// Who holds a link that came to an address reads that address' mail: it counts as verified.
pub(super) async fn choose(
    app: &App,
    peer: Peer,
    purpose: LinkPurpose,
    brand: Option<Uuid>,
    chosen: ChosenPassword,
    name: Option<String>,
) -> Answered<()> {
    sessions::anonymous(app, peer)?;
    let ChosenPassword { token, password } = chosen;
    // Nobody makes us compute a hash with a token that does not work.
    links::read(app, &token, brand).await?;
    let hash = passwords::hash(password).await?;
    let act = if purpose == LinkPurpose::Reset { "password_reset" } else { "invitation_accepted" };
    let done = app.db().write(move |tx| {
        Box::pin(async move {
            let account = links::redeem(tx, &token, purpose, brand).await?.account;
            let account = match name {
                Some(name) => actions::rename(tx, account, name).await?,
                None => account,
            };
            store::set_password(tx, account.id, hash).await?;
            links::end_all(tx, account.id).await?;
            tokens::revoke_all(tx, account.id).await?;
            verified(tx, &account).await?;
            actions::end_sessions(tx, account.id).await?;
            write_own(tx, &account, act).await
        })
    });
    done.await
}

pub(super) async fn ask_for_verification(app: &App, account: accounts::Model, brand: Option<Uuid>) -> Answered<()> {
    if account.email_verified {
        return Err(Failure::conflict("verified", "This address is verified already."));
    }
    app.limits().hit(&format!("verification:{}", account.id), MOST, HOUR).map_err(Failure::too_many)?;
    let made = app.db().write(move |tx| {
        Box::pin(async move {
            let account = store::account_held(tx, account.id).await?.ok_or_else(Failure::signed_out)?;
            links::send(tx, &account, LinkPurpose::Verification, brand).await?;
            Ok::<_, Failure>(())
        })
    });
    made.await
}

pub(super) async fn verify(app: &App, peer: Peer, token: String) -> Answered<()> {
    sessions::anonymous(app, peer)?;
    let done = app.db().write(move |tx| {
        Box::pin(async move {
            let account = links::redeem(tx, &token, LinkPurpose::Verification, None).await?.account;
            verified(tx, &account).await?;
            write_own(tx, &account, "email_verified").await
        })
    });
    done.await
}

pub(super) async fn verified(tx: &Tx, account: &accounts::Model) -> Result<(), DbErr> {
    match account.email_verified {
        true => Ok(()),
        false => store::set_verified(tx, account.id).await,
    }
}

pub(super) async fn write_own(tx: &Tx, account: &accounts::Model, act: &str) -> Result<(), Failure> {
    Ok(actions::write_history(tx, account.id, Some(&agent_ref(account)), act, Vec::new()).await?)
}
