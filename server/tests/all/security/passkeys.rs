//! Passkeys of other places, other people and other times: class 30.

use contract::{
    history::Subject,
    passkeys::{AddPasskey, CreateSessionWithPasskey, ListPasskeys, NewPasskey, ShownPasskey},
    people::{GetPerson, PersonDetails, Role, UpdatePerson},
    second_factor::{BeginSecondFactor, ConfirmSecondFactor, OwnCode, OwnPassword},
};
use rstest::rstest;
use serde_json::json;

use crate::{
    people::{
        acts,
        authenticator::Authenticator,
        passkeys::{add, asked, made, question, show},
    },
    refusals::{is, why},
    scene::Raw,
    support::{Backend, Desk, PASSWORD, code_at},
};

const MINUTE: i64 = 60 * 1000;

/// What is wrong with a browser.
type Lie = fn(&mut Authenticator);

const LIES: [(&str, Lie); 6] = [
    ("another page", |browser| browser.origin = "https://evil.example".into()),
    ("another port", |browser| browser.origin = "http://localhost:8081".into()),
    ("safe instead of plain", |browser| browser.origin = "https://localhost:8080".into()),
    ("another domain", |browser| browser.domain = "evil.example".into()),
    ("nobody verified", |browser| browser.flags = 0x01),
    ("nobody there", |browser| browser.flags = 0x04),
];

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_30_a_passkey_is_shown_where_it_belongs(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let lars = desk.employee("Lars", &[Role::Agent]).await;
    let (mut browser, _) = made(&lars.api).await;
    let (origin, domain) = (browser.origin.clone(), browser.domain.clone());
    let api = desk.stranger();
    for (what, lie) in LIES {
        lie(&mut browser);
        let told = show(&api, browser.show(&asked(&api).await)).await;
        assert_eq!(why(told), is(401, "passkey_refused"), "shown: {what}");
        (browser.origin, browser.domain, browser.flags) = (origin.clone(), domain.clone(), 0x05);
        // Nor is one made so.
        let mut other = Authenticator::new();
        lie(&mut other);
        let told = add(&lars.api, other.make(&question(&lars.api).await)).await;
        assert_eq!(why(told), is(409, "passkey_refused"), "made: {what}");
    }
    // Nor does it belong where a request says that we are.
    (browser.origin, browser.domain) = ("http://evil.example".into(), "evil.example".into());
    let credential = browser.show(&asked(&api).await);
    let raw = Raw::new("POST", "/api/v1/session/passkey").with("host", "evil.example").from([10, 8, 0, 1]);
    let told = raw.with("origin", "http://evil.example").json(&json!({ "credential": credential }));
    assert_eq!(told.send(&desk.server).await.status, 401);
    (browser.origin, browser.domain) = (origin, domain);
    show(&api, browser.show(&asked(&api).await)).await.unwrap();
    assert_eq!(lars.api.call(ListPasskeys { body: () }).await.unwrap().items.len(), 1);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_30_a_question_is_answered_once_and_soon(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let lars = desk.employee("Lars", &[Role::Agent]).await;
    let (mut browser, _) = made(&lars.api).await;
    let api = desk.stranger();
    let credential = browser.show(&asked(&api).await);
    let all = (1..7).map(|n| {
        let raw = Raw::new("POST", "/api/v1/session/passkey").from([10, 9, n, 1]);
        raw.json(&json!({ "credential": credential })).send(&desk.server)
    });
    let all = futures_util::future::join_all(all).await;
    assert_eq!(all.iter().filter(|answer| answer.status == 200).count(), 1, "{all:?}");
    // One that was answered wrongly is used up as well.
    let options = asked(&api).await;
    browser.domain = "evil.example".into();
    why(show(&api, browser.show(&options)).await);
    browser.domain = "localhost".into();
    assert_eq!(why(show(&api, browser.show(&options)).await), is(401, "passkey_refused"));
    let late = asked(&api).await;
    desk.clock.advance(5 * MINUTE);
    assert_eq!(why(show(&api, browser.show(&late)).await), is(401, "passkey_refused"));
    // Nor is what was asked for the one taken for the other, or for somebody else.
    let mut other = Authenticator::new();
    let (_, to_make) = (other.make(&question(&lars.api).await), question(&lars.api).await);
    assert_eq!(why(show(&api, browser.show(&to_make)).await), is(401, "passkey_refused"));
    let nina = desk.employee("Nina", &[Role::Agent]).await;
    let of_lars = other.make(&question(&lars.api).await);
    assert_eq!(why(add(&nina.api, of_lars).await), is(409, "passkey_refused"));
    let twice = other.make(&question(&lars.api).await);
    add(&lars.api, twice.clone()).await.unwrap();
    assert_eq!(why(add(&lars.api, twice).await), is(409, "passkey_refused"));
    // Nobody takes over a passkey that is there.
    assert_eq!(why(add(&nina.api, other.make(&question(&nina.api).await)).await), is(409, "passkey_refused"));
    let late = Authenticator::new().make(&question(&lars.api).await);
    desk.clock.advance(5 * MINUTE);
    assert_eq!(why(add(&lars.api, late).await), is(409, "passkey_refused"));
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_30_a_passkey_signs_in_its_owner_only(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let lars = desk.employee("Lars", &[Role::Agent]).await;
    let nina = desk.employee("Nina", &[Role::Agent]).await;
    let (mut of_lars, _) = made(&lars.api).await;
    let (mut of_nina, _) = made(&nina.api).await;
    let api = desk.stranger();
    let refused = is(401, "passkey_refused");
    // Nina's account with Lars's key, Lars's id with Nina's key, and one that nobody knows.
    let (owner, id) = (of_lars.owner.clone(), of_lars.id.clone());
    of_lars.owner = of_nina.owner.clone();
    assert_eq!(why(show(&api, of_lars.show(&asked(&api).await)).await), refused);
    of_lars.id = of_nina.id.clone();
    assert_eq!(why(show(&api, of_lars.show(&asked(&api).await)).await), refused);
    of_lars.id = uuid::Uuid::new_v4().as_bytes().to_vec();
    assert_eq!(why(show(&api, of_lars.show(&asked(&api).await)).await), refused);
    (of_lars.owner, of_lars.id) = (owner, id);
    for junk in ["{}", "[]", "null", "\u{0}", "{\"rawId\":\"AA\",\"response\":{}}"] {
        let body = ShownPasskey { credential: junk.into() };
        assert_eq!(why(api.call(CreateSessionWithPasskey { body }).await), refused);
        let body = NewPasskey { name: "Laptop".into(), credential: junk.into() };
        assert_eq!(why(lars.api.call(AddPasskey { body }).await), is(409, "passkey_refused"));
    }
    show(&api, of_lars.show(&asked(&api).await)).await.unwrap();
    // No code is asked for: the passkey is both.
    let body = OwnPassword { password: PASSWORD.into() };
    let secret = lars.api.call(BeginSecondFactor { body }).await.unwrap().secret;
    let code = code_at(&secret, desk.clock.now());
    lars.api.call(ConfirmSecondFactor { body: OwnCode { code } }).await.unwrap();
    show(&desk.stranger(), of_lars.show(&asked(&api).await)).await.unwrap();
    // Who was deactivated stays outside.
    let person = desk.admin.call(GetPerson { person: nina.id, body: () }).await.unwrap();
    let body = PersonDetails {
        username: person.username.clone(),
        email: person.email.clone(),
        name: person.name.clone(),
        roles: person.roles.clone(),
        active: false,
        ..PersonDetails::default()
    };
    desk.admin.call(UpdatePerson { person: nina.id, version: person.version, body }).await.unwrap();
    assert_eq!(why(show(&api, of_nina.show(&asked(&api).await)).await), refused);
}

/// A copy of a passkey shows itself by counting on from where it was made.
#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_30_a_passkey_does_not_count_backwards(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let lars = desk.employee("Lars", &[Role::Agent]).await;
    let (mut browser, _) = made(&lars.api).await;
    let api = desk.stranger();
    browser.count = 41;
    show(&api, browser.show(&asked(&api).await)).await.unwrap();
    for count in [41, 6] {
        browser.count = count - 1;
        assert_eq!(why(show(&api, browser.show(&asked(&api).await)).await), is(401, "passkey_refused"));
    }
    browser.count = 42;
    show(&api, browser.show(&asked(&api).await)).await.unwrap();
    let past = acts(&desk.admin, Subject::Person, lars.id.0).await;
    assert_eq!(past, ["passkey_refused", "passkey_refused", "passkey_added", "created"]);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_30_the_door_shuts_after_ten(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let lars = desk.employee("Lars", &[Role::Agent]).await;
    let (mut browser, _) = made(&lars.api).await;
    let api = desk.stranger();
    let mut told = Vec::new();
    for _ in 0..11 {
        told.push(why(show(&api, "{}".into()).await).0);
    }
    assert_eq!(told, [[401; 10].as_slice(), &[429]].concat());
    assert_eq!(why(show(&api, browser.show(&asked(&api).await)).await).0, 429);
    desk.clock.advance(5 * MINUTE + 1);
    show(&api, browser.show(&asked(&api).await)).await.unwrap();
}
