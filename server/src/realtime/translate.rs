//! Hears what happened, after its commit, and makes each audience's frame.
//!
//! What an event carries is translated at once. What must be read first (a presence, a queue's positions, who is there
//! to chat) is done by one task, one after the other, so that a later state never arrives before an earlier one; the
//! same errand twice in a row is done once.

use std::sync::Arc;

use contract::{
    AccountId, ChatId, GroupId,
    departments::{Channel, ReceivesIn},
    fields::ItemKind,
    live::{AgentFrame, PortalFrame, VisitorFrame},
    presence::MyPresence,
};
use serde::Serialize;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{Hub, audience};
use crate::{
    asks, chat, departments, fields, people,
    platform::{
        App, Failure,
        bus::{Errand, Push},
        events::Reactions,
    },
    routing, tickets,
};

/// Something to read before it can be pushed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Look {
    Presence(Uuid),
    Queue(Uuid),
    TicketQueue(Uuid),
    Brand(Uuid),
    Visitor(Uuid),
}

/// Where errands queue; lent by `reactions.rs`.
#[derive(Clone, Debug)]
pub struct Translator(mpsc::UnboundedSender<Look>);

/// The other end of [`Translator`], for [`start`].
#[derive(Debug)]
pub struct Looks(mpsc::UnboundedReceiver<Look>);

impl Translator {
    /// A queue of errands.
    pub fn new() -> (Translator, Looks) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (Translator(sender), Looks(receiver))
    }
}

/// Registers what is pushed.
pub fn react(reactions: &mut Reactions) {
    reactions.on(chats);
    reactions.on(|app, changed: &tickets::Changed| ticket(app, changed));
    reactions.on(|app, changed: &tickets::ValuesChanged| {
        let values = Box::new(changed.values.clone());
        let frame = AgentFrame::Values { kind: ItemKind::Ticket, item: changed.ticket.0, values };
        send(app, who_see(changed.group, changed.agent), vec![], &frame);
    });
    reactions.on(|app, changed: &tickets::SendingChanged| {
        let (ticket, entry, sending) = (changed.ticket, changed.entry, changed.sending.clone());
        let frame = AgentFrame::Sending { ticket, entry, sending };
        send(app, who_see(changed.group, changed.agent), vec![], &frame);
    });
    reactions.on(|app, asks::NewAsk { to, ask }: &asks::NewAsk| {
        send(app, agents(to), vec![], &AgentFrame::Asked { ask: Box::new(ask.clone()) });
    });
    reactions.on(|app, asks::Settled { to, ask }: &asks::Settled| {
        send(app, agents(to), vec![], &AgentFrame::AskSettled { ask: *ask });
    });
    reactions.on(|app, event: &routing::PresenceChanged| look(app, Look::Presence(event.agent)));
    reactions.on(|app, event: &routing::QueueMoved| {
        if event.channel == Channel::Chat {
            look(app, Look::Queue(event.group));
        }
    });
    reactions.on(|app, event: &departments::AvailabilityChanged| look(app, Look::Brand(event.brand)));
    reactions.on(|app, event: &departments::CompanyChanged| {
        send(app, vec![audience::company()], vec![], &AgentFrame::CompanyChanged { version: event.version });
    });
    reactions.on(|app, event: &people::RightsChanged| {
        app.bus().push(Push { to: vec![audience::agent(event.agent)], except: Vec::new(), errand: Errand::Reload });
    });
    reactions.on(|app, event: &routing::LeaseLost| {
        app.bus().push(Push { to: vec![audience::lease(event.lease)], except: Vec::new(), errand: Errand::Reload });
    });
    reactions.on(|app, event: &people::SessionsEnded| {
        let to = event.session.map_or_else(|| audience::agent(event.account), audience::session);
        close(app, to, &AgentFrame::SignedOut);
    });
    reactions.on(|app, event: &people::VisitorForgotten| {
        close(app, audience::browser(event.visitor), &VisitorFrame::Forgotten);
    });
    reactions.on(|app, event: &people::VisitorChanged| visitor_changed(app, event.visitor));
    reactions.on(|app, people::Vouched { visitor }: &people::Vouched| {
        if let Some(sub) = &visitor.sub {
            let errand = Errand::Want(audience::identity(visitor.brand, sub));
            app.bus().push(Push { to: vec![audience::browser(visitor.id)], except: Vec::new(), errand });
        }
    });
}

/// Who sees a ticket of a group that an agent has, or nobody.
fn who_see(group: Uuid, agent: Option<Uuid>) -> Vec<Arc<str>> {
    let queue = agent.is_none().then(|| audience::queue(group));
    std::iter::once(audience::group(group)).chain(queue).chain(agent.map(audience::agent)).collect()
}

