//! Employees' pictures: who gives and takes them, what is none, who sees them, and when they are gone.

use base64::{Engine, prelude::BASE64_STANDARD};
use contract::{
    AccountId,
    departments::GetCompany,
    history::Subject,
    me::{GetOwnAccount, Profile, UpdateProfile},
    people::{NewPerson, Role},
    pictures::{
        NewAvatar, PICTURE_BYTES, Picture, RemoveAvatar, RemoveOwnAvatar, SetAvatar, SetOwnAvatar, picture_path,
    },
    widget::GetVisitorChat,
};
use rstest::rstest;
use serde_json::json;
use server::platform::jobs;

use super::{acts, customer, get};
use crate::{
    chat::start,
    refusals::{is, why},
    scene::{Caller, PICTURE, Raw},
    support::{Backend, Desk, PASSWORD},
};

/// A single pixel of another colour.
const OTHER: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mP4z8AAAAMBAQD3A0FDAAAAAElFTkSuQmCC";

fn new(data: &str) -> NewAvatar {
    NewAvatar { data: data.into() }
}

async fn upload(api: &client::Api, data: &str) -> Picture {
    api.call(SetOwnAvatar { body: new(data) }).await.unwrap()
}

async fn served(desk: &Desk, picture: &str) -> u16 {
    Raw::new("GET", picture_path(picture)).send(&desk.server).await.status
}

/// What every agent's console shows.
async fn shown(desk: &Desk) -> (i64, Vec<(AccountId, String)>) {
    jobs::run_due(&desk.server.app).await.unwrap();
    let company = desk.admin.call(GetCompany { body: () }).await.unwrap();
    (company.version, company.pictures.into_iter().map(|avatar| (avatar.person, avatar.picture)).collect())
}

#[rstest]
#[tokio::test]
async fn employees_have_the_picture_they_upload(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let lars = desk.employee("Lars", &[Role::Agent]).await;
    let before = shown(&desk).await;
    assert_eq!(before.1, []);
    let first = upload(&lars.api, PICTURE).await;
    assert_eq!((first.id.len(), first.width, first.height), (32, 2, 2));
    assert_eq!(get(&desk.admin, lars.id).await.picture, first.id);
    let own = lars.api.call(GetOwnAccount { body: () }).await.unwrap();
    assert_eq!((&own.picture, own.profile.shows_picture), (&first.id, false), "nobody but colleagues, unless told");
    let now = shown(&desk).await;
    assert_eq!(now.1, [(lars.id, first.id.clone())]);
    assert!(now.0 > before.0, "every console hears of it");

    // Whoever has a form open saves it: the picture is none of what stands there, and stays.
    let body = Profile { alias: "Lasse".into(), ..own.profile };
    lars.api.call(UpdateProfile { version: own.version, body }).await.unwrap();
    assert_eq!(get(&desk.admin, lars.id).await.picture, first.id);

    let second = upload(&lars.api, OTHER).await;
    assert_eq!(shown(&desk).await.1, [(lars.id, second.id.clone())]);
    assert_eq!((served(&desk, &first.id).await, served(&desk, &second.id).await), (404, 200), "gone, not only unnamed");
    // Somebody else has the same picture: it stays for them.
    let nina = desk.employee("Nina", &[Role::Agent]).await;
    assert_eq!(upload(&nina.api, OTHER).await.id, second.id);
    lars.api.call(RemoveOwnAvatar { body: () }).await.unwrap();
    assert_eq!(shown(&desk).await.1, [(nina.id, second.id.clone())]);
    assert_eq!(served(&desk, &second.id).await, 200);
    nina.api.call(RemoveOwnAvatar { body: () }).await.unwrap();
    nina.api.call(RemoveOwnAvatar { body: () }).await.unwrap();
    assert_eq!((shown(&desk).await.1, served(&desk, &second.id).await), (Vec::new(), 404));
    let told = acts(&desk.admin, Subject::Person, lars.id.0).await;
    assert_eq!(told, ["picture_removed", "picture_changed", "changed", "picture_changed", "created"]);
    assert_eq!(acts(&desk.admin, Subject::Person, nina.id.0).await, ["picture_removed", "picture_changed", "created"]);
}

#[rstest]
#[tokio::test]
async fn who_manages_people_gives_and_takes_pictures(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let lars = desk.employee("Lars", &[Role::Agent]).await;
    let nina = desk.employee("Nina", &[Role::Agent]).await;
    let set = |person| SetAvatar { person, body: new(PICTURE) };
    let remove = |person| RemoveAvatar { person, body: () };
    let given = desk.admin.call(set(lars.id)).await.unwrap();
    assert_eq!(shown(&desk).await.1, [(lars.id, given.id)]);
    assert_eq!(why(nina.api.call(set(lars.id)).await), is(403, "forbidden"));
    assert_eq!(why(nina.api.call(remove(lars.id)).await), is(403, "forbidden"));
    desk.admin.call(remove(lars.id)).await.unwrap();
    assert_eq!(shown(&desk).await.1, []);
    // Nobody changes somebody who may do more; customers have no pictures.
    let role = contract::roles::RoleDetails {
        name: "Office".into(),
        permissions: contract::rights::Permissions::of(&[contract::rights::Permission::ManagePeople]),
    };
    let office = desk.admin.call(contract::roles::CreateRole { body: role }).await.unwrap().role;
    let mari = desk.employee("Mari", &[Role::Agent, office]).await;
    mari.api.call(set(lars.id)).await.unwrap();
    let oda = desk.admin.call(contract::people::GetSession { body: () }).await.unwrap().id;
    assert_eq!(why(mari.api.call(set(oda)).await), is(403, "forbidden"));
    assert_eq!(why(mari.api.call(remove(oda)).await), is(403, "forbidden"));
    let body: NewPerson = customer("ulf", "Ulf");
    let ulf = desk.admin.call(contract::people::CreatePerson { body }).await.unwrap().id;
    assert_eq!(why(desk.admin.call(set(ulf)).await), is(404, "not_found"));
}

