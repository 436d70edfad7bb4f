//! The second step of signing in.

use client::{Api, CallError};
use contract::{
    AccountId,
    history::Subject,
    me::{CreateToken, ListOwnSessions, NewToken, TokenScope},
    people::{GetSession, ListPeople, Me, PeopleFilter, Role},
    second_factor::{
        BeginSecondFactor, ConfirmSecondFactor, CreateSessionWithCode, GetSecondFactor, NewSecondFactor, OwnCode,
        OwnPassword, RecoveryCodes, RemoveSecondFactor, RenewRecoveryCodes, ResetSecondFactor, SetSignInPolicy,
        SignInPolicy, SignInWithCode,
    },
};
use rstest::rstest;
use sea_orm::{ActiveValue::Set, EntityTrait};
use server::people::tables::second_factors;

use super::{acts, try_in};
use crate::{
    refusals::{is, why},
    support::{Backend, Desk, PASSWORD, code_at},
};

const STEP: i64 = 30_000;

pub async fn with_code(api: &Api, login: &str, code: &str) -> Result<Me, CallError> {
    let body = SignInWithCode { login: login.into(), password: PASSWORD.into(), code: code.into() };
    api.call(CreateSessionWithCode { body }).await
}

fn own(code: &str) -> OwnCode {
    OwnCode { code: code.into() }
}

