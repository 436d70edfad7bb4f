//! What an agent says to a customer, as a mail: from the department's address, and in the thread it answers in.

use bytes::Bytes;
use contract::{
    chat::Side,
    mail_templates::{MailPurpose, fill},
    tickets::{SendingFate, TicketEvent},
};
use lettre::{
    Message,
    message::{Attachment, Mailbox, Mailboxes, MultiPart, header},
};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{
    inbound,
    letter::paragraphs,
    mailbox,
    post::{Outcome, Post},
    reply_address, templates,
};
use crate::{
    attachments::{of_item, tables::attachments},
    departments,
    people::{self, validity},
    platform::{App, errands::Undone, words::to_text},
    tickets::{
        self, Said,
        tables::{sent_mails, ticket_entries, tickets as table},
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

/// A mail to customers.
pub(super) struct Answer {
    /// Under which name it leaves.
    pub name: String,
    /// From whom: a name and the department's address.
    pub from: (String, String),
    /// Where answers go, when not to that address.
    pub reply_to: Option<String>,
    /// To whom: names, which may be empty, and addresses.
    pub to: Vec<(String, String)>,
    pub subject: String,
    /// The mail it answers.
    pub answers: Option<String>,
    /// That mail and those before it, oldest first.
    pub references: Vec<String>,
    pub text: String,
    /// What comes along.
    pub files: Vec<(attachments::Model, Bytes)>,
    /// Nobody wrote it.
    pub automatic: bool,
}

impl Answer {
    async fn of(
        app: &App,
        row: &table::Model,
        said: &ticket_entries::Model,
        sent: sent_mails::Model,
    ) -> Result<Answer, DbErr> {
        let db = app.db().read();
        let (text, automatic) = match tickets::event(said)? {
            TicketEvent::Message { from: Side::Agent, text, automatic, .. } => (text, automatic),
            other => return Err(DbErr::Custom(format!("customers do not read this: {other:?}"))),
        };
        let department = departments::department(db, sent.department_id).await?;
        let department = department.ok_or_else(|| DbErr::RecordNotFound("a department".into()))?;
        let agent = match said.author {
            Some(agent) => people::public_name(db, agent).await?,
            None => String::new(),
        };
        let text = if automatic { text } else { text + &signature(db, &department, &agent).await? };
        let (answers, references) = references(app, row.id, said.id).await?;
        let subject = match (sent.subject, &answers) {
            (given, _) if !given.is_empty() => given,
            (_, None) => row.subject.clone(),
            (_, Some(_)) => format!("Re: {}", row.subject),
        };
        let from = if agent.is_empty() { department.name } else { format!("{agent} · {}", department.name) };
        let parties = tickets::participants(db, [row.id]).await?.remove(&row.id).unwrap_or_default();
        let to: Vec<String> =
            serde_json::from_value(sent.recipients).map_err(|error| DbErr::Json(error.to_string()))?;
        let named = |address: String| {
            let known = parties.iter().find(|one| one.address == address);
            (known.map(|one| one.name.clone()).unwrap_or_default(), address)
        };
        let to = to.into_iter().map(named).collect();
        let mut files = Vec::new();
        for file in of_item(db, said.id).await? {
            let content = app.files().read(&file.digest).await.map_err(|error| DbErr::Custom(error.to_string()))?;
            files.push((file, content));
        }
        let tags = app.config().mail_plus_addresses || mailbox::plus_addresses(db, department.id).await?;
        let now = app.clock().now();
        let reply_to = if tags { reply_address::of(app.vault(), row, &department.email, now) } else { None };
        let (name, from) = (sent.message_id, (from, department.email));
        Ok(Answer { name, from, reply_to, to, subject, answers, references, text, files, automatic })
    }

    /// As it leaves.
    ///
    /// # Errors
    /// When an address does not read.
    pub fn message(&self) -> Result<Message, Box<dyn std::error::Error + Send + Sync>> {
        // A line break in a header would begin another one.
        let clean = |text: &str| Some(validity::clean_line(text)).filter(|text| !text.is_empty());
        let party = |(name, address): &(String, String)| -> Result<Mailbox, lettre::address::AddressError> {
            Ok(Mailbox::new(clean(name), address.parse()?))
        };
        let to: Mailboxes = self.to.iter().map(party).collect::<Result<Vec<_>, _>>()?.into();
        let mut message = Message::builder()
            .from(party(&self.from)?)
            .mailbox(header::To::from(to))
            .subject(validity::clean_line(&self.subject))
            .message_id(Some(format!("<{}>", self.name)));
        if let Some(address) = &self.reply_to {
            message = message.reply_to(party(&(self.from.0.clone(), address.clone()))?);
        }
        if let Some(answers) = &self.answers {
            let all: Vec<String> = self.references.iter().map(|one| format!("<{one}>")).collect();
            message = message.in_reply_to(format!("<{answers}>")).references(all.join(" "));
        }
        if self.automatic {
            // Whoever is away need not say so to us, and no machine is to answer (RFC 3834).
            for (name, value) in [("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All")] {
                let name = header::HeaderName::new_from_ascii_str(name);
                message = message.raw_header(header::HeaderValue::new(name, value.to_owned()));
            }
        }
        let said = MultiPart::alternative_plain_html(self.text.clone(), paragraphs(&self.text));
        if self.files.is_empty() {
            return Ok(message.multipart(said)?);
        }
        let mut whole = MultiPart::mixed().multipart(said);
        for (file, content) in &self.files {
            let kind = file.media_type.parse().unwrap_or(header::ContentType::parse("application/octet-stream")?);
            whole = whole.singlepart(Attachment::new(file.name.clone()).body(content.to_vec(), kind));
        }
        Ok(message.multipart(whole)?)
    }
}

/// What stands below what an agent writes.
async fn signature(
    db: &impl ConnectionTrait,
    department: &departments::tables::departments::Model,
    agent: &str,
) -> Result<String, DbErr> {
    let Some(brand) = departments::brand(db, department.brand_id).await? else { return Ok(String::new()) };
    let template = templates::of(db, department.id, &brand, MailPurpose::Signature).await?;
    if !template.enabled {
        return Ok(String::new());
    }
    let values = [("agent", agent), ("department", &*department.name), ("brand", &brand.name)];
    Ok(format!("\n\n{}", fill(&template.text, &values)))
}

/// What an address is at; may be empty.
pub(super) fn host(address: &str) -> &str {
    address.rsplit_once('@').map_or("", |(_, host)| host)
}

/// The mail that an entry of a ticket answers: the customer's last, else ours. And the names of the ticket's mails before
/// it, oldest first, that read as names.
async fn references(app: &App, ticket: Uuid, before: Uuid) -> Result<(Option<String>, Vec<String>), DbErr> {
    let db = app.db().read();
    let theirs = inbound::names_in(db, ticket, REFERENCES as u64).await?;
    let ours = tickets::sendings_in(db, ticket).await?.into_iter().map(|sent| (sent.entry_id, sent.message_id));
    let theirs = theirs.into_iter().map(|(entry, name)| (entry, name, true));
    let mut names: Vec<_> = theirs.chain(ours.map(|(entry, name)| (entry, name, false))).collect();
    // Entries are numbered by time.
    names.sort();
    names.retain(|(entry, name, _)| *entry < before && is_name(name));
    let answers = names.iter().rev().find(|(.., theirs)| *theirs).or(names.last()).map(|(_, name, _)| name.clone());
    let first = names.len().saturating_sub(REFERENCES);
    Ok((answers, names.split_off(first).into_iter().map(|(_, name, _)| name).collect()))
}

/// What a stranger called a mail goes into a header of ours.
pub(super) fn is_name(name: &str) -> bool {
    name.len() < 250 && name.contains('@') && name.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>".contains(&byte))
}
