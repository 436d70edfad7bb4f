//! A console that fetched once and has only heard since.
#![expect(clippy::collapsible_match, reason = "counting a version is an act, which a guard would hide")]

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

use client::{Api, log::Log};
use contract::{
    AccountId, ChatId, GroupId, TicketId,
    chat::{
        ChatRow, GetChat, GetChatLog, InternalEntry, ListOpenChats, LogPosition, Preview, PublicEntry, PublicEvent,
        Side, VisitorCard,
    },
    departments::{GetCompany, Group, ReceivesIn},
    fields::{GetChatFields, GetTicketFields, ItemKind, ItemValues},
    live::{AgentFrame, ClientFrame},
    presence::{GetPresence, MyPresence},
    tickets::{ListTickets, TicketFilter, TicketRow},
};

use super::same;
use crate::{
    ears::{Ear, listen},
    scene::cookie,
    support::Desk,
};

/// All that a console shows, by fetching or by folding pushes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown {
    pub chats: BTreeMap<ChatId, ChatRow>,
    pub versions: BTreeMap<GroupId, u64>,
    pub tickets: BTreeMap<TicketId, TicketRow>,
    pub chats_waiting: BTreeMap<GroupId, u32>,
    pub tickets_waiting: BTreeMap<GroupId, u32>,
    /// What everybody receives and holds, wherever they work.
    pub members: BTreeMap<(GroupId, AccountId), (bool, ReceivesIn)>,
    pub presence: Option<MyPresence>,
    pub company: i64,
    pub public: Vec<PublicEntry>,
    pub internal: Vec<InternalEntry>,
    /// Of the visitor of the chat that is watched.
    pub card: Option<VisitorCard>,
    /// Of the chat that is watched, and of the ticket that is open.
    pub values: [Option<ItemValues>; 2],
}

async fn fetch(api: &Api, watched: Option<ChatId>, opened: Option<TicketId>) -> Shown {
    let open = api.call(ListOpenChats { body: () }).await.unwrap();
    let tickets = api.call(ListTickets { body: TicketFilter::default() }).await.unwrap();
    let log = match watched {
        Some(chat) => api.call(GetChatLog { chat, body: LogPosition::default() }).await.unwrap_or_default(),
        None => Default::default(),
    };
    let company = api.call(GetCompany { body: () }).await.unwrap();
    let versions: BTreeMap<_, _> = open.versions.into_iter().map(|one| (one.group, one.version)).collect();
    let groups =
        || company.brands.iter().flat_map(|brand| &brand.departments).flat_map(|department| &department.groups);
    let waiting = |of: fn(&Group) -> u32| {
        groups().filter(|group| versions.contains_key(&group.id)).map(|group| (group.id, of(group))).collect()
    };
    let members = groups().flat_map(|group| {
        group.members.iter().map(|member| {
            let receives = ReceivesIn {
                group: group.id,
                no_chats_because: member.no_chats_because.clone(),
                no_tickets_because: member.no_tickets_because.clone(),
                open_chats: member.open_chats,
                open_tickets: member.open_tickets,
            };
            ((group.id, member.agent.id), (member.connected, receives))
        })
    });
    Shown {
        members: members.collect(),
        chats_waiting: waiting(|group| group.chats_waiting),
        chats: open.items.into_iter().map(|row| (row.id, row)).collect(),
        tickets_waiting: waiting(|group| group.tickets_waiting),
        versions,
        tickets: tickets.items.into_iter().map(|row| (row.id, row)).collect(),
        presence: Some(api.call(GetPresence { body: () }).await.unwrap()),
        company: company.version,
        public: log.public,
        internal: log.internal,
        card: match watched {
            Some(chat) => api.call(GetChat { chat, body: () }).await.ok().map(|chat| chat.visitor),
            None => None,
        },
        values: values(api, watched, opened).await,
    }
}

