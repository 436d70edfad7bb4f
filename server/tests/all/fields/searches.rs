//! Searches in an uploaded table: what is set, what a customer's form and an agent find, and who may.

use base64::{Engine, prelude::BASE64_STANDARD};
use contract::{
    FieldId, SearchId,
    chat::{GetChatLog, InternalEvent, LogPosition},
    fields::{
        ArchiveField, FieldType, GetChatFields, GivenValue, ItemFields, ItemKind, NewValues, SetChatFields,
        SetTicketFields, TemplateLine,
    },
    history::{HistoryFilter, HistorySearch, ListHistory, SearchHistory, Subject},
    people::Role,
    searches::{
        ArchiveSearchTemplate, CreateSearchTemplate, GetSearchTemplate, ListSearchTemplates, NewSearchSecret,
        NewSearchTable, SearchBy, SearchDetails, SearchForChat, SearchForTicket, SearchInput, SearchOutcome,
        SearchResult, SearchSource, SearchTemplate, SearchTried, SearchTry, SetSearchSecret, SetSearchTable,
        TriedInput, TrySearchTemplate, UpdateSearchTemplate,
    },
    tickets::{ListTickets, TicketFilter},
    widget::{LeaveMessage, NewChat, NewLeftMessage, StartChat},
};
use rstest::rstest;
use sea_orm::entity::prelude::*;
use server::{
    fields::tables::{search_rows, searches},
    platform::jobs,
};

use super::{choice, field, given, template};
use crate::{
    refusals::{is, why},
    scene::plain,
    support::{Backend, Desk, client_id, new_chat},
};

/// What a search is made of, with one input and one result.
pub fn details(input: (&str, FieldId), result: (&str, FieldId), source: SearchSource) -> SearchDetails {
    SearchDetails {
        name: "Devices".into(),
        kinds: vec![ItemKind::Chat, ItemKind::Ticket],
        required: false,
        inputs: vec![SearchInput { name: input.0.into(), field: input.1 }],
        results: vec![SearchResult { from: result.0.into(), field: result.1 }],
        source,
        timeout_ms: 5_000,
        cache_seconds: 0,
    }
}

pub async fn make(desk: &Desk, body: SearchDetails) -> SearchTemplate {
    desk.admin.call(CreateSearchTemplate { body }).await.unwrap()
}

pub async fn change(desk: &Desk, search: SearchId, body: SearchDetails) -> SearchTemplate {
    let version = desk.admin.call(GetSearchTemplate { search, body: () }).await.unwrap().version;
    desk.admin.call(UpdateSearchTemplate { search, version, body }).await.unwrap()
}

pub async fn try_out(desk: &Desk, search: SearchId, name: &str, value: &str) -> SearchTried {
    let inputs = vec![TriedInput { name: name.into(), value: value.into() }];
    desk.admin.call(TrySearchTemplate { search, body: SearchTry { inputs } }).await.unwrap()
}

/// A chat that a visitor of one's own begins, with an answer.
pub fn chat(desk: &Desk, values: Vec<GivenValue>) -> StartChat {
    let body =
        NewChat { name: "Vera".into(), email: "vera@example.com".into(), values, ..new_chat(desk.sales, "Hello") };
    StartChat { body }
}

fn table(search: SearchId, version: i64, text: &str) -> SetSearchTable {
    SetSearchTable { search, version, body: NewSearchTable { data: BASE64_STANDARD.encode(text) } }
}

pub fn shown(fields: &ItemFields) -> String {
    let name = |id: FieldId| fields.fields.iter().find(|field| field.id == id).map(|field| field.name.clone()).unwrap();
    let mut shown: Vec<String> = fields
        .answered
        .values
        .iter()
        .map(|value| format!("{}: {}", name(value.field), value.shown.join(", ")))
        .collect();
    shown.sort();
    shown.join("; ")
}

