//! Whom a brand's letters come from, and what a brand speaks with whoever's language nobody knows.

use base64::{Engine, prelude::BASE64_STANDARD};
use contract::{
    accounts::{ForgetPassword, Forgotten},
    brands::{Brand, BrandDetails, CreateBrand, GetBrand, UpdateBrand},
    customers::{ForgetCustomerPassword, RegisterCustomer, Registration},
    people::{ListPeople, PeopleFilter, PersonDetails, PersonKind, UpdatePerson},
};
use rstest::rstest;
use serde_json::json;
use server::platform::jobs;

use crate::{
    postfix::{Delivered, Postfix},
    refusals::{is, why},
    scene::Raw,
    support::{Backend, Desk, PASSWORD},
};

fn named(name: &str, host: &str) -> BrandDetails {
    BrandDetails { name: name.into(), host: host.into(), headline: "Hello".into(), ..BrandDetails::default() }
}

async fn set(desk: &Desk, body: BrandDetails) -> Result<Brand, client::CallError> {
    let version = desk.admin.call(GetBrand { brand: desk.brand, body: () }).await.unwrap().version;
    desk.admin.call(UpdateBrand { brand: desk.brand, version, body }).await
}

fn line<'a>(mail: &'a Delivered, name: &str) -> &'a str {
    mail.head.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim()
}

/// Name and address, as whoever gets it reads them.
fn from(mail: &Delivered) -> (String, String) {
    let read: lettre::message::Mailboxes = line(mail, "From:").parse().unwrap();
    let all: Vec<_> = read.into_iter().collect();
    assert_eq!(all.len(), 1, "{}", mail.head);
    let name = all[0].name.clone().unwrap_or_default();
    let encoded = name.strip_prefix("=?utf-8?b?").and_then(|rest| rest.strip_suffix("?="));
    let name = match encoded {
        Some(encoded) => String::from_utf8(BASE64_STANDARD.decode(encoded).unwrap()).unwrap(),
        None => name,
    };
    (name, all[0].email.to_string())
}

