//! What a console may hear changes while it listens: it hears no more than it may, and all that it newly may.

use contract::{
    ChatId, DepartmentId, GroupId,
    chat::{AtEpoch, CommentOnChat, Destination, GetChat, ListOpenChats, NewComment, TakeChat, Transfer, TransferChat},
    departments::{
        CreateDepartment, CreateGroup, DepartmentDetails, GetCompany, GetDepartment, GroupDetails, NewDepartment, Part,
        UpdateDepartment, Visibility,
    },
    live::{AgentFrame, ClientFrame},
    people::{GetPerson, PersonDetails, Role, UpdatePerson},
    tickets::{GetTicket, ListTickets, TakeTicket, TicketFilter},
    widget::{EndVisitorChat, LeaveMessage, NewLeftMessage, NewVisitorMessage, SendVisitorMessage, StartChat},
};
use rstest::rstest;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement, TransactionTrait};
use server::{Server, people::RightsChanged};

use super::console::Console;
use crate::{
    ears::{Ear, listen, serve},
    scene::cookie,
    support::{Backend, Desk, client_id, new_chat},
};

pub(super) async fn console(address: std::net::SocketAddr, server: &Server, login: &str) -> Ear<AgentFrame> {
    let caller = cookie(server, login).await;
    let mut ear = listen(address, &caller, ClientFrame::Console, &[]).await.unwrap();
    assert!(matches!(ear.next().await, Some(AgentFrame::Welcome { .. })));
    ear
}

async fn start(desk: &Desk) -> ChatId {
    start_by(desk).await.1
}

async fn start_by(desk: &Desk) -> (client::Api, ChatId) {
    let body = new_chat(desk.sales, "Hello");
    let visitor = desk.visitor().await.0;
    let chat = visitor.call(StartChat { body }).await.unwrap().id;
    (visitor, chat)
}

async fn leave_message(desk: &Desk, department: DepartmentId) {
    let body = NewLeftMessage {
        client_id: client_id(),
        department,
        name: "Vera".into(),
        email: "vera@example.com".into(),
        subject: "Rail pass".into(),
        text: "Where is it?".into(),
        values: Vec::new(),
    };
    desk.visitor().await.0.call(LeaveMessage { body }).await.unwrap();
}

async fn take(api: &client::Api, chat: ChatId) {
    let epoch = api.call(GetChat { chat, body: () }).await.unwrap().row.epoch;
    api.call(TakeChat { chat, body: AtEpoch { epoch } }).await.unwrap();
}

