//! Search templates: what somebody answered is looked up in a source, and what is found there fills other fields.
//!
//! A template is in force wherever all fields of its inputs are asked. A customer's form is looked up when it is sent and
//! all inputs are answered: where a match is required and there is none, it is refused with `no_match` at the first
//! input's field; where the source did not answer, with `not_checked`, and may be sent again. What is found fills what
//! was left unanswered. An agent looks up by a call, and what is found then replaces what was there.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    ChatId, FieldId, SearchId, TicketId,
    fields::{ItemFields, ItemKind},
};

/// How many inputs a search has at most.
pub const INPUTS: usize = 5;

/// How many fields it fills at most.
pub const RESULTS: usize = 20;

/// How many bytes an uploaded table has at most.
pub const TABLE_BYTES: usize = 5 * 1024 * 1024;

/// How many rows, without that of the names.
pub const TABLE_ROWS: usize = 100_000;

/// What is looked up: a field's answer, under a name that the source knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct SearchInput {
    /// The column of an uploaded table; `{name}` in an address; `:name` in a statement.
    #[garde(length(chars, min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60)]
    pub name: String,
    /// The field whose answer it is.
    #[garde(skip)]
    pub field: FieldId,
}

/// What a field is filled with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct SearchResult {
    /// The column, or the name in the record found; a JSON pointer (`/owner/name`) for what lies deeper.
    #[garde(length(chars, min = 1, max = 120))]
    #[schema(min_length = 1, max_length = 120)]
    pub from: String,
    /// The field. One with options is filled by an option's text.
    #[garde(skip)]
    pub field: FieldId,
}

/// Where it is looked up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum SearchSource {
    /// In a table that is uploaded, compared without case and surrounding spaces. The first row that matches counts.
    Table {},
    /// At an address that answers JSON: an object, or a list whose first entry counts. 404 and an empty list say that
    /// there is no match.
    Http {
        /// `https://…`, with `{name}` for inputs behind the host.
        #[garde(length(bytes, min = 1, max = 2_000))]
        #[schema(min_length = 1, max_length = 2000)]
        url: String,
        /// The name of the header that carries the secret; empty: none.
        #[garde(length(bytes, max = 100))]
        #[serde(default)]
        header: String,
        /// Where in the answer the record is, as a JSON pointer; empty: it is the answer.
        #[garde(length(bytes, max = 200))]
        #[serde(default)]
        at: String,
    },
    /// In a database that the configuration names, by one statement that reads. The first row counts.
    Sql {
        /// The database's name in the configuration.
        #[garde(length(bytes, min = 1, max = 100))]
        #[schema(min_length = 1, max_length = 100)]
        database: String,
        /// `SELECT …`, with `:name` for inputs, which are bound as texts.
        #[garde(length(bytes, min = 1, max = 4_000))]
        #[schema(min_length = 1, max_length = 4000)]
        statement: String,
    },
}

/// What is set of a search template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct SearchDetails {
    /// What the colleagues call it.
    #[garde(length(chars, min = 1, max = 120))]
    #[schema(min_length = 1, max_length = 120)]
    pub name: String,
    /// What it is for.
    #[garde(length(min = 1, max = 3))]
    #[schema(min_items = 1, max_items = 3)]
    pub kinds: Vec<ItemKind>,
    /// Whether a customer's form is refused where there is no match.
    #[garde(skip)]
    pub required: bool,
    /// What is looked up: all of it must be answered.
    #[garde(length(min = 1, max = INPUTS), dive)]
    #[schema(min_items = 1, max_items = 5)]
    pub inputs: Vec<SearchInput>,
    /// What is filled with what is found.
    #[garde(length(max = RESULTS), dive)]
    #[schema(max_items = 20)]
    pub results: Vec<SearchResult>,
    /// Where.
    #[garde(dive)]
    pub source: SearchSource,
    /// How long the source may take, in milliseconds.
    #[garde(range(min = 100, max = 10_000))]
    #[schema(minimum = 100, maximum = 10_000)]
    pub timeout_ms: u32,
    /// For how many seconds what was found is not looked up again; 0: not at all.
    #[garde(range(max = 86_400))]
    #[schema(maximum = 86_400)]
    pub cache_seconds: u32,
}

/// A search template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SearchTemplate {
    /// The search.
    pub id: SearchId,
    /// What is set of it.
    pub details: SearchDetails,
    /// The columns of the uploaded table; none while there is no table.
    pub columns: Vec<String>,
    /// How many rows it has.
    pub rows: u32,
    /// Whether a secret is set for the header.
    pub has_secret: bool,
    /// Whether it was archived: nothing is looked up by it any more.
    pub archived: bool,
    /// Raised by every change.
    pub version: i64,
}

