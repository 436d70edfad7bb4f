//! Times on the wire are text: the browser formats them with `Intl`, and needs no date library.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A moment: RFC 3339 in UTC with milliseconds (`2026-11-22T09:30:00.000Z`), so that text order is time order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, format = DateTime)]
pub struct Timestamp(pub String);

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
