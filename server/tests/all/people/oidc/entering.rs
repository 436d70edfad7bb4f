//! Whom a provider's word lets in.

use super::*;

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
    let row = get(&desk.admin, lars.id).await;
    let body = PersonDetails { active: false, ..person_details(&row) };
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
