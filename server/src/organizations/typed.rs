//! What agents type about organizations, read into the forms that are stored.

use contract::{
    Count,
    organizations::{NewRule, OrganizationDetails, RulePreview, RuleType},
};
use sea_orm::{ConnectionTrait, DbErr, QueryOrder, QuerySelect, entity::prelude::*};
use url::{Host, Url};

use super::{
    compare::{self, Country},
    gather::{self, Sight},
    probes::{self, Tab},
    rules::Rule,
    view,
};
use crate::{
    departments::Agent,
    people::{self, tables::accounts, validity::clean_line},
    platform::{Answered, App, Failure, ids},
};

/// How many accounts a preview names.
const SOME: u64 = 5;

/// A rule as typed, read.
#[derive(Clone, Debug)]
pub struct Typed {
    /// The rule as it would compare.
    pub rule: Rule,
    /// The value as people read it.
    pub shown: String,
    /// Whether it is a public mail provider's domain.
    pub public_provider: bool,
}

/// Details without what cannot be stored.
pub fn details(given: OrganizationDetails) -> Answered<OrganizationDetails> {
    let name = clean_line(&given.name);
    if name.is_empty() {
        return Err(Failure::field("name", "required", "The name is missing."));
    }
    Ok(OrganizationDetails {
        name,
        website: website(&given.website)?,
        phone: clean_line(&given.phone),
        employees: given.employees,
        address_1: clean_line(&given.address_1),
        address_2: clean_line(&given.address_2),
        city: clean_line(&given.city),
        state: clean_line(&given.state),
        postal_code: clean_line(&given.postal_code),
        country: clean_line(&given.country),
    })
}

/// The website's address: http or https, which people may leave out. It becomes a link, so that nothing else passes,
/// nor what only parses as a host because something was put before it.
fn website(typed: &str) -> Answered<String> {
    let typed = clean_line(typed);
    if typed.is_empty() {
        return Ok(typed);
    }
    let wrong = || Failure::field("website", "malformed", "Write a website as https://example.com.");
    if typed.starts_with(['/', '\\']) {
        return Err(wrong());
    }
    let text = if typed.contains("://") { typed } else { format!("https://{typed}") };
    let url = Url::parse(&text).map_err(|_| wrong())?;
    let plain = matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
    let found = match url.host() {
        Some(Host::Domain(domain)) => people::validity::domain(domain).is_ok(),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
        None => false,
    };
    if plain && found { Ok(url.into()) } else { Err(wrong()) }
}

/// The name as it compares.
pub fn name_key(name: &str) -> String {
    name.to_lowercase()
}

/// Reads a rule as typed.
pub async fn rule(app: &App, db: &impl ConnectionTrait, new: &NewRule) -> Answered<Typed> {
    let wrong = |code: &str, message: &dyn std::fmt::Display| Failure::field("value", code, &message.to_string());
    let mut account = None;
    let mut shown = None;
    let value = match new.kind {
        RuleType::Username => {
            let key = compare::normal_username(&new.value);
            let found = people::account_by_username(db, &key).await?;
            let found = found.ok_or_else(|| wrong("unknown", &"There is no account with this username."))?;
            let id = found.id.to_string();
            shown = Some(found.username.clone());
            account = Some(found);
            id
        }
        RuleType::Email => compare::normal_email(&new.value).map_err(|error| wrong("malformed", &error))?,
        RuleType::Domain => compare::normal_domain(&new.value).map_err(|error| wrong("malformed", &error))?,
        RuleType::Phone => phone(app, &new.value).map_err(|error| wrong("malformed", &error))?,
    };
    let is_domain = new.kind == RuleType::Domain;
    Ok(Typed {
        shown: shown.unwrap_or_else(|| value.clone()),
        public_provider: is_domain && compare::is_public_provider(&value),
        rule: Rule {
            id: ids::new_id(),
            kind: new.kind,
            value,
            account: account.as_ref().map(|account| account.id),
            account_email: account.map(|account| account.email_key),
            include_subdomains: is_domain && new.include_subdomains,
        },
    })
}

