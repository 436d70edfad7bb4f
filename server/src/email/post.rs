//! The post: letters leave by SMTP.

use std::time::Duration;

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, MultiPart, header},
};
use secrecy::ExposeSecret;

use super::letter::Letter;
use crate::{
    people::validity,
    platform::{Config, errands::Undone},
};

/// Whom a letter comes from, where that is not the installation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sender {
    /// The name; empty: the installation's.
    pub name: String,
    /// The address; empty: the installation's.
    pub address: String,
    /// Where answers go; empty: to where the letter comes from.
    pub reply_to: String,
}

type Transport = AsyncSmtpTransport<Tokio1Executor>;

/// How long the server for mail may take for an answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// Said when there is none.
const NONE: &str = "no server for mail is configured";

/// What the server for mail did with a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It took it.
    Taken,
    /// It never will, and says why.
    Refused(String),
    /// It did not, and may.
    Later(String),
}

/// Sends letters, where a server for mail is configured.
pub struct Post(Option<(Transport, Mailbox)>);

impl std::fmt::Debug for Post {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Post")
    }
}

/// Says what is wrong with what is configured about mail.
///
/// # Errors
/// What to do about it.
pub fn check(config: &Config) -> Result<(), String> {
    open(config).map(|_| ())
}

impl Post {
    /// As configured; what [`check`] refuses sends nothing.
    pub fn open(config: &Config) -> Post {
        Post(open(config).unwrap_or_else(|why| {
            tracing::error!("{why}");
            None
        }))
    }

    /// Whether letters leave.
    pub fn is_open(&self) -> bool {
        self.0.is_some()
    }

    /// Hands a mail over to the server for mail.
    pub async fn hand_over(&self, message: Message) -> Outcome {
        let Some((transport, _)) = &self.0 else { return Outcome::Refused(NONE.into()) };
        match transport.send(message).await {
            Ok(_) => Outcome::Taken,
            Err(error) if error.is_permanent() => Outcome::Refused(chain(&error)),
            Err(error) => Outcome::Later(chain(&error)),
        }
    }

    /// Sends a letter; once this is done the server for mail has taken it, or has refused it for good.
    ///
    /// # Errors
    /// When trying again may help.
    pub async fn send(&self, letter: &Letter, sender: &Sender) -> Result<(), Undone> {
        let Some((_, from)) = &self.0 else { return Err(Undone(NONE.into())) };
        let message =
            message(letter, sender, from).map_err(|why| Undone(format!("a letter could not be written: {why}")))?;
        match self.hand_over(message).await {
            Outcome::Taken => Ok(()),
            Outcome::Refused(error) => {
                tracing::error!(%error, to = letter.to, "the server for mail refused a letter for good");
                Ok(())
            }
            Outcome::Later(why) => Err(Undone(why)),
        }
    }
}

/// An error and what is behind it: the first alone says little ("Connection error").
fn chain(error: &dyn std::error::Error) -> String {
    let mut said = error.to_string();
    let mut behind = error.source();
    while let Some(error) = behind {
        said = format!("{said}: {error}");
        behind = error.source();
    }
    said
}

fn open(config: &Config) -> Result<Option<(Transport, Mailbox)>, String> {
    let Some(url) = &config.smtp_url else { return Ok(None) };
    // The url may hold a password: what is wrong with it is told without it.
    let transport = Transport::from_url(url.expose_secret())
        .map_err(|_| "smtp_url does not read: write it like smtps://name:password@mail.example.com".to_owned())?;
    let base = config.public_url();
    let host = url::Url::parse(&base).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    let from = match config.mail_from.trim() {
        "" => format!("frontdesk@{host}"),
        from => from.to_owned(),
    };
    let mailbox =
        from.parse().map_err(|_| format!("mail_from is {from:?}: write it like Support <desk@example.com>"))?;
    Ok(Some((transport.timeout(Some(PATIENCE)).build(), mailbox)))
}

