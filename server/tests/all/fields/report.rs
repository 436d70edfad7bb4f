//! Items by what was answered, over time.

use contract::{
    fields::{FieldType, ItemKind, TemplateLine, UpdateField},
    people::Role,
    reports::{Bucket, Counted, Cross, FieldReport, FieldReportQuery, GetFieldReport},
    rights::{GroupPermissions, Permission, Permissions, SetGroupPermissions},
    widget::{EndVisitorChat, NewChat, StartChat},
};
use rstest::rstest;

use super::{choice, details, field, given, template};
use crate::{
    refusals::{is, why},
    scene::{Raw, confidential, cookie, plain},
    support::{Backend, Desk, new_chat},
};

fn query(from: &str, to: &str, bucket: Bucket, by: Option<Cross>) -> FieldReportQuery {
    FieldReportQuery { kind: ItemKind::Chat, from: from.into(), to: to.into(), bucket, by, time_zone: String::new() }
}

fn lines(report: &FieldReport) -> Vec<String> {
    let line = |row: &contract::reports::FieldReportRow| {
        let name = match row.counted {
            Counted::Answer => row.answer.clone(),
            Counted::Others => "others".into(),
            Counted::NoAnswer => "none".into(),
        };
        let across = row.across.as_ref().map(|it| format!("/{it}")).unwrap_or_default();
        format!("{name}{across} {:?}", row.counts)
    };
    report.rows.iter().map(line).collect()
}