async fn values(api: &Api, watched: Option<ChatId>, opened: Option<TicketId>) -> [Option<ItemValues>; 2] {
    let mut all = [None, None];
    if let Some(chat) = watched {
        all[0] = api.call(GetChatFields { chat, body: () }).await.ok().map(|fields| fields.answered);
    }
    if let Some(ticket) = opened {
        all[1] = api.call(GetTicketFields { ticket, body: () }).await.ok().map(|fields| fields.answered);
    }
    all
}

/// A console that fetched once and has only heard since.
pub struct Console {
    pub me: contract::AccountId,
    pub api: Api,
    pub ear: Ear<AgentFrame>,
    pub shown: Shown,
    pub watched: Option<ChatId>,
    pub opened: Option<TicketId>,
    /// The versions of groups' tickets, as far as heard.
    pub tickets: HashMap<GroupId, u64>,
    pub public: HashMap<ChatId, Log<PublicEntry>>,
    pub internal: Log<InternalEntry>,
}

impl Console {
    pub async fn open(
        desk: &Desk,
        address: std::net::SocketAddr,
        name: &str,
        me: contract::AccountId,
        api: &Api,
    ) -> Self {
        let caller = cookie(&desk.server, name).await;
        let mut ear = listen(address, &caller, ClientFrame::Console, &[]).await.unwrap();
        assert!(matches!(ear.next().await, Some(AgentFrame::Welcome { .. })));
        // Those that connect one after the other change what the ones before see.
        tokio::time::sleep(Duration::from_millis(300)).await;
        let shown = fetch(api, None, None).await;
        let mut all = Console {
            me,
            api: api.clone(),
            ear,
            shown,
            watched: None,
            opened: None,
            tickets: HashMap::new(),
            public: HashMap::new(),
            internal: Log::default(),
        };
        all.fold();
        all
    }

    /// Shows a chat: it is pushed from now on, and what was before is fetched.
    pub async fn watch(&mut self, chat: ChatId) {
        self.watched = Some(chat);
        self.ear.say(ClientFrame::Watch { chat });
        tokio::time::sleep(Duration::from_millis(200)).await;
        let log = self.api.call(GetChatLog { chat, body: LogPosition::default() }).await.unwrap();
        self.public.entry(chat).or_default().merge(log.public);
        self.internal.merge(log.internal);
        (self.shown.public, self.shown.internal) =
            (self.public[&chat].entries().to_vec(), self.internal.entries().to_vec());
        self.shown.card = Some(self.api.call(GetChat { chat, body: () }).await.unwrap().visitor);
        self.shown.values = values(&self.api, self.watched, self.opened).await;
    }

    /// Opens a ticket: its values are pushed, as to everybody who may see it.
    pub async fn open_ticket(&mut self, ticket: TicketId) {
        self.opened = Some(ticket);
        self.shown.values = values(&self.api, self.watched, self.opened).await;
    }

    /// Shows it no longer.
    pub fn unwatch(&mut self) {
        if let Some(chat) = self.watched.take() {
            self.ear.say(ClientFrame::Unwatch { chat });
        }
        (self.shown.public, self.shown.internal, self.shown.card) = (Vec::new(), Vec::new(), None);
        self.shown.values[0] = None;
    }

    pub fn fold(&mut self) {
        for frame in self.ear.now() {
            self.apply(frame);
        }
    }

    /// Counts a push about a ticket. The first number is taken as it comes: the tickets' list names none.
    fn counts_ticket(&mut self, group: GroupId, version: u64) {
        let before = self.tickets.insert(group, version);
        assert!(before.is_none_or(|before| version == before + 1), "a push is missing");
    }

    /// Counts a list's push; false when it was in what was fetched.
    fn counts(&mut self, group: GroupId, version: u64) -> bool {
        let Some(known) = self.shown.versions.get_mut(&group) else { return true };
        if version <= *known {
            return false;
        }
        assert_eq!(version, *known + 1, "a push is missing");
        *known = version;
        true
    }

