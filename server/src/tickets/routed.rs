//! Whose a ticket is, written beside the work item that stands for it, in the same transaction.

use async_trait::async_trait;
use contract::{
    history::{FieldChange, Subject},
    people::AgentRef,
    presence::Decision,
    tickets::TicketEvent,
};
use uuid::Uuid;

use super::{changed, policies, store};
use crate::{
    departments, people,
    platform::{Answered, App, Failure, Tx, history},
    routing::{Cause, Moved, Place, Routed},
};

/// Tells tickets where routing put them.
#[derive(Clone, Copy, Debug, Default)]
pub struct TicketsHere;

#[async_trait]
impl Routed for TicketsHere {
    async fn waits_otherwise(&self, tx: &Tx, department: Uuid) -> Result<(), Failure> {
        policies::changed_in(tx, department).await
    }

    async fn moved(&self, _app: &App, tx: &Tx, moved: &Moved) -> Result<(), Failure> {
        // Deleted ones too: the work item and the ticket never disagree.
        let mut row = store::any_locked(tx, moved.item).await?.ok_or_else(Failure::not_found)?;
        let from =
            Names::of(tx, Place { department: row.department_id, group: row.group_id, agent: row.agent_id }).await?;
        let to = Names::of(tx, moved.to).await?;
        let by = match &moved.cause {
            Cause::Transferred { by, to, comment } => {
                let event = TicketEvent::Transferred { by: by.clone(), to: to.clone(), comment: comment.clone() };
                store::insert_entry(tx, row.id, Some(by.id.0), None, &event).await?;
                Some(by)
            }
            Cause::TakenByHand { by } => Some(by),
            Cause::Arrived | Cause::Drained | Cause::AgentGone { .. } | Cause::NoAnswer { .. } | Cause::Left { .. } => {
                None
            }
        };
        let reason = moved.reason.clone();
        let (event, act) = match &to.agent {
            Some(agent) => (TicketEvent::Assigned { agent: agent.clone(), reason }, "assigned"),
            None => (TicketEvent::Queued { group: to.group.clone(), reason }, "queued"),
        };
        store::insert_entry(tx, row.id, None, None, &event).await?;
        let act = match (&moved.cause, moved.reason.decision) {
            (Cause::Transferred { .. }, _) => "transferred",
            (_, Decision::TakenByHand) => "taken",
            _ => act,
        };
        let changes = from.changes(&to);
        history::write(tx, history::Act { subject: Subject::Ticket, id: row.id, by, act, about: None, changes })
            .await?;
        let left = changed::Left { group: row.group_id, agent: row.agent_id };
        row.department_id = moved.to.department;
        row.group_id = moved.to.group;
        // The pin held it with the one who had it.
        row.pinned = row.pinned && row.agent_id == moved.to.agent;
        row.agent_id = moved.to.agent;
        changed::changed(tx, &mut row, Some(left)).await
    }
}

/// A place in words, for the history.
struct Names {
    department: String,
    group: String,
    agent: Option<AgentRef>,
}

impl Names {
    async fn of(tx: &Tx, place: Place) -> Answered<Names> {
        let agent: Option<Uuid> = place.agent;
        Ok(Names {
            department: departments::department(tx, place.department).await?.map(|row| row.name).unwrap_or_default(),
            group: departments::group(tx, place.group).await?.map(|row| row.name).unwrap_or_default(),
            agent: match agent {
                Some(agent) => people::agent_refs(tx, [agent]).await?.remove(&agent),
                None => None,
            },
        })
    }

    fn changes(&self, to: &Names) -> Vec<FieldChange> {
        let name = |agent: &Option<AgentRef>| agent.as_ref().map(|agent| agent.name.clone());
        let fields = [
            ("agent", name(&self.agent), name(&to.agent)),
            ("department", Some(self.department.clone()), Some(to.department.clone())),
            ("group", Some(self.group.clone()), Some(to.group.clone())),
        ];
        let changed = fields.into_iter().filter(|(_, from, to)| from != to);
        changed.map(|(field, from, to)| FieldChange { field: field.to_owned(), from, to }).collect()
    }
}