/// Everything until the socket closes.
async fn until_it_closes(ear: &mut Ear<AgentFrame>) -> Vec<AgentFrame> {
    let mut frames = Vec::new();
    while let Some(frame) = ear.next().await {
        frames.push(frame);
    }
    frames
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn who_watches_a_chat_loses_it_where_it_is_confidential(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let desk = Desk::on(backend).await;
    let known = desk.admin.call(GetDepartment { department: desk.reservations, body: () }).await.unwrap();
    let body = DepartmentDetails { confidential: true, ..known.details };
    desk.admin.call(UpdateDepartment { department: desk.reservations, version: known.version, body }).await.unwrap();
    let lars = desk.agent_in("Lars", desk.sales_group, 1).await;
    desk.join(lars.id, desk.reservations_group, Part::Excluded, 1).await;
    desk.connect(lars.id).await;
    desk.employee("Mona", &[Role::Manager]).await;
    let chat = start(&desk).await;
    let address = serve(&desk.server).await;
    let comment = |text: &str| CommentOnChat {
        chat,
        body: NewComment { client_id: client_id(), text: text.into(), asks: Vec::new() },
    };
    let mut mona = console(address, &desk.server, "mona").await;
    mona.say(ClientFrame::Watch { chat });
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    lars.api.call(comment("before")).await.unwrap();
    let epoch = lars.api.call(GetChat { chat, body: () }).await.unwrap().row.epoch;
    let to = Destination::Department(desk.reservations);
    let body = Transfer { destination: to, comment: "between us".into(), epoch };
    lars.api.call(TransferChat { chat, body }).await.unwrap();
    lars.api.call(comment("among us")).await.unwrap();
    let heard = format!("{:?}", until_it_closes(&mut mona).await);
    assert!(heard.contains("before") && !heard.contains("between us") && !heard.contains("among us"), "{heard}");
    // She comes back and asks again: it is not there for her.
    let mut again = console(address, &desk.server, "mona").await;
    again.say(ClientFrame::Watch { chat });
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    lars.api.call(comment("still among us")).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let heard = format!("{:?}", again.now());
    assert!(!heard.contains("among us"), "{heard}");
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn who_sees_everything_hears_of_groups_made_later(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let desk = Desk::on(backend).await;
    desk.employee("Mona", &[Role::Manager]).await;
    desk.employee("Lars", &[Role::Agent]).await;
    let address = serve(&desk.server).await;
    let group = async || -> GroupId {
        let body = GroupDetails { name: "Level 2".into(), front_line: true };
        desk.admin.call(CreateGroup { department: desk.sales, body }).await.unwrap().id
    };
    let department = async || -> GroupId {
        let sales = desk.admin.call(GetDepartment { department: desk.sales, body: () }).await.unwrap();
        let details = DepartmentDetails { name: "Billing".into(), ..sales.details };
        let body =
            NewDepartment { brand: desk.brand, details, visibility: Visibility::Public, front_line: "Level 1".into() };
        desk.admin.call(CreateDepartment { body }).await.unwrap().groups[0].id
    };
    for made_later in [0, 1] {
        let mut mona = console(address, &desk.server, "mona").await;
        let mut lars = console(address, &desk.server, "lars").await;
        let made = if made_later == 0 { group().await } else { department().await };
        assert!(until_it_closes(&mut mona).await.contains(&AgentFrame::Refetch), "she is made to look again");
        let mut mona = console(address, &desk.server, "mona").await;
        let within = desk.admin.call(GetCompany { body: () }).await.unwrap();
        let mut all = within.brands.iter().flat_map(|brand| &brand.departments);
        let home = all.find(|department| department.groups.iter().any(|group| group.id == made)).unwrap().id;
        leave_message(&desk, home).await;
        let heard = loop {
            match mona.next().await {
                Some(AgentFrame::TicketChanged { group, .. }) => break group,
                Some(_) => {}
                None => panic!("nothing was heard of the new group"),
            }
        };
        assert_eq!(heard, made);
        assert!(!lars.now().iter().any(|frame| matches!(frame, AgentFrame::Refetch)), "nothing is new to him");
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_fault_of_ours_signs_nobody_out(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    desk.employee("Lars", &[Role::Agent]).await;
    let address = serve(&desk.server).await;
    let caller = cookie(&desk.server, "lars").await;
    let database = desk.server.app.db().migrating();
    database.execute_unprepared("ALTER TABLE leases RENAME TO leases_away").await.unwrap();
    let mut ear = listen::<AgentFrame>(address, &caller, ClientFrame::Console, &[]).await.unwrap();
    assert_eq!(ear.next().await, None, "it closes without a word, and comes back");
    database.execute_unprepared("ALTER TABLE leases_away RENAME TO leases").await.unwrap();
    let mut ear = listen::<AgentFrame>(address, &caller, ClientFrame::Console, &[]).await.unwrap();
    assert!(matches!(ear.next().await, Some(AgentFrame::Welcome { .. })));
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn one_keeps_and_hears_of_what_one_has_where_one_sees_nothing_else(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let desk = Desk::on(backend).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    desk.join(lars.id, desk.sales_group, Part::Pull, 5).await;
    desk.connect(lars.id).await;
    let mona = desk.employee("Mona", &[Role::Manager]).await;
    desk.connect(mona.id).await;
    let (_, first) = start_by(&desk).await;
    let (visitor, second) = start_by(&desk).await;
    take(&mona.api, first).await;
    take(&mona.api, second).await;
    // She is a manager no more: of Sales she sees nothing but what she has.
    let person = desk.admin.call(GetPerson { person: mona.id, body: () }).await.unwrap();
    let body = PersonDetails {
        username: person.username,
        email: person.email,
        name: person.name,
        roles: vec![Role::Agent],
        active: true,
        ..PersonDetails::default()
    };
    desk.admin.call(UpdatePerson { person: mona.id, version: person.version, body }).await.unwrap();
    let third = start(&desk).await;
    let address = serve(&desk.server).await;
    let mut console = Console::open(&desk, address, "mona", mona.id, &mona.api).await;
    let listed: Vec<ChatId> = console.shown.chats.keys().copied().collect();
    assert_eq!(listed, [first, second], "and not {third}");
    let body = NewVisitorMessage { client_id: client_id(), text: "Still there?".into() };
    visitor.call(SendVisitorMessage { chat: second, body }).await.unwrap();
    console.agrees("a message").await;
    take(&lars.api, first).await;
    console.agrees("a colleague's taking over").await;
    visitor.call(EndVisitorChat { chat: second, body: () }).await.unwrap();
    console.agrees("the end").await;
    assert!(console.shown.chats.is_empty());
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn what_strangers_have_goes_back_when_a_department_becomes_confidential(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let desk = Desk::on(backend).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    desk.join(lars.id, desk.sales_group, Part::Pull, 5).await;
    desk.connect(lars.id).await;
    let mona = desk.employee("Mona", &[Role::Manager]).await;
    desk.connect(mona.id).await;
    let (hers, his) = (start(&desk).await, start(&desk).await);
    take(&mona.api, hers).await;
    take(&lars.api, his).await;
    leave_message(&desk, desk.sales).await;
    let ticket = lars.api.call(ListTickets { body: TicketFilter::default() }).await.unwrap().items[0].id;
    mona.api.call(TakeTicket { ticket, body: () }).await.unwrap();
    let known = desk.admin.call(GetDepartment { department: desk.sales, body: () }).await.unwrap();
    let body = DepartmentDetails { confidential: true, ..known.details };
    desk.admin.call(UpdateDepartment { department: desk.sales, version: known.version, body }).await.unwrap();
    let owner = async |chat| {
        let row = lars.api.call(GetChat { chat, body: () }).await.unwrap().row;
        row.agent.map(|agent| agent.id)
    };
    assert_eq!((owner(hers).await, owner(his).await), (None, Some(lars.id)));
    assert_eq!(lars.api.call(GetTicket { ticket, body: () }).await.unwrap().row.agent, None);
    assert!(mona.api.call(ListOpenChats { body: () }).await.unwrap().items.is_empty());
}

/// Whether somebody waits for a lock of PostgreSQL's.
async fn somebody_waits(db: &impl ConnectionTrait) -> bool {
    let waits = "SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database \
        WHERE NOT l.granted AND d.datname = current_database()";
    db.query_one_raw(Statement::from_string(DbBackend::Postgres, waits)).await.unwrap().is_some()
}

/// A console listens before it reads what it may hear. Only in PostgreSQL can its reading be held up.
#[tokio::test(flavor = "multi_thread")]
async fn rights_that_change_while_a_console_is_greeted_are_told() {
    let desk = Desk::on(Backend::Postgres).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 1).await;
    let address = serve(&desk.server).await;
    let caller = cookie(&desk.server, "lars").await;
    let holds = desk.server.app.db().migrating().begin().await.unwrap();
    holds.execute_unprepared("LOCK TABLE memberships IN ACCESS EXCLUSIVE MODE").await.unwrap();
    let mut ear: Ear<AgentFrame> = listen(address, &caller, ClientFrame::Console, &[]).await.unwrap();
    while !somebody_waits(&holds).await {
        tokio::task::yield_now().await;
    }
    let agent = lars.id.0;
    let change = desk.server.app.db().write(move |tx| {
        Box::pin(async move {
            tx.record(RightsChanged { agent });
            Ok::<_, DbErr>(())
        })
    });
    change.await.unwrap();
    holds.rollback().await.unwrap();
    let frames = until_it_closes(&mut ear).await;
    assert!(matches!(frames.last(), Some(AgentFrame::Refetch)), "{frames:?}");
}
