//! A department made like another one: all that makes it what it is, and nothing that happened in it.

use contract::{
    departments::{
        ChatPolicies, CopyDepartment, CreateGroup, Department, DepartmentDetails, GroupDetails, NewCopy,
        UpdateDepartment, Visibility,
    },
    fields::{
        CreateField, FieldDetails, FieldType, GetDepartmentTemplate, ItemKind, SetDepartmentTemplate, TemplateDetails,
        TemplateLine,
    },
    history::Subject,
    hours::{GetDepartmentHours, NewHours, SetDepartmentHours},
    rights::{GroupPermissions, Permission, Permissions, SetGroupPermissions},
    roles::CustomerRole,
};
use rstest::rstest;

use super::{department, history};
use crate::{
    refusals::{is, why},
    support::{Backend, Desk},
};

fn copy_of(desk: &Desk, email: &str, with_members: bool) -> CopyDepartment {
    let body = NewCopy { name: "Partners".into(), email: email.into(), with_members };
    CopyDepartment { department: desk.sales, body }
}

/// What makes a group what it is, and who is in it with which settings.
fn groups(department: &Department) -> Vec<(String, bool, Permissions, Vec<serde_json::Value>)> {
    let groups = department.groups.iter().map(|group| {
        let members = group.members.iter().map(|one| serde_json::json!([one.agent.id, one.details])).collect();
        (group.name.clone(), group.front_line, group.permissions, members)
    });
    groups.collect()
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn a_copy_is_like_its_model_and_hidden(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let before = department(&desk.admin, desk.sales).await;
    let body = DepartmentDetails {
        description: "Trips".into(),
        chat_requires: CustomerRole::Verified,
        tickets_require: CustomerRole::Registered,
        requires_check_in: true,
        gone_grace_seconds: 77,
        chats: ChatPolicies {
            only_while_available: false,
            silence_minutes: 7,
            first_answer_seconds: 8,
            further_answer_seconds: 9,
            waiting_text: "{position}".into(),
            waiting_text_seconds: 10,
            closing_text: "Bye".into(),
        },
        ..before.details.clone()
    };
    desk.admin.call(UpdateDepartment { department: desk.sales, version: before.version, body }).await.unwrap();
    let body = GroupDetails { name: "Level 2".into(), front_line: false };
    let level_2 = desk.admin.call(CreateGroup { department: desk.sales, body }).await.unwrap();
    for (group, permission) in [(desk.sales_group, Permission::SeeColleagues), (level_2.id, Permission::Reply)] {
        let version =
            department(&desk.admin, desk.sales).await.groups.iter().find(|one| one.id == group).unwrap().version;
        let body = GroupPermissions { permissions: Permissions::of(&[Permission::ViewQueue, permission]) };
        desk.admin.call(SetGroupPermissions { group, version, body }).await.unwrap();
    }
    desk.agent_in("Mari", desk.sales_group, 3).await;
    desk.agent_in("Tor", level_2.id, 7).await;
    let version = department(&desk.admin, desk.sales).await.version;
    let hours = serde_json::from_value::<NewHours>(serde_json::json!({
        "own": { "time_zone": "Europe/Oslo", "week": [{ "day": "monday", "spans": [{ "from": 480, "to": 960 }] }], "holidays": [] }
    })).unwrap();
    desk.admin.call(SetDepartmentHours { department: desk.sales, version, body: hours }).await.unwrap();
    let body = FieldDetails { name: "Booking".into(), kind: FieldType::Line, options: Vec::new(), default: Vec::new() };
    let field = desk.admin.call(CreateField { body }).await.unwrap().id;
    let line: TemplateLine =
        serde_json::from_value(serde_json::json!({ "field": field, "question": "Which?" })).unwrap();
    let body = TemplateDetails { lines: vec![line] };
    let set = SetDepartmentTemplate { kind: ItemKind::Chat, department: desk.sales, version: 0, body };
    let template = desk.admin.call(set).await.unwrap();

    let model = department(&desk.admin, desk.sales).await;
    let copy = desk.admin.call(copy_of(&desk, "partners@farhorizon.example", true)).await.unwrap();
    assert_eq!((copy.brand, copy.visibility), (model.brand, Visibility::Hidden));
    let named = DepartmentDetails {
        name: "Partners".into(),
        email: "partners@farhorizon.example".into(),
        ..model.details.clone()
    };
    assert_eq!(copy.details, named);
    assert_eq!(groups(&copy), groups(&model));
    assert_eq!(groups(&copy).iter().map(|group| group.3.len()).collect::<Vec<_>>(), [2, 1]);
    let hours = async |department| desk.admin.call(GetDepartmentHours { department, body: () }).await.unwrap();
    assert_eq!(hours(copy.id).await.own, hours(desk.sales).await.own);
    assert!(hours(copy.id).await.own.is_some());
    let get = GetDepartmentTemplate { kind: ItemKind::Chat, department: copy.id, body: () };
    assert_eq!(desk.admin.call(get).await.unwrap().lines, template.lines);
    assert_eq!(department(&desk.admin, desk.sales).await, model, "the model is as it was");
    let acts: Vec<_> = history(&desk.admin, Subject::Department, copy.id.0)
        .await
        .into_iter()
        .map(|one| (one.act, one.about))
        .collect();
    let has = |act: &str, about: Option<&str>| acts.iter().any(|one| one.0 == act && one.1.as_deref() == about);
    assert!(has("created", None) && has("copied", Some("Sales")) && has("group_added", Some("Level 2")), "{acts:?}");
    assert!(has("member_added", Some("Tor · Level 2")), "{acts:?}");
    assert!(history(&desk.admin, Subject::Department, desk.sales.0).await.iter().all(|one| one.act != "copied"));

    let empty = desk.admin.call(copy_of(&desk, "others@farhorizon.example", false)).await.unwrap();
    assert!(groups(&empty).iter().all(|group| group.3.is_empty()), "nobody came along");
    assert_eq!(groups(&empty).len(), 2);
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn a_copy_needs_a_name_and_an_address_of_its_own(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    assert_eq!(why(desk.admin.call(copy_of(&desk, "nowhere", false)).await), is(422, "email malformed"));
    let unnamed = NewCopy { name: " ".into(), email: "p@farhorizon.example".into(), with_members: false };
    let call = |department| CopyDepartment { department, body: unnamed.clone() };
    assert_eq!(why(desk.admin.call(call(desk.sales)).await).0, 422);
    let nowhere =
        CopyDepartment { department: uuid::Uuid::from_u128(1).into(), ..copy_of(&desk, "p@farhorizon.example", false) };
    assert_eq!(why(desk.admin.call(nowhere).await), is(404, "not_found"));
}
