//! How a ticket begins: a customer leaves a message, or an agent writes to a customer.

use contract::{
    chat::Side,
    departments::Channel,
    fields::ItemKind,
    history::{FieldChange, Subject},
    people::AgentRef,
    roles::CustomerRole,
    tickets::{NewTicket, Priority, TicketEvent, TicketStatus},
    widget::{NewLeftMessage, Receipt},
};
use uuid::Uuid;

use super::{
    changed, policies, rules,
    said_out::Began,
    sendings, spans, store,
    tables::{ticket_participants, tickets},
};
use crate::{
    attachments,
    departments::{self, Act, Agent, Permission, Scope, tables::departments as table},
    fields::{self, Giver},
    people::{self, compare, validity},
    platform::{Answered, App, Failure, Tx, history, ids, words},
    routing,
};

/// A customer's address and name, in the forms that are stored.
#[derive(Clone)]
pub(super) struct Customer {
    pub(super) participant: ticket_participants::Model,
    /// Further customer-side addresses, of a mail.
    pub(super) others: Vec<ticket_participants::Model>,
    pub(super) from_name: String,
    pub(super) account: Option<Uuid>,
}

impl Customer {
    pub(super) fn read(email: &str, name: &str) -> Answered<Customer> {
        let malformed = |error: &dyn std::fmt::Display| Failure::field("email", "malformed", &error.to_string());
        let address = validity::email(email).map_err(|error| malformed(&error))?;
        let address_key = compare::normal_email(email).map_err(|error| malformed(&error))?;
        let domain = compare::domain_of(&address).ok_or_else(|| malformed(&"an e-mail address has one @"))?;
        let name = validity::clean_line(name);
        let from_name = if name.is_empty() { address.clone() } else { name.clone() };
        // Which ticket it is of is known when there is one.
        let ticket_id = Uuid::nil();
        Ok(Customer {
            participant: ticket_participants::Model {
                ticket_id,
                address_key,
                address,
                domain,
                name,
                merged_from: None,
            },
            others: Vec::new(),
            from_name,
            account: None,
        })
    }

    /// Those who take part in a ticket, for one that begins with somebody's words there.
    pub(super) async fn of(tx: &Tx, ticket: &tickets::Model, from_name: String) -> Answered<Customer> {
        let of_new = |row| ticket_participants::Model { ticket_id: Uuid::nil(), merged_from: None, ..row };
        let mut all = store::participants(tx, [ticket.id]).await?.remove(&ticket.id).unwrap_or_default().into_iter();
        let participant = all.next().map(of_new).ok_or_else(Failure::not_found)?;
        Ok(Customer { participant, others: all.map(of_new).collect(), from_name, account: ticket.account_id })
    }

    fn key(&self) -> String {
        self.participant.address_key.clone()
    }
}

/// What stands first in a ticket.
pub(super) enum First {
    /// Something that is said now.
    Said(TicketEvent),
    /// An entry of another ticket, which moves here.
    Moved(Uuid),
}

/// What a ticket begins with.
pub(super) struct Beginning {
    pub(super) department: table::Model,
    pub(super) group: Uuid,
    pub(super) owner: Option<AgentRef>,
    pub(super) status: TicketStatus,
    pub(super) customer: Customer,
    pub(super) subject: String,
    pub(super) first: First,
    /// The chat it is of.
    pub(super) chat: Option<Uuid>,
    pub(super) client_id: Uuid,
    pub(super) author: Uuid,
}

/// Who leaves a message.
#[derive(Clone, Copy, Debug, Default)]
pub struct Writer {
    /// Whose client made the id: a visitor, a customer's account, or nil for anybody at the portal.
    pub author: Uuid,
    /// The account, when it is known.
    pub account: Option<Uuid>,
    /// The role held.
    pub role: CustomerRole,
}

