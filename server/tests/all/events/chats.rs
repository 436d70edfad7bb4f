//! Chats, as heard by console and widget.

use client::Api;
use contract::{
    chat::{
        AtEpoch, ChatState, CommentOnChat, Destination, EndChat, GetChat, NewChatMessage, NewComment, SeeChat,
        SeenUpTo, SendChatMessage, Transfer, TransferChat,
    },
    fields::{GivenValue, NewValues, SetChatFields, SetTicketFields},
    live::{ClientFrame, VisitorFrame},
    presence::{self, NewAvailability, SetAvailability},
    tickets::{CreateTicket, NewTicket},
    widget::{
        EndVisitorChat, Identify, Identity, NewChat, NewVisitorMessage, PageSeen, SeePage, SeeVisitorChat,
        SendVisitorMessage, StartChat,
    },
};
use rstest::rstest;

use super::{Stage, console::Console, widget::Widget};
use crate::{
    ears::serve,
    scene::referrer,
    support::{Backend, Desk, client_id, new_chat},
};

fn hello(desk: &Desk, text: &str) -> StartChat {
    let body = NewChat { name: "Vera".into(), ..new_chat(desk.sales, text) };
    StartChat { body }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_chat_as_heard_is_the_chat_as_fetched(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let mut stage = Stage::on(&desk).await;
    stage.agrees(&desk, "connecting").await;
    let lars = stage.lars.api.clone();
    let vera = stage.vera.api.clone();

    let body = NewAvailability { availability: presence::Availability::Away };
    stage.mia.api.call(SetAvailability { body }).await.unwrap();
    stage.agrees(&desk, "going away").await;
    let chat = vera.call(hello(&desk, "Hello")).await.unwrap().id;
    stage.lars.watch(chat).await;
    stage.agrees(&desk, "a chat's start").await;
    for text in ["One", "Two"] {
        let body = NewVisitorMessage { client_id: client_id(), text: text.into() };
        vera.call(SendVisitorMessage { chat, body }).await.unwrap();
    }
    stage.agrees(&desk, "a visitor's messages").await;
    let epoch = lars.call(GetChat { chat, body: () }).await.unwrap().row.epoch;
    let body = NewChatMessage { client_id: client_id(), text: "Welcome".into(), epoch };
    lars.call(SendChatMessage { chat, body }).await.unwrap();
    stage.agrees(&desk, "an agent's message").await;
    lars.call(SeeChat { chat, body: SeenUpTo { up_to: 4 } }).await.unwrap();
    vera.call(SeeVisitorChat { chat, body: SeenUpTo { up_to: 5 } }).await.unwrap();
    stage.agrees(&desk, "seen marks").await;
    let body = NewComment { client_id: client_id(), text: "A regular".into(), asks: Vec::new() };
    lars.call(CommentOnChat { chat, body }).await.unwrap();
    stage.agrees(&desk, "a comment").await;

    // Handed on to a queue where nobody is eligible, then to the colleague who is back.
    let body = NewAvailability { availability: presence::Availability::Away };
    lars.call(SetAvailability { body }).await.unwrap();
    let body = Transfer { destination: Destination::Group(desk.sales_group), comment: "Lunch".into(), epoch };
    lars.call(TransferChat { chat, body }).await.unwrap();
    stage.agrees(&desk, "a transfer to the queue").await;
    assert_eq!(stage.vera.chat.as_ref().map(|chat| (chat.state, chat.position)), Some((ChatState::Waiting, Some(1))));
    let body = NewAvailability { availability: presence::Availability::Available };
    stage.mia.api.call(SetAvailability { body }).await.unwrap();
    stage.agrees(&desk, "coming back").await;
    let row = stage.mia.api.call(GetChat { chat, body: () }).await.unwrap().row;
    assert_eq!(row.agent.map(|agent| agent.name).as_deref(), Some("Mia"));
    stage.lars.unwatch();
    let body =
        Transfer { destination: Destination::Department(desk.reservations), comment: String::new(), epoch: row.epoch };
    stage.mia.api.call(TransferChat { chat, body }).await.unwrap();
    stage.agrees(&desk, "a transfer to another department").await;
    assert!(!stage.lars.shown.chats.contains_key(&chat), "it left the group's list");
    let row = stage.mia.api.call(GetChat { chat, body: () }).await.unwrap().row;
    let epoch = match row.agent {
        Some(_) => row.epoch,
        None => {
            let body = AtEpoch { epoch: row.epoch };
            stage.mia.api.call(contract::chat::TakeChat { chat, body }).await.unwrap().row.epoch
        }
    };
    stage.agrees(&desk, "taking it there").await;
    stage.mia.api.call(EndChat { chat, body: AtEpoch { epoch } }).await.unwrap();
    stage.agrees(&desk, "the end").await;
    assert_eq!(stage.vera.chat.as_ref().map(|chat| chat.state), Some(ChatState::Ended));
    // All this while nothing internal went to the visitor.
    for word in ["A regular", "Lunch", "internal", "reason", "considered"] {
        assert!(!stage.vera.ear.heard.iter().any(|text| text.contains(word)), "{word}: {:?}", stage.vera.ear.heard);
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn values_as_heard_are_values_as_fetched(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let mut stage = Stage::on(&desk).await;
    let field = referrer(&desk).await;
    let lars = stage.lars.api.clone();
    let chat = stage.vera.api.clone().call(hello(&desk, "Hello")).await.unwrap().id;
    stage.lars.watch(chat).await;
    stage.mia.watch(chat).await;
    let body = NewTicket {
        client_id: client_id(),
        department: desk.sales,
        subject: "Printer".into(),
        email: "vera@example.com".into(),
        name: String::new(),
        text: "It smokes".into(),
        values: Vec::new(),
    };
    let ticket = lars.call(CreateTicket { body }).await.unwrap().row.id;
    stage.lars.open_ticket(ticket).await;
    stage.mia.open_ticket(ticket).await;
    stage.agrees(&desk, "opening both").await;
    for (version, option) in (0..).zip(&field.options) {
        let body = NewValues { values: vec![GivenValue { field: field.id, value: vec![option.id.to_string()] }] };
        lars.call(SetChatFields { chat, version, body: body.clone() }).await.unwrap();
        stage.agrees(&desk, "a chat's value").await;
        stage.mia.api.call(SetTicketFields { ticket, version, body }).await.unwrap();
        stage.agrees(&desk, "a ticket's value").await;
    }
    let shown = |console: &Console| {
        let values = console.shown.values.iter().flatten().flat_map(|values| &values.values);
        values.flat_map(|value| value.shown.clone()).collect::<Vec<_>>()
    };
    assert_eq!((shown(&stage.lars), shown(&stage.mia)), (vec!["A friend".to_owned(); 2], vec!["A friend".into(); 2]));
    let frames = stage.vera.ear.heard.join("");
    assert!(!frames.contains("A friend") && !frames.contains("values"), "{frames}");
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn every_browser_of_a_person_hears_the_chat(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let address = serve(&desk.server).await;
    let site = desk.site().await;
    let lars = desk.agent_in("Lars", desk.sales_group, 1).await;
    let mut console = Console::open(&desk, address, "lars", lars.id, &lars.api).await;
    // One is vouched for before it connects, one after; the third is somebody else's.
    let vouch = async |api: &Api, sub: &str| {
        api.call(Identify { body: Identity { token: site(sub) } }).await.unwrap();
    };
    let (desktop, pass) = desk.visitor().await;
    vouch(&desktop, "42").await;
    let mut desktop = Widget::open(&desk, address, pass).await;
    let mut phone = Widget::open(&desk, address, desk.visitor().await.1).await;
    vouch(&phone.api, "42").await;
    let mut other = Widget::open(&desk, address, desk.visitor().await.1).await;
    vouch(&other.api, "43").await;

    let chat = desktop.api.call(hello(&desk, "From the desk")).await.unwrap().id;
    let agree = async |desktop: &mut Widget, phone: &mut Widget, after: &str| {
        desktop.agrees(after).await;
        phone.agrees(after).await;
    };
    agree(&mut desktop, &mut phone, "the start").await;
    let epoch = lars.api.call(GetChat { chat, body: () }).await.unwrap().row.epoch;
    let body = NewChatMessage { client_id: client_id(), text: "Welcome".into(), epoch };
    lars.api.call(SendChatMessage { chat, body }).await.unwrap();
    agree(&mut desktop, &mut phone, "an answer").await;
    let body = NewVisitorMessage { client_id: client_id(), text: "From the train".into() };
    phone.api.call(SendVisitorMessage { chat, body }).await.unwrap();
    agree(&mut desktop, &mut phone, "a word from the other browser").await;
    phone.api.call(SeeVisitorChat { chat, body: SeenUpTo { up_to: 4 } }).await.unwrap();
    agree(&mut desktop, &mut phone, "a seen mark").await;
    console.watch(chat).await;
    console.ear.say(ClientFrame::Typing { chat });
    for widget in [&mut desktop, &mut phone] {
        assert_eq!(widget.ear.next().await, Some(VisitorFrame::Typing { chat, name: "Lars".into() }));
    }
    let to = Destination::Group(desk.sales_group);
    let body = NewAvailability { availability: presence::Availability::Away };
    lars.api.call(SetAvailability { body }).await.unwrap();
    let body = Transfer { destination: to, comment: String::new(), epoch };
    lars.api.call(TransferChat { chat, body }).await.unwrap();
    agree(&mut desktop, &mut phone, "waiting again").await;
    assert_eq!(phone.chat.as_ref().map(|chat| chat.position), Some(Some(1)));
    phone.api.call(EndVisitorChat { chat, body: () }).await.unwrap();
    agree(&mut desktop, &mut phone, "the end").await;
    assert_eq!(phone.log.entries().len() as u64, phone.chat.as_ref().unwrap().last);
    other.agrees("all that").await;
    assert!(other.chat.is_none() && !other.ear.heard.iter().any(|text| text.contains("From the")), "not theirs");
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn the_visitors_page_is_followed(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let mut stage = Stage::on(&desk).await;
    let vera = stage.vera.api.clone();
    let chat = vera.call(hello(&desk, "Hello")).await.unwrap().id;
    stage.lars.watch(chat).await;
    stage.agrees(&desk, "a chat's start").await;
    // A page loaded again is the same page.
    for (page, seen) in [("lisbon", 1), ("lisbon", 1), ("oslo", 2), ("lisbon", 3)] {
        let body =
            PageSeen { url: format!("https://farhorizon.example/{page}"), title: page.into(), ..PageSeen::default() };
        vera.call(SeePage { body }).await.unwrap();
        stage.agrees(&desk, "a page").await;
        let card = stage.lars.shown.card.as_ref().unwrap();
        assert_eq!((&*card.page_title, card.pages, card.online), (page, seen, true));
    }
    let site = desk.site().await;
    vera.call(Identify { body: Identity { token: site("42") } }).await.unwrap();
    stage.agrees(&desk, "an identity").await;
    let hung_up = std::mem::replace(&mut stage.vera, Widget::open(&desk, stage.address, desk.visitor().await.1).await);
    drop(hung_up.ear);
    stage.lars.agrees("leaving").await;
    assert!(stage.lars.shown.card.as_ref().is_some_and(|card| card.identified && !card.online));
    stage.lars.unwatch();
    stage.agrees(&desk, "looking elsewhere").await;
}
