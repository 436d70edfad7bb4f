//! Organizations: what their rules gather, that the database gathers exactly what the matrix says, and who sees it.

mod matrix;

use std::collections::BTreeSet;

use client::{Api, CallError};
use contract::{
    AccountId, OrganizationId,
    departments::{DepartmentDetails, GetCompany, UpdateDepartment},
    history::{HistoryFilter, ListHistory, Subject},
    organizations::{
        AddRule, After, CommentOnOrganization, CreateOrganization, DeleteOrganization, Employees, GetOrganization,
        ListGatheredChats, ListGatheredTickets, ListOrganizationComments, ListOrganizations, ListPersonOrganizations,
        ListTicketOrganizations, NewOrganizationComment, NewRule, Organization, OrganizationDetails,
        OrganizationFilter, PreviewRule, RemoveRule, RuleType, UpdateOrganization,
    },
    people::{CreatePerson, NewPerson, PersonDetails, PersonKind, UpdatePerson},
};
use rstest::rstest;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use server::{
    chat::tables::chats,
    people::{self, compare},
    platform::{Failure, ids},
    tickets::tables::{ticket_participants, tickets},
};
use uuid::Uuid;

use crate::support::{Backend, Desk, client_id};

fn refused<T: std::fmt::Debug>(answer: Result<T, CallError>) -> (u16, String) {
    match answer.unwrap_err() {
        CallError::Problem(problem) => {
            let field = problem.fields.first().map(|field| format!("{} {}", field.field, field.code));
            (problem.status, field.unwrap_or(problem.code))
        }
        other => panic!("{other}"),
    }
}

async fn create(api: &Api, name: &str) -> Organization {
    let body = OrganizationDetails { name: name.into(), ..OrganizationDetails::default() };
    api.call(CreateOrganization { body }).await.unwrap()
}

fn new_rule(kind: RuleType, value: &str) -> NewRule {
    NewRule { kind, value: value.into(), include_subdomains: false, confirmed: false }
}

async fn add(api: &Api, organization: OrganizationId, kind: RuleType, value: &str) -> Organization {
    api.call(AddRule { organization, body: new_rule(kind, value) }).await.unwrap()
}

async fn customer(desk: &Desk, username: &str, email: &str, phone: &str) -> AccountId {
    let details = PersonDetails {
        username: username.into(),
        email: email.into(),
        name: username.into(),
        phone: phone.into(),
        active: true,
        ..PersonDetails::default()
    };
    let body = NewPerson { kind: PersonKind::Customer, details, password: None };
    desk.admin.call(CreatePerson { body }).await.unwrap().id
}

/// A ticket as it would be stored.
fn ticket(desk: &Desk, number: i64, account: Option<AccountId>) -> tickets::Model {
    let id = ids::new_id();
    tickets::Model {
        id,
        number,
        brand_id: desk.brand.0,
        department_id: desk.sales.0,
        group_id: desk.sales_group.0,
        agent_id: None,
        status: "closed".into(),
        status_at: desk.clock.now(),
        priority: 0,
        subject: format!("Ticket {number}"),
        subject_key: format!("ticket {number}"),
        account_id: account.map(|account| account.0),
        from_name: "Somebody".into(),
        chat_id: None,
        client_id: id,
        author: None,
        spam: false,
        deleted: false,
        merged_into: None,
        tags: serde_json::json!([]),
        pinned: false,
        follow_up_at: None,
        follow_up_comment: String::new(),
        follow_up_by: None,
        opened_at: desk.clock.now(),
        opened_in: desk.sales.0,
        updated_at: desk.clock.now(),
        version: 1,
    }
}

async fn store_ticket(desk: &Desk, row: tickets::Model, addresses: Vec<String>) {
    desk.server
        .app
        .db()
        .write(move |tx| {
            Box::pin(async move {
                let id = row.id;
                tickets::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(tx).await?;
                for address in addresses {
                    let domain = compare::domain_of(&address).unwrap();
                    people::know_domain(tx, &domain).await?;
                    let row = ticket_participants::Model {
                        ticket_id: id,
                        address_key: address.clone(),
                        address,
                        domain,
                        merged_from: None,
                        name: String::new(),
                    };
                    ticket_participants::Entity::insert(row.into_active_model().reset_all())
                        .exec_without_returning(tx)
                        .await?;
                }
                Ok::<_, Failure>(())
            })
        })
        .await
        .unwrap();
}

