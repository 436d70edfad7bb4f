//! A provider's word is no second factor, unless somebody said that it is.

use super::*;

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
    let me = who(&desk, &answer).await;
    assert_eq!((&me["lacks_second_factor"], &me["has_password"]), (&json!(true), &json!(false)));
    let caller = Caller { cookie: Some(format!("__Host-agent={}", cookies(&answer)["__Host-agent"])), bearer: None };
    let begin = async || {
        let raw = Raw::new("POST", "/api/v1/me/second-factor").json(&json!({ "password": "" })).by(&caller);
        raw.send(&desk.server).await
    };
    assert_eq!(Raw::new("GET", "/api/v1/people").by(&caller).send(&desk.server).await.code(), "second_factor_required");
    assert_eq!(begin().await.status, 200);
    // An open browser is not enough: they must have come just now.
    desk.clock.advance(10 * 60 * 1000);
    assert_eq!(begin().await.code(), "sign_in_again");
}
