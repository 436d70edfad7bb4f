//! The company's structure: who sees it, who changes it, and what that does.

mod archiving;
mod brands;
mod copies;
mod histories;
mod moving;
mod speaking;

use client::{Api, CallError};
use contract::{
    AccountId, DepartmentId, GroupId,
    brands::{BrandDetails, GetBrand, ListBrands, RotateIdentitySecret, UpdateBrand},
    departments::{
        ArchiveDepartment, ArchiveGroup, Archiving, Company, CreateDepartment, CreateGroup, Department,
        DepartmentDetails, GetCompany, GetDepartment, GetVisibilityEffect, GroupDetails, ListMembers,
        MembershipDetails, NewDepartment, NewVisibility, Part, RemoveMember, SetMember, SetVisibility, Share,
        UpdateDepartment, UpdateGroup, Visibility,
    },
    history::{HistoryEntry, HistoryFilter, ListHistory, Subject},
    people::{CreatePerson, NewPerson, PersonDetails, PersonKind, Role},
    widget::{GetWidget, LeaveMessage, NewLeftMessage},
};
use rstest::rstest;
use sea_orm::EntityTrait;
use server::departments::tables;

use crate::{
    refusals::{is, why},
    support::{Backend, Desk, client_id},
};

async fn company(api: &Api) -> Company {
    api.call(GetCompany { body: () }).await.unwrap()
}

async fn department(api: &Api, department: DepartmentId) -> Department {
    api.call(GetDepartment { department, body: () }).await.unwrap()
}

fn names(company: &Company) -> Vec<&str> {
    let departments = company.brands.iter().flat_map(|brand| &brand.departments);
    departments.map(|department| department.details.name.as_str()).collect()
}

fn share(part: Part) -> MembershipDetails {
    let share = Share { part, limit: 3, active: true };
    MembershipDetails { chats: share, tickets: share, order: 0 }
}

pub(super) async fn history(api: &Api, subject: Subject, id: uuid::Uuid) -> Vec<HistoryEntry> {
    api.call(ListHistory { body: HistoryFilter { subject, id, after: None } }).await.unwrap().items
}