fn message(letter: &Letter, sender: &Sender, own: &Mailbox) -> Result<Message, Box<dyn std::error::Error>> {
    // A line break in a header would begin another one.
    let (name, subject) = (validity::clean_line(&letter.name), validity::clean_line(&letter.subject));
    let to = Mailbox::new(Some(name).filter(|name| !name.is_empty()), letter.to.parse()?);
    let named = |name: &str| Some(validity::clean_line(name)).filter(|name| !name.is_empty());
    let from = match sender.address.as_str() {
        "" => Mailbox::new(named(&sender.name).or_else(|| own.name.clone()), own.email.clone()),
        address => Mailbox::new(named(&sender.name), address.parse()?),
    };
    let mut message = Message::builder();
    if !sender.reply_to.is_empty() {
        message = message.reply_to(Mailbox::new(None, sender.reply_to.parse()?));
    }
    let body = MultiPart::alternative_plain_html(letter.plain.clone(), letter.html.clone());
    Ok(message
        .from(from)
        .to(to)
        .subject(subject)
        .message_id(None)
        // Whoever is away need not say so to us (RFC 3834).
        .raw_header(header::HeaderValue::new(
            header::HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".into(),
        ))
        .multipart(body)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(name: &str, to: &str, subject: &str) -> Letter {
        let text = |text: &str| text.to_owned();
        Letter { to: to.into(), name: name.into(), subject: subject.into(), plain: text("Hi"), html: text("<p>Hi") }
    }

    #[test]
    fn class_9_nobody_writes_a_header() {
        let from: Mailbox = "Far Horizon <desk@farhorizon.example>".parse().unwrap();
        for hostile in ["Ann\r\nBcc: all@evil.example", "Ann\nBcc: all@evil.example", "Ann\rBcc: all@evil.example"] {
            let message = message(&letter(hostile, "ann@example.com", hostile), &sender(hostile), &from).unwrap();
            let text = String::from_utf8(message.formatted()).unwrap();
            let head = text.split("\r\n\r\n").next().unwrap();
            let begins = head.split(['\r', '\n']).any(|line| line.to_lowercase().starts_with("bcc"));
            assert!(!begins, "{head}");
        }
        for to in ["ann@example.com\r\nRCPT TO:<all@evil.example>", "ann@example.com>, <all@evil.example", "ann"] {
            assert!(message(&letter("Ann", to, "Hi"), &Sender::default(), &from).is_err(), "{to:?}");
        }
    }

    fn sender(name: &str) -> Sender {
        Sender { name: name.into(), address: "help@abc.example".into(), reply_to: "answers@abc.example".into() }
    }

    #[test]
    fn a_brand_s_letters_come_from_the_brand() {
        let own: Mailbox = "Far Horizon <desk@farhorizon.example>".parse().unwrap();
        let head = |sender: &Sender| {
            let message = message(&letter("Ann", "ann@example.com", "Hi"), sender, &own).unwrap();
            let envelope = message.envelope().from().unwrap().to_string();
            let text = String::from_utf8(message.formatted()).unwrap();
            let line =
                |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().to_owned();
            (line("From: "), line("Reply-To: "), envelope)
        };
        let said = |from: &str, reply_to: &str, envelope: &str| (from.into(), reply_to.into(), envelope.into());
        let home = "desk@farhorizon.example";
        let named = |name: &str| Sender { name: name.into(), ..Sender::default() };
        assert_eq!(head(&Sender::default()), said("\"Far Horizon\" <desk@farhorizon.example>", "", home));
        assert_eq!(head(&named("ABC")), said("ABC <desk@farhorizon.example>", "", home));
        let all = said("ABC <help@abc.example>", "answers@abc.example", "help@abc.example");
        assert_eq!(head(&sender("ABC")), all);
        let hostile = head(&sender("ABC\" <all@evil.example>, \"")).0;
        assert_eq!(hostile.matches("<help@abc.example>").count(), 1, "{hostile}");
        let read: lettre::message::Mailboxes = hostile.parse().unwrap();
        assert_eq!(read.iter().map(|one| one.email.to_string()).collect::<Vec<_>>(), ["help@abc.example"]);
        for bad in ["help@abc.example\r\nBcc: all@evil.example", "help@abc.example, all@evil.example"] {
            let address = Sender { address: bad.into(), ..Sender::default() };
            let reply_to = Sender { reply_to: bad.into(), ..Sender::default() };
            for sender in [address, reply_to] {
                assert!(message(&letter("Ann", "ann@example.com", "Hi"), &sender, &own).is_err(), "{sender:?}");
            }
        }
    }

    #[test]
    fn what_is_configured_is_checked_without_telling_it() {
        let with = |url: &str, from: &str| {
            check(&Config { smtp_url: Some(url.into()), mail_from: from.into(), ..Config::default() })
        };
        assert_eq!(with("smtp://127.0.0.1:25", ""), Ok(()));
        assert_eq!(with("smtps://desk:hunter2@mail.example.com", "Desk <desk@example.com>"), Ok(()));
        assert!(with("smtp://127.0.0.1:25", "nobody").unwrap_err().contains("mail_from"));
        let why = with("mail.example.com:hunter2", "").unwrap_err();
        assert!(why.contains("smtp_url") && !why.contains("hunter2"), "{why}");
    }
}
