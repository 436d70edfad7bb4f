//! What an agent says to a customer, as a mail: from the department's address, and in the thread it answers in.

use contract::{
    chat::Side,
    tickets::{SendingFate, TicketEvent},
};
use lettre::{
    Message,
    message::{Mailbox, Mailboxes, MultiPart, header},
};
use sea_orm::DbErr;
use uuid::Uuid;

use super::{
    inbound,
    letter::paragraphs,
    post::{Outcome, Post},
};
use crate::{
    departments,
    people::{self, validity},
    platform::{App, errands::Undone, words::to_text},
    tickets::{
        self, Said,
        tables::{sent_mails, ticket_entries, ticket_participants, tickets as table},
    },
};

/// The most mails that one says it answers, the newest.
const REFERENCES: usize = 20;

/// Sends what was said, once; a server for mail that took it twice gets the same mail under the same name.
pub(super) async fn send(app: &App, Said { ticket, entry }: Said) -> Result<(), Undone> {
    let Some(post) = app.lent::<Post>() else { return Err(Undone("nobody lends email::Post".into())) };
    let db = app.db().read();
    let waits = |sent: &sent_mails::Model| sent.fate == to_text(&SendingFate::Waiting);
    let Some(sent) = tickets::sent(db, entry).await?.filter(waits) else { return Ok(()) };
    let Some(row) = tickets::ticket(db, ticket).await? else { return Ok(()) };
    let Some(said) = tickets::entry(db, entry).await? else { return Ok(()) };
    let outcome = match Answer::of(app, &row, &said, sent).await?.message() {
        Ok(message) => post.hand_over(message).await,
        Err(why) => Outcome::Refused(why.to_string()),
    };
    let (fate, problem) = match &outcome {
        Outcome::Taken => (SendingFate::Sent, String::new()),
        Outcome::Refused(why) => (SendingFate::Refused, why.clone()),
        Outcome::Later(why) => (SendingFate::Waiting, why.clone()),
    };
    app.db()
        .write(move |tx| Box::pin(async move { tickets::settle_sending(tx, ticket, entry, fate, &problem).await }))
        .await?;
    match outcome {
        Outcome::Later(why) => Err(Undone(why)),
        Outcome::Taken | Outcome::Refused(_) => Ok(()),
    }
}

struct Answer {
    name: String,
    from: (String, String),
    to: Vec<ticket_participants::Model>,
    subject: String,
    references: Vec<String>,
    text: String,
}

impl Answer {
    async fn of(
        app: &App,
        row: &table::Model,
        said: &ticket_entries::Model,
        sent: sent_mails::Model,
    ) -> Result<Answer, DbErr> {
        let db = app.db().read();
        let text = match tickets::event(said)? {
            TicketEvent::Message { from: Side::Agent, text, .. } => text,
            other => return Err(DbErr::Custom(format!("customers do not read this: {other:?}"))),
        };
        let department = departments::department(db, sent.department_id).await?;
        let department = department.ok_or_else(|| DbErr::RecordNotFound("a department".into()))?;
        let agent = match said.author {
            Some(agent) => people::public_name(db, agent).await?,
            None => String::new(),
        };
        let references = references(app, row.id, said.id).await?;
        let subject = match references.is_empty() {
            true => row.subject.clone(),
            false => format!("Re: {}", row.subject),
        };
        let from = if agent.is_empty() { department.name } else { format!("{agent} · {}", department.name) };
        let to = tickets::participants(db, [row.id]).await?.remove(&row.id).unwrap_or_default();
        Ok(Answer { name: sent.message_id, from: (from, department.email), to, subject, references, text })
    }

    fn message(&self) -> Result<Message, Box<dyn std::error::Error + Send + Sync>> {
        // A line break in a header would begin another one.
        let clean = |text: &str| Some(validity::clean_line(text)).filter(|text| !text.is_empty());
        let mailbox = |name: &str, address: &str| -> Result<Mailbox, lettre::address::AddressError> {
            Ok(Mailbox::new(clean(name), address.parse()?))
        };
        let to = self.to.iter().map(|one| mailbox(&one.name, &one.address));
        let to: Mailboxes = to.collect::<Result<Vec<_>, _>>()?.into();
        let mut message = Message::builder()
            .from(mailbox(&self.from.0, &self.from.1)?)
            .mailbox(header::To::from(to))
            .subject(validity::clean_line(&self.subject))
            .message_id(Some(format!("<{}>", self.name)));
        if let Some(last) = self.references.last() {
            let all: Vec<String> = self.references.iter().map(|one| format!("<{one}>")).collect();
            message = message.in_reply_to(format!("<{last}>")).references(all.join(" "));
        }
        Ok(message.multipart(MultiPart::alternative_plain_html(self.text.clone(), paragraphs(&self.text)))?)
    }
}

/// The names of the mails of a ticket before an entry, oldest first, that read as names.
async fn references(app: &App, ticket: Uuid, before: Uuid) -> Result<Vec<String>, DbErr> {
    let db = app.db().read();
    let mut names = inbound::names_in(db, ticket, REFERENCES as u64).await?;
    names.extend(tickets::sendings_in(db, ticket).await?.into_iter().map(|sent| (sent.entry_id, sent.message_id)));
    // Entries are numbered by time.
    names.sort();
    names.retain(|(entry, name)| *entry < before && is_name(name));
    let first = names.len().saturating_sub(REFERENCES);
    Ok(names.split_off(first).into_iter().map(|(_, name)| name).collect())
}

/// What a stranger called a mail goes into a header of ours.
fn is_name(name: &str) -> bool {
    name.len() < 250 && name.contains('@') && name.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>".contains(&byte))
}
