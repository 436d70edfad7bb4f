//! Mails that come: each is kept as it came, read, and becomes what it is, once per department it was for.
//!
//! However often the same mail is handed in, and by however many at once: the book of mails knows it by its own name
//! within a department, and is written in the transaction that does what the mail wants.

mod automatic;
mod book;
mod deliver;
mod file;
pub(super) mod read;
mod verdict;

pub use book::{mail, names_in};
pub use deliver::deliver;
pub use file::{Imported, import};

use bytes::Bytes;
use contract::mails::MailFate;
use uuid::Uuid;

use self::read::{Mail, Unreadable};
use super::{reply_address::untagged, tables::mails};
use crate::{
    attachments, departments,
    platform::{Answered, App, Failure, ids, words::to_text},
};

/// How often a mail is tried before it goes to the quarantine.
const TRIES: i32 = 3;

/// What became of a mail that was handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The mail in our books.
    pub mail: Uuid,
    /// What became of it.
    pub fate: MailFate,
    /// It was here before: nothing was done.
    pub known: bool,
}

/// Takes a mail in for a department. When this returns, the mail is kept, whatever it is.
///
/// # Errors
/// When it could not be kept: it is to be handed in again.
pub async fn take_in(app: &App, department: Uuid, raw: Bytes) -> Answered<Taken> {
    let size = raw.len();
    let digest = keep(app, raw.clone()).await?;
    let mail = read(raw).await?;
    let row = row(app, department, digest, size, mail.as_ref());
    handle(app, row, mail).await
}

/// Keeps the head of a mail that is too large to be fetched, of its size in bytes.
///
/// # Errors
/// When it could not be kept.
pub async fn too_large(app: &App, department: Uuid, head: Bytes, size: usize) -> Answered<Taken> {
    let digest = keep(app, head.clone()).await?;
    let mail = read(head).await?;
    let row = row(app, department, digest, size, mail.as_ref());
    quarantine(app, row, Unreadable::TooLarge.to_string()).await
}

/// Handles a mail in quarantine again, as it came.
///
/// # Errors
/// When it could not be read back.
pub(super) async fn retry(app: &App, known: mails::Model) -> Answered<Taken> {
    let raw = app.files().read(&known.digest).await.map_err(unkept)?;
    let size = usize::try_from(known.size).unwrap_or(usize::MAX);
    if size > raw.len() {
        // Only its head is here.
        return quarantine(app, known, Unreadable::TooLarge.to_string()).await;
    }
    let mail = read(raw).await?;
    let fresh = row(app, known.department_id, known.digest.clone(), size, mail.as_ref());
    handle(app, mails::Model { id: known.id, attempts: known.attempts, at: known.at, ..fresh }, mail).await
}

async fn handle(app: &App, row: mails::Model, mail: Result<Mail, Unreadable>) -> Answered<Taken> {
    let mail = match mail {
        Ok(mail) => mail,
        Err(why) => return quarantine(app, row, why.to_string()).await,
    };
    let mut mail = mail;
    let (files, html) = (std::mem::take(&mut mail.enclosed), mail.html.take());
    let enclosed = attachments::keep_enclosed(app, files, html).await?;
    let mut tried = 0;
    loop {
        tried += 1;
        match deliver::write(app, row.clone(), mail.clone(), enclosed.clone()).await {
            Ok(taken) => return Ok(taken),
            Err(failure) if tried < TRIES => tracing::warn!(%failure, tried, "a mail could not be handled"),
            Err(failure) => {
                tracing::error!(%failure, "a mail could not be handled and goes to the quarantine");
                return quarantine(app, mails::Model { attempts: row.attempts + tried, ..row }, failure.to_string())
                    .await;
            }
        }
    }
}

async fn quarantine(app: &App, row: mails::Model, problem: String) -> Answered<Taken> {
    let row = mails::Model { fate: to_text(&MailFate::Quarantined), problem, ..row };
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let entered = deliver::enter(tx, row.clone()).await?;
                if let deliver::Entered::Fresh = entered {
                    book::settle(tx, &row).await?;
                }
                Ok(entered.taken(row.id, MailFate::Quarantined)?)
            })
        })
        .await
}

async fn keep(app: &App, raw: Bytes) -> Answered<String> {
    app.files().keep(raw).await.map_err(unkept)
}

fn unkept(error: crate::platform::files::FileError) -> Failure {
    sea_orm::DbErr::Custom(error.to_string()).into()
}

/// Reads a mail where others do not wait for it.
async fn read(raw: Bytes) -> Answered<Result<Mail, Unreadable>> {
    let read = tokio::task::spawn_blocking(move || read::read(&raw)).await;
    // A mail that the parser cannot stand goes the way of those that do not read.
    Ok(read.unwrap_or(Err(Unreadable::Parser)))
}

fn row(app: &App, department_id: Uuid, digest: String, size: usize, mail: Result<&Mail, &Unreadable>) -> mails::Model {
    let mail = mail.ok();
    let message_id = mail.and_then(|mail| mail.message_id.clone());
    mails::Model {
        id: ids::new_id(),
        department_id,
        // Somebody else's mail of the same name is another mail.
        mail_key: match mail.zip(message_id.as_deref()) {
            Some((mail, name)) => format!("{name} {}", mail.from.key),
            None => digest.clone(),
        },
        digest,
        size: i64::try_from(size).unwrap_or(i64::MAX),
        at: app.clock().now(),
        message_id,
        from_address: mail.map(|mail| mail.from.address.clone()).unwrap_or_default(),
        from_name: mail.map(|mail| mail.from.name.clone()).unwrap_or_default(),
        subject: mail.map(|mail| mail.subject.clone()).unwrap_or_default(),
        automatic: mail.is_some_and(|mail| mail.automatic.is_some()),
        verdict: None,
        fate: to_text(&MailFate::Quarantined),
        problem: String::new(),
        ticket_id: None,
        entry_id: None,
        attempts: 0,
    }
}

/// The departments a mail is for, by the addresses it names.
///
/// # Errors
/// The database's.
pub async fn addressed(app: &App, raw: &Bytes) -> Answered<Vec<Uuid>> {
    let addresses: Vec<String> = read::recipients(raw).iter().map(|address| untagged(address)).collect();
    let all = departments::every_department(app.db().read()).await?;
    let ours = all.iter().filter(|row| row.archived_at.is_none() && addresses.contains(&deliver::key_of(&row.email)));
    Ok(ours.map(|row| row.id).collect())
}
