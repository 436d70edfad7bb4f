//! What may be said of brands, departments and memberships, checked; and how it is stored. Pure.

use contract::{
    FieldProblem,
    brands::BrandDetails,
    departments::{ChatPolicies, DepartmentDetails, MembershipDetails, Share, TicketPolicies},
};
use sea_orm::DbErr;
use serde::Deserialize;
use ui::Language;

use super::{
    origins::Origin,
    tables::{brands, departments, memberships},
};
use crate::{people::validity, platform::words};

/// Collects what is wrong, field by field.
pub(super) struct Faults {
    prefix: &'static str,
    found: Vec<FieldProblem>,
}

impl Faults {
    pub(super) fn new(prefix: &'static str) -> Self {
        Faults { prefix, found: Vec::new() }
    }

    fn add(&mut self, field: &str, why: &impl ToString) {
        let field = format!("{}{field}", self.prefix);
        self.found.push(FieldProblem { field, code: "malformed".into(), message: why.to_string() });
    }

    /// What was read, or nothing and a fault.
    fn take<T, W: ToString>(&mut self, field: &str, read: Result<T, W>) -> Option<T> {
        read.map_err(|why| self.add(field, &why)).ok()
    }

    fn name(&mut self, field: &str, text: &str) -> String {
        self.take(field, validity::display_name(text)).unwrap_or_default().to_owned()
    }

    /// An address that letters come from, or answers go to; empty: none. Not every server for mail takes what is beyond
    /// ASCII before the `@`.
    fn sender(&mut self, field: &str, text: &str) -> String {
        if text.trim().is_empty() {
            return String::new();
        }
        let address = self.take(field, validity::email(text)).unwrap_or_default();
        if !address.is_ascii() {
            self.add(field, &"the part before the @ has letters that not every server for mail takes");
        }
        address
    }

    pub(super) fn or<T>(self, value: T) -> Result<T, Vec<FieldProblem>> {
        if self.found.is_empty() { Ok(value) } else { Err(self.found) }
    }
}

/// A name, cleaned.
pub(super) fn name(field: &'static str, text: &str) -> Result<String, Vec<FieldProblem>> {
    let mut faults = Faults::new("");
    let name = faults.name(field, text);
    faults.or(name)
}

/// What people read, as it is stored.
fn plain(text: &str) -> String {
    validity::clean_text(text).trim().to_owned()
}

/// A department's details, cleaned; the problems' fields carry `prefix`.
pub(super) fn department(
    details: DepartmentDetails,
    prefix: &'static str,
) -> Result<DepartmentDetails, Vec<FieldProblem>> {
    let mut faults = Faults::new(prefix);
    let name = faults.name("name", &details.name);
    let email = faults.take("email", validity::email(&details.email)).unwrap_or_default();
    let description = plain(&details.description);
    let chats = ChatPolicies {
        waiting_text: plain(&details.chats.waiting_text),
        closing_text: plain(&details.chats.closing_text),
        ..details.chats
    };
    faults.or(DepartmentDetails { name, email, description, chats, ..details })
}

/// A brand's details, cleaned: the host as it is compared, the sites as browsers name them.
pub(super) fn brand(details: BrandDetails) -> Result<BrandDetails, Vec<FieldProblem>> {
    let mut faults = Faults::new("");
    let name = faults.name("name", &details.name);
    let headline = faults.name("headline", &details.headline);
    let welcome = plain(&details.welcome);
    let host = match details.host.trim().trim_end_matches('.').to_ascii_lowercase().as_str() {
        // The one name without a dot that browsers find.
        host @ ("" | "localhost") => host.to_owned(),
        host => faults.take("host", validity::domain(host)).unwrap_or_default(),
    };
    let mut allowed_sites: Vec<String> = Vec::new();
    for (at, site) in details.allowed_sites.iter().enumerate() {
        let origin = faults.take(&format!("allowed_sites[{at}]"), Origin::parse(site));
        if let Some(origin) = origin
            && !allowed_sites.iter().any(|known| known == origin.as_str())
        {
            allowed_sites.push(origin.as_str().to_owned());
        }
    }
    let mail_name = match details.mail_name.trim() {
        "" => String::new(),
        name => faults.name("mail_name", name),
    };
    let mail_from = faults.sender("mail_from", &details.mail_from);
    let mail_reply_to = faults.sender("mail_reply_to", &details.mail_reply_to);
    let language = match details.language.trim() {
        "" => Some(Language::default()),
        tag => faults.take("language", Language::of_tag(tag).ok_or("this language is not spoken here")),
    };
    let language = language.unwrap_or_default().tag().to_owned();
    let mail = BrandDetails { mail_name, mail_from, mail_reply_to, language, ..details };
    faults.or(BrandDetails { name, host, headline, welcome, allowed_sites, ..mail })
}

