//! What a machine answers, to whom, how often; what administrators make it say; and whom it believes.

use contract::{
    chat::Side,
    mail_templates::{
        GetBrandMailTemplates, GetDepartmentMailTemplates, MailPurpose, MailTemplate, OwnMailTemplates,
        SetBrandMailTemplates, SetDepartmentMailTemplates,
    },
    mails::{MailFate, Verdict},
    tickets::{NewReply, ReplyToTicket, TicketEvent, TicketStatus},
};
use rstest::rstest;

use super::{Letter, VERA, arrive, fate, log, ticket, tickets};
use crate::{
    postfix::{Delivered, Postfix},
    refusals::{is, why},
    support::{Backend, Desk, client_id},
};

/// The server that checks senders.
const MX: &str = "mx.farhorizon.example";

async fn desk(on: Backend, postfix: &Postfix) -> Desk {
    let url = postfix.url();
    Desk::with(on, |config| {
        config.smtp_url = Some(url.into());
        config.mail_checked_by = MX.into();
    })
    .await
}

fn template(purpose: MailPurpose, subject: &str, text: &str) -> MailTemplate {
    MailTemplate { purpose, enabled: true, subject: subject.into(), text: text.into() }
}

/// Automatic messages of every ticket.
async fn automatic(desk: &Desk) -> Vec<String> {
    let mut all = Vec::new();
    for row in tickets(desk).await {
        for entry in ticket(desk, row.id).await.entries {
            if let TicketEvent::Message { from: Side::Agent, automatic: true, text, .. } = entry.event {
                all.push(text);
            }
        }
    }
    all
}

/// The plain text of the mail that begins with a word.
fn answer(mails: &[Delivered], begins: &str) -> String {
    let found = mails.iter().find(|mail| mail.plain.starts_with(begins));
    found.unwrap_or_else(|| panic!("{mails:?}")).plain.replace("\r\n", "\n")
}

