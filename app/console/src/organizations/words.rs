//! How rules, ranges and counts are said.

use contract::{
    Count,
    organizations::{Employees, OrganizationDetails, RuleType, Why},
};
use leptos::prelude::*;
use ui::{Chip, fill};

use crate::text::MembersText;

/// Every range, smallest first, as the wire writes it and as people read it.
pub const EMPLOYEES: [(Employees, &str); 7] = [
    (Employees::UpTo10, "1–10"),
    (Employees::UpTo50, "11–50"),
    (Employees::UpTo200, "51–200"),
    (Employees::UpTo500, "201–500"),
    (Employees::UpTo1000, "501–1,000"),
    (Employees::UpTo5000, "1,001–5,000"),
    (Employees::Over5000, "5,001+"),
];

/// A range as people read it.
pub fn employees(range: Employees) -> &'static str {
    EMPLOYEES.iter().find(|(known, _)| *known == range).map_or("", |(_, said)| said)
}

/// A type of rule.
pub fn kind(t: &MembersText, kind: RuleType) -> &'static str {
    match kind {
        RuleType::Username => t.username,
        RuleType::Email => t.email,
        RuleType::Domain => t.domain,
        RuleType::Phone => t.phone,
    }
}

/// `domain northwind.example`.
pub fn why(t: &MembersText, why: &Why) -> String {
    let text = match why.kind {
        RuleType::Username => t.why_username,
        RuleType::Email => t.why_email,
        RuleType::Domain => t.why_domain,
        RuleType::Phone => t.why_phone,
    };
    fill(text, &[("value", &why.value)])
}

/// Why an item is here, a chip for every rule.
#[component]
pub fn WhyChips(
    /// The rules that matched.
    why: Vec<Why>,
) -> impl IntoView {
    let t = ui::texts::<MembersText>();
    let chips = why.iter().map(|one| self::why(t, one)).map(|said| view! { <Chip>{said}</Chip> }).collect_view();
    view! { <span class="chips">{chips}</span> }
}

/// A count as people write it: `1,204`, or `10,000+` when counting stopped.
pub fn count(count: Count) -> String {
    let number = grouped(count.counted);
    if count.more { format!("{number}+") } else { number }
}

fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut said = String::with_capacity(digits.len() + 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            said.push(',');
        }
        said.push(digit);
    }
    said
}

/// City and country, as far as they are known.
pub fn place(details: &OrganizationDetails) -> String {
    let parts = [details.city.as_str(), details.country.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// The website as an address to follow; nothing when it is none.
pub fn website(details: &OrganizationDetails) -> Option<String> {
    let typed = details.website.trim();
    let lower = typed.to_ascii_lowercase();
    (lower.starts_with("https://") || lower.starts_with("http://")).then(|| typed.to_owned())
}

#[cfg(test)]
mod tests {
    use contract::{Count, organizations::OrganizationDetails};

    use super::{count, website};

    #[test]
    fn counts_are_grouped_and_say_when_they_stopped() {
        assert_eq!(count(Count { counted: 7, more: false }), "7");
        assert_eq!(count(Count { counted: 10_000, more: true }), "10,000+");
        assert_eq!(count(Count { counted: 1_234_567, more: false }), "1,234,567");
    }

    #[test]
    fn only_web_addresses_are_followed() {
        let at = |website: &str| OrganizationDetails { website: website.into(), ..OrganizationDetails::default() };
        assert_eq!(website(&at("https://northwind.example")).as_deref(), Some("https://northwind.example"));
        assert_eq!(website(&at("javascript:alert(1)")), None);
        assert_eq!(website(&at("northwind.example")), None);
    }
}