const DEVICES: &str = "Serial;Product;Bought;Guaranteed;Note\n\
    A-1;lamp;2025-03-01T00:00:00;yes;=1+1\n\
    A-2;Desk;some day;no;fine\n\
    a-1 ;Desk;2024-01-01;no;later\n";

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn what_is_known_of_a_number_fills_the_other_fields(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let desk = Desk::on(backend).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 9).await;
    desk.connect(lars.id).await;
    let serial = field(&desk, "Serial", FieldType::Line).await;
    let product = choice(&desk, "Product", FieldType::Choice, &["Lamp", "Desk"]).await.id;
    let bought = field(&desk, "Bought", FieldType::Date).await;
    let note = field(&desk, "Note", FieldType::Line).await;
    let lines = [
        TemplateLine { shown: true, ..plain(serial) },
        TemplateLine { shown: true, required: true, ..plain(product) },
        plain(bought),
    ];
    template(&desk, ItemKind::Chat, &lines).await;
    let mut body = details(("Serial", serial), ("Product", product), SearchSource::Table {});
    body.results.push(SearchResult { from: "Bought".into(), field: bought });
    body.results.push(SearchResult { from: "Note".into(), field: note });
    let made = make(&desk, body.clone()).await;
    let search = made.id;
    assert_eq!((made.version, made.rows, made.columns.len(), made.has_secret), (1, 0, 0, false));
    assert_eq!(try_out(&desk, search, "Serial", "A-1").await.outcome, SearchOutcome::NoTable);
    let made = desk.admin.call(table(search, 1, DEVICES)).await.unwrap();
    assert_eq!(
        (made.version, made.rows, made.columns.join(" ")),
        (2, 3, "Serial Product Bought Guaranteed Note".into())
    );

    // The test says what is found, and what would not fit.
    let tried = try_out(&desk, search, "Serial", " a-2 ").await;
    let record: Vec<(&str, &str)> = tried.record.iter().map(|cell| (&*cell.name, &*cell.text)).collect();
    let cells =
        [("Serial", "A-2"), ("Product", "Desk"), ("Bought", "some day"), ("Guaranteed", "no"), ("Note", "fine")];
    assert_eq!((tried.outcome, record), (SearchOutcome::Found, cells.to_vec()));
    let fits: Vec<(FieldId, bool)> = tried.fills.iter().map(|fill| (fill.field, fill.fits)).collect();
    assert_eq!(fits, [(product, true), (bought, false), (note, true)]);
    assert_eq!(try_out(&desk, search, "Serial", "A-3").await.outcome, SearchOutcome::NoMatch);
    let none = desk.admin.call(TrySearchTemplate { search, body: SearchTry { inputs: vec![] } }).await;
    assert_eq!(why(none), is(422, "inputs required"));

    // A visitor types the number; the rest is found, also what visitors do not see.
    let fields_of = async |chat| lars.api.call(GetChatFields { chat, body: () }).await.unwrap();
    let begin = async |values| desk.visitor().await.0.call(chat(&desk, values)).await;
    let one = begin(vec![given(serial, " a-1")]).await.unwrap().id;
    let fields = fields_of(one).await;
    assert_eq!(shown(&fields), "Bought: 2025-03-01; Product: Lamp; Serial: a-1", "the first row that matches");
    assert_eq!((fields.searches.len(), fields.searches[0].search), (1, search));
    assert_eq!(fields.searches[0].inputs, [serial]);
    // What was answered stays; what is asked and is not found must be answered.
    let desk_option = fields.fields.iter().find(|one| one.id == product).unwrap().options[1].id;
    let two = begin(vec![given(serial, "A-1"), given(product, desk_option)]).await.unwrap().id;
    assert_eq!(shown(&fields_of(two).await), "Bought: 2025-03-01; Product: Desk; Serial: A-1");
    let refused = begin(vec![given(serial, "A-9")]).await;
    assert_eq!(why(refused), is(422, &format!("values.{product} required")));
    let refused = begin(vec![]).await;
    assert_eq!(why(refused), is(422, &format!("values.{product} required")));

    // Where a match is required, another number is refused, and none is none.
    let required = SearchDetails { required: true, ..body.clone() };
    assert_eq!(change(&desk, search, required.clone()).await.rows, 3, "the table stays");
    let refused = begin(vec![given(serial, "A-9"), given(product, desk_option)]).await;
    assert_eq!(why(refused), is(422, &format!("values.{serial} no_match")));
    begin(vec![given(product, desk_option)]).await.unwrap();
    // What was begun before is answered, whatever would be found now.
    let (vera, _) = desk.visitor().await;
    let again = chat(&desk, vec![given(serial, "A-2")]);
    let begun = vera.call(again.clone()).await.unwrap();
    desk.admin.call(table(search, 3, "Serial\nB-1\n")).await.unwrap();
    assert_eq!(try_out(&desk, search, "Serial", "A-2").await.outcome, SearchOutcome::NoMatch, "the old rows are gone");
    assert_eq!(vera.call(again).await.unwrap().id, begun.id);

    // Other inputs need another table.
    let other =
        SearchDetails { inputs: vec![SearchInput { name: "Number".into(), field: serial }], ..required.clone() };
    assert_eq!(change(&desk, search, other).await.rows, 0);
    let refused = begin(vec![given(serial, "B-1"), given(product, desk_option)]).await;
    assert_eq!(why(refused), is(422, &format!("values.{serial} not_checked")));
    change(&desk, search, required).await;
    desk.admin.call(ArchiveSearchTemplate { search, body: () }).await.unwrap();
    begin(vec![given(serial, "B-1"), given(product, desk_option)]).await.unwrap();
    assert_eq!(fields_of(one).await.searches, []);
    let gone = desk.admin.call(GetSearchTemplate { search, body: () }).await.unwrap();
    assert!(gone.archived);
    let version = gone.version;
    let refused = desk.admin.call(UpdateSearchTemplate { search, version, body: body.clone() }).await;
    assert_eq!(why(refused), is(409, "archived"));
    // One is in force only where all it looks up is asked.
    let elsewhere = make(&desk, SearchDetails { inputs: body.inputs.clone(), ..body }).await.id;
    assert_eq!(fields_of(one).await.searches[0].search, elsewhere);
    desk.admin.call(ArchiveField { field: serial, body: () }).await.unwrap();
    assert_eq!(fields_of(one).await.searches, []);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn agents_look_up_what_is_filled(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 9).await;
    desk.connect(lars.id).await;
    let lars = lars.api;
    let (serial, product) =
        (field(&desk, "Serial", FieldType::Line).await, field(&desk, "Product", FieldType::Line).await);
    for kind in [ItemKind::Chat, ItemKind::Ticket] {
        template(&desk, kind, &[plain(serial), plain(product)]).await;
    }
    let search = make(&desk, details(("Serial", serial), ("Product", product), SearchSource::Table {})).await.id;
    desk.admin.call(table(search, 1, DEVICES)).await.unwrap();
    let (vera, _) = desk.visitor().await;
    let chat = vera.call(chat(&desk, vec![])).await.unwrap().id;
    let look = |version| SearchForChat { chat, version, body: SearchBy { search } };
    let set = |version, values| SetChatFields { chat, version, body: NewValues { values } };
    let at = |code: &str| is(422, &format!("values.{serial} {code}"));
    assert_eq!(why(lars.call(look(0)).await), at("required"));
    lars.call(set(0, vec![given(serial, "A-9"), given(product, "Chair")])).await.unwrap();
    assert_eq!(why(lars.call(look(1)).await), at("no_match"));
    lars.call(set(1, vec![given(serial, "A-2")])).await.unwrap();
    assert_eq!(why(lars.call(look(1)).await), is(409, "stale"));
    let fields = lars.call(look(2)).await.unwrap();
    assert_eq!((shown(&fields), fields.answered.version), ("Product: Desk; Serial: A-2".to_owned(), 3));
    assert_eq!(lars.call(look(3)).await.unwrap().answered.version, 3, "nothing changed");
    let log = lars.call(GetChatLog { chat, body: LogPosition::default() }).await.unwrap();
    let Some(InternalEvent::Fields { by, changes }) = log.internal.last().map(|entry| &entry.event) else { panic!() };
    let told: Vec<_> = changes.iter().map(|it| (&*it.field, it.from.as_deref(), it.to.as_deref())).collect();
    assert_eq!((&*by.name, told), ("Lars", vec![("Product", Some("Chair"), Some("Desk"))]));
    let other = SearchForChat { chat, version: 3, body: SearchBy { search: SearchId(uuid::Uuid::new_v4()) } };
    assert_eq!(why(lars.call(other).await), is(422, "search unknown"));
    // Who may only look, looks nothing up.
    let nina = desk.employee("Nina", &[Role::Agent]).await.api;
    assert!([403, 404].contains(&why(nina.call(look(3)).await).0));

    // The same with a ticket, by a message left.
    let body = NewLeftMessage {
        client_id: client_id(),
        department: desk.sales,
        name: "Vera".into(),
        email: "vera@example.com".into(),
        subject: "Lamp".into(),
        text: "It smokes".into(),
        values: vec![],
    };
    vera.call(LeaveMessage { body }).await.unwrap();
    let ticket = lars.call(ListTickets { body: TicketFilter::default() }).await.unwrap().items[0].id;
    let values = vec![given(serial, "A-1")];
    lars.call(SetTicketFields { ticket, version: 0, body: NewValues { values } }).await.unwrap();
    let look = SearchForTicket { ticket, version: 1, body: SearchBy { search } };
    assert_eq!(shown(&lars.call(look.clone()).await.unwrap()), "Product: lamp; Serial: A-1");
    assert!([403, 404].contains(&why(nina.call(look).await).0));
    let body = HistoryFilter { subject: Subject::Ticket, id: ticket.0, after: None };
    assert_eq!(lars.call(ListHistory { body }).await.unwrap().items[0].act, "fields_changed");
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn what_is_set_is_checked_and_told(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let (serial, product) =
        (field(&desk, "Serial", FieldType::Line).await, field(&desk, "Product", FieldType::Line).await);
    let body = details(("serial", serial), ("product", product), SearchSource::Table {});
    let refused = async |change: &dyn Fn(&mut SearchDetails)| {
        let mut body = body.clone();
        change(&mut body);
        why(desk.admin.call(CreateSearchTemplate { body }).await)
    };
    let odd = FieldId(uuid::Uuid::new_v4());
    assert_eq!(refused(&|it| it.name = "\u{200b}".into()).await, is(422, "name malformed"));
    assert_eq!(refused(&|it| it.kinds.clear()).await, is(422, "kinds required"));
    assert_eq!(refused(&|it| it.inputs.clear()).await, is(422, "inputs required"));
    assert_eq!(refused(&|it| it.inputs[0].field = odd).await, is(422, "inputs[0].field unknown"));
    let twice = refused(&|it| it.inputs.push(it.inputs[0].clone())).await;
    assert_eq!(twice, is(422, "inputs[1].name taken, inputs[1].field taken"));
    assert_eq!(refused(&|it| it.results[0].field = odd).await, is(422, "results[0].field unknown"));
    assert_eq!(refused(&|it| it.results.push(it.results[0].clone())).await, is(422, "results[1].field taken"));
    assert_eq!(refused(&|it| it.timeout_ms = 10_001).await, is(422, "timeout_ms too_large"));
    let http = |url: &str, header: &str, at: &str| SearchSource::Http {
        url: url.into(),
        header: header.into(),
        at: at.into(),
    };
    for (source, wrong) in [
        (http("https://{serial}.example.com/", "", ""), "source.url malformed"),
        (http("https://example.com@{serial}/", "", ""), "source.url malformed"),
        (http("https://example.com/{number}", "", ""), "source.url unknown"),
        (http("http://example.com/{serial}", "", ""), "source.url forbidden"),
        (http("https://127.1/{serial}", "", ""), "source.url forbidden"),
        (http("https://[::ffff:169.254.169.254]/{serial}", "", ""), "source.url forbidden"),
        (http("https://ann:secret@example.com/{serial}", "", ""), "source.url forbidden"),
        (http("file:///etc/{serial}", "", ""), "source.url malformed"),
        (http("https://example.com/{serial}", "Host", ""), "source.header malformed"),
        (http("https://example.com/{serial}", "X-Key\r\nCookie", ""), "source.header malformed"),
        (http("https://example.com/{serial}", "X-Key", "data"), "source.at malformed"),
        (SearchSource::Sql { database: "desk".into(), statement: "SELECT :serial".into() }, "source.database unknown"),
    ] {
        assert_eq!(refused(&|it| it.source = source.clone()).await, is(422, wrong), "{source:?}");
    }
    let spaced = refused(&|it| {
        (it.source, it.inputs[0].name) = (http("https://example.com/{serial}", "", ""), "Serial number".into());
    })
    .await;
    assert_eq!(spaced, is(422, "inputs[0].name malformed, source.url unknown"));

    // A secret goes where it was set for, and is never told.
    let https = |host: &str| SearchDetails {
        source: http(&format!("https://{host}/{{serial}}"), "Authorization", "/data"),
        ..body.clone()
    };
    let search = make(&desk, https("devices.example.com")).await.id;
    let set =
        |version, secret: &str| SetSearchSecret { search, version, body: NewSearchSecret { secret: secret.into() } };
    assert_eq!(why(desk.admin.call(set(1, "a\r\nb")).await), is(422, "secret malformed"));
    assert!(desk.admin.call(set(1, "Bearer tulip")).await.unwrap().has_secret);
    assert_eq!(why(desk.admin.call(set(1, "")).await), is(409, "stale"));
    let mut renamed = https("devices.example.com");
    renamed.name = "Machines".into();
    assert!(change(&desk, search, renamed).await.has_secret);
    assert!(!change(&desk, search, https("evil.example")).await.has_secret);
    let list = desk.admin.call(ListSearchTemplates { body: () }).await.unwrap();
    assert!(!format!("{list:?}").contains("tulip"));
    assert_eq!(why(desk.admin.call(table(search, 4, DEVICES)).await), is(422, "data other_source"));
    let table_of = make(&desk, body.clone()).await.id;
    let secret = SetSearchSecret { search: table_of, version: 1, body: NewSearchSecret { secret: "a".into() } };
    assert_eq!(why(desk.admin.call(secret).await), is(422, "secret no_header"));

    // Its history is for those who set it: it holds addresses and statements.
    let body = HistoryFilter { subject: Subject::Search, id: search.0, after: None };
    let told = desk.admin.call(ListHistory { body: body.clone() }).await.unwrap().items;
    assert!(!format!("{told:?}").contains("tulip"));
    let acts: Vec<(&str, String)> = told
        .iter()
        .rev()
        .map(|entry| (&*entry.act, entry.changes.iter().map(|it| &*it.field).collect::<Vec<_>>().join(" ")))
        .collect();
    let made = "cache_seconds inputs kinds name required results source timeout_ms";
    let expected = [("created", made), ("changed", "secret"), ("changed", "name"), ("changed", "name source secret")];
    assert_eq!(acts, expected.map(|(act, fields)| (act, fields.to_owned())));
    let lars = desk.employee("Lars", &[Role::Agent]).await.api;
    assert_eq!(why(lars.call(ListHistory { body }).await), is(404, "not_found"));
    let day = HistorySearch {
        subject: Some(Subject::Search),
        from: "2026-11-22".into(),
        to: "2026-11-22".into(),
        ..HistorySearch::default()
    };
    let found = desk.admin.call(SearchHistory { body: day }).await.unwrap().items;
    assert!(found.len() == 5 && found.iter().all(|line| line.name.as_deref() == Some("Devices")), "{found:?}");
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_35_a_table_is_taken_whole_or_not_at_all(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let (serial, note) = (field(&desk, "Serial", FieldType::Line).await, field(&desk, "Note", FieldType::Line).await);
    let search = make(&desk, details(("Serial", serial), ("Note", note), SearchSource::Table {})).await.id;
    desk.admin.call(table(search, 1, DEVICES)).await.unwrap();
    for (text, wrong) in [
        ("Number,Note\n1,2\n", "data missing_column"),
        ("Serial,Note\n1\n", "data ragged"),
        ("Serial,Note\n1,\"2\n3,4\n", "data open_quote"),
        ("Serial,Serial\n1,2\n", "data columns"),
        ("", "data required"),
        ("Serial,Note\n", "data required"),
    ] {
        assert_eq!(why(desk.admin.call(table(search, 2, text)).await), is(422, wrong), "{text:?}");
    }
    let many = format!("Serial\n{}", "1\n".repeat(100_001));
    let told = crate::refusals::refused(desk.admin.call(table(search, 2, &many)).await);
    assert_eq!(told.fields[0].message, "line 100002: the table has more than 100,000 rows");
    let data = "no base64".into();
    let odd = SetSearchTable { search, version: 2, body: NewSearchTable { data } };
    assert_eq!(why(desk.admin.call(odd).await), is(422, "data malformed"));
    assert_eq!(why(desk.admin.call(table(search, 1, DEVICES)).await), is(409, "stale"));
    // Nothing of that was kept. What looks like a formula is a text.
    let note = async |serial: &str| {
        let tried = try_out(&desk, search, "Serial", serial).await;
        tried.fills.first().map(|fill| fill.text.clone())
    };
    assert_eq!(note("A-1").await.as_deref(), Some("=1+1"));
    let odd = "A-1' OR '1'='1";
    assert_eq!(note(odd).await, None);
    let rows = (0..3_000).map(|number| format!("{number},{number} pieces\n")).collect::<String>();
    let many = desk.admin.call(table(search, 2, &format!("Serial,Note\n{rows}\"{odd}\",odd\n"))).await.unwrap();
    assert_eq!((many.rows, many.version), (3_001, 3));
    assert_eq!(note("2999").await.as_deref(), Some("2999 pieces"));
    assert_eq!(note(odd).await.as_deref(), Some("odd"));
    assert_eq!(note("A-1").await, None);
}

/// How many rows of tables there are, once what is due was done.
async fn rows(desk: &Desk) -> u64 {
    jobs::run_due(&desk.server.app).await.unwrap();
    search_rows::Entity::find().count(desk.server.app.db().read()).await.unwrap()
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn rows_that_no_search_looks_in_are_forgotten(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    const HOUR: i64 = 60 * 60 * 1000;
    let desk = Desk::on(backend).await;
    let (serial, note) = (field(&desk, "Serial", FieldType::Line).await, field(&desk, "Note", FieldType::Line).await);
    let search = make(&desk, details(("Serial", serial), ("Note", note), SearchSource::Table {})).await.id;
    let found = async |text: &str| try_out(&desk, search, "Serial", text).await.outcome;
    let kept = "Serial,Note\nB-1,\nB-2,\nB-3,\n";
    desk.admin.call(table(search, 1, DEVICES)).await.unwrap();
    assert_eq!(rows(&desk).await, 2);
    desk.admin.call(table(search, 2, kept)).await.unwrap();
    assert_eq!(rows(&desk).await, 3);
    // Those that came whole stay; of another search, whose upload was cut off before it could be looked in, none do.
    let other = make(&desk, details(("Serial", serial), ("Note", note), SearchSource::Table {})).await.id;
    desk.admin.call(table(other, 1, DEVICES)).await.unwrap();
    let cut_off = searches::Entity::update_many()
        .col_expr(searches::Column::UploadId, Expr::value(None::<uuid::Uuid>))
        .filter(searches::Column::Id.eq(other.0));
    desk.server.app.db().write(move |tx| Box::pin(async move { cut_off.exec(tx).await })).await.unwrap();
    assert_eq!(rows(&desk).await, 5);
    desk.clock.advance(HOUR);
    assert_eq!(rows(&desk).await, 3);
    assert_eq!(found("b-3").await, SearchOutcome::Found);
    desk.admin.call(ArchiveSearchTemplate { search, body: () }).await.unwrap();
    assert_eq!(rows(&desk).await, 0);
}
