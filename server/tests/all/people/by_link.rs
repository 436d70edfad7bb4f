//! Invitations, forgotten passwords and verified addresses, through a real server for mail.

use std::time::Duration;

use contract::{
    accounts::{
        AcceptInvitation, AcceptedInvitation, AskForVerification, ChosenPassword, ForgetPassword, Forgotten,
        GetInvitation, InvitePerson, LinkDetails, LinkPurpose, LinkToken, ReadLink, ResetPassword, VerifyEmail,
        WithdrawInvitation,
    },
    history::Subject,
    me::{ChangeEmail, EmailChange},
    people::{CreatePerson, GetSession, NewPerson, Person, PersonDetails, PersonKind, Role, UpdatePerson},
    rights::{Permission, Permissions},
    roles::{CreateRole, RoleDetails},
    second_factor::{SetSignInPolicy, SignInPolicy},
};
use rstest::rstest;
use server::platform::errands;

use super::{acts, details, get, try_in};
use crate::{
    postfix::Postfix,
    refusals::{is, why},
    support::{Backend, Desk, PASSWORD},
};

const OTHER: &str = "another battery staple";
const HOUR: i64 = 60 * 60 * 1000;

/// A desk whose mails leave by this server, with an address of its own.
async fn desk(on: Backend, postfix: &Postfix) -> Desk {
    let url = postfix.url();
    Desk::with(on, |config| {
        config.smtp_url = Some(url.into());
        config.public_url = "https://desk.farhorizon.example".into();
        config.mail_from = "Far Horizon <desk@farhorizon.example>".into();
    })
    .await
}

/// An employee who has no password yet.
async fn newcomer(desk: &Desk) -> Person {
    let details = PersonDetails {
        username: "lars".into(),
        email: "lars@farhorizon.example".into(),
        name: "Lars Holm".into(),
        roles: vec![Role::Agent],
        active: true,
        ..PersonDetails::default()
    };
    let body = NewPerson { kind: PersonKind::Employee, details, password: None };
    desk.admin.call(CreatePerson { body }).await.unwrap()
}

fn chosen(token: &str, password: &str) -> ChosenPassword {
    ChosenPassword { token: token.into(), password: password.into() }
}

fn accepted(token: &str, name: &str) -> AcceptedInvitation {
    AcceptedInvitation { token: token.into(), password: PASSWORD.into(), name: name.into() }
}

