//! Why a change of the company's structure is refused.

use contract::FieldProblem;
use sea_orm::{DbErr, SqlErr};

use super::work::OpenWork;
use crate::platform::Failure;

/// A refusal in this slice's words.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is no such brand, department, group or membership, or one may not know of it.
    #[error("no such thing")]
    Unknown,
    /// Somebody changed it meanwhile.
    #[error("stale")]
    Stale,
    /// Open work must go somewhere first.
    #[error("{} chats and {} tickets are open", .0.chats, .0.tickets)]
    OpenWork(OpenWork),
    /// Every department has exactly one front line.
    #[error("the front line")]
    FrontLine,
    /// The employee may not sign in.
    #[error("not active")]
    NotActive,
    /// Some fields are at fault.
    #[error("fields are at fault")]
    Fields(Vec<FieldProblem>),
    /// What another slice refused.
    #[error(transparent)]
    Other(#[from] Failure),
    /// The database failed.
    #[error(transparent)]
    Db(DbErr),
}

impl Refusal {
    /// One field is at fault.
    pub(super) fn field(field: &str, code: &str, message: impl Into<String>) -> Self {
        Refusal::Fields(vec![FieldProblem { field: field.into(), code: code.into(), message: message.into() }])
    }
}

impl From<DbErr> for Refusal {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            // Two writers at once: the index refuses the second.
            Some(SqlErr::UniqueConstraintViolation(said)) if said.contains("host") => {
                Refusal::field("host", "taken", "Another brand has this host already.")
            }
            _ => Refusal::Db(error),
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let said = refusal.to_string();
        match refusal {
            Refusal::Unknown => Failure::not_found(),
            Refusal::Stale => Failure::stale(),
            Refusal::OpenWork(_) => {
                Failure::conflict("open_work", "There is open work here. Say where it goes.").detail(said)
            }
            Refusal::FrontLine => Failure::conflict(
                "front_line",
                "New work of the department enters here. Make another group the front line first.",
            ),
            Refusal::NotActive => Failure::conflict("not_active", "This employee may not sign in."),
            Refusal::Fields(fields) => Failure::fields(fields),
            Refusal::Other(failure) => failure,
            Refusal::Db(error) => error.into(),
        }
    }
}
