//! What stands in a mail that came: pure. Nothing in it is believed here; it is only read, in the forms we store.

use bytes::Bytes;
use mail_parser::{Address, GetHeader, HeaderName, HeaderValue, Message, MessageParser, MimeHeaders, PartType};

use super::{
    super::reply_address::Tagged,
    automatic::{self, Automatic, Bounce},
    verdict::{self, Check},
};
use crate::{
    attachments::Enclosed,
    people::{compare, validity},
};

/// The largest mail that is read, in bytes.
pub const LARGEST: usize = contract::mails::MAIL_BYTES;

/// The most parts a mail may have.
const PARTS: usize = 1_000;

/// The most bytes of headers.
const HEADERS: usize = 256 * 1024;

/// The most mails a mail may say it answers.
const REFERENCES: usize = 100;

/// The longest name of a mail, in bytes (RFC 5322 allows a line of 998).
const NAME: usize = 900;

/// The most characters of a subject; what is longer is cut.
const SUBJECT: usize = 400;

/// The most addresses in one header.
const ADDRESSES: usize = 200;

/// The most reply addresses that are looked at.
const TAGGED: usize = 5;

/// The most characters of a message; what is longer is cut with the rest kept in the raw mail.
const TEXT: usize = 200_000;

/// Why a mail is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It has no headers.
    #[error("this is no mail: it has no headers")]
    NoMail,
    /// It is larger than [`LARGEST`].
    #[error("the mail is larger than {} MB", LARGEST / 1024 / 1024)]
    TooLarge,
    /// Its headers are longer than we read.
    #[error("the mail's headers are longer than {} KB", HEADERS / 1024)]
    Headers,
    /// It has more parts than we read.
    #[error("the mail has more than {PARTS} parts")]
    Parts,
    /// It is more than the parser stands.
    #[error("the mail could not be taken apart")]
    Parser,
    /// Nobody says that it is from them.
    #[error("the mail has no sender")]
    NoSender,
}

/// Somebody named in a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The address as written.
    pub address: String,
    /// The address as compared.
    pub key: String,
    /// The domain as compared.
    pub domain: String,
    /// The name; may be empty.
    pub name: String,
}

/// A mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Its own name, without the angles.
    pub message_id: Option<String>,
    /// The mails it says it answers, the nearest first.
    pub references: Vec<String>,
    /// Who says it is from them.
    pub from: Person,
    /// Where answers go, when elsewhere.
    pub reply_to: Vec<Person>,
    /// To whom.
    pub to: Vec<Person>,
    /// Who gets a copy.
    pub cc: Vec<Person>,
    /// Reply addresses it was sent to.
    pub tagged: Vec<Tagged>,
    /// What it is about, on one line; may be empty.
    pub subject: String,
    /// What it says, as plain text.
    pub text: String,
    /// The same as HTML, as it came: never shown as it is.
    pub html: Option<String>,
    /// What came along.
    pub enclosed: Vec<Enclosed>,
    /// Nobody wrote it.
    pub automatic: Option<Automatic>,
    /// It says that a mail of ours did not arrive.
    pub bounce: Option<Bounce>,
    /// When it was written, as it says, in Unix milliseconds.
    pub written: Option<i64>,
    /// What servers say about its sender; whoever wrote it may have written these.
    pub checks: Vec<Check>,
}

/// Reads a mail.
///
/// # Errors
/// [`Unreadable`]: it goes to the quarantine.
pub fn read(raw: &[u8]) -> Result<Mail, Unreadable> {
    if raw.len() > LARGEST {
        return Err(Unreadable::TooLarge);
    }
    if head(raw) > HEADERS {
        return Err(Unreadable::Headers);
    }
    if boundaries(raw) > PARTS {
        return Err(Unreadable::Parts);
    }
    let message = MessageParser::default().parse(raw).ok_or(Unreadable::NoMail)?;
    if message.parts.len() > PARTS {
        return Err(Unreadable::Parts);
    }
    let from = people(message.from()).into_iter().next();
    let from = from.or_else(|| people(message.sender()).into_iter().next()).ok_or(Unreadable::NoSender)?;
    let checks = verdict::checks(&message, &from.domain);
    let html = message.html_bodies().find_map(|part| match &part.body {
        PartType::Html(html) => Some(html.to_string()),
        _ => None,
    });
    Ok(Mail {
        message_id: message.message_id().map(id).filter(|id| !id.is_empty()),
        references: references(&message),
        from,
        reply_to: people(message.reply_to()),
        to: people(message.to()),
        cc: people(message.cc()),
        tagged: addresses(&message).iter().filter_map(|key| Tagged::read(key)).take(TAGGED).collect(),
        subject: validity::clean_line(message.subject().unwrap_or_default()).chars().take(SUBJECT).collect(),
        text: text(&message),
        html,
        enclosed: enclosed(&message),
        automatic: automatic::automatic(&message),
        bounce: automatic::bounce(&message),
        written: message.date().map(|date| date.to_timestamp().saturating_mul(1_000)),
        checks,
    })
}

