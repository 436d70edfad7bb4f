//! Mails are fetched from a real server, each once.

use std::time::{Duration, Instant};

use contract::mailboxes::{
    FetchMailbox, GetMailbox, MailProtocol, MailSecurity, Mailbox, MailboxDetails, NewMailbox, RemoveMailbox,
    SetMailbox,
};
use rstest::rstest;

use super::{Letter, VERA, log, tickets};
use crate::{
    dovecot::{Dovecot, PASSWORD},
    refusals::{is, why},
    support::{Backend, Desk},
};

async fn desk(on: Backend) -> Desk {
    Desk::with(on, |config| config.inside_hosts = vec!["127.0.0.1".into()]).await
}

fn details(port: u16, protocol: MailProtocol) -> MailboxDetails {
    MailboxDetails {
        protocol,
        host: "127.0.0.1".into(),
        port,
        security: MailSecurity::None,
        username: "sales".into(),
        folder: "INBOX".into(),
        enabled: true,
        checked_by: String::new(),
        plus_addresses: false,
    }
}

async fn set(desk: &Desk, version: i64, details: MailboxDetails, password: Option<&str>, with_old: bool) -> Mailbox {
    let body = NewMailbox { details, password: password.map(Into::into), with_old };
    desk.admin.call(SetMailbox { department: desk.sales, version, body }).await.unwrap()
}

fn mail(number: usize) -> Vec<u8> {
    let (id, subject) = (format!("{number}@customer.example"), format!("Trip {number}"));
    Letter { id: &id, subject: &subject, ..VERA }.raw()
}

/// Waits until so many tickets are there.
async fn until(desk: &Desk, count: usize) {
    let began = Instant::now();
    while tickets(desk).await.len() < count {
        assert!(began.elapsed() < Duration::from_secs(30), "{} of {count}", tickets(desk).await.len());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn by_imap_as_soon_as_they_come(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (mut dovecot, desk) = (Dovecot::start().await, desk(on).await);
    dovecot.put("sales", "1.a", &mail(1));
    let imap = details(dovecot.imap, MailProtocol::Imap);
    let set_up = set(&desk, 0, imap.clone(), Some(PASSWORD), true).await;
    assert_eq!((set_up.version, set_up.details.as_ref()), (1, Some(&imap)));
    until(&desk, 1).await;
    // The server says when another comes.
    dovecot.put("sales", "2.a", &mail(2));
    until(&desk, 2).await;
    // Numbers given out anew, a server that was away, two who fetch at once: each mail is there once.
    dovecot.end();
    dovecot.renumber("sales");
    dovecot.put("sales", "3.a", &mail(3));
    dovecot.begin().await;
    let fetch = || desk.admin.call(FetchMailbox { department: desk.sales, body: () });
    let (one, other) = tokio::join!(fetch(), fetch());
    for fetched in [one.unwrap(), other.unwrap()] {
        assert_eq!((fetched.problem.as_str(), fetched.fetched_at.is_some()), ("", true));
    }
    assert_eq!((tickets(&desk).await.len(), log(&desk).await.len()), (3, 3));
    // Nothing is fetched any more.
    desk.admin.call(RemoveMailbox { department: desk.sales, body: () }).await.unwrap();
    let none = desk.admin.call(GetMailbox { department: desk.sales, body: () }).await.unwrap();
    assert_eq!((none.details, none.version), (None, 0));
    assert_eq!(why(fetch().await), is(404, "not_found"));
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn by_pop3(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (dovecot, desk) = (Dovecot::start().await, desk(on).await);
    let dotted = Letter { text: ".\n..two\n\nlast", ..VERA }.raw();
    dovecot.put("sales", "1.a", &dotted);
    set(&desk, 0, details(dovecot.pop, MailProtocol::Pop3), Some(PASSWORD), true).await;
    until(&desk, 1).await;
    dovecot.put("sales", "2.a", &mail(2));
    for _ in 0..2 {
        let fetched = desk.admin.call(FetchMailbox { department: desk.sales, body: () }).await.unwrap();
        assert_eq!(fetched.problem, "");
    }
    assert_eq!((tickets(&desk).await.len(), log(&desk).await.len()), (2, 2));
    let first = tickets(&desk).await.pop().unwrap();
    let said = serde_json::to_string(&super::ticket(&desk, first.id).await.entries).unwrap();
    assert!(said.contains(r".\n..two\n\nlast"), "{said}");
}

#[rstest]
#[case::imap(MailProtocol::Imap)]
#[case::pop3(MailProtocol::Pop3)]
#[tokio::test(flavor = "multi_thread")]
async fn what_lies_there_already_stays_unless_it_is_wanted(
    #[case] protocol: MailProtocol,
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let (dovecot, desk) = (Dovecot::start().await, desk(on).await);
    dovecot.put("sales", "1.a", &mail(1));
    // It came long ago.
    dovecot.age("sales", "1.a");
    let port = if protocol == MailProtocol::Imap { dovecot.imap } else { dovecot.pop };
    set(&desk, 0, details(port, protocol), Some(PASSWORD), false).await;
    let fetch = || desk.admin.call(FetchMailbox { department: desk.sales, body: () });
    assert_eq!(fetch().await.unwrap().problem, "");
    dovecot.put("sales", "2.a", &mail(2));
    assert_eq!(fetch().await.unwrap().problem, "");
    until(&desk, 1).await;
    assert_eq!(tickets(&desk).await[0].subject, "Trip 2");
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (dovecot, desk) = (Dovecot::start().await, desk(on).await);
    let right = details(dovecot.imap, MailProtocol::Imap);
    let off = MailboxDetails { enabled: false, ..right.clone() };
    let problem = async || desk.admin.call(FetchMailbox { department: desk.sales, body: () }).await.unwrap().problem;
    set(&desk, 0, off.clone(), Some("wrong"), false).await;
    assert!(problem().await.contains("refuses the name or the password"), "{}", problem().await);
    set(&desk, 1, MailboxDetails { folder: "Elsewhere".into(), ..off.clone() }, Some(PASSWORD), false).await;
    assert!(problem().await.contains("no such folder"), "{}", problem().await);
    set(&desk, 2, MailboxDetails { security: MailSecurity::StartTls, ..off.clone() }, Some(PASSWORD), false).await;
    assert!(problem().await.contains("does not offer TLS"), "{}", problem().await);
    // Only what the configuration names is reached inside one's own network, or without TLS.
    for (host, version) in [("localhost", 3), ("169.254.169.254", 4), ("[::1]", 5)] {
        let there = MailboxDetails { host: host.into(), ..off.clone() };
        set(&desk, version, there, Some(PASSWORD), false).await;
        assert!(problem().await.contains("may not be called"), "class 33, {host}: {}", problem().await);
    }
    // A password goes nowhere but where it was entered for.
    let body = NewMailbox { details: right, password: None, with_old: false };
    let moved = desk.admin.call(SetMailbox { department: desk.sales, version: 6, body }).await;
    assert_eq!(why(moved), is(422, "password required"));
}