fn has(mail: &Delivered, line: &str) -> bool {
    mail.head.lines().any(|one| one == line)
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn who_writes_is_told_that_it_came(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let postfix = Postfix::start().await;
    let desk = desk(on, &postfix).await;
    arrive(&desk, &VERA).await;
    let mail = postfix.wait_for(1).await.remove(0);
    let row = tickets(&desk).await.remove(0);
    assert_eq!(mail.to, "vera@customer.example");
    assert!(has(&mail, "Auto-Submitted: auto-replied"), "{}", mail.head);
    assert!(has(&mail, "In-Reply-To: <first@customer.example>"), "{}", mail.head);
    assert!(has(&mail, &format!("Subject: Re: #{}", row.number)), "{}", mail.head);
    assert!(mail.plain.contains(&format!("#{}", row.number)), "{}", mail.plain);
    // Nobody knows that it is hers: nothing she wrote goes to that address.
    assert!(!mail.plain.contains("Bergen") && !mail.plain.contains("Vera"), "{}", mail.plain);
    assert_eq!((row.status, automatic(&desk).await.len()), (TicketStatus::Active, 1));

    let results = format!("{MX}; dmarc=pass header.from=customer.example");
    let more: &[(&str, &str)] = &[("Authentication-Results", &results)];
    arrive(&desk, &Letter { id: "known@customer.example", more, ..VERA }).await;
    let mails = postfix.wait_for(2).await;
    assert!(mails.iter().any(|mail| has(mail, "Subject: Re: A trip to Bergen")), "{mails:?}");
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_13_two_that_answer_one_another_end(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let postfix = Postfix::start().await;
    let desk = desk(on, &postfix).await;
    // The other side answers whatever comes with a new mail that says nothing of being written by a machine.
    arrive(&desk, &VERA).await;
    let mut answered = 0;
    while automatic(&desk).await.len() > answered {
        answered += 1;
        let id = format!("away{answered}@customer.example");
        arrive(&desk, &Letter { id: &id, subject: "I am away", ..VERA }).await;
    }
    assert_eq!((answered, tickets(&desk).await.len()), (3, 4));
    // Another one is answered still.
    arrive(&desk, &Letter { id: "other@x.example", from: "other@x.example", ..VERA }).await;
    assert_eq!(automatic(&desk).await.len(), 4);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn machines_the_past_and_what_is_forged_are_not_answered(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let postfix = Postfix::start().await;
    let desk = desk(on, &postfix).await;
    let failed = format!("{MX}; dmarc=fail header.from=customer.example");
    for (id, name, value) in [
        ("a@x.example", "Auto-Submitted", "auto-replied"),
        ("b@x.example", "Precedence", "bulk"),
        ("c@x.example", "List-Id", "<news.x.example>"),
        ("d@x.example", "Date", "Sun, 22 Nov 2020 10:00:00 +0100"),
        ("e@x.example", "Authentication-Results", &failed),
    ] {
        assert_eq!(fate(&desk, &Letter { id, more: &[(name, value)], ..VERA }).await, MailFate::NewTicket, "{name}");
        assert_eq!(automatic(&desk).await, [""; 0], "{name}: {value}");
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_department_that_takes_nothing_new_says_so_once(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let postfix = Postfix::start().await;
    let desk = desk(on, &postfix).await;
    let hidden = Letter { to: "reservations@farhorizon.example", ..VERA };
    for (n, id) in ["one@x.example", "two@x.example", "three@x.example"].into_iter().enumerate() {
        assert_eq!(fate(&desk, &Letter { id, ..hidden }).await, MailFate::NotAccepted, "{n}");
    }
    assert_eq!(
        fate(&desk, &Letter { id: "four@x.example", from: "b@x.example", ..hidden }).await,
        MailFate::NotAccepted
    );
    assert_eq!(
        fate(&desk, &Letter { id: "five@x.example", from: "c@x.example", ..hidden }).await,
        MailFate::NotAccepted
    );
    let mails = postfix.wait_for(3).await;
    let mut to: Vec<&str> = mails.iter().map(|mail| mail.to.as_str()).collect();
    to.sort_unstable();
    assert_eq!(to, ["b@x.example", "c@x.example", "vera@customer.example"]);
    for mail in &mails {
        assert!(has(mail, "Auto-Submitted: auto-replied"), "{}", mail.head);
        assert!(!format!("{}{}", mail.head, mail.plain).contains("Bergen"), "{}", mail.plain);
    }
    assert!(tickets(&desk).await.is_empty());
    assert_eq!(log(&desk).await.len(), 5);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn what_mails_say_is_the_department_s_else_the_brand_s(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let postfix = Postfix::start().await;
    let desk = desk(on, &postfix).await;
    let (brand, department) = (desk.brand, desk.sales);
    let body = OwnMailTemplates {
        own: vec![
            template(MailPurpose::Received, "Hi from {brand}", "{name}: {number}, {unknown}"),
            template(MailPurpose::Signature, "", "--\n{agent}, {department}"),
        ],
    };
    desk.admin.call(SetBrandMailTemplates { brand, version: 0, body: body.clone() }).await.unwrap();
    let known = desk.admin.call(GetDepartmentMailTemplates { department, body: () }).await.unwrap();
    let inherited: Vec<&str> = known.templates.iter().map(|one| &*one.inherited.subject).collect();
    assert_eq!((inherited[0], known.version), ("Hi from {brand}", 0));
    assert!(known.templates.iter().all(|one| one.own.is_none()));
    arrive(&desk, &VERA).await;
    let mail = postfix.wait_for(1).await.remove(0);
    let row = tickets(&desk).await.remove(0);
    assert!(has(&mail, "Subject: Hi from Far Horizon Travel"), "{}", mail.head);
    assert_eq!(mail.plain.trim(), format!(": {}, {{unknown}}", row.number));
    let reply = NewReply { client_id: client_id(), text: "Yes.".into(), files: Vec::new() };
    desk.admin.call(ReplyToTicket { ticket: row.id, body: reply }).await.unwrap();
    let plain = answer(&postfix.wait_for(2).await, "Yes.");
    assert!(plain.starts_with("Yes.\n\n--\n") && plain.trim_end().ends_with(", Sales"), "{plain}");

    // The department says that nothing is sent.
    let off =
        OwnMailTemplates { own: vec![MailTemplate { enabled: false, ..template(MailPurpose::Received, "", "") }] };
    let set = |version, body| desk.admin.call(SetDepartmentMailTemplates { department, version, body });
    assert_eq!(set(0, off.clone()).await.unwrap().version, 1);
    assert_eq!(why(set(0, off).await), is(409, "stale"));
    arrive(&desk, &Letter { id: "later@customer.example", ..VERA }).await;
    assert_eq!(automatic(&desk).await.len(), 1);
    let twice = OwnMailTemplates { own: [body.own.clone(), body.own].concat() };
    assert_eq!(why(set(1, OwnMailTemplates { own: twice.own[..3].to_vec() }).await), is(422, "own[2].purpose taken"));
    let empty = OwnMailTemplates { own: vec![template(MailPurpose::NotAccepted, "Re: {subject}", " \n")] };
    assert_eq!(why(set(1, empty).await), is(422, "own[0].text required"));
    let still = desk.admin.call(GetBrandMailTemplates { brand, body: () }).await.unwrap();
    assert_eq!(still.version, 1);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_10_whose_domain_disowns_a_mail_is_kept_apart(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let desk = Desk::with(on, |config| config.mail_checked_by = MX.into()).await;
    arrive(&desk, &VERA).await;
    let id = tickets(&desk).await[0].id;
    let back = ("In-Reply-To", "<first@customer.example>");
    let said = |by: &str, what: &str| format!("{by}; dmarc={what} header.from=customer.example");
    for (name, results, became, verdict) in [
        ("failed", said(MX, "fail"), MailFate::Stranger, Verdict::Failed),
        ("passed", said(MX, "pass"), MailFate::Joined, Verdict::Passed),
        ("unknown", said(MX, "none"), MailFate::Joined, Verdict::Unknown),
        // Whoever writes a mail can write that a server of his own checked it.
        ("other", said("mx.evil.example", "pass"), MailFate::Joined, Verdict::Unknown),
    ] {
        let more = [back, ("Authentication-Results", &*results)];
        let mail = format!("{name}@customer.example");
        assert_eq!(fate(&desk, &Letter { id: &mail, more: &more, text: name, ..VERA }).await, became, "{name}");
        let shown = ticket(&desk, id).await.entries.into_iter().rev().find_map(|entry| match entry.event {
            TicketEvent::Message { text, verdict, .. } | TicketEvent::Stranger { text, verdict, .. } => {
                (text == name).then_some(verdict)
            }
            _ => None,
        });
        assert_eq!(shown, Some(Some(verdict)), "{name}");
        assert_eq!(log(&desk).await[0].verdict, Some(verdict), "{name}");
    }
    // The server that the mailbox trusts is asked first: the last of several headers is the oldest.
    let [fail, pass] = ["fail", "pass"].map(|what| said(MX, what));
    let more = [back, ("Authentication-Results", &*fail), ("Authentication-Results", &*pass)];
    assert_eq!(fate(&desk, &Letter { id: "two@customer.example", more: &more, ..VERA }).await, MailFate::Stranger);
}
