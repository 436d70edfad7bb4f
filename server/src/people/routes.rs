//! The operations of this slice.

use axum::{extract::State, http::HeaderMap};
use contract::{
    accounts::{
        AcceptInvitation, AskForVerification, ForgetPassword, GetInvitation, InvitePerson, ReadLink, ResetPassword,
        VerifyEmail, WithdrawInvitation,
    },
    me::{
        ChangeEmail, ChangePassword, CreateToken, EndOtherSessions, EndOwnSession, GetOwnAccount, ListOwnSessions,
        ListTokens, RevokeToken, UpdateProfile,
    },
    people::{
        CreatePerson, CreateSession, EndSession, GetPerson, GetSession, ListPeople, ListSessions, RevokeSession,
        RevokeSessions, SetPassword, SignIn, UpdatePerson,
    },
    pictures::{RemoveAvatar, RemoveOwnAvatar, SetAvatar, SetOwnAvatar},
    second_factor::{
        BeginSecondFactor, ConfirmSecondFactor, CreateSessionWithCode, GetSecondFactor, GetSignInPolicy,
        RemoveSecondFactor, RenewRecoveryCodes, ResetSecondFactor, SetSignInPolicy,
    },
};

use super::{
    Device,
    access::{self, Peer, Signed},
    actions, avatars, by_link, list, oidc, passkeys, profile, roles, second_factor, sessions, store, tokens,
};
use crate::platform::{
    App, Failure,
    api::{Answer, Api, Call, answer},
};

/// Serves them.
pub fn routes(api: Api) -> Api {
    api.serve(sign_in)
        .serve(sign_in_with_code)
        .serve(session)
        .serve(sign_out)
        .serve(people)
        .serve(create)
        .serve(get)
        .serve(update)
        .serve(set_password)
        .serve(set_avatar)
        .serve(remove_avatar)
        .serve(set_own_avatar)
        .serve(remove_own_avatar)
        .with(roles::routes)
        .with(passkeys::routes)
        .serve(sessions_of)
        .serve(revoke_session)
        .serve(revoke_sessions)
        .serve(invite)
        .serve(invitation)
        .serve(withdraw)
        .serve(read_link)
        .serve(accept)
        .serve(forget)
        .serve(reset)
        .serve(ask_for_verification)
        .serve(verify)
        .serve(own_account)
        .serve(update_profile)
        .serve(change_password)
        .serve(change_email)
        .serve(own_sessions)
        .serve(end_own_session)
        .serve(end_other_sessions)
        .serve(own_tokens)
        .serve(create_token)
        .serve(revoke_token)
        .serve(second_factor)
        .serve(begin_second_factor)
        .serve(confirm_second_factor)
        .serve(remove_second_factor)
        .serve(renew_recovery_codes)
        .serve(reset_second_factor)
        .serve(policy)
        .serve(set_policy)
        .with(oidc::routes::routes)
}

async fn sign_in(
    State(app): State<App>,
    peer: Peer,
    device: Device,
    Call(CreateSession { body }): Call<CreateSession>,
) -> Answer<CreateSession> {
    let (me, cookie) = sessions::sign_in(&app, peer, device, body, None).await?;
    answer(me).map(|reply| reply.set_cookie(&cookie))
}

/// The cookie slides with the session.
async fn session(signed: Signed, headers: HeaderMap, Call(_): Call<GetSession>) -> Answer<GetSession> {
    let cookie = access::session_token(&headers, access::COOKIE).map(sessions::cookie).unwrap_or_default();
    answer(sessions::me(&signed.account, &signed.held, signed.lacks_second_factor))
        .map(|reply| reply.set_cookie(&cookie))
}

async fn sign_out(State(app): State<App>, signed: Signed, Call(_): Call<EndSession>) -> Answer<EndSession> {
    sessions::sign_out(&app, signed).await?;
    answer(()).map(|reply| reply.set_cookie(&sessions::no_cookie()))
}

async fn people(State(app): State<App>, _: Signed, Call(ListPeople { body }): Call<ListPeople>) -> Answer<ListPeople> {
    answer(list::people(&app, body).await?)
}

async fn create(
    State(app): State<App>,
    signed: Signed,
    Call(CreatePerson { body }): Call<CreatePerson>,
) -> Answer<CreatePerson> {
    answer(list::person(actions::create_by(&app, signed, body).await?)?)
}

async fn get(State(app): State<App>, _: Signed, Call(GetPerson { person, .. }): Call<GetPerson>) -> Answer<GetPerson> {
    let row = store::account(app.db().read(), person.0).await?.ok_or_else(Failure::not_found)?;
    let version = row.version;
    answer(list::person(row)?).map(|reply| reply.version(version))
}

