//! Appends to a chat's logs: each number is the last one plus one, taken and written in one transaction that holds the
//! chat's row.
//!
//! The counters change in the row in memory; whoever appends saves the row afterwards ([`store::save`] or
//! [`store::save_logs`]).

use contract::{
    ClientId,
    chat::{InternalEntry, InternalEvent, PublicEntry, PublicEvent, Side},
};
use sea_orm::DbErr;
use serde::Serialize;
use uuid::Uuid;

use super::{
    happened::{Happened, Head},
    rules, store,
    tables::{chat_internal, chat_public, chats},
};
use crate::platform::{Tx, ids, words::to_text};

/// Who sends something, and what the sender's client calls it.
#[derive(Clone, Copy, Debug)]
pub struct Sender {
    /// The visitor's or the agent's id.
    pub author: Uuid,
    /// Made by the client.
    pub client_id: ClientId,
}

/// What somebody says.
#[derive(Clone, Debug)]
pub struct Message {
    /// Which side.
    pub from: Side,
    /// Under which name.
    pub name: String,
    /// What.
    pub text: String,
}

/// The next entry of a public log, and its chat with it.
struct Next {
    entry: chat_public::Model,
    row: chats::Model,
    event: PublicEvent,
}

/// A chat that is held for writing.
#[derive(Clone, Debug)]
pub struct Held {
    /// Its row, changed in memory until it is saved.
    pub row: chats::Model,
    /// Whether its department shows its items to its members only.
    pub confidential: bool,
    /// Its visitor's identity, where the site vouched for one.
    pub sub: Option<String>,
}

impl From<store::Known> for Held {
    fn from(known: store::Known) -> Self {
        Held { row: known.chat, confidential: known.confidential, sub: known.sub }
    }
}

impl Held {
    /// Whose it is.
    pub fn head(&self) -> Head {
        Head::new(&self.row, self.confidential, self.sub.clone())
    }

    /// Appends what nobody sent to the public log.
    ///
    /// # Errors
    /// The database's.
    pub async fn note(&mut self, tx: &Tx, event: PublicEvent) -> Result<(), DbErr> {
        self.append(tx, event).await
    }

    /// Appends a message to the public log and saves the logs. `None`, and nothing saved, when its sender used the
    /// client id before.
    ///
    /// # Errors
    /// The database's.
    pub async fn say(&mut self, tx: &Tx, message: Message, sender: Sender) -> Result<Option<PublicEntry>, DbErr> {
        let next = self.next_message(tx, message, sender)?;
        if !store::insert_public_and_save(tx, next.entry, &next.row).await? {
            return Ok(None);
        }
        self.row = next.row;
        Ok(Some(self.tell(tx, next.event)))
    }

    /// Appends a message like [`Held::say`], but leaves it to the caller to store what is returned, and then the row.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn say_unsaved(
        &mut self,
        tx: &Tx,
        message: Message,
        sender: Sender,
    ) -> Result<(chat_public::Model, PublicEntry), DbErr> {
        let next = self.next_message(tx, message, sender)?;
        self.row = next.row;
        Ok((next.entry, self.tell(tx, next.event)))
    }

    fn next_message(&self, tx: &Tx, Message { from, name, text }: Message, sender: Sender) -> Result<Next, DbErr> {
        let mut row = self.row.clone();
        row.last_public += 1;
        row.last_from = Some(to_text(&from));
        row.last_text = Some(rules::beginning(&text));
        row.last_at = Some(tx.now());
        match from {
            Side::Visitor => row.unread += 1,
            Side::Agent => row.answered_at = row.answered_at.or(Some(tx.now())),
        }
        let event = PublicEvent::Message { from, name, text, client_id: sender.client_id };
        Ok(Next { entry: self.next_public(tx, &event, Some(sender))?, row, event })
    }

    /// Appends what the department says by itself, under its name: nobody's answer, and nothing that is waited for. The
    /// caller saves the row.
    ///
    /// # Errors
    /// The database's.
    pub async fn announce(&mut self, tx: &Tx, department: &str, text: String) -> Result<(), DbErr> {
        let answered_at = self.row.answered_at;
        let sender = Sender { author: self.row.department_id, client_id: ClientId(ids::new_id()) };
        let message = Message { from: Side::Agent, name: department.to_owned(), text };
        let next = self.next_message(tx, message, sender)?;
        store::insert_public(tx, next.entry).await?;
        self.row = chats::Model { answered_at, ..next.row };
        self.tell(tx, next.event);
        Ok(())
    }

    /// Appends to the internal log. `None` when a sender used the client id before.
    ///
    /// # Errors
    /// The database's.
    pub async fn note_internally(
        &mut self,
        tx: &Tx,
        event: InternalEvent,
        sender: Option<Sender>,
    ) -> Result<Option<InternalEntry>, DbErr> {
        let (number, after) = (self.row.last_internal + 1, self.row.last_public);
        let row = chat_internal::Model {
            chat_id: self.row.id,
            number,
            after,
            at: tx.now(),
            author: sender.map(|sender| sender.author),
            client_id: sender.map(|sender| sender.client_id.0),
            event: json(&event)?,
        };
        if !store::insert_internal(tx, row).await? {
            return Ok(None);
        }
        self.row.last_internal = number;
        let entry =
            InternalEntry { number: number.unsigned_abs(), after: after.unsigned_abs(), at: tx.now().into(), event };
        tx.record(Happened::Internal { chat: self.head(), entry: entry.clone() });
        Ok(Some(entry))
    }

    async fn append(&mut self, tx: &Tx, event: PublicEvent) -> Result<(), DbErr> {
        let entry = self.next_public(tx, &event, None)?;
        self.row.last_public = entry.number;
        store::insert_public(tx, entry).await?;
        self.tell(tx, event);
        Ok(())
    }

    fn next_public(&self, tx: &Tx, event: &PublicEvent, sender: Option<Sender>) -> Result<chat_public::Model, DbErr> {
        Ok(chat_public::Model {
            chat_id: self.row.id,
            number: self.row.last_public + 1,
            after: 0,
            at: tx.now(),
            author: sender.map(|sender| sender.author),
            client_id: sender.map(|sender| sender.client_id.0),
            event: json(event)?,
        })
    }

    /// Tells of the entry that was appended last.
    fn tell(&self, tx: &Tx, event: PublicEvent) -> PublicEntry {
        let entry = PublicEntry { number: self.row.last_public.unsigned_abs(), at: tx.now().into(), event };
        tx.record(Happened::Public { chat: self.head(), entry: entry.clone() });
        entry
    }
}

fn json(event: &impl Serialize) -> Result<serde_json::Value, DbErr> {
    serde_json::to_value(event).map_err(|error| DbErr::Json(error.to_string()))
}
