//! What is asked of one, over HTTP.

use axum::extract::State;
use contract::asks::{ListAsks, SettleAsk};

use super::{actions, list};
use crate::{
    departments::Agent,
    platform::{
        App,
        api::{Answer, Api, Call, answer},
    },
};

/// Serves this slice.
pub fn routes(api: Api) -> Api {
    api.serve(list_asks).serve(settle)
}

async fn list_asks(State(app): State<App>, agent: Agent, Call(ListAsks { body }): Call<ListAsks>) -> Answer<ListAsks> {
    answer(list::list(&app, &agent, &body).await?)
}

async fn settle(
    State(app): State<App>,
    agent: Agent,
    Call(SettleAsk { ask, body: () }): Call<SettleAsk>,
) -> Answer<SettleAsk> {
    actions::done(&app, agent, ask).await?;
    answer(())
}
