//! The company's own roles: who makes, changes and gives them, what comes of it, and what nobody gets at that way.

use client::Api;
use contract::{
    ChatId, GroupId, RoleId,
    chat::{CommentOnChat, NewComment},
    departments::{GetDepartment, Part},
    history::{HistoryEntry, HistoryFilter, ListHistory, Subject},
    live::{AgentFrame, ClientFrame},
    people::{CreatePerson, GetPerson, GetSession, NewPassword, NewPerson, Person, PersonDetails, PersonKind, Role},
    people::{SetPassword, UpdatePerson},
    rights::SetGroupPermissions,
    rights::{GetEffectivePermissions, GroupPermissions, Permission, Permissions, PermissionsAt, Reason, Whose},
    roles::{ArchiveRole, CreateRole, GetRole, ListRoles, NamedRole, RoleDetails, UpdateRole},
};
use rstest::rstest;
use server::realtime::Hub;
use uuid::Uuid;

use super::{Ground, give, grant};
use crate::{
    ears::{listen, serve},
    refusals::{is, why},
    scene::cookie,
    support::{Backend, Desk, Employee, client_id},
};

fn details(name: &str, permissions: &[Permission]) -> RoleDetails {
    RoleDetails { name: name.into(), permissions: Permissions::of(permissions) }
}

async fn make(api: &Api, name: &str, permissions: &[Permission]) -> NamedRole {
    api.call(CreateRole { body: details(name, permissions) }).await.unwrap()
}

fn id(role: &NamedRole) -> RoleId {
    match role.role {
        Role::Own(id) => id,
        built_in => panic!("{built_in:?}"),
    }
}

async fn person(desk: &Desk, employee: &Employee) -> Person {
    desk.admin.call(GetPerson { person: employee.id, body: () }).await.unwrap()
}

fn with_roles(person: &Person, roles: &[Role]) -> PersonDetails {
    PersonDetails {
        username: person.username.clone(),
        email: person.email.clone(),
        name: person.name.clone(),
        roles: roles.to_vec(),
        active: true,
        ..PersonDetails::default()
    }
}

