//! Mails in a file: one, or many in an mbox.

use bytes::Bytes;
use contract::mails::MailFate;
use mail_parser::mailbox::mbox::MessageIterator;
use uuid::Uuid;

use super::{Taken, deliver, deliver::key_of, take_in};
use crate::{
    departments,
    platform::{Answered, App, Failure},
};

/// How many mails are taken in at once.
const AT_ONCE: usize = 32;

/// What became of the mails of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Imported {
    /// Mails read.
    pub mails: u64,
    /// Tickets begun.
    pub tickets: u64,
    /// Answers said in tickets.
    pub answers: u64,
    /// Those that did something else, each of which the book of mails shows.
    pub others: u64,
    /// Those for no department of ours: they are not kept.
    pub nobodys: u64,
    /// Those that were here before.
    pub known: u64,
    /// Those in quarantine.
    pub quarantined: u64,
}

impl Imported {
    fn count(&mut self, taken: &[Taken]) {
        self.mails += 1;
        if taken.is_empty() {
            self.nobodys += 1;
        }
        for one in taken {
            let counter = match one.fate {
                _ if one.known => &mut self.known,
                MailFate::NewTicket => &mut self.tickets,
                MailFate::Joined => &mut self.answers,
                MailFate::Quarantined => &mut self.quarantined,
                MailFate::Stranger | MailFate::NotAccepted | MailFate::Own | MailFate::Bounce => &mut self.others,
            };
            *counter += 1;
        }
    }
}

/// Takes in one mail, or every mail of an mbox, for the department of an address, or for those each mail names. Mails that answer one
/// another are taken in in the order they stand in; a file that was not read to its end can be read again.
///
/// # Errors
/// 422 on `to` when no department has the address; when a mail could not be kept, and those before it are.
pub async fn import(app: &App, file: Bytes, to: Option<&str>) -> Answered<Imported> {
    let department = match to {
        Some(address) => Some(of_address(app, address).await?),
        None => None,
    };
    let mut imported = Imported::default();
    if !file.starts_with(b"From ") {
        imported.count(&take(app, department, file).await?);
        return Ok(imported);
    }
    let mut under_way = tokio::task::JoinSet::new();
    for mail in MessageIterator::new(&*file) {
        let Ok(mail) = mail else { continue };
        let raw = Bytes::from(mail.unwrap_contents());
        while under_way.len() >= AT_ONCE || (answers(&raw) && !under_way.is_empty()) {
            finish(&mut under_way, &mut imported).await?;
        }
        let app = app.clone();
        under_way.spawn(async move { take(&app, department, raw).await });
    }
    while !under_way.is_empty() {
        finish(&mut under_way, &mut imported).await?;
    }
    Ok(imported)
}

async fn of_address(app: &App, address: &str) -> Answered<Uuid> {
    let key = key_of(address);
    let all = departments::every_department(app.db().read()).await?;
    let found = all.into_iter().find(|row| row.archived_at.is_none() && key_of(&row.email) == key);
    found.map(|row| row.id).ok_or_else(|| Failure::field("to", "unknown", "No department has this address."))
}

async fn finish(under_way: &mut tokio::task::JoinSet<Answered<Vec<Taken>>>, imported: &mut Imported) -> Answered<()> {
    match under_way.join_next().await {
        Some(Ok(taken)) => imported.count(&taken?),
        Some(Err(error)) => std::panic::resume_unwind(error.into_panic()),
        None => {}
    }
    Ok(())
}

async fn take(app: &App, department: Option<Uuid>, raw: Bytes) -> Answered<Vec<Taken>> {
    match department {
        Some(department) => Ok(vec![take_in(app, department, raw).await?]),
        None => deliver(app, raw).await,
    }
}

/// Whether a mail may answer one before it.
fn answers(raw: &[u8]) -> bool {
    super::read::answers(raw)
}
