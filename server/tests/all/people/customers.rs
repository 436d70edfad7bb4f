//! Customers and their accounts at the portal: registered, verified, forgotten, kept; apart from employees'.

use client::Api;
use contract::{
    accounts::{ChosenPassword, Forgotten, ReadLink, ResetPassword, VerifyEmail},
    customers::{
        AskForCustomerVerification, ChangeCustomerEmail, ChangeCustomerPassword, CustomerAccount, CustomerProfile,
        ForgetCustomerPassword, GetCustomer, RegisterCustomer, Registration, ResetCustomerPassword, SignInCustomer,
        SignOutCustomer, UpdateCustomer, Verification, VerifyCustomerEmail,
    },
    me::{EmailChange, PasswordChange},
    people::{CreateSession, GetSession, ListPeople, PeopleFilter, PersonKind, SignIn},
};
use rstest::rstest;
use server::platform::jobs;

use crate::{
    postfix::{Delivered, Postfix},
    refusals::{is, why},
    support::{Backend, Desk, PASSWORD},
};

const OTHER: &str = "another long password";

async fn desk(backend: Backend) -> (Desk, Postfix) {
    let postfix = Postfix::start().await;
    let url = postfix.url();
    (Desk::with(backend, |config| config.smtp_url = Some(url.into())).await, postfix)
}

fn registration(email: &str) -> Registration {
    Registration {
        name: "Vera Lund".into(),
        email: email.into(),
        phone: "(602) 555-0100".into(),
        language: String::new(),
        password: PASSWORD.into(),
    }
}

async fn register(desk: &Desk, email: &str) {
    desk.stranger().call(RegisterCustomer { body: registration(email) }).await.unwrap();
    jobs::run_due(&desk.server.app).await.unwrap();
}

async fn verify(api: &Api, mail: &Delivered, password: &str) -> Result<CustomerAccount, client::CallError> {
    api.call(VerifyCustomerEmail { body: Verification { token: mail.token(), password: password.into() } }).await
}

