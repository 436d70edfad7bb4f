//! Signing in by a provider's word: the way there and back, whom it lets in, and everything that is wrong with it.

use std::collections::HashMap;

use contract::{
    history::Subject,
    people::{CreatePerson, GetSession, ListPeople, PeopleFilter, PersonDetails, Role, UpdatePerson},
    rights::{Permission, Permissions},
    roles::{CreateRole, RoleDetails},
    second_factor::{BeginSecondFactor, ConfirmSecondFactor, OwnCode, OwnPassword, SetSignInPolicy, SignInPolicy},
    sign_in::{
        CreateProvider, DeleteProvider, ListProviders, ListSignInProviders, NewProvider, Provider, ProviderChange,
        ProviderDetails, UpdateProvider,
    },
};
use rstest::rstest;
use sea_orm::entity::prelude::*;
use serde_json::json;
use server::people::tables::{accounts, sign_in_providers};

use super::{acts, customer};
use crate::{
    issuer::{CLIENT, Issuer, SECRET, Says},
    refusals::{is, why},
    scene::{Answer, Caller, Raw, cookie},
    support::{Backend, Desk, Employee, PASSWORD, code_at},
};

async fn desk(on: Backend) -> (Desk, Issuer) {
    let desk = Desk::with(on, |config| config.inside_hosts = vec!["127.0.0.1".into()]).await;
    (desk, Issuer::start().await)
}

fn details() -> ProviderDetails {
    ProviderDetails {
        name: "House".into(),
        client_id: CLIENT.into(),
        enabled: true,
        links: true,
        creates: true,
        domains: vec!["farhorizon.example".into()],
        ..ProviderDetails::default()
    }
}

async fn add(desk: &Desk, issuer: &Issuer, details: ProviderDetails) -> Provider {
    let body = NewProvider { issuer: issuer.url().into(), secret: SECRET.into(), details };
    desk.admin.call(CreateProvider { body }).await.unwrap()
}

/// An employee whose address was verified, or not.
async fn lars(desk: &Desk, verified: bool) -> Employee {
    let lars = desk.employee("Lars", &[Role::Agent]).await;
    let id = lars.id.0;
    let write = desk.server.app.db().write(move |tx| {
        Box::pin(async move {
            let all = accounts::Entity::update_many().col_expr(accounts::Column::EmailVerified, Expr::value(verified));
            all.filter(accounts::Column::Id.eq(id)).exec(tx).await.map(|_| ())
        })
    });
    write.await.unwrap();
    lars
}

fn query(url: &str) -> HashMap<String, String> {
    url::Url::parse(url).unwrap().query_pairs().into_owned().collect()
}

