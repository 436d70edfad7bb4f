//! Tickets that become one, and one that becomes two; and how that is undone.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Ticket;
use crate::{ClientId, TicketEntryId, TicketId};

/// How a ticket was joined with another one, or parted from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Joining {
    /// The other was merged into this one.
    MergedFrom,
    /// This one was merged into the other.
    MergedInto,
    /// The two are no longer one.
    MergeUndone,
    /// This one was split off the other.
    SplitFrom,
    /// The other was split off this one.
    SplitInto,
    /// What was split off is back where it was.
    SplitUndone,
}

/// Into which ticket to merge.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct TicketMerge {
    /// The one that goes on.
    #[garde(skip)]
    pub into: TicketId,
}

/// What to split off a ticket.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct TicketSplit {
    /// Made by the client; the same id again returns the same ticket.
    #[garde(skip)]
    pub client_id: ClientId,
    /// The customer's message with which the new ticket begins.
    #[garde(skip)]
    pub entry: TicketEntryId,
    /// What the new one is about.
    #[garde(length(chars, min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub subject: String,
}

endpoint! {
    /// Merges a ticket into another one of the same customer: what was said in it stands there, who took part in it
    /// takes part there, and what the customer answers goes there. 409 `other_customer`, `merged`, `locked`.
    MergeTicket { ticket: TicketId } Post "/api/v1/tickets/{ticket}/merge" (TicketMerge) -> Ticket
}
endpoint! {
    /// Makes a merged ticket one of its own again, as it was. 409 `said_since` once something was said in the other.
    UndoMerge { ticket: TicketId } Delete "/api/v1/tickets/{ticket}/merge" (()) -> Ticket
}
endpoint! {
    /// Begins another ticket, for the same people, with a customer's message of this one, which moves there. The new one.
    /// 409 `no_message` for anything else, `nothing_left` when no message would stay.
    SplitTicket { ticket: TicketId } Post "/api/v1/tickets/{ticket}/split" (TicketSplit) -> Ticket
}
endpoint! {
    /// Puts what was split off back where it was, and deletes the ticket made of it. The one it was split off.
    /// 409 `said_since` once something was said in it.
    UndoSplit { ticket: TicketId } Delete "/api/v1/tickets/{ticket}/split" (()) -> Ticket
}
