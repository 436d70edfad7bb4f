//! What a member rule gathers: pure. The matrix of rules and kinds of items, in one place; the database is asked for
//! nothing that this would not say.

use contract::organizations::RuleType;
use uuid::Uuid;

use super::compare;

/// A member rule, as compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The rule.
    pub id: Uuid,
    /// How it finds members.
    pub kind: RuleType,
    /// An address, a domain or a phone number; the account's id for a username rule.
    pub value: String,
    /// The account of a username rule.
    pub account: Option<Uuid>,
    /// The e-mail address that account has now: what call logs are found by.
    pub account_email: Option<String>,
    /// Whether subdomains count, for a domain.
    pub include_subdomains: bool,
}

/// An account related to an item. Its e-mail address is not here: no rule may look at it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Related {
    /// The account.
    pub id: Uuid,
    /// Its phone number.
    pub phone: Option<String>,
}

/// What kind of item it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A ticket; its addresses are its participants'.
    Ticket,
    /// A chat; its address is the one it carries.
    Chat,
    /// A call log; address and phone number are its own.
    Call,
    /// A survey; its address is the one it was sent to.
    Survey,
    /// An account itself; its address is its own.
    Person,
}

/// An item, as far as rules look at it; everything in the compared form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What kind of item.
    pub kind: Kind,
    /// The addresses that are the item's own.
    pub addresses: Vec<String>,
    /// The phone number that is the item's own.
    pub phone: Option<String>,
    /// The account it is associated with, if any.
    pub account: Option<Related>,
}

/// Whether a rule gathers an item.
pub fn gathers(rule: &Rule, item: &Item) -> bool {
    match rule.kind {
        RuleType::Username => match item.kind {
            Kind::Call => rule.account_email.as_ref().is_some_and(|email| item.addresses.contains(email)),
            Kind::Ticket | Kind::Chat | Kind::Survey | Kind::Person => {
                item.account.as_ref().is_some_and(|account| rule.account == Some(account.id))
            }
        },
        RuleType::Email => item.addresses.contains(&rule.value),
        RuleType::Domain => item
            .addresses
            .iter()
            .filter_map(|address| address.rsplit_once('@'))
            .any(|(_, domain)| compare::domain_matches(&rule.value, rule.include_subdomains, domain)),
        RuleType::Phone => {
            let number = match item.kind {
                Kind::Call => item.phone.as_ref(),
                Kind::Ticket | Kind::Chat | Kind::Survey | Kind::Person => {
                    item.account.as_ref().and_then(|account| account.phone.as_ref())
                }
            };
            number == Some(&rule.value)
        }
    }
}

/// The rules that gather an item, in their order.
pub fn why<'a>(rules: &'a [Rule], item: &Item) -> Vec<&'a Rule> {
    rules.iter().filter(|rule| gathers(rule, item)).collect()
}

/// What to look up in the index of rules (type, value) to find every rule that may gather an item; those found still
/// have to gather it. Call logs also want the accounts with their address, which are looked up before.
pub fn look_up(item: &Item) -> Vec<(RuleType, String)> {
    let mut values = Vec::new();
    for address in &item.addresses {
        values.push((RuleType::Email, address.clone()));
        if let Some((_, domain)) = address.rsplit_once('@') {
            values.extend(compare::superdomains(domain).map(|domain| (RuleType::Domain, domain.to_owned())));
        }
    }
    if let Some(account) = &item.account {
        values.push((RuleType::Username, account.id.to_string()));
    }
    let phone =
        if item.kind == Kind::Call { &item.phone } else { &item.account.as_ref().and_then(|it| it.phone.clone()) };
    values.extend(phone.iter().map(|phone| (RuleType::Phone, phone.clone())));
    values.sort();
    values.dedup();
    values
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