/// A brand's details as stored.
pub(super) fn of_brand(row: &brands::Model) -> BrandDetails {
    let look = super::availability::look(row);
    BrandDetails {
        name: look.name,
        host: row.host.clone().unwrap_or_default(),
        hue: look.hue,
        chroma: look.chroma,
        headline: look.headline,
        welcome: look.welcome,
        logo: look.logo,
        favicon: row.favicon.clone(),
        mail_name: row.mail_name.clone(),
        mail_from: row.mail_from.clone(),
        mail_reply_to: row.mail_reply_to.clone(),
        language: row.language.clone(),
        allowed_sites: serde_json::from_value(row.allowed_sites.clone()).unwrap_or_default(),
    }
}

/// Writes details over a brand.
pub(super) fn put_brand(row: &mut brands::Model, details: BrandDetails) {
    row.name = details.name;
    row.host = (!details.host.is_empty()).then_some(details.host);
    row.hue = i32::from(details.hue);
    row.chroma = i32::from(details.chroma);
    row.headline = details.headline;
    row.welcome = details.welcome;
    row.logo = details.logo;
    row.favicon = details.favicon;
    row.mail_name = details.mail_name;
    row.mail_from = details.mail_from;
    row.mail_reply_to = details.mail_reply_to;
    row.language = details.language;
    row.allowed_sites = serde_json::to_value(details.allowed_sites).unwrap_or_default();
}

/// A department's details as stored.
pub(super) fn of_department(row: &departments::Model) -> Result<DepartmentDetails, DbErr> {
    Ok(DepartmentDetails {
        name: row.name.clone(),
        description: row.description.clone(),
        email: row.email.clone(),
        offers_chat: row.offers_chat,
        offers_tickets: row.offers_tickets,
        chat_requires: words::from_text(&row.chat_requires)?,
        tickets_require: words::from_text(&row.tickets_require)?,
        accepts_new_by_email: row.accepts_new_by_email,
        requires_check_in: row.requires_check_in,
        confidential: row.confidential,
        assigns_tickets_while_away: row.assigns_tickets_while_away,
        method: words::from_text(&row.method)?,
        gone_grace_seconds: u32::try_from(row.gone_grace_seconds).unwrap_or_default(),
        chats: chat_policies(row)?,
        tickets: ticket_policies(row)?,
    })
}

/// How a department's chats begin, go on and end by themselves.
///
/// # Errors
/// When the column holds what it cannot.
pub fn chat_policies(row: &departments::Model) -> Result<ChatPolicies, DbErr> {
    ChatPolicies::deserialize(&row.chat_policies).map_err(|error| DbErr::Json(error.to_string()))
}

/// How a department's tickets end by themselves.
///
/// # Errors
/// When the column holds what it cannot.
pub fn ticket_policies(row: &departments::Model) -> Result<TicketPolicies, DbErr> {
    TicketPolicies::deserialize(&row.ticket_policies).map_err(|error| DbErr::Json(error.to_string()))
}

/// A department's details field by field, for the history.
pub(super) fn flat_department(details: &DepartmentDetails) -> serde_json::Value {
    let mut flat = serde_json::to_value(details).unwrap_or_default();
    if let Some(fields) = flat.as_object_mut() {
        for policies in ["chats", "tickets"] {
            if let Some(serde_json::Value::Object(inside)) = fields.remove(policies) {
                fields.extend(inside.into_iter().map(|(field, value)| (format!("{policies}.{field}"), value)));
            }
        }
    }
    flat
}

/// Writes details over a department.
pub(super) fn put_department(row: &mut departments::Model, details: DepartmentDetails) {
    row.name = details.name;
    row.description = details.description;
    row.email = details.email;
    row.offers_chat = details.offers_chat;
    row.offers_tickets = details.offers_tickets;
    row.chat_requires = words::to_text(&details.chat_requires);
    row.tickets_require = words::to_text(&details.tickets_require);
    row.accepts_new_by_email = details.accepts_new_by_email;
    row.requires_check_in = details.requires_check_in;
    row.confidential = details.confidential;
    row.assigns_tickets_while_away = details.assigns_tickets_while_away;
    row.method = words::to_text(&details.method);
    row.gone_grace_seconds = i32::try_from(details.gone_grace_seconds).unwrap_or(i32::MAX);
    row.chat_policies = serde_json::to_value(details.chats).unwrap_or_default();
    row.ticket_policies = serde_json::to_value(details.tickets).unwrap_or_default();
}

/// A membership's details as stored.
///
/// # Errors
/// When a column holds what it cannot.
pub fn of_membership(row: &memberships::Model) -> Result<MembershipDetails, DbErr> {
    let share = |part: &str, limit: i32, active| -> Result<Share, DbErr> {
        Ok(Share { part: words::from_text(part)?, limit: u32::try_from(limit).unwrap_or_default(), active })
    };
    Ok(MembershipDetails {
        chats: share(&row.chat_part, row.chat_limit, row.chat_active)?,
        tickets: share(&row.ticket_part, row.ticket_limit, row.ticket_active)?,
        order: row.position,
    })
}

