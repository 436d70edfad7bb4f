//! Who looks at a ticket, and who writes in it: every console says so to the others that look at it. Nobody keeps a list,
//! so that none is ever wrong for longer than a minute, on however many nodes.

use std::collections::HashSet;

use contract::{TicketId, live::AgentFrame};

use super::{audience, hub::Place, translate};
use crate::{
    departments::Agent,
    platform::{App, Failure},
    tickets,
};

/// The most tickets that one console looks at.
const MOST: usize = 10;

/// The tickets that one console looks at.
#[derive(Debug, Default)]
pub(super) struct Looking(HashSet<TicketId>);

impl Looking {
    /// It looks, or looks still.
    ///
    /// # Errors
    /// 404 when the agent may not know of the ticket; it looks at it no longer then.
    pub(super) async fn look(
        &mut self,
        app: &App,
        place: &Place,
        agent: &Agent,
        (ticket, writing): (TicketId, bool),
    ) -> Result<(), Failure> {
        if let Err(failure) = tickets::read_by(app.db().read(), agent, ticket.0).await {
            self.away(app, place, agent, ticket);
            return Err(failure);
        }
        let new = !self.0.contains(&ticket);
        if new && self.0.len() == MOST {
            return Ok(());
        }
        if new {
            place.want(audience::ticket(ticket.0));
            self.0.insert(ticket);
        }
        tell(app, agent, ticket, &AgentFrame::Looks { ticket, agent: agent.me.clone(), writing, new });
        Ok(())
    }

    /// It looks no longer.
    pub(super) fn away(&mut self, app: &App, place: &Place, agent: &Agent, ticket: TicketId) {
        if self.0.remove(&ticket) {
            place.unwant(&audience::ticket(ticket.0));
            tell(app, agent, ticket, &AgentFrame::LooksAway { ticket, agent: agent.me.id });
        }
    }

    /// It is gone.
    pub(super) fn end(self, app: &App, agent: &Agent) {
        for ticket in self.0 {
            tell(app, agent, ticket, &AgentFrame::LooksAway { ticket, agent: agent.me.id });
        }
    }
}

/// Tells the other consoles; nobody hears of oneself.
fn tell(app: &App, agent: &Agent, ticket: TicketId, frame: &AgentFrame) {
    translate::send(app, vec![audience::ticket(ticket.0)], vec![audience::agent(agent.id())], frame);
}
