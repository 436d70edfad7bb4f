//! Custom fields, the templates that ask for them, and what was answered.
//!
//! A value travels as a list of texts, whatever its type: one text for most, the chosen options' ids for choices, none
//! where nothing was answered. Numbers are written `-12.5`, dates `2026-11-22`, dates with a time `2026-11-22T09:30` (the
//! clock on the wall of whoever answered), yes and no as `yes` and `no`. A problem with a value names `values.` and the
//! field's id.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{ChatId, DepartmentId, FieldId, List, OptionId, SearchId, TemplateId, TicketId};

/// How many fields a template has at most.
pub const LINES: usize = 50;

/// How many options a field has at most, archived ones too.
pub const OPTIONS: usize = 200;

/// What kind of answer a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// A line of text, at most 500 characters.
    Line,
    /// Text of several lines, at most 10,000 characters.
    Text,
    /// A number of at most 15 digits.
    Number,
    /// A day.
    Date,
    /// A day and a time of day.
    DateTime,
    /// Yes or no.
    YesNo,
    /// One of the options.
    Choice,
    /// Some of the options.
    Choices,
    /// An e-mail address.
    Email,
    /// A phone number, kept as typed and compared as E.164.
    Phone,
    /// An address of a website: http or https.
    Url,
}

impl FieldType {
    /// Whether one answers by choosing options.
    pub fn has_options(self) -> bool {
        matches!(self, FieldType::Choice | FieldType::Choices)
    }
}

/// What a template is for, and what has values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// Live chats.
    Chat,
    /// Tickets, also those that begin as a message left.
    Ticket,
    /// Calls.
    Call,
}

impl ItemKind {
    /// All of them.
    pub const ALL: [ItemKind; 3] = [ItemKind::Chat, ItemKind::Ticket, ItemKind::Call];

    /// As it stands in JSON and in paths.
    pub fn as_str(self) -> &'static str {
        match self {
            ItemKind::Chat => "chat",
            ItemKind::Ticket => "ticket",
            ItemKind::Call => "call",
        }
    }
}

impl std::fmt::Display for ItemKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for ItemKind {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(())
    }
}

/// An option of a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldOption {
    /// The option, whatever its text is.
    pub id: OptionId,
    /// Its text now; values keep the text it had when it was chosen.
    pub text: String,
    /// Whether it was removed: it can be chosen no more, and what was chosen stays.
    pub archived: bool,
}

/// A custom field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Field {
    /// The field.
    pub id: FieldId,
    /// What the colleagues call it.
    pub name: String,
    /// What kind of answer it takes.
    pub kind: FieldType,
    /// The options in order, the archived ones last; none for other types.
    pub options: Vec<FieldOption>,
    /// The value new items begin with; empty: none.
    pub default: Vec<String>,
    /// Whether it was archived: no template has it any more, and what was answered stays.
    pub archived: bool,
    /// Raised by every change.
    pub version: i64,
}

/// An option, as it is set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct OptionDetails {
    /// Made by the client for a new option, kept for one that is there.
    #[garde(skip)]
    pub id: OptionId,
    /// Its text.
    #[garde(length(chars, min = 1, max = 120))]
    #[schema(min_length = 1, max_length = 120)]
    pub text: String,
}

/// What can be changed of a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct FieldDetails {
    /// What the colleagues call it.
    #[garde(length(chars, min = 1, max = 120))]
    #[schema(min_length = 1, max_length = 120)]
    pub name: String,
    /// What kind of answer it takes; it stays what it was made as.
    #[garde(skip)]
    pub kind: FieldType,
    /// The options in order; one that is left out is archived.
    #[garde(length(max = OPTIONS), dive)]
    #[serde(default)]
    pub options: Vec<OptionDetails>,
    /// The value new items begin with; empty: none.
    #[garde(length(max = OPTIONS), inner(length(chars, max = 10_000)))]
    #[serde(default)]
    pub default: Vec<String>,
}

/// When something is asked: depending on another field of the same template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The other field.
    #[garde(skip)]
    pub field: FieldId,
    /// It has one of these (options' ids, `yes`, `no`); empty: it has any value at all.
    #[garde(length(max = OPTIONS), inner(length(bytes, max = 36)))]
    #[serde(default)]
    pub is: Vec<String>,
}

/// A field of a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct TemplateLine {
    /// Which field.
    #[garde(skip)]
    pub field: FieldId,
    /// How it is asked; empty: by the field's name.
    #[garde(length(chars, max = 300))]
    #[serde(default)]
    pub question: String,
    /// Whether the customer sees it.
    #[garde(skip)]
    #[serde(default)]
    pub shown: bool,
    /// Whether the customer must fill it; only where the customer sees it.
    #[garde(skip)]
    #[serde(default)]
    pub required: bool,
    /// Whether it must be filled before an agent replies.
    #[garde(skip)]
    #[serde(default)]
    pub before_reply: bool,
    /// Whether it must be filled before an agent closes.
    #[garde(skip)]
    #[serde(default)]
    pub before_close: bool,
    /// Asked only then; absent: always.
    #[garde(dive)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
}

/// The fields of a template, as they are set: whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct TemplateDetails {
    /// In order.
    #[garde(length(max = LINES), dive)]
    pub lines: Vec<TemplateLine>,
}

/// The template in force somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Template {
    /// For its history; absent while it was never set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<TemplateId>,
    /// Whether it is the department's own; otherwise these are the fields of the installation's.
    pub own: bool,
    /// In order.
    pub lines: Vec<TemplateLine>,
    /// Raised by every change; 0 while it was never set.
    pub version: i64,
}

