//! Why something about a chat is refused.

use axum::http::StatusCode;
use contract::AccountId;
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::life;
use crate::{
    people,
    platform::{Answered, Failure},
};

/// A refusal in this slice's words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Somebody else has it, or nobody.
    #[error("the chat was handed over")]
    HandedOver {
        /// The name of who has it now.
        to: Option<String>,
    },
    /// It is over.
    #[error("the chat has ended")]
    Ended,
    /// The client id stands for something else.
    #[error("the client id was used for something else")]
    ClientIdReused,
    /// Nobody receives chats in the department, and none can wait there now.
    #[error("nobody is there to chat")]
    NobodyThere,
    /// The visitor has an open chat.
    #[error("the visitor has an open chat")]
    AlreadyChatting {
        /// Which one.
        chat: Uuid,
    },
    /// A page of a site the brand does not allow asks.
    #[error("the site may not show the widget")]
    ForeignSite,
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::HandedOver { to } => {
                let failure = Failure::conflict("handed_over", "Somebody else has this chat now.");
                match to {
                    Some(name) => failure.detail(name),
                    None => failure,
                }
            }
            Refusal::Ended => Failure::conflict("ended", "This chat is over."),
            Refusal::ClientIdReused => {
                Failure::conflict("client_id_reused", "This client id was used for something else.")
            }
            Refusal::NobodyThere => Failure::conflict("nobody_there", "Nobody is there to chat just now."),
            Refusal::AlreadyChatting { chat } => {
                Failure::conflict("already_chatting", "There is a chat open already.").detail(chat.to_string())
            }
            Refusal::ForeignSite => {
                Failure::new(StatusCode::FORBIDDEN, "foreign_origin", "This site may not show the widget.")
            }
        }
    }
}

/// Says by name who has a chat that was handed over.
pub async fn handed_over(db: &impl ConnectionTrait, to: Option<AccountId>) -> Result<Refusal, DbErr> {
    let to = match to {
        Some(agent) => people::agent_refs(db, [agent.0]).await?.remove(&agent.0).map(|agent| agent.name),
        None => None,
    };
    Ok(Refusal::HandedOver { to })
}

/// Turns the machine's refusal into the caller's. A repetition is none: the caller finds things as wished.
pub async fn refuse<T>(db: &impl ConnectionTrait, refusal: life::Refusal, there: T) -> Answered<T> {
    match refusal {
        life::Refusal::AlreadyThere => Ok(there),
        life::Refusal::Ended => Err(Refusal::Ended.into()),
        life::Refusal::HandedOver { to } => Err(handed_over(db, to).await?.into()),
    }
}
