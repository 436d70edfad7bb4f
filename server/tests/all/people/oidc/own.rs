//! One's own account is connected with a provider, and disconnected.

use contract::passkeys::RemovePasskey;

use super::*;
use crate::people::passkeys::made;

/// Somebody's browser: signed in, and at a provider to connect the account there.
async fn connects(desk: &Desk, provider: &Provider, by: &Caller, password: &str) -> Answer {
    let path = format!("/api/v1/me/providers/{}/connection", provider.id);
    Raw::new("POST", path).json(&json!({ "password": password })).by(by).send(&desk.server).await
}

fn there(answer: &Answer) -> There {
    assert_eq!(answer.status, 200, "{answer:?}");
    There { query: query(answer.json()["url"].as_str().unwrap()), browser: cookies(answer)["__Host-oidc"].clone() }
}

/// Comes back with a session, or without.
async fn returns(desk: &Desk, issuer: &Issuer, provider: &Provider, there: &There, by: Option<&Caller>) -> Answer {
    let code = issuer.grant(&there.query, desk.clock.now().0 / 1000, |says| {
        // Nothing of them is known here: it is the session that says whose account it is.
        says.claims["email"] = json!("l.holm@elsewhere.example");
    });
    let session = by.and_then(|by| by.cookie.clone()).map(|cookie| format!("; {cookie}")).unwrap_or_default();
    let caller = Caller { cookie: Some(format!("__Host-oidc={}{session}", there.browser)), bearer: None };
    let brought = format!("code={code}&state={}", there.query["state"]);
    let path = format!("/oidc/{}/callback?{brought}", provider.id);
    Raw::new("GET", path).by(&caller).send(&desk.server).await
}

async fn connected(desk: &Desk, by: &Caller) -> Vec<bool> {
    let list = Raw::new("GET", "/api/v1/me/providers").by(by).send(&desk.server).await.json();
    list["items"].as_array().unwrap().iter().map(|one| one["connected_at"].is_string()).collect()
}

