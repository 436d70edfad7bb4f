//! Live chats: what both sides say, see and do, and what may not be known.

use client::{Api, CallError};
use contract::{
    ChatId, ClientId, DepartmentId,
    brands::RotateIdentitySecret,
    chat::{
        AtEpoch, Chat, ChatFilter, ChatRow, ChatScope, ChatState, CommentOnChat, Destination, EndChat, EndedBy,
        GetChat, GetChatLog, InternalEvent, ListChats, ListOpenChats, ListTransferTargets, LogPosition, NewChatMessage,
        NewComment, PublicEntry, PublicEvent, SeeChat, SeenUpTo, SendChatMessage, Side, TakeChat, Transfer,
        TransferChat,
    },
    departments::{NewVisibility, Part, RemoveMember, SetVisibility, Visibility},
    people::Role,
    widget::{
        EndVisitorChat, ForgetVisitor, GetVisitorChat, GetVisitorLog, GetWidget, Identify, Identity, LeaveMessage,
        NewChat, NewLeftMessage, NewVisitorMessage, PageSeen, PublicPosition, SeeVisitorChat, SendVisitorMessage,
        StartChat, VisitorChat,
    },
};
use rstest::rstest;

use crate::support::{Backend, Desk, client_id};

fn new_chat(department: DepartmentId, client_id: ClientId, text: &str) -> NewChat {
    NewChat {
        client_id,
        department,
        name: "Vera".into(),
        email: "vera@Example.com".into(),
        text: text.into(),
        page: PageSeen::default(),
    }
}

async fn start(visitor: &Api, department: DepartmentId, text: &str) -> VisitorChat {
    visitor.call(StartChat { body: new_chat(department, client_id(), text) }).await.unwrap()
}

async fn write(visitor: &Api, chat: ChatId, text: &str) -> PublicEntry {
    let body = NewVisitorMessage { client_id: client_id(), text: text.into() };
    visitor.call(SendVisitorMessage { chat, body }).await.unwrap()
}

async fn answer(agent: &Api, chat: ChatId, epoch: u64, text: &str) -> Result<PublicEntry, CallError> {
    let body = NewChatMessage { client_id: client_id(), text: text.into(), epoch };
    agent.call(SendChatMessage { chat, body }).await
}

async fn get(agent: &Api, chat: ChatId) -> Chat {
    agent.call(GetChat { chat, body: () }).await.unwrap()
}

async fn open(agent: &Api) -> Vec<ChatRow> {
    agent.call(ListOpenChats { body: () }).await.unwrap().items
}

async fn public(visitor: &Api, chat: ChatId) -> Vec<PublicEntry> {
    visitor.call(GetVisitorLog { chat, body: PublicPosition::default() }).await.unwrap().entries
}

async fn internal(agent: &Api, chat: ChatId) -> Vec<InternalEvent> {
    let log = agent.call(GetChatLog { chat, body: LogPosition::default() }).await.unwrap();
    log.internal.into_iter().map(|entry| entry.event).collect()
}

fn refused<T: std::fmt::Debug>(answer: Result<T, CallError>) -> (u16, String) {
    match answer.unwrap_err() {
        CallError::Problem(problem) => (problem.status, problem.code),
        other => panic!("{other}"),
    }
}

