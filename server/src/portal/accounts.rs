//! Customers' accounts over HTTP. The brand is that of the host that was asked for.

use axum::{extract::State, http::HeaderMap};
use contract::customers::{
    AskForCustomerVerification, ChangeCustomerEmail, ChangeCustomerPassword, EndCustomerSession,
    ForgetCustomerPassword, GetCustomer, ListCustomerSessions, RegisterCustomer, ResetCustomerPassword, SignInCustomer,
    SignOutCustomer, UpdateCustomer, VerifyCustomerEmail,
};

use super::routes::brand;
use crate::{
    people::{
        Device, Peer,
        customers::{self, Customer},
    },
    platform::{
        App,
        api::{Answer, Api, Call, answer},
    },
};

/// This part of the API.
pub fn routes(api: Api) -> Api {
    api.serve(register)
        .serve(sign_in)
        .serve(sign_out)
        .serve(forget)
        .serve(reset)
        .serve(verify)
        .serve(get)
        .serve(update)
        .serve(change_password)
        .serve(change_email)
        .serve(ask_for_verification)
        .serve(sessions)
        .serve(end_session)
}

async fn register(
    State(app): State<App>,
    peer: Peer,
    headers: HeaderMap,
    Call(RegisterCustomer { body }): Call<RegisterCustomer>,
) -> Answer<RegisterCustomer> {
    let brand = brand(&app, &headers).await?;
    answer(customers::register(&app, peer, brand.id, body).await?)
}

async fn sign_in(
    State(app): State<App>,
    peer: Peer,
    device: Device,
    Call(SignInCustomer { body }): Call<SignInCustomer>,
) -> Answer<SignInCustomer> {
    let (account, cookie) = customers::sign_in(&app, peer, device, body).await?;
    answer(customers::shown(&account)).map(|reply| reply.set_cookie(&cookie))
}

async fn sign_out(
    State(app): State<App>,
    customer: Customer,
    Call(_): Call<SignOutCustomer>,
) -> Answer<SignOutCustomer> {
    customers::sign_out(&app, customer).await?;
    answer(()).map(|reply| reply.set_cookie(&customers::no_cookie()))
}

async fn forget(
    State(app): State<App>,
    peer: Peer,
    headers: HeaderMap,
    Call(ForgetCustomerPassword { body }): Call<ForgetCustomerPassword>,
) -> Answer<ForgetCustomerPassword> {
    let brand = brand(&app, &headers).await?;
    answer(customers::forget(&app, peer, brand.id, &body.login).await?)
}

async fn reset(
    State(app): State<App>,
    peer: Peer,
    headers: HeaderMap,
    Call(ResetCustomerPassword { body }): Call<ResetCustomerPassword>,
) -> Answer<ResetCustomerPassword> {
    let brand = brand(&app, &headers).await?;
    answer(customers::reset(&app, peer, brand.id, body).await?)
}

async fn verify(
    State(app): State<App>,
    peer: Peer,
    device: Device,
    headers: HeaderMap,
    Call(VerifyCustomerEmail { body }): Call<VerifyCustomerEmail>,
) -> Answer<VerifyCustomerEmail> {
    let brand = brand(&app, &headers).await?;
    let (account, cookie) = customers::verify(&app, peer, device, brand.id, body).await?;
    answer(customers::shown(&account)).map(|reply| reply.set_cookie(&cookie))
}

/// The cookie slides with the session.
async fn get(customer: Customer, headers: HeaderMap, Call(_): Call<GetCustomer>) -> Answer<GetCustomer> {
    let version = customer.account.version;
    let cookie = customers::slid(&headers).unwrap_or_default();
    answer(customers::shown(&customer.account)).map(|reply| reply.version(version).set_cookie(&cookie))
}

async fn update(
    State(app): State<App>,
    customer: Customer,
    Call(UpdateCustomer { version, body }): Call<UpdateCustomer>,
) -> Answer<UpdateCustomer> {
    let account = customers::update(&app, customer, version, body).await?;
    answer(customers::shown(&account)).map(|reply| reply.version(account.version))
}

async fn change_password(
    State(app): State<App>,
    customer: Customer,
    Call(ChangeCustomerPassword { body }): Call<ChangeCustomerPassword>,
) -> Answer<ChangeCustomerPassword> {
    answer(customers::change_password(&app, customer, body).await?)
}

async fn change_email(
    State(app): State<App>,
    customer: Customer,
    headers: HeaderMap,
    Call(ChangeCustomerEmail { body }): Call<ChangeCustomerEmail>,
) -> Answer<ChangeCustomerEmail> {
    let brand = brand(&app, &headers).await?;
    answer(customers::ask_for_address(&app, customer, brand.id, body).await?)
}

async fn ask_for_verification(
    State(app): State<App>,
    customer: Customer,
    headers: HeaderMap,
    Call(_): Call<AskForCustomerVerification>,
) -> Answer<AskForCustomerVerification> {
    let brand = brand(&app, &headers).await?;
    answer(customers::ask_for_verification(&app, customer, brand.id).await?)
}

async fn sessions(
    State(app): State<App>,
    customer: Customer,
    Call(_): Call<ListCustomerSessions>,
) -> Answer<ListCustomerSessions> {
    answer(customers::own_sessions(&app, &customer).await?)
}

async fn end_session(
    State(app): State<App>,
    customer: Customer,
    Call(EndCustomerSession { session, .. }): Call<EndCustomerSession>,
) -> Answer<EndCustomerSession> {
    answer(customers::end_own(&app, &customer, session.0).await?)
}
