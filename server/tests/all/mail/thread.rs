//! An answer leaves from the department's address, and what comes back joins its ticket, or is kept apart.

use contract::{
    TicketId,
    chat::Side,
    mails::MailFate,
    tickets::{NewReply, ReplyToTicket, SendingFate, Ticket, TicketEvent, TicketStatus},
};
use rstest::rstest;

use super::{Letter, VERA, arrive, fate, log, ticket, tickets};
use crate::{
    postfix::{Delivered, Postfix},
    support::{Backend, Desk, client_id},
};

async fn desk(on: Backend, postfix: &Postfix) -> Desk {
    let url = postfix.url();
    Desk::with(on, |config| config.smtp_url = Some(url.into())).await
}

async fn reply(desk: &Desk, ticket: TicketId, text: &str) -> Ticket {
    let body = NewReply { client_id: client_id(), text: text.into(), files: Vec::new() };
    desk.admin.call(ReplyToTicket { ticket, body }).await.unwrap()
}

fn header<'a>(mail: &'a Delivered, name: &str) -> &'a str {
    let line = mail.head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
    line.unwrap_or_else(|| panic!("no {name}: {}", mail.head))
}

fn sending(ticket: &Ticket) -> Option<SendingFate> {
    let sending = ticket.entries.iter().rev().find_map(|entry| entry.sending.as_ref());
    sending.map(|sending| sending.fate)
}