async fn store_chat(desk: &Desk, account: Option<AccountId>, email: Option<String>) -> Uuid {
    let id = ids::new_id();
    let domain = email.as_deref().and_then(compare::domain_of);
    let row = chats::Model {
        id,
        brand_id: desk.brand.0,
        department_id: desk.sales.0,
        group_id: desk.sales_group.0,
        visitor_id: id,
        account_id: account.map(|account| account.0),
        client_id: id,
        state: "ended".into(),
        agent_id: None,
        last_agent_id: None,
        epoch: 1,
        visitor_name: String::new(),
        email: email.clone(),
        email_key: email,
        email_domain: domain.clone(),
        opening: "Hello".into(),
        opened_in: desk.sales.0,
        started_at: desk.clock.now(),
        waiting_since: None,
        handed_back: false,
        assigned_at: None,
        assigned_after: 0,
        answered_at: None,
        ended_at: Some(desk.clock.now()),
        ended_by: Some("visitor".into()),
        last_public: 0,
        last_internal: 0,
        agent_seen: 0,
        visitor_seen: 0,
        unread: 0,
        last_from: None,
        last_text: None,
        last_at: None,
    };
    desk.server
        .app
        .db()
        .write(move |tx| {
            Box::pin(async move {
                if let Some(domain) = domain {
                    people::know_domain(tx, &domain).await?;
                }
                chats::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(tx).await?;
                Ok::<_, Failure>(())
            })
        })
        .await
        .unwrap();
    id
}

/// Every ticket of the tab with the values of the rules that matched, newest first.
async fn gathered_tickets(api: &Api, organization: OrganizationId) -> Vec<(Uuid, BTreeSet<String>)> {
    let mut found = Vec::new();
    let mut after = None;
    loop {
        let page = api.call(ListGatheredTickets { organization, body: After { after } }).await.unwrap();
        let row = |row: contract::organizations::GatheredTicket| {
            (row.ticket.id.0, row.why.into_iter().map(|why| why.value).collect())
        };
        found.extend(page.items.into_iter().map(row));
        after = page.next;
        if after.is_none() {
            return found;
        }
    }
}

async fn gathered_chats(api: &Api, organization: OrganizationId) -> Vec<(Uuid, BTreeSet<String>)> {
    let mut found = Vec::new();
    let mut after = None;
    loop {
        let page = api.call(ListGatheredChats { organization, body: After { after } }).await.unwrap();
        let row = |row: contract::organizations::GatheredChat| {
            (row.chat.id.0, row.why.into_iter().map(|why| why.value).collect())
        };
        found.extend(page.items.into_iter().map(row));
        after = page.next;
        if after.is_none() {
            return found;
        }
    }
}

#[rstest]
#[tokio::test]
async fn made_changed_and_deleted(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let kim = desk.agent_in("Kim", desk.sales_group, 5).await;
    let made = create(&kim.api, " Acme ").await;
    assert_eq!((&*made.details.name, made.version), ("Acme", 1));
    let id = made.id;
    let details = OrganizationDetails {
        website: "acme.example".into(),
        employees: Some(Employees::UpTo50),
        city: "Graz".into(),
        country: "Austria".into(),
        ..made.details.clone()
    };
    let update = |version, body| kim.api.call(UpdateOrganization { organization: id, version, body });
    let changed = update(1, details.clone()).await.unwrap();
    assert_eq!((&*changed.details.website, changed.version), ("https://acme.example/", 2));
    assert_eq!(refused(update(1, details.clone()).await), (409, "stale".into()));
    let hostile = OrganizationDetails { website: "javascript:alert(1)".into(), ..details.clone() };
    assert_eq!(refused(update(2, hostile).await), (422, "website malformed".into()));
    let nameless = OrganizationDetails { name: " \u{7}".into(), ..details };
    assert_eq!(refused(update(2, nameless).await), (422, "name required".into()));

    let comment = NewOrganizationComment { client_id: client_id(), text: "Friendly".into() };
    let by = |api: &Api, body: NewOrganizationComment| {
        let api = api.clone();
        async move { api.call(CommentOnOrganization { organization: id, body }).await }
    };
    let first = by(&kim.api, comment.clone()).await.unwrap();
    // Sent again it is the same one; the id is not there for another text, but for another author.
    assert_eq!(by(&kim.api, comment.clone()).await.unwrap().id, first.id);
    let other = NewOrganizationComment { text: "Unfriendly".into(), ..comment.clone() };
    assert_eq!(refused(by(&kim.api, other).await), (409, "client_id_reused".into()));
    assert_ne!(by(&desk.admin, comment).await.unwrap().id, first.id);
    let comments = desk.admin.call(ListOrganizationComments { organization: id, body: () }).await.unwrap().items;
    assert_eq!((&*comments[1].text, comments[1].by.id), ("Friendly", kim.id));
    let now = kim.api.call(GetOrganization { organization: id, body: () }).await.unwrap();
    assert_eq!((now.comments, now.version), (2, 2));

    kim.api.call(DeleteOrganization { organization: id, body: () }).await.unwrap();
    assert_eq!(refused(kim.api.call(GetOrganization { organization: id, body: () }).await).0, 404);
    let filter = HistoryFilter { subject: Subject::Organization, id: id.0, after: None };
    let history = desk.admin.call(ListHistory { body: filter }).await.unwrap().items;
    let acts: Vec<&str> = history.iter().map(|entry| &*entry.act).collect();
    assert_eq!(acts, ["deleted", "commented", "commented", "changed", "created"]);
}

