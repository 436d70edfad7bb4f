//! Visitors among one another, what sites vouch for, and what nobody may say of himself: classes 16, 17, 20 and 23.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as base64};
use client::CallError;
use contract::{
    brands::RotateIdentitySecret,
    chat::{CommentOnChat, GetChat, NewComment},
    fields::{
        Condition, CreateField, FieldDetails, FieldType, GetChatFields, GivenValue, ItemKind, NewValues, OptionDetails,
        SetChatFields, SetTemplate, TemplateDetails, TemplateLine,
    },
    live::{ClientFrame, VisitorFrame},
    people::{CreatePerson, NewPerson, PersonDetails, PersonKind},
    widget::{
        ForgetVisitor, GetVisitorLog, GetWidget, Identify, Identity, NewChat, PageSeen, PublicPosition, StartChat,
    },
};
use rstest::rstest;
use serde_json::{Value, json};

use crate::{
    ears::{listen, serve},
    scene::{Caller, Raw, Scene, foreign_visitor_of, operations, other_brand, plain},
    support::{Backend, Desk, client_id, jwt},
};

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_16_a_forgotten_visitor_is_nobody(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let scene = Scene::on(backend).await;
    let address = serve(&scene.desk.server).await;
    let token = scene.vera.bearer.clone().unwrap();
    let hello = || ClientFrame::Visitor { token: token.clone() };
    let mut ear = listen(address, &Caller::default(), hello(), &[]).await.unwrap();
    assert_eq!(ear.next().await, Some(VisitorFrame::Welcome));
    scene.desk.stranger().bearing(&token).call(ForgetVisitor { body: () }).await.unwrap();
    assert!(ear.closes().await, "its sockets close");
    for operation in operations().into_iter().filter(|(_, _, path)| path.starts_with("/api/v1/widget")) {
        if ["GetBubble", "CreateVisitor"].contains(&operation.0) {
            continue;
        }
        let answer = scene.call(operation).by(&scene.vera).send(&scene.desk.server).await;
        assert_eq!(answer.status, 401, "{}", operation.0);
    }
    let mut again = listen::<Value>(address, &Caller::default(), hello(), &[]).await.unwrap();
    assert!(again.closes().await, "and open no more");
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_17_only_the_brand_vouches(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let now = desk.clock.now().0 / 1000;
    let (visitor, pass) = desk.visitor().await;
    let good = json!({ "sub": "42", "exp": now + 600 }).to_string();
    let hs = r#"{"alg":"HS256","typ":"JWT"}"#;
    let none = visitor.call(Identify { body: Identity { token: jwt(hs, &good, "") } }).await;
    assert_eq!(none.unwrap_err().code(), Some("invalid"), "a brand without a secret vouches for nobody");
    let secret = desk.admin.call(RotateIdentitySecret { brand: desk.brand, body: () }).await.unwrap().secret;
    let claims = |more: Value| {
        let mut all = json!({ "sub": "42", "exp": now + 600 });
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        all.to_string()
    };
    // Another brand of the same installation, with a secret of its own.
    let other = other_brand(&desk).await;
    let brand = contract::BrandId(other.id);
    let theirs = desk.admin.call(RotateIdentitySecret { brand, body: () }).await.unwrap().secret;
    let unsigned = format!("{}.{}.", base64.encode(r#"{"alg":"none"}"#), base64.encode(&good));
    let mut changed = jwt(hs, &good, &secret);
    changed = changed.replacen(&base64.encode(&good), &base64.encode(claims(json!({ "sub": "1" }))), 1);
    let bad = [
        ("another secret", jwt(hs, &good, "another secret")),
        ("another brand's secret", jwt(hs, &good, &theirs)),
        ("another brand's key", jwt(hs, &good, &other.key)),
        ("no secret", jwt(hs, &good, "")),
        ("the public key as secret", jwt(hs, &good, &desk.brand_key)),
        ("unsigned", unsigned),
        ("none, signed", jwt(r#"{"alg":"none"}"#, &good, &secret)),
        ("none and a signature that is left out", format!("{}.{}", base64.encode(hs), base64.encode(&good))),
        ("RS256 as HS256", jwt(r#"{"alg":"RS256"}"#, &good, &secret)),
        ("an algorithm twice", jwt(r#"{"alg":"none","alg":"HS256"}"#, &good, &secret)),
        ("hs256", jwt(r#"{"alg":"hs256"}"#, &good, &secret)),
        ("expired", jwt(hs, &claims(json!({ "exp": now })), &secret)),
        ("no exp", jwt(hs, r#"{"sub":"42"}"#, &secret)),
        ("exp no number", jwt(hs, &claims(json!({ "exp": "tomorrow" })), &secret)),
        ("an hour and more", jwt(hs, &claims(json!({ "exp": now + 3700 })), &secret)),
        ("for ever", jwt(hs, &claims(json!({ "exp": i64::MAX })), &secret)),
        ("early", jwt(hs, &claims(json!({ "nbf": now + 600 })), &secret)),
        ("a key twice", jwt(hs, &format!(r#"{{"sub":"1","sub":"42","exp":{}}}"#, now + 600), &secret)),
        ("no sub", jwt(hs, &json!({ "exp": now + 600 }).to_string(), &secret)),
        ("sub no text", jwt(hs, &claims(json!({ "sub": 42 })), &secret)),
        ("changed", changed),
        ("junk", "a.b.c".into()),
    ];
    for (what, token) in bad {
        let CallError::Problem(problem) = visitor.call(Identify { body: Identity { token } }).await.unwrap_err() else {
            panic!("{what}")
        };
        assert_eq!((problem.status, &*problem.fields[0].field), (422, "token"), "{what}");
    }
    // Each brand's word is good with itself, and the same sub is another person there.
    let there = desk.stranger().bearing(&foreign_visitor_of(&desk, &other).await);
    let ours = there.call(Identify { body: Identity { token: jwt(hs, &good, &secret) } }).await;
    assert_eq!(ours.unwrap_err().code(), Some("invalid"));
    let token = jwt(hs, &claims(json!({ "name": "Their Vera" })), &theirs);
    assert_eq!(there.call(Identify { body: Identity { token } }).await.unwrap().state.name, "Their Vera");
    let still = visitor.call(GetWidget { body: () }).await.unwrap();
    assert_eq!((still.visitor, &*still.name), (pass.state.visitor, ""), "nothing was taken from any of them");
    let token = jwt(hs, &claims(json!({ "name": "Vera", "role": "administrator" })), &secret);
    let known = visitor.call(Identify { body: Identity { token: token.clone() } }).await.unwrap();
    assert_eq!(&*known.state.name, "Vera");
    // It is no sign-in: neither the pass nor the token opens anything of the agents'.
    for bearer in [known.token, token] {
        let caller = Caller { cookie: Some(format!("__Host-agent={bearer}")), bearer: Some(bearer) };
        assert_eq!(Raw::new("GET", "/api/v1/session").by(&caller).send(&desk.server).await.status, 401);
    }
    let there = there.call(GetWidget { body: () }).await.unwrap();
    assert_eq!(&*there.name, "Their Vera");
    // A new secret ends the old one's word.
    desk.admin.call(RotateIdentitySecret { brand: desk.brand, body: () }).await.unwrap();
    let old = visitor.call(Identify { body: Identity { token: jwt(hs, &good, &secret) } }).await;
    assert_eq!(old.unwrap_err().code(), Some("invalid"));
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_17_an_address_that_is_only_said_opens_nothing(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let desk = Desk::on(backend).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 9).await;
    desk.connect(lars.id).await;
    // Vera is known three ways: an account, a visitor the site vouched for, and one who said her address.
    let details = PersonDetails {
        username: "vera".into(),
        email: "vera@example.com".into(),
        name: "Vera Ek".into(),
        phone: "+4722334455".into(),
        active: true,
        ..PersonDetails::default()
    };
    let account = NewPerson { kind: PersonKind::Customer, details, password: None };
    desk.admin.call(CreatePerson { body: account }).await.unwrap();
    let secret = desk.admin.call(RotateIdentitySecret { brand: desk.brand, body: () }).await.unwrap().secret;
    let claims = json!({ "sub": "42", "email": "vera@example.com", "name": "Vera Ek",
        "exp": desk.clock.now().0 / 1000 + 600 });
    let token = jwt(r#"{"alg":"HS256"}"#, &claims.to_string(), &secret);
    let ((vouched, _), (said, _), (mallory, before)) =
        (desk.visitor().await, desk.visitor().await, desk.visitor().await);
    vouched.call(Identify { body: Identity { token } }).await.unwrap();
    let chat = |text: &str| NewChat {
        client_id: client_id(),
        department: desk.sales,
        name: "Vera Ek".into(),
        email: "Vera@Example.com".into(),
        text: text.into(),
        page: PageSeen::default(),
        values: Vec::new(),
    };
    let mut veras = Vec::new();
    for visitor in [&vouched, &said] {
        veras.push(visitor.call(StartChat { body: chat("About the blue folder") }).await.unwrap().id);
    }
    let began = mallory.call(StartChat { body: chat("It is me") }).await.unwrap();
    let state = mallory.call(GetWidget { body: () }).await.unwrap();
    assert_eq!((state.visitor, state.chat.map(|chat| chat.id)), (before.state.visitor, Some(began.id)));
    let log = mallory.call(GetVisitorLog { chat: began.id, body: PublicPosition { after: 0 } }).await.unwrap();
    assert!(!serde_json::to_string(&log).unwrap().contains("blue folder"));
    for chat in veras {
        let refused = mallory.call(GetVisitorLog { chat, body: PublicPosition { after: 0 } }).await;
        assert_eq!(refused.unwrap_err().code(), Some("not_found"));
    }
    // Nor do agents see it as hers: no account, no phone number, no earlier chats, and nobody vouched.
    let seen = lars.api.call(GetChat { chat: began.id, body: () }).await.unwrap();
    assert_eq!((seen.visitor.account, seen.visitor.phone, seen.visitor.identified), (None, None, false));
    assert!(seen.earlier.is_empty(), "{:?}", seen.earlier);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_20_visitors_never_hear_what_is_internal(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let scene = Scene::on(backend).await;
    let address = serve(&scene.desk.server).await;
    let hello = ClientFrame::Visitor { token: scene.vera.bearer.clone().unwrap() };
    let mut ear = listen::<Value>(address, &Caller::default(), hello, &[]).await.unwrap();
    ear.next().await;
    let body = NewComment { client_id: client_id(), text: "zebra-crossing".into(), asks: Vec::new() };
    scene.member.api.call(CommentOnChat { chat: scene.chat, body }).await.unwrap();
    // A field of ours alone: its name, how it is asked, its options, its default and its value.
    let options = ["zebra-crossing one", "zebra-crossing two"]
        .map(|text| OptionDetails { id: contract::OptionId(uuid::Uuid::new_v4()), text: text.into() });
    let chosen = options[1].id.to_string();
    let body = FieldDetails {
        name: "zebra-crossing".into(),
        kind: FieldType::Choice,
        default: vec![options[0].id.to_string()],
        options: options.to_vec(),
    };
    let ours = scene.desk.admin.call(CreateField { body }).await.unwrap().id;
    let shown = TemplateLine { question: "How did you hear?".into(), shown: true, ..plain(scene.field) };
    let hidden = TemplateLine {
        question: "zebra-crossing?".into(),
        before_close: true,
        condition: Some(Condition { field: scene.field, is: Vec::new() }),
        ..plain(ours)
    };
    for kind in [ItemKind::Chat, ItemKind::Ticket] {
        let body = TemplateDetails { lines: vec![shown.clone(), hidden.clone()] };
        scene.desk.admin.call(SetTemplate { kind, version: 1, body }).await.unwrap();
    }
    let known = scene.member.api.call(GetChatFields { chat: scene.chat, body: () }).await.unwrap();
    let first = known.fields[0].options[0].id.to_string();
    let values = [(scene.field, first), (ours, chosen)];
    let values = values.map(|(field, value)| GivenValue { field, value: vec![value] }).to_vec();
    let set = SetChatFields { chat: scene.chat, version: known.answered.version, body: NewValues { values } };
    assert_eq!(scene.member.api.call(set).await.unwrap().answered.values.len(), 2);
    let said = json!({ "client_id": client_id(), "text": "Hello", "epoch": 2 });
    let target = format!("/api/v1/chats/{}/messages", scene.chat);
    assert_eq!(Raw::new("POST", target).by(&scene.lars).json(&said).send(&scene.desk.server).await.status, 200);
    let mut payloads = vec![ear.next().await.unwrap().to_string()];
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    payloads.extend(ear.now().iter().map(Value::to_string));
    assert!(payloads.iter().any(|text| text.contains("Hello")), "{payloads:?}");
    for operation in operations().into_iter().filter(|(_, _, path)| path.starts_with("/api/v1/widget")) {
        if !["ForgetVisitor", "EndVisitorChat"].contains(&operation.0) {
            payloads.push(scene.call(operation).by(&scene.vera).send(&scene.desk.server).await.text);
        }
    }
    let questions = format!("/api/v1/portal/departments/{}/questions/ticket", scene.desk.sales);
    for path in ["/api/v1/portal/home", "/", "/message", &questions] {
        payloads.push(Raw::new("GET", path).by(&scene.vera).send(&scene.desk.server).await.text);
    }
    for text in payloads.iter().chain(&ear.heard) {
        for word in [
            "zebra-crossing",
            "internal",
            "considered",
            "epoch",
            "handed_back",
            "group",
            "lars@",
            "vera@example.com\",\"phone",
        ] {
            assert!(!text.contains(word) || text.starts_with("<!"), "{word}: {text}");
        }
        assert!(!text.contains("zebra-crossing") && !text.contains(&ours.to_string()), "{text}");
    }
    assert!(payloads.iter().filter(|text| text.contains("How did you hear?")).count() >= 3, "they are asked the rest");
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_23_nobody_says_what_is_not_asked(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let scene = Scene::on(backend).await;
    for operation in operations() {
        let Some(body) = scene.body(operation.0) else { continue };
        for (name, value) in [
            ("id", json!(scene.chat)),
            ("role", json!("administrator")),
            ("roles_", json!(["administrator"])),
            ("verified", json!(true)),
            ("email_verified", json!(true)),
            ("created_at", json!("2020-01-01T00:00:00Z")),
            ("agent", json!(scene.member.id)),
            ("owner", json!(scene.member.id)),
            ("account", json!(scene.member.id)),
            ("version", json!(99)),
            ("is_default", json!(true)),
            ("identity_secret", json!("x")),
            ("key", json!("x")),
        ] {
            let mut more = body.clone();
            more[name] = value;
            let caller = match operation.2 {
                path if path.starts_with("/api/v1/widget") => &scene.vera,
                path if path.starts_with("/api/v1/portal") => &scene.account,
                _ => &scene.oda,
            };
            let answer = scene.call(operation).by(caller).json(&more).send(&scene.desk.server).await;
            // Two content types were given: the first counts.
            assert!(answer.status == 422 && answer.fields() == [name], "{} takes {name}: {}", operation.0, answer.text);
        }
    }
    // An agent makes customers, and no employees, by whatever name.
    let details = json!({ "username": "mallory", "email": "m@example.org", "name": "M", "roles": ["administrator"], "active": true });
    for (kind, status) in [("employee", 403), ("customer", 422)] {
        let body = json!({ "kind": kind, "details": details });
        let answer = Raw::new("POST", "/api/v1/people").by(&scene.lars).json(&body).send(&scene.desk.server).await;
        assert_eq!(answer.status, status, "{kind}: {}", answer.text);
    }
}