/// A customer leaves a message for a public department of a brand.
///
/// # Errors
/// 404 when the department takes none; 403 when it requires a role the writer does not hold; 422 on `email` or `text`; 409 `client_id_reused`.
pub async fn leave_message(app: &App, brand: Uuid, writer: Writer, body: NewLeftMessage) -> Answered<Receipt> {
    let Writer { author, account, role } = writer;
    let customer = Customer { account, ..Customer::read(&body.email, &body.name)? };
    let text = said(&body.text)?;
    let subject = rules::subject(&validity::clean_line(&body.subject), &text);
    let client_id = body.client_id.0;
    let wanted = body.department.0;
    let asked = Asked { department: wanted, address_key: customer.key(), subject: subject.clone(), text: text.clone() };
    let known_key = match account {
        Some(account) => people::verified_key(app.db().read(), account).await?,
        None => None,
    };
    let app2 = app.clone();
    let forms = fields::forms(app).await?;
    let searched = fields::look_up(app, &forms, ItemKind::Ticket, (brand, wanted), &body.values).await?;
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                if let Some(made) = store::made_by(tx, author, client_id).await? {
                    return receipt(tx, made, &asked).await;
                }
                let department = departments::public_department(tx, brand, wanted).await?;
                let department = department.filter(|row| row.offers_tickets).ok_or_else(Failure::not_found)?;
                departments::admit(&department, Channel::Ticket, role)?;
                let values = forms.begin(ItemKind::Ticket, department.id, &body.values, Giver::Customer, &searched)?;
                let number = store::next_number(tx).await?;
                // Giving out a number waits for whoever gives one out now: perhaps the same message, sent again.
                if let Some(made) = store::made_by(tx, author, client_id).await? {
                    return receipt(tx, made, &asked).await;
                }
                let group = departments::front_line(tx, department.id).await?.id;
                let name = department.name.clone();
                let status = TicketStatus::Active;
                let event = message(Side::Visitor, &customer.from_name, text);
                let begin = Beginning {
                    department,
                    group,
                    owner: None,
                    status,
                    customer,
                    subject,
                    first: First::Said(event),
                    chat: None,
                    client_id,
                    author,
                };
                let known = known_key.is_some_and(|key| begin.customer.key() == key);
                let (row, entry) = write_down(tx, number, begin).await?;
                attachments::claim_all(tx, client_id, author, entry).await?;
                attachments::carry(tx, entry, row.id).await?;
                fields::put(tx, ItemKind::Ticket, row.id, &values).await?;
                routing::enter(&app2, tx, entering(&row)).await?;
                if known {
                    tx.record_durably(&Began { ticket: row.id }).await?;
                }
                Ok(Receipt { number: number.unsigned_abs(), department: name })
            })
        })
        .await
}

/// What a retry must ask for again, to be one.
#[derive(Clone)]
struct Asked {
    department: Uuid,
    address_key: String,
    subject: String,
    text: String,
}

impl Asked {
    /// Whether a ticket was made of exactly this; something else under the same id is refused.
    async fn made(&self, tx: &Tx, ticket: &tickets::Model) -> Answered<()> {
        let first = store::entry_made_by(tx, ticket.id, ticket.client_id).await?;
        let participants = store::participants(tx, [ticket.id]).await?.remove(&ticket.id).unwrap_or_default();
        let same = ticket.opened_in == self.department
            && ticket.subject == self.subject
            && participants.iter().any(|row| row.address_key == self.address_key)
            && first.is_some_and(|entry| entry.event["text"] == *self.text);
        if same { Ok(()) } else { Err(reused()) }
    }
}

/// The receipt for a message that was left before. It names where it was left; it may have been handed on since.
async fn receipt(tx: &Tx, made: tickets::Model, asked: &Asked) -> Answered<Receipt> {
    asked.made(tx, &made).await?;
    let department = departments::department(tx, made.opened_in).await?.ok_or_else(Failure::not_found)?;
    Ok(Receipt { number: made.number.unsigned_abs(), department: department.name })
}

/// An agent writes to a customer; the ticket is the agent's.
///
/// # Errors
/// 404 when the agent may not know the department, 403 when the agent may not write from it; 422 on `email`, `subject`
/// or `text`; 409 `client_id_reused`.
pub(super) async fn create(app: &App, agent: Agent, body: NewTicket) -> Answered<Uuid> {
    let customer = Customer::read(&body.email, &body.name)?;
    let text = said(&body.text)?;
    let subject = validity::clean_line(&body.subject);
    if subject.is_empty() {
        return Err(Failure::field("subject", "required", "The subject is missing."));
    }
    let (client_id, author) = (body.client_id.0, agent.id());
    let wanted = body.department.0;
    let asked = Asked { department: wanted, address_key: customer.key(), subject: subject.clone(), text: text.clone() };
    let app2 = app.clone();
    let forms = fields::forms(app).await?;
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                if let Some(made) = store::made_by(tx, author, client_id).await? {
                    return asked.made(tx, &made).await.map(|()| made.id);
                }
                let (department, group) = place_to_write_from(tx, &agent, wanted).await?;
                let nothing = fields::Searched::default();
                let values = forms.begin(ItemKind::Ticket, department.id, &body.values, Giver::Agent, &nothing)?;
                let number = store::next_number(tx).await?;
                if let Some(made) = store::made_by(tx, author, client_id).await? {
                    return asked.made(tx, &made).await.map(|()| made.id);
                }
                let event = message(Side::Agent, &agent.me.name, text);
                let owner = Some(agent.me.clone());
                let status = rules::after(rules::Act::AgentReplies);
                let begin = Beginning {
                    department,
                    group,
                    owner,
                    status,
                    customer,
                    subject,
                    first: First::Said(event),
                    chat: None,
                    client_id,
                    author,
                };
                let (row, entry) = write_down(tx, number, begin).await?;
                fields::put(tx, ItemKind::Ticket, row.id, &values).await?;
                routing::enter(&app2, tx, entering(&row)).await?;
                sendings::leave(tx, &row, entry, tx.now()).await?;
                // It waits for the customer: there is nothing to do yet.
                routing::done(&app2, tx, row.id).await?;
                changed::tell(tx, &row, None).await?;
                Ok(row.id)
            })
        })
        .await
}

