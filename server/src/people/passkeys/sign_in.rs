//! Signing in with a passkey.

use contract::{passkeys::PasskeyQuestion, people::Me};
use sea_orm::DbErr;

use super::{
    refused,
    rules::{self, Refused, Shown},
    store,
};
use crate::{
    people::{
        Device, Peer, actions, recall_held, second_factor, sessions, store as accounts_store,
        tables::{accounts, passkeys},
    },
    platform::{
        App, Tx,
        error::{Answered, Failure},
    },
};

/// What to ask a browser. Who asks has said no name, and learns of none.
pub async fn begin(app: &App, peer: Peer) -> Answered<PasskeyQuestion> {
    sessions::anonymous(app, peer)?;
    let place = super::place(app).map_err(|why| refused(&why))?;
    let asked = app.db().write(|tx| Box::pin(async move { store::ask(tx, None).await }));
    let options = super::request(&place, &asked.await?).to_string();
    Ok(PasskeyQuestion { options })
}

/// Signs the owner in: a new session, and the cookie that carries it. Everything that can be wrong answers the same.
pub async fn sign_in(app: &App, peer: Peer, device: Device, credential: &str) -> Answered<(Me, String)> {
    sessions::anonymous(app, peer)?;
    let doors = [format!("sign-in:address:{}", peer.key())];
    sessions::open(app, &doors)?;
    let (account, token, lacks) = match attempt(app, device, credential).await? {
        Ok(begun) => begun,
        Err(why) => {
            sessions::failed(app, &doors);
            return Err(refused(&why));
        }
    };
    let held = recall_held(app, &crate::people::roles(&account.roles)?).await?;
    Ok((sessions::me(&account, &held, lacks), sessions::cookie(&token)))
}

/// Who signed in, the session's token, and whether a second factor lacks.
type Begun = (accounts::Model, String, bool);

async fn attempt(app: &App, device: Device, credential: &str) -> Result<Result<Begun, Refused>, Failure> {
    let read = rules::read::<Shown>(credential).and_then(|shown| Ok((shown.challenge()?, shown)));
    let (challenge, shown) = match read {
        Ok(read) => read,
        Err(why) => return Ok(Err(why)),
    };
    let taken = app.db().write(move |tx| {
        let challenge = challenge.clone();
        Box::pin(async move { store::take(tx, &challenge, None).await })
    });
    // Whatever is wrong with the answer: there is no second one to the same question.
    if !taken.await? {
        return Ok(Err(Refused("nothing like that was asked")));
    }
    let Some(passkey) = store::by_credential(app.db().read(), &shown.id).await? else {
        return Ok(Err(Refused("nobody's")));
    };
    if shown.owner() != passkey.account_id.as_bytes() {
        return Ok(Err(Refused("somebody else's")));
    }
    let count = match super::place(app).and_then(|place| shown.check(&place, &passkey.public_key)) {
        Ok(count) => count,
        Err(why) => return Ok(Err(why)),
    };
    let begun = app.db().write(move |tx| Box::pin(async move { enter(tx, &passkey, count, device).await }));
    Ok(begun.await?)
}

/// The door opens; or what speaks against it is written down.
async fn enter(tx: &Tx, shown: &passkeys::Model, count: u32, device: Device) -> Result<Result<Begun, Refused>, DbErr> {
    // The account may have been closed, and the passkey removed or used, while the signature was checked.
    let account = accounts_store::account_held(tx, shown.account_id).await?.filter(sessions::may_sign_in);
    let Some(account) = account else { return Ok(Err(Refused("its owner may not sign in"))) };
    let Some(passkey) = store::by_credential(tx, &shown.credential_id).await?.filter(|now| now.id == shown.id) else {
        return Ok(Err(Refused("it was removed")));
    };
    if !rules::goes_on(passkey.sign_count, count) {
        let about = Some(passkey.name);
        actions::write_history_about(tx, account.id, None, "passkey_refused", about).await?;
        return Ok(Err(Refused("it counts backwards: there may be a copy of it")));
    }
    store::used(tx, passkey.id, count).await?;
    let token = sessions::begin_session(tx, &account, device).await?;
    let lacks = second_factor::lacks(tx, account.id).await?;
    Ok(Ok((account, token, lacks)))
}
