//! Organizations: customer companies, gathered by member rules.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AccountId, ChatId, ClientId, Count, List, OrganizationId, Page, RuleId, TicketId, Timestamp, chat::ChatRow,
    people::AgentRef, tickets::TicketRow,
};

/// What is known of a company.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct OrganizationDetails {
    /// Its name.
    #[garde(length(chars, min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Its website: http or https.
    #[garde(length(bytes, max = 500))]
    #[serde(default)]
    pub website: String,
    /// Its phone number.
    #[garde(length(chars, max = 40))]
    #[serde(default)]
    pub phone: String,
    /// How many work there.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employees: Option<Employees>,
    /// Street and number.
    #[garde(length(chars, max = 200))]
    #[serde(default)]
    pub address_1: String,
    /// What else the address needs.
    #[garde(length(chars, max = 200))]
    #[serde(default)]
    pub address_2: String,
    /// The city.
    #[garde(length(chars, max = 120))]
    #[serde(default)]
    pub city: String,
    /// State or province.
    #[garde(length(chars, max = 120))]
    #[serde(default)]
    pub state: String,
    /// ZIP or postal code.
    #[garde(length(chars, max = 20))]
    #[serde(default)]
    pub postal_code: String,
    /// The country.
    #[garde(length(chars, max = 120))]
    #[serde(default)]
    pub country: String,
}

/// Number of employees, as a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum Employees {
    /// 1–10.
    #[serde(rename = "1-10")]
    UpTo10,
    /// 11–50.
    #[serde(rename = "11-50")]
    UpTo50,
    /// 51–200.
    #[serde(rename = "51-200")]
    UpTo200,
    /// 201–500.
    #[serde(rename = "201-500")]
    UpTo500,
    /// 501–1,000.
    #[serde(rename = "501-1000")]
    UpTo1000,
    /// 1,001–5,000.
    #[serde(rename = "1001-5000")]
    UpTo5000,
    /// 5,001 and more.
    #[serde(rename = "5001+")]
    Over5000,
}

/// How a member rule finds members.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RuleType {
    /// One account.
    Username,
    /// An e-mail address.
    Email,
    /// A domain name.
    Domain,
    /// A phone number.
    Phone,
}

/// A member rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MemberRule {
    /// The rule.
    pub id: RuleId,
    /// How it finds members.
    #[serde(rename = "type")]
    pub kind: RuleType,
    /// The value as compared: a username, address, domain or E.164 number.
    pub value: String,
    /// Whether subdomains count, for a domain.
    pub include_subdomains: bool,
    /// How many accounts it matches.
    pub accounts: Count,
    /// Other organizations with the same rule, by name.
    pub also_in: Vec<String>,
}

/// A member rule to add, or to try.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewRule {
    /// How it finds members.
    #[garde(skip)]
    #[serde(rename = "type")]
    pub kind: RuleType,
    /// The value as typed.
    #[garde(length(chars, min = 1, max = 320))]
    #[schema(min_length = 1, max_length = 320)]
    pub value: String,
    /// Whether subdomains count, for a domain.
    #[garde(skip)]
    #[serde(default)]
    pub include_subdomains: bool,
    /// Says yes to a public mail provider's domain.
    #[garde(skip)]
    #[serde(default)]
    pub confirmed: bool,
}

/// What a rule would bring in, of what the asker may view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RulePreview {
    /// The value as it would be compared.
    pub value: String,
    /// Accounts matched.
    pub accounts: Count,
    /// Some of them, by name.
    pub some_accounts: Vec<String>,
    /// Tickets gathered.
    pub tickets: Count,
    /// Chats gathered.
    pub chats: Count,
    /// Other organizations with the same rule, by name.
    pub also_in: Vec<String>,
    /// Whether it is a public mail provider's domain, which needs `confirmed`.
    pub public_provider: bool,
}

/// An organization in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrganizationRow {
    /// The organization.
    pub id: OrganizationId,
    /// Its name.
    pub name: String,
    /// Its city and country; may be empty.
    pub place: String,
    /// Number of rules.
    pub rules: u32,
}

/// An organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Organization {
    /// The organization.
    pub id: OrganizationId,
    /// Its details.
    pub details: OrganizationDetails,
    /// Its member rules.
    pub rules: Vec<MemberRule>,
    /// Tickets gathered, of what the reader may view.
    pub tickets: Count,
    /// Chats gathered, of what the reader may view.
    pub chats: Count,
    /// Number of comments.
    pub comments: u32,
    /// Raised by every change.
    pub version: i64,
}

/// The rule that gathered an item.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Why {
    /// The rule.
    pub rule: RuleId,
    /// How it finds members.
    #[serde(rename = "type")]
    pub kind: RuleType,
    /// Its value.
    pub value: String,
}