async fn sign_in(desk: &Desk, login: &str, password: &str) -> Result<Api, client::CallError> {
    let api = desk.stranger();
    api.call(SignInCustomer { body: SignIn { login: login.into(), password: password.into() } }).await?;
    Ok(api)
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn customers_register_verify_and_sign_in(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let (desk, postfix) = desk(backend).await;
    register(&desk, " Vera@Example.com ").await;
    let mail = postfix.wait_for(1).await.remove(0);
    assert_eq!(mail.to, "Vera@example.com");
    assert!(mail.link().contains("/verification?token="), "{}", mail.link());
    // The account is there, and known to be nobody's yet.
    let early = sign_in(&desk, "vera@example.com", PASSWORD).await.unwrap();
    let account = early.call(GetCustomer { body: () }).await.unwrap();
    assert_eq!((account.profile.name.as_str(), account.email_verified), ("Vera Lund", false));
    assert_eq!(account.phone.unwrap().e164.as_deref(), Some("+16025550100"));
    // The link alone is not enough, and is not used up by a wrong password.
    let api = desk.stranger();
    assert_eq!(why(verify(&api, &mail, OTHER).await), is(422, "password malformed"));
    assert_eq!(why(api.call(GetCustomer { body: () }).await), is(401, "signed_out"));
    let account = verify(&api, &mail, PASSWORD).await.unwrap();
    assert!(account.email_verified);
    assert_eq!(api.call(GetCustomer { body: () }).await.unwrap(), account, "and is signed in");
    assert_eq!(why(verify(&api, &mail, PASSWORD).await), is(410, "link_over"));
    assert_eq!(why(api.call(AskForCustomerVerification { body: () }).await), is(409, "verified"));
    // Agents find whom they know.
    let filter = PeopleFilter { kind: Some(PersonKind::Customer), ..PeopleFilter::default() };
    let people = desk.admin.call(ListPeople { body: filter }).await.unwrap().items;
    assert_eq!(
        people.iter().map(|person| (&*person.name, person.email_verified)).collect::<Vec<_>>(),
        [("Vera Lund", true)]
    );
    api.call(SignOutCustomer { body: () }).await.unwrap();
    assert_eq!(why(api.call(GetCustomer { body: () }).await), is(401, "signed_out"));
    early.call(GetCustomer { body: () }).await.unwrap();
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn sessions_of_customers_and_employees_are_apart(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let (desk, postfix) = desk(backend).await;
    register(&desk, "vera@example.com").await;
    let mail = postfix.wait_for(1).await.remove(0);
    let vera = desk.stranger();
    verify(&vera, &mail, PASSWORD).await.unwrap();
    assert_eq!(why(vera.call(GetSession { body: () }).await), is(401, "signed_out"));
    assert_eq!(why(desk.admin.call(GetCustomer { body: () }).await), is(401, "signed_out"));
    let body = SignIn { login: "vera@example.com".into(), password: PASSWORD.into() };
    assert_eq!(why(desk.stranger().call(CreateSession { body }).await), is(401, "wrong_credentials"));
    assert_eq!(why(sign_in(&desk, "oda", PASSWORD).await.map(|_| ())), is(401, "wrong_credentials"));
    // The same secret under the other's name opens nothing either.
    for (name, from, path) in [
        ("__Host-agent", "/api/v1/portal/session", "/api/v1/session"),
        ("__Host-customer", "/api/v1/session", "/api/v1/portal/me"),
    ] {
        let login = if name == "__Host-agent" { "vera@example.com" } else { "oda" };
        let body = serde_json::json!({ "login": login, "password": PASSWORD });
        let set = crate::scene::Raw::new("POST", from).json(&body).send(&desk.server).await;
        let token = set.header("set-cookie").split([';', '=']).nth(1).unwrap().to_owned();
        let caller = crate::scene::Caller { cookie: Some(format!("{name}={token}")), bearer: None };
        let answer = crate::scene::Raw::new("GET", path).by(&caller).send(&desk.server).await;
        assert_eq!((answer.status, &*answer.code()), (401, "signed_out"), "{name}");
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_known_already_is_told_by_mail(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let (desk, postfix) = desk(backend).await;
    // Somebody takes an address that is another's, with a password of his own.
    register(&desk, "vera@example.com").await;
    let taken = sign_in(&desk, "vera@example.com", PASSWORD).await.unwrap();
    let first = postfix.wait_for(1).await.remove(0);
    // Its owner registers, is told, and comes into the account; whoever took it is out.
    let body = Registration { password: OTHER.into(), ..registration("VERA@example.com") };
    desk.stranger().call(RegisterCustomer { body }).await.unwrap();
    jobs::run_due(&desk.server.app).await.unwrap();
    let mail = postfix.wait_for(2).await.remove(1);
    assert!(mail.plain.contains("has one already") && mail.link().contains("/reset?token="), "{}", mail.plain);
    let owner = desk.stranger();
    let chosen = |password: &str| ChosenPassword { token: mail.token(), password: password.into() };
    assert_eq!(
        why(owner.call(ResetPassword { body: chosen(OTHER) }).await),
        is(410, "link_over"),
        "not at the console"
    );
    owner.call(ResetCustomerPassword { body: chosen(OTHER) }).await.unwrap();
    assert_eq!(why(taken.call(GetCustomer { body: () }).await), is(401, "signed_out"));
    assert_eq!(why(verify(&owner, &first, PASSWORD).await), is(410, "link_over"));
    assert_eq!(why(sign_in(&desk, "vera@example.com", PASSWORD).await.map(|_| ())), is(401, "wrong_credentials"));
    let owner = sign_in(&desk, "vera@example.com", OTHER).await.unwrap();
    assert!(owner.call(GetCustomer { body: () }).await.unwrap().email_verified);
    // An employee's address is no customer's; the employee learns of it, and where the account is.
    register(&desk, "oda@farhorizon.example").await;
    let mail = postfix.wait_for(3).await.remove(2);
    assert!(mail.to == "oda@farhorizon.example" && mail.link().contains("/console/reset#"), "{mail:?}");
    assert_eq!(why(sign_in(&desk, "oda@farhorizon.example", PASSWORD).await.map(|_| ())), is(401, "wrong_credentials"));
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_password_is_replaced(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let (desk, postfix) = desk(backend).await;
    register(&desk, "vera@example.com").await;
    let before = sign_in(&desk, "vera@example.com", PASSWORD).await.unwrap();
    postfix.wait_for(1).await;
    for login in ["Vera@example.com", "oda", "nobody@example.com"] {
        desk.stranger().call(ForgetCustomerPassword { body: Forgotten { login: login.into() } }).await.unwrap();
    }
    jobs::run_due(&desk.server.app).await.unwrap();
    let mail = postfix.wait_for(2).await.remove(1);
    assert_eq!(mail.to, "vera@example.com");
    let body = ChosenPassword { token: mail.token(), password: OTHER.into() };
    desk.stranger().call(ResetCustomerPassword { body: body.clone() }).await.unwrap();
    assert_eq!(why(desk.stranger().call(ResetCustomerPassword { body }).await), is(410, "link_over"));
    assert_eq!(why(before.call(GetCustomer { body: () }).await), is(401, "signed_out"));
    let vera = sign_in(&desk, "vera@example.com", OTHER).await.unwrap();
    let elsewhere = sign_in(&desk, "vera@example.com", OTHER).await.unwrap();
    // Changed by oneself, the other browsers are out.
    let change = |old: &str| PasswordChange { old: old.into(), password: PASSWORD.into() };
    assert_eq!(why(vera.call(ChangeCustomerPassword { body: change("not this one") }).await), is(422, "old malformed"));
    vera.call(ChangeCustomerPassword { body: change(OTHER) }).await.unwrap();
    vera.call(GetCustomer { body: () }).await.unwrap();
    assert_eq!(why(elsewhere.call(GetCustomer { body: () }).await), is(401, "signed_out"));
    assert_eq!(postfix.mails().len(), 2, "nobody else was written to");
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn customers_keep_their_profile_and_move_their_address(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let (desk, postfix) = desk(backend).await;
    register(&desk, "vera@example.com").await;
    let vera = desk.stranger();
    let account = verify(&vera, &postfix.wait_for(1).await[0], PASSWORD).await.unwrap();
    let body = CustomerProfile { name: "Vera Berg".into(), phone: "+4366012345678".into(), language: "de".into() };
    let changed = vera.call(UpdateCustomer { version: account.version, body: body.clone() }).await.unwrap();
    assert_eq!((&changed.profile, changed.email_verified), (&body, true));
    let stale = UpdateCustomer { version: account.version, body: CustomerProfile { name: "V".into(), ..body.clone() } };
    assert_eq!(why(vera.call(stale).await), is(409, "stale"));
    let bad = CustomerProfile { language: "<b>".into(), ..body };
    assert_eq!(
        why(vera.call(UpdateCustomer { version: changed.version, body: bad }).await),
        is(422, "language malformed")
    );
    // Another address is asked for with the password, and is the account's once its mail was read: in German now.
    let move_to = |email: &str, password: &str| {
        vera.call(ChangeCustomerEmail { body: EmailChange { email: email.into(), password: password.into() } })
    };
    assert_eq!(why(move_to("vera@home.example", OTHER).await), is(422, "password malformed"));
    assert_eq!(why(move_to("no address", PASSWORD).await), is(422, "email malformed"));
    move_to("vera@home.example", PASSWORD).await.unwrap();
    jobs::run_due(&desk.server.app).await.unwrap();
    let mail = postfix.wait_for(2).await.remove(1);
    assert!(mail.to == "vera@home.example" && mail.plain.contains("Dies soll"), "{mail:?}");
    assert!(!mail.plain.contains("Vera Berg"), "it may be a stranger's address: {}", mail.plain);
    assert_eq!(vera.call(GetCustomer { body: () }).await.unwrap().email, "vera@example.com");
    let moved = verify(&desk.stranger(), &mail, PASSWORD).await.unwrap();
    jobs::run_due(&desk.server.app).await.unwrap();
    let told = postfix.wait_for(3).await.remove(2);
    assert!(told.to == "vera@example.com" && told.plain.contains("Ihr Konto benutzen"), "{told:?}");
    assert!(!told.plain.contains("vera@home.example"), "where it went is not told: {}", told.plain);
    assert_eq!((&*moved.email, moved.email_verified), ("vera@home.example", true));
    assert_eq!(why(sign_in(&desk, "vera@example.com", PASSWORD).await.map(|_| ())), is(401, "wrong_credentials"));
    sign_in(&desk, "vera@home.example", PASSWORD).await.unwrap();
    // Somebody else's address answers the same, and its owner is told.
    move_to("oda@farhorizon.example", PASSWORD).await.unwrap();
    jobs::run_due(&desk.server.app).await.unwrap();
    let mail = postfix.wait_for(4).await.remove(3);
    assert_eq!(mail.to, "oda@farhorizon.example");
    assert_eq!(vera.call(GetCustomer { body: () }).await.unwrap().email, "vera@home.example");
    // Its link is the console's own, and does nothing here.
    assert_eq!(why(verify(&vera, &mail, PASSWORD).await), is(410, "link_over"));
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_link_of_the_portal_is_none_of_the_console(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let (desk, postfix) = desk(backend).await;
    register(&desk, "vera@example.com").await;
    let token = postfix.wait_for(1).await[0].token();
    let body = contract::accounts::LinkToken { token };
    assert_eq!(why(desk.stranger().call(ReadLink { body: body.clone() }).await), is(410, "link_over"));
    assert_eq!(why(desk.stranger().call(VerifyEmail { body }).await), is(410, "link_over"));
}
