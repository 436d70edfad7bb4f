//! A customer writes again in a ticket that is locked: another ticket begins, for the same people, linked to it.

use contract::{
    chat::Side,
    fields::ItemKind,
    history::{FieldChange, Subject},
    mails::Verdict,
    tickets::{LinkKind, TicketEvent, TicketStatus},
};
use uuid::Uuid;

use super::{
    Placed,
    changed::changed,
    links,
    open::{Beginning, Customer, First, entering, write_down},
    store,
    tables::{ticket_copies, tickets},
};
use crate::{
    departments, fields,
    platform::{Answered, App, Failure, Tx, history, words},
    routing,
};

/// What the customer wrote.
pub(super) struct Written {
    /// The name of whoever did.
    pub(super) name: String,
    /// Plain text.
    pub(super) text: String,
    /// Who says so, of a mail.
    pub(super) verdict: Option<Verdict>,
    /// It is said once under this id.
    pub(super) client_id: Uuid,
    /// Whose client made the id.
    pub(super) author: Uuid,
}

/// Whether a ticket is locked.
pub(super) fn is_locked(row: &tickets::Model) -> bool {
    row.status == words::to_text(&TicketStatus::Locked)
}

/// Begins the ticket that follows a locked one, in the same department, public or hidden.
pub(super) async fn begin(app: &App, tx: &Tx, mut locked: tickets::Model, written: Written) -> Answered<Placed> {
    let Written { name, text, verdict, client_id, author } = written;
    let department = departments::department(tx, locked.department_id).await?.ok_or_else(Failure::not_found)?;
    let group = departments::front_line(tx, department.id).await?.id;
    let number = store::next_number(tx).await?;
    let event = TicketEvent::Message { from: Side::Visitor, name: name.clone(), text, automatic: false, verdict };
    let customer = Customer::of(tx, &locked, name).await?;
    let begin = Beginning {
        department,
        group,
        owner: None,
        status: TicketStatus::Active,
        customer,
        subject: locked.subject.clone(),
        first: First::Said(event),
        chat: None,
        client_id,
        author,
    };
    let (row, entry) = write_down(tx, number, begin).await?;
    let copies = store::copies(tx, locked.id).await?.into_iter();
    store::insert_copies(tx, copies.map(|copy| ticket_copies::Model { ticket_id: row.id, ..copy }).collect()).await?;
    fields::carry(tx, ItemKind::Ticket, locked.id, row.id).await?;
    links::join(tx, row.id, locked.id, LinkKind::Follows).await?;
    for (id, other) in [(locked.id, row.number), (row.id, locked.number)] {
        let changes = vec![FieldChange { field: "link".into(), from: None, to: Some(format!("#{other}")) }];
        let act = history::Act { subject: Subject::Ticket, id, by: None, act: "linked", about: None, changes };
        history::write(tx, act).await?;
    }
    changed(tx, &mut locked, None).await?;
    routing::enter(app, tx, entering(&row)).await?;
    Ok(Placed { ticket: row.id, entry })
}
