//! People: who signs in, who may change whom, who is found; and who a visitor is.

pub mod authenticator;
mod avatars;
mod by_link;
mod customers;
mod me;
mod oidc;
pub mod pass;
pub mod passkeys;
mod request_files;
mod requests;
mod second_factor;
mod sweep;

use client::{Api, CallError};
use contract::{
    AccountId,
    departments::GetCompany,
    history::{HistoryFilter, ListHistory, Subject},
    people::{
        CreatePerson, CreateSession, EndSession, GetPerson, GetSession, ListPeople, NewPassword, NewPerson,
        PeopleFilter, Person, PersonDetails, PersonKind, Role, SetPassword, SignIn, UpdatePerson,
    },
    setup::{FirstSetup, GetSetup, RunSetup},
    widget::{ForgetVisitor, GetWidget},
};
use rstest::rstest;

use crate::{
    refusals::{is, refused, why},
    support::{Backend, Desk, PASSWORD, browser, empty},
};

async fn try_in(api: &Api, login: &str, password: &str) -> Result<contract::people::Me, CallError> {
    api.call(CreateSession { body: SignIn { login: login.into(), password: password.into() } }).await
}

fn customer(username: &str, name: &str) -> NewPerson {
    NewPerson {
        kind: PersonKind::Customer,
        details: PersonDetails {
            username: username.into(),
            email: format!("{username}@customer.example"),
            name: name.into(),
            active: true,
            ..PersonDetails::default()
        },
        password: None,
    }
}

fn details(person: &Person) -> PersonDetails {
    PersonDetails {
        username: person.username.clone(),
        email: person.email.clone(),
        name: person.name.clone(),
        alias: person.alias.clone(),
        phone: person.phone.as_ref().map(|phone| phone.typed.clone()).unwrap_or_default(),
        roles: person.roles.clone(),
        active: person.active,
        chat_limit: person.chat_limit,
        ticket_limit: person.ticket_limit,
    }
}

async fn get(api: &Api, person: AccountId) -> Person {
    api.call(GetPerson { person, body: () }).await.unwrap()
}