/// Sets a second factor up: its secret, and the recovery codes.
async fn set_up(desk: &Desk, api: &Api) -> (NewSecondFactor, RecoveryCodes) {
    let body = OwnPassword { password: PASSWORD.into() };
    let new = api.call(BeginSecondFactor { body }).await.unwrap();
    let code = code_at(&new.secret, desk.clock.now());
    let codes = api.call(ConfirmSecondFactor { body: own(&code) }).await.unwrap();
    desk.clock.advance(STEP);
    (new, codes)
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn a_second_factor_is_set_up_and_asked_for(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.employee("Lars", &[Role::Agent]).await;
    let elsewhere = desk.sign_in("lars").await.unwrap();
    let begin = |password: &str| lars.api.call(BeginSecondFactor { body: OwnPassword { password: password.into() } });
    assert_eq!(why(begin("wrong horse").await), is(422, "password malformed"));
    let new = begin(PASSWORD).await.unwrap();
    assert!(new.url.starts_with("otpauth://totp/") && new.url.contains(&new.secret), "{}", new.url);
    assert!(new.picture.starts_with("data:image/svg+xml;base64,"));
    // Nothing is asked for before it is confirmed.
    try_in(&desk.stranger(), "lars", PASSWORD).await.unwrap();
    let confirm = |code: &str| lars.api.call(ConfirmSecondFactor { body: own(code) });
    assert_eq!(why(confirm("000000").await), is(422, "code malformed"));
    let RecoveryCodes { codes } = confirm(&code_at(&new.secret, desk.clock.now())).await.unwrap();
    assert_eq!(codes.len(), 10);
    let state = lars.api.call(GetSecondFactor { body: () }).await.unwrap();
    assert_eq!((state.active, state.required, state.recovery_codes), (true, false, 10));
    assert_eq!(why(elsewhere.call(GetSession { body: () }).await), is(401, "signed_out"));
    assert_eq!(why(begin(PASSWORD).await), is(409, "second_factor_active"));
    // The password alone signs nobody in any more.
    let api = desk.stranger();
    desk.clock.advance(STEP);
    assert_eq!(why(try_in(&api, "lars", PASSWORD).await), is(401, "second_factor_needed"));
    assert_eq!(why(api.call(GetSession { body: () }).await), is(401, "signed_out"));
    assert_eq!(why(with_code(&api, "lars", "123456").await), is(401, "wrong_code"));
    with_code(&api, "lars", &code_at(&new.secret, desk.clock.now())).await.unwrap();
    with_code(&desk.stranger(), "lars", &codes[0].to_uppercase()).await.unwrap();
    assert_eq!(lars.api.call(GetSecondFactor { body: () }).await.unwrap().recovery_codes, 9);
    // Other recovery codes end those.
    let renewed = lars.api.call(RenewRecoveryCodes { body: own(&codes[1]) }).await.unwrap().codes;
    assert_eq!(why(with_code(&api, "lars", &codes[2]).await), is(401, "wrong_code"));
    let remove = |code: &str| lars.api.call(RemoveSecondFactor { body: own(code) });
    assert_eq!(why(remove(&codes[3]).await), is(422, "code malformed"));
    remove(&renewed[0]).await.unwrap();
    try_in(&desk.stranger(), "lars", PASSWORD).await.unwrap();
    let past = acts(&desk.admin, Subject::Person, lars.id.0).await;
    let told = ["second_factor_removed", "recovery_codes_renewed", "second_factor_set", "created"];
    assert_eq!(past, told);
}

/// Whoever reads the database computes no codes of it, nor puts a row of one's own in another's place.
#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn the_secret_is_sealed(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.employee("Lars", &[Role::Agent]).await;
    let nina = desk.employee("Nina", &[Role::Agent]).await;
    let (new, _) = set_up(&desk, &lars.api).await;
    let (of_nina, codes) = set_up(&desk, &nina.api).await;
    let row = async |account: AccountId| {
        let found = second_factors::Entity::find_by_id(account.0).one(desk.server.app.db().read()).await;
        found.unwrap().unwrap()
    };
    let stored = row(lars.id).await.secret;
    let bytes = totp_rs::Secret::try_from_base32(&new.secret).unwrap();
    assert!(!stored.windows(8).any(|part| part == &new.secret.as_bytes()[..8] || part == &bytes.as_bytes()[..8]));
    assert_ne!(stored, row(nina.id).await.secret);
    let taken = second_factors::ActiveModel {
        account_id: Set(nina.id.0),
        secret: Set(stored),
        last_step: Set(0),
        ..Default::default()
    };
    let write = desk.server.app.db().write(move |tx| {
        let taken = taken.clone();
        Box::pin(async move { second_factors::Entity::update(taken).exec(tx).await.map(|_| ()) })
    });
    write.await.unwrap();
    let api = desk.stranger();
    for secret in [&new.secret, &of_nina.secret] {
        let code = code_at(secret, desk.clock.now());
        assert_eq!(why(with_code(&api, "nina", &code).await), is(401, "wrong_code"));
    }
    with_code(&api, "lars", &code_at(&new.secret, desk.clock.now())).await.unwrap();
    // Paper goes on working.
    with_code(&api, "nina", &codes.codes[0]).await.unwrap();
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn who_lost_phone_and_paper_is_helped_by_administrators(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.employee("Lars", &[Role::Agent]).await;
    set_up(&desk, &lars.api).await;
    desk.admin.call(ResetSecondFactor { person: lars.id, body: () }).await.unwrap();
    assert_eq!(why(lars.api.call(GetSession { body: () }).await), is(401, "signed_out"));
    let api = desk.sign_in("lars").await.unwrap();
    assert!(!api.call(GetSecondFactor { body: () }).await.unwrap().active);
    let past = acts(&desk.admin, Subject::Person, lars.id.0).await;
    assert_eq!(past, ["second_factor_reset", "second_factor_set", "created"]);
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn where_it_is_required_nothing_goes_without(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.employee("Lars", &[Role::Agent]).await;
    let body = NewToken { name: "Till".into(), scopes: vec![TokenScope::Read], days: 30 };
    let till = desk.stranger().bearing(&lars.api.call(CreateToken { body }).await.unwrap().secret);
    let people = || ListPeople { body: PeopleFilter::default() };
    till.call(people()).await.unwrap();
    let require = |on| desk.admin.call(SetSignInPolicy { body: SignInPolicy { second_factor_required: on } });
    require(true).await.unwrap();
    // Neither by the session, nor by a token, nor by signing in anew.
    for api in [&lars.api, &till, &desk.sign_in("lars").await.unwrap(), &desk.admin] {
        assert_eq!(why(api.call(people()).await), is(403, "second_factor_required"));
        assert_eq!(why(api.call(ListOwnSessions { body: () }).await), is(403, "second_factor_required"));
    }
    assert!(lars.api.call(GetSession { body: () }).await.unwrap().lacks_second_factor);
    let (new, _) = set_up(&desk, &lars.api).await;
    assert!(!lars.api.call(GetSession { body: () }).await.unwrap().lacks_second_factor);
    lars.api.call(people()).await.unwrap();
    till.call(people()).await.unwrap();
    let code = code_at(&new.secret, desk.clock.now());
    let removed = lars.api.call(RemoveSecondFactor { body: own(&code) }).await;
    assert_eq!(why(removed), is(409, "second_factor_required"));
    // The administrator, too; and may then switch it off again.
    assert_eq!(why(require(false).await), is(403, "second_factor_required"));
    set_up(&desk, &desk.admin).await;
    require(false).await.unwrap();
    let me = desk.admin.call(GetSession { body: () }).await.unwrap();
    let past = acts(&desk.admin, Subject::Person, me.id.0).await;
    assert_eq!(past[..3], ["sign_in_policy_changed", "second_factor_set", "sign_in_policy_changed"]);
    desk.sign_in("nobody").await.unwrap_err();
}
