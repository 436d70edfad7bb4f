//! The operations about providers.

use axum::{extract::State, http::HeaderMap};
use contract::sign_in::{
    CreateProvider, CreateSessionAfterProvider, DeleteProvider, ListProviders, ListSignInProviders, UpdateProvider,
};

use super::{attempts, entering, settings};
use crate::{
    people::{Device, Peer, Signed},
    platform::{
        App,
        api::{Answer, Api, Call, answer},
    },
};

/// Serves them.
pub fn routes(api: Api) -> Api {
    api.serve(names).serve(after_provider).serve(list).serve(create).serve(update).serve(delete)
}

async fn names(State(app): State<App>, Call(_): Call<ListSignInProviders>) -> Answer<ListSignInProviders> {
    answer(settings::names(&app).await?)
}

async fn after_provider(
    State(app): State<App>,
    peer: Peer,
    (device, headers): (Device, HeaderMap),
    Call(CreateSessionAfterProvider { body }): Call<CreateSessionAfterProvider>,
) -> Answer<CreateSessionAfterProvider> {
    let browser = attempts::browser(&headers).map(str::to_owned);
    let (me, cookie) = entering::after_provider(&app, peer, device, browser, body.code).await?;
    answer(me).map(|reply| reply.set_cookie(&cookie))
}

async fn list(State(app): State<App>, signed: Signed, Call(_): Call<ListProviders>) -> Answer<ListProviders> {
    answer(settings::list(&app, &signed).await?)
}

async fn create(
    State(app): State<App>,
    signed: Signed,
    Call(CreateProvider { body }): Call<CreateProvider>,
) -> Answer<CreateProvider> {
    answer(settings::create(&app, signed, body).await?)
}

async fn update(
    State(app): State<App>,
    signed: Signed,
    Call(UpdateProvider { provider, version, body }): Call<UpdateProvider>,
) -> Answer<UpdateProvider> {
    let provider = settings::update(&app, signed, provider.0, version, body).await?;
    let version = provider.version;
    answer(provider).map(|reply| reply.version(version))
}

async fn delete(
    State(app): State<App>,
    signed: Signed,
    Call(DeleteProvider { provider, .. }): Call<DeleteProvider>,
) -> Answer<DeleteProvider> {
    answer(settings::delete(&app, signed, provider.0).await?)
}
