//! What is said: in order, once, without a gap.

use std::{sync::Arc, time::Duration};

use client::Api;
use contract::{
    chat::{
        AtEpoch, ChatFilter, ChatScope, ChatState, CommentOnChat, EndChat, GetChatLog, ListChats, LogPosition,
        NewChatMessage, NewComment, SeeChat, SeenUpTo, SendChatMessage, Side,
    },
    widget::{EndVisitorChat, NewChat, NewVisitorMessage, SeeVisitorChat, SendVisitorMessage, StartChat},
};
use rstest::rstest;
use server::platform::Failure;
use tokio::sync::Notify;

use super::{answer, get, kinds, new_chat, open, public, start, write};
use crate::{
    refusals::why,
    support::{Backend, Desk, client_id},
};

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn a_conversation_from_hello_to_goodbye(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 3).await;
    let (visitor, _) = desk.visitor().await;
    let early = visitor.call(StartChat { body: new_chat(desk.sales, client_id(), "Hello?") }).await;
    assert_eq!(why(early), (409, "nobody_there".into()), "nobody is connected");

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
    assert_eq!(why(answer(&lars.api, chat.id, epoch, "Wait!").await), (409, "ended".into()));
    let body = NewVisitorMessage { client_id: client_id(), text: "Wait!".into() };
    assert_eq!(why(visitor.call(SendVisitorMessage { chat: chat.id, body }).await), (409, "ended".into()));

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
    assert_eq!(why(visitor.call(StartChat { body: other }).await), (409, "client_id_reused".into()));
    let elsewhere = NewChat { department: desk.reservations, ..first.clone() };
    assert_eq!(why(visitor.call(StartChat { body: elsewhere }).await), (409, "client_id_reused".into()));
    let second = NewChat { client_id: client_id(), ..first };
    assert_eq!(why(visitor.call(StartChat { body: second }).await), (409, "already_chatting".into()));

    let send = |text: &str, client_id| SendVisitorMessage {
        chat: chat.id,
        body: NewVisitorMessage { client_id, text: text.into() },
    };
    let id = client_id();
    let said = visitor.call(send("One", id)).await.unwrap();
    assert_eq!(visitor.call(send("One", id)).await.unwrap(), said);
    assert_eq!(why(visitor.call(send("Two", id)).await), (409, "client_id_reused".into()));

    let epoch = get(&lars.api, chat.id).await.row.epoch;
    let id = client_id();
    let reply = |text: &str, epoch| SendChatMessage {
        chat: chat.id,
        body: NewChatMessage { client_id: id, text: text.into(), epoch },
    };
    let said = lars.api.call(reply("Hi", epoch)).await.unwrap();
    assert_eq!(lars.api.call(reply("Hi", epoch)).await.unwrap(), said);
    assert_eq!(why(lars.api.call(reply("Ho", epoch)).await), (409, "client_id_reused".into()));
    let comment = |text: &str, client_id| CommentOnChat {
        chat: chat.id,
        body: NewComment { client_id, text: text.into(), asks: Vec::new() },
    };
    let id_of_comment = client_id();
    let noted = lars.api.call(comment("VIP", id_of_comment)).await.unwrap();
    assert_eq!(lars.api.call(comment("VIP", id_of_comment)).await.unwrap(), noted);
    assert_eq!(noted.after, said.number);
    assert_eq!(why(lars.api.call(comment("?", id_of_comment)).await), (409, "client_id_reused".into()));
    for (nothing, code) in [("", "text required"), (" \n\t", "text required"), ("\u{0}", "text required")] {
        let refusal = why(visitor.call(send(nothing, client_id())).await);
        assert_eq!(refusal, (422, code.into()), "{nothing:?}");
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
                let body = NewComment { client_id: client_id(), text: format!("c{n}"), asks: Vec::new() };
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
async fn messages_that_meet_come_out_as_if_alone(#[case] on: Backend, #[values(false, true)] repeated: bool) {
    let desk = Desk::on(on).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 3).await;
    desk.connect(lars.id).await;
    let ((vera, _), (otto, _)) = (desk.visitor().await, desk.visitor().await);
    let hers = start(&vera, desk.sales, "Hello").await.id;
    let his = start(&otto, desk.sales, "Hallo").await.id;
    let epoch = get(&lars.api, hers).await.row.epoch;

    // Holds SQLite's writer until all of them wait.
    let gate = Arc::new(Notify::new());
    let (db, held) = (desk.server.app.db().clone(), gate.clone());
    let holding = tokio::spawn(async move {
        db.write(move |_| {
            Box::pin(async move {
                held.notified().await;
                Ok::<_, Failure>(())
            })
        })
        .await
    });
    let ids = [client_id(), client_id(), client_id()];
    let write = |visitor: &Api, chat, client_id, text: &str| {
        let (visitor, body) = (visitor.clone(), NewVisitorMessage { client_id, text: text.into() });
        tokio::spawn(async move { visitor.call(SendVisitorMessage { chat, body }).await })
    };
    let answer = |chat, epoch, text: &str| {
        let (lars, body) = (lars.api.clone(), NewChatMessage { client_id: client_id(), text: text.into(), epoch });
        tokio::spawn(async move { lars.call(SendChatMessage { chat, body }).await })
    };
    let good = [
        write(&vera, hers, ids[0], "One"),
        write(&otto, his, ids[0], "Eins"),
        answer(hers, epoch, "Yes"),
        write(&vera, hers, ids[1], "Two"),
    ];
    let foreign = write(&otto, hers, ids[2], "Mine?");
    let stale = answer(his, epoch + 7, "Late");
    let again = repeated.then(|| write(&vera, hers, ids[0], "One"));
    tokio::time::sleep(Duration::from_millis(100)).await;
    gate.notify_one();
    holding.await.unwrap().unwrap();

    let mut said = Vec::new();
    for sent in good {
        said.push(sent.await.unwrap().unwrap());
    }
    assert_eq!(why(foreign.await.unwrap()).0, 404);
    assert_eq!(why(stale.await.unwrap()), (409, "handed_over".into()));
    if let Some(again) = again {
        assert_eq!(again.await.unwrap().unwrap(), said[0]);
    }
    let his_log = public(&otto, his).await;
    assert_eq!(his_log[2..], said[1..2]);
    let mut of_hers = vec![said[0].clone(), said[2].clone(), said[3].clone()];
    of_hers.sort_by_key(|entry| entry.number);
    let her_log = public(&vera, hers).await;
    assert_eq!(her_log[2..], of_hers);
    assert!(her_log.iter().zip(1..).all(|(entry, number)| entry.number == number));
    let rows = open(&lars.api).await;
    let row = |chat| rows.iter().find(|row| row.id == chat).unwrap();
    let last = of_hers.last().map(|entry| kinds(std::slice::from_ref(entry)).remove(0));
    let shown = row(hers).last.as_ref().map(|last| format!("{:?}: {}", last.from, last.text));
    assert_eq!((row(hers).unread, shown), (3, last));
    assert_eq!(row(his).unread, 2);
}
