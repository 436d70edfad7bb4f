//! A letter: subject, plain text, and the same as simple HTML.

use contract::{accounts::LinkPurpose, mail_templates::fill};

use ui::Language;

use super::{
    post::Sender,
    words::{self, Words},
};
use crate::people::{
    links::{Ready, lasts},
    tables::accounts,
};

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

/// Where a letter comes from.
#[derive(Clone, Debug, Default)]
pub struct Whence {
    /// Where its link begins.
    pub base: String,
    /// What that place is called.
    pub place: String,
    /// What it is written in, where the reader chose nothing that we speak.
    pub language: Language,
    /// Whom it comes from.
    pub sender: Sender,
}

impl Whence {
    fn words(&self, account: &accounts::Model) -> &'static Words {
        words::of(Language::of_tag(&account.language).unwrap_or(self.language))
    }
}

/// The letter a link travels in. `known`: somebody registered with the address of an account.
pub fn about_link(ready: &Ready, known: bool, whence: &Whence) -> Letter {
    let words = whence.words(&ready.account);
    let (base, place) = (whence.base.as_str(), whence.place.as_str());
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
    let said = [hello, texts.why, texts.link, texts.until, texts.unasked].map(|text| told.fill(text));
    let [hello, why, link, until, unasked] = said.each_ref().map(String::as_str);
    Letter {
        to: ready.to().to_owned(),
        name: name.to_owned(),
        subject: told.fill(texts.subject),
        plain: format!("{hello}\n\n{why}\n\n{link}:\n{url}\n\n{until}\n{unasked}\n"),
        html: html(words, &[hello, why], Some((link, &url)), &[until, unasked]),
    }
}

/// Tells who had this address until now that the account has another one.
pub fn about_move(account: &accounts::Model, from: String, whence: &Whence) -> Letter {
    let words = whence.words(account);
    let told = Told { name: &account.name, place: &whence.place, username: &account.username, hours: "" };
    let said = [words.hello, words.moved.what, words.moved.unasked].map(|text| told.fill(text));
    Letter {
        to: from,
        name: account.name.clone(),
        subject: told.fill(words.moved.subject),
        plain: format!("{}\n", said.join("\n\n")),
        html: html(words, &said.each_ref().map(String::as_str), None, &[]),
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
    fn fill(&self, text: &str) -> String {
        let Told { name, place, username, hours } = *self;
        fill(text, &[("name", name), ("place", place), ("username", username), ("hours", hours)])
    }
}

/// A page of paragraphs, with a link after the first ones.
fn html(words: &Words, before: &[&str], link: Option<(&str, &str)>, after: &[&str]) -> String {
    let paragraphs =
        |texts: &[&str]| texts.iter().map(|text| format!("<p>{}</p>\n", escaped(text))).collect::<String>();
    let link = link
        .map_or(String::new(), |(text, url)| format!("<p><a href=\"{}\">{}</a></p>\n", escaped(url), escaped(text)));
    format!(
        "<!doctype html>\n<html lang=\"{}\" dir=\"{}\">\n<body>\n{}{link}{}</body>\n</html>\n",
        words.language,
        words.direction,
        paragraphs(before),
        paragraphs(after),
    )
}

/// Plain text as simple HTML, its paragraphs and lines kept.
pub fn paragraphs(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let parts = text.split("\n\n").map(str::trim_end).filter(|part| !part.trim().is_empty());
    let parts = parts.map(|part| format!("<p>{}</p>\n", escaped(part).replace('\n', "<br>\n"))).collect::<String>();
    format!("<!doctype html>\n<html>\n<body dir=\"auto\">\n{parts}</body>\n</html>\n")
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
    use crate::platform::Time;

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
            picture: String::new(),
            shows_picture: false,
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

    fn whence(base: &str, place: &str) -> Whence {
        Whence { base: base.into(), place: place.into(), ..Whence::default() }
    }

    #[test]
    fn a_letter_is_in_the_reader_s_language_else_in_the_brand_s() {
        let whence = Whence { language: Language::German, ..whence("https://a.example", "A") };
        for (chosen, written) in [("", "de"), ("xx", "de"), ("en-GB", "en"), ("ar", "ar")] {
            let ready = ready(LinkPurpose::Reset, chosen, "Lars");
            let link = about_link(&ready, false, &whence).html;
            let moved = about_move(&ready.account, "lars@home.example".into(), &whence).html;
            let said = format!("<html lang=\"{written}\"");
            assert!(link.contains(&said) && moved.contains(&said), "{chosen}: {link}");
        }
    }

    #[test]
    fn what_letters_say() {
        let mut all = String::new();
        for purpose in [LinkPurpose::Invitation, LinkPurpose::Reset, LinkPurpose::Verification] {
            for language in ["", "de-AT", "ar"] {
                let ready = ready(purpose, language, "Lars Holm");
                let letter =
                    about_link(&ready, false, &whence("https://desk.farhorizon.example", "desk.farhorizon.example"));
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
                let letter =
                    about_link(&ready, known, &whence("https://help.farhorizon.example", "Far Horizon Travel"));
                all.push_str(&format!(
                    "To: {} <{}>\nSubject: {}\n\n{}\n",
                    letter.name, letter.to, letter.subject, letter.plain
                ));
            }
        }
        insta::assert_snapshot!(all);
    }

    #[test]
    fn what_the_address_before_is_told() {
        let mut all = String::new();
        for language in ["", "de", "ar"] {
            let account = ready(LinkPurpose::Reset, language, "Lars <Holm>").account;
            let Letter { to, name, subject, plain, html } =
                about_move(&account, "lars@home.example".into(), &whence("", "Far Horizon Travel"));
            all.push_str(&format!("To: {name} <{to}>\nSubject: {subject}\n\n{plain}\n{html}\n"));
        }
        insta::assert_snapshot!(all);
    }

    #[test]
    fn class_15_what_a_stranger_typed_does_not_reach_whoever_has_the_address() {
        let brand = Some(uuid::Uuid::nil());
        let mut ready = Ready { brand, ..ready(LinkPurpose::Verification, "", "Buy at evil.example") };
        let letter = about_link(&ready, false, &whence("https://a.example", "A"));
        assert!(!format!("{letter:?}").contains("evil"), "{letter:?}");
        ready.account.email_verified = true;
        ready.new_email = Some("victim@b.example".into());
        let letter = about_link(&ready, false, &whence("https://a.example", "A"));
        assert!(!format!("{letter:?}").contains("evil"), "{letter:?}");
    }

    #[test]
    fn names_are_neither_markup_nor_places() {
        let letter = about_link(
            &ready(LinkPurpose::Reset, "", "<b>{username}</b>"),
            false,
            &whence("https://a.example", "A & \"B\""),
        );
        assert!(letter.plain.starts_with("Hello <b>{username}</b>,\n"), "{}", letter.plain);
        assert!(letter.html.contains("<p>Hello &lt;b&gt;{username}&lt;/b&gt;,</p>"), "{}", letter.html);
        assert!(letter.html.contains("A &amp; &quot;B&quot;"), "{}", letter.html);
    }
}
