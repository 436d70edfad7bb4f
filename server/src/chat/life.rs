//! A chat's life as a machine: waiting, active, ended. Pure.
//!
//! Load the chat's [`Life`], call [`step`] with what is to happen, store the life it returns and carry out the
//! [`Consequence`]s in their order, all in one transaction. A refusal changes nothing.
//!
//! The *epoch* rises with every hand-over: a tab that acts with another epoch than the chat's has not heard of the
//! last one, and is refused and told who has the chat. Whether somebody is permitted to act at all is not asked here.

use contract::{
    AccountId,
    chat::{ChatState, EndedBy, Side},
};

/// Where a chat is in its life, and with whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Life {
    /// Waiting, active or ended.
    pub state: ChatState,
    /// Who has it; nobody while it waits; who had it last once it has ended.
    pub agent: Option<AccountId>,
    /// Raised by each hand-over.
    pub epoch: u64,
}

/// Where a transfer goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// To this agent.
    Agent(AccountId),
    /// To a queue, this group's or another's: distribution chooses.
    Queue,
}

/// Who ends a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ender {
    /// The visitor.
    Visitor,
    /// The agent who has it, as the agent's tab knows it.
    Agent {
        /// Who.
        by: AccountId,
        /// The epoch the tab knows.
        epoch: u64,
    },
    /// Nobody: an agent has it, and nothing is said any more.
    Silence,
}

/// What is to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Distribution chose an agent for the waiting chat.
    Assign {
        /// Whom.
        agent: AccountId,
    },
    /// An agent takes it from the queue, or over from a colleague.
    Take {
        /// Who.
        by: AccountId,
        /// The epoch the tab knows.
        epoch: u64,
    },
    /// The agent's grace is over: the chat waits again.
    AgentGone {
        /// Who is gone.
        agent: AccountId,
    },
    /// The agent does not have it any more for another reason, such as a check-out or a membership's end: it waits again.
    HandBack {
        /// Whose it was.
        agent: AccountId,
    },
    /// The agent who has it, or anybody while it waits, hands it on.
    TransferTo {
        /// Where to.
        target: Target,
        /// By whom.
        by: AccountId,
        /// The epoch the tab knows.
        epoch: u64,
    },
    /// The agent answers.
    AgentSays {
        /// Who.
        by: AccountId,
        /// The epoch the tab knows.
        epoch: u64,
    },
    /// The visitor writes.
    VisitorSays,
    /// The chat ends.
    End(Ender),
}

/// Why an agent has a chat no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// The grace is over.
    Gone,
    /// It was given back.
    HandedBack,
    /// A colleague took it over.
    TakenOver,
    /// It was transferred.
    Transferred,
    /// It ended.
    Ended,
}

/// What follows, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consequence {
    /// The agent has it no more: capacity is free, the tabs are told.
    Left {
        /// Who.
        agent: AccountId,
        /// Why.
        why: Leaving,
    },
    /// It was handed on by hand: the internal log says by whom.
    Transferred {
        /// By whom.
        by: AccountId,
    },
    /// It is in the queue: distribution is asked at once.
    Queued {
        /// Before the new ones, and the visitor is told.
        front: bool,
    },
    /// The agent has it now: both logs say so.
    Joined {
        /// Who.
        agent: AccountId,
    },
    /// Something was said: the public log takes it.
    Said {
        /// By which side.
        by: Side,
    },
    /// It is over.
    Ended {
        /// By whom.
        by: EndedBy,
    },
}

/// Why an act is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Somebody else has it, or nobody; or a hand-over happened that the tab has not heard of.
    #[error("the chat was handed over")]
    HandedOver {
        /// Who has it now.
        to: Option<AccountId>,
    },
    /// It is over.
    #[error("the chat has ended")]
    Ended,
    /// It is where the act would bring it: a repetition, and nothing to tell.
    #[error("the chat is there already")]
    AlreadyThere,
}

impl Life {
    /// A chat that has just begun: in the queue.
    pub const BEGUN: Self = Self { state: ChatState::Waiting, agent: None, epoch: 1 };