/// The addresses a mail is for, as they are compared: those it was brought to, and those it names.
pub fn recipients(raw: &[u8]) -> Vec<String> {
    // Its head alone: this is asked before the mail is read.
    let head = raw.get(..head(raw).min(HEADERS)).unwrap_or(raw);
    MessageParser::default().parse_headers(head).map(|message| addresses(&message)).unwrap_or_default()
}

fn addresses(message: &Message<'_>) -> Vec<String> {
    let brought = ["Delivered-To", "X-Original-To", "Envelope-To"].into_iter().filter_map(|name| {
        let address = header(message, name)?;
        person(address.trim().trim_matches(['<', '>']), "")
    });
    let named = [message.to(), message.cc(), message.bcc()].into_iter().flat_map(people);
    brought.chain(named).map(|person| person.key).collect()
}

/// Whether a mail says that it answers another.
pub fn answers(raw: &[u8]) -> bool {
    let head = raw.get(..head(raw).min(HEADERS)).unwrap_or(raw);
    let message = MessageParser::default().parse_headers(head);
    message.is_some_and(|message| !references(&message).is_empty())
}

/// How long the headers are.
fn head(raw: &[u8]) -> usize {
    let end = |mark: &[u8]| raw.windows(mark.len()).take(HEADERS + 1).position(|window| window == mark);
    end(b"\r\n\r\n").or_else(|| end(b"\n\n")).unwrap_or_else(|| raw.len().min(HEADERS + 1))
}

/// How many parts a mail may have at most, counted before it is taken apart.
fn boundaries(raw: &[u8]) -> usize {
    raw.windows(3).filter(|window| *window == b"\n--").count()
}

/// A mail's name in the form we compare; none that is longer than any should be.
fn id(text: &str) -> String {
    let id = validity::clean_line(text).trim_matches(['<', '>', ' ']).to_owned();
    if id.len() > NAME { String::new() } else { id }
}

fn references(message: &Message<'_>) -> Vec<String> {
    let ids = |value: &HeaderValue<'_>| -> Vec<String> {
        match value {
            HeaderValue::Text(one) => vec![id(one)],
            HeaderValue::TextList(all) => all.iter().map(|one| id(one)).collect(),
            _ => Vec::new(),
        }
    };
    let mut all = ids(message.in_reply_to());
    all.extend(ids(message.references()).into_iter().rev());
    let mut known = std::collections::HashSet::new();
    all.retain(|one| !one.is_empty() && known.insert(one.clone()));
    all.truncate(REFERENCES);
    all
}

fn people(header: Option<&Address<'_>>) -> Vec<Person> {
    let all = header.into_iter().flat_map(|header| header.iter()).take(ADDRESSES);
    let mut found: Vec<Person> = Vec::new();
    for one in all {
        let Some(person) = person(one.address().unwrap_or_default(), one.name().unwrap_or_default()) else { continue };
        if found.iter().all(|known| known.key != person.key) {
            found.push(person);
        }
    }
    found
}

/// Somebody by an address, when it is one.
pub fn person(address: &str, name: &str) -> Option<Person> {
    let address = validity::email(address).ok()?;
    let key = compare::normal_email(&address).ok()?;
    let domain = compare::domain_of(&address)?;
    let name: String = validity::clean_line(name).chars().take(200).collect();
    Some(Person { address, key, domain, name })
}

fn text(message: &Message<'_>) -> String {
    let mut said = String::new();
    for at in 0..message.text_body_count() {
        let Some(body) = message.body_text(at) else { continue };
        if !said.is_empty() {
            said.push_str("\n\n");
        }
        said.push_str(&body);
        if said.len() > TEXT * 4 {
            break;
        }
    }
    let said = validity::clean_text(&said);
    let said = said.trim_matches(['\n', ' ', '\u{a0}']);
    said.chars().take(TEXT).collect()
}

fn enclosed(message: &Message<'_>) -> Vec<Enclosed> {
    let kind = |part: &mail_parser::MessagePart<'_>| {
        part.content_type().map_or_else(String::new, |kind| {
            let sub = kind.subtype().unwrap_or_default();
            validity::clean_line(&format!("{}/{sub}", kind.ctype())).to_lowercase()
        })
    };
    let all = message.attachments().map(|part| Enclosed {
        name: validity::clean_line(part.attachment_name().unwrap_or_default()).chars().take(255).collect(),
        media_type: kind(part),
        content_id: part.content_id().map(id).filter(|id| !id.is_empty()),
        content: match &part.body {
            PartType::Message(inner) => Bytes::copy_from_slice(inner.raw_message()),
            _ => Bytes::copy_from_slice(part.contents()),
        },
    });
    all.collect()
}

/// A header's text, as it stands.
pub(super) fn header<'a>(message: &'a Message<'_>, name: &'static str) -> Option<&'a str> {
    match message.root_part().headers.header_value(&HeaderName::parse(name)?)? {
        HeaderValue::Text(text) => Some(text),
        _ => message.header_raw(name).map(str::trim),
    }
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
