//! Files that belong to what was said: what a mail encloses, and what people add.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AttachmentId, ClientId, TicketId};

/// The most bytes of one file.
pub const FILE_BYTES: usize = 25 * 1024 * 1024;

/// The most bytes of the files of one message: servers for mail take no more.
pub const FILES_BYTES: u64 = 25 * 1024 * 1024;

/// The most files of one message.
pub const FILES: usize = 20;

/// The most characters that a file's base64 has.
const FILE_CHARS: usize = FILE_BYTES.div_ceil(3) * 4;

/// A file that belongs to what was said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Attachment {
    /// The file.
    pub id: AttachmentId,
    /// What it is called; no path.
    pub name: String,
    /// What it is, as `type/subtype`; that it is a PNG, JPEG, GIF or WebP picture its bytes say, anything else its sender.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// Where it is had, for some hours and by whoever asked only.
    pub link: String,
    /// It is a picture that stands in the message's HTML.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub inline: bool,
}

impl Attachment {
    /// Whether it is a picture that can be shown.
    pub fn is_picture(&self) -> bool {
        matches!(&*self.media_type, "image/png" | "image/jpeg" | "image/gif" | "image/webp")
    }
}

/// How large something is, as people say it.
pub fn size_text(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} KB", bytes / 1_000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}

/// A file to add to what will be said. One that nothing is said with is forgotten after a day.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewFile {
    /// What it is called.
    #[garde(length(chars, max = 5_000))]
    #[schema(max_length = 5000)]
    pub name: String,
    /// What it is, as `type/subtype`; may be empty.
    #[garde(length(chars, max = 200))]
    #[serde(default)]
    pub media_type: String,
    /// The file, in base64: at most 25 MiB.
    #[garde(length(bytes, min = 1, max = FILE_CHARS))]
    #[schema(min_length = 1, max_length = 34_952_536)]
    pub data: String,
}

endpoint! {
    /// Adds a file for a reply to a ticket or a comment on it, which then names it.
    AddTicketFile { ticket: TicketId } Post "/api/v1/tickets/{ticket}/files" (NewFile) -> Attachment
}
endpoint! {
    /// Adds a file for an answer in one of the customer's own tickets, which then names it.
    AddOwnTicketFile { ticket: TicketId } Post "/api/v1/portal/tickets/{ticket}/files" (NewFile) -> Attachment
}
endpoint! {
    /// Adds a file for a message that will be left at the portal under this client id; it goes along with it.
    AddMessageFile { message: ClientId } Post "/api/v1/portal/messages/{message}/files" (NewFile) -> ()
}