    fn handed(self, to: Option<AccountId>) -> Self {
        let state = if to.is_some() { ChatState::Active } else { ChatState::Waiting };
        Self { state, agent: to, epoch: self.epoch + 1 }
    }

    fn refuse(self) -> Refusal {
        Refusal::HandedOver { to: self.agent }
    }

    /// The tab has heard of the last hand-over.
    fn known(self, epoch: u64) -> Result<(), Refusal> {
        if epoch == self.epoch { Ok(()) } else { Err(self.refuse()) }
    }

    /// The agent has the chat.
    fn held_by(self, agent: AccountId) -> Result<(), Refusal> {
        if self.agent == Some(agent) { Ok(()) } else { Err(self.refuse()) }
    }
}

/// Carries an act out, on paper.
///
/// # Errors
/// [`Refusal`]: nothing changes.
pub fn step(life: Life, act: Act) -> Result<(Life, Vec<Consequence>), Refusal> {
    if life.state == ChatState::Ended {
        return Err(Refusal::Ended);
    }
    match act {
        Act::Assign { agent } => match life.agent {
            None => Ok((life.handed(Some(agent)), vec![Consequence::Joined { agent }])),
            Some(owner) if owner == agent => Err(Refusal::AlreadyThere),
            Some(_) => Err(life.refuse()),
        },
        Act::Take { by, epoch } => {
            if life.agent == Some(by) {
                return Err(Refusal::AlreadyThere);
            }
            life.known(epoch)?;
            Ok(hand(life, Some(by), Leaving::TakenOver, None))
        }
        Act::AgentGone { agent } => give_up(life, agent, Leaving::Gone),
        Act::HandBack { agent } => give_up(life, agent, Leaving::HandedBack),
        Act::TransferTo { target, by, epoch } => {
            life.known(epoch)?;
            if life.agent.is_some() {
                life.held_by(by)?;
            }
            let to = match target {
                Target::Agent(agent) if life.agent == Some(agent) => return Err(Refusal::AlreadyThere),
                Target::Agent(agent) => Some(agent),
                Target::Queue => None,
            };
            Ok(hand(life, to, Leaving::Transferred, Some(by)))
        }
        Act::AgentSays { by, epoch } => {
            life.held_by(by)?;
            life.known(epoch)?;
            Ok((life, vec![Consequence::Said { by: Side::Agent }]))
        }
        Act::VisitorSays => Ok((life, vec![Consequence::Said { by: Side::Visitor }])),
        Act::End(ender) => {
            let by = match ender {
                Ender::Visitor => EndedBy::Visitor,
                Ender::Agent { by, epoch } => {
                    life.held_by(by)?;
                    life.known(epoch)?;
                    EndedBy::Agent
                }
                Ender::Silence if life.agent.is_none() => return Err(life.refuse()),
                Ender::Silence => EndedBy::Silence,
            };
            let mut follows = Vec::from_iter(life.agent.map(|agent| Consequence::Left { agent, why: Leaving::Ended }));
            follows.push(Consequence::Ended { by });
            Ok((Life { state: ChatState::Ended, ..life }, follows))
        }
    }
}

/// The agent loses the chat and it goes to the front of the queue.
fn give_up(life: Life, agent: AccountId, why: Leaving) -> Result<(Life, Vec<Consequence>), Refusal> {
    life.held_by(agent)?;
    Ok((life.handed(None), vec![Consequence::Left { agent, why }, Consequence::Queued { front: true }]))
}

/// The chat changes hands. What is transferred to a queue keeps its arrival but has no right to the front.
fn hand(life: Life, to: Option<AccountId>, why: Leaving, by: Option<AccountId>) -> (Life, Vec<Consequence>) {
    let mut follows = Vec::from_iter(life.agent.map(|agent| Consequence::Left { agent, why }));
    follows.extend(by.map(|by| Consequence::Transferred { by }));
    follows.push(match to {
        Some(agent) => Consequence::Joined { agent },
        None => Consequence::Queued { front: false },
    });
    (life.handed(to), follows)
}

#[cfg(test)]
#[path = "life_tests.rs"]
mod tests;