/// The search templates, and where they can look.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SearchTemplates {
    /// By name, archived ones too.
    pub items: Vec<SearchTemplate>,
    /// The databases that the configuration names.
    pub databases: Vec<String>,
}

/// The header's secret.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewSearchSecret {
    /// The header's whole value (`Bearer …`); empty: none any more. It is never read back.
    #[garde(length(bytes, max = 2_000))]
    #[schema(max_length = 2000)]
    pub secret: String,
}

/// A table.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewSearchTable {
    /// A CSV file in UTF-8, as base64: its first row names the columns, and it is separated by commas, semicolons or
    /// tabs. At most 5 MB and 100,000 rows.
    #[garde(length(bytes, max = 7_000_000))]
    #[schema(max_length = 7_000_000)]
    pub data: String,
}

/// An input's text, to try.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct TriedInput {
    /// Which input.
    #[garde(length(chars, min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60)]
    pub name: String,
    /// As somebody might answer.
    #[garde(length(chars, max = 10_000))]
    #[schema(max_length = 10_000)]
    pub value: String,
}

/// What to try.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct SearchTry {
    /// A text for every input.
    #[garde(length(max = INPUTS), dive)]
    #[schema(max_items = 5)]
    pub inputs: Vec<TriedInput>,
}

/// How a search came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SearchOutcome {
    /// Something was found.
    Found,
    /// The source knows nothing of the kind.
    NoMatch,
    /// No table was uploaded yet.
    NoTable,
    /// The configuration names no such database any more.
    NoDatabase,
    /// The address may not be called.
    Forbidden,
    /// Nobody answered there.
    Unreachable,
    /// It took longer than it may.
    Late,
    /// The source answered, but not with a record.
    Unreadable,
}

/// A part of the record found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FoundCell {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// What a field would be filled with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WouldFill {
    /// The field.
    pub field: FieldId,
    /// What is found for it; empty: nothing.
    pub text: String,
    /// Whether it reads as the field's type; otherwise the field is left alone.
    pub fits: bool,
}

/// What came of trying.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SearchTried {
    /// How it came out.
    pub outcome: SearchOutcome,
    /// What the source says of it, where it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// How long it took, in milliseconds.
    pub took_ms: u32,
    /// The record found.
    pub record: Vec<FoundCell>,
    /// What it would fill.
    pub fills: Vec<WouldFill>,
}

/// By which template to look up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct SearchBy {
    /// One that is in force for the item.
    #[garde(skip)]
    pub search: SearchId,
}

endpoint! {
    /// Lists the search templates by name, archived ones too, and the databases they can look in.
    ListSearchTemplates {} Get "/api/v1/search-templates" (()) -> SearchTemplates
}
endpoint! {
    /// Makes a search template.
    CreateSearchTemplate {} Post "/api/v1/search-templates" (SearchDetails) -> SearchTemplate
}
endpoint! {
    /// One search template.
    GetSearchTemplate { search: SearchId } versioned Get "/api/v1/search-templates/{search}" (()) -> SearchTemplate
}
endpoint! {
    /// Changes a search template. With other inputs, its table must be uploaded anew; with another host or header, its
    /// secret must be set anew.
    UpdateSearchTemplate { search: SearchId } versioned Put "/api/v1/search-templates/{search}" (SearchDetails) -> SearchTemplate
}
endpoint! {
    /// Archives a search template: its table and its secret are forgotten.
    ArchiveSearchTemplate { search: SearchId } Post "/api/v1/search-templates/{search}/archive" (()) -> ()
}
endpoint! {
    /// Sets the secret that is sent in the header. It is stored sealed and never read back.
    SetSearchSecret { search: SearchId } versioned Put "/api/v1/search-templates/{search}/secret" (NewSearchSecret) -> SearchTemplate
}
endpoint! {
    /// Uploads the table, in the place of the one there is.
    SetSearchTable { search: SearchId } versioned Put "/api/v1/search-templates/{search}/table" (NewSearchTable) -> SearchTemplate
}
endpoint! {
    /// Looks up some texts and says what would come of it; nothing is changed, and nothing remembered is used.
    TrySearchTemplate { search: SearchId } Post "/api/v1/search-templates/{search}/test" (SearchTry) -> SearchTried
}
endpoint! {
    /// Looks up what a chat's fields say and fills others with what is found. 422 `no_match` or `not_checked` at the
    /// first input's field; `required` at one that is not answered.
    SearchForChat { chat: ChatId } versioned Put "/api/v1/chats/{chat}/fields/search" (SearchBy) -> ItemFields
}
endpoint! {
    /// The same for a ticket.
    SearchForTicket { ticket: TicketId } versioned Put "/api/v1/tickets/{ticket}/fields/search" (SearchBy) -> ItemFields
}
