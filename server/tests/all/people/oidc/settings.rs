//! Which providers are believed, and who says so.

use super::*;

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
    assert_eq!(why(update(3, "", nobodys).await), is(422, "details.domains required"));
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