/// A ticket and why it is here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GatheredTicket {
    /// The ticket.
    pub ticket: TicketRow,
    /// Every rule that matched.
    pub why: Vec<Why>,
}

/// A chat and why it is here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GatheredChat {
    /// The chat.
    pub chat: ChatRow,
    /// Every rule that matched.
    pub why: Vec<Why>,
}

/// An organization an item belongs to, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Belonging {
    /// The organization.
    pub organization: OrganizationId,
    /// Its name.
    pub name: String,
    /// Every rule that matched.
    pub why: Vec<Why>,
    /// Its tickets, of what the reader may view.
    pub tickets: Count,
    /// Its chats, of what the reader may view.
    pub chats: Count,
}

/// A comment on an organization; for agents only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrganizationComment {
    /// The comment.
    pub id: uuid::Uuid,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: AgentRef,
    /// Plain text.
    pub text: String,
}

/// A comment to add.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewOrganizationComment {
    /// Made by the client; the same id again changes nothing.
    #[garde(skip)]
    pub client_id: ClientId,
    /// Plain text.
    #[garde(length(chars, min = 1, max = 10_000))]
    #[schema(min_length = 1, max_length = 10000)]
    pub text: String,
}

/// Which organizations to list, and where to go on.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct OrganizationFilter {
    /// The name starts with this, or one of its rules has it as value.
    #[garde(inner(length(chars, max = 100)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// The `next` of the page before.
    #[garde(inner(length(bytes, max = 500)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Where to go on.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct After {
    /// The `next` of the page before.
    #[garde(inner(length(bytes, max = 500)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

endpoint! {
    /// Lists organizations by name.
    ListOrganizations {} Get "/api/v1/organizations" (OrganizationFilter) -> Page<OrganizationRow>
}
endpoint! {
    /// Makes an organization.
    CreateOrganization {} Post "/api/v1/organizations" (OrganizationDetails) -> Organization
}
endpoint! {
    /// One organization.
    GetOrganization { organization: OrganizationId } versioned Get "/api/v1/organizations/{organization}" (()) -> Organization
}
endpoint! {
    /// Changes an organization's details.
    UpdateOrganization { organization: OrganizationId } versioned Put "/api/v1/organizations/{organization}" (OrganizationDetails) -> Organization
}
endpoint! {
    /// Deletes an organization and its rules; no activity is deleted.
    DeleteOrganization { organization: OrganizationId } Delete "/api/v1/organizations/{organization}" (()) -> ()
}
endpoint! {
    /// Adds a member rule. 409 `needs_confirmation` for a public mail provider's domain.
    AddRule { organization: OrganizationId } Post "/api/v1/organizations/{organization}/rules" (NewRule) -> Organization
}
endpoint! {
    /// What a rule would bring in; nothing is saved.
    PreviewRule { organization: OrganizationId } Post "/api/v1/organizations/{organization}/rule-preview" (NewRule) -> RulePreview
}
endpoint! {
    /// Removes a member rule.
    RemoveRule { organization: OrganizationId, rule: RuleId } Delete "/api/v1/organizations/{organization}/rules/{rule}" (()) -> Organization
}
endpoint! {
    /// The tickets the rules gather, newest first.
    ListGatheredTickets { organization: OrganizationId } Get "/api/v1/organizations/{organization}/tickets" (After) -> Page<GatheredTicket>
}
endpoint! {
    /// The chats the rules gather, newest first.
    ListGatheredChats { organization: OrganizationId } Get "/api/v1/organizations/{organization}/chats" (After) -> Page<GatheredChat>
}
endpoint! {
    /// The comments, newest first.
    ListOrganizationComments { organization: OrganizationId } Get "/api/v1/organizations/{organization}/comments" (()) -> List<OrganizationComment>
}
endpoint! {
    /// Comments on an organization.
    CommentOnOrganization { organization: OrganizationId } Post "/api/v1/organizations/{organization}/comments" (NewOrganizationComment) -> OrganizationComment
}
endpoint! {
    /// The organizations a chat belongs to, and why.
    ListChatOrganizations { chat: ChatId } Get "/api/v1/chats/{chat}/organizations" (()) -> List<Belonging>
}
endpoint! {
    /// The organizations a ticket belongs to, and why.
    ListTicketOrganizations { ticket: TicketId } Get "/api/v1/tickets/{ticket}/organizations" (()) -> List<Belonging>
}
endpoint! {
    /// The organizations an account belongs to, and why.
    ListPersonOrganizations { person: AccountId } Get "/api/v1/people/{person}/organizations" (()) -> List<Belonging>
}
