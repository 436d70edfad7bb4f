//! What leads to a mail: the outbox.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::platform::events::Durable;

/// An agent said something to the customer of a ticket, in the transaction that wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The ticket.
    pub ticket: Uuid,
    /// Its entry.
    pub entry: Uuid,
}

impl Durable for Said {
    const KIND: &'static str = "tickets.said";
}

/// A customer whose address is known to be his began a ticket at the portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Began {
    /// The ticket.
    pub ticket: Uuid,
}

impl Durable for Began {
    const KIND: &'static str = "tickets.began";
}