/// A value for a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct GivenValue {
    /// Which field.
    #[garde(skip)]
    pub field: FieldId,
    /// The value; empty, or one empty text: none.
    #[garde(length(max = OPTIONS), inner(length(chars, max = 10_000)))]
    pub value: Vec<String>,
}

/// Some values, for an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewValues {
    /// The fields to set or to clear; others stay as they are.
    #[garde(length(max = LINES), dive)]
    pub values: Vec<GivenValue>,
}

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldValue {
    /// To which field.
    pub field: FieldId,
    /// The value.
    pub value: Vec<String>,
    /// The same for people: the options' texts as they were when they were chosen.
    pub shown: Vec<String>,
}

/// The values of an item.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ItemValues {
    /// One for each field that has a value, by field.
    pub values: Vec<FieldValue>,
    /// Raised by every change; 0 while there never was one.
    pub version: i64,
}

/// A search template that is in force for an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ItemSearch {
    /// Which one.
    pub search: SearchId,
    /// What the colleagues call it.
    pub name: String,
    /// The fields whose answers it looks up.
    pub inputs: Vec<FieldId>,
}

/// The fields of an item: what is asked where it is now, and what was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ItemFields {
    /// The template in force, in order.
    pub lines: Vec<TemplateLine>,
    /// The fields of the template, and those that have a value.
    pub fields: Vec<Field>,
    /// What was answered.
    #[serde(flatten)]
    pub answered: ItemValues,
    /// The searches in force here.
    #[serde(default)]
    pub searches: Vec<ItemSearch>,
}

/// An option, as customers see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct QuestionOption {
    /// The option.
    pub id: OptionId,
    /// Its text.
    pub text: String,
}

/// A field, as customers see it. There is no place here for what only agents know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Question {
    /// The field.
    pub field: FieldId,
    /// How it is asked.
    pub text: String,
    /// What kind of answer it takes.
    pub kind: FieldType,
    /// The options in order.
    pub options: Vec<QuestionOption>,
    /// What it begins with.
    pub default: Vec<String>,
    /// Whether it must be answered.
    pub required: bool,
    /// Asked only then, of another question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
}

endpoint! {
    /// Lists the fields by name, archived ones too.
    ListFields {} Get "/api/v1/fields" (()) -> List<Field>
}
endpoint! {
    /// Makes a field.
    CreateField {} Post "/api/v1/fields" (FieldDetails) -> Field
}
endpoint! {
    /// One field.
    GetField { field: FieldId } versioned Get "/api/v1/fields/{field}" (()) -> Field
}
endpoint! {
    /// Changes a field; what was answered stays as it is.
    UpdateField { field: FieldId } versioned Put "/api/v1/fields/{field}" (FieldDetails) -> Field
}
endpoint! {
    /// Archives a field: it leaves every template, what was answered stays. 409 `in_use` while another field is asked
    /// depending on it.
    ArchiveField { field: FieldId } Post "/api/v1/fields/{field}/archive" (()) -> ()
}
endpoint! {
    /// The installation's template.
    GetTemplate { kind: ItemKind } versioned Get "/api/v1/templates/{kind}" (()) -> Template
}
endpoint! {
    /// Sets the installation's template; one never set has the version 0.
    SetTemplate { kind: ItemKind } versioned Put "/api/v1/templates/{kind}" (TemplateDetails) -> Template
}
endpoint! {
    /// The template in force in a department: its own, else the installation's.
    GetDepartmentTemplate { department: DepartmentId, kind: ItemKind } versioned Get "/api/v1/departments/{department}/templates/{kind}" (()) -> Template
}
endpoint! {
    /// Gives a department a template of its own; one never set has the version 0.
    SetDepartmentTemplate { department: DepartmentId, kind: ItemKind } versioned Put "/api/v1/departments/{department}/templates/{kind}" (TemplateDetails) -> Template
}
endpoint! {
    /// Takes a department's own template away: the installation's holds again.
    RemoveDepartmentTemplate { department: DepartmentId, kind: ItemKind } Delete "/api/v1/departments/{department}/templates/{kind}" (()) -> ()
}
endpoint! {
    /// What a visitor is asked before a chat, or with a message left. 404 when the department is not public.
    GetWidgetQuestions { department: DepartmentId, kind: ItemKind } Get "/api/v1/widget/departments/{department}/questions/{kind}" (()) -> List<Question>
}
endpoint! {
    /// The same for the portal.
    GetPortalQuestions { department: DepartmentId, kind: ItemKind } Get "/api/v1/portal/departments/{department}/questions/{kind}" (()) -> List<Question>
}
endpoint! {
    /// The fields of a chat.
    GetChatFields { chat: ChatId } versioned Get "/api/v1/chats/{chat}/fields" (()) -> ItemFields
}
endpoint! {
    /// Sets values of a chat; everybody who looks at it sees them at once. What no longer applies, because another
    /// answer changed, is cleared in the same act.
    SetChatFields { chat: ChatId } versioned Put "/api/v1/chats/{chat}/fields" (NewValues) -> ItemFields
}
endpoint! {
    /// The fields of a ticket.
    GetTicketFields { ticket: TicketId } versioned Get "/api/v1/tickets/{ticket}/fields" (()) -> ItemFields
}
endpoint! {
    /// Sets values of a ticket, as of a chat.
    SetTicketFields { ticket: TicketId } versioned Put "/api/v1/tickets/{ticket}/fields" (NewValues) -> ItemFields
}
