//! A letter: subject, plain text, and the same as simple HTML.

use contract::accounts::LinkPurpose;

use super::words::{self, LinkWords, Words};
use crate::people::links::{Ready, lasts};

/// A letter to somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The reader's address.
    pub to: String,
    /// The reader's name.
    pub name: String,
    /// The subject.
    pub subject: String,
    /// As plain text.
    pub plain: String,
    /// As HTML.
    pub html: String,
}

/// The letter a link travels in; `base` is where the link begins, `place` what that is called. `known`: somebody
/// registered with the address of an account.
pub fn about_link(ready: &Ready, known: bool, base: &str, place: &str) -> Letter {
    let words = words::of(&ready.account.language);
    let texts = match (ready.purpose, ready.brand) {
        (LinkPurpose::Invitation, _) => words.invitation,
        (LinkPurpose::Reset, _) if known => words.known,
        (LinkPurpose::Reset, Some(_)) => words.customer_reset,
        (LinkPurpose::Reset, None) => words.reset,
        (LinkPurpose::Verification, Some(_)) if ready.new_email.is_some() => words.new_address,
        (LinkPurpose::Verification, Some(_)) => words.registration,
        (LinkPurpose::Verification, None) => words.verification,
    };
    let account = &ready.account;
    // Whoever registers names himself and the reader's address: until that is verified, nothing of what was typed is
    // sent there.
    let stranger = ready.brand.is_some() && (ready.new_email.is_some() || !account.email_verified);
    let (name, hello) = if stranger { ("", words.hello_stranger) } else { (account.name.as_str(), words.hello) };
    let hours = (lasts(ready.purpose) / (60 * 60 * 1000)).to_string();
    let told = Told { name, place, username: &account.username, hours: &hours };
    let url = ready.url(base);
    Letter {
        to: ready.to().to_owned(),
        name: name.to_owned(),
        subject: told.fill(texts.subject),
        plain: plain(hello, &texts, &told, &url),
        html: html(words, hello, &texts, &told, &url),
    }
}

/// What stands in the places of a text.
struct Told<'a> {
    name: &'a str,
    place: &'a str,
    username: &'a str,
    hours: &'a str,
}

impl Told<'_> {
    /// In one pass: what stands in a name is never taken for a place.
    fn fill(&self, text: &str) -> String {
        let mut filled = String::new();
        for piece in text.split_inclusive('}') {
            let Some((before, place)) = piece.split_once('{') else {
                filled.push_str(piece);
                continue;
            };
            filled.push_str(before);
            filled.push_str(match place {
                "name}" => self.name,
                "place}" => self.place,
                "username}" => self.username,
                "hours}" => self.hours,
                other => other,
            });
        }
        filled
    }
}

fn plain(hello: &str, texts: &LinkWords, told: &Told<'_>, url: &str) -> String {
    let lines = [hello, texts.why].map(|text| told.fill(text)).join("\n\n");
    let last = [texts.until, texts.unasked].map(|text| told.fill(text)).join("\n");
    format!("{lines}\n\n{}:\n{url}\n\n{last}\n", told.fill(texts.link))
}

fn html(words: &Words, hello: &str, texts: &LinkWords, told: &Told<'_>, url: &str) -> String {
    let paragraph = |text: &str| format!("<p>{}</p>\n", escaped(&told.fill(text)));
    let [hello, why, until, unasked] = [hello, texts.why, texts.until, texts.unasked].map(paragraph);
    format!(
        "<!doctype html>\n<html lang=\"{}\" dir=\"{}\">\n<body>\n{hello}{why}<p><a href=\"{}\">{}</a></p>\n{until}{unasked}</body>\n</html>\n",
        words.language,
        words.direction,
        escaped(url),
        escaped(&told.fill(texts.link)),
    )
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            letter => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{people::tables::accounts, platform::Time};

    fn ready(purpose: LinkPurpose, language: &str, name: &str) -> Ready {
        let account = accounts::Model {
            id: uuid::Uuid::nil(),
            kind: "employee".into(),
            username: "lars".into(),
            username_key: "lars".into(),
            email: "lars@farhorizon.example".into(),
            email_key: "lars@farhorizon.example".into(),
            email_domain: "farhorizon.example".into(),
            email_verified: false,
            name: name.into(),
            name_key: name.to_lowercase(),
            alias: String::new(),
            phone_typed: None,
            phone_e164: None,
            language: language.into(),
            time_zone: String::new(),
            roles: "agent".into(),
            active: true,
            chat_limit: None,
            ticket_limit: None,
            password_hash: None,
            created_at: Time(0),
            version: 1,
        };
        Ready { purpose, token: "the-token".into(), account, new_email: None, brand: None }
    }

    #[test]
    fn what_letters_say() {
        let mut all = String::new();
        for purpose in [LinkPurpose::Invitation, LinkPurpose::Reset, LinkPurpose::Verification] {
            for language in ["", "de-AT", "ar"] {
                let ready = ready(purpose, language, "Lars Holm");
                let letter = about_link(&ready, false, "https://desk.farhorizon.example", "desk.farhorizon.example");
                let Letter { to, name, subject, plain, html } = letter;
                all.push_str(&format!("To: {name} <{to}>\nSubject: {subject}\n\n{plain}\n{html}\n"));
            }
        }
        insta::assert_snapshot!(all);
    }

    #[test]
    fn what_letters_to_customers_say() {
        let mut all = String::new();
        let brand = Some(uuid::Uuid::nil());
        for (purpose, known, new_email) in [
            (LinkPurpose::Verification, false, None),
            (LinkPurpose::Verification, false, Some("lars@home.example")),
            (LinkPurpose::Reset, false, None),
            (LinkPurpose::Reset, true, None),
        ] {
            for language in ["", "de"] {
                let mut ready =
                    Ready { brand, new_email: new_email.map(Into::into), ..ready(purpose, language, "Lars Holm") };
                ready.account.email_verified = purpose == LinkPurpose::Reset;
                let letter = about_link(&ready, known, "https://help.farhorizon.example", "Far Horizon Travel");
                all.push_str(&format!(
                    "To: {} <{}>\nSubject: {}\n\n{}\n",
                    letter.name, letter.to, letter.subject, letter.plain
                ));
            }
        }
        insta::assert_snapshot!(all);
    }

    #[test]
    fn class_15_what_a_stranger_typed_does_not_reach_whoever_has_the_address() {
        let brand = Some(uuid::Uuid::nil());
        let mut ready = Ready { brand, ..ready(LinkPurpose::Verification, "", "Buy at evil.example") };
        let letter = about_link(&ready, false, "https://a.example", "A");
        assert!(!format!("{letter:?}").contains("evil"), "{letter:?}");
        ready.account.email_verified = true;
        ready.new_email = Some("victim@b.example".into());
        let letter = about_link(&ready, false, "https://a.example", "A");
        assert!(!format!("{letter:?}").contains("evil"), "{letter:?}");
    }

    #[test]
    fn names_are_neither_markup_nor_places() {
        let letter =
            about_link(&ready(LinkPurpose::Reset, "", "<b>{username}</b>"), false, "https://a.example", "A & \"B\"");
        assert!(letter.plain.starts_with("Hello <b>{username}</b>,\n"), "{}", letter.plain);
        assert!(letter.html.contains("<p>Hello &lt;b&gt;{username}&lt;/b&gt;,</p>"), "{}", letter.html);
        assert!(letter.html.contains("A &amp; &quot;B&quot;"), "{}", letter.html);
    }
}