fn messages(ticket: &Ticket) -> usize {
    let said = |event: &TicketEvent| matches!(event, TicketEvent::Message { from: Side::Visitor, .. });
    ticket.entries.iter().filter(|entry| said(&entry.event)).count()
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_whole_thread(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let postfix = Postfix::start().await;
    let desk = desk(on, &postfix).await;
    arrive(&desk, &VERA).await;
    let id = tickets(&desk).await[0].id;
    reply(&desk, id, "Yes, until Friday.\n\n<b>Oda</b>").await;
    // The first says that hers came.
    let mails = postfix.wait_for(2).await;
    let mail = mails.into_iter().find(|mail| mail.plain.starts_with("Yes")).unwrap();
    assert_eq!(mail.to, "vera@customer.example");
    assert!(header(&mail, "From").ends_with("<sales@farhorizon.example>"), "{}", mail.head);
    assert!(!mail.head.contains("oda@"), "no agent's address is shown: {}", mail.head);
    assert_eq!(header(&mail, "Subject"), "Re: A trip to Bergen");
    assert_eq!(header(&mail, "In-Reply-To"), "<first@customer.example>");
    assert_eq!(mail.plain.trim(), "Yes, until Friday.\n\n<b>Oda</b>");
    let name = header(&mail, "Message-ID").trim_matches(['<', '>']).to_owned();
    let sent = loop {
        let now = ticket(&desk, id).await;
        if sending(&now) != Some(SendingFate::Waiting) {
            break now;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    };
    assert_eq!((sending(&sent), sent.row.status), (Some(SendingFate::Sent), TicketStatus::Waiting));

    let answers = format!("<{name}>");
    let more: &[(&str, &str)] = &[("In-Reply-To", &answers), ("References", "<first@customer.example>")];
    let back = Letter { id: "second@customer.example", more, text: "Then I do.", subject: "Re: quite else", ..VERA };
    assert_eq!(fate(&desk, &back).await, MailFate::Joined);
    let joined = ticket(&desk, id).await;
    assert_eq!((messages(&joined), joined.row.status, tickets(&desk).await.len()), (2, TicketStatus::Active, 1));
    // A machine's answer is kept and flagged, and is no answer.
    reply(&desk, id, "Done.").await;
    let machine = [("In-Reply-To", &*answers), ("Auto-Submitted", "auto-replied")];
    let away = Letter { id: "away@customer.example", more: &machine, text: "I am away.", ..VERA };
    assert_eq!(fate(&desk, &away).await, MailFate::Joined);
    assert_eq!(ticket(&desk, id).await.row.status, TicketStatus::Waiting);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_11_whoever_takes_no_part_is_kept_apart(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let desk = Desk::on(on).await;
    arrive(&desk, &VERA).await;
    let first = tickets(&desk).await[0].clone();
    let more: &[(&str, &str)] = &[("In-Reply-To", "<first@customer.example>")];
    let mallory = Letter { id: "m@evil.example", from: "Vera Lund <vera@evil.example>", more, ..VERA };
    assert_eq!(fate(&desk, &mallory).await, MailFate::Stranger);
    // Nor does an employee's address make an agent's answer.
    let employee = Letter { id: "o@x.example", from: "oda@farhorizon.example", more, ..VERA };
    assert_eq!(fate(&desk, &employee).await, MailFate::Stranger);
    let whole = ticket(&desk, first.id).await;
    assert_eq!((messages(&whole), whole.participants.len()), (1, 1));
    let strangers = whole.entries.iter().filter(|entry| matches!(entry.event, TicketEvent::Stranger { .. }));
    assert_eq!(strangers.count(), 2);
    // A number joins nothing.
    let number = format!("Re: A trip to Bergen [#{}]", first.number);
    assert_eq!(fate(&desk, &Letter { id: "n@x.example", subject: &number, ..VERA }).await, MailFate::NewTicket);
    let unknown = Letter { id: "u@x.example", more: &[("References", "<nobody@nowhere.example>")], ..VERA };
    assert_eq!(fate(&desk, &unknown).await, MailFate::NewTicket);
    assert_eq!(log(&desk).await.len(), 5);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_12_a_name_that_was_taken_before_hides_nothing(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let desk = Desk::on(on).await;
    let mallory = Letter { from: "mallory@evil.example", subject: "Mine", ..VERA };
    assert_eq!(fate(&desk, &mallory).await, MailFate::NewTicket);
    assert_eq!(fate(&desk, &VERA).await, MailFate::NewTicket, "another mail of the same name");
    let more: &[(&str, &str)] = &[("In-Reply-To", "<first@customer.example>")];
    assert_eq!(fate(&desk, &Letter { id: "second@customer.example", more, ..VERA }).await, MailFate::Joined);
    let mut said: Vec<(String, usize)> = Vec::new();
    for row in tickets(&desk).await {
        said.push((row.subject.clone(), messages(&ticket(&desk, row.id).await)));
    }
    said.sort();
    assert_eq!(said, [("A trip to Bergen".to_owned(), 2), ("Mine".to_owned(), 1)]);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_11_a_reply_address_joins_its_ticket_and_no_other(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let postfix = Postfix::start().await;
    let url = postfix.url();
    let mut desk = Desk::with(on, |config| {
        config.smtp_url = Some(url.into());
        config.mail_plus_addresses = true;
    })
    .await;
    arrive(&desk, &VERA).await;
    arrive(&desk, &Letter { id: "other@customer.example", from: "Ulf <ulf@customer.example>", ..VERA }).await;
    let all = tickets(&desk).await;
    let (ulfs, veras) = (all[0].clone(), all[1].clone());
    reply(&desk, veras.id, "Yes.").await;
    let mails = postfix.wait_for(3).await;
    let mail = mails.iter().find(|mail| mail.plain.starts_with("Yes")).unwrap();
    let (name, address) = header(mail, "Reply-To").rsplit_once(" <").unwrap();
    assert!(header(mail, "From").starts_with(name), "{}", mail.head);
    let address = address.trim_end_matches('>').to_owned();
    assert!(address.starts_with(&format!("sales+t{}-", veras.number)), "{address}");
    let to = async |id: &str, from: &str, to: &str| fate(&desk, &Letter { id, from, to, ..VERA }).await;
    // No name of a mail, and capitals.
    assert_eq!(to("1@x.example", "vera@customer.example", &address.to_uppercase()).await, MailFate::Joined);
    assert_eq!(messages(&ticket(&desk, veras.id).await), 2);
    assert_eq!(ticket(&desk, veras.id).await.participants.len(), 1);
    // Foreign: whoever has it is still no participant.
    assert_eq!(to("2@x.example", "mallory@evil.example", &address).await, MailFate::Stranger);
    // Altered: another ticket's number, another day, another seal.
    let number = address.replace(&format!("+t{}-", veras.number), &format!("+t{}-", ulfs.number));
    let (head, seal) = address.rsplit_once('@').unwrap().0.rsplit_once('-').unwrap();
    let (before, day) = head.rsplit_once('-').unwrap();
    let later = format!("{before}-{}-{seal}@farhorizon.example", day.parse::<u32>().unwrap() + 1);
    let forged = format!("{head}-{}@farhorizon.example", "0".repeat(seal.len()));
    for (at, altered) in [number, later, forged].iter().enumerate() {
        assert_eq!(
            to(&format!("3{at}@x.example"), "ulf@customer.example", altered).await,
            MailFate::NewTicket,
            "{altered}"
        );
    }
    assert_eq!(messages(&ticket(&desk, ulfs.id).await), 1);
    // Expired.
    desk.server.app.clock().advance(401 * 24 * 60 * 60 * 1000);
    desk.admin = desk.sign_in("oda").await.unwrap();
    let late = Letter { id: "4@x.example", to: &address, ..VERA };
    assert_eq!(fate(&desk, &late).await, MailFate::NewTicket);
}
