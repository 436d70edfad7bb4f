//! What a search for words found in a ticket.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The most characters that are looked for at once.
pub const WORDS_CHARS: usize = 200;

/// Where words were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FoundIn {
    /// In the subject.
    Subject,
    /// In what was said between customer and agent.
    Message,
    /// In what colleagues said.
    Comment,
    /// In a participant's name or address.
    Person,
    /// In the answer to a question.
    Field,
}

/// A piece of what stands where words were found.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct FoundPart {
    /// Plain text.
    pub text: String,
    /// It is one of the words.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub hit: bool,
}

/// What was found in a ticket: the place that has most of the words.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Found {
    /// Where.
    pub place: FoundIn,
    /// What stands there around the words, in order.
    pub parts: Vec<FoundPart>,
}
