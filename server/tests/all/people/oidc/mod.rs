//! Signing in by a provider's word: the way there and back, whom it lets in, and everything that is wrong with it.

mod believing;
mod entering;
mod own;
mod second_factor;
mod settings;

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

use super::{acts, customer, details as person_details, get};
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
