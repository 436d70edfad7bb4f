//! The operations of this slice.

use axum::extract::State;
use contract::setup::{GetSetup, RunSetup, SetupState};

use super::actions;
use crate::{
    people::{Device, Peer},
    platform::{
        App,
        api::{Answer, Api, Call, answer},
    },
};

/// Serves them.
pub fn routes(api: Api) -> Api {
    api.serve(get).serve(run)
}

async fn get(State(app): State<App>, Call(_): Call<GetSetup>) -> Answer<GetSetup> {
    answer(SetupState { needed: actions::needed(app.db().read()).await? })
}

async fn run(
    State(app): State<App>,
    peer: Peer,
    device: Device,
    Call(RunSetup { body }): Call<RunSetup>,
) -> Answer<RunSetup> {
    let (me, cookie) = actions::run(&app, peer, device, body).await?;
    answer(me).map(|reply| reply.set_cookie(&cookie))
}