async fn update(
    State(app): State<App>,
    signed: Signed,
    Call(UpdatePerson { person, version, body }): Call<UpdatePerson>,
) -> Answer<UpdatePerson> {
    let row = actions::update(&app, signed, person.0, version, body).await?;
    let version = row.version;
    answer(list::person(row)?).map(|reply| reply.version(version))
}

async fn set_password(
    State(app): State<App>,
    signed: Signed,
    Call(SetPassword { person, body }): Call<SetPassword>,
) -> Answer<SetPassword> {
    answer(actions::set_password(&app, signed, person.0, body.password).await?)
}

async fn set_avatar(
    State(app): State<App>,
    signed: Signed,
    Call(SetAvatar { person, body }): Call<SetAvatar>,
) -> Answer<SetAvatar> {
    answer(avatars::give(&app, signed, Some(person.0), body).await?)
}

async fn remove_avatar(
    State(app): State<App>,
    signed: Signed,
    Call(RemoveAvatar { person, .. }): Call<RemoveAvatar>,
) -> Answer<RemoveAvatar> {
    answer(avatars::take(&app, signed, Some(person.0)).await?)
}

async fn set_own_avatar(
    State(app): State<App>,
    signed: Signed,
    Call(SetOwnAvatar { body }): Call<SetOwnAvatar>,
) -> Answer<SetOwnAvatar> {
    answer(avatars::give(&app, signed, None, body).await?)
}

async fn remove_own_avatar(
    State(app): State<App>,
    signed: Signed,
    Call(RemoveOwnAvatar { .. }): Call<RemoveOwnAvatar>,
) -> Answer<RemoveOwnAvatar> {
    answer(avatars::take(&app, signed, None).await?)
}

async fn sessions_of(
    State(app): State<App>,
    signed: Signed,
    Call(ListSessions { person, .. }): Call<ListSessions>,
) -> Answer<ListSessions> {
    answer(sessions::of_employee(&app, &signed, person.0).await?)
}

async fn revoke_session(
    State(app): State<App>,
    signed: Signed,
    Call(RevokeSession { person, session, .. }): Call<RevokeSession>,
) -> Answer<RevokeSession> {
    answer(sessions::revoke(&app, signed, person.0, session.0).await?)
}

async fn revoke_sessions(
    State(app): State<App>,
    signed: Signed,
    Call(RevokeSessions { person, .. }): Call<RevokeSessions>,
) -> Answer<RevokeSessions> {
    answer(sessions::revoke_all(&app, signed, person.0).await?)
}

async fn invite(
    State(app): State<App>,
    signed: Signed,
    Call(InvitePerson { person, .. }): Call<InvitePerson>,
) -> Answer<InvitePerson> {
    answer(by_link::invite(&app, signed, person.0).await?)
}

async fn invitation(
    State(app): State<App>,
    signed: Signed,
    Call(GetInvitation { person, .. }): Call<GetInvitation>,
) -> Answer<GetInvitation> {
    answer(by_link::invitation(&app, &signed, person.0).await?)
}

async fn withdraw(
    State(app): State<App>,
    signed: Signed,
    Call(WithdrawInvitation { person, .. }): Call<WithdrawInvitation>,
) -> Answer<WithdrawInvitation> {
    answer(by_link::withdraw(&app, signed, person.0).await?)
}

async fn read_link(State(app): State<App>, peer: Peer, Call(ReadLink { body }): Call<ReadLink>) -> Answer<ReadLink> {
    answer(by_link::read(&app, peer, body.token).await?)
}

async fn accept(
    State(app): State<App>,
    peer: Peer,
    Call(AcceptInvitation { body }): Call<AcceptInvitation>,
) -> Answer<AcceptInvitation> {
    answer(by_link::accept(&app, peer, body).await?)
}

async fn forget(
    State(app): State<App>,
    peer: Peer,
    Call(ForgetPassword { body }): Call<ForgetPassword>,
) -> Answer<ForgetPassword> {
    answer(by_link::forget(&app, peer, body.login).await?)
}

async fn reset(
    State(app): State<App>,
    peer: Peer,
    Call(ResetPassword { body }): Call<ResetPassword>,
) -> Answer<ResetPassword> {
    answer(by_link::reset(&app, peer, body).await?)
}

async fn ask_for_verification(
    State(app): State<App>,
    signed: Signed,
    Call(_): Call<AskForVerification>,
) -> Answer<AskForVerification> {
    answer(by_link::ask_for_verification(&app, signed.account, None).await?)
}

async fn verify(
    State(app): State<App>,
    peer: Peer,
    Call(VerifyEmail { body }): Call<VerifyEmail>,
) -> Answer<VerifyEmail> {
    answer(by_link::verify(&app, peer, body.token).await?)
}

async fn own_account(signed: Signed, Call(_): Call<GetOwnAccount>) -> Answer<GetOwnAccount> {
    let own = profile::own(&signed.account);
    let version = own.version;
    answer(own).map(|reply| reply.version(version))
}