fn chats(app: &App, event: &chat::Happened) {
    match event {
        chat::Happened::Public { chat, entry } => {
            let frame = AgentFrame::Public { chat: ChatId(chat.chat), entry: entry.clone() };
            send(app, audience::of_log(chat.chat, chat.agent), vec![], &frame);
            let frame = VisitorFrame::Entry { chat: ChatId(chat.chat), entry: entry.clone() };
            send(app, audience::visitor(&chat.visitor), vec![], &frame);
        }
        chat::Happened::Internal { chat, entry } => {
            let frame = AgentFrame::Internal { chat: ChatId(chat.chat), entry: entry.clone() };
            send(app, audience::of_log(chat.chat, chat.agent), vec![], &frame);
        }
        chat::Happened::Values { chat, values } => {
            let frame = AgentFrame::Values { kind: ItemKind::Chat, item: chat.chat, values: Box::new(values.clone()) };
            send(app, audience::of_log(chat.chat, chat.agent), vec![], &frame);
        }
        chat::Happened::Row { group, version, row, agent, before } => {
            // Only who has the chat is pushed its messages, so only that row can keep its last one true.
            let (group_id, version) = (GroupId(*group), *version);
            let mut others = row.clone();
            (others.last, others.unread) = (None, 0);
            let owner = agent.map(audience::agent);
            let frame = AgentFrame::ChatChanged { group: group_id, version, row: Box::new(others) };
            let left = AgentFrame::ChatLeft { group: group_id, version, chat: row.id };
            match &owner {
                None => send(app, vec![audience::group(*group), audience::queue(*group)], vec![], &frame),
                Some(owner) => {
                    send(app, vec![audience::group(*group)], vec![owner.clone()], &frame);
                    // Whatever is with somebody is not in the queue any more.
                    send(app, vec![audience::queue(*group)], vec![owner.clone()], &left);
                }
            }
            if let Some(owner) = owner {
                let frame = AgentFrame::ChatChanged { group: group_id, version, row: Box::new(row.clone()) };
                send(app, vec![owner], vec![], &frame);
            }
            if let Some(before) = before {
                send(
                    app,
                    vec![audience::agent(*before)],
                    vec![audience::group(*group), audience::queue(*group)],
                    &left,
                );
            }
        }
        chat::Happened::Left { group, version, chat, agent } => {
            let frame = AgentFrame::ChatLeft { group: GroupId(*group), version: *version, chat: ChatId(*chat) };
            let to = [audience::group(*group), audience::queue(*group)].into_iter().chain(agent.map(audience::agent));
            send(app, to.collect(), vec![], &frame);
        }
        chat::Happened::Moved { chat } => {
            app.bus().push(Push {
                to: vec![audience::chat(*chat)],
                except: Vec::new(),
                errand: Errand::Recheck(*chat),
            });
        }
        chat::Happened::Visitor { visitor, chat } => {
            send(app, audience::visitor(visitor), vec![], &VisitorFrame::Chat { chat: chat.clone() });
        }
    }
}

fn agents(some: &[Uuid]) -> Vec<Arc<str>> {
    some.iter().copied().map(audience::agent).collect()
}

fn ticket(app: &App, changed: &tickets::Changed) {
    let frame = AgentFrame::AskedTicketChanged { ticket: changed.row.id, version: changed.row.version };
    send(app, agents(&changed.asked), vec![], &frame);
    look(app, Look::TicketQueue(changed.group));
    if let Some((group, version)) = changed.left {
        look(app, Look::TicketQueue(group));
        let frame = AgentFrame::TicketLeft { group: GroupId(group), version, ticket: changed.row.id };
        let to =
            [audience::group(group), audience::queue(group)].into_iter().chain(changed.before.map(audience::agent));
        send(app, to.collect(), vec![], &frame);
    }
    let (group, version, ticket) = (GroupId(changed.group), changed.version, changed.row.id);
    let frame = AgentFrame::TicketChanged { group, version, row: Box::new(changed.row.clone()) };
    let left = AgentFrame::TicketLeft { group, version, ticket };
    let (all, queue) = (audience::group(changed.group), audience::queue(changed.group));
    match changed.row.agent.as_ref().map(|owner| audience::agent(owner.id.0)) {
        None => send(app, vec![all.clone(), queue.clone()], vec![], &frame),
        Some(owner) => {
            send(app, vec![all.clone(), owner.clone()], vec![], &frame);
            // Whatever is with somebody is not in the queue any more.
            send(app, vec![queue.clone()], vec![owner], &left);
        }
    }
    if let (Some(before), None) = (changed.before, changed.left) {
        send(app, vec![audience::agent(before)], vec![all, queue], &left);
    }
}

/// Agents who look at a chat of this visitor's are told how the visitor is now.
pub(super) fn visitor_changed(app: &App, visitor: Uuid) {
    look(app, Look::Visitor(visitor));
}

fn look(app: &App, look: Look) {
    if let Some(Translator(queue)) = app.lent() {
        let _ = queue.send(look);
    }
}