async fn history(desk: &Desk, subject: Subject, id: Uuid) -> Vec<HistoryEntry> {
    desk.admin.call(ListHistory { body: HistoryFilter { subject, id, after: None } }).await.unwrap().items
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn a_role_is_made_changed_given_and_archived(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.employee("Lars", &[Role::Agent]).await;
    let role = make(&desk.admin, "Auditor", &[Permission::SeeReports]).await;
    assert_eq!((role.version, role.holders.len()), (1, 0));
    give(&desk, &lars, &[role.role]).await;
    let held = person(&desk, &lars).await.roles;
    assert_eq!(held, [Role::Agent, role.role], "an agent every employee is");
    let me = lars.api.call(GetSession { body: () }).await.unwrap();
    assert!(me.holds(Permission::SeeReports) && !me.holds(Permission::ViewQueue));
    let body = details("Auditors", &[Permission::SeeReports, Permission::ViewQueue]);
    let update = |version, body: &RoleDetails| UpdateRole { role: id(&role), version, body: body.clone() };
    let changed = desk.admin.call(update(1, &body)).await.unwrap();
    assert_eq!((&changed.details, changed.version, changed.holders[0].id), (&body, 2, lars.id));
    assert_eq!(why(desk.admin.call(update(1, &body)).await), is(409, "stale"));
    assert!(lars.api.call(GetSession { body: () }).await.unwrap().holds(Permission::ViewQueue));
    for name in ["AUDITORS", "manager", "Everyone"] {
        assert_eq!(why(desk.admin.call(CreateRole { body: details(name, &[]) }).await), is(422, "name taken"));
    }
    let all = lars.api.call(ListRoles { body: () }).await.unwrap().items;
    let named: Vec<&str> = all.iter().map(|role| &*role.details.name).collect();
    assert_eq!(named, ["everyone", "registered", "verified", "agent", "manager", "administrator", "Auditors"]);
    assert_eq!(all[5].holders.len(), 1, "Oda administers");
    let entries = history(&desk, Subject::Role, id(&role).0).await;
    let acts: Vec<&str> = entries.iter().map(|entry| &*entry.act).collect();
    assert_eq!(acts, ["changed", "created"]);
    let fields: Vec<&str> = entries[0].changes.iter().map(|change| &*change.field).collect();
    assert_eq!(fields, ["name", "permissions"]);
    desk.admin.call(ArchiveRole { role: id(&role), body: () }).await.unwrap();
    assert_eq!(person(&desk, &lars).await.roles, [Role::Agent]);
    // By the names they had at the time.
    let told = history(&desk, Subject::Person, lars.id.0).await;
    let roles = |n: usize| {
        let change = &told[n].changes[0];
        (&*change.field, change.from.as_deref(), change.to.as_deref())
    };
    assert_eq!(roles(0), ("roles", Some("agent, Auditors"), Some("agent")));
    assert_eq!(roles(1), ("roles", Some("agent"), Some("agent, Auditor")));
    assert!(!lars.api.call(GetSession { body: () }).await.unwrap().holds(Permission::SeeReports));
    let gone = GetRole { role: id(&role), body: () };
    assert_eq!(why(desk.admin.call(gone).await), is(404, "not_found"));
    let again = ArchiveRole { role: id(&role), body: () };
    assert_eq!(why(desk.admin.call(again).await), is(404, "not_found"));
    let known = person(&desk, &lars).await;
    let body = with_roles(&known, &[role.role]);
    let give = UpdatePerson { person: lars.id, version: known.version, body };
    assert_eq!(why(desk.admin.call(give).await), is(422, "roles unknown"));
    make(&desk.admin, "Auditors", &[]).await;
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn nobody_gets_at_more_than_one_has(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let mona = desk.employee("Mona", &[Role::Agent]).await;
    let lars = desk.employee("Lars", &[Role::Agent]).await;
    let chief = desk.employee("Chief", &[Role::Administrator]).await;
    let small = make(&desk.admin, "Small", &[Permission::ViewQueue]).await;
    let great = make(&desk.admin, "Great", &[Permission::Delete]).await;
    let people = make(&desk.admin, "People", &[Permission::ManagePeople]).await;
    let roles = make(&desk.admin, "Roles", &[Permission::ManageRoles, Permission::ViewQueue]).await;
    let forbidden = is(403, "forbidden");
    let change = async |api: &Api, who: &Employee, body: &dyn Fn(&Person) -> PersonDetails| {
        let known = person(&desk, who).await;
        api.call(UpdatePerson { person: who.id, version: known.version, body: body(&known) }).await
    };
    // Who manages people makes and changes them, and gives nothing.
    give(&desk, &mona, &[people.role]).await;
    let renamed = |known: &Person| PersonDetails { name: "Lars L".into(), ..with_roles(known, &known.roles) };
    change(&mona.api, &lars, &renamed).await.unwrap();
    let with = |role: Role| move |known: &Person| with_roles(known, &[role]);
    for role in [small.role, people.role, Role::Manager, Role::Administrator] {
        assert_eq!(why(change(&mona.api, &lars, &with(role)).await), forbidden, "{role:?}");
    }
    let new = |roles: Vec<Role>| NewPerson {
        kind: PersonKind::Employee,
        details: PersonDetails {
            username: "new".into(),
            email: "new@farhorizon.example".into(),
            name: "New".into(),
            roles,
            active: true,
            ..PersonDetails::default()
        },
        password: None,
    };
    assert_eq!(why(mona.api.call(CreatePerson { body: new(vec![small.role]) }).await), forbidden);
    mona.api.call(CreatePerson { body: new(vec![]) }).await.unwrap();
    // Nor does anybody who manages people get into the account of one who may more.
    let password = NewPassword { password: "another long one".into() };
    let set = |who: &Employee| SetPassword { person: who.id, body: password.clone() };
    assert_eq!(why(mona.api.call(set(&chief)).await), forbidden);
    assert_eq!(why(change(&mona.api, &chief, &renamed).await), forbidden);
    mona.api.call(set(&lars)).await.unwrap();
    // Who manages roles gives and makes what the own roles allow, and changes nothing else of people.
    give(&desk, &mona, &[roles.role]).await;
    change(&mona.api, &lars, &with(small.role)).await.unwrap();
    assert_eq!(person(&desk, &lars).await.roles, [Role::Agent, small.role]);
    assert_eq!(why(change(&mona.api, &lars, &with(great.role)).await), forbidden);
    let again = |known: &Person| PersonDetails { name: "Lasse".into(), ..with_roles(known, &known.roles) };
    assert_eq!(why(change(&mona.api, &lars, &again).await), forbidden);
    assert_eq!(why(change(&mona.api, &chief, &with(Role::Agent)).await), forbidden);
    let create = |permissions: &[Permission]| CreateRole { body: details("Another", permissions) };
    assert_eq!(why(mona.api.call(create(&[Permission::Delete])).await), forbidden);
    let own = UpdateRole {
        role: id(&roles),
        version: 1,
        body: details("Roles", &[Permission::ManageRoles, Permission::Delete]),
    };
    assert_eq!(why(mona.api.call(own).await), forbidden);
    assert_eq!(why(mona.api.call(ArchiveRole { role: id(&great), body: () }).await), forbidden);
    mona.api.call(create(&[Permission::ViewQueue])).await.unwrap();
    let group = async |permissions: Permissions| {
        let known = desk.admin.call(GetDepartment { department: desk.sales, body: () }).await.unwrap();
        let body = GroupPermissions { permissions };
        mona.api.call(SetGroupPermissions { group: desk.sales_group, version: known.groups[0].version, body }).await
    };
    let all = Permissions::OF_MEMBERS;
    assert_eq!(why(group(all.and(Permissions::of(&[Permission::Delete]))).await), forbidden);
    let less = group(all.without(Permissions::of(&[Permission::ViewQueue]))).await.unwrap();
    assert!(!less.permissions.contains(Permission::ViewQueue));
    let settings = group(Permissions::of(&[Permission::ManageRoles])).await;
    assert_eq!(why(settings), is(422, "permissions not_allowed"));
    // Roles of customers are nobody's who works here.
    assert_eq!(why(change(&desk.admin, &lars, &with(Role::Verified)).await), is(422, "roles not_allowed"));
    // Administrators give everything; the last one remains.
    change(&desk.admin, &lars, &with(great.role)).await.unwrap();
    change(&desk.admin, &chief, &with(Role::Agent)).await.unwrap();
    let oda = desk.admin.call(GetSession { body: () }).await.unwrap().id;
    let known = desk.admin.call(GetPerson { person: oda, body: () }).await.unwrap();
    let body = with_roles(&known, &[people.role, roles.role]);
    let step_down = UpdatePerson { person: oda, version: known.version, body };
    assert_eq!(why(desk.admin.call(step_down).await), is(409, "last_administrator"));
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn what_one_may_is_explained(#[case] on: Backend) {
    let ground = Ground::on(on).await;
    let Ground { desk, lars, spots, .. } = &ground;
    let ask =
        async |api: &Api, at: PermissionsAt| api.call(GetEffectivePermissions { person: lars.id, body: at }).await;
    let group = |group: GroupId| PermissionsAt { group: Some(group), department: None };
    let here = ask(&lars.api, group(desk.sales_group)).await.unwrap().items;
    assert_eq!(here.iter().map(|one| one.permission).collect::<Vec<_>>(), Permission::ALL);
    let because = |permission| &here.iter().find(|one| one.permission == permission).unwrap().because;
    let by_group = Reason::Group { group: desk.sales_group };
    assert_eq!(because(Permission::Take), &[by_group]);
    assert_eq!(because(Permission::SeeOrganizationHistory), &[Reason::Role { role: Role::Agent }, by_group]);
    assert_eq!(because(Permission::Delete), &[]);
    let there = ask(&lars.api, group(spots[1].place.group)).await.unwrap().items;
    let because = |permission| &there.iter().find(|one| one.permission == permission).unwrap().because;
    assert_eq!((because(Permission::Take), because(Permission::Reply)), (&vec![], &vec![Reason::Owner]));
    let wide = PermissionsAt { group: None, department: Some(desk.sales) };
    assert_eq!(ask(&desk.admin, wide).await.unwrap().items, here, "one group of Sales is his");
    assert_eq!(ask(&desk.admin, PermissionsAt::default()).await.unwrap().items.len(), Permission::ALL.len());
    let nina = desk.employee("Nina", &[Role::Agent]).await;
    assert_eq!(why(ask(&nina.api, PermissionsAt::default()).await), is(403, "forbidden"));
    assert_eq!(why(ask(&lars.api, group(GroupId(Uuid::nil()))).await), is(404, "not_found"));
    super::confine(desk, desk.reservations, true).await;
    assert_eq!(why(ask(&lars.api, group(desk.reservations_group)).await), is(404, "not_found"));
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn who_sees_the_queue_only_hears_nothing_more(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let ground = Ground::on(backend).await;
    let Ground { desk, lars, spots, .. } = &ground;
    let spot = &spots[0];
    super::confine(desk, desk.sales, true).await;
    grant(desk, spot.place, Permissions::of(&[Permission::ViewQueue, Permission::Take])).await;
    for one in spots {
        ground.put(one, Whose::Nobodys).await;
    }
    // Vera's other chats wait, too; Cora, who may say so, takes this one.
    desk.join(contract::AccountId(ground.cora), desk.sales_group, Part::Pull, 5).await;
    let cora = desk.sign_in("cora").await.unwrap();
    let address = serve(&desk.server).await;
    let caller = cookie(&desk.server, "lars").await;
    let open = async || {
        let mut ear = listen::<AgentFrame>(address, &caller, ClientFrame::Console, &[]).await.unwrap();
        assert!(matches!(ear.next().await, Some(AgentFrame::Welcome { .. })));
        ear
    };
    let (mut watches, mut lists) = (open().await, open().await);
    let chat: ChatId = spot.chat();
    watches.say(ClientFrame::Watch { chat });
    let hub = desk.server.app.lent::<Hub>().unwrap();
    while !hub.wants(&format!("chat:{chat}")) {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let comment = |text: &str| CommentOnChat {
        chat,
        body: NewComment { client_id: client_id(), text: text.into(), asks: Vec::new() },
    };
    lars.api.call(comment("while it waits")).await.unwrap_err();
    take(&cora, chat).await;
    cora.call(comment("between us")).await.unwrap();
    let mut heard = Vec::new();
    while let Some(frame) = watches.next().await {
        heard.push(frame);
    }
    assert_eq!(heard.last(), Some(&AgentFrame::Refetch), "who watched it is shown the door");
    // Where it went is nothing to the other tab, but that it left.
    while !matches!(lists.next().await.expect("a word"), AgentFrame::ChatLeft { chat: left, .. } if left == chat) {}
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    let told = format!("{heard:?} {:?} {:?}", lists.now(), lists.heard);
    assert!(!told.contains("between us") && !told.contains("chat_changed"), "{told}");
}

async fn take(api: &Api, chat: ChatId) {
    use contract::chat::{AtEpoch, GetChat, TakeChat};
    let epoch = api.call(GetChat { chat, body: () }).await.unwrap().row.epoch;
    api.call(TakeChat { chat, body: AtEpoch { epoch } }).await.unwrap();
}
