//! Passkeys: made, named, removed, signed in with.

use client::{Api, CallError};
use contract::{
    history::Subject,
    passkeys::{
        AddPasskey, BeginPasskey, BeginSessionWithPasskey, CreateSessionWithPasskey, ListPasskeys, NewPasskey, Passkey,
        PasskeyName, RemovePasskey, RenamePasskey, ShownPasskey,
    },
    people::{GetSession, ListPeople, Me, PeopleFilter, Role},
    second_factor::{OwnPassword, ResetSecondFactor, SetSignInPolicy, SignInPolicy},
};
use rstest::rstest;
use serde_json::Value;

use super::{acts, authenticator::Authenticator, try_in};
use crate::{
    refusals::{is, why},
    support::{Backend, Desk, PASSWORD},
};

pub async fn question(api: &Api) -> String {
    let body = OwnPassword { password: PASSWORD.into() };
    api.call(BeginPasskey { body }).await.unwrap().options
}

pub async fn add(api: &Api, credential: String) -> Result<Passkey, CallError> {
    api.call(AddPasskey { body: NewPasskey { name: "Laptop".into(), credential } }).await
}

/// A passkey of somebody's.
pub async fn made(api: &Api) -> (Authenticator, Passkey) {
    let mut browser = Authenticator::new();
    let credential = browser.make(&question(api).await);
    (browser, add(api, credential).await.unwrap())
}

pub async fn asked(api: &Api) -> String {
    api.call(BeginSessionWithPasskey { body: () }).await.unwrap().options
}

pub async fn show(api: &Api, credential: String) -> Result<Me, CallError> {
    api.call(CreateSessionWithPasskey { body: ShownPasskey { credential } }).await
}

async fn enter(api: &Api, browser: &mut Authenticator) -> Result<Me, CallError> {
    show(api, browser.show(&asked(api).await)).await
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn a_passkey_is_made_and_signs_in(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.employee("Lars", &[Role::Agent]).await;
    let elsewhere = desk.sign_in("lars").await.unwrap();
    let begin = BeginPasskey { body: OwnPassword { password: "wrong horse".into() } };
    assert_eq!(why(lars.api.call(begin).await), is(422, "password malformed"));
    let options: Value = serde_json::from_str(&question(&lars.api).await).unwrap();
    assert_eq!(options["rp"]["id"], "localhost");
    assert_eq!(options["user"]["name"], "lars");
    assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
    let (mut browser, passkey) = made(&lars.api).await;
    assert_eq!((passkey.name.as_str(), &passkey.used_at), ("Laptop", &None));
    // Who was signed in without it is not any more, but for the one who made it.
    assert_eq!(why(elsewhere.call(GetSession { body: () }).await), is(401, "signed_out"));
    // Asked again, the browser is told what it has already.
    let options: Value = serde_json::from_str(&question(&lars.api).await).unwrap();
    assert_eq!(options["excludeCredentials"].as_array().unwrap().len(), 1);
    let api = desk.stranger();
    let options: Value = serde_json::from_str(&asked(&api).await).unwrap();
    assert_eq!((&options["rpId"], &options["userVerification"]), (&"localhost".into(), &"required".into()));
    assert_eq!(enter(&api, &mut browser).await.unwrap().id, lars.id);
    assert_eq!(api.call(GetSession { body: () }).await.unwrap().id, lars.id);
    let list = || async { lars.api.call(ListPasskeys { body: () }).await.unwrap().items };
    assert!(list().await[0].used_at.is_some());

    let rename = |name: &str| RenamePasskey { passkey: passkey.id, body: PasskeyName { name: name.into() } };
    let nina = desk.employee("Nina", &[Role::Agent]).await;
    assert_eq!(why(nina.api.call(rename("Mine")).await), is(404, "not_found"));
    assert_eq!(why(lars.api.call(rename("\u{202e}")).await), is(422, "name malformed"));
    assert_eq!(lars.api.call(rename(" Old laptop ")).await.unwrap().name, "Old laptop");
    assert_eq!(list().await[0].name, "Old laptop");
    let remove =
        |password: &str| RemovePasskey { passkey: passkey.id, body: OwnPassword { password: password.into() } };
    assert_eq!(why(lars.api.call(remove("wrong horse")).await), is(422, "password malformed"));
    assert_eq!(why(nina.api.call(remove(PASSWORD)).await), is(404, "not_found"));
    lars.api.call(remove(PASSWORD)).await.unwrap();
    assert!(list().await.is_empty());
    assert_eq!(why(enter(&api, &mut browser).await), is(401, "passkey_refused"));
    let past = acts(&desk.admin, Subject::Person, lars.id.0).await;
    assert_eq!(past, ["passkey_removed", "passkey_renamed", "passkey_added", "created"]);
}

/// It asks for finger, face or PIN itself: no code is asked for, and it is what everybody must have.
#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn a_passkey_is_both_factors(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.employee("Lars", &[Role::Agent]).await;
    let nina = desk.employee("Nina", &[Role::Agent]).await;
    let people = || ListPeople { body: PeopleFilter::default() };
    let (mut of_nina, _) = made(&nina.api).await;
    let (_, of_oda) = made(&desk.admin).await;
    let require = |on| desk.admin.call(SetSignInPolicy { body: SignInPolicy { second_factor_required: on } });
    require(true).await.unwrap();
    // Nobody knows whether Nina's session began with the passkey; Oda, who asked for it, goes on.
    assert_eq!(why(nina.api.call(GetSession { body: () }).await), is(401, "signed_out"));
    desk.admin.call(people()).await.unwrap();
    assert!(!enter(&nina.api, &mut of_nina).await.unwrap().lacks_second_factor);
    nina.api.call(people()).await.unwrap();
    // The password alone is not enough any more; with a passkey that lacks, one is made first.
    assert_eq!(why(try_in(&desk.stranger(), "nina", PASSWORD).await), is(401, "passkey_needed"));
    assert_eq!(why(lars.api.call(people()).await), is(403, "second_factor_required"));
    let (mut of_lars, _) = made(&lars.api).await;
    lars.api.call(people()).await.unwrap();
    // The last one stays.
    let body = OwnPassword { password: PASSWORD.into() };
    let removed = desk.admin.call(RemovePasskey { passkey: of_oda.id, body: body.clone() }).await;
    assert_eq!(why(removed), is(409, "second_factor_required"));
    let (_, second) = made(&desk.admin).await;
    desk.admin.call(RemovePasskey { passkey: second.id, body }).await.unwrap();
    // Who lost it is helped by administrators.
    desk.admin.call(ResetSecondFactor { person: lars.id, body: () }).await.unwrap();
    assert_eq!(why(enter(&desk.stranger(), &mut of_lars).await), is(401, "passkey_refused"));
    assert!(try_in(&desk.stranger(), "lars", PASSWORD).await.unwrap().lacks_second_factor);
    require(false).await.unwrap();
    try_in(&desk.stranger(), "nina", PASSWORD).await.unwrap();
}
