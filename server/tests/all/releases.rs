//! Tabs that outlive an update: the files of the releases before are served as they were.

use std::borrow::Cow;

use rstest::rstest;
use server::platform::{Time, releases};

use crate::{
    scene::Raw,
    support::{Backend, Desk},
};

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn files_of_the_release_before_are_served(#[case] on: Backend) {
    let data = tempfile::tempdir().unwrap();
    let desk = Desk::with(on, |config| config.data = data.path().to_owned()).await;
    let name = "console/console-0123456789abcdef.js";
    let get = |path: &'static str| Raw::new("GET", path).with("accept-encoding", "gzip, br");
    assert_eq!(get("/assets/console/console-0123456789abcdef.js").send(&desk.server).await.status, 404);
    let file = |name: String, content: &'static str| (Cow::Owned(name), Cow::Borrowed(content.as_bytes()));
    let files = [file(name.into(), "plain"), file(format!("{name}.br"), "packed")];
    releases::keep(&data.path().join("releases"), &files, Time(1)).unwrap();
    std::fs::write(data.path().join("secret"), "no").unwrap();

    let packed = get("/assets/console/console-0123456789abcdef.js").send(&desk.server).await;
    assert_eq!((packed.status, &*packed.text, packed.header("content-encoding")), (200, "packed", "br"));
    assert_eq!(packed.header("content-type"), "text/javascript; charset=utf-8");
    assert!(packed.header("cache-control").contains("immutable"));
    let plain = Raw::new("GET", "/assets/console/console-0123456789abcdef.js").send(&desk.server).await;
    assert_eq!((plain.status, &*plain.text, plain.header("content-encoding")), (200, "plain", ""));
    for path in ["/assets/../../secret", "/assets/%2e%2e/%2e%2e/secret", "/assets/console/..%2f..%2fsecret", "/assets/"]
    {
        assert_eq!(get(path).send(&desk.server).await.status, 404, "{path}");
    }
}
