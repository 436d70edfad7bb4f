//! Lists on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One page of a list too long to send whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    /// The rows, in the list's order.
    pub items: Vec<T>,
    /// Send it as `after` for the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A list short enough to send whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct List<T> {
    /// The rows, in the list's order.
    pub items: Vec<T>,
}

/// A count that stops counting at a limit ("10,000+").
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Count {
    /// How many were counted.
    pub counted: u32,
    /// Whether there are more than were counted.
    pub more: bool,
}