pub async fn acts(api: &Api, subject: Subject, id: uuid::Uuid) -> Vec<String> {
    let page = api.call(ListHistory { body: HistoryFilter { subject, id, after: None } }).await.unwrap();
    page.items.into_iter().map(|entry| entry.act).collect()
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn the_setup_is_gone_through_once_and_only_with_the_code(#[case] on: Backend) {
    let (server, _clock, _url, _folder) = empty(on, |_| ()).await;
    let api = browser(&server);
    assert!(api.call(GetSetup { body: () }).await.unwrap().needed);
    let code = server.app.lent::<server::setup::Code>().unwrap().to_string();
    let first = |code: &str| FirstSetup {
        code: code.into(),
        name: "Oda".into(),
        username: "oda".into(),
        email: "oda@example.com".into(),
        password: PASSWORD.into(),
        brand: "ABC".into(),
        department: "Sales".into(),
        department_email: "sales@example.com".into(),
        site: String::new(),
    };
    let run = |body: FirstSetup| api.call(RunSetup { body });
    assert_eq!(why(run(first("0000-0000-0000-0000")).await), is(422, "code malformed"));
    let bad = FirstSetup { site: "example.com".into(), ..first(&code) };
    assert_eq!(why(run(bad).await), is(422, "site malformed"));
    let bad = FirstSetup { department_email: "sales".into(), ..first(&code) };
    assert_eq!(why(run(bad).await), is(422, "department_email malformed"));
    assert!(api.call(GetSetup { body: () }).await.unwrap().needed, "a refused setup leaves nothing behind");

    let me = run(first(&code)).await.unwrap();
    assert_eq!(me.roles, [Role::Agent, Role::Administrator]);
    assert_eq!(api.call(GetSession { body: () }).await.unwrap(), me, "the setup signs in");
    let company = api.call(GetCompany { body: () }).await.unwrap();
    let department = &company.brands[0].departments[0];
    assert_eq!((department.details.name.as_str(), department.groups.len()), ("Sales", 1));
    assert_eq!(department.groups[0].members[0].agent.id, me.id);
    assert_eq!(why(run(first(&code)).await), is(404, "not_found"));
    assert!(!api.call(GetSetup { body: () }).await.unwrap().needed);
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn employees_sign_in_and_out(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    desk.employee("Lars", &[Role::Agent]).await;
    let api = desk.stranger();
    assert_eq!(why(api.call(GetSession { body: () }).await), is(401, "signed_out"));
    for login in ["lars", "LARS", " Lars ", "Lars@FarHorizon.example"] {
        assert_eq!(try_in(&desk.stranger(), login, PASSWORD).await.unwrap().name, "Lars", "{login}");
    }
    try_in(&api, "lars", PASSWORD).await.unwrap();
    assert_eq!(api.call(GetSession { body: () }).await.unwrap().alias, "Lars");
    api.call(EndSession { body: () }).await.unwrap();
    assert_eq!(why(api.call(GetSession { body: () }).await), is(401, "signed_out"));
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn everything_wrong_answers_the_same(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.employee("Lars", &[Role::Agent]).await;
    let mut person = customer("vera", "Vera");
    person.password = Some(PASSWORD.into());
    desk.admin.call(CreatePerson { body: person }).await.unwrap();
    let row = get(&desk.admin, lars.id).await;
    let body = PersonDetails { active: false, ..details(&row) };
    desk.admin.call(UpdatePerson { person: lars.id, version: row.version, body }).await.unwrap();
    let mut answers = Vec::new();
    for (login, password) in [
        ("oda", "wrong"),
        ("nobody", PASSWORD),
        ("nobody@nowhere.example", PASSWORD),
        ("vera", PASSWORD),
        ("lars", PASSWORD),
        ("' OR 1=1 --", PASSWORD),
        ("@", PASSWORD),
    ] {
        let problem = refused(try_in(&desk.stranger(), login, password).await);
        assert_eq!((problem.status, &*problem.code), (401, "wrong_credentials"), "{login}");
        answers.push(problem);
    }
    answers.dedup();
    assert_eq!(answers.len(), 1);
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn ten_failures_shut_the_door_for_five_minutes(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let api = desk.stranger();
    for _ in 0..10 {
        assert_eq!(why(try_in(&api, "oda", "wrong").await), is(401, "wrong_credentials"));
    }
    let problem = refused(try_in(&api, "oda", PASSWORD).await);
    assert_eq!(problem.status, 429, "the right password too");
    assert!(problem.retry_after.is_some_and(|seconds| (290..=301).contains(&seconds)), "{problem:?}");
    assert_eq!(refused(try_in(&api, "somebody", PASSWORD).await).status, 429, "the address is shut out as well");
    desk.clock.advance(5 * 60 * 1000 + 1);
    try_in(&api, "oda", PASSWORD).await.unwrap();
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn sessions_last_while_they_are_used(#[case] on: Backend) {
    const DAY: i64 = 24 * 60 * 60 * 1000;
    let desk = Desk::on(on).await;
    let lars = desk.employee("Lars", &[Role::Agent]).await;
    for _ in 0..3 {
        desk.clock.advance(13 * DAY);
        lars.api.call(GetSession { body: () }).await.unwrap();
    }
    desk.clock.advance(14 * DAY + 1);
    assert_eq!(why(lars.api.call(GetSession { body: () }).await), is(401, "signed_out"));
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn a_new_password_ends_every_session(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.employee("Lars", &[Role::Agent]).await;
    let set = |person, password: &str| SetPassword { person, body: NewPassword { password: password.into() } };
    assert_eq!(why(lars.api.call(set(lars.id, "another password")).await), is(403, "forbidden"));
    desk.admin.call(set(lars.id, "another password")).await.unwrap();
    assert_eq!(why(lars.api.call(GetSession { body: () }).await), is(401, "signed_out"));
    assert_eq!(why(try_in(&desk.stranger(), "lars", PASSWORD).await), is(401, "wrong_credentials"));
    try_in(&desk.stranger(), "lars", "another password").await.unwrap();
    assert_eq!(acts(&desk.admin, Subject::Person, lars.id.0).await, ["password_set", "created"]);
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn agents_keep_customers_and_administrators_keep_employees(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.employee("Lars", &[Role::Agent]).await;
    let boss = desk.employee("Mona", &[Role::Manager]).await;
    assert_eq!(get(&desk.admin, boss.id).await.roles, [Role::Agent, Role::Manager]);
    for api in [&lars.api, &boss.api] {
        let employee = NewPerson { kind: PersonKind::Employee, ..customer("mole", "Mole") };
        assert_eq!(why(api.call(CreatePerson { body: employee }).await), is(403, "forbidden"));
        let own = get(api, lars.id).await;
        let body = PersonDetails { roles: vec![Role::Administrator], ..details(&own) };
        let raise = UpdatePerson { person: lars.id, version: own.version, body };
        assert_eq!(why(api.call(raise).await), is(403, "forbidden"));
    }
    let mut with_role = customer("vera", "Vera");
    with_role.details.roles = vec![Role::Agent];
    assert_eq!(why(lars.api.call(CreatePerson { body: with_role }).await), is(422, "details.roles not_allowed"));
    let mut vera = customer("vera", " Vera ");
    vera.details.phone = "(602) 555-0100".into();
    let vera = lars.api.call(CreatePerson { body: vera }).await.unwrap();
    assert_eq!(vera.name, "Vera");
    assert_eq!(vera.phone.as_ref().unwrap().e164.as_deref(), Some("+16025550100"));
    let body = PersonDetails { phone: "call Bob".into(), ..details(&vera) };
    let vera = lars.api.call(UpdatePerson { person: vera.id, version: vera.version, body }).await.unwrap();
    assert_eq!(
        (&*vera.phone.as_ref().unwrap().typed, vera.phone.as_ref().unwrap().e164.as_deref()),
        ("call Bob", None)
    );
    assert_eq!(acts(&lars.api, Subject::Person, vera.id.0).await, ["changed", "created"]);
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn usernames_and_addresses_are_one_persons_only(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let vera = desk.admin.call(CreatePerson { body: customer("vera", "Vera") }).await.unwrap();
    let mut twin = customer("VERA", "Twin");
    twin.details.email = "twin@customer.example".into();
    assert_eq!(why(desk.admin.call(CreatePerson { body: twin }).await), is(422, "details.username taken"));
    let mut twin = customer("twin", "Twin");
    twin.details.email = "Vera@CUSTOMER.example".into();
    assert_eq!(why(desk.admin.call(CreatePerson { body: twin }).await), is(422, "details.email taken"));
    let twin = desk.admin.call(CreatePerson { body: customer("twin", "Twin") }).await.unwrap();
    let body = PersonDetails { username: "Vera".into(), ..details(&twin) };
    let rename = UpdatePerson { person: twin.id, version: twin.version, body };
    assert_eq!(why(desk.admin.call(rename).await), is(422, "username taken"));
    let body = PersonDetails { username: "VERA".into(), ..details(&vera) };
    let vera = desk.admin.call(UpdatePerson { person: vera.id, version: vera.version, body }).await.unwrap();
    assert_eq!(vera.username, "VERA", "one's own name may change its case");
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn a_stale_change_changes_nothing(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let vera = desk.admin.call(CreatePerson { body: customer("vera", "Vera") }).await.unwrap();
    let body = PersonDetails { name: "Vera Ek".into(), ..details(&vera) };
    let first = UpdatePerson { person: vera.id, version: vera.version, body };
    let after = desk.admin.call(first.clone()).await.unwrap();
    assert_eq!(after.version, vera.version + 1);
    assert_eq!(why(desk.admin.call(first).await), is(409, "stale"));
    assert_eq!(get(&desk.admin, vera.id).await.name, "Vera Ek");
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn the_last_administrator_stays(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let oda = desk.admin.call(GetSession { body: () }).await.unwrap().id;
    let row = get(&desk.admin, oda).await;
    for body in
        [PersonDetails { active: false, ..details(&row) }, PersonDetails { roles: vec![Role::Agent], ..details(&row) }]
    {
        let step_down = UpdatePerson { person: oda, version: row.version, body };
        assert_eq!(why(desk.admin.call(step_down).await), is(409, "last_administrator"));
    }
    let mona = desk.employee("Mona", &[Role::Administrator]).await;
    let body = PersonDetails { active: false, ..details(&row) };
    mona.api.call(UpdatePerson { person: oda, version: row.version, body }).await.unwrap();
    assert_eq!(why(desk.admin.call(GetSession { body: () }).await), is(401, "signed_out"), "its sessions ended");
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn people_are_found_by_how_they_begin(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    for (username, name) in [
        ("vera", "Vera Ek"),
        ("verena", "Åsa Ek"),
        ("bo", "Verner Bo"),
        ("per_cent", "100% Per"),
        ("percent", "Per Cent"),
        ("cy", "vera Ek"),
    ] {
        desk.admin.call(CreatePerson { body: customer(username, name) }).await.unwrap();
    }
    let find = async |filter: PeopleFilter| -> Vec<String> {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = desk.admin.call(ListPeople { body: PeopleFilter { after, ..filter.clone() } }).await.unwrap();
            found.extend(page.items.into_iter().map(|person| person.username));
            after = page.next;
            if after.is_none() {
                found.sort();
                return found;
            }
        }
    };
    let query =
        |query: &str, limit| PeopleFilter { query: Some(query.into()), limit: Some(limit), ..PeopleFilter::default() };
    for limit in [1, 2, 50] {
        assert_eq!(find(query("VER", limit)).await, ["bo", "cy", "vera", "verena"], "{limit}");
        assert_eq!(find(query("vera", limit)).await, ["cy", "vera"], "{limit}");
    }
    assert_eq!(find(query("per_", 50)).await, ["per_cent"]);
    assert_eq!(find(query("%", 50)).await, [""; 0]);
    assert_eq!(find(query("verena@", 50)).await, ["verena"]);
    let kind = PeopleFilter { kind: Some(PersonKind::Employee), ..PeopleFilter::default() };
    assert_eq!(find(kind).await, ["oda"]);
    let all = PeopleFilter { limit: Some(2), ..PeopleFilter::default() };
    assert_eq!(find(all).await.len(), 7);
    let odd = PeopleFilter { after: Some("junk".into()), ..PeopleFilter::default() };
    assert_eq!(why(desk.admin.call(ListPeople { body: odd }).await), is(422, "after malformed"));
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn a_visitor_is_known_for_thirty_days_or_until_forgotten(#[case] on: Backend) {
    const DAY: i64 = 24 * 60 * 60 * 1000;
    let desk = Desk::on(on).await;
    let (visitor, _) = desk.visitor().await;
    let (forgotten, _) = desk.visitor().await;
    desk.clock.advance(29 * DAY);
    visitor.call(GetWidget { body: () }).await.unwrap();
    forgotten.call(ForgetVisitor { body: () }).await.unwrap();
    assert_eq!(why(forgotten.call(GetWidget { body: () }).await), is(401, "signed_out"));
    desk.clock.advance(29 * DAY);
    visitor.call(GetWidget { body: () }).await.unwrap();
    desk.clock.advance(30 * DAY + 1);
    assert_eq!(why(visitor.call(GetWidget { body: () }).await), is(401, "signed_out"));
    assert_eq!(why(desk.stranger().bearing("junk").call(GetWidget { body: () }).await), is(401, "signed_out"));
    assert_eq!(why(desk.admin.call(GetWidget { body: () }).await), is(401, "signed_out"), "a cookie is nothing here");
}