fn forgotten(login: &str) -> ForgetPassword {
    ForgetPassword { body: Forgotten { login: login.into() } }
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn an_employee_is_invited_and_chooses_a_password(#[case] on: Backend) {
    let postfix = Postfix::start().await;
    let desk = desk(on, &postfix).await;
    let lars = newcomer(&desk).await;
    let invite = || desk.admin.call(InvitePerson { person: lars.id, body: () });
    let invitation = invite().await.unwrap();
    assert_eq!((invitation.email.as_str(), invitation.link), ("lars@farhorizon.example", None));
    let mail = postfix.wait_for(1).await.remove(0);
    assert_eq!(mail.to, "lars@farhorizon.example");
    for line in ["From: \"Far Horizon\" <desk@farhorizon.example>", "Auto-Submitted: auto-generated"] {
        assert!(mail.head.contains(line), "{line} is not in {}", mail.head);
    }
    assert!(mail.link().starts_with("https://desk.farhorizon.example/console/invitation#"), "{}", mail.link());
    let (api, token) = (desk.stranger(), mail.token());
    let read = async |token: &str| api.call(ReadLink { body: LinkToken { token: token.into() } }).await;
    let told = LinkDetails {
        purpose: LinkPurpose::Invitation,
        name: "Lars Holm".into(),
        username: "lars".into(),
        email: "lars@farhorizon.example".into(),
        second_factor_required: false,
    };
    assert_eq!(read(&token).await.unwrap(), told);
    // Another invitation ends the first.
    invite().await.unwrap();
    let second = postfix.wait_for(2).await.remove(1).token();
    let accept = async |token: &str| api.call(AcceptInvitation { body: accepted(token, "Lars B. Holm") }).await;
    assert_eq!(why(accept(&token).await), is(410, "link_over"));
    assert_eq!(why(try_in(&api, "lars", PASSWORD).await), is(401, "wrong_credentials"));
    accept(&second).await.unwrap();
    assert_eq!(why(accept(&second).await), is(410, "link_over"));
    assert_eq!(why(read(&second).await), is(410, "link_over"));
    try_in(&api, "lars", PASSWORD).await.unwrap();
    assert_eq!(get(&desk.admin, lars.id).await.name, "Lars B. Holm");
    assert!(get(&desk.admin, lars.id).await.email_verified, "whoever has the link reads the address' mail");
    assert_eq!(why(invite().await), is(409, "has_password"));
    let past = acts(&desk.admin, Subject::Person, lars.id.0).await;
    assert_eq!(past, ["invitation_accepted", "changed", "invited", "invited", "created"]);
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn without_a_server_for_mail_the_link_is_handed_over(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = newcomer(&desk).await;
    let invitation = desk.admin.call(InvitePerson { person: lars.id, body: () }).await.unwrap();
    let link = invitation.link.unwrap();
    let token = link.strip_prefix("http://localhost:8080/console/invitation#").unwrap();
    desk.stranger().call(AcceptInvitation { body: accepted(token, "") }).await.unwrap();
    desk.sign_in("lars").await.unwrap();
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_is_seen_and_withdrawn(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = newcomer(&desk).await;
    let state = async || {
        let state = desk.admin.call(GetInvitation { person: lars.id, body: () }).await.unwrap();
        (state.has_password, state.pending.is_some())
    };
    let invite = async || desk.admin.call(InvitePerson { person: lars.id, body: () }).await.unwrap().link.unwrap();
    let token = |link: &str| link.split('#').next_back().unwrap_or_default().to_owned();
    let accept = async |link: &str| desk.stranger().call(AcceptInvitation { body: accepted(&token(link), "") }).await;
    assert_eq!(state().await, (false, false));
    let first = invite().await;
    assert_eq!(state().await, (false, true));
    desk.admin.call(WithdrawInvitation { person: lars.id, body: () }).await.unwrap();
    assert_eq!(state().await, (false, false));
    assert_eq!(why(accept(&first).await), is(410, "link_over"));
    // Nothing is left to withdraw.
    desk.admin.call(WithdrawInvitation { person: lars.id, body: () }).await.unwrap();
    let late = invite().await;
    desk.clock.advance(24 * HOUR);
    assert_eq!(state().await, (false, false), "one that is over is none");
    assert_eq!(why(accept(&late).await), is(410, "link_over"));
    accept(&invite().await).await.unwrap();
    assert_eq!(state().await, (true, false));
    let past = acts(&desk.admin, Subject::Person, lars.id.0).await;
    assert_eq!(past, ["invitation_accepted", "invited", "invited", "invitation_withdrawn", "invited", "created"]);
    // Who manages people, and is no administrator, withdraws no administrator's.
    let body = RoleDetails { name: "Office".into(), permissions: Permissions::of(&[Permission::ManagePeople]) };
    let role = desk.admin.call(CreateRole { body }).await.unwrap().role;
    let nina = desk.employee("Nina", &[Role::Agent, role]).await;
    let details = PersonDetails {
        username: "berit".into(),
        email: "berit@farhorizon.example".into(),
        roles: vec![Role::Administrator],
        ..details(&lars)
    };
    let body = NewPerson { kind: PersonKind::Employee, details, password: None };
    let berit = desk.admin.call(CreatePerson { body }).await.unwrap();
    desk.admin.call(InvitePerson { person: berit.id, body: () }).await.unwrap();
    assert_eq!(why(nina.api.call(WithdrawInvitation { person: berit.id, body: () }).await), is(403, "forbidden"));
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn who_is_invited_sees_what_comes_next(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = newcomer(&desk).await;
    let link = desk.admin.call(InvitePerson { person: lars.id, body: () }).await.unwrap().link.unwrap();
    let token = link.split('#').next_back().unwrap_or_default().to_owned();
    let required = async || {
        let body = LinkToken { token: token.clone() };
        desk.stranger().call(ReadLink { body }).await.unwrap().second_factor_required
    };
    assert!(!required().await);
    let body = SignInPolicy { second_factor_required: true };
    desk.admin.call(SetSignInPolicy { body }).await.unwrap();
    assert!(required().await);
    // A name that is none leaves the link as it was.
    let accept = async |name: &str| desk.stranger().call(AcceptInvitation { body: accepted(&token, name) }).await;
    assert_eq!(why(accept("\u{202e}").await), is(422, "name malformed"));
    accept(" ").await.unwrap();
    let me = try_in(&desk.stranger(), "lars", PASSWORD).await.unwrap();
    assert_eq!((me.name.as_str(), me.lacks_second_factor), ("Lars Holm", true));
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn employees_change_their_address(#[case] on: Backend) {
    let postfix = Postfix::start().await;
    let desk = desk(on, &postfix).await;
    let lars = desk.employee("Lars", &[Role::Agent]).await;
    desk.employee("Nina", &[Role::Agent]).await;
    let change = async |email: &str, password: &str| {
        let body = EmailChange { email: email.into(), password: password.into() };
        lars.api.call(ChangeEmail { body }).await
    };
    assert_eq!(why(change("holm@farhorizon.example", "wrong horse").await), is(422, "password malformed"));
    assert_eq!(why(change("holm", PASSWORD).await), is(422, "email malformed"));
    assert_eq!(why(change("NINA@farhorizon.example", PASSWORD).await), is(422, "email taken"));
    // A link that was sent to the address before works no more.
    desk.stranger().call(forgotten("lars")).await.unwrap();
    let before = postfix.wait_for(1).await.remove(0).token();
    let own = change("holm@farhorizon.example", PASSWORD).await.unwrap();
    assert_eq!((own.email.as_str(), own.email_verified), ("holm@farhorizon.example", false));
    let reset = desk.stranger().call(ResetPassword { body: chosen(&before, OTHER) }).await;
    assert_eq!(why(reset), is(410, "link_over"));
    let mail = postfix.wait_for(2).await.remove(1);
    assert_eq!(mail.to, "holm@farhorizon.example");
    assert!(mail.link().starts_with("https://desk.farhorizon.example/console/verification#"), "{}", mail.link());
    let body = LinkToken { token: mail.token() };
    desk.stranger().call(VerifyEmail { body }).await.unwrap();
    try_in(&desk.stranger(), "holm@farhorizon.example", PASSWORD).await.unwrap();
    // What is verified already sends nothing.
    assert!(change("holm@farhorizon.example", PASSWORD).await.unwrap().email_verified);
    assert_eq!(postfix.mails().len(), 2, "the first address was nobody's yet: it is not written to");
    assert_eq!(acts(&desk.admin, Subject::Person, lars.id.0).await, ["email_verified", "changed", "created"]);
    // One that was verified learns that it is the account's no more.
    change("lars@farhorizon.example", PASSWORD).await.unwrap();
    let mut mails = postfix.wait_for(4).await.split_off(2);
    mails.sort_by(|one, other| one.to.cmp(&other.to));
    assert_eq!([&*mails[0].to, &*mails[1].to], ["holm@farhorizon.example", "lars@farhorizon.example"]);
    assert!(mails[0].plain.contains("has another one now") && !mails[0].plain.contains("http"), "{:?}", mails[0]);
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn mail_waits_for_its_server(#[case] on: Backend) {
    let mut postfix = Postfix::stopped();
    let desk = desk(on, &postfix).await;
    let lars = newcomer(&desk).await;
    desk.admin.call(InvitePerson { person: lars.id, body: () }).await.unwrap();
    // It is tried, and put off; who invited was answered meanwhile.
    let next = async || errands::run_due(&desk.server.app).await.unwrap();
    let began = std::time::Instant::now();
    let again = loop {
        match next().await {
            // What is under way is taken up again after two minutes.
            Some(at) if at.since(desk.clock.now()) < 60_000 => break at,
            _ => tokio::time::sleep(Duration::from_millis(20)).await,
        }
        assert!(began.elapsed() < Duration::from_secs(20), "the mail was not tried");
    };
    assert_eq!(again.since(desk.clock.now()), 2_000);
    postfix.begin().await;
    desk.clock.advance(1_999);
    next().await;
    assert!(postfix.mails().is_empty());
    desk.clock.advance(1);
    assert_eq!(next().await, None, "it has left");
    let token = postfix.wait_for(1).await.remove(0).token();
    desk.stranger().call(AcceptInvitation { body: accepted(&token, "") }).await.unwrap();
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_password_is_replaced(#[case] on: Backend) {
    let postfix = Postfix::start().await;
    let desk = desk(on, &postfix).await;
    let lars = desk.employee("Lars", &[Role::Agent]).await;
    let api = desk.stranger();
    api.call(forgotten("LARS@farhorizon.example")).await.unwrap();
    let mail = postfix.wait_for(1).await.remove(0);
    assert!(mail.link().starts_with("https://desk.farhorizon.example/console/reset#"), "{}", mail.link());
    lars.api.call(GetSession { body: () }).await.unwrap();
    let reset = async |token: &str| api.call(ResetPassword { body: chosen(token, OTHER) }).await;
    reset(&mail.token()).await.unwrap();
    assert_eq!(why(lars.api.call(GetSession { body: () }).await), is(401, "signed_out"));
    assert_eq!(why(try_in(&api, "lars", PASSWORD).await), is(401, "wrong_credentials"));
    try_in(&api, "lars", OTHER).await.unwrap();
    assert_eq!(why(reset(&mail.token()).await), is(410, "link_over"));
    assert_eq!(acts(&desk.admin, Subject::Person, lars.id.0).await, ["password_reset", "created"]);
    // It lasts an hour.
    api.call(forgotten("lars")).await.unwrap();
    let late = postfix.wait_for(2).await.remove(1).token();
    desk.clock.advance(HOUR);
    assert_eq!(why(reset(&late).await), is(410, "link_over"));
    // Six times in an hour is too often, for whoever there is and for whoever there is not.
    for login in ["lars", "nobody"] {
        for _ in 0..5 {
            api.call(forgotten(login)).await.unwrap();
        }
        assert_eq!(why(api.call(forgotten(login)).await), is(429, "too_many"), "{login}");
    }
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_verified_until_it_changes(#[case] on: Backend) {
    let postfix = Postfix::start().await;
    let desk = desk(on, &postfix).await;
    let lars = desk.employee("Lars", &[Role::Agent]).await;
    let ask = || lars.api.call(AskForVerification { body: () });
    let verify =
        async |token: &str| desk.stranger().call(VerifyEmail { body: LinkToken { token: token.into() } }).await;
    ask().await.unwrap();
    let first = postfix.wait_for(1).await.remove(0).token();
    // Bound to the address: after a change, the link to the old one verifies nothing.
    let person = get(&desk.admin, lars.id).await;
    let body = PersonDetails { email: "holm@farhorizon.example".into(), ..details(&person) };
    desk.admin.call(UpdatePerson { person: lars.id, version: person.version, body }).await.unwrap();
    assert_eq!(why(verify(&first).await), is(410, "link_over"));
    ask().await.unwrap();
    let mail = postfix.wait_for(2).await.remove(1);
    assert_eq!(mail.to, "holm@farhorizon.example");
    verify(&mail.token()).await.unwrap();
    let person = get(&desk.admin, lars.id).await;
    assert!(person.email_verified);
    assert_eq!(why(ask().await), is(409, "verified"));
    let body = PersonDetails { email: "lars@farhorizon.example".into(), ..details(&person) };
    let changed = desk.admin.call(UpdatePerson { person: lars.id, version: person.version, body }).await.unwrap();
    assert!(!changed.email_verified);
}
