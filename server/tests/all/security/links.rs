//! Links by mail, and what they tell: classes 28 and 29.

use std::time::{Duration, Instant};

use contract::{
    accounts::{
        AcceptInvitation, AcceptedInvitation, AskForVerification, ChosenPassword, InvitePerson, LinkToken,
        ResetPassword, VerifyEmail,
    },
    people::{CreatePerson, GetPerson, NewPerson, PersonDetails, PersonKind, Role, UpdatePerson},
};
use rstest::rstest;
use serde_json::json;
use server::platform::{errands, jobs};

use crate::{
    postfix::Postfix,
    refusals::{is, why},
    scene::Raw,
    support::{Backend, Desk, PASSWORD},
};

fn someone(username: &str, kind: PersonKind, password: Option<&str>, active: bool) -> NewPerson {
    NewPerson {
        kind,
        details: PersonDetails {
            username: username.into(),
            email: format!("{username}@farhorizon.example"),
            name: username.into(),
            roles: if kind == PersonKind::Employee { vec![Role::Agent] } else { Vec::new() },
            active,
            ..PersonDetails::default()
        },
        password: password.map(str::to_owned),
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_28_a_forgotten_password_tells_nobody_who_has_an_account(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    const ROUNDS: usize = 25;
    let postfix = Postfix::start().await;
    let url = postfix.url();
    let desk = Desk::with(backend, |config| config.smtp_url = Some(url.into())).await;
    for new in [
        someone("lars", PersonKind::Employee, Some(PASSWORD), true),
        someone("gone", PersonKind::Employee, Some(PASSWORD), false),
        someone("new", PersonKind::Employee, None, true),
        someone("vera", PersonKind::Customer, Some(PASSWORD), true),
    ] {
        desk.admin.call(CreatePerson { body: new }).await.unwrap();
    }
    let logins = ["lars", "gone", "new", "vera", "nobody", "nobody@nowhere.example", "a\0b", "' OR 1=1 --"];
    let mut took = vec![Vec::new(); logins.len()];
    for round in 0..ROUNDS {
        // Five within an hour are let through.
        if round % 5 == 0 {
            desk.clock.advance(60 * 60 * 1000);
        }
        for (index, login) in logins.into_iter().enumerate() {
            let body = json!({ "login": login });
            let began = Instant::now();
            let answer = Raw::new("POST", "/api/v1/password-resets").json(&body).send(&desk.server).await;
            took[index].push(began.elapsed());
            assert_eq!((answer.status, answer.text.as_str()), (204, ""), "{login}");
        }
    }
    let medians: Vec<f64> = took
        .into_iter()
        .map(|mut times: Vec<Duration>| {
            times.sort_unstable();
            times[times.len() / 2].as_secs_f64()
        })
        .collect();
    for (login, median) in logins.into_iter().zip(&medians) {
        let ratio = median / medians[0];
        assert!((0.4..2.5).contains(&ratio), "{login} takes {ratio:.2} times as long as lars: {medians:?}");
    }
    // Only one of them was written to: once for each link that was not replaced before it left.
    postfix.wait_for(1).await;
    jobs::run_due(&desk.server.app).await.unwrap();
    while errands::run_due(&desk.server.app).await.unwrap().is_some() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let to: Vec<String> = postfix.mails().into_iter().map(|mail| mail.to).collect();
    assert!(to.iter().all(|to| to == "lars@farhorizon.example"), "{to:?}");
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_29_links_are_made_of_what_is_configured(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let postfix = Postfix::start().await;
    let url = postfix.url();
    let configured = |config: &mut server::platform::Config| {
        config.smtp_url = Some(url.into());
        config.public_url = "https://desk.farhorizon.example".into();
    };
    let desk = Desk::with(backend, configured).await;
    desk.employee("Lars", &[Role::Agent]).await;
    for (n, (header, value)) in [
        ("host", "evil.example"),
        ("host", "desk.farhorizon.example@evil.example"),
        ("x-forwarded-host", "evil.example"),
        ("forwarded", "host=evil.example;proto=http"),
        ("x-original-host", "evil.example"),
    ]
    .into_iter()
    .enumerate()
    {
        let raw = Raw::new("POST", "/api/v1/password-resets").with(header, value);
        let answer = raw.json(&json!({ "login": "lars" })).send(&desk.server).await;
        assert!([204, 400].contains(&answer.status), "{header}: {}", answer.text);
        assert_eq!(answer.status, 204, "{header}: {value}");
        let mail = postfix.wait_for(n + 1).await.remove(n);
        assert!(mail.link().starts_with("https://desk.farhorizon.example/console/reset#"), "{}", mail.link());
        assert!(!mail.plain.contains("evil") && !mail.head.contains("evil"), "{header}: {mail:?}");
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_29_a_link_does_one_thing_once(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let postfix = Postfix::start().await;
    let url = postfix.url();
    let desk = Desk::with(backend, |config| config.smtp_url = Some(url.into())).await;
    let api = desk.stranger();
    let lars = desk.admin.call(CreatePerson { body: someone("lars", PersonKind::Employee, None, true) }).await.unwrap();
    let invite = || desk.admin.call(InvitePerson { person: lars.id, body: () });
    let accepted =
        |token: &str| AcceptedInvitation { token: token.into(), password: PASSWORD.into(), name: String::new() };
    let chosen = |token: &str| ChosenPassword { token: token.into(), password: PASSWORD.into() };
    let accept = |token: &str| api.call(AcceptInvitation { body: accepted(token) });
    let reset = |token: &str| api.call(ResetPassword { body: chosen(token) });
    let verify = |token: &str| api.call(VerifyEmail { body: LinkToken { token: token.into() } });
    invite().await.unwrap();
    let token = postfix.wait_for(1).await.remove(0).token();
    // Another purpose; another spelling; nothing at all.
    assert_eq!(why(reset(&token).await), is(410, "link_over"));
    assert_eq!(why(verify(&token).await), is(410, "link_over"));
    for other in
        [format!("{token}A"), token[..token.len() - 1].to_owned(), token.to_lowercase(), "x".into(), "\0".into()]
    {
        assert_eq!(why(accept(&other).await), is(410, "link_over"), "{other:?}");
    }
    // Of many at once, one comes through.
    let all = futures_util::future::join_all((0..8).map(|_| accept(&token))).await;
    let done = all.iter().filter(|done| done.is_ok()).count();
    assert_eq!(done, 1, "{all:?}");
    // Nobody finds a token in the database: it holds a hash, and what it holds opens nothing.
    let signed_in = desk.sign_in("lars").await.unwrap();
    signed_in.call(AskForVerification { body: () }).await.unwrap_err();
    // A link to somebody who was deactivated meanwhile does nothing, nor does one that is too old.
    let kim = desk.admin.call(CreatePerson { body: someone("kim", PersonKind::Employee, None, true) }).await.unwrap();
    desk.admin.call(InvitePerson { person: kim.id, body: () }).await.unwrap();
    let token = postfix.wait_for(2).await.remove(1).token();
    let person = desk.admin.call(GetPerson { person: kim.id, body: () }).await.unwrap();
    let mut body = someone("kim", PersonKind::Employee, None, false).details;
    let changed =
        desk.admin.call(UpdatePerson { person: kim.id, version: person.version, body: body.clone() }).await.unwrap();
    assert_eq!(why(accept(&token).await), is(410, "link_over"));
    body.active = true;
    desk.admin.call(UpdatePerson { person: kim.id, version: changed.version, body }).await.unwrap();
    assert_eq!(why(accept(&token).await), is(410, "link_over"), "it ended for good");
    desk.admin.call(InvitePerson { person: kim.id, body: () }).await.unwrap();
    let token = postfix.wait_for(3).await.remove(2).token();
    desk.clock.advance(24 * 60 * 60 * 1000);
    assert_eq!(why(accept(&token).await), is(410, "link_over"));
}