    fn apply(&mut self, frame: AgentFrame) {
        match frame {
            AgentFrame::Public { chat, entry } => {
                self.public.entry(chat).or_default().apply(entry.clone());
                let Some(row) = self.shown.chats.get_mut(&chat) else { return };
                if row.agent.as_ref().map(|agent| agent.id) != Some(self.me) {
                    return;
                }
                match &entry.event {
                    PublicEvent::Message { from, text, .. } => {
                        row.last = Some(Preview { from: *from, text: text.clone(), at: entry.at.clone() });
                        row.unread = if *from == Side::Visitor { row.unread + 1 } else { row.unread };
                    }
                    PublicEvent::Seen { by: Side::Agent, up_to } => {
                        let later = self.public[&chat].entries().iter().filter(|later| later.number > *up_to);
                        let visitors = later
                            .filter(|later| matches!(&later.event, PublicEvent::Message { from: Side::Visitor, .. }));
                        row.unread = u32::try_from(visitors.count()).unwrap();
                    }
                    _ => {}
                }
            }
            AgentFrame::Internal { chat, entry } if Some(chat) == self.watched => {
                self.internal.apply(entry);
            }
            AgentFrame::Visitor { chat, visitor } if Some(chat) == self.watched => self.shown.card = Some(*visitor),
            AgentFrame::ChatChanged { group, version, row } => {
                if self.counts(group, version) {
                    self.shown.chats.insert(row.id, *row);
                }
            }
            AgentFrame::ChatLeft { group, version, chat } => {
                if self.counts(group, version) && self.shown.chats.get(&chat).is_some_and(|row| row.group == group) {
                    self.shown.chats.remove(&chat);
                }
            }
            AgentFrame::TicketChanged { group, version, row } => {
                self.counts_ticket(group, version);
                self.shown.tickets.insert(row.id, *row);
            }
            AgentFrame::TicketLeft { group, version, ticket } => {
                self.counts_ticket(group, version);
                if self.shown.tickets.get(&ticket).is_some_and(|row| row.group == group) {
                    self.shown.tickets.remove(&ticket);
                }
            }
            AgentFrame::Values { kind, item, values } => {
                let shown = match kind {
                    ItemKind::Chat if self.watched == Some(ChatId(item)) => &mut self.shown.values[0],
                    ItemKind::Ticket if self.opened == Some(TicketId(item)) => &mut self.shown.values[1],
                    _ => return,
                };
                if shown.as_ref().is_none_or(|shown| shown.version < values.version) {
                    *shown = Some(*values);
                }
            }
            AgentFrame::TicketsWaiting { group, waiting } => {
                self.shown.tickets_waiting.insert(group, waiting);
            }
            AgentFrame::ChatsWaiting { group, waiting } => {
                self.shown.chats_waiting.insert(group, waiting);
            }
            AgentFrame::Receives { agent, connected, groups } => {
                for now in groups {
                    if let Some(known) = self.shown.members.get_mut(&(now.group, agent)) {
                        *known = (connected, now);
                    }
                }
            }
            AgentFrame::Presence { presence } => {
                if self.shown.presence.as_ref().is_none_or(|known| known.version <= presence.version) {
                    self.shown.presence = Some(*presence);
                }
            }
            AgentFrame::CompanyChanged { version } => self.shown.company = self.shown.company.max(version),
            _ => {}
        }
        if let Some(chat) = self.watched {
            self.shown.public = self.public.get(&chat).map(|log| log.entries().to_vec()).unwrap_or_default();
            self.shown.internal = self.internal.entries().to_vec();
        }
    }

    pub async fn agrees(&mut self, after: &str) {
        let (api, watched, opened) = (self.api.clone(), self.watched, self.opened);
        same(
            after,
            async || fetch(&api, watched, opened).await,
            || {
                self.fold();
                self.shown.clone()
            },
        )
        .await;
    }
}