async fn disconnect(desk: &Desk, provider: &Provider, by: &Caller, password: &str) -> (u16, String) {
    let path = format!("/api/v1/me/providers/{}/removal", provider.id);
    let answer = Raw::new("POST", path).json(&json!({ "password": password })).by(by).send(&desk.server).await;
    (answer.status, if answer.status < 300 { String::new() } else { answer.code() })
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_connected_by_coming_back_in_the_same_session(#[case] on: Backend) {
    let (desk, issuer) = desk(on).await;
    // Neither are employees known by their addresses, nor are accounts made.
    let rules = ProviderDetails { links: false, creates: false, ..details() };
    let provider = add(&desk, &issuer, rules).await;
    let lars_id = lars(&desk, false).await.id;
    let lars = cookie(&desk.server, "lars").await;
    let oda = cookie(&desk.server, "oda").await;
    assert_eq!(connected(&desk, &lars).await, [false]);
    let account = |came: &str| format!("/console/account?{came}");
    let from_account = |answer: &Answer| answer.header("location").to_owned();

    // An open browser is not enough.
    let refused = connects(&desk, &provider, &lars, "not this").await;
    assert_eq!((refused.status, cookies(&refused).contains_key("__Host-oidc")), (422, false));
    // Who comes back must be who went: not another session, neither none nor another one of the same account.
    let again = cookie(&desk.server, "lars").await;
    for (other, page) in
        [(Some(&oda), "/console/account"), (Some(&again), "/console/account"), (None, "/console/sign-in")]
    {
        let there = there(&connects(&desk, &provider, &lars, PASSWORD).await);
        let answer = returns(&desk, &issuer, &provider, &there, other).await;
        assert_eq!(from_account(&answer), format!("{page}?refused=over"));
        assert!(!cookies(&answer).contains_key("__Host-agent"), "{answer:?}");
    }
    assert_eq!((connected(&desk, &lars).await, connected(&desk, &oda).await), (vec![false], vec![false]));
    // What was begun to sign in connects nothing, whoever is signed in.
    let begun = go(&desk, &provider, "").await;
    let answer = returns(&desk, &issuer, &provider, &begun, Some(&lars)).await;
    assert_eq!(from_account(&answer), account("refused=nobody"));
    assert_eq!(connected(&desk, &lars).await, [false]);

    let way = there(&connects(&desk, &provider, &lars, PASSWORD).await);
    let answer = returns(&desk, &issuer, &provider, &way, Some(&lars)).await;
    assert_eq!(from_account(&answer), account(&format!("connected={}", provider.id)));
    assert!(!cookies(&answer).contains_key("__Host-agent"), "the session stays the one it was");
    assert_eq!(connected(&desk, &lars).await, [true]);
    assert_eq!(connects(&desk, &provider, &lars, PASSWORD).await.code(), "already_connected");
    // It works once, and now signs in.
    assert_eq!(from_account(&returns(&desk, &issuer, &provider, &way, Some(&lars)).await), account("refused=over"));
    assert_eq!(who(&desk, &sign_in(&desk, &issuer, &provider, |_| ()).await).await["id"], json!(lars_id));
    // The account there is nobody else's.
    let way = there(&connects(&desk, &provider, &oda, PASSWORD).await);
    assert_eq!(from_account(&returns(&desk, &issuer, &provider, &way, Some(&oda)).await), account("refused=taken"));

    assert_eq!(disconnect(&desk, &provider, &lars, "not this").await.0, 422);
    assert_eq!(disconnect(&desk, &provider, &lars, PASSWORD).await, (204, String::new()));
    assert_eq!(disconnect(&desk, &provider, &lars, PASSWORD).await.0, 404);
    is_refused(&sign_in(&desk, &issuer, &provider, |_| ()).await, "nobody");
    let past = acts(&desk.admin, Subject::Person, lars_id.0).await;
    assert_eq!(past[..2], ["provider_disconnected", "provider_connected"]);
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn the_last_way_in_stays(#[case] on: Backend) {
    let (desk, issuer) = desk(on).await;
    let provider = add(&desk, &issuer, details()).await;
    let answer = sign_in(&desk, &issuer, &provider, |_| ()).await;
    assert_eq!(who(&desk, &answer).await["has_password"], false);
    let lars = Caller { cookie: Some(format!("__Host-agent={}", cookies(&answer)["__Host-agent"])), bearer: None };
    assert_eq!(disconnect(&desk, &provider, &lars, "").await, (409, "last_way_in".into()));
    assert_eq!(connected(&desk, &lars).await, [true]);
    // A provider that is switched off is no way in.
    let other = Issuer::start().await;
    let second = add(&desk, &other, details()).await;
    let way = there(&connects(&desk, &second, &lars, "").await);
    returns(&desk, &other, &second, &way, Some(&lars)).await;
    assert_eq!(connected(&desk, &lars).await, [true, true]);
    let switch = async |version, enabled| {
        let body = ProviderChange { secret: String::new(), details: ProviderDetails { enabled, ..details() } };
        desk.admin.call(UpdateProvider { provider: second.id, version, body }).await.unwrap();
    };
    switch(1, false).await;
    assert_eq!(connected(&desk, &lars).await, [true, true], "it can still be disconnected");
    assert_eq!(disconnect(&desk, &provider, &lars, "").await, (409, "last_way_in".into()));
    switch(2, true).await;
    assert_eq!(disconnect(&desk, &provider, &lars, "").await.0, 204);
    assert_eq!(disconnect(&desk, &second, &lars, "").await, (409, "last_way_in".into()));

    // A password is another way. Only who came just now chooses the first one, or disconnects without.
    desk.clock.advance(10 * 60 * 1000);
    assert_eq!(disconnect(&desk, &second, &lars, "").await, (409, "sign_in_again".into()));
    let choose = async |by: &Caller| {
        let body = json!({ "old": "", "password": "a password of one's own" });
        Raw::new("PUT", "/api/v1/me/password").json(&body).by(by).send(&desk.server).await
    };
    assert_eq!(choose(&lars).await.code(), "sign_in_again");
    let answer = sign_in(&desk, &other, &second, |_| ()).await;
    let lars = Caller { cookie: Some(format!("__Host-agent={}", cookies(&answer)["__Host-agent"])), bearer: None };
    assert_eq!(choose(&lars).await.status, 204);
    assert_eq!(choose(&lars).await.status, 422, "from now on the password is asked for");
    assert_eq!(disconnect(&desk, &second, &lars, "").await.0, 422);
    assert_eq!(disconnect(&desk, &second, &lars, "a password of one's own").await.0, 204);
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_is_a_way_in_as_well(#[case] on: Backend) {
    let (desk, issuer) = desk(on).await;
    let provider = add(&desk, &issuer, details()).await;
    let employee = lars(&desk, true).await;
    let passkey = made(&employee.api).await.1.id;
    let id = employee.id.0;
    let write = desk.server.app.db().write(move |tx| {
        Box::pin(async move {
            let none = Expr::value(None::<String>);
            let all = accounts::Entity::update_many().col_expr(accounts::Column::PasswordHash, none);
            all.filter(accounts::Column::Id.eq(id)).exec(tx).await.map(|_| ())
        })
    });
    write.await.unwrap();
    let answer = sign_in(&desk, &issuer, &provider, |_| ()).await;
    let lars = Caller { cookie: Some(format!("__Host-agent={}", cookies(&answer)["__Host-agent"])), bearer: None };
    assert_eq!(disconnect(&desk, &provider, &lars, "").await.0, 204, "the passkey is left");
    let remove = || employee.api.call(RemovePasskey { passkey, body: OwnPassword { password: String::new() } });
    assert_eq!(why(remove().await), is(409, "last_way_in"));
}
