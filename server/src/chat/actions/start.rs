//! A visitor begins a chat.

use contract::{
    chat::{ChatState, Side},
    departments::Channel,
    fields::ItemKind,
    widget::NewChat,
};
use uuid::Uuid;

use super::{say::repeated, words};
use crate::{
    chat::{
        life::Life,
        numbering::{Held, Message, Sender},
        refusal::Refusal,
        rules, store,
        tables::chats,
    },
    departments, fields,
    people::{self, Visitor, compare, validity},
    platform::{Answered, App, Failure, Tx, ids, words::to_text},
    routing,
};

/// Begins a chat and returns its id. The same client id again returns the chat it began.
pub async fn start(app: &App, visitor: Visitor, new: NewChat) -> Answered<Uuid> {
    let text = words(&new.text)?;
    let contact = contact(&visitor, &new)?;
    let routed = app.clone();
    let forms = fields::forms(app).await?;
    let place = (visitor.row.brand_id, new.department.0);
    let searched = fields::look_up(app, &forms, ItemKind::Chat, place, &new.values).await?;
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let author = visitor.row.id;
                store::hold_person(tx, &visitor.row).await?;
                if let Some(chat) = store::started(tx, author, new.client_id).await? {
                    if chat.opened_in != new.department.0 {
                        return Err(Refusal::ClientIdReused.into());
                    }
                    repeated(tx, chat.id.into(), author, new.client_id, &text).await?;
                    return Ok(chat.id);
                }
                let person = people::same_person(tx, &visitor.row).await?;
                if let Some(chat) = store::current_of(tx, &person).await?
                    && chat.state != to_text(&ChatState::Ended)
                {
                    return Err(Refusal::AlreadyChatting { chat: chat.id }.into());
                }
                let department = departments::public_department(tx, visitor.row.brand_id, new.department.0).await?;
                let department =
                    department.filter(|department| department.offers_chat).ok_or_else(Failure::not_found)?;
                let held = people::role_of_visitor(tx, &visitor.row, tx.now()).await?;
                departments::admit(&department, Channel::Chat, held)?;
                let here = std::slice::from_ref(&department);
                if departments::taking_chats(tx, here, tx.now()).await?.is_empty() {
                    return Err(Refusal::NobodyThere.into());
                }
                let giver = fields::Giver::Customer;
                let values = forms.begin(ItemKind::Chat, department.id, &new.values, giver, &searched)?;
                let group = departments::front_line(tx, department.id).await?;
                people::set_visitor_contact(tx, author, &contact.name, &contact.email).await?;
                let row = row(tx, &visitor, new.client_id.0, (department.id, group.id), contact, &text);
                store::insert(tx, &row).await?;
                fields::put(tx, ItemKind::Chat, row.id, &values).await?;
                if let Some(domain) = &row.email_domain {
                    people::know_domain(tx, domain).await?;
                }
                let mut held =
                    Held { row, confidential: department.confidential, sub: visitor.row.identity_sub.clone() };
                let message = Message { from: Side::Visitor, name: held.row.visitor_name.clone(), text };
                held.say(tx, message, Sender { author, client_id: new.client_id }).await?;
                let enter = routing::Enter {
                    item: held.row.id,
                    channel: Channel::Chat,
                    department: department.id,
                    group: group.id,
                    priority: 0,
                    owner: None,
                };
                routing::enter(&routed, tx, enter).await?;
                Ok(held.row.id)
            })
        })
        .await
}

#[derive(Clone)]
struct Contact {
    name: String,
    email: String,
    keys: Option<(String, String)>,
}

/// What the form says, else what is known of the visitor. Nothing is looked up by the address: who types a customer's
/// address is not that customer.
fn contact(visitor: &Visitor, new: &NewChat) -> Answered<Contact> {
    let given = validity::clean_line(&new.name);
    let name = if given.is_empty() { visitor.row.name.clone() } else { given };
    // What the site vouched for is not typed over.
    let vouched = visitor.row.identity_sub.is_some() && !visitor.row.email.is_empty();
    let given = if vouched { "" } else { new.email.trim() };
    if given.is_empty() && visitor.row.email.is_empty() {
        return Ok(Contact { name, email: String::new(), keys: None });
    }
    let email = if given.is_empty() { visitor.row.email.clone() } else { given.to_owned() };
    let (email, key) = match (validity::email(&email), compare::normal_email(&email)) {
        (Ok(email), Ok(key)) => (email, key),
        // What the site vouched for may be no address; then the chat carries none.
        _ if given.is_empty() => return Ok(Contact { name, email: String::new(), keys: None }),
        _ => return Err(Failure::field("email", "malformed", "This is not an e-mail address.")),
    };
    let domain = compare::domain_of(&email).unwrap_or_default();
    Ok(Contact { name, email, keys: Some((key, domain)) })
}

fn row(
    tx: &Tx,
    visitor: &Visitor,
    client_id: Uuid,
    (department_id, group_id): (Uuid, Uuid),
    contact: Contact,
    text: &str,
) -> chats::Model {
    let (email_key, email_domain) = contact.keys.unzip();
    chats::Model {
        id: ids::new_id(),
        brand_id: visitor.row.brand_id,
        department_id,
        group_id,
        visitor_id: visitor.row.id,
        account_id: visitor.row.account_id,
        client_id,
        state: to_text(&Life::BEGUN.state),
        agent_id: None,
        last_agent_id: None,
        epoch: i64::try_from(Life::BEGUN.epoch).unwrap_or(i64::MAX),
        visitor_name: contact.name,
        email: email_key.is_some().then_some(contact.email),
        email_key,
        email_domain,
        opening: rules::beginning(text),
        opened_in: department_id,
        started_at: tx.now(),
        waiting_since: Some(tx.now()),
        handed_back: false,
        assigned_at: None,
        assigned_after: 0,
        answered_at: None,
        ended_at: None,
        ended_by: None,
        last_public: 0,
        last_internal: 0,
        agent_seen: 0,
        visitor_seen: 0,
        unread: 0,
        last_from: None,
        last_text: None,
        last_at: None,
    }
}
