//! How everybody learns that a ticket changed.

use contract::{
    TicketEntryId, TicketId,
    fields::ItemValues,
    tickets::{Sending, TicketRow},
};
use uuid::Uuid;

use super::{access, policies, search, spans, store, tables::tickets, view};
use crate::{
    asks,
    platform::{Answered, Tx, topics},
};

/// A ticket's row changed; pushed to those who see its group's list.
#[derive(Clone, Debug)]
pub struct Changed {
    /// The group that holds it.
    pub group: Uuid,
    /// The version of the group's tickets.
    pub version: u64,
    /// The row as it is now.
    pub row: TicketRow,
    /// The group it left, and that group's version.
    pub left: Option<(Uuid, u64)>,
    /// Who had it before, and may see nothing else of the group.
    pub before: Option<Uuid>,
    /// Whom comments ask about it.
    pub asked: Vec<Uuid>,
}

/// Where a ticket was before it moved.
#[derive(Clone, Copy, Debug)]
pub(super) struct Left {
    pub group: Uuid,
    pub agent: Option<Uuid>,
}

/// Values of a ticket's fields changed.
#[derive(Clone, Debug)]
pub struct ValuesChanged {
    /// Which ticket's.
    pub ticket: TicketId,
    /// The group that holds it.
    pub group: Uuid,
    /// Who has it.
    pub agent: Option<Uuid>,
    /// The values as they are now.
    pub values: ItemValues,
}

/// What was said fares otherwise on its way to the customer.
#[derive(Clone, Debug)]
pub struct SendingChanged {
    /// Of which ticket.
    pub ticket: TicketId,
    /// The group that holds it.
    pub group: Uuid,
    /// Who has it.
    pub agent: Option<Uuid>,
    /// Which entry.
    pub entry: TicketEntryId,
    /// How it fares.
    pub sending: Sending,
}

/// Writes a changed ticket back with a new version, and tells.
pub(super) async fn changed(tx: &Tx, row: &mut tickets::Model, left: Option<Left>) -> Answered<()> {
    row.version += 1;
    row.updated_at = tx.now();
    store::update(tx, row).await?;
    if spans::keep(tx, row).await? || row.deleted {
        policies::schedule(tx, row).await?;
    }
    tell(tx, row, left).await
}

/// Tells of a ticket as it is written.
pub(super) async fn tell(tx: &Tx, row: &tickets::Model, left: Option<Left>) -> Answered<()> {
    let before = left.and_then(|left| left.agent).filter(|before| row.agent_id != Some(*before));
    let left = match left.filter(|left| left.group != row.group_id) {
        Some(Left { group, .. }) => Some((group, bump(tx, group).await?)),
        None => None,
    };
    search::learn(tx, row).await?;
    let version = bump(tx, row.group_id).await?;
    let asked = asks::hearers(tx, row.id, &access::place(tx, row).await?).await?;
    tx.record(Changed { group: row.group_id, version, row: view::row(tx, row).await?, left, before, asked });
    Ok(())
}

async fn bump(tx: &Tx, group: Uuid) -> Answered<u64> {
    Ok(topics::bump(tx, &format!("tickets:{group}")).await?.unsigned_abs())
}