#[rstest]
#[tokio::test]
async fn class_33_an_avatar_is_uploaded_and_never_named_or_fetched(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let desk = Desk::on(backend).await;
    let lars = desk.employee("Lars", &[Role::Agent]).await;
    let nina = desk.employee("Nina", &[Role::Agent]).await;
    let hers = upload(&nina.api, OTHER).await;
    let own = lars.api.call(GetOwnAccount { body: () }).await.unwrap();
    let signed = json!({ "login": "lars", "password": PASSWORD });
    let signed = Raw::new("POST", "/api/v1/session").json(&signed).send(&desk.server).await;
    let cookie = signed.header("set-cookie").split(';').next().map(str::to_owned);
    let signed_in = Caller { cookie, bearer: None };
    // Neither somebody else's picture nor an address is taken: not by a word, not as what should be a file.
    for address in
        [&*hers.id, &*picture_path(&hers.id), "http://169.254.169.254/", "http://127.1/", "file:///etc/passwd"]
    {
        for word in ["picture", "id", "url"] {
            let body = json!({ word: address });
            let named = Raw::new("PUT", "/api/v1/me/avatar").by(&signed_in).json(&body).send(&desk.server).await;
            assert_eq!(named.status, 422, "{body}");
            let mut profile = serde_json::to_value(&own.profile).unwrap();
            profile[word] = address.into();
            let put = Raw::new("PUT", "/api/v1/me").with("if-match", format!("\"{}\"", own.version)).json(&profile);
            assert_eq!(put.by(&signed_in).send(&desk.server).await.status, 422, "{profile}");
        }
        for data in [address.to_owned(), BASE64_STANDARD.encode(address)] {
            assert_eq!(why(lars.api.call(SetOwnAvatar { body: new(&data) }).await), is(422, "data no_picture"));
        }
    }
    assert_eq!(lars.api.call(GetOwnAccount { body: () }).await.unwrap(), own);
}

#[rstest]
#[tokio::test]
async fn hostile_pictures_are_none(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let lars = desk.employee("Lars", &[Role::Agent]).await;
    let picture = BASE64_STANDARD.decode(PICTURE).unwrap();
    // Says that it is 60,000 pixels wide and high.
    let mut bomb = picture.clone();
    bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    let hostile: [&[u8]; 6] = [
        b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"\x89PNG\r\n\x1a\n<!doctype html><script>alert(1)</script>",
        b"GIF89a\x01\0\x01\0\0\0\0;",
        &bomb,
        b"",
    ];
    for file in hostile {
        let refused = lars.api.call(SetOwnAvatar { body: new(&BASE64_STANDARD.encode(file)) }).await;
        assert_eq!(why(refused), is(422, "data no_picture"), "{file:?}");
    }
    let large = "A".repeat(PICTURE_BYTES.div_ceil(3) * 4 + 4);
    assert_eq!(why(lars.api.call(SetOwnAvatar { body: new(&large) }).await).0, 422);
    assert_eq!(get(&desk.admin, lars.id).await.picture, "");
    // What stands behind the picture is not served with it.
    let polyglot = [&*picture, b"<script>alert(1)</script>"].concat();
    let drawn = upload(&lars.api, &BASE64_STANDARD.encode(polyglot)).await;
    let answer = Raw::new("GET", picture_path(&drawn.id)).send(&desk.server).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "image/png"));
    assert!(!answer.text.contains("script"), "{}", answer.text);
    // Each is kept for a while: not as many as somebody likes.
    for _ in 0..60 {
        if let Err(error) = lars.api.call(SetOwnAvatar { body: new(PICTURE) }).await {
            assert_eq!(why(Err::<(), _>(error)), is(429, "too_many"));
            return;
        }
    }
    panic!("nobody says stop");
}

#[rstest]
#[tokio::test]
async fn customers_see_a_face_where_its_owner_says_so(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 3).await;
    let own = lars.api.call(GetOwnAccount { body: () }).await.unwrap();
    let body = Profile { alias: "Your guide".into(), ..own.profile };
    let own = lars.api.call(UpdateProfile { version: own.version, body }).await.unwrap();
    let picture = upload(&lars.api, PICTURE).await;
    desk.connect(lars.id).await;
    let (visitor, _) = desk.visitor().await;
    let chat = start(&visitor, desk.sales, "Do you fly to Oslo?").await;
    let seen = async || {
        let chat = visitor.call(GetVisitorChat { chat: chat.id, body: () }).await.unwrap();
        (chat.agent.unwrap_or_default(), chat.picture)
    };
    assert_eq!(seen().await, ("Your guide".into(), None), "an alias is all one said of oneself");
    let body = Profile { shows_picture: true, ..own.profile.clone() };
    let own = lars.api.call(UpdateProfile { version: own.version, body }).await.unwrap();
    assert_eq!(seen().await, ("Your guide".into(), Some(picture.id)));
    lars.api.call(RemoveOwnAvatar { body: () }).await.unwrap();
    assert_eq!(seen().await.1, None);
    upload(&lars.api, OTHER).await;
    let body = Profile { shows_picture: false, ..own.profile };
    lars.api.call(UpdateProfile { version: own.version, body }).await.unwrap();
    assert_eq!(seen().await.1, None);
}
