//! What ends, ends everywhere at once, and nobody overwrites what he has not seen: classes 26 and 27.

use contract::{
    live::{AgentFrame, ClientFrame},
    organizations::{GetOrganization, OrganizationDetails, UpdateOrganization},
    people::{GetPerson, NewPassword, PersonDetails, SetPassword, UpdatePerson},
};
use rstest::rstest;

use crate::{
    ears::{Ear, listen, serve},
    scene::{Caller, Raw, Scene, cookie},
    support::Backend,
};

async fn console(address: std::net::SocketAddr, caller: &Caller) -> Ear<AgentFrame> {
    let mut ear = listen(address, caller, ClientFrame::Console, &[]).await.unwrap();
    assert!(matches!(ear.next().await, Some(AgentFrame::Welcome { .. })));
    ear
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_26_open_sockets_end_with_the_right_to_them(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let scene = Scene::on(backend).await;
    let (desk, lars) = (&scene.desk, scene.member.id);
    let address = serve(&desk.server).await;
    let second = cookie(&desk.server, "lars").await;
    // Signing out ends this session's sockets and no other's.
    let (mut one, mut two) = (console(address, &scene.lars).await, console(address, &second).await);
    assert_eq!(Raw::new("DELETE", "/api/v1/session").by(&scene.lars).send(&desk.server).await.status, 204);
    assert!(one.closes().await);
    two.say(ClientFrame::Watch { chat: scene.chat });
    assert!(!two.now().contains(&AgentFrame::SignedOut));
    // A new password ends all of them.
    let body = NewPassword { password: crate::support::PASSWORD.into() };
    desk.admin.call(SetPassword { person: lars, body }).await.unwrap();
    assert!(two.closes().await);
    assert_eq!(Raw::new("GET", "/api/v1/session").by(&second).send(&desk.server).await.status, 401);
    // So does deactivation, and nobody signs in any more.
    let third = cookie(&desk.server, "lars").await;
    let mut three = console(address, &third).await;
    let person = desk.admin.call(GetPerson { person: lars, body: () }).await.unwrap();
    let body = PersonDetails {
        username: person.username,
        email: person.email,
        name: person.name,
        roles: person.roles,
        active: false,
        ..PersonDetails::default()
    };
    desk.admin.call(UpdatePerson { person: lars, version: person.version, body }).await.unwrap();
    assert!(three.closes().await);
    assert_eq!(Raw::new("GET", "/api/v1/session").by(&third).send(&desk.server).await.status, 401);
    assert_eq!(
        desk.sign_in("lars").await.err().and_then(|error| error.code().map(str::to_owned)).as_deref(),
        Some("wrong_credentials")
    );
    let mut late = listen::<AgentFrame>(address, &third, ClientFrame::Console, &[]).await.unwrap();
    assert_eq!(late.next().await, Some(AgentFrame::SignedOut));
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_27_of_two_changes_one_is_stale(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let scene = Scene::on(backend).await;
    let api = &scene.member.api;
    let organization = scene.organization;
    let known = api.call(GetOrganization { organization, body: () }).await.unwrap();
    let mut changes = tokio::task::JoinSet::new();
    for n in 0..8 {
        let (api, version) = (api.clone(), known.version);
        let body = OrganizationDetails { name: format!("Name {n}"), ..OrganizationDetails::default() };
        changes.spawn(async move { api.call(UpdateOrganization { organization, version, body }).await });
    }
    let (mut won, mut stale) = (Vec::new(), 0);
    while let Some(change) = changes.join_next().await {
        match change.unwrap() {
            Ok(made) => won.push(made.details.name),
            Err(error) => {
                assert_eq!(error.code(), Some("stale"));
                stale += 1;
            }
        }
    }
    let now = api.call(GetOrganization { organization, body: () }).await.unwrap();
    assert_eq!((won, stale), (vec![now.details.name], 7));
    // No version is another answer than a wrong one; neither changes anything.
    for (version, status) in [(None, 428), (Some("\"0\""), 409), (Some("junk"), 409), (Some("*"), 409)] {
        let mut raw = Raw::new("PUT", format!("/api/v1/organizations/{organization}")).by(&scene.nina);
        raw = match version {
            Some(version) => raw.with("if-match", version),
            None => raw,
        };
        let body = serde_json::json!({ "name": "Other" });
        assert_eq!(raw.json(&body).send(&scene.desk.server).await.status, status, "{version:?}");
    }
}
