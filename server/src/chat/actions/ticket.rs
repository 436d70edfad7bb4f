//! A ticket is made of a chat.

use contract::{
    ChatId,
    chat::{InternalEvent, NewTicketOfChat, PublicEntry, PublicEvent, TicketOfChat},
    tickets::ChatLine,
};

use crate::{
    chat::{access::ChatFor, store},
    departments::{Act, Agent, Permission},
    platform::{Answered, App, Failure},
    tickets::{self, OfChat},
};

/// The most of what was said that goes into a ticket; the chat keeps all of it.
const LINES: u64 = 5_000;

/// Makes a ticket of what was said so far, also in a chat that has ended.
///
/// # Errors
/// 403 and 404 as for a comment; 422 on `email`; 409 `client_id_reused`.
pub async fn make_ticket(app: &App, agent: Agent, chat: ChatId, new: NewTicketOfChat) -> Answered<TicketOfChat> {
    let app2 = app.clone();
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let act = Act::Do(Permission::Comment);
                let mut held = ChatFor::<Agent>::hold_to_move(tx, &agent, chat, act).await?.into_held();
                let client_id = new.client_id.0;
                if let Some(made) = tickets::made_of_chat(tx, chat.0, agent.id(), client_id).await? {
                    return Ok(told(&made));
                }
                let row = &held.row;
                let email = if new.email.trim().is_empty() { row.email.clone().unwrap_or_default() } else { new.email };
                if email.is_empty() {
                    return Err(Failure::field("email", "required", "The customer's address is missing."));
                }
                let of = OfChat {
                    chat: row.id,
                    department: row.department_id,
                    group: row.group_id,
                    account: row.account_id,
                    email,
                    name: row.visitor_name.clone(),
                    subject: new.subject,
                    lines: store::public(tx, row.id, 0, LINES).await?.into_iter().filter_map(line).collect(),
                    by: agent.me.clone(),
                    own: row.agent_id == Some(agent.id()),
                    client_id,
                };
                let made = tickets::begin_of_chat(&app2, tx, of).await?;
                let told = told(&made);
                let event = InternalEvent::Ticket { by: agent.me, ticket: told.ticket, ticket_number: told.number };
                held.note_internally(tx, event, None).await?;
                store::save_logs(tx, &held.row).await?;
                Ok(told)
            })
        })
        .await
}

fn told(made: &tickets::tables::tickets::Model) -> TicketOfChat {
    TicketOfChat { ticket: made.id.into(), number: made.number.unsigned_abs() }
}

/// What is said of an entry in a ticket; nothing of what only happened.
fn line(entry: PublicEntry) -> Option<ChatLine> {
    match entry.event {
        PublicEvent::Message { from, name, text, .. } => Some(ChatLine { at: entry.at, from, name, text }),
        _ => None,
    }
}