#[rstest]
#[tokio::test]
async fn rules_are_read_carefully(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let ann = customer(&desk, "ann", "ann@acme.example", "(602) 555-0100").await;
    let acme = create(&desk.admin, "Acme").await.id;
    let other = create(&desk.admin, "Acme Sister").await.id;
    add(&desk.admin, other, RuleType::Domain, "acme.example").await;
    for (kind, value, stored) in [
        (RuleType::Domain, "ACME.example.", "acme.example"),
        (RuleType::Email, " Ann@Home.Example ", "ann@home.example"),
        (RuleType::Phone, "+1 602-555-0100 ext. 7", "+16025550100"),
        (RuleType::Username, "ANN", "ann"),
    ] {
        let with = add(&desk.admin, acme, kind, value).await;
        let rule = with.rules.iter().find(|rule| rule.kind == kind).unwrap();
        assert_eq!(rule.value, stored);
        let again = AddRule { organization: acme, body: new_rule(kind, value) };
        assert_eq!(refused(desk.admin.call(again).await), (422, "value taken".into()), "{value}");
    }
    for (kind, value) in [
        (RuleType::Domain, "ann@acme.example"),
        (RuleType::Domain, "https://acme.example"),
        (RuleType::Domain, "acme example"),
        (RuleType::Domain, "acme"),
        (RuleType::Email, "acme.example"),
        (RuleType::Phone, "555"),
        (RuleType::Phone, "call me"),
    ] {
        let wrong = AddRule { organization: acme, body: new_rule(kind, value) };
        assert_eq!(refused(desk.admin.call(wrong).await), (422, "value malformed".into()), "{value}");
    }
    let nobody = AddRule { organization: acme, body: new_rule(RuleType::Username, "nobody") };
    assert_eq!(refused(desk.admin.call(nobody).await), (422, "value unknown".into()));

    let public = new_rule(RuleType::Domain, "gmail.com");
    let preview = desk.admin.call(PreviewRule { organization: acme, body: public.clone() }).await.unwrap();
    assert!(preview.public_provider);
    let refusal = desk.admin.call(AddRule { organization: acme, body: public.clone() }).await;
    assert_eq!(refused(refusal), (409, "needs_confirmation".into()));
    let confirmed = NewRule { confirmed: true, ..public };
    desk.admin.call(AddRule { organization: acme, body: confirmed }).await.unwrap();

    // Renaming the account breaks nothing.
    let person = desk.admin.call(contract::people::GetPerson { person: ann, body: () }).await.unwrap();
    let details = PersonDetails {
        username: "anna".into(),
        email: person.email.clone(),
        name: person.name.clone(),
        phone: "(602) 555-0100".into(),
        active: true,
        ..PersonDetails::default()
    };
    desk.admin.call(UpdatePerson { person: ann, version: person.version, body: details }).await.unwrap();
    let now = desk.admin.call(GetOrganization { organization: acme, body: () }).await.unwrap();
    assert_eq!(now.rules.len(), 5);
    for rule in &now.rules {
        let (value, accounts, also_in): (&str, u32, &[&str]) = match rule.kind {
            RuleType::Username => ("anna", 1, &[]),
            RuleType::Email => ("ann@home.example", 0, &[]),
            RuleType::Phone => ("+16025550100", 1, &[]),
            RuleType::Domain if rule.value == "gmail.com" => ("gmail.com", 0, &[]),
            RuleType::Domain => ("acme.example", 1, &["Acme Sister"]),
        };
        assert_eq!((&*rule.value, rule.accounts.counted), (value, accounts), "{rule:?}");
        assert_eq!(rule.also_in, also_in, "{rule:?}");
    }
    let belongs = desk.admin.call(ListPersonOrganizations { person: ann, body: () }).await.unwrap().items;
    let names: Vec<(&str, usize)> = belongs.iter().map(|it| (&*it.name, it.why.len())).collect();
    assert_eq!(names, [("Acme", 3), ("Acme Sister", 1)], "by name, number and domain");

    for query in ["acme s", "acme.example"] {
        let filter = OrganizationFilter { query: Some(query.into()), after: None };
        let found = desk.admin.call(ListOrganizations { body: filter }).await.unwrap().items;
        assert!(found.iter().any(|row| row.id == other), "{query}");
        assert_eq!(found.len(), if query == "acme s" { 1 } else { 2 }, "{query}");
    }
    let rule = now.rules[0].id;
    let less = desk.admin.call(RemoveRule { organization: acme, rule, body: () }).await.unwrap();
    assert_eq!((less.rules.len(), less.version), (4, now.version + 1));
    assert_eq!(refused(desk.admin.call(RemoveRule { organization: acme, rule, body: () }).await).0, 404);
    assert_eq!(
        refused(desk.admin.call(RemoveRule { organization: other, rule: less.rules[0].id, body: () }).await).0,
        404
    );
}

