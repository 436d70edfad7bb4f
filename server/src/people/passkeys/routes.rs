//! The operations on passkeys.

use axum::extract::State;
use contract::passkeys::{
    AddPasskey, BeginPasskey, BeginSessionWithPasskey, CreateSessionWithPasskey, ListPasskeys, RemovePasskey,
    RenamePasskey,
};

use super::{own, sign_in};
use crate::{
    people::{Device, Peer, Signed},
    platform::{
        App,
        api::{Answer, Api, Call, answer},
    },
};

/// Serves them.
pub fn routes(api: Api) -> Api {
    api.serve(list).serve(begin).serve(add).serve(rename).serve(remove).serve(ask).serve(enter)
}

async fn list(State(app): State<App>, signed: Signed, Call(_): Call<ListPasskeys>) -> Answer<ListPasskeys> {
    answer(own::list(&app, &signed).await?)
}

async fn begin(
    State(app): State<App>,
    signed: Signed,
    Call(BeginPasskey { body }): Call<BeginPasskey>,
) -> Answer<BeginPasskey> {
    answer(own::begin(&app, signed, body.password).await?)
}

async fn add(
    State(app): State<App>,
    signed: Signed,
    Call(AddPasskey { body }): Call<AddPasskey>,
) -> Answer<AddPasskey> {
    answer(own::add(&app, signed, body).await?)
}

async fn rename(
    State(app): State<App>,
    signed: Signed,
    Call(RenamePasskey { passkey, body }): Call<RenamePasskey>,
) -> Answer<RenamePasskey> {
    answer(own::rename(&app, signed, passkey.0, &body.name).await?)
}

async fn remove(
    State(app): State<App>,
    signed: Signed,
    Call(RemovePasskey { passkey, body }): Call<RemovePasskey>,
) -> Answer<RemovePasskey> {
    answer(own::remove(&app, signed, passkey.0, body.password).await?)
}

async fn ask(
    State(app): State<App>,
    peer: Peer,
    Call(_): Call<BeginSessionWithPasskey>,
) -> Answer<BeginSessionWithPasskey> {
    answer(sign_in::begin(&app, peer).await?)
}

async fn enter(
    State(app): State<App>,
    peer: Peer,
    device: Device,
    Call(CreateSessionWithPasskey { body }): Call<CreateSessionWithPasskey>,
) -> Answer<CreateSessionWithPasskey> {
    let (me, cookie) = sign_in::sign_in(&app, peer, device, &body.credential).await?;
    answer(me).map(|reply| reply.set_cookie(&cookie))
}
