//! The operations about providers.

use axum::{extract::State, http::HeaderMap};
use contract::sign_in::{
    ConnectProvider, CreateProvider, CreateSessionAfterProvider, DeleteProvider, DisconnectProvider, ListOwnProviders,
    ListProviders, ListSignInProviders, UpdateProvider,
};

use super::{attempts, entering, own, settings};
use crate::{
    people::{Device, Peer, Signed},
    platform::{
        App,
        api::{Answer, Api, Call, answer},
    },
};

/// Serves them.
pub fn routes(api: Api) -> Api {
    api.serve(names)
        .serve(after_provider)
        .serve(own_ones)
        .serve(connect)
        .serve(disconnect)
        .serve(list)
        .serve(create)
        .serve(update)
        .serve(delete)
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

async fn own_ones(State(app): State<App>, signed: Signed, Call(_): Call<ListOwnProviders>) -> Answer<ListOwnProviders> {
    answer(own::list(&app, &signed).await?)
}

async fn connect(
    State(app): State<App>,
    signed: Signed,
    Call(ConnectProvider { provider, body }): Call<ConnectProvider>,
) -> Answer<ConnectProvider> {
    let (way, cookie) = own::begin(&app, signed, provider.0, body.password).await?;
    answer(way).map(|reply| reply.set_cookie(&cookie))
}

async fn disconnect(
    State(app): State<App>,
    signed: Signed,
    Call(DisconnectProvider { provider, body }): Call<DisconnectProvider>,
) -> Answer<DisconnectProvider> {
    answer(own::disconnect(&app, signed, provider.0, body.password).await?)
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