/// The cookies an answer sets, by name.
fn cookies(answer: &Answer) -> HashMap<String, String> {
    let set = answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
    set.filter_map(|line| line.split(';').next()?.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// Somebody at the provider: what it was sent with, and the browser's cookie.
struct There {
    query: HashMap<String, String>,
    browser: String,
}

async fn go(desk: &Desk, provider: &Provider, to: &str) -> There {
    let answer = Raw::new("GET", format!("/oidc/{}?to={to}", provider.id)).send(&desk.server).await;
    assert_eq!(answer.status, 303, "{answer:?}");
    assert!(answer.header("location").starts_with(&format!("{}/authorize?", provider.issuer)), "{answer:?}");
    let set = answer.header("set-cookie");
    assert!(set.ends_with("; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=600"), "{set}");
    There { query: query(answer.header("location")), browser: cookies(&answer)["__Host-oidc"].clone() }
}

async fn come_back(desk: &Desk, provider: &Provider, browser: &str, brought: &str) -> Answer {
    let caller = Caller { cookie: Some(format!("__Host-oidc={browser}")), bearer: None };
    Raw::new("GET", format!("/oidc/{}/callback?{brought}", provider.id)).by(&caller).send(&desk.server).await
}

/// The whole way; what is said there is changed.
async fn sign_in(desk: &Desk, issuer: &Issuer, provider: &Provider, change: impl FnOnce(&mut Says)) -> Answer {
    let there = go(desk, provider, "").await;
    let code = issuer.grant(&there.query, desk.clock.now().0 / 1000, change);
    come_back(desk, provider, &there.browser, &format!("code={code}&state={}", there.query["state"])).await
}

fn is_refused(answer: &Answer, word: &str) {
    assert_eq!((answer.status, answer.header("location")), (303, &*format!("/console/sign-in?refused={word}")));
    assert!(!cookies(answer).contains_key("__Host-agent"), "{answer:?}");
}

/// Who is signed in by an answer.
async fn who(desk: &Desk, answer: &Answer) -> serde_json::Value {
    assert_eq!((answer.status, answer.header("location")), (303, "/console/sign-in"), "{answer:?}");
    let caller = Caller { cookie: Some(format!("__Host-agent={}", cookies(answer)["__Host-agent"])), bearer: None };
    Raw::new("GET", "/api/v1/session").by(&caller).send(&desk.server).await.json()
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn an_employee_is_known_by_a_verified_address(#[case] on: Backend) {
    let (desk, issuer) = desk(on).await;
    let provider = add(&desk, &issuer, details()).await;
    assert_eq!(provider.redirect_url, format!("http://localhost:8080/oidc/{}/callback", provider.id));
    let names = desk.stranger().call(ListSignInProviders { body: () }).await.unwrap().items;
    assert_eq!((names.len(), names[0].name.as_str()), (1, "House"));
    let lars = lars(&desk, true).await;

    let there = go(&desk, &provider, "/console/tickets%3Fscope%3Dall").await;
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", CLIENT),
        ("code_challenge_method", "S256"),
        ("scope", "openid email profile"),
    ] {
        assert_eq!(there.query[name], value);
    }
    assert_eq!(there.query["redirect_uri"], provider.redirect_url);
    assert!(there.query["state"].len() >= 20 && there.query["nonce"].len() >= 20);
    let again = go(&desk, &provider, "").await;
    for name in ["state", "nonce", "code_challenge"] {
        assert_ne!(there.query[name], again.query[name], "{name} is used once");
    }
    let code = issuer.grant(&there.query, desk.clock.now().0 / 1000, |_| ());
    let brought = format!("code={code}&state={}&iss={}", there.query["state"], issuer.url());
    let answer = come_back(&desk, &provider, &there.browser, &brought).await;
    // Where one wanted to go is told to the page that knows which ways are the console's own.
    assert_eq!(answer.header("location"), "/console/sign-in?to=%2Fconsole%2Ftickets%3Fscope%3Dall");
    let caller = Caller { cookie: Some(format!("__Host-agent={}", cookies(&answer)["__Host-agent"])), bearer: None };
    let me = Raw::new("GET", "/api/v1/session").by(&caller).send(&desk.server).await.json();
    assert_eq!(me["id"], json!(lars.id));

    // From now on the provider's name for them counts, whatever the address is.
    let answer =
        sign_in(&desk, &issuer, &provider, |says| says.claims["email"] = json!("oda@farhorizon.example")).await;
    assert_eq!(who(&desk, &answer).await["id"], json!(lars.id));
    // And nobody else of the provider gets the account by its address.
    is_refused(&sign_in(&desk, &issuer, &provider, |says| says.claims["sub"] = json!("another")).await, "nobody");
    let past = acts(&desk.admin, Subject::Person, lars.id.0).await;
    assert_eq!(past, ["provider_connected", "created"]);
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_account_gets_one(#[case] on: Backend) {
    let (desk, issuer) = desk(on).await;
    let rules = ProviderDetails { roles: vec![Role::Manager], ..details() };
    let provider = add(&desk, &issuer, rules).await;
    // The address is told beside the token, as many do; the username is somebody's already.
    lars(&desk, false).await;
    let nina = |says: &mut Says| {
        let claims = says.claims.as_object_mut().unwrap();
        for name in ["email", "email_verified", "name", "preferred_username"] {
            claims.remove(name);
        }
        claims["sub"] = json!("nina-there");
        says.userinfo = json!({ "sub": "nina-there", "email": "Nina@FarHorizon.example", "email_verified": true,
            "name": "Nina Lie", "preferred_username": "lars" });
    };
    let me = who(&desk, &sign_in(&desk, &issuer, &provider, nina).await).await;
    assert_eq!((&me["name"], &me["roles"]), (&json!("Nina Lie"), &json!(["agent", "manager"])));
    assert_eq!(who(&desk, &sign_in(&desk, &issuer, &provider, nina).await).await["id"], me["id"], "once");
    let filter = PeopleFilter { query: Some("nina".into()), ..PeopleFilter::default() };
    let people = desk.admin.call(ListPeople { body: filter }).await.unwrap().items;
    assert_eq!((people.len(), people[0].username.as_str(), people[0].email_verified), (1, "Nina", true));
    // What is told beside the token must be about the same person.
    let another = |says: &mut Says| {
        nina(says);
        says.userinfo["sub"] = json!("somebody else");
    };
    is_refused(&sign_in(&desk, &issuer, &provider, another).await, "unbelieved");
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn class_31_nobody_else_is_let_in(#[case] on: Backend) {
    let (desk, issuer) = desk(on).await;
    let provider = add(&desk, &issuer, details()).await;
    let lars = lars(&desk, true).await;
    desk.admin.call(CreatePerson { body: customer("vera", "Vera") }).await.unwrap();
    let with = |name: &'static str, value: serde_json::Value| {
        move |says: &mut Says| {
            says.claims[name] = value;
            says.userinfo = json!({ "sub": "lars-there" });
        }
    };
    for change in [
        with("email_verified", json!(false)),
        with("email_verified", json!(null)),
        with("email", json!(null)),
        with("email", json!("lars@elsewhere.example")),
        // A customer's address.
        with("email", json!("vera@customer.example")),
        // Oda's address was never verified here, and she chose a password: it could be anybody's account.
        with("email", json!("oda@farhorizon.example")),
    ] {
        is_refused(&sign_in(&desk, &issuer, &provider, change).await, "nobody");
    }
    // Who was let in once and is deactivated now, and whose provider is switched off.
    who(&desk, &sign_in(&desk, &issuer, &provider, |_| ()).await).await;
    let row = super::get(&desk.admin, lars.id).await;
    let body = PersonDetails { active: false, ..super::details(&row) };
    desk.admin.call(UpdatePerson { person: lars.id, version: row.version, body }).await.unwrap();
    is_refused(&sign_in(&desk, &issuer, &provider, |_| ()).await, "nobody");
    let there = go(&desk, &provider, "").await;
    let code = issuer.grant(&there.query, desk.clock.now().0 / 1000, |_| ());
    let body = ProviderChange { secret: String::new(), details: ProviderDetails { enabled: false, ..details() } };
    desk.admin.call(UpdateProvider { provider: provider.id, version: 1, body }).await.unwrap();
    let brought = format!("code={code}&state={}", there.query["state"]);
    is_refused(&come_back(&desk, &provider, &there.browser, &brought).await, "provider");
    assert_eq!(desk.stranger().call(ListSignInProviders { body: () }).await.unwrap().items, []);
    is_refused(&Raw::new("GET", format!("/oidc/{}", provider.id)).send(&desk.server).await, "provider");
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn class_31_what_is_not_signed_for_us_now_is_not_believed(#[case] on: Backend) {
    let (desk, issuer) = desk(on).await;
    let provider = add(&desk, &issuer, details()).await;
    lars(&desk, true).await;
    let now = desk.clock.now().0 / 1000;
    let claims: [(&str, serde_json::Value); 8] = [
        ("nonce", json!("another")),
        ("nonce", json!(null)),
        ("aud", json!("another client")),
        ("aud", json!([CLIENT, "another client"])),
        ("iss", json!("https://login.example")),
        ("exp", json!(now - 1)),
        ("sub", json!(null)),
        ("at_hash", json!("AAAAAAAAAAAAAAAAAAAAAA")),
    ];
    for (name, value) in claims {
        let answer = sign_in(&desk, &issuer, &provider, |says| says.claims[name] = value.clone()).await;
        is_refused(&answer, "unbelieved");
    }
    for algorithm in ["none", "HS256"] {
        let answer = sign_in(&desk, &issuer, &provider, |says| says.header = json!({ "alg": algorithm })).await;
        is_refused(&answer, "unbelieved");
    }
    is_refused(&sign_in(&desk, &issuer, &provider, |says| says.other_key = true).await, "unbelieved");
    who(&desk, &sign_in(&desk, &issuer, &provider, |_| ()).await).await;
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn class_31_a_way_back_is_one_browsers_one_providers_and_works_once(#[case] on: Backend) {
    let (desk, issuer) = desk(on).await;
    let provider = add(&desk, &issuer, details()).await;
    let other = add(&desk, &issuer, details()).await;
    lars(&desk, true).await;
    let now = || desk.clock.now().0 / 1000;
    let there = go(&desk, &provider, "").await;
    let mallory = go(&desk, &provider, "").await;
    let code = issuer.grant(&there.query, now(), |_| ());
    let brought = format!("code={code}&state={}", there.query["state"]);
    // Another's browser, none, another state, none, another provider.
    is_refused(&come_back(&desk, &provider, &mallory.browser, &brought).await, "over");
    is_refused(&come_back(&desk, &provider, "", &brought).await, "over");
    for state in [&*mallory.query["state"], "", "x%00"] {
        let brought = format!("code={code}&state={state}");
        is_refused(&come_back(&desk, &provider, &there.browser, &brought).await, "over");
    }
    is_refused(&come_back(&desk, &other, &there.browser, &brought).await, "over");
    // None of that used it up.
    who(&desk, &come_back(&desk, &provider, &there.browser, &brought).await).await;
    is_refused(&come_back(&desk, &provider, &there.browser, &brought).await, "over");
    // A code of somebody else's way: the challenge is another.
    let mixed = go(&desk, &provider, "").await;
    let code = issuer.grant(&mallory.query, now(), |says| says.claims["nonce"] = json!(mixed.query["nonce"]));
    let brought = format!("code={code}&state={}", mixed.query["state"]);
    is_refused(&come_back(&desk, &provider, &mixed.browser, &brought).await, "unbelieved");
    // Another provider says that it sends them: a mix-up.
    let there = go(&desk, &provider, "").await;
    let code = issuer.grant(&there.query, now(), |_| ());
    let brought = format!("code={code}&state={}&iss=https://login.example", there.query["state"]);
    is_refused(&come_back(&desk, &provider, &there.browser, &brought).await, "unbelieved");
    // Too late, or refused there.
    let there = go(&desk, &provider, "").await;
    let code = issuer.grant(&there.query, now(), |_| ());
    desk.clock.advance(10 * 60 * 1000);
    let brought = format!("code={code}&state={}", there.query["state"]);
    is_refused(&come_back(&desk, &provider, &there.browser, &brought).await, "over");
    let there = go(&desk, &provider, "").await;
    let brought = format!("error=access_denied&state={}", there.query["state"]);
    is_refused(&come_back(&desk, &provider, &there.browser, &brought).await, "unbelieved");
    // A wish leads nowhere by itself.
    let there = go(&desk, &provider, "https:%2F%2Fevil.example").await;
    let code = issuer.grant(&there.query, now(), |_| ());
    let brought = format!("code={code}&state={}", there.query["state"]);
    let answer = come_back(&desk, &provider, &there.browser, &brought).await;
    assert_eq!(answer.header("location"), "/console/sign-in?to=https%3A%2F%2Fevil.example");
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn class_30_the_second_factor_is_asked_for(#[case] on: Backend) {
    let (desk, issuer) = desk(on).await;
    let provider = add(&desk, &issuer, details()).await;
    let lars = lars(&desk, true).await;
    let body = OwnPassword { password: PASSWORD.into() };
    let secret = lars.api.call(BeginSecondFactor { body }).await.unwrap().secret;
    let code = code_at(&secret, desk.clock.now());
    lars.api.call(ConfirmSecondFactor { body: OwnCode { code: code.clone() } }).await.unwrap();
    desk.clock.advance(30_000);

    let answer = sign_in(&desk, &issuer, &provider, |_| ()).await;
    assert_eq!(answer.header("location"), "/console/sign-in?step=code");
    let browser = cookies(&answer)["__Host-oidc"].clone();
    assert!(!cookies(&answer).contains_key("__Host-agent"));
    let say = async |browser: &str, code: &str| {
        let caller = Caller { cookie: Some(format!("__Host-oidc={browser}")), bearer: None };
        let body = json!({ "code": code });
        let raw = Raw::new("POST", "/api/v1/session/provider-step").json(&body).by(&caller);
        let answer = raw.send(&desk.server).await;
        (answer.status, answer.code(), cookies(&answer).get("__Host-agent").cloned())
    };
    let refused = |code: &str| (401, code.to_owned(), None);
    // The one that was used, a guess, another browser, one that is still there.
    assert_eq!(say(&browser, &code).await, refused("wrong_code"));
    assert_eq!(say(&browser, "000000").await, refused("wrong_code"));
    let right = code_at(&secret, desk.clock.now());
    assert_eq!(say("another", &right).await, refused("sign_in_over"));
    let under_way = go(&desk, &provider, "").await;
    assert_eq!(say(&under_way.browser, &right).await, refused("sign_in_over"));
    let (status, _, session) = say(&browser, &right).await;
    assert!(status == 200 && session.is_some());
    desk.clock.advance(30_000);
    assert_eq!(say(&browser, &code_at(&secret, desk.clock.now())).await, refused("sign_in_over"), "once");
    // It is guessed ten times, from wherever and with however many ways there.
    for n in 0..8 {
        let answer = sign_in(&desk, &issuer, &provider, |_| ()).await;
        assert_eq!(say(&cookies(&answer)["__Host-oidc"], &format!("00000{n}")).await, refused("wrong_code"));
    }
    let answer = sign_in(&desk, &issuer, &provider, |_| ()).await;
    let browser = cookies(&answer)["__Host-oidc"].clone();
    assert_eq!(say(&browser, &code_at(&secret, desk.clock.now())).await.0, 429);
    desk.clock.advance(10 * 60 * 1000);
    assert_eq!(say(&browser, &code_at(&secret, desk.clock.now())).await, refused("sign_in_over"), "ten minutes");

    // Only where it is said that the provider asks for one, nobody asks for another.
    let stands = ProviderDetails { stands_for_second_factor: true, ..details() };
    let body = ProviderChange { secret: String::new(), details: stands };
    desk.admin.call(UpdateProvider { provider: provider.id, version: 1, body }).await.unwrap();
    assert_eq!(who(&desk, &sign_in(&desk, &issuer, &provider, |_| ()).await).await["id"], json!(lars.id));
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn class_30_where_one_is_required_it_is_set_up_without_a_password(#[case] on: Backend) {
    let (desk, issuer) = desk(on).await;
    let provider = add(&desk, &issuer, details()).await;
    let body = SignInPolicy { second_factor_required: true };
    desk.admin.call(SetSignInPolicy { body }).await.unwrap();
    let answer = sign_in(&desk, &issuer, &provider, |_| ()).await;
    assert_eq!(who(&desk, &answer).await["lacks_second_factor"], true);
    let caller = Caller { cookie: Some(format!("__Host-agent={}", cookies(&answer)["__Host-agent"])), bearer: None };
    let begin = async || {
        let raw = Raw::new("POST", "/api/v1/me/second-factor").json(&json!({ "password": "" })).by(&caller);
        raw.send(&desk.server).await
    };
    let state = Raw::new("GET", "/api/v1/me/second-factor").by(&caller).send(&desk.server).await.json();
    assert_eq!(state["has_password"], false);
    assert_eq!(Raw::new("GET", "/api/v1/people").by(&caller).send(&desk.server).await.code(), "second_factor_required");
    assert_eq!(begin().await.status, 200);
    // An open browser is not enough: they must have come just now.
    desk.clock.advance(10 * 60 * 1000);
    assert_eq!(begin().await.code(), "sign_in_again");
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn providers_are_set_by_who_may_do_everything(#[case] on: Backend) {
    let (desk, issuer) = desk(on).await;
    let provider = add(&desk, &issuer, details()).await;
    let row = async || {
        let found = sign_in_providers::Entity::find_by_id(provider.id.0).one(desk.server.app.db().read()).await;
        found.unwrap().unwrap()
    };
    let sealed = row().await.secret;
    assert!(!sealed.windows(7).any(|part| part == &SECRET.as_bytes()[..7]));
    let told = Raw::new("GET", "/api/v1/sign-in-providers").by(&cookie(&desk.server, "oda").await);
    assert!(!told.send(&desk.server).await.text.contains(SECRET));
    // An empty secret is the one that is; another one replaces it.
    let update = |version, secret: &str, details| {
        let body = ProviderChange { secret: secret.into(), details };
        desk.admin.call(UpdateProvider { provider: provider.id, version, body })
    };
    let renamed = ProviderDetails { name: "Our house".into(), ..details() };
    assert_eq!(update(1, "", renamed.clone()).await.unwrap().details, renamed);
    assert_eq!(row().await.secret, sealed);
    assert_eq!(why(update(1, "", details()).await), is(409, "stale"));
    update(2, "another", renamed.clone()).await.unwrap();
    assert_ne!(row().await.secret, sealed);
    let nobodys = ProviderDetails { domains: vec![], ..details() };
    assert_eq!(why(update(3, "", nobodys).await), is(422, "details.domains missing"));
    let oda = desk.admin.call(GetSession { body: () }).await.unwrap().id;
    let past = acts(&desk.admin, Subject::Person, oda.0).await;
    assert_eq!(past[..3], ["provider_changed", "provider_changed", "provider_added"]);
    // Who manages people cannot become an administrator that way.
    let body = RoleDetails { name: "Staff".into(), permissions: Permissions::of(&[Permission::ManagePeople]) };
    let role = desk.admin.call(CreateRole { body }).await.unwrap().role;
    let staff = desk.employee("Stella", &[Role::Agent, role]).await;
    assert_eq!(staff.api.call(ListProviders { body: () }).await.unwrap().items.len(), 1);
    let body = ProviderChange { secret: String::new(), details: details() };
    let call = UpdateProvider { provider: provider.id, version: 3, body };
    assert_eq!(why(staff.api.call(call).await), is(403, "forbidden"));
    // With it goes what it knew of accounts: who comes again comes for the first time.
    desk.admin.call(DeleteProvider { provider: provider.id, body: () }).await.unwrap();
    assert_eq!(desk.admin.call(ListProviders { body: () }).await.unwrap().items, []);
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn class_33_only_a_provider_that_may_be_called_is_kept(#[case] on: Backend) {
    let (desk, issuer) = desk(on).await;
    let try_add = |issuer: String| {
        let body = NewProvider { issuer, secret: SECRET.into(), details: details() };
        desk.admin.call(CreateProvider { body })
    };
    let port = issuer.url().rsplit(':').next().unwrap().to_owned();
    let refused = is(409, "provider_unreachable");
    for host in ["localhost", "127.0.0.2", "0", "[::1]", "[::]", "[::ffff:127.0.0.2]", "2130706434", "0177.0.0.2"] {
        assert_eq!(why(try_add(format!("http://{host}:{port}")).await), refused, "{host}");
    }
    for wrong in ["file:///etc/passwd", "http://ann:secret@127.0.0.1", "not an address", "http://127.0.0.1:1"] {
        assert_eq!(why(try_add(wrong.into()).await), refused, "{wrong}");
    }
    assert_eq!(issuer.asked(), 0);
    // It calls itself otherwise: what it signs would be another's.
    issuer.calls_itself("https://login.example");
    assert_eq!(why(try_add(issuer.url().into()).await), refused);
    issuer.calls_itself(issuer.url());
    // Nobody follows it elsewhere.
    let other = Issuer::start().await;
    other.calls_itself(issuer.url());
    issuer.sends_to(&format!("{}/.well-known/openid-configuration", other.url()));
    assert_eq!(why(try_add(issuer.url().into()).await), refused);
    assert_eq!(other.asked(), 0);
    // Without its host in the configuration, a real one is not called either.
    let desk = Desk::on(on).await;
    let body = NewProvider { issuer: other.url().into(), secret: SECRET.into(), details: details() };
    assert_eq!(why(desk.admin.call(CreateProvider { body }).await), refused);
    assert_eq!(other.asked(), 0);
}