async fn update_profile(
    State(app): State<App>,
    signed: Signed,
    Call(UpdateProfile { version, body }): Call<UpdateProfile>,
) -> Answer<UpdateProfile> {
    let own = profile::update(&app, signed, version, body).await?;
    let version = own.version;
    answer(own).map(|reply| reply.version(version))
}

async fn change_password(
    State(app): State<App>,
    signed: Signed,
    Call(ChangePassword { body }): Call<ChangePassword>,
) -> Answer<ChangePassword> {
    answer(profile::change_password(&app, signed.account, signed.session, body).await?)
}

async fn change_email(
    State(app): State<App>,
    signed: Signed,
    Call(ChangeEmail { body }): Call<ChangeEmail>,
) -> Answer<ChangeEmail> {
    answer(profile::change_email(&app, signed, body).await?)
}

async fn own_sessions(
    State(app): State<App>,
    signed: Signed,
    Call(_): Call<ListOwnSessions>,
) -> Answer<ListOwnSessions> {
    answer(profile::own_sessions(&app, &signed).await?)
}

async fn end_own_session(
    State(app): State<App>,
    signed: Signed,
    Call(EndOwnSession { session, .. }): Call<EndOwnSession>,
) -> Answer<EndOwnSession> {
    answer(profile::end_own(&app, signed.account.id, session.0).await?)
}

async fn end_other_sessions(
    State(app): State<App>,
    signed: Signed,
    Call(_): Call<EndOtherSessions>,
) -> Answer<EndOtherSessions> {
    answer(profile::end_others(&app, signed).await?)
}

async fn own_tokens(State(app): State<App>, signed: Signed, Call(_): Call<ListTokens>) -> Answer<ListTokens> {
    answer(tokens::list(&app, &signed).await?)
}

async fn create_token(
    State(app): State<App>,
    signed: Signed,
    Call(CreateToken { body }): Call<CreateToken>,
) -> Answer<CreateToken> {
    answer(tokens::create(&app, signed, body).await?)
}

async fn revoke_token(
    State(app): State<App>,
    signed: Signed,
    Call(RevokeToken { token, .. }): Call<RevokeToken>,
) -> Answer<RevokeToken> {
    answer(tokens::revoke(&app, signed, token.0).await?)
}

async fn sign_in_with_code(
    State(app): State<App>,
    peer: Peer,
    device: Device,
    Call(CreateSessionWithCode { body }): Call<CreateSessionWithCode>,
) -> Answer<CreateSessionWithCode> {
    let sign_in = SignIn { login: body.login, password: body.password };
    let (me, cookie) = sessions::sign_in(&app, peer, device, sign_in, Some(body.code)).await?;
    answer(me).map(|reply| reply.set_cookie(&cookie))
}

async fn second_factor(
    State(app): State<App>,
    signed: Signed,
    Call(_): Call<GetSecondFactor>,
) -> Answer<GetSecondFactor> {
    answer(second_factor::state(&app, &signed).await?)
}

async fn begin_second_factor(
    State(app): State<App>,
    signed: Signed,
    Call(BeginSecondFactor { body }): Call<BeginSecondFactor>,
) -> Answer<BeginSecondFactor> {
    answer(second_factor::begin(&app, signed, body.password).await?)
}

async fn confirm_second_factor(
    State(app): State<App>,
    signed: Signed,
    Call(ConfirmSecondFactor { body }): Call<ConfirmSecondFactor>,
) -> Answer<ConfirmSecondFactor> {
    answer(second_factor::confirm(&app, signed, body.code).await?)
}

async fn remove_second_factor(
    State(app): State<App>,
    signed: Signed,
    Call(RemoveSecondFactor { body }): Call<RemoveSecondFactor>,
) -> Answer<RemoveSecondFactor> {
    answer(second_factor::remove(&app, signed, body.code).await?)
}

async fn renew_recovery_codes(
    State(app): State<App>,
    signed: Signed,
    Call(RenewRecoveryCodes { body }): Call<RenewRecoveryCodes>,
) -> Answer<RenewRecoveryCodes> {
    answer(second_factor::renew(&app, signed, body.code).await?)
}

async fn reset_second_factor(
    State(app): State<App>,
    signed: Signed,
    Call(ResetSecondFactor { person, .. }): Call<ResetSecondFactor>,
) -> Answer<ResetSecondFactor> {
    answer(second_factor::reset(&app, signed, person.0).await?)
}

async fn policy(State(app): State<App>, signed: Signed, Call(_): Call<GetSignInPolicy>) -> Answer<GetSignInPolicy> {
    answer(second_factor::policy(&app, &signed).await?)
}

async fn set_policy(
    State(app): State<App>,
    signed: Signed,
    Call(SetSignInPolicy { body }): Call<SetSignInPolicy>,
) -> Answer<SetSignInPolicy> {
    answer(second_factor::set_policy(&app, signed, body).await?)
}
