//! Foreign pages, foreign addresses, foreign paths: classes 18, 32 and 36.

use contract::{
    Method,
    brands::{BrandDetails, GetBrand, UpdateBrand},
    live::{AgentFrame, ClientFrame},
};
use rstest::rstest;
use serde_json::json;

use crate::{
    ears::{listen, serve},
    scene::{Raw, Scene, cookie, operations},
    support::{Backend, Desk, PASSWORD},
};

/// Origins that look like `host` and are not.
fn foreign(host: &str) -> Vec<String> {
    vec![
        format!("https://{host}.evil.tld"),
        format!("https://evil{host}"),
        "null".into(),
        String::new(),
        format!("https://{}", host.to_uppercase()),
        format!("https://{host}."),
        format!("https://{host}:1"),
        format!("ftp://{host}"),
        format!("https://{host}@evil.tld"),
        // A Cyrillic е, as browsers send it.
        "https://xn--hlp-ybd.example".into(),
        format!("https://{host}/"),
        format!("https://{host}, https://evil.tld"),
        "https://evil.tld".into(),
    ]
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_18_sockets_are_not_opened_across_sites(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let address = serve(&desk.server).await;
    let oda = cookie(&desk.server, "oda").await;
    let host = ("host", "help.example");
    for origin in foreign("help.example") {
        let refused = listen::<AgentFrame>(address, &oda, ClientFrame::Console, &[host, ("origin", &origin)]).await;
        assert!(refused.is_err(), "{origin:?}");
    }
    let own = [host, ("origin", "https://help.example")];
    let mut ours = listen::<AgentFrame>(address, &oda, ClientFrame::Console, &own).await.unwrap();
    assert!(matches!(ours.next().await, Some(AgentFrame::Welcome { .. })));
    let cross = [("sec-fetch-site", "cross-site")];
    assert!(listen::<AgentFrame>(address, &oda, ClientFrame::Console, &cross).await.is_err());
    let own = format!("http://{address}");
    let mut ours = listen::<AgentFrame>(address, &oda, ClientFrame::Console, &[("origin", &own)]).await.unwrap();
    assert!(matches!(ours.next().await, Some(AgentFrame::Welcome { .. })));
    // Without a session nothing is heard but that one must sign in.
    let nobody = crate::scene::Caller::default();
    let mut ear = listen::<AgentFrame>(address, &nobody, ClientFrame::Console, &[]).await.unwrap();
    assert_eq!(ear.next().await, Some(AgentFrame::SignedOut));
    assert!(ear.closes().await);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_18_the_loader_is_answered_on_the_brands_sites(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let desk = Desk::on(backend).await;
    let known = desk.admin.call(GetBrand { brand: desk.brand, body: () }).await.unwrap();
    let sites = ["https://example.com", "https://shop.example.com:8443", "https://bücher.example"];
    let body = BrandDetails {
        name: known.look.name,
        host: String::new(),
        hue: known.look.hue,
        chroma: known.look.chroma,
        headline: known.look.headline,
        welcome: known.look.welcome,
        allowed_sites: sites.map(str::to_owned).to_vec(),
        ..BrandDetails::default()
    };
    desk.admin.call(UpdateBrand { brand: desk.brand, version: known.version, body }).await.unwrap();
    let ask = async |origin: &str| {
        let raw = Raw::new("GET", format!("/api/v1/widget/bubble?brand={}", desk.brand_key));
        raw.with("origin", origin).with("sec-fetch-site", "cross-site").send(&desk.server).await
    };
    for origin in ["https://example.com", "https://shop.example.com:8443", "https://xn--bcher-kva.example"] {
        let answer = ask(origin).await;
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, origin));
    }
    let more = [
        "http://example.com",
        "https://www.example.com",
        "https://shop.example.com",
        "https://shop.example.com:844",
        "https://xn--bcher-kva.example.evil.tld",
        "https://xn--exmple-4nf.com",
        "https://localhost:8080",
    ];
    for origin in foreign("example.com").into_iter().chain(more.map(str::to_owned)) {
        let answer = ask(&origin).await;
        let told = (answer.status, &*answer.code(), answer.headers.contains_key("access-control-allow-origin"));
        assert_eq!(told, (403, "foreign_origin", false), "{origin:?}: {}", answer.text);
        assert!(!answer.text.contains("Far Horizon"), "{origin:?}");
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_18_only_the_brands_sites_frame_the_widget(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let folder = tempfile::tempdir().unwrap();
    for page in ["widget", "console"] {
        std::fs::create_dir_all(folder.path().join(page)).unwrap();
        let html = "<html><head></head><body><script nonce=\"{{__TRUNK_NONCE__}}\"></script></body></html>";
        std::fs::write(folder.path().join(page).join("index.html"), html).unwrap();
    }
    let assets = folder.path().to_owned();
    let desk = Desk::with(backend, |config| config.assets = Some(assets)).await;
    let get = async |target: String| Raw::new("GET", target).send(&desk.server).await;
    let widget = get(format!("/widget?brand={}", desk.brand_key)).await;
    let policy = widget.header("content-security-policy").to_owned();
    assert_eq!(widget.status, 200);
    assert!(policy.contains("frame-ancestors 'self' http://127.0.0.1:8090") && !policy.contains("unsafe-inline"));
    let again = get(format!("/widget?brand={}", desk.brand_key)).await;
    assert_ne!(policy, again.header("content-security-policy"), "a nonce serves once");
    for page in ["/console", "/console/chats"] {
        let console = get(page.into()).await;
        assert!(console.header("content-security-policy").contains("frame-ancestors 'none'"), "{page}");
    }
    for brand in ["", "nobody", "%00", "'--", "%0d%0aX:%201", "*"] {
        let answer = get(format!("/widget?brand={brand}")).await;
        assert_eq!((answer.status, answer.headers.contains_key("x")), (404, false), "{brand}");
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_32_no_other_site_changes_anything(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let scene = Scene::on(backend).await;
    for operation in operations().into_iter().filter(|(_, method, _)| *method != Method::Get) {
        let mut from: Vec<(&str, String)> =
            vec![("sec-fetch-site", "cross-site".into()), ("sec-fetch-site", "same-site".into())];
        from.extend(foreign("localhost:8080").into_iter().map(|origin| ("origin", origin)));
        for (name, value) in from {
            let mut raw = scene.call(operation).by(&scene.oda).with(name, &value);
            raw.caller.bearer = scene.vera.bearer.clone();
            let answer = raw.send(&scene.desk.server).await;
            assert_eq!((answer.status, &*answer.code()), (403, "foreign_origin"), "{} {name}: {value}", operation.0);
        }
    }
    // What a plain form can send without asking first is not taken at all.
    let body = json!({ "login": "oda", "password": PASSWORD }).to_string();
    let answer = Raw::new("POST", "/api/v1/session").text("text/plain", body).send(&scene.desk.server).await;
    assert_eq!(answer.status, 415, "not signed in as somebody else by a foreign form");
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_32_sessions_begin_anew_and_cookies_are_flagged(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let desk = Desk::on(backend).await;
    let planted = "__Host-agent=planted";
    let body = json!({ "login": "oda", "password": PASSWORD });
    let answer = Raw::new("POST", "/api/v1/session").with("cookie", planted).json(&body).send(&desk.server).await;
    let set = answer.header("set-cookie").to_owned();
    assert!(answer.status == 200 && !set.contains("planted"), "{set}");
    for flag in ["__Host-agent=", "; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax"] {
        assert!(set.contains(flag), "{set}");
    }
    assert!(!set.to_lowercase().contains("domain"));
    let still = Raw::new("GET", "/api/v1/session").with("cookie", planted).send(&desk.server).await;
    assert_eq!(still.status, 401);
    // Signing in twice makes two sessions; the end of one ends that one only.
    let (one, two) = (cookie(&desk.server, "oda").await, cookie(&desk.server, "oda").await);
    assert_ne!(one.cookie, two.cookie);
    assert_eq!(Raw::new("DELETE", "/api/v1/session").by(&one).send(&desk.server).await.status, 204);
    assert_eq!(Raw::new("GET", "/api/v1/session").by(&one).send(&desk.server).await.status, 401);
    assert_eq!(Raw::new("GET", "/api/v1/session").by(&two).send(&desk.server).await.status, 200);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_32_nothing_sends_elsewhere(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    for path in [
        "//evil.tld",
        "/%5Cevil.tld",
        "/%09//evil.tld",
        "/console//evil.tld",
        "/message?next=//evil.tld",
        "/?return=https://evil.tld",
        "/api?to=//evil.tld",
        "/console/sign-in?to=//evil.tld",
        "//evil.tld/console/",
    ] {
        let answer = Raw::new("GET", path).send(&desk.server).await;
        let to = answer.header("location");
        assert!(!to.contains("evil"), "{path}: {} {to}", answer.status);
        assert!(answer.status < 500, "{path}");
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_36_assets_stay_in_their_folder(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let folder = tempfile::tempdir().unwrap();
    let assets = folder.path().join("dist");
    std::fs::create_dir_all(assets.join("public/icons")).unwrap();
    std::fs::write(folder.path().join("secret.txt"), "outside").unwrap();
    std::fs::write(assets.join(".hidden"), "outside").unwrap();
    std::fs::write(assets.join("app-1.js"), "inside").unwrap();
    let desk = Desk::with(backend, |config| config.assets = Some(assets)).await;
    let get = async |target: &str| Raw::new("GET", target).send(&desk.server).await;
    let inside = get("/assets/app-1.js").await;
    assert_eq!((inside.status, &*inside.text), (200, "inside"));
    assert!(inside.header("cache-control").contains("immutable"));
    for path in [
        "/assets/../secret.txt",
        "/assets/..%2fsecret.txt",
        "/assets/%2e%2e/secret.txt",
        "/assets/%2e%2e%2fsecret.txt",
        "/assets/..%5csecret.txt",
        "/assets//secret.txt",
        "/assets/.hidden",
        "/assets/%2ehidden",
        "/assets/a/../../secret.txt",
        "/assets/%252e%252e/secret.txt",
        "/assets/app-1.js%00.png",
        "/icons/..%2f..%2f..%2fsecret.txt",
        "/sounds/..%2f..%2fapp-1.js",
        "/icons/%2e%2e",
        "/assets/%c0%ae%c0%ae/secret.txt",
        "/assets/",
        "/assets/~root",
    ] {
        let answer = get(path).await;
        assert!(answer.status == 404 || answer.status == 400, "{path}: {}", answer.status);
        assert!(!answer.text.contains("side"), "{path}");
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_36_every_answer_carries_the_headers(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let oda = cookie(&desk.server, "oda").await;
    for (method, path, by_oda) in [
        ("GET", "/", false),
        ("GET", "/message", false),
        ("GET", "/nowhere", false),
        ("GET", "/console", false),
        ("GET", "/widget", false),
        ("GET", "/widget?brand=x", false),
        ("GET", "/api/docs", false),
        ("GET", "/api", false),
        ("GET", "/api/v1/openapi.json", false),
        ("GET", "/api/v1/session", false),
        ("GET", "/api/v1/session", true),
        ("GET", "/api/v1/nowhere", true),
        ("PATCH", "/api/v1/session", true),
        ("POST", "/api/v1/session", false),
        ("GET", "/healthz", false),
        ("GET", "/readyz", false),
        ("GET", "/metrics", false),
        ("GET", "/assets/x.js", false),
        ("GET", "/widget.js", false),
        ("GET", "/api/v1/live", false),
        ("POST", "/message", false),
        ("OPTIONS", "/", false),
        ("DELETE", "/message", false),
    ] {
        let raw = Raw::new(method, path);
        let raw = if by_oda { raw.by(&oda) } else { raw };
        let answer = raw.send(&desk.server).await;
        let what = format!("{method} {path}: {}", answer.status);
        assert!(answer.status < 500, "{what}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{what}");
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors"), "{what}: {policy}");
        assert!(
            !policy.contains("unsafe-inline") && !policy.contains("unsafe-eval'")
                || policy.contains("'wasm-unsafe-eval'"),
            "{what}"
        );
        assert!(!answer.header("referrer-policy").is_empty(), "{what}");
        assert!(!answer.header("cross-origin-opener-policy").is_empty(), "{what}");
        assert!(answer.header("access-control-allow-origin").is_empty(), "{what}");
        if path.starts_with("/api/v1/session") {
            assert_eq!(
                answer.header("cache-control"),
                if answer.status == 405 { answer.header("cache-control") } else { "no-store" },
                "{what}"
            );
        }
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_36_addresses_are_believed_from_proxies_only(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    for trusted in [false, true] {
        let desk = Desk::with(backend, |config| {
            config.anonymous_per_minute = 3;
            if trusted {
                config.trusted_proxies = vec![[10, 0, 0, 1].into()];
            }
        })
        .await;
        let mut told = Vec::new();
        for n in 0..5 {
            let body = json!({ "brand": desk.brand_key });
            let raw = Raw::new("POST", "/api/v1/widget/visitors").json(&body).from([10, 0, 0, 1]);
            told.push(raw.with("x-forwarded-for", format!("203.0.113.{n}")).send(&desk.server).await.status);
        }
        assert_eq!(told, if trusted { [200; 5] } else { [200, 200, 200, 429, 429] }, "trusted: {trusted}");
    }
}