/// Writes details over a membership.
pub(super) fn put_membership(row: &mut memberships::Model, details: &MembershipDetails) {
    let MembershipDetails { chats, tickets, order } = details;
    row.chat_part = words::to_text(&chats.part);
    row.chat_limit = i32::try_from(chats.limit).unwrap_or(i32::MAX);
    row.chat_active = chats.active;
    row.ticket_part = words::to_text(&tickets.part);
    row.ticket_limit = i32::try_from(tickets.limit).unwrap_or(i32::MAX);
    row.ticket_active = tickets.active;
    row.position = *order;
}

/// A membership's details field by field, for the history.
pub(super) fn flat(details: &MembershipDetails) -> serde_json::Value {
    let MembershipDetails { chats, tickets, order } = details;
    serde_json::json!({
        "chats.part": chats.part, "chats.limit": chats.limit, "chats.active": chats.active,
        "tickets.part": tickets.part, "tickets.limit": tickets.limit, "tickets.active": tickets.active,
        "order": order,
    })
}

#[cfg(test)]
mod tests {
    use contract::roles::CustomerRole;

    use super::*;

    fn details(host: &str, sites: &[&str]) -> BrandDetails {
        BrandDetails {
            name: " ABC ".into(),
            host: host.into(),
            hue: 250,
            chroma: 120,
            headline: "How can we help?".into(),
            welcome: "a\r\nb".into(),
            logo: String::new(),
            favicon: String::new(),
            mail_name: " ABC help ".into(),
            mail_from: "help@ABC.example".into(),
            mail_reply_to: String::new(),
            language: "de-AT".into(),
            allowed_sites: sites.iter().map(|site| (*site).to_owned()).collect(),
        }
    }

    #[test]
    fn cleans_brands() {
        let clean = brand(details("Support.Example.COM.", &["https://example.com/", "https://EXAMPLE.com"])).unwrap();
        assert_eq!(
            (clean.name.as_str(), clean.host.as_str(), clean.welcome.as_str()),
            ("ABC", "support.example.com", "a\nb")
        );
        assert_eq!(clean.allowed_sites, ["https://example.com"]);
        for host in ["", "localhost", "abc.localhost"] {
            assert_eq!(brand(details(host, &[])).unwrap().host, host);
        }
    }

    #[test]
    fn class_9_a_sender_is_an_address_and_nothing_else() {
        let clean = brand(details("", &[])).unwrap();
        assert_eq!((clean.mail_name.as_str(), clean.mail_from.as_str()), ("ABC help", "help@abc.example"));
        for (field, hostile) in [
            ("mail_from", "help@abc.example\r\nBcc: all@evil.example"),
            ("mail_from", "help@abc.example, all@evil.example"),
            ("mail_from", "help@abc.example>, <all@evil.example"),
            ("mail_from", "Help <help@abc.example>"),
            ("mail_from", "\"a b\"@abc.example"),
            ("mail_from", "hülfe@abc.example"),
            ("mail_from", "help@"),
            ("mail_from", "help"),
            ("mail_from", "help@127.0.0.1"),
            ("mail_reply_to", "help@abc.example\nBcc: all@evil.example"),
            ("mail_reply_to", "ответ@abc.example"),
            ("mail_name", "ABC\r\nBcc: all@evil.example"),
            ("mail_name", "ABC\u{202e}"),
            ("language", "xx"),
            ("language", "<b>"),
        ] {
            let mut tried = details("", &[]);
            *match field {
                "mail_from" => &mut tried.mail_from,
                "mail_reply_to" => &mut tried.mail_reply_to,
                "mail_name" => &mut tried.mail_name,
                _ => &mut tried.language,
            } = hostile.into();
            let problems = brand(tried).unwrap_err();
            assert!(problems.iter().all(|problem| problem.field == field), "{hostile:?}: {problems:?}");
        }
    }

    #[test]
    fn a_brand_speaks_a_language_of_ours() {
        for (said, kept) in [("", "en"), ("en-GB", "en"), ("de", "de"), ("AR", "ar")] {
            let tried = BrandDetails { language: said.into(), ..details("", &[]) };
            assert_eq!(brand(tried).unwrap().language, kept);
        }
    }

    #[test]
    fn names_the_site_at_fault() {
        let problems =
            brand(details("a/b", &["https://example.com", "example.org", "javascript:alert(1)"])).unwrap_err();
        let fields: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["host", "allowed_sites[1]", "allowed_sites[2]"]);
    }

    #[test]
    fn names_what_is_wrong_with_a_department() {
        let bad = DepartmentDetails {
            name: "\u{200B}".into(),
            description: String::new(),
            email: "sales@nowhere".into(),
            offers_chat: true,
            offers_tickets: true,
            chat_requires: CustomerRole::Everyone,
            tickets_require: CustomerRole::Everyone,
            accepts_new_by_email: false,
            requires_check_in: false,
            confidential: false,
            assigns_tickets_while_away: false,
            method: contract::departments::DistributionMethod::RoundRobin,
            gone_grace_seconds: 60,
            chats: ChatPolicies::default(),
            tickets: TicketPolicies::default(),
        };
        let problems = department(bad, "details.").unwrap_err();
        let fields: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["details.name", "details.email"]);
    }
}
