//! The whole matrix, cell by cell, and that looking up finds what matching finds.

use proptest::prelude::*;

use super::*;

const ANN: Uuid = Uuid::from_u128(1);
const BOB: Uuid = Uuid::from_u128(2);

fn rule(kind: RuleType, value: &str) -> Rule {
    let mut rule = Rule {
        id: Uuid::from_u128(9),
        kind,
        value: value.into(),
        account: None,
        account_email: None,
        include_subdomains: false,
    };
    if kind == RuleType::Username {
        // Ann's account has the address ann@acme.example.
        rule.account = Some(ANN);
        rule.account_email = Some("ann@acme.example".into());
        rule.value = ANN.to_string();
    }
    rule
}

fn item(kind: Kind, addresses: &[&str], phone: Option<&str>, account: Option<(Uuid, Option<&str>)>) -> Item {
    Item {
        kind,
        addresses: addresses.iter().map(|address| (*address).to_owned()).collect(),
        phone: phone.map(str::to_owned),
        account: account.map(|(id, phone)| Related { id, phone: phone.map(str::to_owned) }),
    }
}

#[test]
fn the_matrix() {
    use Kind::{Call, Chat, Survey, Ticket};
    const PHONE: &str = "+16025550100";
    let ann = rule(RuleType::Username, "");
    let email = rule(RuleType::Email, "ann@home.example");
    let home = rule(RuleType::Domain, "home.example");
    let acme = rule(RuleType::Domain, "acme.example");
    let phone = rule(RuleType::Phone, PHONE);
    let at_home = ["ann@home.example"].as_slice();
    let at_work = ["ann@acme.example"].as_slice();
    let (annas, bobs) = (Some((ANN, Some(PHONE))), Some((BOB, Some("+4930123456"))));
    // rule, item, gathered
    let table = [
        // Username: the account, but for calls the address that account has.
        (&ann, item(Ticket, at_home, None, annas), true),
        (&ann, item(Ticket, at_work, None, None), false),
        (&ann, item(Ticket, at_work, None, bobs), false),
        (&ann, item(Chat, &[], None, annas), true),
        (&ann, item(Chat, at_work, None, None), false),
        (&ann, item(Call, at_work, None, None), true),
        (&ann, item(Call, at_work, None, bobs), true),
        (&ann, item(Call, at_home, None, annas), false),
        (&ann, item(Survey, at_home, None, annas), true),
        (&ann, item(Survey, at_work, None, None), false),
        // E-mail: the item's own addresses, never the account's.
        (&email, item(Ticket, at_home, None, None), true),
        (&email, item(Ticket, &["bob@acme.example", "ann@home.example"], None, bobs), true),
        (&email, item(Ticket, at_work, None, annas), false),
        (&email, item(Chat, at_home, None, None), true),
        (&email, item(Chat, &[], None, annas), false),
        (&email, item(Call, at_home, None, None), true),
        (&email, item(Call, at_work, None, annas), false),
        (&email, item(Survey, at_home, None, None), true),
        (&email, item(Survey, at_work, None, annas), false),
        // Domain: likewise. Ann's account is at acme.example, what she wrote from home is not.
        (&home, item(Ticket, at_home, None, annas), true),
        (&acme, item(Ticket, at_home, None, annas), false),
        (&acme, item(Ticket, &["x@home.example", "y@acme.example"], None, None), true),
        (&home, item(Chat, at_home, None, annas), true),
        (&acme, item(Chat, at_home, None, annas), false),
        (&acme, item(Chat, &[], None, annas), false),
        (&home, item(Call, at_home, None, None), true),
        (&acme, item(Call, at_home, None, annas), false),
        (&home, item(Survey, at_home, None, None), true),
        (&acme, item(Survey, at_home, None, annas), false),
        // Phone: the account's number, if there is an account; for calls the log's own.
        (&phone, item(Ticket, at_home, None, annas), true),
        (&phone, item(Ticket, at_home, Some(PHONE), None), false),
        (&phone, item(Ticket, at_home, None, bobs), false),
        (&phone, item(Chat, &[], None, annas), true),
        (&phone, item(Chat, at_home, None, None), false),
        (&phone, item(Call, &[], Some(PHONE), None), true),
        (&phone, item(Call, &[], None, annas), false),
        (&phone, item(Call, &[], Some("+4930123456"), annas), false),
        (&phone, item(Survey, at_home, None, annas), true),
        (&phone, item(Survey, at_home, None, None), false),
    ];
    for (rule, item, expected) in table {
        assert_eq!(gathers(rule, &item), expected, "{rule:?} {item:?}");
    }
}

#[test]
fn domains_by_whole_labels() {
    let mut rule = rule(RuleType::Domain, "example.com");
    let ticket = |address: &str| item(Kind::Ticket, &[address], None, None);
    for (address, exactly, with_subdomains) in [
        ("a@example.com", true, true),
        ("a@sub.example.com", false, true),
        ("a@notexample.com", false, false),
        ("a@example.com.evil.tld", false, false),
        ("example.com@evil.tld", false, false),
    ] {
        rule.include_subdomains = false;
        assert_eq!(gathers(&rule, &ticket(address)), exactly, "{address}");
        rule.include_subdomains = true;
        assert_eq!(gathers(&rule, &ticket(address)), with_subdomains, "{address}");
    }
}

#[test]
fn every_rule_that_matched() {
    let rules = [rule(RuleType::Username, ""), rule(RuleType::Email, "ann@acme.example"), rule(RuleType::Phone, "+1")];
    let ticket = item(Kind::Ticket, &["ann@acme.example"], None, Some((ANN, None)));
    assert_eq!(why(&rules, &ticket), [&rules[0], &rules[1]]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn looking_up_misses_nothing(
        kind in prop::sample::select(vec![Kind::Ticket, Kind::Chat, Kind::Survey, Kind::Person]),
        rule_kind in prop::sample::select(vec![RuleType::Username, RuleType::Email, RuleType::Domain, RuleType::Phone]),
        value in "([ab]@)?[ab](\\.[ab]){1,2}",
        subdomains in any::<bool>(),
        addresses in prop::collection::vec("[ab]@[ab](\\.[ab]){1,3}", 0..3),
        account in prop::option::of((1u128..3, prop::option::of("[ab]\\.[ab]"))),
    ) {
        let mut rule = rule(rule_kind, &value);
        rule.include_subdomains = subdomains;
        let account = account.map(|(id, phone)| Related { id: Uuid::from_u128(id), phone });
        let item = Item { kind, addresses, phone: None, account };
        if gathers(&rule, &item) {
            prop_assert!(look_up(&item).contains(&(rule.kind, rule.value.clone())));
        }
    }
}