async fn leave_message(desk: &Desk, department: DepartmentId) -> Result<contract::widget::Receipt, CallError> {
    let (visitor, _) = desk.visitor().await;
    let body = NewLeftMessage {
        client_id: client_id(),
        department,
        name: "Vera".into(),
        email: "vera@customer.example".into(),
        subject: "Trip".into(),
        text: "Hello".into(),
        values: Vec::new(),
    };
    visitor.call(LeaveMessage { body }).await
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn a_confidential_department_is_its_members_own(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let inside = desk.agent_in("Ina", desk.reservations_group, 3).await;
    let outside = desk.agent_in("Ulf", desk.sales_group, 3).await;
    let manager = desk.employee("Mona", &[Role::Manager]).await;
    for api in [&inside.api, &outside.api, &manager.api] {
        assert_eq!(names(&company(api).await), ["Reservations", "Sales"]);
    }
    let before = department(&desk.admin, desk.reservations).await;
    let body = DepartmentDetails { confidential: true, ..before.details.clone() };
    let change = UpdateDepartment { department: desk.reservations, version: before.version, body };
    desk.admin.call(change).await.unwrap();
    for (api, sees) in [(&inside.api, true), (&desk.admin, true), (&outside.api, false), (&manager.api, false)] {
        assert_eq!(names(&company(api).await).contains(&"Reservations"), sees);
        let filter = HistoryFilter { subject: Subject::Department, id: desk.reservations.0, after: None };
        for status in [
            api.call(GetDepartment { department: desk.reservations, body: () }).await.err(),
            api.call(ListMembers { group: desk.reservations_group, body: () }).await.err(),
            api.call(ListHistory { body: filter.clone() }).await.err(),
        ] {
            assert_eq!(status.is_none(), sees, "{status:?}");
            if let Some(error) = status {
                assert_eq!(error.code(), Some("not_found"));
            }
        }
    }
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn hiding_is_seen_at_once_and_written_down(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let (visitor, _) = desk.visitor().await;
    let shown = async || visitor.call(GetWidget { body: () }).await.unwrap().state_of();
    let before = shown().await;
    assert_eq!(before.0, ["Sales"]);
    leave_message(&desk, desk.sales).await.unwrap();
    let effect = desk.admin.call(GetVisibilityEffect { department: desk.sales, body: () }).await.unwrap();
    assert_eq!((effect.open_tickets, effect.open_chats, effect.leaves_none), (1, 0, true));
    let version = company(&desk.admin).await.version;
    let to = |version, visibility| {
        desk.admin.call(SetVisibility { department: desk.sales, version, body: NewVisibility { visibility } })
    };
    let read = department(&desk.admin, desk.sales).await.version;
    let hidden = to(read, Visibility::Hidden).await.unwrap();
    assert_eq!(hidden.visibility, Visibility::Hidden);
    let after = shown().await;
    assert!(after.0.is_empty() && after.1 > before.1, "{after:?}");
    assert!(company(&desk.admin).await.version > version);
    assert_eq!(why(leave_message(&desk, desk.sales).await), is(404, "not_found"));
    // Who read it before that would overwrite unseen.
    assert_eq!(why(to(read, Visibility::Public).await), is(409, "stale"));
    let again = to(hidden.version, Visibility::Hidden).await.unwrap();
    assert_eq!(again.version, hidden.version, "nothing changed, so nothing is new");
    let entry = &history(&desk.admin, Subject::Department, desk.sales.0).await[0];
    assert_eq!((&*entry.act, entry.by.as_ref().map(|by| &*by.name)), ("changed", Some("Oda Wiik")));
    let change = &entry.changes[0];
    assert_eq!(
        (&*change.field, change.from.as_deref(), change.to.as_deref()),
        ("visibility", Some("public"), Some("hidden"))
    );
}

trait StateOf {
    fn state_of(self) -> (Vec<String>, u64);
}

impl StateOf for contract::widget::WidgetState {
    /// The departments one can choose from, and the version of that.
    fn state_of(self) -> (Vec<String>, u64) {
        let names = self.availability.departments.into_iter().map(|department| department.name).collect();
        (names, self.availability.version)
    }
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn only_administrators_change_the_company(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let manager = desk.employee("Mona", &[Role::Manager]).await;
    let sales = department(&manager.api, desk.sales).await;
    let (api, body) = (&manager.api, sales.details.clone());
    let new = NewDepartment {
        brand: desk.brand,
        details: body.clone(),
        visibility: Visibility::Public,
        front_line: "Level 1".into(),
    };
    let group = GroupDetails { name: "Level 2".into(), front_line: false };
    let hide = NewVisibility { visibility: Visibility::Hidden };
    for refused in [
        why(api.call(CreateDepartment { body: new }).await),
        why(api.call(UpdateDepartment { department: desk.sales, version: sales.version, body }).await),
        why(api.call(GetVisibilityEffect { department: desk.sales, body: () }).await),
        why(api.call(SetVisibility { department: desk.sales, version: sales.version, body: hide }).await),
        why(api.call(ArchiveDepartment { department: desk.sales, body: Archiving::default() }).await),
        why(api.call(CreateGroup { department: desk.sales, body: group.clone() }).await),
        why(api.call(UpdateGroup { group: desk.sales_group, version: 1, body: group }).await),
        why(api.call(ArchiveGroup { group: desk.sales_group, body: Archiving::default() }).await),
        why(api
            .call(SetMember { group: desk.sales_group, agent: manager.id, version: 0, body: share(Part::Primary) })
            .await),
        why(api.call(RemoveMember { group: desk.sales_group, agent: manager.id, body: () }).await),
        why(api.call(ListBrands { body: () }).await),
        why(api.call(GetBrand { brand: desk.brand, body: () }).await),
        why(api.call(RotateIdentitySecret { brand: desk.brand, body: () }).await),
    ] {
        assert_eq!(refused, is(403, "forbidden"));
    }
    assert_eq!(why(desk.stranger().call(GetCompany { body: () }).await), is(401, "signed_out"));
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn departments_are_checked_and_never_overwritten_unseen(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let sales = department(&desk.admin, desk.sales).await;
    let update = |version, body| UpdateDepartment { department: desk.sales, version, body };
    let bad = DepartmentDetails { name: " \u{200B}".into(), email: "sales@".into(), ..sales.details.clone() };
    let bad = why(desk.admin.call(update(sales.version, bad)).await);
    assert_eq!(bad, is(422, "name malformed, email malformed"));
    let body = DepartmentDetails { name: " Sales desk ".into(), ..sales.details.clone() };
    let after = desk.admin.call(update(sales.version, body.clone())).await.unwrap();
    assert_eq!((&*after.details.name, after.version), ("Sales desk", sales.version + 1));
    assert_eq!(why(desk.admin.call(update(sales.version, body)).await), is(409, "stale"));
    let entry = &history(&desk.admin, Subject::Department, desk.sales.0).await[0];
    let fields: Vec<&str> = entry.changes.iter().map(|change| change.field.as_str()).collect();
    assert_eq!((&*entry.act, fields), ("changed", vec!["name"]));
    let nowhere = NewDepartment {
        brand: contract::BrandId(uuid::Uuid::nil()),
        details: sales.details,
        visibility: Visibility::Public,
        front_line: "Level 1".into(),
    };
    assert_eq!(why(desk.admin.call(CreateDepartment { body: nowhere }).await), is(422, "brand unknown"));
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn exactly_one_group_is_the_front_line(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let front = async || -> Vec<GroupId> {
        let department = department(&desk.admin, desk.sales).await;
        department.groups.into_iter().filter(|group| group.front_line).map(|group| group.id).collect()
    };
    let details = |name: &str, front_line| GroupDetails { name: name.into(), front_line };
    let create = |name, front_line| CreateGroup { department: desk.sales, body: details(name, front_line) };
    let two = desk.admin.call(create("Level 2", false)).await.unwrap();
    assert_eq!(front().await, [desk.sales_group]);
    let three = desk.admin.call(create("Level 3", true)).await.unwrap();
    assert!(three.front_line);
    assert_eq!(front().await, [three.id]);
    let update = |version, front_line| UpdateGroup { group: two.id, version, body: details("Second line", front_line) };
    let made = desk.admin.call(update(two.version, true)).await.unwrap();
    assert_eq!((&*made.name, made.front_line), ("Second line", true));
    assert_eq!(front().await, [two.id]);
    assert_eq!(why(desk.admin.call(update(two.version, true)).await), is(409, "stale"));
    assert_eq!(why(desk.admin.call(update(made.version, false)).await), is(409, "front_line"));
    // The one that lost the front line is another one than before.
    let lost = UpdateGroup { group: three.id, version: three.version, body: details("Level 3", true) };
    assert_eq!(why(desk.admin.call(lost).await), is(409, "stale"));
    let gone = ArchiveGroup { group: two.id, body: Archiving::default() };
    assert_eq!(why(desk.admin.call(gone).await), is(409, "front_line"));
    desk.admin.call(ArchiveGroup { group: three.id, body: Archiving::default() }).await.unwrap();
    assert_eq!(department(&desk.admin, desk.sales).await.groups.len(), 2);
    let again = ArchiveGroup { group: three.id, body: Archiving::default() };
    assert_eq!(why(desk.admin.call(again).await), is(404, "not_found"));
    let acts: Vec<String> =
        history(&desk.admin, Subject::Department, desk.sales.0).await.into_iter().map(|entry| entry.act).collect();
    assert_eq!(
        acts[..6],
        ["group_archived", "front_line_changed", "group_changed", "front_line_changed", "group_added", "group_added"]
    );
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn only_active_employees_are_members(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.employee("Lars", &[Role::Agent]).await;
    let person = |kind, name: &str, active| NewPerson {
        kind,
        details: PersonDetails {
            username: name.into(),
            email: format!("{name}@customer.example"),
            name: name.into(),
            active,
            ..PersonDetails::default()
        },
        password: None,
    };
    let vera = desk.admin.call(CreatePerson { body: person(PersonKind::Customer, "vera", true) }).await.unwrap();
    let gone = desk.admin.call(CreatePerson { body: person(PersonKind::Employee, "gone", false) }).await.unwrap();
    let set =
        |agent: AccountId, version, part| SetMember { group: desk.sales_group, agent, version, body: share(part) };
    assert_eq!(why(desk.admin.call(set(vera.id, 0, Part::Primary)).await), is(404, "not_found"));
    assert_eq!(why(desk.admin.call(set(gone.id, 0, Part::Primary)).await), is(409, "not_active"));
    assert_eq!(why(desk.admin.call(set(lars.id, 1, Part::Primary)).await), is(409, "stale"), "there is none yet");
    let member = desk.admin.call(set(lars.id, 0, Part::Secondary)).await.unwrap();
    assert_eq!((&*member.agent.name, member.details, member.version), ("Lars", share(Part::Secondary), 1));
    assert_eq!(why(desk.admin.call(set(lars.id, 0, Part::Pull)).await), is(409, "stale"));
    let member = desk.admin.call(set(lars.id, 1, Part::Pull)).await.unwrap();
    assert_eq!((member.details.chats.part, member.version), (Part::Pull, 2));
    let members = lars.api.call(ListMembers { group: desk.sales_group, body: () }).await.unwrap().items;
    assert!(members.iter().any(|row| row.agent.id == lars.id));
    let remove = RemoveMember { group: desk.sales_group, agent: lars.id, body: () };
    desk.admin.call(remove.clone()).await.unwrap();
    assert_eq!(why(desk.admin.call(remove).await), is(404, "not_found"));
    let entries = history(&desk.admin, Subject::Department, desk.sales.0).await;
    let acts: Vec<(&str, Option<&str>)> =
        entries[..3].iter().map(|entry| (entry.act.as_str(), entry.about.as_deref())).collect();
    let about = Some("Lars · Level 1");
    assert_eq!(acts, [("member_removed", about), ("member_changed", about), ("member_added", about)]);
    assert!(entries[1].changes.iter().any(|change| change.field == "chats.part"
        && change.from.as_deref() == Some("secondary")
        && change.to.as_deref() == Some("pull")));
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn brands_are_checked_and_their_secrets_shown_once(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let brand = desk.admin.call(GetBrand { brand: desk.brand, body: () }).await.unwrap();
    let details = BrandDetails {
        name: "Far Horizon".into(),
        host: "Support.FarHorizon.example".into(),
        hue: 200,
        chroma: 120,
        headline: "Hello".into(),
        welcome: String::new(),
        allowed_sites: vec!["https://www.farhorizon.example/".into()],
        ..BrandDetails::default()
    };
    let update = |version, body| UpdateBrand { brand: desk.brand, version, body };
    let sites = vec!["https://a.example".into(), "https://a.example/path".into(), "null".into()];
    let bad = BrandDetails { allowed_sites: sites, ..details.clone() };
    let bad = why(desk.admin.call(update(brand.version, bad)).await);
    assert_eq!(bad, is(422, "allowed_sites[1] malformed, allowed_sites[2] malformed"));
    let after = desk.admin.call(update(brand.version, details.clone())).await.unwrap();
    assert_eq!(after.host.as_deref(), Some("support.farhorizon.example"));
    assert_eq!(after.allowed_sites, ["https://www.farhorizon.example"]);
    assert_eq!(why(desk.admin.call(update(brand.version, details)).await), is(409, "stale"));
    let rotate = || desk.admin.call(RotateIdentitySecret { brand: desk.brand, body: () });
    let (one, two) = (rotate().await.unwrap().secret, rotate().await.unwrap().secret);
    assert!(one != two && one.len() >= 43);
    let told = format!("{:?}", history(&desk.admin, Subject::Brand, desk.brand.0).await);
    assert!(told.contains("identity_secret_rotated") && !told.contains(&one) && !told.contains(&two));
    let row = tables::brands::Entity::find_by_id(desk.brand.0).one(desk.server.app.db().read()).await.unwrap().unwrap();
    let kept = row.identity_secret.unwrap();
    let holds = |secret: &str| kept.windows(secret.len()).any(|part| part == secret.as_bytes());
    assert!(!kept.is_empty() && !holds(&one) && !holds(&two), "whoever reads the database alone signs nobody in");
    let agent = desk.employee("Lars", &[Role::Agent]).await;
    let filter = HistoryFilter { subject: Subject::Brand, id: desk.brand.0, after: None };
    assert_eq!(why(agent.api.call(ListHistory { body: filter }).await), is(404, "not_found"));
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn what_a_member_said_meanwhile_is_not_overwritten_unseen(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 3).await;
    let activity = contract::presence::NewActivity { channel: contract::departments::Channel::Chat, active: false };
    lars.api.call(contract::presence::SetActivity { group: desk.sales_group, body: activity }).await.unwrap();
    let set = |version| {
        let body = share(Part::Primary);
        desk.admin.call(SetMember { group: desk.sales_group, agent: lars.id, version, body })
    };
    assert_eq!(why(set(1).await), is(409, "stale"));
    assert!(set(2).await.unwrap().details.chats.active);
}
