//! That the database gathers exactly what the matrix says.

use std::collections::BTreeSet;

use contract::organizations::{
    AddRule, GetOrganization, ListChatOrganizations, ListTicketOrganizations, NewRule, RuleType,
};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use rstest::rstest;
use server::organizations::rules::{self, Item, Kind, Related, Rule};
use uuid::Uuid;

use super::{create, customer, gathered_chats, gathered_tickets, new_rule, store_chat, store_ticket, ticket};
use crate::support::{Backend, Desk};

/// Draws a little world in which everything meets everything, and asks the tabs.
#[rstest]
#[tokio::test]
async fn the_tabs_show_what_the_matrix_says(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    const DOMAINS: [&str; 6] = [
        "acme.example",
        "shop.acme.example",
        "a.shop.acme.example",
        "notacme.example",
        "home.example",
        "acme.example.evil.tld",
    ];
    const PHONES: [&str; 3] = ["", "+16025550100", "+493012345678"];
    let desk = Desk::on(backend).await;
    let mut draw = StdRng::seed_from_u64(7);
    let mut accounts = Vec::new();
    for (n, domain) in DOMAINS.iter().enumerate() {
        let phone = PHONES[n % 3];
        let id = customer(&desk, &format!("user{n}"), &format!("user{n}@{domain}"), phone).await;
        accounts.push((id, format!("user{n}"), (!phone.is_empty()).then(|| phone.to_owned())));
    }
    let mut items: Vec<(Uuid, Item)> = Vec::new();
    for n in 0..260_i64 {
        let account = draw.random_bool(0.5).then(|| accounts.choose(&mut draw).unwrap().clone());
        let address = |draw: &mut StdRng| format!("user{}@{}", draw.random_range(0..4), DOMAINS.choose(draw).unwrap());
        let related = account.as_ref().map(|(id, _, phone)| Related { id: id.0, phone: phone.clone() });
        let account = account.map(|(id, ..)| id);
        if n % 2 == 0 {
            let mut addresses: Vec<String> = (0..draw.random_range(1..4)).map(|_| address(&mut draw)).collect();
            addresses.sort();
            addresses.dedup();
            let row = ticket(&desk, n, account);
            items.push((
                row.id,
                Item { kind: Kind::Ticket, addresses: addresses.clone(), phone: None, account: related },
            ));
            store_ticket(&desk, row, addresses).await;
        } else {
            let email = draw.random_bool(0.7).then(|| address(&mut draw));
            let id = store_chat(&desk, account, email.clone()).await;
            let addresses = email.into_iter().collect();
            items.push((id, Item { kind: Kind::Chat, addresses, phone: None, account: related }));
        }
    }
    let mut organizations = Vec::new();
    for n in 0..8 {
        let organization = create(&desk.admin, &format!("Organization {n}")).await.id;
        let mut rules: Vec<(Rule, String)> = Vec::new();
        for _ in 0..draw.random_range(1..6) {
            let kind = *[RuleType::Username, RuleType::Email, RuleType::Domain, RuleType::Domain, RuleType::Phone]
                .choose(&mut draw)
                .unwrap();
            let member = accounts.choose(&mut draw).unwrap().clone();
            let shown = match kind {
                RuleType::Username => member.1.clone(),
                RuleType::Email => format!("user{}@{}", draw.random_range(0..4), DOMAINS.choose(&mut draw).unwrap()),
                RuleType::Domain => (*DOMAINS.choose(&mut draw).unwrap()).to_owned(),
                RuleType::Phone => PHONES[draw.random_range(1..3)].to_owned(),
            };
            if rules.iter().any(|(rule, value)| (rule.kind, value) == (kind, &shown)) {
                continue;
            }
            let include_subdomains = kind == RuleType::Domain && draw.random_bool(0.5);
            let body = NewRule { include_subdomains, ..new_rule(kind, &shown) };
            desk.admin.call(AddRule { organization, body }).await.unwrap();
            let rule = Rule {
                id: Uuid::nil(),
                kind,
                value: shown.clone(),
                account: (kind == RuleType::Username).then_some(member.0.0),
                account_email: None,
                include_subdomains,
            };
            rules.push((rule, shown));
        }
        organizations.push((organization, rules));
    }
    for (organization, rules) in &organizations {
        let expected = |kind: Kind| {
            let reasons = |item: &Item| -> BTreeSet<String> {
                rules.iter().filter(|(rule, _)| rules::gathers(rule, item)).map(|(_, shown)| shown.clone()).collect()
            };
            let of_kind = items.iter().rev().filter(move |(_, item)| item.kind == kind);
            of_kind.map(move |(id, item)| (*id, reasons(item))).filter(|(_, why)| !why.is_empty()).collect::<Vec<_>>()
        };
        let (tickets, chats) = (expected(Kind::Ticket), expected(Kind::Chat));
        assert_eq!(gathered_tickets(&desk.admin, *organization).await, tickets, "{rules:?}");
        assert_eq!(gathered_chats(&desk.admin, *organization).await, chats, "{rules:?}");
        let counts = desk.admin.call(GetOrganization { organization: *organization, body: () }).await.unwrap();
        assert_eq!((counts.tickets.counted as usize, counts.chats.counted as usize), (tickets.len(), chats.len()));
    }
    for (id, item) in items.iter().take(60) {
        let belongs = match item.kind {
            Kind::Ticket => desk.admin.call(ListTicketOrganizations { ticket: (*id).into(), body: () }).await,
            _ => desk.admin.call(ListChatOrganizations { chat: (*id).into(), body: () }).await,
        };
        let found: BTreeSet<_> = belongs.unwrap().items.into_iter().map(|it| it.organization).collect();
        let gathers = |rules: &[(Rule, String)]| rules.iter().any(|(rule, _)| rules::gathers(rule, item));
        let expected: BTreeSet<_> =
            organizations.iter().filter(|(_, rules)| gathers(rules)).map(|(organization, _)| *organization).collect();
        assert_eq!(found, expected, "{item:?}");
    }
}
