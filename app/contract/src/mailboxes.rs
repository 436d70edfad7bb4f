//! Where a department's mails are fetched.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{DepartmentId, Timestamp};

/// What a server for mail speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MailProtocol {
    /// IMAP, which also says when something comes.
    #[default]
    Imap,
    /// POP3, which is asked every minute.
    Pop3,
}

/// How the connection is kept from others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MailSecurity {
    /// TLS from the first byte.
    #[default]
    Tls,
    /// TLS before the first word that matters.
    StartTls,
    /// Not at all: only with hosts of one's own network that the configuration names.
    None,
}

/// What is said of a mailbox.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct MailboxDetails {
    /// What its server speaks.
    #[garde(skip)]
    pub protocol: MailProtocol,
    /// The server's name or address.
    #[garde(length(chars, min = 1, max = 253))]
    #[schema(min_length = 1, max_length = 253)]
    pub host: String,
    /// Its port; usually 993 for IMAP and 995 for POP3.
    #[garde(range(min = 1))]
    #[schema(minimum = 1)]
    pub port: u16,
    /// How the connection is kept from others.
    #[garde(skip)]
    pub security: MailSecurity,
    /// The name one signs in with there.
    #[garde(length(chars, min = 1, max = 254))]
    #[schema(min_length = 1, max_length = 254)]
    pub username: String,
    /// The folder, of IMAP.
    #[garde(length(chars, min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub folder: String,
    /// Whether mails are fetched.
    #[garde(skip)]
    pub enabled: bool,
    /// What the server calls itself that checks senders (`mx.example.com` in `Authentication-Results: mx.example.com; …`);
    /// empty: none does.
    #[garde(length(chars, max = 253))]
    #[serde(default)]
    #[schema(max_length = 253)]
    pub checked_by: String,
    /// Mail to the department's address with anything after a plus (`sales+anything@example.com`) comes here, too: answers
    /// are then asked for at an address that names their ticket.
    #[garde(skip)]
    #[serde(default)]
    pub plus_addresses: bool,
}

/// A mailbox as it is to be.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewMailbox {
    /// What is said of it.
    #[garde(dive)]
    pub details: MailboxDetails,
    /// The password; absent: as before.
    #[garde(inner(length(chars, min = 1, max = 500)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 500)]
    pub password: Option<String>,
    /// Takes the mails in that lie there already; asked of another folder or server only.
    #[garde(skip)]
    #[serde(default)]
    pub with_old: bool,
}

/// A department's mailbox. Its password is never told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Mailbox {
    /// The department.
    pub department: DepartmentId,
    /// What is said of it; absent: mails are not fetched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<MailboxDetails>,
    /// When everything there was fetched last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fetched_at: Option<Timestamp>,
    /// Why mails are not fetched now; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub problem: String,
    /// Raised by every change; 0 where there is none.
    pub version: i64,
}

endpoint! {
    /// Where a department's mails are fetched.
    GetMailbox { department: DepartmentId } versioned Get "/api/v1/departments/{department}/mailbox" (()) -> Mailbox
}
endpoint! {
    /// Says where a department's mails are fetched.
    SetMailbox { department: DepartmentId } versioned Put "/api/v1/departments/{department}/mailbox" (NewMailbox) -> Mailbox
}
endpoint! {
    /// A department's mails are not fetched any more.
    RemoveMailbox { department: DepartmentId } Delete "/api/v1/departments/{department}/mailbox" (()) -> Mailbox
}
endpoint! {
    /// Fetches what is there now, and says how that went.
    FetchMailbox { department: DepartmentId } Post "/api/v1/departments/{department}/mailbox/fetching" (()) -> Mailbox
}
