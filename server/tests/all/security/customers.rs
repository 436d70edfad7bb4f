//! Customers' accounts at the portal, under attack: classes 15, 23, 28, 29, 30 and 32.

use std::time::{Duration, Instant};

use contract::people::{CreatePerson, NewPerson, PersonDetails, PersonKind};
use rstest::rstest;
use serde_json::{Value, json};
use server::platform::{errands, jobs};

use crate::{
    postfix::Postfix,
    scene::{Answer, Caller, Raw, other_brand},
    support::{Backend, Desk, PASSWORD},
};

async fn post(desk: &Desk, path: &str, body: &Value, from: [u8; 4]) -> Answer {
    Raw::new("POST", format!("/api/v1/portal/{path}")).json(body).from(from).send(&desk.server).await
}

async fn with_mail(backend: Backend) -> (Desk, Postfix) {
    let postfix = Postfix::start().await;
    let url = postfix.url();
    let configured = |config: &mut server::platform::Config| {
        config.smtp_url = Some(url.into());
        config.public_url = "https://desk.farhorizon.example".into();
    };
    (Desk::with(backend, configured).await, postfix)
}

async fn someone(desk: &Desk, username: &str, kind: PersonKind, password: Option<&str>, active: bool) {
    let details = PersonDetails {
        username: username.into(),
        email: format!("{username}@customer.example"),
        name: username.into(),
        active,
        ..PersonDetails::default()
    };
    let new = NewPerson { kind, details, password: password.map(str::to_owned) };
    desk.admin.call(CreatePerson { body: new }).await.unwrap();
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64()
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_28_the_portal_tells_nobody_who_has_an_account(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    type Body = fn(&str) -> Value;
    const ROUNDS: u8 = 15;
    let (desk, postfix) = with_mail(backend).await;
    someone(&desk, "vera", PersonKind::Customer, Some(PASSWORD), true).await;
    someone(&desk, "kim", PersonKind::Customer, None, true).await;
    someone(&desk, "gone", PersonKind::Customer, Some(PASSWORD), false).await;
    let whose = [
        "nobody@customer.example",
        "vera@customer.example",
        "kim@customer.example",
        "gone@customer.example",
        "oda@farhorizon.example",
    ];
    let acts: [(&str, u16, Body); 3] = [
        ("accounts", 204, |email| json!({ "name": "V", "email": email, "password": "a wrong horse" })),
        ("session", 401, |login| json!({ "login": login, "password": "another wrong horse" })),
        ("password-resets", 204, |login| json!({ "login": login })),
    ];
    for (path, status, body) in acts {
        let mut took = vec![Vec::new(); whose.len()];
        let mut said = Vec::new();
        for round in 0..ROUNDS {
            desk.clock.advance(61 * 60 * 1000);
            for (index, email) in whose.into_iter().enumerate() {
                // The first registration makes one of nobody.
                let email = if index == 0 { format!("{round}{email}") } else { email.to_owned() };
                let began = Instant::now();
                let answer = post(&desk, path, &body(&email), [10, 0, 0, round]).await;
                took[index].push(began.elapsed());
                assert_eq!(answer.status, status, "{path} of {email}: {}", answer.text);
                said.push(answer.text);
            }
        }
        said.dedup();
        assert_eq!(said.len(), 1, "{path} says {said:?}");
        let medians: Vec<f64> = took.into_iter().map(median).collect();
        for (email, median) in whose.into_iter().zip(&medians) {
            let ratio = median / medians[0];
            assert!((0.4..2.5).contains(&ratio), "{path} of {email} takes {ratio:.2} times as long: {medians:?}");
        }
    }
    jobs::run_due(&desk.server.app).await.unwrap();
    while errands::run_due(&desk.server.app).await.unwrap().is_some() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let mails = postfix.mails();
    assert!(mails.iter().any(|mail| mail.to == "vera@customer.example"), "{mails:?}");
    assert!(mails.iter().all(|mail| mail.to != "gone@customer.example"), "who was deactivated is not written to");
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_29_links_lead_to_the_brand_and_work_there_only(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let (desk, postfix) = with_mail(backend).await;
    other_brand(&desk).await;
    let register = async |email: &str, header: &'static str, value: &str| {
        let body = json!({ "name": "V", "email": email, "password": PASSWORD });
        let raw = Raw::new("POST", "/api/v1/portal/accounts").with(header, value).json(&body);
        assert_eq!(raw.send(&desk.server).await.status, 204, "{header}: {value}");
        jobs::run_due(&desk.server.app).await.unwrap();
    };
    let verify = async |token: &str, host: &str, password: &str| {
        let raw = Raw::new("POST", "/api/v1/portal/links/verification").with("host", host);
        let answer = raw.json(&json!({ "token": token, "password": password })).send(&desk.server).await;
        (answer.status, answer.code())
    };
    // What a request says of its host chooses the brand, and never the link.
    let mut n = 0;
    for (header, value) in [
        ("host", "evil.example"),
        ("host", "rail.example.evil.example"),
        ("host", "rail.example@evil.example"),
        ("x-forwarded-host", "evil.example"),
        ("forwarded", "host=evil.example;proto=http"),
        ("x-original-host", "evil.example"),
    ] {
        register(&format!("v{n}@b.example"), header, value).await;
        n += 1;
        let mail = postfix.wait_for(n).await.remove(n - 1);
        assert!(mail.link().starts_with("https://desk.farhorizon.example/verification?token="), "{}", mail.link());
        assert!(!mail.plain.contains("evil") && !mail.head.contains("evil"), "{header}: {mail:?}");
    }
    register("rail@b.example", "host", "rail.example:8080").await;
    let mail = postfix.wait_for(n + 1).await.remove(n);
    assert!(mail.link().starts_with("https://rail.example/verification?token="), "{}", mail.link());
    let token = mail.token();
    let over = (410, "link_over".to_owned());
    assert_eq!(verify(&token, "localhost:8080", PASSWORD).await, over, "another brand's host");
    for forged in [format!("{token}A"), token[..token.len() - 1].to_owned(), token.to_lowercase(), "x".into()] {
        assert_eq!(verify(&forged, "rail.example", PASSWORD).await, over, "{forged}");
    }
    let reset = Raw::new("POST", "/api/v1/portal/links/reset").with("host", "rail.example");
    let answer = reset.json(&json!({ "token": token, "password": PASSWORD })).send(&desk.server).await;
    assert_eq!((answer.status, answer.code()), over, "another purpose");
    // Of many at once, one comes through.
    let all = futures_util::future::join_all((0..6).map(|_| verify(&token, "rail.example", PASSWORD))).await;
    assert_eq!(all.iter().filter(|(status, _)| *status == 200).count(), 1, "{all:?}");
    // Too old.
    register("late@b.example", "host", "rail.example").await;
    let late = postfix.wait_for(n + 2).await.remove(n + 1).token();
    desk.clock.advance(24 * 60 * 60 * 1000);
    assert_eq!(verify(&late, "rail.example", PASSWORD).await, over);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_15_an_address_gets_so_many_letters_and_no_more(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let (desk, postfix) = with_mail(backend).await;
    let mut told = Vec::new();
    for n in 0..12u8 {
        let email = if n % 2 == 0 { "Victim@b.example" } else { " victim@B.example" };
        let body = json!({ "name": "Buy now at evil.example", "email": email, "password": PASSWORD });
        let (path, body) = if n % 3 == 0 { ("password-resets", json!({ "login": email })) } else { ("accounts", body) };
        told.push(post(&desk, path, &body, [10, 0, 1, n]).await.status);
        jobs::run_due(&desk.server.app).await.unwrap();
    }
    assert_eq!(told, [[204; 5].as_slice(), &[429; 7]].concat());
    while errands::run_due(&desk.server.app).await.unwrap().is_some() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let mails = postfix.wait_for(1).await;
    assert!(mails.len() <= 5, "{}", mails.len());
    for mail in mails {
        assert!(!mail.plain.contains("evil") && !mail.head.contains("evil"), "{mail:?}");
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_30_tries_at_the_portal_are_counted(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    someone(&desk, "vera", PersonKind::Customer, Some(PASSWORD), true).await;
    let try_in = async |password: &str, from: [u8; 4]| {
        post(&desk, "session", &json!({ "login": "vera@customer.example", "password": password }), from).await
    };
    let mut told = Vec::new();
    for n in 0..12 {
        told.push(try_in("a wrong horse", [10, 1, n, 1]).await.status);
    }
    assert_eq!(told, [[401; 10].as_slice(), &[429; 2]].concat());
    let answer = try_in(PASSWORD, [10, 1, 99, 1]).await;
    assert_eq!((answer.status, &*answer.code()), (429, "too_many"), "the right one is not told from a wrong one");
    desk.clock.advance(5 * 60 * 1000 + 1);
    assert_eq!(try_in(PASSWORD, [10, 1, 99, 1]).await.status, 200);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_32_sessions_are_new_and_foreign_pages_begin_none(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let desk = Desk::on(backend).await;
    someone(&desk, "vera", PersonKind::Customer, Some(PASSWORD), true).await;
    let body = json!({ "login": "vera@customer.example", "password": PASSWORD });
    let sign_in = |cookie: Option<&str>| {
        let caller = Caller { cookie: cookie.map(str::to_owned), bearer: None };
        Raw::new("POST", "/api/v1/portal/session").by(&caller).json(&body)
    };
    // Somebody's cookie is not taken over, whatever it was.
    let first = sign_in(Some("__Host-customer=known-to-the-attacker")).send(&desk.server).await;
    let cookie = first.header("set-cookie").split(';').next().unwrap().to_owned();
    assert!(!cookie.contains("known-to-the-attacker"));
    for flag in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(first.header("set-cookie").contains(flag), "{}", first.header("set-cookie"));
    }
    let second = sign_in(Some(&cookie)).send(&desk.server).await;
    assert_ne!(second.header("set-cookie").split(';').next().unwrap(), cookie);
    // No page of another site signs anybody in, changes anything, or sends a form as text.
    let me = Caller { cookie: Some(cookie), bearer: None };
    for (header, value) in [("origin", "https://evil.example"), ("origin", "null"), ("sec-fetch-site", "cross-site")] {
        let answer = sign_in(None).with(header, value).send(&desk.server).await;
        assert_eq!((answer.status, &*answer.code()), (403, "foreign_origin"), "{header}: {value}");
        for (method, path) in [
            ("PUT", "me"),
            ("PUT", "me/password"),
            ("PUT", "me/email"),
            ("POST", "me/verification"),
            ("DELETE", "session"),
            ("POST", "accounts"),
            ("POST", "links/reset"),
            ("POST", "links/verification"),
            ("POST", "password-resets"),
        ] {
            let raw = Raw::new(method, format!("/api/v1/portal/{path}")).by(&me).with(header, value);
            let answer = raw.json(&json!({})).send(&desk.server).await;
            assert_eq!((answer.status, &*answer.code()), (403, "foreign_origin"), "{method} {path}");
        }
    }
    let raw = Raw::new("POST", "/api/v1/portal/session").text("text/plain", body.to_string());
    assert_eq!(raw.send(&desk.server).await.status, 415);
    // Class 23: what is not one's own to say is not taken.
    for field in ["email_verified", "verified", "kind", "roles", "active", "username", "id", "version"] {
        let mut said = json!({ "name": "V", "email": "m@b.example", "password": PASSWORD });
        said[field] = json!(true);
        let answer = post(&desk, "accounts", &said, [10, 2, 0, 1]).await;
        assert_eq!((answer.status, answer.fields()), (422, vec![field.to_owned()]), "{}", answer.text);
        let mut said = json!({ "name": "V" });
        said[field] = json!(true);
        let raw = Raw::new("PUT", "/api/v1/portal/me").by(&me).with("if-match", "\"1\"").json(&said);
        let answer = raw.send(&desk.server).await;
        assert_eq!((answer.status, answer.fields()), (422, vec![field.to_owned()]), "{}", answer.text);
    }
}
