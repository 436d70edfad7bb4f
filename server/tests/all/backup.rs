//! A backup taken in the middle of work is whole, and a server starts on it.

use std::{fs, path::Path};

use contract::widget::{GetVisitorLog, NewVisitorMessage, PublicPosition, SendVisitorMessage, StartChat};
use server::{
    Server,
    platform::{
        Config,
        backup::{BackupError, backup, restore},
    },
};
use tempfile::tempdir;

use crate::support::{Backend, Desk, browser, client_id, new_chat};

fn at(folder: &Path) -> Config {
    Config {
        database_url: format!("sqlite://{}", folder.join("there.sqlite").display()).into(),
        data: folder.join("data"),
        anonymous_per_minute: 100_000,
        ..Config::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_in_the_middle_of_work_is_whole() {
    let desk = Desk::on(Backend::Sqlite).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    desk.connect(lars.id).await;
    let (visitor, pass) = desk.visitor().await;
    let body = new_chat(desk.sales, "Hello");
    let chat = visitor.call(StartChat { body }).await.unwrap().id;
    let say = async |text: String| {
        let body = NewVisitorMessage { client_id: client_id(), text };
        visitor.call(SendVisitorMessage { chat, body }).await.unwrap().number
    };
    let before = say("Before".into()).await;
    let folder = tempdir().unwrap();
    let config = Config { data: folder.path().join("origin"), ..desk.server.app.config().clone() };
    fs::create_dir_all(config.data.join("files/a")).unwrap();
    fs::write(config.data.join("files/a/b.txt"), "attached").unwrap();
    fs::create_dir_all(config.data.join("releases")).unwrap();
    let key = |data: &Path| fs::read_to_string(data.join("secret.key")).unwrap();
    fs::copy(desk.server.app.config().data.join("secret.key"), config.data.join("secret.key")).unwrap();
    let file = folder.path().join("backup.tar");
    let (written, _) = tokio::join!(backup(&config, &file), async {
        for number in 0..40 {
            say(format!("Meanwhile {number}")).await;
        }
    });
    written.unwrap();
    let leftovers: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(leftovers.len(), 2, "the backup and the origin: {leftovers:?}");
    assert!(matches!(backup(&config, &file).await, Err(BackupError::Occupied(_))), "nothing is written over");

    let there = tempdir().unwrap();
    restore(&at(there.path()), &file, false).await.unwrap();
    assert_eq!(fs::read_to_string(there.path().join("data/files/a/b.txt")).unwrap(), "attached");
    assert!(!there.path().join("data/releases").exists());
    assert_eq!(key(&there.path().join("data")), key(&config.data), "what is sealed can be opened");
    #[cfg(unix)]
    for file in [&file, &there.path().join("data/secret.key")] {
        let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(file).unwrap().permissions());
        assert_eq!(mode & 0o077, 0, "{} is its owner's alone", file.display());
    }
    let again = Server::start(at(there.path()), desk.clock.clone()).await.unwrap();
    let same = browser(&again).bearing(&pass.token);
    let log = same.call(GetVisitorLog { chat, body: PublicPosition { after: 0 } });
    let numbers: Vec<u64> = log.await.unwrap().entries.iter().map(|entry| entry.number).collect();
    let last = *numbers.last().unwrap();
    assert!(last >= before, "what was acknowledged before is there: {last}");
    assert_eq!(numbers, (1..=last).collect::<Vec<_>>(), "what is there has no gap");
    again.app.stop().await;

    // What is there is kept, and only moved aside when that is said.
    assert!(matches!(restore(&at(there.path()), &file, false).await, Err(BackupError::Occupied(_))));
    restore(&at(there.path()), &file, true).await.unwrap();
    assert!(there.path().join("there.sqlite.before-restore").exists());
    assert!(there.path().join("data/files.before-restore/a/b.txt").exists());
    Server::start(at(there.path()), desk.clock.clone()).await.unwrap();
}

#[tokio::test]
async fn what_is_no_backup_changes_nothing() {
    let folder = tempdir().unwrap();
    let config = at(folder.path());
    let kept = folder.path().join("there.sqlite");
    fs::write(&kept, "what was there").unwrap();
    let bad = folder.path().join("bad.tar");
    let tar = |entries: &[(&str, &[u8])]| {
        let mut archive = tar::Builder::new(fs::File::create(&bad).unwrap());
        for (name, bytes) in entries {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o600);
            // As an attacker writes it, dots and all.
            header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
            header.set_cksum();
            archive.append(&header, *bytes).unwrap();
        }
        archive.finish().unwrap();
    };
    let cases: [&[(&str, &[u8])]; 5] = [
        &[],
        &[("frontdesk.sqlite", b"no database at all, but long enough to be read as if it were one")],
        &[("../evil.txt", b"out")],
        &[("files/../../evil.txt", b"out")],
        &[("/tmp/evil.txt", b"out")],
    ];
    for entries in cases {
        tar(entries);
        let refused = restore(&config, &bad, true).await;
        assert!(matches!(refused, Err(BackupError::Damaged(_))), "{refused:?}");
        assert_eq!(fs::read_to_string(&kept).unwrap(), "what was there");
        assert!(!folder.path().parent().unwrap().join("evil.txt").exists());
    }
    fs::write(&bad, "no archive").unwrap();
    assert!(matches!(restore(&config, &bad, true).await, Err(BackupError::Damaged(_))));
    assert!(matches!(restore(&config, &folder.path().join("none"), true).await, Err(BackupError::File { .. })));
    let elsewhere = Config { database_url: "postgres://localhost/frontdesk".into(), ..config };
    assert!(matches!(backup(&elsewhere, &bad).await, Err(BackupError::NotSqlite(_))));
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "the database and the archive: {left:?}");
}