/// A new ticket as routing takes it in.
pub(super) fn entering(row: &tickets::Model) -> routing::Enter {
    routing::Enter {
        item: row.id,
        channel: Channel::Ticket,
        department: row.department_id,
        group: row.group_id,
        priority: row.priority,
        owner: row.agent_id,
    }
}

/// The group an agent writes from in a department, public or hidden: one of the agent's own, else the front line for
/// those who may act there.
async fn place_to_write_from(tx: &Tx, agent: &Agent, department: Uuid) -> Answered<(table::Model, Uuid)> {
    let found = departments::department(tx, department).await?.filter(|row| row.archived_at.is_none());
    let found = found.ok_or_else(Failure::not_found)?;
    if !departments::may_see_department(agent, found.id, found.confidential) {
        return Err(Failure::not_found());
    }
    let mine = agent.groups.iter().filter(|mine| mine.department == department && !mine.watches);
    let mine = mine.filter(|mine| mine.permissions.contains(Permission::Reply));
    if let Some(mine) = mine.max_by_key(|mine| mine.front_line) {
        return Ok((found, mine.group));
    }
    let group = departments::front_line(tx, department).await?.id;
    let scope = Scope { department, group, owner: None, confidential: found.confidential, asked: false };
    if departments::may(agent, Act::Do(Permission::Take), &scope) {
        Ok((found, group))
    } else {
        Err(Failure::forbidden())
    }
}

/// Writes the ticket, its participants, its first message and its history. The ticket, and the message's entry.
pub(super) async fn write_down(tx: &Tx, number: i64, begin: Beginning) -> Answered<(tickets::Model, Uuid)> {
    let Beginning { department, group, owner, status, customer, subject, first, chat, client_id, author } = begin;
    let row = tickets::Model {
        id: ids::new_id(),
        number,
        brand_id: department.brand_id,
        department_id: department.id,
        group_id: group,
        agent_id: owner.as_ref().map(|agent| agent.id.0),
        status: words::to_text(&status),
        status_at: tx.now(),
        priority: rules::priority_number(Priority::Normal),
        subject_key: rules::subject_key(&subject),
        subject,
        account_id: customer.account,
        from_name: customer.from_name,
        chat_id: chat,
        client_id,
        author: Some(author),
        spam: false,
        deleted: false,
        merged_into: None,
        tags: serde_json::json!([]),
        pinned: false,
        follow_up_at: None,
        follow_up_comment: String::new(),
        follow_up_by: None,
        opened_at: tx.now(),
        opened_in: department.id,
        updated_at: tx.now(),
        version: 1,
    };
    store::insert(tx, row.clone()).await?;
    spans::keep(tx, &row).await?;
    policies::schedule(tx, &row).await?;
    let all = std::iter::once(customer.participant).chain(customer.others);
    let participants: Vec<_> = all.map(|one| ticket_participants::Model { ticket_id: row.id, ..one }).collect();
    for participant in &participants {
        people::know_domain(tx, &participant.domain).await?;
    }
    store::insert_participants(tx, participants).await?;
    let entry = match first {
        First::Said(event) => store::insert_entry(tx, row.id, Some(author), Some(client_id), &event).await?,
        First::Moved(entry) => {
            store::move_entry(tx, entry, row.id).await?;
            attachments::carry(tx, entry, row.id).await?;
            entry
        }
    };
    let change = |field: &str, to: &str| FieldChange { field: field.into(), from: None, to: Some(to.to_owned()) };
    let changes = vec![change("subject", &row.subject), change("department", &department.name)];
    let by = owner.as_ref();
    let act = history::Act { subject: Subject::Ticket, id: row.id, by, act: "created", about: None, changes };
    history::write(tx, act).await?;
    Ok((row, entry))
}

/// Something said by whoever begins a ticket here.
fn message(from: Side, name: &str, text: String) -> TicketEvent {
    TicketEvent::Message { from, name: name.to_owned(), text, automatic: false, verdict: None }
}

/// What was typed, without what cannot be stored; something must be left.
pub(super) fn said(text: &str) -> Answered<String> {
    let text = validity::clean_text(text);
    if text.trim().is_empty() {
        return Err(Failure::field("text", "required", "The message is empty."));
    }
    Ok(text)
}

/// The id was used for something else.
pub(super) fn reused() -> Failure {
    Failure::conflict("client_id_reused", "This id was already used for something else.")
}