/// Registers at a host, in a language.
async fn register(desk: &Desk, host: &str, email: &str, language: &str) {
    let registration = Registration {
        name: "Vera".into(),
        email: email.into(),
        phone: String::new(),
        language: language.into(),
        password: PASSWORD.into(),
    };
    let body = serde_json::to_value(&registration).unwrap();
    let path = <RegisterCustomer as contract::Endpoint>::PATH;
    let answer = Raw::new("POST", path).with("host", host).json(&body).send(&desk.server).await;
    assert_eq!(answer.status, 204, "{}", answer.text);
    jobs::run_due(&desk.server.app).await.unwrap();
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_brand_s_letters_come_from_the_brand(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let postfix = Postfix::start().await;
    let url = postfix.url();
    let configure = |config: &mut server::platform::Config| {
        config.smtp_url = Some(url.into());
        config.mail_from = "Installation <desk@installation.example>".into();
    };
    let desk = Desk::with(backend, configure).await;
    let own = BrandDetails {
        // A name is a name, whatever it looks like.
        mail_name: "ABC \"Help\", <all@evil.example>".into(),
        mail_from: "Help@ABC.example".into(),
        mail_reply_to: "answers@abc.example".into(),
        language: "de".into(),
        ..named("ABC", "")
    };
    let saved = set(&desk, own.clone()).await.unwrap();
    assert_eq!(
        (&*saved.mail_from, &*saved.mail_reply_to, &*saved.language),
        ("Help@abc.example", "answers@abc.example", "de")
    );
    desk.admin.call(CreateBrand { body: named("XYZ", "xyz.localhost") }).await.unwrap();

    register(&desk, "unknown.example", "vera@example.com", "").await;
    let mail = postfix.wait_for(1).await.remove(0);
    assert_eq!(from(&mail), ("ABC \"Help\", <all@evil.example>".into(), "Help@abc.example".into()));
    assert_eq!((line(&mail, "Reply-To:"), line(&mail, "Return-Path:")), ("answers@abc.example", "<Help@abc.example>"));
    assert_eq!(line(&mail, "Bcc:"), "");
    assert!(mail.plain.starts_with("Guten Tag"), "{}", mail.plain);

    // What somebody chose is spoken with them; another brand has its own, which here is the installation's.
    register(&desk, "unknown.example", "ulf@example.com", "en").await;
    register(&desk, "xyz.localhost", "nils@example.com", "").await;
    let mails = postfix.wait_for(3).await;
    assert!(mails[1].plain.starts_with("Hello") && mails[2].plain.starts_with("Hello"), "{mails:?}");
    assert_eq!(from(&mails[2]), ("Installation".into(), "desk@installation.example".into()));
    assert_eq!(line(&mails[2], "Reply-To:"), "");

    // A password that was forgotten, and an address that moved.
    let verified = crate::scene::customer(&desk, "wolf@example.com", true).await;
    assert!(verified.cookie.is_some());
    let login = Forgotten { login: "wolf@example.com".into() };
    desk.stranger().call(ForgetCustomerPassword { body: login }).await.unwrap();
    jobs::run_due(&desk.server.app).await.unwrap();
    let filter = PeopleFilter { query: Some("wolf".into()), ..PeopleFilter::default() };
    let wolf = desk.admin.call(ListPeople { body: filter }).await.unwrap().items.remove(0);
    let body = PersonDetails {
        username: wolf.username.clone(),
        email: "wolf@home.example".into(),
        name: "Wolf".into(),
        active: true,
        ..PersonDetails::default()
    };
    assert_eq!(wolf.kind, PersonKind::Customer);
    desk.admin.call(UpdatePerson { person: wolf.id, version: wolf.version, body }).await.unwrap();
    jobs::run_due(&desk.server.app).await.unwrap();
    let mails = postfix.wait_for(5).await;
    for mail in &mails[3..] {
        assert_eq!((from(mail).1.as_str(), &*mail.to), ("Help@abc.example", "wolf@example.com"));
        assert!(mail.plain.starts_with("Guten Tag"), "{}", mail.plain);
    }

    // Employees belong to the installation. An address without a name has the brand's; without an address, there is none.
    desk.stranger().call(ForgetPassword { body: Forgotten { login: "oda".into() } }).await.unwrap();
    jobs::run_due(&desk.server.app).await.unwrap();
    set(&desk, BrandDetails { mail_name: String::new(), mail_reply_to: String::new(), ..own.clone() }).await.unwrap();
    postfix.wait_for(6).await;
    register(&desk, "unknown.example", "nora@example.com", "").await;
    postfix.wait_for(7).await;
    set(&desk, BrandDetails { mail_from: String::new(), mail_name: "ABC".into(), ..own.clone() }).await.unwrap();
    register(&desk, "unknown.example", "mads@example.com", "").await;
    let mails = postfix.wait_for(8).await;
    let told: Vec<_> = mails[5..].iter().map(from).collect();
    let said = |name: &str, address: &str| (name.to_owned(), address.to_owned());
    let home = "desk@installation.example";
    assert_eq!(told, [said("Installation", home), said("ABC", "Help@abc.example"), said("ABC", home)]);
}

#[rstest]
#[tokio::test]
async fn class_9_no_brand_writes_a_header(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    for (field, hostile) in [
        ("mail_name", "ABC\r\nBcc: all@evil.example"),
        ("mail_from", "help@abc.example\r\nBcc: all@evil.example"),
        ("mail_from", "help@abc.example, all@evil.example"),
        ("mail_from", "hülfe@abc.example"),
        ("mail_reply_to", "\"a\"@abc.example"),
        ("mail_reply_to", "help@abc.example\nTo: all@evil.example"),
        ("language", "xx"),
    ] {
        let mut body = named("ABC", "");
        match field {
            "mail_name" => body.mail_name = hostile.into(),
            "mail_from" => body.mail_from = hostile.into(),
            "mail_reply_to" => body.mail_reply_to = hostile.into(),
            _ => body.language = hostile.into(),
        }
        assert_eq!(why(set(&desk, body).await), is(422, &format!("{field} malformed")), "{hostile:?}");
    }
}

#[rstest]
#[tokio::test]
async fn a_brand_speaks_where_nobody_else_says(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let spoken = async |host: &str, accepts: &str, cookie: Option<&str>| {
        let raw = Raw::new("GET", "/").with("host", host).with("accept-language", accepts);
        let raw = if let Some(cookie) = cookie { raw.with("cookie", cookie) } else { raw };
        let page = raw.send(&desk.server).await.text;
        let at = page.find("<html lang=\"").unwrap() + "<html lang=\"".len();
        page[at..at + 2].to_owned()
    };
    let bubble = async || {
        let raw = Raw::new("GET", format!("/api/v1/widget/bubble?brand={}", desk.brand_key));
        raw.with("origin", "http://127.0.0.1:8090").send(&desk.server).await.json()["language"].clone()
    };
    assert_eq!(spoken("unknown.example", "nb-NO,nb", None).await, "en");
    let sites = vec!["http://127.0.0.1:8090".to_owned()];
    set(&desk, BrandDetails { language: "ar".into(), allowed_sites: sites, ..named("ABC", "") }).await.unwrap();
    let german = BrandDetails { language: "de".into(), ..named("XYZ", "xyz.localhost") };
    desk.admin.call(CreateBrand { body: german }).await.unwrap();
    assert_eq!(bubble().await, json!("ar"));
    for (host, accepts, says) in [
        ("unknown.example", "", "ar"),
        ("unknown.example", "nb-NO,nb;q=0.9", "ar"),
        ("xyz.localhost", "nb-NO,nb;q=0.9", "de"),
        // The browser's first language that is ours comes before the brand's.
        ("unknown.example", "nb-NO,en;q=0.5,de;q=0.4", "en"),
        ("xyz.localhost", "ar", "ar"),
    ] {
        assert_eq!(spoken(host, accepts, None).await, says, "{host} {accepts}");
    }
    // And what somebody chose comes before both.
    let caller = crate::scene::customer(&desk, "vera@example.com", true).await;
    let profile = json!({ "name": "Vera", "phone": "", "language": "de" });
    let own = Raw::new("GET", "/api/v1/portal/me").by(&caller).send(&desk.server).await;
    let version = own.header("etag").to_owned();
    let put = Raw::new("PUT", "/api/v1/portal/me").by(&caller).with("if-match", version).json(&profile);
    let answer = put.send(&desk.server).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(spoken("unknown.example", "en", caller.cookie.as_deref()).await, "de");
}
