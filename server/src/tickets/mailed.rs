//! What a mail does to tickets: it begins one, or is said in one, or is kept apart there.
//!
//! The caller knows by its own books that a mail has not been here; these functions hold the transaction's half.

use contract::{
    chat::Side,
    fields::ItemKind,
    history::Subject,
    mails::Verdict,
    tickets::{TicketEvent, TicketStatus},
};
use uuid::Uuid;

use super::{
    actions::{Turn, turn},
    changed,
    follow_on::{self, Written},
    merged,
    open::{Beginning, Customer, First, entering, write_down},
    rules, store,
    tables::{ticket_copies, ticket_participants, tickets},
};
use crate::{
    attachments,
    departments::{self, tables::departments as table},
    fields::{self, Forms, Giver},
    platform::{Answered, App, Tx, history},
    routing,
};

/// Somebody on the customer's side of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// The address as written.
    pub address: String,
    /// The address as compared.
    pub key: String,
    /// The domain as compared.
    pub domain: String,
    /// The name; may be empty.
    pub name: String,
}

/// What a mail says.
#[derive(Clone, Debug)]
pub struct Mailed {
    /// The mail's id in our books: what is said by it is said once.
    pub mail: Uuid,
    /// From whom.
    pub from: Party,
    /// To whom else on the customer's side.
    pub to: Vec<Party>,
    /// Who got a copy.
    pub cc: Vec<Party>,
    /// On one line; may be empty.
    pub subject: String,
    /// Plain text; may be empty.
    pub text: String,
    /// Nobody wrote it.
    pub automatic: bool,
    /// Whether it is from whom it says.
    pub verdict: Verdict,
    /// The account whose verified address it is from.
    pub account: Option<Uuid>,
    /// What came along, and the HTML it came as.
    pub enclosed: Vec<attachments::Kept>,
}

/// Where a mail went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The ticket.
    pub ticket: Uuid,
    /// The entry that says it.
    pub entry: Uuid,
}

/// A mail begins a ticket.
///
/// # Errors
/// The database's.
pub async fn begin_by_mail(
    app: &App,
    tx: &Tx,
    forms: &Forms,
    department: table::Model,
    mailed: Mailed,
) -> Answered<Placed> {
    let nothing = fields::Searched::default();
    let values = forms.begin(ItemKind::Ticket, department.id, &[], Giver::Agent, &nothing)?;
    let number = store::next_number(tx).await?;
    let group = departments::front_line(tx, department.id).await?.id;
    let begin = Beginning {
        department,
        group,
        owner: None,
        status: TicketStatus::Active,
        // A ticket is called something, whatever a mail says.
        subject: Some(rules::subject(&mailed.subject, &mailed.text))
            .filter(|subject| !subject.is_empty())
            .unwrap_or_else(|| named(&mailed.from)),
        first: First::Said(TicketEvent::Message {
            from: Side::Visitor,
            name: named(&mailed.from),
            text: mailed.text,
            automatic: mailed.automatic,
            verdict: Some(mailed.verdict),
        }),
        chat: None,
        customer: Customer {
            from_name: named(&mailed.from),
            participant: participant(Uuid::nil(), mailed.from),
            others: mailed.to.into_iter().map(|party| participant(Uuid::nil(), party)).collect(),
            account: mailed.account,
        },
        client_id: mailed.mail,
        author: Uuid::nil(),
    };
    let (row, entry) = write_down(tx, number, begin).await?;
    attachments::enclose(tx, row.id, entry, mailed.enclosed).await?;
    copies(tx, row.id, mailed.cc).await?;
    fields::put(tx, ItemKind::Ticket, row.id, &values).await?;
    routing::enter(app, tx, entering(&row)).await?;
    Ok(Placed { ticket: row.id, entry })
}

/// A ticket to which a mail answers, kept from others until the transaction ends; routing is held before it. Of a merged
/// one, the ticket it was merged into.
///
/// # Errors
/// The database's.
pub async fn answered_by_mail(tx: &Tx, ticket: Uuid) -> Answered<Option<tickets::Model>> {
    routing::hold(tx).await?;
    let Some(row) = store::ticket(tx, ticket).await? else { return Ok(None) };
    match merged::stands_in(tx, row).await? {
        Some(row) => Ok(store::locked(tx, row.id).await?),
        None => Ok(None),
    }
}

/// A mail answers in a ticket: said there when it is from a participant, else kept apart. Whether it was said. Where the
/// ticket is locked, it is said in another one, which follows it.
///
/// # Errors
/// The database's.
pub async fn answer_by_mail(app: &App, tx: &Tx, mut row: tickets::Model, mailed: Mailed) -> Answered<(Placed, bool)> {
    let participants = store::participants(tx, [row.id]).await?.remove(&row.id).unwrap_or_default();
    let joins = mailed.verdict != Verdict::Failed && participants.iter().any(|one| one.address_key == mailed.from.key);
    let (name, verdict) = (named(&mailed.from), Some(mailed.verdict));
    // A machine's answer opens nothing.
    if joins && !mailed.automatic && follow_on::is_locked(&row) {
        let written = Written { name, text: mailed.text, verdict, client_id: mailed.mail, author: Uuid::nil() };
        let placed = follow_on::begin(app, tx, row, written).await?;
        attachments::enclose(tx, placed.ticket, placed.entry, mailed.enclosed).await?;
        return Ok((placed, true));
    }
    let event = if joins {
        TicketEvent::Message { from: Side::Visitor, name, text: mailed.text, automatic: mailed.automatic, verdict }
    } else {
        let Party { address, name, .. } = mailed.from;
        TicketEvent::Stranger { address, name, subject: mailed.subject, text: mailed.text, verdict }
    };
    let entry = store::insert_entry(tx, row.id, None, Some(mailed.mail), &event).await?;
    attachments::enclose(tx, row.id, entry, mailed.enclosed).await?;
    let placed = Placed { ticket: row.id, entry };
    // Nobody answers by a machine: what waits for the customer goes on waiting.
    let turn = if joins && !mailed.automatic {
        Some(turn(tx, &mut row, rules::Act::CustomerReplies, None).await?)
    } else {
        None
    };
    let act = if joins { "replied" } else { "stranger" };
    let changes = turn.map(Turn::changes).unwrap_or_default();
    let act = history::Act { subject: Subject::Ticket, id: row.id, by: None, act, about: None, changes };
    history::write(tx, act).await?;
    changed::changed(tx, &mut row, None).await?;
    if let Some(turn) = turn {
        turn.carry_out(app, tx, row.id).await?;
    }
    Ok((placed, joins))
}

fn named(party: &Party) -> String {
    if party.name.is_empty() { party.address.clone() } else { party.name.clone() }
}

fn participant(ticket_id: Uuid, party: Party) -> ticket_participants::Model {
    let Party { address, key, domain, name } = party;
    ticket_participants::Model { ticket_id, address_key: key, address, domain, name, merged_from: None }
}

async fn copies(tx: &Tx, ticket_id: Uuid, cc: Vec<Party>) -> Answered<()> {
    let rows = cc.into_iter().map(|party| {
        let Party { address, key, name, .. } = party;
        ticket_copies::Model { ticket_id, address_key: key, address, name }
    });
    Ok(store::insert_copies(tx, rows.collect()).await?)
}
