//! Who sees which chats, and what hiding does to them.

use contract::{
    ChatId, DepartmentId,
    chat::{
        AtEpoch, ChatFilter, ChatScope, ChatState, CommentOnChat, EndChat, EndedBy, GetChat, ListChats,
        ListTransferTargets, NewComment, PublicEvent, SeenUpTo, TakeChat,
    },
    departments::{Part, Visibility},
    people::Role,
    widget::{
        EndVisitorChat, GetVisitorChat, GetVisitorLog, GetWidget, NewVisitorMessage, PublicPosition, SeeVisitorChat,
        SendVisitorMessage, StartChat,
    },
};
use rstest::rstest;

use super::{answer, get, new_chat, open, public, start, write};
use crate::{
    refusals::why,
    support::{Backend, Desk, client_id},
};

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
    assert_eq!(why(other.call(GetVisitorChat { chat, body: () }).await), not_found());
    assert_eq!(why(other.call(GetVisitorLog { chat, body: PublicPosition::default() }).await), not_found());
    assert_eq!(why(other.call(SendVisitorMessage { chat, body: say() }).await), not_found());
    assert_eq!(why(other.call(SeeVisitorChat { chat, body: SeenUpTo { up_to: 1 } }).await), not_found());
    assert_eq!(why(other.call(EndVisitorChat { chat, body: () }).await), not_found());
    let nobody = desk.stranger();
    assert_eq!(why(nobody.call(GetVisitorChat { chat, body: () }).await).0, 401);
    assert_eq!(why(nobody.call(GetChat { chat, body: () }).await).0, 401);

    // An agent of no group sees it nowhere, and may read it only as history.
    let rita = desk.employee("Rita", &[Role::Agent]).await;
    assert!(open(&rita.api).await.is_empty());
    let epoch = get(&lars.api, chat).await.row.epoch;
    assert_eq!(why(answer(&rita.api, chat, epoch, "Hi").await), not_found());
    assert_eq!(why(rita.api.call(TakeChat { chat, body: AtEpoch { epoch } }).await), not_found());
    assert_eq!(why(rita.api.call(EndChat { chat, body: AtEpoch { epoch } }).await), not_found());
    assert_eq!(why(rita.api.call(ListTransferTargets { chat, body: () }).await), not_found());
    // One who watches sees it and may not take it.
    desk.join(rita.id, desk.sales_group, Part::Excluded, 1).await;
    assert_eq!(open(&rita.api).await.len(), 1);
    assert_eq!(why(rita.api.call(TakeChat { chat, body: AtEpoch { epoch } }).await), (403, "forbidden".into()));

    // No internal word in anything a visitor gets.
    let body = NewComment { client_id: client_id(), text: "secret-remark".into(), asks: Vec::new() };
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
    desk.show(desk.sales, Visibility::Hidden).await;
    for department in [desk.sales, desk.reservations, DepartmentId(uuid::Uuid::nil())] {
        let late = yara.call(StartChat { body: new_chat(department, client_id(), "Hello") }).await;
        assert_eq!(why(late), (404, "not_found".into()));
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
        assert_eq!(why(flood), (429, "too_many".into()));
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
        assert_eq!(why(lars.api.call(page(Some("?".into()))).await), (422, "after malformed".into()));
    }
    // Of one's own, a few among many of another department are found, too.
    desk.join(lars.id, desk.reservations_group, Part::Primary, 1).await;
    let elsewhere = ChatFilter { scope: ChatScope::MineEnded, department: Some(desk.reservations), after: None };
    assert!(lars.api.call(ListChats { body: elsewhere }).await.unwrap().items.is_empty());
    let elsewhere = ChatFilter { scope: ChatScope::Ended, department: Some(desk.reservations), after: None };
    assert!(lars.api.call(ListChats { body: elsewhere }).await.unwrap().items.is_empty());
}
