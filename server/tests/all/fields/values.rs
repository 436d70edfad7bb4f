//! Values on every path: a visitor's chat, a message left, the agents' changes, replying and closing.

use contract::{
    FieldId,
    chat::{AtEpoch, EndChat, GetChat, GetChatLog, InternalEvent, LogPosition, NewChatMessage, SendChatMessage},
    fields::{
        Condition, FieldType, GetChatFields, GetTicketFields, GivenValue, ItemFields, ItemKind, NewValues,
        SetChatFields, SetTicketFields, TemplateLine, UpdateField,
    },
    history::{HistoryFilter, ListHistory, Subject},
    people::Role,
    portal::LeavePortalMessage,
    tickets::{
        CreateTicket, GetTicket, ListTickets, NewReply, NewTicket, Priority, ReplyToTicket, TicketDetails,
        TicketFilter, TicketStatus, UpdateTicket,
    },
    widget::{EndVisitorChat, LeaveMessage, NewChat, NewLeftMessage, StartChat},
};
use rstest::rstest;

use super::{choice, details, field, given, template};
use crate::{
    refusals::{is, refused, why},
    scene::{Raw, plain},
    support::{Backend, Desk, client_id, new_chat},
};

fn chat(desk: &Desk, values: Vec<GivenValue>) -> StartChat {
    let body =
        NewChat { name: "Vera".into(), email: "vera@example.com".into(), values, ..new_chat(desk.sales, "Hello") };
    StartChat { body }
}

fn left(desk: &Desk, values: Vec<GivenValue>) -> NewLeftMessage {
    NewLeftMessage {
        client_id: client_id(),
        department: desk.sales,
        name: "Vera".into(),
        email: "vera@example.com".into(),
        subject: "Printer".into(),
        text: "It smokes".into(),
        values,
    }
}

