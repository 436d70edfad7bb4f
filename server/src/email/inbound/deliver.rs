//! What a mail that reads becomes, in one transaction.

use contract::{
    mails::{MailFate, Verdict},
    people::PersonKind,
    tickets::SendingFate,
};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{
    super::{
        mailbox,
        notices::{self, Reader},
        reply_address::untagged,
        tables::mails,
    },
    Taken,
    automatic::Bounce,
    book,
    read::{Mail, Person},
    take_in,
};
use crate::{
    attachments::Kept,
    departments::{self, tables::departments as table},
    fields::{self, Forms},
    people::{self, compare},
    platform::{
        Answered, App, Failure, Tx,
        words::{from_text, to_text},
    },
    tickets::{self, Mailed, Party, Placed},
};

/// What was written longer ago than this, in milliseconds, no machine answers: a mailbox with old mails is read, or a file.
const OLD: i64 = 3 * 24 * 60 * 60 * 1000;

/// Whether a mail is new in the book.
pub(super) enum Entered {
    /// It is, or it is tried again.
    Fresh,
    /// It was here before.
    Known(Box<mails::Model>),
}

impl Entered {
    pub(super) fn taken(&self, mail: Uuid, fate: MailFate) -> Result<Taken, DbErr> {
        Ok(match self {
            Entered::Fresh => Taken { mail, fate, known: false },
            Entered::Known(row) => Taken { mail: row.id, fate: from_text(&row.fate)?, known: true },
        })
    }
}

/// Writes a mail down in the book. One in quarantine is as good as new to whoever tries it again.
pub(super) async fn enter(tx: &Tx, row: mails::Model) -> Result<Entered, DbErr> {
    let id = row.id;
    match book::enter(tx, row).await? {
        None => Ok(Entered::Fresh),
        Some(known) if known.id != id => Ok(Entered::Known(Box::new(known))),
        Some(known) => match book::hold(tx, id).await? {
            Some(held) if from_text::<MailFate>(&held.fate)? == MailFate::Quarantined => Ok(Entered::Fresh),
            _ => Ok(Entered::Known(Box::new(known))),
        },
    }
}

/// Takes a mail in for every department it names.
///
/// # Errors
/// When it could not be kept.
pub async fn deliver(app: &App, raw: bytes::Bytes) -> Answered<Vec<Taken>> {
    let mut taken = Vec::new();
    for department in super::addressed(app, &raw).await? {
        taken.push(take_in(app, department, raw.clone()).await?);
    }
    Ok(taken)
}

/// Writes a mail down and does what it wants.
pub(super) async fn write(app: &App, row: mails::Model, mail: Mail, enclosed: Vec<Kept>) -> Answered<Taken> {
    let forms = fields::forms(app).await?;
    let app2 = app.clone();
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let entered = enter(tx, row.clone()).await?;
                if let Entered::Known(_) = &entered {
                    return Ok(entered.taken(row.id, MailFate::Own)?);
                }
                let department =
                    departments::department(tx, row.department_id).await?.ok_or_else(Failure::not_found)?;
                let verdict = verdict(&app2, tx, &mail, department.id).await?;
                let delivery = Delivery { app: &app2, tx, forms: &forms, id: row.id, verdict };
                let (fate, placed) = delivery.place(department, mail, enclosed).await?;
                let row = mails::Model {
                    fate: to_text(&fate),
                    verdict: Some(to_text(&verdict)),
                    problem: String::new(),
                    ticket_id: placed.map(|placed| placed.ticket),
                    entry_id: placed.map(|placed| placed.entry),
                    attempts: row.attempts + 1,
                    ..row
                };
                book::settle(tx, &row).await?;
                Ok(Taken { mail: row.id, fate, known: false })
            })
        })
        .await
}

struct Delivery<'a> {
    app: &'a App,
    tx: &'a Tx,
    forms: &'a Forms,
    id: Uuid,
    verdict: Verdict,
}

/// Whether a mail is from whom it says, by the servers that are trusted to know; the last of them to have it first.
async fn verdict(app: &App, tx: &Tx, mail: &Mail, department: Uuid) -> Result<Verdict, DbErr> {
    if mail.checks.is_empty() {
        return Ok(Verdict::Unknown);
    }
    let own = mailbox::checked_by(tx, department).await?;
    let trusted = [own, app.config().mail_checked_by.to_lowercase()];
    let check = mail.checks.iter().find(|check| trusted.contains(&check.by));
    Ok(check.map_or(Verdict::Unknown, |check| check.verdict))
}