fn kinds(entries: &[PublicEntry]) -> Vec<String> {
    let name = |entry: &PublicEntry| match &entry.event {
        PublicEvent::Message { from, text, .. } => format!("{from:?}: {text}"),
        PublicEvent::Joined { name } => format!("joined {name}"),
        PublicEvent::WaitingAgain => "waiting again".into(),
        PublicEvent::Transferred { department } => format!("to {department}"),
        PublicEvent::Seen { by, up_to } => format!("{by:?} saw {up_to}"),
        PublicEvent::Ended { by } => format!("ended by {by:?}"),
    };
    entries.iter().map(name).collect()
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn a_conversation_from_hello_to_goodbye(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 3).await;
    let (visitor, _) = desk.visitor().await;
    let early = visitor.call(StartChat { body: new_chat(desk.sales, client_id(), "Hello?") }).await;
    assert_eq!(refused(early), (409, "nobody_there".into()), "nobody is connected");

    desk.connect(lars.id).await;
    let chat = start(&visitor, desk.sales, "Do you fly to Oslo?").await;
    assert_eq!((chat.state, chat.agent.as_deref(), chat.last), (ChatState::Active, Some("Lars"), 2));
    let mine = open(&lars.api).await;
    assert_eq!((mine.len(), mine[0].unread, &*mine[0].opening), (1, 1, "Do you fly to Oslo?"));
    assert_eq!(
        mine[0].last.as_ref().map(|last| (last.from, &*last.text)),
        Some((Side::Visitor, "Do you fly to Oslo?"))
    );
    assert_eq!((&*mine[0].visitor_name, mine[0].email.as_deref()), ("Vera", Some("vera@example.com")));
    let epoch = mine[0].epoch;

    let said = answer(&lars.api, chat.id, epoch, "Every day.").await.unwrap();
    assert_eq!(said.number, 3);
    write(&visitor, chat.id, "Lovely\r\nthank you").await;
    lars.api.call(SeeChat { chat: chat.id, body: SeenUpTo { up_to: 4 } }).await.unwrap();
    visitor.call(SeeVisitorChat { chat: chat.id, body: SeenUpTo { up_to: 5 } }).await.unwrap();
    assert_eq!(open(&lars.api).await[0].unread, 0);
    // Marks of marks are none: no ping-pong between two open windows.
    for up_to in [5, 6, 99, 1] {
        lars.api.call(SeeChat { chat: chat.id, body: SeenUpTo { up_to } }).await.unwrap();
        visitor.call(SeeVisitorChat { chat: chat.id, body: SeenUpTo { up_to } }).await.unwrap();
    }
    let ended = visitor.call(EndVisitorChat { chat: chat.id, body: () }).await.unwrap();
    assert_eq!(ended.state, ChatState::Ended);
    visitor.call(EndVisitorChat { chat: chat.id, body: () }).await.unwrap();

    let entries = public(&visitor, chat.id).await;
    assert_eq!(
        kinds(&entries),
        [
            "Visitor: Do you fly to Oslo?",
            "joined Lars",
            "Agent: Every day.",
            "Visitor: Lovely\nthank you",
            "Agent saw 4",
            "Visitor saw 5",
            "ended by Visitor",
        ]
    );
    assert!(entries.iter().zip(1..).all(|(entry, number)| entry.number == number));
    assert!(open(&lars.api).await.is_empty());
    assert_eq!(refused(answer(&lars.api, chat.id, epoch, "Wait!").await), (409, "ended".into()));
    let body = NewVisitorMessage { client_id: client_id(), text: "Wait!".into() };
    assert_eq!(refused(visitor.call(SendVisitorMessage { chat: chat.id, body }).await), (409, "ended".into()));

    let filter = ChatFilter { scope: ChatScope::MineEnded, department: None, after: None };
    let list = lars.api.call(ListChats { body: filter.clone() }).await.unwrap();
    assert_eq!((list.items.len(), list.items[0].id, list.next), (1, chat.id, None));
    let list = lars.api.call(ListChats { body: ChatFilter { scope: ChatScope::Ended, ..filter } }).await.unwrap();
    assert_eq!(list.items.len(), 1);
    let again = start(&visitor, desk.sales, "One more thing").await;
    assert_eq!(get(&lars.api, again.id).await.earlier.iter().map(|row| row.id).collect::<Vec<_>>(), [chat.id]);
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn what_is_sent_twice_is_said_once(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 3).await;
    desk.connect(lars.id).await;
    let (visitor, _) = desk.visitor().await;
    let first = new_chat(desk.sales, client_id(), "Hello");
    let chat = visitor.call(StartChat { body: first.clone() }).await.unwrap();
    assert_eq!(visitor.call(StartChat { body: first.clone() }).await.unwrap().id, chat.id);
    let other = NewChat { text: "Goodbye".into(), ..first.clone() };
    assert_eq!(refused(visitor.call(StartChat { body: other }).await), (409, "client_id_reused".into()));
    let second = NewChat { client_id: client_id(), ..first };
    assert_eq!(refused(visitor.call(StartChat { body: second }).await), (409, "already_chatting".into()));

    let send = |text: &str, client_id| SendVisitorMessage {
        chat: chat.id,
        body: NewVisitorMessage { client_id, text: text.into() },
    };
    let id = client_id();
    let said = visitor.call(send("One", id)).await.unwrap();
    assert_eq!(visitor.call(send("One", id)).await.unwrap(), said);
    assert_eq!(refused(visitor.call(send("Two", id)).await), (409, "client_id_reused".into()));

    let epoch = get(&lars.api, chat.id).await.row.epoch;
    let id = client_id();
    let reply = |text: &str, epoch| SendChatMessage {
        chat: chat.id,
        body: NewChatMessage { client_id: id, text: text.into(), epoch },
    };
    let said = lars.api.call(reply("Hi", epoch)).await.unwrap();
    assert_eq!(lars.api.call(reply("Hi", epoch)).await.unwrap(), said);
    assert_eq!(refused(lars.api.call(reply("Ho", epoch)).await), (409, "client_id_reused".into()));
    let comment =
        |text: &str, client_id| CommentOnChat { chat: chat.id, body: NewComment { client_id, text: text.into() } };
    let id_of_comment = client_id();
    let noted = lars.api.call(comment("VIP", id_of_comment)).await.unwrap();
    assert_eq!(lars.api.call(comment("VIP", id_of_comment)).await.unwrap(), noted);
    assert_eq!(noted.after, said.number);
    assert_eq!(refused(lars.api.call(comment("?", id_of_comment)).await), (409, "client_id_reused".into()));
    for nothing in ["", " \n\t", "\u{0}"] {
        let refusal = refused(visitor.call(send(nothing, client_id())).await);
        assert_eq!(refusal, (422, "invalid".into()), "{nothing:?}");
    }

    // A retry of what was acknowledged is answered so, whatever happened since.
    lars.api.call(EndChat { chat: chat.id, body: AtEpoch { epoch } }).await.unwrap();
    assert_eq!(lars.api.call(reply("Hi", epoch)).await.unwrap(), said);
    let entries = public(&visitor, chat.id).await;
    assert_eq!(kinds(&entries), ["Visitor: Hello", "joined Lars", "Visitor: One", "Agent: Hi", "ended by Agent"]);
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn many_messages_at_once_leave_no_gap(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 3).await;
    desk.connect(lars.id).await;
    let (visitor, _) = desk.visitor().await;
    let chat = start(&visitor, desk.sales, "Hello").await;
    let epoch = get(&lars.api, chat.id).await.row.epoch;
    let mut sends = tokio::task::JoinSet::new();
    for n in 0..30_u32 {
        let (visitor, agent, chat) = (visitor.clone(), lars.api.clone(), chat.id);
        sends.spawn(async move {
            if n % 3 == 0 {
                answer(&agent, chat, epoch, &format!("a{n}")).await.unwrap();
            } else if n % 3 == 1 {
                let body = NewComment { client_id: client_id(), text: format!("c{n}") };
                agent.call(CommentOnChat { chat, body }).await.unwrap();
            } else {
                write(&visitor, chat, &format!("v{n}")).await;
            }
        });
    }
    while let Some(sent) = sends.join_next().await {
        sent.unwrap();
    }
    let log = lars.api.call(GetChatLog { chat: chat.id, body: LogPosition::default() }).await.unwrap();
    assert_eq!((log.public.len(), log.internal.len()), (22, 11));
    assert!(log.public.iter().zip(1..).all(|(entry, number)| entry.number == number));
    assert!(log.internal.iter().zip(1..).all(|(entry, number)| entry.number == number));
    assert!(log.internal.windows(2).all(|pair| pair[0].after <= pair[1].after));
    let after = LogPosition { public: 20, internal: 10 };
    let rest = lars.api.call(GetChatLog { chat: chat.id, body: after }).await.unwrap();
    assert_eq!((rest.public, rest.internal), (log.public[20..].to_vec(), log.internal[10..].to_vec()));
    let row = get(&lars.api, chat.id).await.row;
    assert_eq!(row.unread, 11);
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn a_chat_is_handed_over_and_the_old_tab_is_told(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 1).await;
    desk.connect(lars.id).await;
    let (visitor, _) = desk.visitor().await;
    let chat = start(&visitor, desk.sales, "Hello").await.id;
    let mia = desk.agent_in("Mia", desk.sales_group, 5).await;
    desk.connect(mia.id).await;

    let seen = get(&mia.api, chat).await;
    assert!(seen.may_take);
    assert_eq!((seen.row.unread, seen.row.last), (0, None), "what was said last is pushed to the owner only");
    let epoch = seen.row.epoch;
    assert_eq!(refused(answer(&mia.api, chat, epoch, "Me!").await), (409, "handed_over".into()));
    let stale = mia.api.call(TakeChat { chat, body: AtEpoch { epoch: epoch - 1 } }).await;
    assert_eq!(refused(stale), (409, "handed_over".into()));
    let taken = mia.api.call(TakeChat { chat, body: AtEpoch { epoch } }).await.unwrap();
    assert_eq!((taken.row.epoch, taken.row.unread, taken.may_take), (epoch + 1, 1, false));
    mia.api.call(TakeChat { chat, body: AtEpoch { epoch } }).await.unwrap();
    match answer(&lars.api, chat, epoch, "Still me").await.unwrap_err() {
        CallError::Problem(problem) => {
            assert_eq!((&*problem.code, problem.detail.as_deref()), ("handed_over", Some("Mia")));
        }
        other => panic!("{other}"),
    }
    let see = lars.api.call(SeeChat { chat, body: SeenUpTo { up_to: 1 } }).await;
    assert_eq!(refused(see), (409, "handed_over".into()));
    let end = lars.api.call(EndChat { chat, body: AtEpoch { epoch } }).await;
    assert_eq!(refused(end), (409, "handed_over".into()));

    let targets = mia.api.call(ListTransferTargets { chat, body: () }).await.unwrap().items;
    let names: Vec<_> = targets.iter().map(|target| (&*target.name, target.receives)).collect();
    assert!(names.contains(&("Lars", true)) && names.contains(&("Reservations", false)), "{names:?}");
    let transfer =
        |destination, epoch| TransferChat { chat, body: Transfer { destination, comment: "Knows Oslo".into(), epoch } };
    let nowhere = Destination::Group(contract::GroupId(uuid::Uuid::nil()));
    assert_eq!(refused(mia.api.call(transfer(nowhere, epoch + 1)).await), (422, "invalid".into()));
    assert_eq!(refused(mia.api.call(transfer(Destination::Agent(lars.id), epoch)).await), (409, "handed_over".into()));
    let back = mia.api.call(transfer(Destination::Agent(lars.id), epoch + 1)).await.unwrap();
    assert_eq!(back.row.agent.as_ref().map(|agent| agent.id), Some(lars.id));

    // Into the hidden department: the visitor keeps the conversation.
    let away = lars.api.call(transfer(Destination::Department(desk.reservations), back.row.epoch)).await.unwrap();
    assert_eq!((away.row.state, away.row.department), (ChatState::Waiting, desk.reservations));
    assert_eq!(visitor.call(GetVisitorChat { chat, body: () }).await.unwrap().position, Some(1));
    write(&visitor, chat, "Anybody?").await;
    let entries = public(&visitor, chat).await;
    assert_eq!(
        kinds(&entries),
        ["Visitor: Hello", "joined Lars", "joined Mia", "joined Lars", "to Reservations", "Visitor: Anybody?"]
    );
    let comments = internal(&desk.admin, chat).await.into_iter().filter_map(|event| match event {
        InternalEvent::Transferred { by, to, comment } => Some((by.name, to, comment)),
        _ => None,
    });
    assert_eq!(
        comments.collect::<Vec<_>>(),
        [
            ("Mia".into(), "Lars".into(), "Knows Oslo".into()),
            ("Lars".into(), "Reservations".to_owned(), "Knows Oslo".to_owned())
        ]
    );
    assert!(open(&lars.api).await.is_empty(), "it left the group's list");
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn nobody_learns_of_chats_that_are_none_of_theirs(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 1).await;
    desk.connect(lars.id).await;
    let (vera, _) = desk.visitor().await;
    let (other, _) = desk.visitor().await;
    let chat = start(&vera, desk.sales, "Hello").await.id;
    let not_found = || (404, "not_found".to_owned());
    let say = || NewVisitorMessage { client_id: client_id(), text: "Hi".into() };
    assert_eq!(refused(other.call(GetVisitorChat { chat, body: () }).await), not_found());
    assert_eq!(refused(other.call(GetVisitorLog { chat, body: PublicPosition::default() }).await), not_found());
    assert_eq!(refused(other.call(SendVisitorMessage { chat, body: say() }).await), not_found());
    assert_eq!(refused(other.call(SeeVisitorChat { chat, body: SeenUpTo { up_to: 1 } }).await), not_found());
    assert_eq!(refused(other.call(EndVisitorChat { chat, body: () }).await), not_found());
    let nobody = desk.stranger();
    assert_eq!(refused(nobody.call(GetVisitorChat { chat, body: () }).await).0, 401);
    assert_eq!(refused(nobody.call(GetChat { chat, body: () }).await).0, 401);

    // An agent of no group sees it nowhere, and may read it only as history.
    let rita = desk.employee("Rita", &[Role::Agent]).await;
    assert!(open(&rita.api).await.is_empty());
    let epoch = get(&lars.api, chat).await.row.epoch;
    assert_eq!(refused(answer(&rita.api, chat, epoch, "Hi").await), not_found());
    assert_eq!(refused(rita.api.call(TakeChat { chat, body: AtEpoch { epoch } }).await), not_found());
    assert_eq!(refused(rita.api.call(EndChat { chat, body: AtEpoch { epoch } }).await), not_found());
    assert_eq!(refused(rita.api.call(ListTransferTargets { chat, body: () }).await), not_found());
    // One who watches sees it and may not take it.
    desk.join(rita.id, desk.sales_group, Part::Excluded, 1).await;
    assert_eq!(open(&rita.api).await.len(), 1);
    assert_eq!(refused(rita.api.call(TakeChat { chat, body: AtEpoch { epoch } }).await), (403, "forbidden".into()));

    // No internal word in anything a visitor gets.
    let body = NewComment { client_id: client_id(), text: "secret-remark".into() };
    lars.api.call(CommentOnChat { chat, body }).await.unwrap();
    let everything = (
        public(&vera, chat).await,
        vera.call(GetVisitorChat { chat, body: () }).await.unwrap(),
        vera.call(GetWidget { body: () }).await.unwrap(),
    );
    let text = serde_json::to_string(&everything).unwrap();
    assert!(!text.contains("secret-remark") && !text.contains("least_recent"), "{text}");
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn hiding_ends_nothing_and_lets_nothing_in(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 1).await;
    desk.connect(lars.id).await;
    let (vera, _) = desk.visitor().await;
    let (wolf, _) = desk.visitor().await;
    let (yara, _) = desk.visitor().await;
    let active = start(&vera, desk.sales, "Hello").await;
    let waiting = start(&wolf, desk.sales, "Hello").await;
    assert_eq!((waiting.state, waiting.position), (ChatState::Waiting, Some(1)));
    let hide = NewVisibility { visibility: Visibility::Hidden };
    desk.admin.call(SetVisibility { department: desk.sales, body: hide }).await.unwrap();
    for department in [desk.sales, desk.reservations, DepartmentId(uuid::Uuid::nil())] {
        let late = yara.call(StartChat { body: new_chat(department, client_id(), "Hello") }).await;
        assert_eq!(refused(late), (404, "not_found".into()));
    }
    write(&vera, active.id, "Still there?").await;
    write(&wolf, waiting.id, "Still there?").await;
    let epoch = get(&lars.api, active.id).await.row.epoch;
    lars.api.call(EndChat { chat: active.id, body: AtEpoch { epoch } }).await.unwrap();
    let next = wolf.call(GetVisitorChat { chat: waiting.id, body: () }).await.unwrap();
    assert_eq!((next.state, next.agent.as_deref()), (ChatState::Active, Some("Lars")), "who waited has the turn");
    let ended = public(&vera, active.id).await.pop().map(|entry| entry.event);
    assert_eq!(ended, Some(PublicEvent::Ended { by: EndedBy::Agent }));
    assert_eq!(vera.call(GetWidget { body: () }).await.unwrap().chat.map(|chat| chat.state), Some(ChatState::Ended));
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn whoever_is_first_has_it(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 1).await;
    let mia = desk.agent_in("Mia", desk.sales_group, 1).await;
    desk.connect(lars.id).await;
    desk.connect(mia.id).await;
    for round in 0..6 {
        let (visitor, _) = desk.visitor().await;
        let begin = |text: &str| visitor.call(StartChat { body: new_chat(desk.sales, client_id(), text) });
        let (one, two) = tokio::join!(begin("One"), begin("Two"));
        let (won, lost) = if one.is_ok() { (one, two) } else { (two, one) };
        let chat = won.unwrap().id;
        assert_eq!(refused(lost), (409, "already_chatting".into()), "round {round}");
        let row = get(&desk.admin, chat).await.row;
        let take = |agent: &Api| {
            let (agent, epoch) = (agent.clone(), row.epoch);
            async move { agent.call(TakeChat { chat, body: AtEpoch { epoch } }).await }
        };
        let message = write(&visitor, chat, "Hurry");
        let (a, b, c, _) = tokio::join!(take(&lars.api), take(&mia.api), take(&desk.admin), message);
        let after = get(&desk.admin, chat).await.row;
        let owner = after.agent.unwrap().id;
        for (agent, answer) in [(Some(lars.id), a), (Some(mia.id), b), (None, c)] {
            let had = agent.is_some() && agent == row.agent.as_ref().map(|agent| agent.id);
            match answer {
                Ok(_) => assert!(agent.is_none_or(|agent| agent == owner) || had, "round {round}"),
                Err(_) => assert_eq!(refused(answer), (409, "handed_over".into()), "round {round}"),
            }
        }
        let ends = [&lars.api, &mia.api, &desk.admin].map(|agent| {
            let (agent, epoch) = (agent.clone(), after.epoch);
            async move { agent.call(EndChat { chat, body: AtEpoch { epoch } }).await }
        });
        let [a, b, c] = ends;
        let by_visitor = visitor.call(EndVisitorChat { chat, body: () });
        let (a, b, c, by_visitor) = tokio::join!(a, b, c, by_visitor);
        assert_eq!(by_visitor.unwrap().state, ChatState::Ended);
        assert!([a, b, c].into_iter().all(|answer| answer.is_ok() || refused(answer).1 == "handed_over"));
        let entries = public(&visitor, chat).await;
        let ends = entries.iter().filter(|entry| matches!(entry.event, PublicEvent::Ended { .. })).count();
        assert_eq!(ends, 1, "{:?}", kinds(&entries));
        assert!(entries.iter().zip(1..).all(|(entry, number)| entry.number == number));
    }
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn ended_chats_come_in_pages(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 1).await;
    desk.connect(lars.id).await;
    let mut ids = Vec::new();
    for _ in 0..2 {
        let (visitor, _) = desk.visitor().await;
        for n in 0..27 {
            let chat = start(&visitor, desk.sales, "Hello").await.id;
            if n % 9 == 0 {
                desk.clock.advance(1000);
            }
            visitor.call(EndVisitorChat { chat, body: () }).await.unwrap();
            ids.push(chat);
        }
        for _ in 0..3 {
            let chat = start(&visitor, desk.sales, "Hello").await.id;
            visitor.call(EndVisitorChat { chat, body: () }).await.unwrap();
            ids.push(chat);
        }
        let flood = visitor.call(StartChat { body: new_chat(desk.sales, client_id(), "Hello") }).await;
        assert_eq!(refused(flood), (429, "too_many".into()));
    }
    ids.sort_by_key(|id| std::cmp::Reverse(*id));
    for scope in [ChatScope::Ended, ChatScope::MineEnded] {
        let page = |after| ListChats { body: ChatFilter { scope, department: Some(desk.sales), after } };
        let first = lars.api.call(page(None)).await.unwrap();
        assert_eq!(first.items.len(), 50);
        let second = lars.api.call(page(first.next.clone())).await.unwrap();
        assert_eq!((second.items.len(), second.next), (10, None));
        let found: Vec<ChatId> = first.items.iter().chain(&second.items).map(|row| row.id).collect();
        assert_eq!(found, ids, "each once, newest first");
        assert_eq!(refused(lars.api.call(page(Some("?".into()))).await), (422, "invalid".into()));
    }
    let elsewhere = ChatFilter { scope: ChatScope::Ended, department: Some(desk.reservations), after: None };
    assert!(lars.api.call(ListChats { body: elsewhere }).await.unwrap().items.is_empty());
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn who_waits_is_told_where_and_how_long(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 1).await;
    desk.connect(lars.id).await;
    for seconds in [10, 40, 20] {
        let (visitor, _) = desk.visitor().await;
        let chat = start(&visitor, desk.sales, "Hello").await.id;
        desk.clock.advance(seconds * 1000);
        desk.connect(lars.id).await;
        let epoch = get(&lars.api, chat).await.row.epoch;
        answer(&lars.api, chat, epoch, "Hi").await.unwrap();
        lars.api.call(EndChat { chat, body: AtEpoch { epoch } }).await.unwrap();
    }
    let (vera, _) = desk.visitor().await;
    let (wolf, _) = desk.visitor().await;
    let (yara, _) = desk.visitor().await;
    let first = start(&vera, desk.sales, "Hello").await;
    assert_eq!((first.state, first.position, first.expected_wait), (ChatState::Active, None, None));
    let second = start(&wolf, desk.sales, "Hello").await;
    desk.clock.advance(5000);
    let third = start(&yara, desk.sales, "Hello").await;
    assert_eq!((second.position, second.expected_wait), (Some(1), Some(20)));
    assert_eq!((third.position, third.expected_wait), (Some(2), Some(20)));
    let now = wolf.call(GetVisitorChat { chat: second.id, body: () }).await.unwrap();
    assert_eq!((now.position, now.expected_wait), (Some(1), Some(15)));
    let queue = server::chat::waiting_in(&desk.server.app, desk.sales_group.0).await.unwrap();
    let positions: Vec<_> = queue.iter().map(|(_, chat)| (chat.id, chat.position, chat.expected_wait)).collect();
    assert_eq!(positions, [(second.id, Some(1), Some(15)), (third.id, Some(2), Some(20))]);
    let listed: Vec<_> = open(&lars.api).await.into_iter().map(|row| row.id).collect();
    assert_eq!(listed, [second.id, third.id, first.id], "the queue in its order, then who is served");
    wolf.call(EndVisitorChat { chat: second.id, body: () }).await.unwrap();
    assert_eq!(yara.call(GetVisitorChat { chat: third.id, body: () }).await.unwrap().position, Some(1));
}