#[rstest]
#[tokio::test]
async fn what_is_confidential_is_not_gathered_for_others(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let desk = Desk::on(backend).await;
    let kim = desk.agent_in("Kim", desk.sales_group, 5).await;
    let lee = desk.agent_in("Lee", desk.reservations_group, 5).await;
    let acme = create(&desk.admin, "Acme").await.id;
    add(&desk.admin, acme, RuleType::Domain, "acme.example").await;
    let mut open = ticket(&desk, 1, None);
    let mut secret = ticket(&desk, 2, None);
    secret.department_id = desk.reservations.0;
    secret.group_id = desk.reservations_group.0;
    let spam = tickets::Model { spam: true, ..ticket(&desk, 3, None) };
    let deleted = tickets::Model { deleted: true, ..ticket(&desk, 4, None) };
    open.updated_at = desk.clock.now();
    let (open_id, secret_id) = (open.id, secret.id);
    for row in [open, secret, spam, deleted] {
        store_ticket(&desk, row, vec!["ann@acme.example".into()]).await;
    }
    let ids = |found: Vec<(Uuid, BTreeSet<String>)>| found.into_iter().map(|(id, _)| id).collect::<Vec<_>>();
    assert_eq!(ids(gathered_tickets(&kim.api, acme).await), [secret_id, open_id], "read only, of every department");

    let company = desk.admin.call(GetCompany { body: () }).await.unwrap();
    let department = company.brands.iter().flat_map(|brand| &brand.departments);
    let department = department.clone().find(|department| department.id == desk.reservations).unwrap();
    let body = DepartmentDetails { confidential: true, ..department.details.clone() };
    let update = UpdateDepartment { department: desk.reservations, version: department.version, body };
    desk.admin.call(update).await.unwrap();
    for (api, expected) in
        [(&kim.api, vec![open_id]), (&desk.admin, vec![open_id]), (&lee.api, vec![secret_id, open_id])]
    {
        assert_eq!(ids(gathered_tickets(api, acme).await), expected);
        let counts = api.call(GetOrganization { organization: acme, body: () }).await.unwrap();
        assert_eq!(counts.tickets.counted as usize, expected.len());
        let body = new_rule(RuleType::Email, "ann@acme.example");
        let preview = api.call(PreviewRule { organization: acme, body }).await.unwrap();
        assert_eq!(preview.tickets.counted as usize, expected.len());
    }
    let of_secret = || ListTicketOrganizations { ticket: secret_id.into(), body: () };
    assert_eq!(refused(kim.api.call(of_secret()).await).0, 404);
    assert_eq!(lee.api.call(of_secret()).await.unwrap().items[0].tickets.counted, 2);
}
