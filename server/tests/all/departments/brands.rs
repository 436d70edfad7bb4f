//! Several brands in one installation: each on its own host, with its own departments.

use contract::{
    brands::{
        Brand, BrandDetails, CreateBrand, GetBrand, MakeDefaultBrand, NewPicture, PictureKind, UpdateBrand,
        UploadPicture,
    },
    departments::{CreateDepartment, NewDepartment, Visibility},
    history::Subject,
    pictures::picture_path,
    portal::LeavePortalMessage,
    widget::NewLeftMessage,
};
use rstest::rstest;
use serde_json::Value;

use super::{department, history};
use crate::{
    refusals::{is, why},
    scene::{PICTURE, Raw},
    support::{Backend, Desk, client_id},
};

fn details(name: &str, host: &str) -> BrandDetails {
    BrandDetails {
        name: name.into(),
        host: host.into(),
        hue: 20,
        chroma: 100,
        headline: format!("{name} helps"),
        welcome: String::new(),
        allowed_sites: Vec::new(),
        ..BrandDetails::default()
    }
}

async fn brand(desk: &Desk, name: &str, host: &str) -> Brand {
    desk.admin.call(CreateBrand { body: details(name, host) }).await.unwrap()
}

async fn home(desk: &Desk, host: &str) -> Value {
    let answer = Raw::new("GET", "/api/v1/portal/home").with("host", host).send(&desk.server).await;
    serde_json::from_str(&answer.text).unwrap()
}

#[rstest]
#[tokio::test]
async fn each_host_shows_its_brand_and_nothing_of_another(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let desk = Desk::on(backend).await;
    let (abc, xyz) = (brand(&desk, "ABC", "abc.localhost").await, brand(&desk, "XYZ", "xyz.localhost").await);
    let mut service = Vec::new();
    for brand in [&abc, &xyz] {
        let mut details = department(&desk.admin, desk.sales).await.details;
        details.name = format!("{} Service", brand.look.name);
        let body = NewDepartment { brand: brand.id, details, visibility: Visibility::Public, front_line: "L1".into() };
        service.push(desk.admin.call(CreateDepartment { body }).await.unwrap().id);
    }
    for (host, shown) in [
        ("abc.localhost:8080", "ABC"),
        ("ABC.localhost.", "ABC"),
        ("xyz.localhost", "XYZ"),
        // Nobody's: the default brand's.
        ("unknown.example", "Far Horizon Travel"),
        ("abc.localhost.evil.tld", "Far Horizon Travel"),
        ("evilabc.localhost", "Far Horizon Travel"),
    ] {
        let home = home(&desk, host).await;
        assert_eq!(home["look"]["name"], shown, "{host}");
        let departments = home["availability"]["departments"].as_array().unwrap();
        let names: Vec<&str> = departments.iter().map(|row| row["name"].as_str().unwrap()).collect();
        let expected = if shown.len() == 3 { format!("{shown} Service") } else { "Sales".to_owned() };
        assert_eq!(names, [expected], "{host}");
        let page = Raw::new("GET", "/").with("host", host).send(&desk.server).await;
        assert!(page.text.contains(shown), "{host}");
        for other in ["ABC Service", "XYZ Service"].into_iter().filter(|other| !names.contains(other)) {
            assert!(!page.text.contains(other), "{host} speaks of {other}");
        }
    }
    // A host that came from elsewhere is not believed.
    let forged = Raw::new("GET", "/api/v1/portal/home").with("host", "abc.localhost");
    let forged = forged.with("x-forwarded-host", "xyz.localhost").with("forwarded", "host=xyz.localhost");
    assert!(forged.send(&desk.server).await.text.contains("\"ABC\""));
    // One brand's portal takes nothing for another's department.
    let body = NewLeftMessage {
        client_id: client_id(),
        department: service[1],
        name: String::new(),
        email: "vera@customer.example".into(),
        subject: String::new(),
        text: "Hello".into(),
        values: Vec::new(),
    };
    let message = serde_json::to_value(&body).unwrap();
    let at = |host: &str| Raw::new("POST", "/api/v1/portal/messages").with("host", host).json(&message);
    assert_eq!(at("abc.localhost").send(&desk.server).await.status, 404);
    assert_eq!(at("xyz.localhost").send(&desk.server).await.status, 200);
    let body = NewLeftMessage { client_id: client_id(), ..body };
    assert_eq!(why(desk.stranger().call(LeavePortalMessage { body }).await), is(404, "not_found"));
}