/// Asks for the bubble as a page would; answers the status and the origin it is for.
async fn bubble(desk: &Desk, method: &str, key: &str, headers: &[(&str, &str)]) -> (u16, Option<String>) {
    use tower::ServiceExt;
    let mut request = axum::http::Request::builder()
        .method(method)
        .uri(format!("/api/v1/widget/bubble?brand={key}"))
        .header("host", "desk.example");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(axum::body::Body::empty()).unwrap();
    let answer = desk.server.router.clone().oneshot(request).await.unwrap();
    let origin = answer.headers().get("access-control-allow-origin").map(|value| value.to_str().unwrap().to_owned());
    if origin.is_some() {
        assert_eq!(answer.headers().get("vary").unwrap(), "origin");
    }
    (answer.status().as_u16(), origin)
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn only_the_brands_sites_may_ask_for_the_bubble(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let site = "http://127.0.0.1:8090";
    let key = desk.brand_key.clone();
    let allowed = Some(site.to_owned());
    assert_eq!(bubble(&desk, "GET", &key, &[("origin", site)]).await, (200, allowed.clone()));
    assert_eq!(bubble(&desk, "OPTIONS", &key, &[("origin", site)]).await, (204, allowed));
    assert_eq!(bubble(&desk, "GET", "nobody", &[("origin", site)]).await, (404, None));
    assert_eq!(bubble(&desk, "GET", &key, &[("sec-fetch-site", "same-origin")]).await, (200, None), "our own portal");
    for foreign in [
        "http://127.0.0.1:8090.evil.tld",
        "http://evil127.0.0.1:8090",
        "null",
        "",
        "HTTP://127.0.0.1:8090",
        "http://127.0.0.1:8090.",
        "http://127.0.0.1:8090/",
        "http://127.0.0.1",
        "https://127.0.0.1:8090",
        "http://desk.example",
    ] {
        for method in ["GET", "OPTIONS"] {
            let cross = [("origin", foreign), ("sec-fetch-site", "cross-site")];
            assert_eq!(bubble(&desk, method, &key, &cross).await, (403, None), "{foreign}");
            assert_eq!(bubble(&desk, method, &key, &cross[..1]).await, (403, None), "{foreign}");
        }
    }
    assert_eq!(bubble(&desk, "GET", &key, &[]).await, (403, None), "no origin at all");
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn forgetting_leaves_nobody_waiting(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 1).await;
    desk.connect(lars.id).await;
    let (visitor, _) = desk.visitor().await;
    let chat = start(&visitor, desk.sales, "Hello").await.id;
    visitor.call(ForgetVisitor { body: () }).await.unwrap();
    assert_eq!(refused(visitor.call(GetVisitorChat { chat, body: () }).await).0, 401);
    assert_eq!(get(&lars.api, chat).await.row.state, ChatState::Ended);
    assert!(open(&lars.api).await.is_empty());
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn a_message_left_becomes_one_ticket(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let (visitor, _) = desk.visitor().await;
    let left = |department, client_id| NewLeftMessage {
        client_id,
        department,
        name: "Vera".into(),
        email: "vera@example.com".into(),
        subject: String::new(),
        text: "Call me".into(),
    };
    let id = client_id();
    let receipt = visitor.call(LeaveMessage { body: left(desk.sales, id) }).await.unwrap();
    assert_eq!(visitor.call(LeaveMessage { body: left(desk.sales, id) }).await.unwrap(), receipt);
    let hidden = visitor.call(LeaveMessage { body: left(desk.reservations, client_id()) }).await;
    assert_eq!(refused(hidden), (404, "not_found".into()));
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn who_loses_the_agent_goes_to_the_front(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 1).await;
    desk.connect(lars.id).await;
    let (vera, _) = desk.visitor().await;
    let (wolf, _) = desk.visitor().await;
    // Wolf is first, loses his turn at an agent who leaves, and goes before Vera.
    let mia = desk.agent_in("Mia", desk.sales_group, 1).await;
    let served = start(&vera, desk.sales, "Hello").await;
    assert_eq!(served.agent.as_deref(), Some("Lars"));
    let waits = start(&wolf, desk.sales, "Hello").await;
    assert_eq!(waits.position, Some(1));
    desk.clock.advance(1000);
    desk.admin.call(RemoveMember { group: desk.sales_group, agent: lars.id, body: () }).await.unwrap();
    let now = |visitor: &Api, chat| {
        let visitor = visitor.clone();
        async move { visitor.call(GetVisitorChat { chat, body: () }).await.unwrap() }
    };
    assert_eq!(now(&vera, served.id).await.position, Some(1), "handed back goes first");
    assert_eq!(now(&wolf, waits.id).await.position, Some(2));
    assert_eq!(kinds(&public(&vera, served.id).await), ["Visitor: Hello", "joined Lars", "waiting again"]);
    let rows = open(&desk.admin).await;
    assert_eq!((rows[0].id, rows[0].handed_back, rows[0].waiting_since.is_some()), (served.id, true, true));
    let epoch = rows[0].epoch;
    let late = lars.api.call(TakeChat { chat: served.id, body: AtEpoch { epoch } }).await;
    assert_eq!(refused(late), (404, "not_found".into()));
    desk.connect(mia.id).await;
    let again = now(&vera, served.id).await;
    assert_eq!((again.state, again.agent.as_deref()), (ChatState::Active, Some("Mia")));
    let row = get(&mia.api, served.id).await.row;
    assert!(row.epoch > epoch && !row.handed_back && row.waiting_since.is_none());
    assert_eq!(now(&wolf, waits.id).await.position, Some(1));
    let queued = internal(&mia.api, served.id).await.into_iter().filter_map(|event| match event {
        InternalEvent::Queued { group, front, .. } => Some((group, front)),
        _ => None,
    });
    assert_eq!(queued.map(|(_, front)| front).collect::<Vec<_>>(), [true]);
}

/// What a site signs for its signed-in customer.
fn signed(secret: &str, sub: &str, now: i64) -> String {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as base64};
    use hmac::{Hmac, Mac};
    let header = base64.encode(r#"{"alg":"HS256","typ":"JWT"}"#);
    let claims = serde_json::json!({ "sub": sub, "name": "Vera", "exp": now / 1000 + 600 });
    let body = format!("{header}.{}", base64.encode(claims.to_string()));
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body.as_bytes());
    format!("{body}.{}", base64.encode(mac.finalize().into_bytes()))
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn a_person_the_site_vouches_for_goes_on_in_another_browser(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 1).await;
    desk.connect(lars.id).await;
    let secret = desk.admin.call(RotateIdentitySecret { brand: desk.brand, body: () }).await.unwrap().secret;
    let token = |sub| signed(&secret, sub, desk.clock.now().0);
    let (desktop, _) = desk.visitor().await;
    let (phone, _) = desk.visitor().await;
    let (other, _) = desk.visitor().await;
    desktop.call(Identify { body: Identity { token: token("42") } }).await.unwrap();
    let chat = start(&desktop, desk.sales, "Hello").await.id;
    for stranger in [&phone, &other] {
        assert_eq!(refused(stranger.call(GetVisitorChat { chat, body: () }).await).0, 404);
    }
    let pass = phone.call(Identify { body: Identity { token: token("42") } }).await.unwrap();
    assert_eq!(pass.state.chat.map(|chat| chat.id), Some(chat));
    let pass = other.call(Identify { body: Identity { token: token("43") } }).await.unwrap();
    assert_eq!(pass.state.chat, None);
    assert_eq!(refused(other.call(GetVisitorChat { chat, body: () }).await).0, 404);
    write(&phone, chat, "From the train").await;
    let second = phone.call(StartChat { body: new_chat(desk.sales, client_id(), "Again") }).await;
    assert_eq!(refused(second), (409, "already_chatting".into()));
    assert_eq!(get(&lars.api, chat).await.row.unread, 2);
    // Somebody else in the same browser is somebody else.
    let pass = phone.call(Identify { body: Identity { token: token("44") } }).await.unwrap();
    let else_here = phone.bearing(&pass.token);
    assert_eq!(pass.state.chat, None);
    assert_eq!(refused(else_here.call(GetVisitorChat { chat, body: () }).await).0, 404);
}
