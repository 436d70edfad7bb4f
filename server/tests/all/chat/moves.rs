//! Where a chat is: handed over, taken, waiting, back at the front.

use client::{Api, CallError};
use contract::{
    chat::{
        AtEpoch, ChatState, Destination, EndChat, InternalEvent, ListTransferTargets, PublicEvent, SeeChat, SeenUpTo,
        TakeChat, Transfer, TransferChat,
    },
    departments::RemoveMember,
    widget::{EndVisitorChat, GetVisitorChat, StartChat},
};
use rstest::rstest;

use super::{answer, get, internal, kinds, new_chat, open, public, start, write};
use crate::{
    refusals::why,
    support::{Backend, Desk, client_id},
};

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
    assert_eq!(why(answer(&mia.api, chat, epoch, "Me!").await), (409, "handed_over".into()));
    let stale = mia.api.call(TakeChat { chat, body: AtEpoch { epoch: epoch - 1 } }).await;
    assert_eq!(why(stale), (409, "handed_over".into()));
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
    assert_eq!(why(see), (409, "handed_over".into()));
    let end = lars.api.call(EndChat { chat, body: AtEpoch { epoch } }).await;
    assert_eq!(why(end), (409, "handed_over".into()));

    let targets = mia.api.call(ListTransferTargets { chat, body: () }).await.unwrap().items;
    let names: Vec<_> = targets.iter().map(|target| (&*target.name, target.receives)).collect();
    assert!(names.contains(&("Lars", true)) && names.contains(&("Reservations", false)), "{names:?}");
    let transfer =
        |destination, epoch| TransferChat { chat, body: Transfer { destination, comment: "Knows Oslo".into(), epoch } };
    let nowhere = Destination::Group(contract::GroupId(uuid::Uuid::nil()));
    assert_eq!(why(mia.api.call(transfer(nowhere, epoch + 1)).await), (404, "not_found".into()));
    assert_eq!(why(mia.api.call(transfer(Destination::Agent(lars.id), epoch)).await), (409, "handed_over".into()));
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
        assert_eq!(why(lost), (409, "already_chatting".into()), "round {round}");
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
                Err(_) => assert_eq!(why(answer), (409, "handed_over".into()), "round {round}"),
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
        assert!([a, b, c].into_iter().all(|answer| answer.is_ok() || why(answer).1 == "handed_over"));
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
    assert_eq!(why(late), (404, "not_found".into()));
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
