//! What an error looks like: RFC 9457 with a stable `code` and the fields at fault.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A problem (`application/problem+json`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// The HTTP status.
    pub status: u16,
    /// Stable, for programs and for the catalogue of texts: `not_found`, `stale`, `invalid`…
    pub code: String,
    /// One sentence in English: what happened.
    pub title: String,
    /// What more there is to say, when there is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The fields at fault; empty when none is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldProblem>,
    /// Seconds to wait before trying again, when that helps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldProblem {
    /// The field's path in what was sent: `email`, `rules[2].value`.
    pub field: String,
    /// Stable: `required`, `too_long`, `unknown`, `taken`, `malformed`…
    pub code: String,
    /// One sentence in English.
    pub message: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}: {}", self.status, self.code, self.title)
    }
}

impl std::error::Error for Problem {}
