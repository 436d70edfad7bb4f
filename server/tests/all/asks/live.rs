//! What is asked is heard at once, and so is what happens to the item.

use contract::{
    chat::{AtEpoch, EndChat, GetChat},
    live::{AgentFrame, ClientFrame},
    tickets::{GetTicket, NewReply, Priority, ReplyToTicket, TicketDetails, TicketStatus, UpdateTicket},
};
use rstest::rstest;

use super::{House, note, open, say};
use crate::{
    ears::{Ear, listen, serve},
    scene::cookie,
    support::{Backend, client_id},
};

async fn hears(ear: &mut Ear<AgentFrame>, what: &str, is: impl Fn(&AgentFrame) -> bool) -> AgentFrame {
    while let Some(frame) = ear.next().await {
        if is(&frame) {
            return frame;
        }
    }
    panic!("never heard: {what}");
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn who_is_asked_hears_of_it_and_follows_the_item(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let house = House::on(backend).await;
    let House { desk, lars, ticket, chat, .. } = &house;
    let (ticket, chat) = (*ticket, *chat);
    let address = serve(&desk.server).await;
    let mut ears = Vec::new();
    for name in ["mari", "nils"] {
        let caller = cookie(&desk.server, name).await;
        let mut ear: Ear<AgentFrame> = listen(address, &caller, ClientFrame::Console, &[]).await.unwrap();
        hears(&mut ear, "welcome", |frame| matches!(frame, AgentFrame::Welcome { .. })).await;
        ears.push(ear);
    }
    let (mut nils, mut mari) = (ears.pop().unwrap(), ears.pop().unwrap());
    let asked = |frame: &AgentFrame| matches!(frame, AgentFrame::Asked { .. });
    note(&lars.api, ticket, "Which train?", &[house.mari()]).await.unwrap();
    let frame = hears(&mut mari, "the ask", asked).await;
    let listed = open(&house.mari.api).await.remove(0);
    assert_eq!(frame, AgentFrame::Asked { ask: Box::new(listed.clone()) });
    // What happens to the ticket then.
    let body = NewReply { client_id: client_id(), text: "A moment".into() };
    let version = lars.api.call(ReplyToTicket { ticket, body }).await.unwrap().row.version;
    let changed = AgentFrame::AskedTicketChanged { ticket, version };
    hears(&mut mari, "the ticket's change", |frame| *frame == changed).await;
    // Her answer settles it.
    note(&house.mari.api, ticket, "The 8:12.", &[]).await.unwrap();
    let settled = AgentFrame::AskSettled { ask: listed.id };
    hears(&mut mari, "that it is answered", |frame| *frame == settled).await;

    // A chat that she watches.
    say(&lars.api, chat, "Which train?", &[house.group()]).await.unwrap();
    hears(&mut mari, "the ask of the group", asked).await;
    let ask = open(&house.mari.api).await[0].id;
    hears(&mut nils, "the ask of the group", asked).await;
    let unheard = format!("{:?}", nils.heard);
    assert!(!unheard.contains(&ticket.to_string()), "he was not asked about the ticket: {unheard}");
    mari.say(ClientFrame::Watch { chat });
    // Frames are taken in order: what she types comes after what she watches.
    let mut seen = false;
    for n in 0..50 {
        say(&lars.api, chat, &format!("more {n}"), &[]).await.unwrap();
        let frames = mari.now();
        seen |= frames.iter().any(|frame| matches!(frame, AgentFrame::Internal { chat: of, .. } if *of == chat));
        if seen {
            break;
        }
        tokio::task::yield_now().await;
    }
    assert!(seen, "she follows the chat");
    say(&house.nils.api, chat, "The 8:12.", &[]).await.unwrap();
    let settled = AgentFrame::AskSettled { ask };
    hears(&mut mari, "that he answered", |frame| *frame == settled).await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn who_is_asked_hears_the_end_and_nothing_after_it(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let house = House::on(backend).await;
    let House { desk, lars, mari, ticket, chat, .. } = &house;
    let (ticket, chat) = (*ticket, *chat);
    note(&lars.api, ticket, "Which train?", &[house.mari()]).await.unwrap();
    say(&lars.api, chat, "And this?", &[house.mari()]).await.unwrap();
    let list = open(&mari.api).await;
    let address = serve(&desk.server).await;
    let caller = cookie(&desk.server, "mari").await;
    let mut ear: Ear<AgentFrame> = listen(address, &caller, ClientFrame::Console, &[]).await.unwrap();
    hears(&mut ear, "welcome", |frame| matches!(frame, AgentFrame::Welcome { .. })).await;
    ear.say(ClientFrame::Watch { chat });
    let version = lars.api.call(GetTicket { ticket, body: () }).await.unwrap().row.version;
    let details = TicketDetails { status: TicketStatus::Closed, priority: Priority::Normal };
    let closed = lars.api.call(UpdateTicket { ticket, version, body: details }).await.unwrap().row.version;
    let changed = AgentFrame::AskedTicketChanged { ticket, version: closed };
    hears(&mut ear, "that it is closed", |frame| *frame == changed).await;
    let settled = |n: usize| AgentFrame::AskSettled { ask: list[n].id };
    hears(&mut ear, "that nothing is asked about the ticket", |frame| *frame == settled(1)).await;
    let epoch = lars.api.call(GetChat { chat, body: () }).await.unwrap().row.epoch;
    lars.api.call(EndChat { chat, body: AtEpoch { epoch } }).await.unwrap();
    hears(&mut ear, "that nothing is asked about the chat", |frame| *frame == settled(0)).await;
    // Afterwards both are none of her business; what she hears next is asked of her elsewhere.
    note(&lars.api, ticket, "Nobody else needs to know.", &[]).await.unwrap();
    say(&lars.api, chat, "Nor this.", &[]).await.unwrap();
    let other = super::ticket(&lars.api, desk.sales).await;
    let before = ear.heard.len();
    note(&lars.api, other, "And back?", &[house.mari()]).await.unwrap();
    hears(&mut ear, "the next ask", |frame| matches!(frame, AgentFrame::Asked { .. })).await;
    let late = format!("{:?}", &ear.heard[before..]);
    assert!(!late.contains(&ticket.to_string()) && !late.contains("Nor this."), "{late}");
}
