//! The second factor is guessed, replayed and gone around: class 30.

use contract::{
    accounts::{ChosenPassword, ForgetPassword, Forgotten, ResetPassword},
    live::{AgentFrame, ClientFrame},
    people::Role,
    second_factor::{BeginSecondFactor, ConfirmSecondFactor, OwnCode, OwnPassword, SetSignInPolicy, SignInPolicy},
};
use rstest::rstest;
use serde_json::json;

use crate::{
    ears::{listen, serve},
    postfix::Postfix,
    scene::{Answer, Raw, cookie},
    support::{Backend, Desk, PASSWORD, code_at},
};

const STEP: i64 = 30_000;

async fn try_in(desk: &Desk, password: &str, code: &str, from: [u8; 4]) -> Answer {
    let body = json!({ "login": "lars", "password": password, "code": code });
    Raw::new("POST", "/api/v1/session/second-step").json(&body).from(from).send(&desk.server).await
}

/// Lars, with a second factor: its secret and the recovery codes.
async fn lars(desk: &Desk) -> (String, Vec<String>) {
    let lars = desk.employee("Lars", &[Role::Agent]).await;
    let body = OwnPassword { password: PASSWORD.into() };
    let secret = lars.api.call(BeginSecondFactor { body }).await.unwrap().secret;
    let code = code_at(&secret, desk.clock.now());
    let codes = lars.api.call(ConfirmSecondFactor { body: OwnCode { code } }).await.unwrap().codes;
    (secret, codes)
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_30_a_code_works_once(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let (secret, codes) = lars(&desk).await;
    let told = |answer: Answer| (answer.status, answer.code());
    let refused = (401, "wrong_code".to_owned());
    // The one that confirmed it is used already.
    let first = code_at(&secret, desk.clock.now());
    assert_eq!(told(try_in(&desk, PASSWORD, &first, [10, 5, 0, 1]).await), refused);
    desk.clock.advance(STEP);
    let code = code_at(&secret, desk.clock.now());
    let all = futures_util::future::join_all((2..8).map(|n| try_in(&desk, PASSWORD, &code, [10, 5, 0, n]))).await;
    assert_eq!(all.iter().filter(|answer| answer.status == 200).count(), 1, "{all:?}");
    // One of the step before is refused, too, once a later one was used.
    desk.clock.advance(10 * 60 * 1000);
    let before = code_at(&secret, desk.clock.now().plus(-STEP));
    let now = code_at(&secret, desk.clock.now());
    assert_eq!(try_in(&desk, PASSWORD, &now, [10, 5, 1, 1]).await.status, 200);
    assert_eq!(told(try_in(&desk, PASSWORD, &before, [10, 5, 1, 1]).await), refused);
    // Paper works once as well.
    let all = futures_util::future::join_all((2..8).map(|n| try_in(&desk, PASSWORD, &codes[0], [10, 5, 1, n]))).await;
    assert_eq!(all.iter().filter(|answer| answer.status == 200).count(), 1, "{all:?}");
    desk.clock.advance(10 * 60 * 1000);
    assert_eq!(told(try_in(&desk, PASSWORD, &codes[0], [10, 5, 2, 1]).await), refused);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_30_codes_are_guessed_ten_times(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let (secret, _) = lars(&desk).await;
    desk.clock.advance(STEP);
    let mut told = Vec::new();
    for n in 0..12 {
        told.push(try_in(&desk, PASSWORD, &format!("00000{n}"), [10, 6, n, 1]).await.status);
    }
    assert_eq!(told, [[401; 10].as_slice(), &[429; 2]].concat());
    let right = code_at(&secret, desk.clock.now());
    assert_eq!(try_in(&desk, PASSWORD, &right, [10, 6, 99, 1]).await.status, 429);
    desk.clock.advance(5 * 60 * 1000 + 1);
    let right = code_at(&secret, desk.clock.now());
    // Without the password, nobody learns whether a code is right, nor that there is one to say.
    for code in [right.as_str(), "000000"] {
        let answer = try_in(&desk, "wrong horse battery", code, [10, 6, 100, 1]).await;
        assert_eq!((answer.status, answer.code().as_str()), (401, "wrong_credentials"));
    }
    assert_eq!(try_in(&desk, PASSWORD, &right, [10, 6, 100, 1]).await.status, 200);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_30_nothing_goes_around_the_second_factor(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let postfix = Postfix::start().await;
    let url = postfix.url();
    let desk = Desk::with(backend, |config| config.smtp_url = Some(url.into())).await;
    let (secret, _) = lars(&desk).await;
    // Not a forgotten password: it is replaced, and the code is asked for all the same.
    let api = desk.stranger();
    api.call(ForgetPassword { body: Forgotten { login: "lars".into() } }).await.unwrap();
    let token = postfix.wait_for(1).await.remove(0).token();
    let body = ChosenPassword { token, password: "another battery staple".into() };
    api.call(ResetPassword { body }).await.unwrap();
    let body = json!({ "login": "lars", "password": "another battery staple" });
    let answer = Raw::new("POST", "/api/v1/session").json(&body).send(&desk.server).await;
    assert_eq!((answer.status, answer.code().as_str()), (401, "second_factor_needed"));
    assert!(answer.header("set-cookie").is_empty());
    desk.clock.advance(STEP);
    let code = code_at(&secret, desk.clock.now());
    assert_eq!(try_in(&desk, "another battery staple", &code, [10, 7, 0, 1]).await.status, 200);
    // Not a socket that was open when it became required.
    desk.employee("Nina", &[Role::Agent]).await;
    let nina = cookie(&desk.server, "nina").await;
    let address = serve(&desk.server).await;
    let mut ear = listen::<AgentFrame>(address, &nina, ClientFrame::Console, &[]).await.unwrap();
    assert!(matches!(ear.next().await, Some(AgentFrame::Welcome { .. })));
    let body = SignInPolicy { second_factor_required: true };
    desk.admin.call(SetSignInPolicy { body }).await.unwrap();
    assert!(ear.closes().await);
    let mut late = listen::<AgentFrame>(address, &nina, ClientFrame::Console, &[]).await.unwrap();
    assert!(!matches!(late.next().await, Some(AgentFrame::Welcome { .. })));
}