#[rstest]
#[tokio::test]
async fn one_brand_is_the_default(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let abc = brand(&desk, "ABC", "abc.localhost").await;
    assert!(!abc.is_default);
    assert_eq!(
        why(desk.admin.call(CreateBrand { body: details("Other", "abc.localhost") }).await),
        is(422, "host taken")
    );
    let made = desk.admin.call(MakeDefaultBrand { brand: abc.id, body: () }).await.unwrap();
    assert!(made.is_default);
    let before = desk.admin.call(GetBrand { brand: desk.brand, body: () }).await.unwrap();
    assert!(!before.is_default);
    assert_eq!(home(&desk, "unknown.example").await["look"]["name"], "ABC");
    let acts: Vec<String> =
        history(&desk.admin, Subject::Brand, abc.id.0).await.into_iter().map(|entry| entry.act).collect();
    assert_eq!(acts, ["made_default", "created"]);
    let nobody = contract::BrandId(uuid::Uuid::new_v4());
    assert_eq!(why(desk.admin.call(MakeDefaultBrand { brand: nobody, body: () }).await), is(404, "not_found"));
}

#[rstest]
#[tokio::test]
async fn a_brand_shows_its_pictures(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let abc = brand(&desk, "ABC", "abc.localhost").await;
    let upload =
        async |kind, data: &str| desk.admin.call(UploadPicture { body: NewPicture { kind, data: data.into() } }).await;
    let logo = upload(PictureKind::Logo, PICTURE).await.unwrap();
    assert_eq!((logo.width, logo.height, logo.id.len()), (2, 2, 32));
    assert_eq!(upload(PictureKind::Favicon, PICTURE).await.unwrap().id, logo.id, "known by what is in it");
    // A page that calls itself a picture, and what is no base64.
    for data in
        ["PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciPjxzY3JpcHQ+YWxlcnQoMSk8L3NjcmlwdD48L3N2Zz4=", "%", ""]
    {
        assert_eq!(why(upload(PictureKind::Logo, data).await), is(422, "data no_picture"));
    }
    let shown = |page: &str, what: &str| page.contains(&format!("{what}=\"{}\"", picture_path(&logo.id)));
    let page = async || Raw::new("GET", "/").with("host", "abc.localhost").send(&desk.server).await.text;
    assert!(!shown(&page().await, "src") && page().await.contains("href=\"/favicon.svg\""));

    let body = BrandDetails { logo: logo.id.clone(), favicon: logo.id.clone(), ..details("ABC", "abc.localhost") };
    let saved = desk.admin.call(UpdateBrand { brand: abc.id, version: 1, body: body.clone() }).await.unwrap();
    assert_eq!((&saved.look.logo, &saved.favicon), (&logo.id, &logo.id));
    assert!(shown(&page().await, "src") && shown(&page().await, "href"));
    assert_eq!(home(&desk, "abc.localhost").await["look"]["logo"], logo.id);
    assert_eq!(home(&desk, "unknown.example").await["look"]["logo"], "");
    let changes = &history(&desk.admin, Subject::Brand, abc.id.0).await[0].changes;
    let told: Vec<_> = changes.iter().map(|change| (&*change.field, change.to.as_deref())).collect();
    assert_eq!(told, [("favicon", Some(&*logo.id)), ("logo", Some(&*logo.id))]);

    // It is a picture of ours for everybody, and for ever; nothing else is one.
    let served = async |path: &str| Raw::new("GET", path).send(&desk.server).await;
    let picture = served(&picture_path(&logo.id)).await;
    let header =
        |name: &str| picture.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    assert_eq!((picture.status, header("content-type")), (200, "image/png".into()));
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert!(header("content-security-policy").starts_with("default-src 'none'"));
    assert!(header("cache-control").ends_with("immutable"));
    for path in ["/pictures/00.png", "/pictures/%00.png", "/pictures/.png", &format!("/pictures/{}", logo.id)] {
        assert_eq!(served(path).await.status, 404, "{path}");
    }
    let lost = BrandDetails { logo: "00".into(), ..body.clone() };
    let refused = desk.admin.call(UpdateBrand { brand: abc.id, version: saved.version, body: lost }).await;
    assert_eq!(why(refused), is(422, "logo unknown"));

    // What no brand names is forgotten after a day, what one names is not.
    desk.clock.advance(2 * 24 * 3_600_000);
    let other = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mP4z8AAAAMBAQD3A0FDAAAAAElFTkSuQmCC";
    let other = upload(PictureKind::Logo, other).await.unwrap();
    assert_eq!(served(&picture_path(&logo.id)).await.status, 200);
    desk.clock.advance(2 * 24 * 3_600_000);
    upload(PictureKind::Logo, PICTURE).await.unwrap();
    assert_eq!(served(&picture_path(&other.id)).await.status, 404);
}
