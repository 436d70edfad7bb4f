//! One's own account: profile, password, sessions, tokens.

use contract::{
    history::Subject,
    me::{
        ChangePassword, CreateToken, EndOtherSessions, EndOwnSession, GetOwnAccount, ListOwnSessions, ListTokens,
        NewToken, PasswordChange, Profile, RevokeToken, TokenScope, UpdateProfile,
    },
    people::{
        EndSession, GetSession, ListPeople, ListSessions, NewPassword, PeopleFilter, RevokeSession, RevokeSessions,
        Role, SetPassword,
    },
    presence::GetPresence,
    rights::{Permission, Permissions},
    roles::{CreateRole, RoleDetails},
    tickets::{ListTickets, TicketFilter},
};
use rstest::rstest;

use super::{acts, try_in};
use crate::{
    refusals::{is, why},
    scene::{Caller, Raw},
    support::{Backend, Desk, PASSWORD},
};

const DAY: i64 = 24 * 60 * 60 * 1000;

fn token(name: &str, scopes: &[TokenScope]) -> CreateToken {
    CreateToken { body: NewToken { name: name.into(), scopes: scopes.to_vec(), days: 30 } }
}

fn change(old: &str, password: &str) -> ChangePassword {
    ChangePassword { body: PasswordChange { old: old.into(), password: password.into() } }
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn employees_say_who_they_are(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.employee("Lars", &[Role::Agent]).await;
    let own = lars.api.call(GetOwnAccount { body: () }).await.unwrap();
    assert_eq!((own.profile.name.as_str(), own.username.as_str(), own.email_verified), ("Lars", "lars", false));
    let body = Profile {
        name: " Lars Holm ".into(),
        alias: "Lars from Sales".into(),
        phone: "(602) 555-0100".into(),
        language: "de-AT".into(),
        time_zone: "Europe/Vienna".into(),
        shows_picture: true,
    };
    let update = |version, body: &Profile| lars.api.call(UpdateProfile { version, body: body.clone() });
    let changed = update(own.version, &body).await.unwrap();
    assert_eq!(changed.profile, Profile { name: "Lars Holm".into(), ..body.clone() });
    assert_eq!(changed.phone.as_ref().and_then(|phone| phone.e164.as_deref()), Some("+16025550100"));
    assert_eq!(lars.api.call(GetOwnAccount { body: () }).await.unwrap(), changed);
    assert_eq!(lars.api.call(GetSession { body: () }).await.unwrap().alias, "Lars from Sales");
    assert_eq!(why(update(own.version, &body).await), is(409, "stale"));
    let bad = Profile { name: "\u{202e}".into(), ..body.clone() };
    assert_eq!(why(update(changed.version, &bad).await), is(422, "name malformed"));
    let bad = Profile { time_zone: "../etc".into(), language: "<b>".into(), ..body };
    assert_eq!(why(update(changed.version, &bad).await), is(422, "language malformed, time_zone malformed"));
    assert_eq!(acts(&desk.admin, Subject::Person, lars.id.0).await, ["changed", "created"]);
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn a_password_is_changed_by_who_knows_it(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.employee("Lars", &[Role::Agent]).await;
    let elsewhere = desk.sign_in("lars").await.unwrap();
    assert_eq!(why(lars.api.call(change("wrong horse", "another password")).await), is(422, "old malformed"));
    lars.api.call(change(PASSWORD, "another password")).await.unwrap();
    lars.api.call(GetSession { body: () }).await.unwrap();
    assert_eq!(why(elsewhere.call(GetSession { body: () }).await), is(401, "signed_out"));
    assert_eq!(why(try_in(&desk.stranger(), "lars", PASSWORD).await), is(401, "wrong_credentials"));
    try_in(&desk.stranger(), "lars", "another password").await.unwrap();
    // Whoever finds an open browser tries ten times and no more.
    for _ in 0..9 {
        assert_eq!(why(lars.api.call(change("wrong horse", "yet another one")).await), is(422, "old malformed"));
    }
    assert_eq!(why(lars.api.call(change("another password", "yet another one")).await), is(429, "too_many"));
    assert_eq!(acts(&desk.admin, Subject::Person, lars.id.0).await, ["password_changed", "created"]);
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn sessions_are_listed_and_ended_one_by_one(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.employee("Lars", &[Role::Agent]).await;
    let nina = desk.employee("Nina", &[Role::Agent]).await;
    desk.clock.advance(DAY);
    let body = serde_json::json!({ "login": "lars", "password": PASSWORD });
    let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    let raw = Raw::new("POST", "/api/v1/session").json(&body).with("user-agent", firefox).from([203, 0, 113, 9]);
    let answer = raw.send(&desk.server).await;
    let cookie = answer.header("set-cookie").split(';').next().map(str::to_owned);
    let phone = Caller { cookie, bearer: None };
    let list = async || lars.api.call(ListOwnSessions { body: () }).await.unwrap().items;
    let sessions = list().await;
    let told: Vec<_> = sessions.iter().map(|one| (one.device.as_str(), one.address.as_str(), one.current)).collect();
    assert_eq!(told, [("Firefox · Linux", "203.0.113.9", false), ("", "127.0.0.1", true)]);
    assert!(sessions[0].created_at > sessions[1].created_at);
    // Nobody else's.
    let end = |session| EndOwnSession { session, body: () };
    assert_eq!(why(nina.api.call(end(sessions[0].id)).await), is(404, "not_found"));
    lars.api.call(end(sessions[0].id)).await.unwrap();
    assert_eq!(Raw::new("GET", "/api/v1/session").by(&phone).send(&desk.server).await.status, 401);
    assert_eq!(list().await.len(), 1);
    assert_eq!(why(lars.api.call(end(sessions[0].id)).await), is(404, "not_found"));
    // All others at once.
    let others = [desk.sign_in("lars").await.unwrap(), desk.sign_in("lars").await.unwrap()];
    lars.api.call(EndOtherSessions { body: () }).await.unwrap();
    for other in others {
        assert_eq!(why(other.call(GetSession { body: () }).await), is(401, "signed_out"));
    }
    assert_eq!(list().await.len(), 1);
    nina.api.call(GetSession { body: () }).await.unwrap();
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn who_manages_people_ends_their_sessions(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.employee("Lars", &[Role::Agent]).await;
    desk.clock.advance(1_000);
    let elsewhere = desk.sign_in("lars").await.unwrap();
    let list = async || desk.admin.call(ListSessions { person: lars.id, body: () }).await.unwrap().items;
    let sessions = list().await;
    assert_eq!(sessions.iter().map(|one| one.current).collect::<Vec<_>>(), [false, false]);
    assert_eq!(why(lars.api.call(ListSessions { person: lars.id, body: () }).await), is(403, "forbidden"));
    // One of somebody else's is not found.
    let me = desk.admin.call(GetSession { body: () }).await.unwrap().id;
    let own = desk.admin.call(ListSessions { person: me, body: () }).await.unwrap().items;
    assert!(own[0].current);
    let revoke = async |session| desk.admin.call(RevokeSession { person: lars.id, session, body: () }).await;
    assert_eq!(why(revoke(own[0].id).await), is(404, "not_found"));
    revoke(sessions[0].id).await.unwrap();
    assert_eq!(why(elsewhere.call(GetSession { body: () }).await), is(401, "signed_out"));
    lars.api.call(GetSession { body: () }).await.unwrap();
    desk.admin.call(RevokeSessions { person: lars.id, body: () }).await.unwrap();
    assert_eq!(why(lars.api.call(GetSession { body: () }).await), is(401, "signed_out"));
    assert!(list().await.is_empty());
    let past = acts(&desk.admin, Subject::Person, lars.id.0).await;
    assert_eq!(past, ["sessions_ended", "session_ended", "created"]);
    // Who manages people, and is no administrator, signs no administrator out.
    let permissions = Permissions::of(&[Permission::ManagePeople]);
    let body = RoleDetails { name: "Office".into(), permissions };
    let role = desk.admin.call(CreateRole { body }).await.unwrap().role;
    let nina = desk.employee("Nina", &[Role::Agent, role]).await;
    let session = own[0].id;
    assert_eq!(why(nina.api.call(RevokeSessions { person: me, body: () }).await), is(403, "forbidden"));
    assert_eq!(why(nina.api.call(RevokeSession { person: me, session, body: () }).await), is(403, "forbidden"));
    desk.admin.call(GetSession { body: () }).await.unwrap();
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn tokens_do_what_they_are_made_for(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    let made = lars.api.call(token("Till", &[TokenScope::Tickets, TokenScope::Tickets])).await.unwrap();
    assert_eq!(made.token.scopes, [TokenScope::Tickets]);
    let till = desk.stranger().bearing(&made.secret);
    let reads = desk.stranger().bearing(&lars.api.call(token("Screen", &[TokenScope::Read])).await.unwrap().secret);
    let tickets = || ListTickets { body: TicketFilter::default() };
    let people = || ListPeople { body: PeopleFilter::default() };
    till.call(tickets()).await.unwrap();
    assert_eq!(why(till.call(people()).await), is(403, "scope"));
    assert_eq!(why(till.call(GetPresence { body: () }).await), is(403, "scope"));
    reads.call(people()).await.unwrap();
    assert_eq!(why(reads.call(contract::presence::CheckIn { body: () }).await), is(403, "scope"));
    // A token makes no more of itself, and is no session.
    assert_eq!(why(till.call(token("More", &[TokenScope::Read])).await), is(403, "scope"));
    assert_eq!(why(till.call(ListOwnSessions { body: () }).await), is(403, "scope"));
    assert_eq!(why(till.call(EndSession { body: () }).await), is(403, "scope"));
    // It is listed without its secret, and is nobody else's to revoke.
    let list = async || lars.api.call(ListTokens { body: () }).await.unwrap().items;
    assert_eq!(list().await.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Screen", "Till"]);
    assert!(list().await.iter().all(|one| one.used_at.is_some()));
    let nina = desk.employee("Nina", &[Role::Agent]).await;
    let revoke = |token| RevokeToken { token, body: () };
    assert_eq!(why(nina.api.call(revoke(made.token.id)).await), is(404, "not_found"));
    lars.api.call(revoke(made.token.id)).await.unwrap();
    assert_eq!(why(till.call(tickets()).await), is(401, "signed_out"));
    let past = acts(&desk.admin, Subject::Person, lars.id.0).await;
    assert_eq!(past, ["token_revoked", "token_made", "token_made", "created"]);
    // It ends.
    desk.clock.advance(30 * DAY);
    assert_eq!(why(reads.call(people()).await), is(401, "signed_out"));
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn a_password_that_somebody_else_sets_ends_tokens_too(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.employee("Lars", &[Role::Agent]).await;
    let made = lars.api.call(token("Till", &[TokenScope::Read])).await.unwrap();
    let till = desk.stranger().bearing(&made.secret);
    lars.api.call(change(PASSWORD, "another password")).await.unwrap();
    till.call(GetPresence { body: () }).await.unwrap();
    let body = NewPassword { password: PASSWORD.into() };
    desk.admin.call(SetPassword { person: lars.id, body }).await.unwrap();
    assert_eq!(why(till.call(GetPresence { body: () }).await), is(401, "signed_out"));
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn there_are_only_so_many_tokens(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    for _ in 0..50 {
        desk.admin.call(token("Till", &[TokenScope::Read])).await.unwrap();
    }
    assert_eq!(why(desk.admin.call(token("Till", &[TokenScope::Read])).await), is(409, "too_many_tokens"));
}
