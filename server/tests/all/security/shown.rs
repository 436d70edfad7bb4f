//! What other people wrote, where it is shown: classes 2 and 8.

use contract::{
    brands::{BrandDetails, GetBrand, UpdateBrand},
    organizations::{CreateOrganization, GetOrganization, OrganizationDetails, UpdateOrganization},
    people::Role,
    tickets::{GetTicket, ListTickets, TicketFilter},
    widget::{LeaveMessage, NewLeftMessage, PageSeen, SeePage},
};
use rstest::rstest;
use serde_json::json;

use crate::{
    scene::{Raw, Scene, cookie},
    support::{Backend, Desk, client_id},
};

const SCRIPTS: &[&str] = &[
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    " javascript:alert(1)",
    "\u{1}javascript:alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;avascript:alert(1)",
    "javascript&colon;alert(1)",
    "javascript:1",
    "javascript://%0aalert(1)",
    "https:javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
];

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_2_no_address_runs(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let lars = desk.employee("Lars", &[Role::Agent]).await;
    let details = |website: &str| OrganizationDetails {
        name: "Example".into(),
        website: website.into(),
        ..OrganizationDetails::default()
    };
    let known = lars.api.call(CreateOrganization { body: details("https://example.org") }).await.unwrap();
    for script in SCRIPTS {
        let made = lars.api.call(CreateOrganization { body: details(script) }).await;
        let update = UpdateOrganization { organization: known.id, version: known.version, body: details(script) };
        let changed = lars.api.call(update).await;
        for answer in [made, changed] {
            let Err(client::CallError::Problem(problem)) = answer else { panic!("{script:?}: {answer:?}") };
            assert_eq!((problem.status, &*problem.fields[0].field), (422, "website"), "{script:?}");
        }
    }
    let still = lars.api.call(GetOrganization { organization: known.id, body: () }).await.unwrap();
    assert_eq!(still.details.website, "https://example.org/");
    // So are a brand's host and sites.
    let brand = desk.admin.call(GetBrand { brand: desk.brand, body: () }).await.unwrap();
    let details = BrandDetails {
        name: brand.look.name,
        host: String::new(),
        hue: brand.look.hue,
        chroma: brand.look.chroma,
        headline: brand.look.headline,
        welcome: brand.look.welcome,
        allowed_sites: brand.allowed_sites,
        ..BrandDetails::default()
    };
    for script in SCRIPTS {
        for (field, body) in [
            ("host", BrandDetails { host: (*script).into(), ..details.clone() }),
            ("allowed_sites[0]", BrandDetails { allowed_sites: vec![(*script).into()], ..details.clone() }),
        ] {
            let changed = desk.admin.call(UpdateBrand { brand: desk.brand, version: brand.version, body }).await;
            let Err(client::CallError::Problem(problem)) = changed else { panic!("{script:?}: {changed:?}") };
            assert_eq!((problem.status, &*problem.fields[0].field), (422, field), "{script:?}");
        }
    }
    // A visitor's page is a link on the visitor's card.
    let scene = Scene::on(backend).await;
    let vera = scene.desk.stranger().bearing(scene.vera.bearer.as_deref().unwrap());
    for script in SCRIPTS {
        let page =
            PageSeen { url: (*script).into(), referrer: (*script).into(), title: "<b>".into(), ..PageSeen::default() };
        vera.call(SeePage { body: page }).await.unwrap();
        let card = scene.member.api.call(contract::chat::GetChat { chat: scene.chat, body: () }).await.unwrap().visitor;
        assert_eq!((&*card.page, &*card.referrer, &*card.page_title), ("", "", "<b>"), "{script:?}");
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_8_hostile_words_are_words(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    let (visitor, _) = desk.visitor().await;
    let hostile = [
        "<img src=x onerror=alert(1)>",
        "</script><script>alert(1)</script>",
        "a\r\nBcc: all@example.org",
        "a\u{0}b",
        "\u{202e}txt.exe",
        "../../etc/passwd",
        "=HYPERLINK(\"http://evil\")",
        "\u{200b}.htaccess",
    ];
    for words in hostile {
        let body = NewLeftMessage {
            client_id: client_id(),
            department: desk.sales,
            name: words.into(),
            email: "vera@example.com".into(),
            subject: words.into(),
            text: words.into(),
            values: Vec::new(),
        };
        visitor.call(LeaveMessage { body }).await.unwrap();
        let row = lars.api.call(ListTickets { body: TicketFilter::default() }).await.unwrap().items.remove(0);
        let ticket = lars.api.call(GetTicket { ticket: row.id, body: () }).await.unwrap();
        for shown in [&row.subject, &row.from, &ticket.row.subject] {
            // One line. What turns a direction stays within the element that shows it.
            assert!(!shown.chars().any(char::is_control), "{shown:?}");
            assert!(!shown.is_empty(), "{words:?}");
        }
    }
    // The same in histories and in what the portal's page gives back.
    let oda = cookie(&desk.server, "oda").await;
    let body = |name: &str| {
        json!({ "kind": "customer",
            "details": { "username": "kim", "email": "kim@example.org", "name": name, "active": true } })
    };
    let make =
        async |name: &str| Raw::new("POST", "/api/v1/people").by(&oda).json(&body(name)).send(&desk.server).await;
    let turned = make("gnp.\u{202e}exe").await;
    assert_eq!((turned.status, turned.fields()), (422, vec!["details.name".to_owned()]));
    let made = make("<svg onload=alert(1)>").await.json();
    let target = format!("/api/v1/history?subject=person&id={}", made["id"].as_str().unwrap());
    let history = Raw::new("GET", target).by(&oda).send(&desk.server).await;
    assert_eq!((history.status, history.header("content-type")), (200, "application/json"));
    assert!(history.text.contains("<svg onload=alert(1)>"), "words, as they were written: {}", history.text);
    let form = form_urlencoded::Serializer::new(String::new())
        .append_pair("department", &desk.sales.to_string())
        .append_pair("email", "\"><script>alert(1)</script>")
        .append_pair("text", "</textarea><script>alert(1)</script>")
        .append_pair("subject", "\"><img src=x onerror=alert(1)>")
        .finish();
    let page = Raw::new("POST", "/message").text("application/x-www-form-urlencoded", form).send(&desk.server).await;
    assert_eq!(page.status, 422, "{}", page.text);
    for word in ["<script>alert", "<img src=x"] {
        assert!(!page.text.contains(word), "{word} in {}", page.text);
    }
    assert!(page.text.contains("alert(1)"), "what was typed is still there");
}