/// Chats, one after the other, each ended by its visitor.
async fn chats(desk: &Desk, department: contract::DepartmentId, values: &[Option<(contract::FieldId, String)>]) {
    for value in values {
        let (visitor, _) = desk.visitor().await;
        let body = NewChat {
            values: value.iter().map(|(field, value)| given(*field, value)).collect(),
            ..new_chat(department, "Hello")
        };
        let chat = visitor.call(StartChat { body }).await.unwrap().id;
        visitor.call(EndVisitorChat { chat, body: () }).await.unwrap();
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn counts_by_answer_over_time(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    let mia = desk.agent_in("Mia", desk.reservations_group, 5).await;
    desk.show(desk.reservations, contract::departments::Visibility::Public).await;
    let referrer = choice(&desk, "Referrer", FieldType::Choices, &["Magazine", "TV", "Web"]).await;
    let field = referrer.id;
    template(&desk, ItemKind::Chat, &[TemplateLine { shown: true, ..plain(field) }]).await;
    let of = |n: usize| Some((field, referrer.options[n].id.to_string()));
    for agent in [lars.id, mia.id] {
        desk.connect(agent).await;
    }
    // Sunday the 22nd in the morning, then Monday.
    chats(&desk, desk.sales, &[of(0), of(0), of(1), None]).await;
    desk.clock.advance(24 * 3_600_000);
    for agent in [lars.id, mia.id] {
        desk.connect(agent).await;
    }
    chats(&desk, desk.reservations, &[of(0)]).await;
    chats(&desk, desk.sales, &[None]).await;
    let mut body = details(&referrer);
    body.options[0].text = "Newspaper".into();
    body.options.remove(1);
    desk.admin.call(UpdateField { field, version: 1, body }).await.unwrap();
    let ask = async |body: FieldReportQuery| desk.admin.call(GetFieldReport { field, body }).await;
    let days = ask(query("2026-11-22", "2026-11-23", Bucket::Day, None)).await.unwrap();
    assert_eq!(lines(&days), ["Newspaper [2, 1]", "Web [0, 0]", "TV [1, 0]", "none [1, 1]"]);
    assert_eq!(
        (days.buckets, days.items, &*days.name),
        (vec!["2026-11-22".to_owned(), "2026-11-23".into()], 6, "Referrer")
    );
    let one = ask(query("2026-11-23", "2026-11-23", Bucket::Day, None)).await.unwrap();
    assert_eq!((lines(&one), one.items), (vec!["Newspaper [1]".into(), "Web [0]".into(), "none [1]".to_owned()], 2));
    let weeks = ask(query("2026-11-16", "2026-11-29", Bucket::Week, Some(Cross::Department))).await.unwrap();
    assert_eq!(
        lines(&weeks),
        ["Newspaper/Reservations [0, 1]", "Newspaper/Sales [2, 0]", "TV/Sales [1, 0]", "none/Sales [1, 1]"]
    );
    let months = ask(query("2026-10-01", "2026-11-30", Bucket::Month, Some(Cross::Agent))).await.unwrap();
    assert_eq!(lines(&months), ["Newspaper/Lars [0, 2]", "Newspaper/Mia [0, 1]", "TV/Lars [0, 1]", "none/Lars [0, 2]"]);
    // In Nuuk, two hours behind since its summer of one hour ended, Sunday's first chats were Saturday's.
    for from in ["2026-11-21", "2026-10-01"] {
        let body =
            FieldReportQuery { time_zone: "America/Nuuk".into(), ..query(from, "2026-11-22", Bucket::Day, None) };
        let counts = ask(body).await.unwrap().rows.remove(0).counts;
        assert_eq!(counts[counts.len() - 2..], [2, 1], "from {from}");
    }
    let nowhere =
        FieldReportQuery { time_zone: "Middle/Earth".into(), ..query("2026-11-22", "2026-11-22", Bucket::Day, None) };
    assert_eq!(why(ask(nowhere).await), is(422, "time_zone unknown"));
    for (body, wrong) in [
        (query("2026-02-30", "2026-11-22", Bucket::Day, None), "from malformed"),
        (query("2026-11-22", "tomorrow", Bucket::Day, None), "to malformed"),
        (query("2020-01-01", "2026-11-22", Bucket::Day, None), "to too_long"),
    ] {
        assert_eq!(why(ask(body).await), is(422, wrong));
    }
    // Each sees what may be seen: in the groups that grant it; and nobody from outside what is confidential.
    for group in [desk.sales_group, desk.reservations_group] {
        let permissions = Permissions::of(&[Permission::SeeReports]);
        desk.admin
            .call(SetGroupPermissions { group, version: 1, body: GroupPermissions { permissions } })
            .await
            .unwrap();
    }
    let all = || query("2026-11-01", "2026-11-30", Bucket::Month, None);
    let items = async |api: &client::Api| api.call(GetFieldReport { field, body: all() }).await.unwrap().items;
    assert_eq!((items(&lars.api).await, items(&mia.api).await, items(&desk.admin).await), (5, 1, 6));
    let nina = desk.employee("Nina", &[Role::Agent]).await;
    let body = all();
    assert_eq!(why(nina.api.call(GetFieldReport { field, body }).await), is(403, "forbidden"));
    confidential(&desk, desk.reservations).await;
    assert_eq!((items(&mia.api).await, items(&desk.admin).await), (1, 5));
    // Several answers count for each, and the item once.
    desk.clock.advance(24 * 3_600_000);
    desk.connect(lars.id).await;
    let (visitor, _) = desk.visitor().await;
    let both = [0, 2].map(|n| referrer.options[n].id.to_string()).to_vec();
    let body =
        NewChat { values: vec![contract::fields::GivenValue { field, value: both }], ..new_chat(desk.sales, "Hello") };
    visitor.call(StartChat { body }).await.unwrap();
    let day = ask(query("2026-11-24", "2026-11-24", Bucket::Day, None)).await.unwrap();
    assert_eq!((lines(&day), day.items), (vec!["Newspaper [1]".to_owned(), "Web [1]".into()], 1));
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_35_a_table_holds_no_formula(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    desk.connect(lars.id).await;
    let word = field(&desk, "=Word", FieldType::Line).await;
    template(&desk, ItemKind::Chat, &[TemplateLine { shown: true, ..plain(word) }]).await;
    let hostile = ["=HYPERLINK(\"http://evil\")", "+1", "-1", "@SUM(A1)", "a,b", "\t=1"];
    chats(&desk, desk.sales, &hostile.map(|text| Some((word, text.to_owned())))).await;
    let oda = cookie(&desk.server, "oda").await;
    let target = format!("/api/v1/reports/fields/{word}/csv?kind=chat&from=2026-11-22&to=2026-11-22&bucket=day");
    let answer = Raw::new("GET", target).by(&oda).send(&desk.server).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/csv; charset=utf-8"), "{}", answer.text);
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"report.csv\"");
    let mut lines: Vec<&str> = answer.text.lines().collect();
    assert_eq!(lines.remove(0), "'=Word,2026-11-22,Total");
    lines.sort_unstable();
    let written =
        ["\"'=HYPERLINK(\"\"http://evil\"\")\",1,1", "\"a,b\",1,1", "'+1,1,1", "'-1,1,1", "'=1,1,1", "'@SUM(A1),1,1"];
    assert_eq!(lines, written);
}
