//! The signed-in agent's presence, over HTTP.

use axum::extract::State;
use contract::presence::{CheckIn, CheckOut, GetPresence, SayGoodbye, SetActivity, SetAvailability, SetMemberActivity};

use super::{leases, presence};
use crate::{
    departments::Agent,
    platform::{
        App,
        api::{Answer, Api, Call, answer},
    },
};

/// This slice's part of the API.
pub fn routes(api: Api) -> Api {
    let own = api.serve(get).serve(set_availability).serve(check_in).serve(check_out).serve(set_activity);
    own.serve(say_goodbye).serve(set_member_activity)
}

async fn get(State(app): State<App>, agent: Agent, Call(_): Call<GetPresence>) -> Answer<GetPresence> {
    answer(presence::of_agent(app.db().read(), agent.me.id.0, app.clock().now()).await?)
}

async fn set_availability(
    State(app): State<App>,
    agent: Agent,
    Call(call): Call<SetAvailability>,
) -> Answer<SetAvailability> {
    answer(presence::set_availability(&app, &agent, call.body.availability).await?)
}

async fn check_in(State(app): State<App>, agent: Agent, Call(_): Call<CheckIn>) -> Answer<CheckIn> {
    answer(presence::check_in(&app, &agent).await?)
}

async fn check_out(State(app): State<App>, agent: Agent, Call(_): Call<CheckOut>) -> Answer<CheckOut> {
    answer(presence::check_out(&app, &agent).await?)
}

async fn set_activity(State(app): State<App>, agent: Agent, Call(call): Call<SetActivity>) -> Answer<SetActivity> {
    answer(presence::set_activity(&app, &agent, call.group, call.body).await?)
}

async fn set_member_activity(
    State(app): State<App>,
    agent: Agent,
    Call(call): Call<SetMemberActivity>,
) -> Answer<SetMemberActivity> {
    answer(presence::set_member_activity(&app, agent, call.group, call.agent, call.body).await?)
}

async fn say_goodbye(State(app): State<App>, agent: Agent, Call(call): Call<SayGoodbye>) -> Answer<SayGoodbye> {
    leases::tab_closed(&app, agent.session, call.body.lease.0).await?;
    answer(())
}
