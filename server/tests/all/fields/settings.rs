//! What administrators set: fields, their options, templates and their histories.

use contract::{
    fields::{
        ArchiveField, Condition, CreateField, FieldDetails, FieldType, GetDepartmentTemplate, GetField,
        GetPortalQuestions, GetTemplate, GetWidgetQuestions, ItemKind, ListFields, RemoveDepartmentTemplate,
        SetDepartmentTemplate, SetTemplate, TemplateDetails, TemplateLine, UpdateField,
    },
    history::{HistoryFilter, ListHistory, Subject},
    people::Role,
};
use rstest::rstest;

use super::{choice, details, field, template};
use crate::{
    refusals::{is, why},
    scene::{confidential, plain},
    support::{Backend, Desk},
};

async fn acts(desk: &Desk, subject: Subject, id: uuid::Uuid) -> Vec<(String, String)> {
    let body = HistoryFilter { subject, id, after: None };
    let page = desk.admin.call(ListHistory { body }).await.unwrap();
    let act = |entry: contract::history::HistoryEntry| {
        let changes = entry.changes.into_iter().map(|change| {
            format!("{}: {} > {}", change.field, change.from.unwrap_or_default(), change.to.unwrap_or_default())
        });
        (entry.act, changes.collect::<Vec<_>>().join("; "))
    };
    page.items.into_iter().rev().map(act).collect()
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_field_keeps_its_options(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let made = choice(&desk, " Referrer ", FieldType::Choice, &["Magazine", "TV"]).await;
    assert_eq!((&*made.name, made.version, made.archived), ("Referrer", 1, false));
    let mut body = details(&made);
    body.options[0].text = "Newspaper".into();
    let gone = body.options.remove(1);
    body.default = vec![body.options[0].id.to_string()];
    let changed = desk.admin.call(UpdateField { field: made.id, version: 1, body: body.clone() }).await.unwrap();
    let shown: Vec<_> = changed.options.iter().map(|option| (option.id, &*option.text, option.archived)).collect();
    assert_eq!(shown, [(made.options[0].id, "Newspaper", false), (gone.id, "TV", true)]);
    let stale = desk.admin.call(UpdateField { field: made.id, version: 1, body: body.clone() }).await;
    assert_eq!(why(stale), is(409, "stale"));
    // What comes back is what it was.
    body.options.push(gone);
    let back = desk.admin.call(UpdateField { field: made.id, version: 2, body: body.clone() }).await.unwrap();
    assert!(back.options.iter().all(|option| !option.archived));
    let same = desk.admin.call(UpdateField { field: made.id, version: 3, body: body.clone() }).await.unwrap();
    assert_eq!(same.version, 3, "nothing changed");
    assert_eq!(
        acts(&desk, Subject::Field, made.id.0).await,
        [
            ("created".into(), "kind:  > choice; name:  > Referrer; options:  > Magazine, TV".to_owned()),
            ("changed".into(), "default:  > Newspaper; options: Magazine, TV > Newspaper".to_owned()),
            ("changed".into(), "options: Newspaper > Newspaper, TV".to_owned()),
        ]
    );
    let refused = async |change: &dyn Fn(&mut FieldDetails)| {
        let mut body = body.clone();
        change(&mut body);
        why(desk.admin.call(UpdateField { field: made.id, version: 3, body }).await)
    };
    assert_eq!(refused(&|it| it.kind = FieldType::Choices).await, is(422, "kind fixed"));
    assert_eq!(refused(&|it| it.options.clear()).await, is(422, "options required, default unknown"));
    assert_eq!(refused(&|it| it.options[1].id = it.options[0].id).await, is(422, "options[1].id taken"));
    assert_eq!(refused(&|it| it.options[1].text = it.options[0].text.clone()).await, is(422, "options[1].text taken"));
    assert_eq!(refused(&|it| it.name = "\u{200b}".into()).await, is(422, "name malformed"));
    assert_eq!(refused(&|it| it.default = vec!["TV".into()]).await, is(422, "default unknown"));
    let body = FieldDetails { kind: FieldType::Line, ..body };
    let refused = desk.admin.call(CreateField { body }).await;
    assert_eq!(why(refused), is(422, "options unknown"));
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_template_is_set_whole(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let kind = ItemKind::Ticket;
    let (one, two) = (field(&desk, "One", FieldType::Line).await, field(&desk, "Two", FieldType::YesNo).await);
    let none = desk.admin.call(GetTemplate { kind, body: () }).await.unwrap();
    assert_eq!((none.id, none.own, none.lines.len(), none.version), (None, false, 0, 0));
    let asks = |field| TemplateLine { shown: true, ..plain(field) };
    let depends = TemplateLine {
        question: "What\nthen?".into(),
        condition: Some(Condition { field: two, is: vec!["yes".into()] }),
        ..asks(one)
    };
    let body = TemplateDetails { lines: vec![asks(two), depends.clone()] };
    let set = desk.admin.call(SetTemplate { kind, version: 0, body: body.clone() }).await.unwrap();
    assert_eq!((set.version, set.lines.len(), &*set.lines[1].question), (1, 2, "What then?"));
    let stale = desk.admin.call(SetTemplate { kind, version: 0, body: body.clone() }).await;
    assert_eq!(why(stale), is(409, "stale"));
    let mut circle = body.clone();
    circle.lines[0].condition = Some(Condition { field: one, is: Vec::new() });
    let refused = desk.admin.call(SetTemplate { kind, version: 1, body: circle }).await;
    assert_eq!(why(refused), is(422, "lines[0].condition.field circular"));
    // A department has the installation's until it has its own.
    let department = desk.sales;
    let get = async || desk.admin.call(GetDepartmentTemplate { department, kind, body: () }).await.unwrap();
    assert_eq!((get().await.own, get().await.lines.len(), get().await.version), (false, 2, 0));
    let own = TemplateDetails { lines: vec![asks(two)] };
    let call = SetDepartmentTemplate { department, kind, version: 0, body: own.clone() };
    assert!(desk.admin.call(call).await.unwrap().own);
    assert_eq!(get().await.lines.len(), 1);
    let elsewhere = GetDepartmentTemplate { department: desk.reservations, kind, body: () };
    assert_eq!(desk.admin.call(elsewhere).await.unwrap().lines.len(), 2);
    desk.admin.call(RemoveDepartmentTemplate { department, kind, body: () }).await.unwrap();
    assert_eq!((get().await.own, get().await.lines.len(), get().await.version), (false, 2, 2));
    let again = SetDepartmentTemplate { department, kind, version: 1, body: own.clone() };
    assert_eq!(why(desk.admin.call(again).await), is(409, "stale"), "its versions go on");
    let again = SetDepartmentTemplate { department, kind, version: 2, body: own };
    assert!(desk.admin.call(again).await.unwrap().own);
    let told = acts(&desk, Subject::Template, set.id.unwrap().0).await;
    let whole = "One:  > What then? · shown · Two = yes; Two:  > shown; order:  > Two, One";
    assert_eq!(told, [("created".into(), whole.to_owned())]);
    let told = acts(&desk, Subject::Template, get().await.id.unwrap().0).await;
    assert_eq!(told.iter().map(|(act, _)| &**act).collect::<Vec<_>>(), ["created", "removed", "changed"]);
    // A field leaves its templates when it is archived, unless another one depends on it.
    assert_eq!(why(desk.admin.call(ArchiveField { field: two, body: () }).await), is(409, "in_use"));
    desk.admin.call(ArchiveField { field: one, body: () }).await.unwrap();
    let left = desk.admin.call(GetTemplate { kind, body: () }).await.unwrap();
    assert_eq!((left.version, left.lines.iter().map(|line| line.field).collect::<Vec<_>>()), (2, vec![two]));
    desk.admin.call(ArchiveField { field: two, body: () }).await.unwrap();
    assert_eq!(get().await.lines, []);
    let all = desk.admin.call(ListFields { body: () }).await.unwrap().items;
    assert!(all.len() == 2 && all.iter().all(|field| field.archived), "archived, not erased");
    let body = TemplateDetails { lines: vec![asks(one)] };
    let refused = desk.admin.call(SetTemplate { kind, version: 3, body }).await;
    assert_eq!(why(refused), is(422, "lines[0].field unknown"));
    assert_eq!(desk.admin.call(GetField { field: one, body: () }).await.unwrap().version, 2);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn customers_are_asked_what_they_may_see(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let kind = ItemKind::Chat;
    let referrer = choice(&desk, "Referrer", FieldType::Choice, &["Magazine", "TV"]).await;
    let hidden = field(&desk, "zebra-crossing", FieldType::Line).await;
    let asked = TemplateLine { question: "How?".into(), shown: true, required: true, ..plain(referrer.id) };
    template(&desk, kind, &[plain(hidden), asked]).await;
    let mut body = details(&referrer);
    body.options.remove(1);
    desk.admin.call(UpdateField { field: referrer.id, version: 1, body }).await.unwrap();
    let (visitor, _) = desk.visitor().await;
    let here = GetWidgetQuestions { department: desk.sales, kind, body: () };
    let questions = visitor.call(here).await.unwrap().items;
    assert_eq!(questions.len(), 1);
    assert_eq!((&*questions[0].text, questions[0].required, questions[0].options.len()), ("How?", true, 1));
    let there = desk.stranger().call(GetPortalQuestions { department: desk.sales, kind, body: () }).await.unwrap();
    assert_eq!(there.items, questions);
    let none = visitor.call(GetWidgetQuestions { department: desk.sales, kind: ItemKind::Ticket, body: () }).await;
    assert_eq!(none.unwrap().items, []);
    // A hidden department asks nothing, for it is not there.
    let department = desk.reservations;
    let refused = visitor.call(GetWidgetQuestions { department, kind, body: () }).await;
    assert_eq!(why(refused), is(404, "not_found"));
    let refused = desk.stranger().call(GetPortalQuestions { department, kind, body: () }).await;
    assert_eq!(why(refused), is(404, "not_found"));
    // What a confidential department asks is for those who may see it.
    confidential(&desk, department).await;
    let body = TemplateDetails { lines: vec![plain(hidden)] };
    let set = SetDepartmentTemplate { department, kind, version: 0, body };
    let id = desk.admin.call(set).await.unwrap().id.unwrap().0;
    let lars = desk.employee("Lars", &[Role::Agent]).await.api;
    assert_eq!(why(lars.call(GetDepartmentTemplate { department, kind, body: () }).await), is(404, "not_found"));
    let history = |subject, id| ListHistory { body: HistoryFilter { subject, id, after: None } };
    assert_eq!(why(lars.call(history(Subject::Template, id)).await), is(404, "not_found"));
    let open = desk.admin.call(GetTemplate { kind, body: () }).await.unwrap().id.unwrap().0;
    assert_eq!(lars.call(history(Subject::Template, open)).await.unwrap().items.len(), 1);
    assert_eq!(lars.call(history(Subject::Field, hidden.0)).await.unwrap().items.len(), 1);
}
