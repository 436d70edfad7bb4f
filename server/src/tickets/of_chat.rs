//! A ticket of a chat: what was said there stands at its beginning.

use contract::{
    ChatId,
    chat::Side,
    fields::ItemKind,
    history::Subject,
    people::AgentRef,
    tickets::{ChatLine, TicketEvent, TicketStatus},
};
use uuid::Uuid;

use super::{
    open::{Beginning, Customer, First, entering, reused, write_down},
    rules, store,
    tables::tickets,
};
use crate::{
    departments, fields,
    people::validity,
    platform::{Answered, App, Failure, Tx, history},
    routing,
};

/// A chat of which a ticket is made.
#[derive(Clone, Debug)]
pub struct OfChat {
    /// The chat.
    pub chat: Uuid,
    /// Where it is, and the ticket will be.
    pub department: Uuid,
    /// The group, too.
    pub group: Uuid,
    /// The customer's account, when it is known.
    pub account: Option<Uuid>,
    /// The customer's address.
    pub email: String,
    /// The customer's name; may be empty.
    pub name: String,
    /// What it is about; empty: what was said first.
    pub subject: String,
    /// What was said, oldest first.
    pub lines: Vec<ChatLine>,
    /// Who makes it.
    pub by: AgentRef,
    /// Whether it is then that agent's own.
    pub own: bool,
    /// It is made once under this id.
    pub client_id: Uuid,
}

/// The ticket that was made of a chat under an id before.
///
/// # Errors
/// 409 `client_id_reused` when it is of something else.
pub async fn made_of_chat(tx: &Tx, chat: Uuid, by: Uuid, client_id: Uuid) -> Answered<Option<tickets::Model>> {
    match store::made_by(tx, by, client_id).await? {
        Some(made) if made.chat_id == Some(chat) => Ok(Some(made)),
        Some(_) => Err(reused()),
        None => Ok(None),
    }
}

/// Makes a ticket of a chat, with the values of its fields; routing is held before it.
///
/// # Errors
/// 404 when the department is gone; 422 on `email`.
pub async fn begin_of_chat(app: &App, tx: &Tx, of: OfChat) -> Answered<tickets::Model> {
    let OfChat { chat, department, group, account, email, name, subject, lines, by, own, client_id } = of;
    let customer = Customer { account, ..Customer::read(&email, &name)? };
    let department = departments::department(tx, department).await?.filter(|row| row.archived_at.is_none());
    let department = department.ok_or_else(Failure::not_found)?;
    let first = lines.iter().find(|line| line.from == Side::Visitor).or(lines.first());
    let subject = rules::subject(&validity::clean_line(&subject), first.map_or("", |line| &line.text));
    let number = store::next_number(tx).await?;
    let begin = Beginning {
        department,
        group,
        owner: own.then(|| by.clone()),
        status: TicketStatus::Active,
        subject: if subject.is_empty() { customer.from_name.clone() } else { subject },
        customer,
        first: First::Said(TicketEvent::Chat { by: by.clone(), chat: ChatId(chat), lines }),
        chat: Some(chat),
        client_id,
        author: by.id.0,
    };
    let (row, _) = write_down(tx, number, begin).await?;
    fields::carry(tx, ItemKind::Ticket, chat, row.id).await?;
    routing::enter(app, tx, entering(&row)).await?;
    let act = history::Act {
        subject: Subject::Ticket,
        id: row.id,
        by: Some(&by),
        act: "of_chat",
        about: None,
        changes: Vec::new(),
    };
    history::write(tx, act).await?;
    Ok(row)
}
