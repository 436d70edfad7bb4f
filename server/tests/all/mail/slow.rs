//! A server for mail that does not go on with one mail takes nobody else's time.

use contract::tickets::{NewReply, ReplyToTicket};
use rstest::rstest;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

use super::{Letter, VERA, arrive, tickets};
use crate::{
    postfix::Postfix,
    support::{Backend, Desk, client_id},
};

/// An address before a server for mail: a connection that names a recipient beginning with `slow` is left waiting.
async fn before(postfix: &Postfix) -> String {
    let (outer, port) = (TcpListener::bind("127.0.0.1:0").await.unwrap(), postfix.port);
    let url = format!("smtp://{}", outer.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (from, _) = outer.accept().await.unwrap();
            tokio::spawn(async move {
                let (asked, mut answers) = from.into_split();
                let (mut said, mut asks) = TcpStream::connect(("127.0.0.1", port)).await.unwrap().into_split();
                let back = tokio::spawn(async move { tokio::io::copy(&mut said, &mut answers).await });
                let mut lines = BufReader::new(asked).split(b'\n');
                while let Some(line) = lines.next_segment().await.unwrap() {
                    if line.starts_with(b"RCPT TO:<slow") {
                        std::future::pending::<()>().await;
                    }
                    asks.write_all(&[&line[..], b"\n"].concat()).await.unwrap();
                }
                drop(asks);
                back.await.unwrap().unwrap();
            });
        }
    });
    url
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_slow_mail_holds_up_no_other(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let postfix = Postfix::start().await;
    let url = before(&postfix).await;
    let desk = Desk::with(on, |config| config.smtp_url = Some(url.into())).await;
    let slow = Letter { id: "slow@customer.example", from: "slow@customer.example", ..VERA };
    arrive(&desk, &slow).await;
    arrive(&desk, &VERA).await;
    for ticket in tickets(&desk).await {
        let body = NewReply { client_id: client_id(), text: "Yes, until Friday.".into(), files: Vec::new() };
        desk.admin.call(ReplyToTicket { ticket: ticket.id, body }).await.unwrap();
    }
    // That hers came, and the answer; the other's wait for their server.
    let mails = postfix.wait_for(2).await;
    assert!(mails.iter().all(|mail| mail.to == "vera@customer.example"), "{mails:?}");
}