fn shown(fields: &ItemFields) -> Vec<String> {
    let name = |id: FieldId| fields.fields.iter().find(|field| field.id == id).map(|field| field.name.clone()).unwrap();
    fields.answered.values.iter().map(|value| format!("{}: {}", name(value.field), value.shown.join(", "))).collect()
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn what_visitors_answer_stands_with_the_chat(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    desk.connect(lars.id).await;
    let referrer = choice(&desk, "Referrer", FieldType::Choice, &["Magazine", "TV"]).await;
    let [page, secret] = [field(&desk, "Page", FieldType::Number).await, field(&desk, "Secret", FieldType::Line).await];
    let (magazine, tv) = (referrer.options[0].id, referrer.options[1].id);
    let lines = [
        TemplateLine { shown: true, required: true, ..plain(referrer.id) },
        TemplateLine {
            shown: true,
            condition: Some(Condition { field: referrer.id, is: vec![magazine.to_string()] }),
            ..plain(page)
        },
        plain(secret),
    ];
    template(&desk, ItemKind::Chat, &lines).await;
    let (vera, _) = desk.visitor().await;
    let refused = async |values: Vec<GivenValue>| why(vera.call(chat(&desk, values)).await);
    let told = |field: FieldId, code: &str| is(422, &format!("values.{field} {code}"));
    assert_eq!(refused(vec![]).await, told(referrer.id, "required"));
    assert_eq!(refused(vec![given(referrer.id, "Magazine")]).await, told(referrer.id, "unknown"));
    assert_eq!(refused(vec![given(referrer.id, tv), given(secret, "x")]).await, told(secret, "unknown"));
    let odd = FieldId(uuid::Uuid::new_v4());
    assert_eq!(refused(vec![given(referrer.id, tv), given(odd, "x")]).await, told(odd, "unknown"));
    assert_eq!(refused(vec![given(referrer.id, magazine), given(page, "twelve")]).await, told(page, "malformed"));
    let start = chat(&desk, vec![given(referrer.id, magazine), given(page, "12.50")]);
    let begun = vera.call(start.clone()).await.unwrap().id;
    assert_eq!(vera.call(start).await.unwrap().id, begun, "sent again");
    let fields = lars.api.call(GetChatFields { chat: begun, body: () }).await.unwrap();
    let mut all = shown(&fields);
    all.sort();
    assert_eq!((all, fields.answered.version), (vec!["Page: 12.5".to_owned(), "Referrer: Magazine".into()], 1));
    assert_eq!((fields.lines.len(), fields.fields.len()), (3, 3));
    // What depends on another answer is not kept without it.
    vera.call(EndVisitorChat { chat: begun, body: () }).await.unwrap();
    let second = vera.call(chat(&desk, vec![given(referrer.id, tv), given(page, "7")])).await.unwrap().id;
    let fields = lars.api.call(GetChatFields { chat: second, body: () }).await.unwrap();
    assert_eq!(shown(&fields), ["Referrer: TV"]);
    // Renaming and removing options rewrites nothing that was answered.
    let mut body = details(&referrer);
    body.options[0].text = "Newspaper".into();
    body.options.remove(1);
    desk.admin.call(UpdateField { field: referrer.id, version: 1, body }).await.unwrap();
    let fields = lars.api.call(GetChatFields { chat: second, body: () }).await.unwrap();
    assert_eq!(shown(&fields), ["Referrer: TV"]);
    vera.call(EndVisitorChat { chat: second, body: () }).await.unwrap();
    assert_eq!(refused(vec![given(referrer.id, tv)]).await, told(referrer.id, "unknown"), "it is archived");
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn what_comes_with_a_message_stands_with_the_ticket(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let desk = Desk::on(backend).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    let phone = field(&desk, "Call me", FieldType::Phone).await;
    let [team, old] = [field(&desk, "Team", FieldType::Line).await, field(&desk, "Old", FieldType::Line).await];
    let mut body = details(&desk.admin.call(contract::fields::GetField { field: team, body: () }).await.unwrap());
    body.default = vec!["Travel".into()];
    desk.admin.call(UpdateField { field: team, version: 1, body }).await.unwrap();
    template(&desk, ItemKind::Ticket, &[TemplateLine { shown: true, ..plain(phone) }, plain(team)]).await;
    let (vera, _) = desk.visitor().await;
    let wrong = vera.call(LeaveMessage { body: left(&desk, vec![given(phone, "never")]) }).await;
    assert_eq!(why(wrong), is(422, &format!("values.{phone} malformed")));
    let wrong = desk.stranger().call(LeavePortalMessage { body: left(&desk, vec![given(old, "x")]) }).await;
    assert_eq!(why(wrong), is(422, &format!("values.{old} unknown")));
    vera.call(LeaveMessage { body: left(&desk, vec![given(phone, "+47 22 33 44 55")]) }).await.unwrap();
    desk.stranger()
        .call(LeavePortalMessage { body: left(&desk, vec![given(phone, "+1 602 555 0100")]) })
        .await
        .unwrap();
    let tickets = lars.api.call(ListTickets { body: TicketFilter::default() }).await.unwrap().items;
    let mut found = Vec::new();
    for row in tickets {
        let mut all = shown(&lars.api.call(GetTicketFields { ticket: row.id, body: () }).await.unwrap());
        all.sort();
        found.push(all.join(", "));
    }
    found.sort();
    assert_eq!(found, ["Call me: +1 602 555 0100, Team: Travel", "Call me: +47 22 33 44 55, Team: Travel"]);
    // The same without script.
    let form = form_urlencoded::Serializer::new(String::new())
        .append_pair("department", &desk.sales.to_string())
        .append_pair("email", "v@example.org")
        .append_pair("text", "Hello")
        .append_pair(&format!("values.{phone}"), "nobody knows")
        .finish();
    let send = |form: String| Raw::new("POST", "/message").text("application/x-www-form-urlencoded", form);
    let page = send(form.clone()).send(&desk.server).await;
    assert_eq!((page.status, page.text.contains("nobody knows")), (422, true), "{}", page.text);
    let sent = send(form.replace("nobody+knows", "%2B4722334455")).send(&desk.server).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    let newest = lars.api.call(ListTickets { body: TicketFilter::default() }).await.unwrap().items;
    let mut found = Vec::new();
    for row in newest {
        found.extend(shown(&lars.api.call(GetTicketFields { ticket: row.id, body: () }).await.unwrap()));
    }
    assert!(found.contains(&"Call me: +4722334455".to_owned()), "{found:?}");
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn agents_fill_before_they_reply_and_close(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    desk.connect(lars.id).await;
    let lars = lars.api;
    let [serial, cause] = [field(&desk, "Serial", FieldType::Line).await, field(&desk, "Cause", FieldType::Line).await];
    let (vera, _) = desk.visitor().await;
    let chat = vera.call(chat(&desk, vec![])).await.unwrap().id;
    let lines = [
        TemplateLine { before_reply: true, ..plain(serial) },
        TemplateLine { before_close: true, condition: Some(Condition { field: serial, is: vec![] }), ..plain(cause) },
    ];
    template(&desk, ItemKind::Chat, &lines).await;
    template(&desk, ItemKind::Ticket, &lines).await;
    let epoch = lars.call(GetChat { chat, body: () }).await.unwrap().row.epoch;
    let say = |text: &str| NewChatMessage { client_id: client_id(), text: text.into(), epoch };
    let problem = refused(lars.call(SendChatMessage { chat, body: say("Hello") }).await);
    assert_eq!((problem.status, &*problem.code), (409, "fields_missing"));
    assert_eq!((&*problem.fields[0].field, &*problem.fields[0].message), (&*format!("values.{serial}"), "Serial"));
    let set = |version, values| SetChatFields { chat, version, body: NewValues { values } };
    let fields = lars.call(set(0, vec![given(serial, "A-1")])).await.unwrap();
    assert_eq!((shown(&fields), fields.answered.version), (vec!["Serial: A-1".to_owned()], 1));
    let said = say("Hello");
    lars.call(SendChatMessage { chat, body: said.clone() }).await.unwrap();
    let problem = refused(lars.call(EndChat { chat, body: AtEpoch { epoch } }).await);
    assert_eq!((&*problem.code, &*problem.fields[0].field), ("fields_missing", &*format!("values.{cause}")));
    assert_eq!(why(lars.call(set(0, vec![given(cause, "Dust")])).await), is(409, "stale"));
    let odd = FieldId(uuid::Uuid::new_v4());
    assert_eq!(why(lars.call(set(1, vec![given(odd, "x")])).await), is(422, &format!("values.{odd} unknown")));
    lars.call(set(1, vec![given(cause, "Dust")])).await.unwrap();
    // Taking the serial number away takes along what depended on it.
    let none = GivenValue { field: serial, value: vec![] };
    assert_eq!(shown(&lars.call(set(2, vec![none])).await.unwrap()), Vec::<String>::new());
    // What was accepted before stays accepted when it is sent again; what is new is not.
    lars.call(SendChatMessage { chat, body: said }).await.unwrap();
    assert_eq!(refused(lars.call(SendChatMessage { chat, body: say("More") }).await).code, "fields_missing");
    lars.call(EndChat { chat, body: AtEpoch { epoch } }).await.unwrap();
    lars.call(set(3, vec![given(serial, "A-2")])).await.unwrap();
    let log = lars.call(GetChatLog { chat, body: LogPosition::default() }).await.unwrap();
    let told = log.internal.iter().filter_map(|entry| match &entry.event {
        InternalEvent::Fields { by, changes } => {
            let change = |it: &contract::history::FieldChange| format!("{} {:?} {:?}", it.field, it.from, it.to);
            Some(format!("{}: {}", by.name, changes.iter().map(change).collect::<Vec<_>>().join(", ")))
        }
        _ => None,
    });
    let told: Vec<String> = told.collect();
    assert_eq!(told[..2], ["Lars: Serial None Some(\"A-1\")", "Lars: Cause None Some(\"Dust\")"]);
    assert!(told[2].contains("Serial Some(\"A-1\") None") && told[2].contains("Cause Some(\"Dust\") None"), "{told:?}");

    // The same on a ticket; one that an agent opens is a reply.
    let new = |values| NewTicket {
        client_id: client_id(),
        department: desk.sales,
        subject: "Printer".into(),
        email: "vera@example.com".into(),
        name: String::new(),
        text: "We found it.".into(),
        values,
    };
    assert_eq!(why(lars.call(CreateTicket { body: new(vec![]) }).await), is(422, &format!("values.{serial} required")));
    let made = lars.call(CreateTicket { body: new(vec![given(serial, "B-1")]) }).await.unwrap().row;
    let ticket = made.id;
    let set = |version, values| SetTicketFields { ticket, version, body: NewValues { values } };
    let close = async || {
        let version = lars.call(GetTicket { ticket, body: () }).await.unwrap().row.version;
        let body = TicketDetails { status: TicketStatus::Closed, priority: Priority::Normal };
        lars.call(UpdateTicket { ticket, version, body }).await
    };
    assert_eq!(refused(close().await).code, "fields_missing");
    lars.call(set(1, vec![GivenValue { field: serial, value: vec![String::new()] }])).await.unwrap();
    let reply = NewReply { client_id: client_id(), text: "Hello".into(), files: Vec::new() };
    assert_eq!(refused(lars.call(ReplyToTicket { ticket, body: reply.clone() }).await).code, "fields_missing");
    lars.call(set(2, vec![given(serial, "B-2"), given(cause, "Dust")])).await.unwrap();
    lars.call(ReplyToTicket { ticket, body: reply }).await.unwrap();
    assert_eq!(close().await.unwrap().row.status, TicketStatus::Closed);
    let body = HistoryFilter { subject: Subject::Ticket, id: ticket.0, after: None };
    let told = lars.call(ListHistory { body }).await.unwrap().items;
    let told = told.iter().find(|entry| entry.act == "fields_changed").unwrap();
    let changes: Vec<_> = told.changes.iter().map(|it| (&*it.field, it.from.as_deref(), it.to.as_deref())).collect();
    assert!(changes.contains(&("Serial", None, Some("B-2"))) && changes.len() == 2, "{changes:?}");
    // Who may only look, or may not even know, changes nothing.
    let nina = desk.employee("Nina", &[Role::Agent]).await.api;
    assert_eq!(why(nina.call(set(3, vec![])).await), is(403, "forbidden"));
    assert_eq!(nina.call(GetChatFields { chat, body: () }).await.unwrap().answered.version, 4, "among what is history");
}