pub(super) fn send(app: &App, to: Vec<Arc<str>>, except: Vec<Arc<str>>, frame: &impl Serialize) {
    match serde_json::to_string(frame) {
        Ok(text) => app.bus().push(Push { to, except, errand: Errand::Send(text.into()) }),
        Err(error) => tracing::error!(%error, "a frame could not be written"),
    }
}

fn close(app: &App, to: Arc<str>, frame: &impl Serialize) {
    if let Ok(text) = serde_json::to_string(frame) {
        app.bus().push(Push { to: vec![to], except: Vec::new(), errand: Errand::Close(text.into()) });
    }
}

/// Starts carrying and translating, until the server stops.
pub fn start(app: &App, Looks(mut looks): Looks) {
    if let Some(hub) = app.lent::<Hub>() {
        app.spawn("realtime: carry", hub.clone().carry(app.clone()));
    }
    let looking = app.clone();
    app.spawn("realtime: look", async move {
        let mut batch = Vec::new();
        while looks.recv_many(&mut batch, 256).await > 0 {
            let mut done = std::collections::HashSet::new();
            for errand in batch.drain(..) {
                if done.insert(errand)
                    && let Err(failure) = carry_out(&looking, errand).await
                {
                    tracing::warn!(%failure, ?errand, "could not be pushed");
                }
            }
        }
    });
}

async fn carry_out(app: &App, errand: Look) -> Result<(), Failure> {
    let wanted = |subject: &Arc<str>| app.lent::<Hub>().is_some_and(|hub| hub.wants(subject));
    match errand {
        Look::Presence(agent) => {
            let to = audience::agent(agent);
            if wanted(&to) {
                let presence = Box::new(routing::next_presence(app, AccountId(agent)).await?);
                tell_colleagues(app, agent, &presence).await?;
                send(app, vec![to], vec![], &AgentFrame::Presence { presence });
            } else if wanted(&audience::company()) {
                let presence = routing::presence_of(app.db().read(), agent, app.clock().now()).await?;
                tell_colleagues(app, agent, &presence).await?;
            }
        }
        Look::Queue(group) => {
            let waiting = routing::waiting(app, group, Channel::Chat).await?;
            let frame = AgentFrame::ChatsWaiting { group: GroupId(group), waiting };
            send(app, vec![audience::group(group), audience::queue(group)], vec![], &frame);
            for (visitor, chat) in chat::waiting_in(app, group).await? {
                send(app, audience::visitor(&visitor), vec![], &VisitorFrame::Chat { chat });
            }
        }
        Look::Visitor(visitor) => {
            let cards = chat::cards(app, visitor, |chat| wanted(&audience::chat(chat))).await?;
            for (chat, card) in cards {
                let frame = AgentFrame::Visitor { chat, visitor: Box::new(card) };
                send(app, vec![audience::chat(chat.0)], vec![], &frame);
            }
        }
        Look::TicketQueue(group) => {
            let waiting = routing::waiting(app, group, Channel::Ticket).await?;
            let frame = AgentFrame::TicketsWaiting { group: GroupId(group), waiting };
            send(app, vec![audience::group(group), audience::queue(group)], vec![], &frame);
        }
        Look::Brand(brand) => {
            let availability = fields::availability(app, brand).await?;
            let frame = VisitorFrame::Availability { availability: availability.clone() };
            send(app, vec![audience::widgets(brand)], vec![], &frame);
            send(app, vec![audience::portals(brand)], vec![], &PortalFrame::Availability { availability });
        }
    }
    Ok(())
}

/// What an agent receives and holds, for everybody who may know where the agent works.
async fn tell_colleagues(app: &App, agent: Uuid, presence: &MyPresence) -> Result<(), Failure> {
    let mine = presence.memberships.iter().map(|mine| mine.department.0);
    let departments = departments::departments(app.db().read(), mine).await?;
    let mut told: std::collections::HashMap<Arc<str>, Vec<ReceivesIn>> = std::collections::HashMap::new();
    for mine in &presence.memberships {
        let Some(department) = departments.get(&mine.department.0) else { continue };
        let to = if department.confidential { audience::confidential(department.id) } else { audience::company() };
        let mut receives = ReceivesIn {
            group: mine.group,
            no_chats_because: None,
            no_tickets_because: None,
            open_chats: 0,
            open_tickets: 0,
        };
        for one in &mine.receiving {
            let (why, open) = match one.channel {
                Channel::Chat => (&mut receives.no_chats_because, &mut receives.open_chats),
                Channel::Ticket => (&mut receives.no_tickets_because, &mut receives.open_tickets),
            };
            (*why, *open) = (one.why_not.clone(), one.open);
        }
        told.entry(to).or_default().push(receives);
    }
    for (to, groups) in told {
        let frame = AgentFrame::Receives { agent: AccountId(agent), connected: presence.connected, groups };
        send(app, vec![to], vec![], &frame);
    }
    Ok(())
}