fn phone(app: &App, typed: &str) -> Result<String, Box<dyn std::error::Error + Send + Sync>> {
    let country: Country = app.config().default_country.parse()?;
    Ok(compare::normal_phone(typed, country)?.into())
}

/// The values that a search may mean, as rules store them.
pub async fn meant(app: &App, db: &impl ConnectionTrait, query: &str) -> Result<Vec<(RuleType, String)>, DbErr> {
    let account = people::account_by_username(db, &compare::normal_username(query)).await?;
    let found = [
        (RuleType::Username, account.map(|account| account.id.to_string())),
        (RuleType::Email, compare::normal_email(query).ok()),
        (RuleType::Domain, compare::normal_domain(query).ok()),
        (RuleType::Phone, phone(app, query).ok()),
    ];
    Ok(found.into_iter().filter_map(|(kind, value)| Some((kind, value?))).collect())
}

/// What a rule would bring in, of what the agent may view.
pub(super) async fn preview(
    app: &App,
    db: &impl ConnectionTrait,
    agent: &Agent,
    organization: Uuid,
    new: &NewRule,
) -> Answered<RulePreview> {
    let Typed { rule, shown, public_provider } = self::rule(app, db, new).await?;
    let rules = [rule];
    let sources = probes::sources(db, &rules).await?;
    let mut sight = Sight::of(agent);
    let accounts: Vec<Count> = view::accounts(db, &rules).await?;
    let also_in = view::also_in(db, organization, &rules).await?;
    Ok(RulePreview {
        value: shown,
        accounts: accounts.first().copied().unwrap_or_default(),
        some_accounts: some_accounts(db, &rules[0]).await?,
        tickets: gather::count(db, &mut sight, Tab::Tickets, sources.clone()).await?,
        chats: gather::count(db, &mut sight, Tab::Chats, sources).await?,
        also_in: also_in.into_values().flatten().collect(),
        public_provider,
    })
}

/// The names of some accounts that a rule matches.
async fn some_accounts(db: &impl ConnectionTrait, rule: &Rule) -> Result<Vec<String>, DbErr> {
    use accounts::Column::{EmailDomain, EmailKey, Id, Name, PhoneE164};
    let find = accounts::Entity::find();
    let find = match rule.kind {
        RuleType::Username => find.filter(Id.is_in(rule.account)),
        RuleType::Email => find.filter(EmailKey.eq(&rule.value)),
        RuleType::Domain => find.filter(EmailDomain.eq(&rule.value)).order_by_asc(Id),
        RuleType::Phone => find.filter(PhoneE164.eq(&rule.value)).order_by_asc(Id),
    };
    let mut names: Vec<String> = find.select_only().column(Name).limit(SOME).into_tuple().all(db).await?;
    if rule.include_subdomains {
        for domain in people::domains_under(db, &rule.value).await? {
            if names.len() as u64 >= SOME {
                break;
            }
            let below = accounts::Entity::find().filter(EmailDomain.eq(domain)).order_by_asc(Id);
            names.extend(below.select_only().column(Name).limit(SOME).into_tuple::<String>().all(db).await?);
        }
        names.truncate(5);
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn websites() {
        for (typed, stored) in [
            ("", Some("")),
            ("acme.example", Some("https://acme.example/")),
            ("http://acme.example/about", Some("http://acme.example/about")),
            ("HTTPS://Acme.Example", Some("https://acme.example/")),
            ("http://192.0.2.7:8080/", Some("http://192.0.2.7:8080/")),
            ("https://bücher.example", Some("https://xn--bcher-kva.example/")),
            ("javascript:alert(1)", None),
            ("javascript:1", None),
            ("&#106;avascript:alert(1)", None),
            ("java\tscript:alert(1)", None),
            ("vbscript:msgbox(1)", None),
            ("//acme.example", None),
            ("acme", None),
            ("JaVaScRiPt://%0aalert(1)", None),
            ("data:text/html,x", None),
            ("ftp://acme.example", None),
            ("https://ann:secret@acme.example", None),
            ("https://", None),
        ] {
            assert_eq!(website(typed).ok().as_deref(), stored, "{typed}");
        }
    }
}