impl Delivery<'_> {
    async fn place(
        &self,
        department: table::Model,
        mail: Mail,
        enclosed: Vec<Kept>,
    ) -> Answered<(MailFate, Option<Placed>)> {
        let ours = our_addresses(self.tx).await?;
        if self.is_own(&mail, &ours).await? {
            return Ok((MailFate::Own, None));
        }
        if let Some(bounce) = &mail.bounce {
            return Ok((MailFate::Bounce, self.bounced(bounce).await?));
        }
        let account = match self.verdict {
            Verdict::Failed => None,
            Verdict::Passed | Verdict::Unknown => self.account(&mail.from).await?,
        };
        let lately = mail.written.is_none_or(|at| at > self.tx.now().plus(-OLD).0);
        let answerable = mail.automatic.is_none() && lately;
        let thread = self.thread(&mail, department.brand_id).await?;
        let others = |people: Vec<Person>| -> Vec<Party> {
            let others =
                people.into_iter().filter(|one| one.key != mail.from.key && !ours.contains(&untagged(&one.key)));
            others.map(party).collect()
        };
        let to = others(mail.to);
        let cc = others(mail.cc).into_iter().filter(|one| to.iter().all(|known| known.key != one.key)).collect();
        let mailed = Mailed {
            mail: self.id,
            from: party(mail.from.clone()),
            to,
            cc,
            subject: mail.subject,
            text: mail.text,
            automatic: mail.automatic.is_some(),
            verdict: self.verdict,
            account,
            enclosed,
        };
        if let Some(row) = thread {
            let (placed, joined) = tickets::answer_by_mail(self.app, self.tx, row, mailed).await?;
            return Ok((if joined { MailFate::Joined } else { MailFate::Stranger }, Some(placed)));
        }
        let Person { address, key, name, .. } = &mail.from;
        let known = self.verdict == Verdict::Passed;
        let reader =
            Some(Reader { address, key, name, known }).filter(|_| answerable && self.verdict != Verdict::Failed);
        if department.archived_at.is_some() || !department.accepts_new_by_email {
            if let Some(reader) = reader {
                notices::not_accepted(self.app, self.tx, &department, self.id, reader).await?;
            }
            return Ok((MailFate::NotAccepted, None));
        }
        let placed = tickets::begin_by_mail(self.app, self.tx, self.forms, department.clone(), mailed).await?;
        if let Some(reader) = reader {
            notices::received(self.app, self.tx, &department, placed.ticket, reader).await?;
        }
        Ok((MailFate::NewTicket, Some(placed)))
    }

    /// From an address of ours, or under the name of a mail that left here: nobody writes to himself.
    async fn is_own(&self, mail: &Mail, ours: &[String]) -> Result<bool, DbErr> {
        if ours.contains(&untagged(&mail.from.key)) {
            return Ok(true);
        }
        match &mail.message_id {
            Some(name) => Ok(!tickets::sent_as(self.tx, std::slice::from_ref(name)).await?.is_empty()),
            None => Ok(false),
        }
    }

    /// Notes on the mail that came back that it did.
    async fn bounced(&self, bounce: &Bounce) -> Result<Option<Placed>, DbErr> {
        let Some(name) = bounce.of.clone() else { return Ok(None) };
        let Some(sent) = tickets::sent_as(self.tx, &[name]).await?.into_iter().next() else { return Ok(None) };
        // One that is late may still arrive.
        let fate = if bounce.for_good { SendingFate::Bounced } else { from_text(&sent.fate)? };
        let said = [&*bounce.recipient, &bounce.status, &bounce.said];
        let problem = said.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
        tickets::settle_sending(self.tx, sent.ticket_id, sent.entry_id, fate, &problem).await?;
        Ok(Some(Placed { ticket: sent.ticket_id, entry: sent.entry_id }))
    }

    /// The account whose verified address this is.
    async fn account(&self, from: &Person) -> Result<Option<Uuid>, DbErr> {
        let account = people::account_by_email(self.tx, &from.key).await?;
        let customer = to_text(&PersonKind::Customer);
        Ok(account.filter(|one| one.email_verified && one.kind == customer).map(|one| one.id))
    }

    /// The ticket of a brand that a mail answers in: of the mails it names that we know, and then the reply addresses it
    /// went to, the nearest of a ticket its sender takes part in, else the nearest. Anybody may have given a mail the name
    /// of another's.
    async fn thread(&self, mail: &Mail, brand: Uuid) -> Answered<Option<tickets::tables::tickets::Model>> {
        let Mail { references, from, tagged, .. } = mail;
        if references.is_empty() && tagged.is_empty() {
            return Ok(None);
        }
        let mut known: Vec<(String, Uuid)> = book::tickets_of(self.tx, references).await?;
        let sent = tickets::sent_as(self.tx, references).await?;
        known.extend(sent.into_iter().map(|sent| (sent.message_id, sent.ticket_id)));
        let named = references.iter().flat_map(|name| known.iter().filter(move |(known, _)| known == name));
        let mut nearest: Vec<Uuid> = named.map(|(_, ticket)| *ticket).collect();
        for tagged in tagged {
            let ticket = tickets::by_number(self.tx, tagged.number).await?;
            let ticket = ticket.filter(|row| tagged.opens(self.app.vault(), row, self.tx.now()));
            nearest.extend(ticket.map(|row| row.id));
        }
        let there = tickets::tickets(self.tx, nearest.iter().copied()).await?;
        let nearest = nearest.into_iter().filter(|id| there.iter().any(|row| row.id == *id && row.brand_id == brand));
        let nearest: Vec<Uuid> = nearest.collect();
        let parties = tickets::participants(self.tx, nearest.iter().copied()).await?;
        let takes_part =
            |id: &&Uuid| parties.get(id).is_some_and(|all| all.iter().any(|one| one.address_key == from.key));
        match nearest.iter().find(takes_part).or(nearest.first()) {
            Some(ticket) => tickets::answered_by_mail(self.tx, *ticket).await,
            None => Ok(None),
        }
    }
}

/// The addresses of all departments, as they are compared.
async fn our_addresses(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    Ok(departments::every_department(db).await?.iter().map(|row| key_of(&row.email)).collect())
}

/// An address of ours as it is compared.
pub(super) fn key_of(address: &str) -> String {
    compare::normal_email(address).unwrap_or_default()
}

fn party(person: Person) -> Party {
    let Person { address, key, domain, name } = person;
    Party { address, key, domain, name }
}
