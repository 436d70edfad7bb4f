//! What is asked is heard at once, and so is what happens to the item.

use contract::{
    asks::Whom,
    chat::{AtEpoch, EndChat, GetChat},
    live::{AgentFrame, ClientFrame},
    rights::{Permission, Permissions},
    tickets::{GetTicket, NewReply, Priority, ReplyToTicket, TicketDetails, TicketStatus, UpdateTicket},
};
use rstest::rstest;

use super::{House, note, open, say, told};
use crate::{
    ears::{Ear, listen, serve},
    scene::{confidential, cookie},
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
    let body = NewReply { client_id: client_id(), text: "A moment".into(), files: Vec::new() };
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
async fn who_is_asked_hears_the_end_and_follows_no_more(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let house = House::on(backend).await;
    let House { desk, lars, ticket, chat, .. } = &house;
    let (ticket, chat) = (*ticket, *chat);
    // Sales is confidential and shows its members nothing but their own: Rita reads what she is asked about, and that alone.
    let rita = desk.agent_in("Rita", desk.sales_group, 5).await;
    desk.allow(desk.sales_group, Permissions::of(&[Permission::Close])).await;
    confidential(desk, desk.sales).await;
    let asked = [Whom::Agent(rita.id)];
    note(&lars.api, ticket, "Which train?", &asked).await.unwrap();
    say(&lars.api, chat, "And this?", &asked).await.unwrap();
    let list = open(&rita.api).await;
    let address = serve(&desk.server).await;
    let caller = cookie(&desk.server, "rita").await;
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
    // She comes back to what is hers to see: that chat is not.
    hears(&mut ear, "that she is to look again", |frame| matches!(frame, AgentFrame::Refetch)).await;
    assert!(ear.closes().await);
    assert_eq!(told(rita.api.call(GetChat { chat, body: () }).await), 404);
    assert_eq!(told(rita.api.call(GetTicket { ticket, body: () }).await), 404);
}
