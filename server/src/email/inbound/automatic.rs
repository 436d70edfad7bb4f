//! Mails that nobody wrote, and those that say that one of ours did not arrive: pure.

use mail_parser::{Message, MimeHeaders, PartType};

use super::read::header;
use crate::people::validity;

/// Why a mail is taken for one that nobody wrote; such mails are never answered by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Automatic {
    /// It says so itself (RFC 3834).
    Says,
    /// It comes from a list.
    List,
    /// It is sent in bulk.
    Bulk,
    /// Nothing can be sent back to it.
    NoReturn,
    /// It reports on another mail.
    Report,
}

/// A mail of ours that did not arrive (RFC 3464).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounce {
    /// The name of the mail it is about, when that came along.
    pub of: Option<String>,
    /// To whom it did not arrive; may be empty.
    pub recipient: String,
    /// The status, as `5.1.1`; may be empty.
    pub status: String,
    /// Whether trying again is no use.
    pub for_good: bool,
    /// What the other server said; may be empty.
    pub said: String,
}

/// Whether nobody wrote a mail.
pub fn automatic(message: &Message<'_>) -> Option<Automatic> {
    let is = |name, words: &[&str]| {
        let value = header(message, name).unwrap_or_default().to_lowercase();
        let value = value.split(';').next().unwrap_or_default().trim();
        words.contains(&value)
    };
    let has = |name| header(message, name).is_some();
    let says = header(message, "Auto-Submitted").is_some_and(|value| {
        let value = value.split([';', '(']).next().unwrap_or_default().trim();
        !value.eq_ignore_ascii_case("no") && !value.is_empty()
    });
    if report(message).is_some() {
        return Some(Automatic::Report);
    }
    if says || has("X-Autoreply") || has("X-Autorespond") || has("X-Auto-Response-Suppress") && !has("In-Reply-To") {
        return Some(Automatic::Says);
    }
    if has("List-Id") || has("List-Unsubscribe") {
        return Some(Automatic::List);
    }
    if is("Precedence", &["bulk", "junk", "list", "auto_reply"]) {
        return Some(Automatic::Bulk);
    }
    if header(message, "Return-Path").is_some_and(|path| path.trim() == "<>") {
        return Some(Automatic::NoReturn);
    }
    None
}

/// What a mail says about one of ours that did not arrive.
pub fn bounce(message: &Message<'_>) -> Option<Bounce> {
    let report = report(message)?;
    let field = |name: &str| {
        let line = report.lines().find_map(|line| {
            let (known, value) = line.split_once(':')?;
            known.trim().eq_ignore_ascii_case(name).then(|| value.trim())
        });
        validity::clean_line(line.unwrap_or_default())
    };
    let action = field("Action").to_lowercase();
    if !matches!(action.as_str(), "failed" | "delayed") {
        return None;
    }
    let status = field("Status");
    let address = |text: String| text.rsplit(';').next().unwrap_or_default().trim().to_owned();
    let recipient = Some(address(field("Final-Recipient"))).filter(|found| !found.is_empty());
    Some(Bounce {
        of: original(message),
        recipient: recipient.unwrap_or_else(|| address(field("Original-Recipient"))),
        for_good: action == "failed" && !status.starts_with('4'),
        said: address(field("Diagnostic-Code")).chars().take(500).collect(),
        status,
    })
}

/// The part of a report that machines read.
fn report(message: &Message<'_>) -> Option<String> {
    if !message.is_content_type("multipart", "report") {
        return None;
    }
    let part = message.parts.iter().find(|part| part.is_content_type("message", "delivery-status"))?;
    Some(String::from_utf8_lossy(part.contents()).into_owned())
}

/// The name of the mail that came back.
fn original(message: &Message<'_>) -> Option<String> {
    let named = |inner: &Message<'_>| inner.message_id().map(|id| id.trim_matches(['<', '>']).to_owned());
    message.parts.iter().find_map(|part| match &part.body {
        PartType::Message(inner) => named(inner),
        _ if part.is_content_type("text", "rfc822-headers") => {
            let mut raw = part.contents().to_vec();
            raw.extend_from_slice(b"\r\n\r\n");
            mail_parser::MessageParser::default().parse_headers(&raw).as_ref().and_then(named)
        }
        _ => None,
    })
}
