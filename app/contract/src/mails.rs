//! Mails that came: what became of each.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{DepartmentId, List, MailId, Page, TicketId, Timestamp};

/// What became of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MailFate {
    /// It began a ticket.
    NewTicket,
    /// It was said in a ticket.
    Joined,
    /// It answers in a ticket its sender takes no part in, and is kept apart there.
    Stranger,
    /// The department takes no new mails.
    NotAccepted,
    /// It is one of ours.
    Own,
    /// It says that one of ours did not arrive.
    Bounce,
    /// It could not be handled: somebody should look.
    Quarantined,
}

/// Whether a mail is from whom it says, by the server we trust to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is.
    Passed,
    /// Nobody knows.
    Unknown,
    /// The owner of the address's domain says that it is not (DMARC).
    Failed,
}

/// A mail that came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MailRow {
    /// The mail.
    pub id: MailId,
    /// When it was taken in.
    pub at: Timestamp,
    /// The department it was for.
    pub department: DepartmentId,
    /// The department's name.
    pub department_name: String,
    /// From which address, as it says; empty when that does not read.
    pub from: String,
    /// The name that came with it; may be empty.
    pub from_name: String,
    /// What it is about; may be empty.
    pub subject: String,
    /// Nobody wrote it: a machine did.
    pub automatic: bool,
    /// Whether it is from whom it says; absent where it does not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// Its size in bytes.
    pub size: u64,
    /// What became of it.
    pub fate: MailFate,
    /// Why it is in quarantine; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub problem: String,
    /// The ticket it went to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
    /// That ticket's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u64>,
}

/// Which mails to list, and where to go on.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct MailFilter {
    /// Only of this department.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentId>,
    /// Only those of which this became.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fate: Option<MailFate>,
    /// The `next` of the page before.
    #[garde(inner(length(bytes, max = 500)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// The largest mail that is taken in, in bytes.
pub const MAIL_BYTES: usize = 40 * 1024 * 1024;

/// The same in base64.
const MAIL_CHARS: usize = MAIL_BYTES.div_ceil(3) * 4;

/// A mail as it came, from whoever got it for us.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ArrivedMail {
    /// The mail with its headers (RFC 5322), in base64.
    #[garde(length(bytes, min = 1, max = MAIL_CHARS))]
    #[schema(min_length = 1)]
    pub raw: String,
    /// The department it is for; without one, those whose addresses it names.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentId>,
}

/// What became of a mail in a department.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TakenMail {
    /// The mail in the log.
    pub id: MailId,
    /// What became of it.
    pub fate: MailFate,
    /// It was here before: nothing was done.
    pub known: bool,
}

endpoint! {
    /// Takes a mail in: for server programs that get mails, once per department. Empty when it names no department.
    TakeInMail {} Post "/api/v1/mails" (ArrivedMail) -> List<TakenMail>
}
endpoint! {
    /// Lists the mails that came to the departments one manages, the newest first.
    ListMails {} Get "/api/v1/mails" (MailFilter) -> Page<MailRow>
}
endpoint! {
    /// Takes a mail out of quarantine and handles it again.
    RetryMail { mail: MailId } Post "/api/v1/mails/{mail}/retry" (()) -> MailRow
}
