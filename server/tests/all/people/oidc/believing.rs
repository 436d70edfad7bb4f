//! What is believed of what comes back, and when.

use super::*;

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
    // Who promises to say who it is says it: an answer without is somebody else's.
    issuer.names_itself();
    for (said, is_hers) in [(String::new(), false), (format!("&iss={}", issuer.url()), true)] {
        let there = go(&desk, &provider, "").await;
        let code = issuer.grant(&there.query, now(), |_| ());
        let brought = format!("code={code}&state={}{said}", there.query["state"]);
        let answer = come_back(&desk, &provider, &there.browser, &brought).await;
        match is_hers {
            true => drop(who(&desk, &answer).await),
            false => is_refused(&answer, "unbelieved"),
        }
    }
    // A wish leads nowhere by itself.
    let there = go(&desk, &provider, "https:%2F%2Fevil.example").await;
    let code = issuer.grant(&there.query, now(), |_| ());
    let brought = format!("code={code}&state={}&iss={}", there.query["state"], issuer.url());
    let answer = come_back(&desk, &provider, &there.browser, &brought).await;
    assert_eq!(answer.header("location"), "/console/sign-in?to=https%3A%2F%2Fevil.example");
}
