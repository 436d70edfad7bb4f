//! Fetched + pushed = fetched again: for each kind of event, for console, widget and portal, over real sockets.
#![expect(clippy::collapsible_match, reason = "counting a version is an act, which a guard would hide")]

use std::{
    collections::{BTreeMap, HashMap},
    fmt::Debug,
    time::Duration,
};

use client::{Api, log::Log};
use contract::{
    ChatId, GroupId, TicketId,
    chat::{
        AtEpoch, ChatRow, ChatState, CommentOnChat, Destination, EndChat, GetChat, GetChatLog, InternalEntry,
        ListOpenChats, LogPosition, NewChatMessage, NewComment, Preview, PublicEntry, PublicEvent, SeeChat, SeenUpTo,
        SendChatMessage, Side, Transfer, TransferChat,
    },
    departments::{GetCompany, NewVisibility, SetVisibility, Visibility},
    live::{AgentFrame, ClientFrame, PortalFrame, VisitorFrame},
    portal::GetPortalHome,
    presence::{self, GetPresence, MyPresence, NewAvailability, SetAvailability},
    tickets::{
        CommentOnTicket, CreateTicket, ListTickets, NewReply, NewTicket, ReplyToTicket, TicketFilter, TicketRow,
        TicketTransfer, TransferTicket,
    },
    widget::{
        Availability, GetVisitorLog, GetWidget, NewChat, NewVisitorMessage, PageSeen, PublicPosition, SeeVisitorChat,
        SendVisitorMessage, StartChat, VisitorChat,
    },
};
use rstest::rstest;

use crate::{
    ears::{Ear, listen, serve},
    scene::{Caller, cookie},
    support::{Backend, Desk, client_id},
};

/// All that a console shows, by fetching or by folding pushes.
#[derive(Clone, Debug, Default, PartialEq)]
struct Shown {
    chats: BTreeMap<ChatId, ChatRow>,
    versions: BTreeMap<GroupId, u64>,
    tickets: BTreeMap<TicketId, TicketRow>,
    tickets_waiting: BTreeMap<GroupId, u32>,
    presence: Option<MyPresence>,
    company: i64,
    public: Vec<PublicEntry>,
    internal: Vec<InternalEntry>,
}

async fn fetch(api: &Api, watched: Option<ChatId>) -> Shown {
    let open = api.call(ListOpenChats { body: () }).await.unwrap();
    let tickets = api.call(ListTickets { body: TicketFilter::default() }).await.unwrap();
    let log = match watched {
        Some(chat) => api.call(GetChatLog { chat, body: LogPosition::default() }).await.unwrap_or_default(),
        None => Default::default(),
    };
    let company = api.call(GetCompany { body: () }).await.unwrap();
    let versions: BTreeMap<_, _> = open.versions.into_iter().map(|one| (one.group, one.version)).collect();
    let groups = company.brands.iter().flat_map(|brand| &brand.departments).flat_map(|department| &department.groups);
    Shown {
        chats: open.items.into_iter().map(|row| (row.id, row)).collect(),
        tickets_waiting: groups
            .filter(|group| versions.contains_key(&group.id))
            .map(|group| (group.id, group.tickets_waiting))
            .collect(),
        versions,
        tickets: tickets.items.into_iter().map(|row| (row.id, row)).collect(),
        presence: Some(api.call(GetPresence { body: () }).await.unwrap()),
        company: company.version,
        public: log.public,
        internal: log.internal,
    }
}

/// A console that fetched once and has only heard since.
struct Console {
    me: contract::AccountId,
    api: Api,
    ear: Ear<AgentFrame>,
    shown: Shown,
    watched: Option<ChatId>,
    public: HashMap<ChatId, Log<PublicEntry>>,
    internal: Log<InternalEntry>,
}

impl Console {
    async fn open(desk: &Desk, address: std::net::SocketAddr, name: &str, me: contract::AccountId, api: &Api) -> Self {
        let caller = cookie(&desk.server, name).await;
        let mut ear = listen(address, &caller, ClientFrame::Console, &[]).await.unwrap();
        assert_eq!(ear.next().await, Some(AgentFrame::Welcome));
        // Those that connect one after the other change what the ones before see.
        tokio::time::sleep(Duration::from_millis(300)).await;
        let shown = fetch(api, None).await;
        let mut all = Console {
            me,
            api: api.clone(),
            ear,
            shown,
            watched: None,
            public: HashMap::new(),
            internal: Log::default(),
        };
        all.fold();
        all
    }

    /// Shows a chat: it is pushed from now on, and what was before is fetched.
    async fn watch(&mut self, chat: ChatId) {
        self.watched = Some(chat);
        self.ear.say(ClientFrame::Watch { chat });
        tokio::time::sleep(Duration::from_millis(200)).await;
        let log = self.api.call(GetChatLog { chat, body: LogPosition::default() }).await.unwrap();
        self.public.entry(chat).or_default().merge(log.public);
        self.internal.merge(log.internal);
        (self.shown.public, self.shown.internal) =
            (self.public[&chat].entries().to_vec(), self.internal.entries().to_vec());
    }

    fn fold(&mut self) {
        for frame in self.ear.now() {
            self.apply(frame);
        }
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
                if self.counts(group, version) {
                    self.shown.tickets.insert(row.id, *row);
                }
            }
            AgentFrame::TicketLeft { group, version, ticket } => {
                if self.counts(group, version) && self.shown.tickets.get(&ticket).is_some_and(|row| row.group == group)
                {
                    self.shown.tickets.remove(&ticket);
                }
            }
            AgentFrame::TicketsWaiting { group, waiting } => {
                self.shown.tickets_waiting.insert(group, waiting);
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

    async fn agrees(&mut self, after: &str) {
        let (api, watched) = (self.api.clone(), self.watched);
        same(
            after,
            async || fetch(&api, watched).await,
            || {
                self.fold();
                self.shown.clone()
            },
        )
        .await;
    }
}

/// Waits until what was folded is what is fetched; fails when it never is.
async fn same<T: PartialEq + Debug>(after: &str, fetched: impl AsyncFn() -> T, mut folded: impl FnMut() -> T) {
    for _ in 0..40 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        if folded() == fetched().await {
            return;
        }
    }
    let (fetched, folded) = (fetched().await, folded());
    assert_eq!(folded, fetched, "after {after}");
}

/// A widget that fetched once and has only heard since.
struct Widget {
    api: Api,
    ear: Ear<VisitorFrame>,
    availability: Availability,
    chat: Option<VisitorChat>,
    log: Log<PublicEntry>,
}

impl Widget {
    fn fold(&mut self) -> (Availability, Option<VisitorChat>, Vec<PublicEntry>) {
        for frame in self.ear.now() {
            match frame {
                VisitorFrame::Entry { entry, .. } => {
                    self.log.apply(entry);
                }
                VisitorFrame::Chat { chat } => self.chat = Some(chat),
                VisitorFrame::Availability { availability } => self.availability = availability,
                _ => {}
            }
        }
        if let Some(chat) = &mut self.chat {
            chat.last = self.log.last();
        }
        (self.availability.clone(), self.chat.clone(), self.log.entries().to_vec())
    }

    async fn agrees(&mut self, after: &str) {
        let api = self.api.clone();
        let fetched = async || {
            let state = api.call(GetWidget { body: () }).await.unwrap();
            let entries = match &state.chat {
                Some(chat) => {
                    let body = PublicPosition::default();
                    api.call(GetVisitorLog { chat: chat.id, body }).await.unwrap().entries
                }
                None => Vec::new(),
            };
            (state.availability, state.chat, entries)
        };
        same(after, fetched, || self.fold()).await;
    }
}

/// Everybody who is connected in this play.
struct Stage {
    lars: Console,
    mia: Console,
    vera: Widget,
    portal: Ear<PortalFrame>,
    open_to_all: Availability,
}

impl Stage {
    async fn on(desk: &Desk) -> Stage {
        let address = serve(&desk.server).await;
        let lars = desk.agent_in("Lars", desk.sales_group, 1).await;
        let mia = desk.agent_in("Mia", desk.sales_group, 1).await;
        desk.join(mia.id, desk.reservations_group, contract::departments::Part::Primary, 1).await;
        let (api, pass) = desk.visitor().await;
        let hello = ClientFrame::Visitor { token: pass.token };
        let mut ear = listen(address, &Caller::default(), hello, &[]).await.unwrap();
        assert_eq!(ear.next().await, Some(VisitorFrame::Welcome));
        let mut portal = listen(address, &Caller::default(), ClientFrame::Portal, &[]).await.unwrap();
        assert_eq!(portal.next().await, Some(PortalFrame::Welcome));
        let open_to_all = pass.state.availability.clone();
        let vera = Widget { api, ear, availability: pass.state.availability, chat: None, log: Log::default() };
        let lars = Console::open(desk, address, "lars", lars.id, &lars.api).await;
        let mia = Console::open(desk, address, "mia", mia.id, &mia.api).await;
        Stage { lars, mia, vera, portal, open_to_all }
    }

    /// After what happened, everybody who only heard knows what who fetches again knows.
    async fn agrees(&mut self, desk: &Desk, after: &str) {
        self.lars.agrees(after).await;
        self.mia.agrees(after).await;
        self.vera.agrees(after).await;
        let anybody = desk.stranger();
        let fetched = async || anybody.call(GetPortalHome { body: () }).await.unwrap().availability;
        same(after, fetched, || {
            for frame in self.portal.now() {
                if let PortalFrame::Availability { availability } = frame {
                    self.open_to_all = availability;
                }
            }
            self.open_to_all.clone()
        })
        .await;
    }
}

fn hello(desk: &Desk, text: &str) -> StartChat {
    let body = NewChat {
        client_id: client_id(),
        department: desk.sales,
        name: "Vera".into(),
        email: String::new(),
        text: text.into(),
        page: PageSeen::default(),
    };
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
    let body = NewComment { client_id: client_id(), text: "A regular".into() };
    lars.call(CommentOnChat { chat, body }).await.unwrap();
    stage.agrees(&desk, "a comment").await;

    // Handed on to a queue where nobody is eligible, then to the colleague who is back.
    let body = Transfer { destination: Destination::Group(desk.sales_group), comment: "Lunch".into(), epoch };
    lars.call(TransferChat { chat, body }).await.unwrap();
    stage.agrees(&desk, "a transfer to the queue").await;
    assert_eq!(stage.vera.chat.as_ref().map(|chat| (chat.state, chat.position)), Some((ChatState::Waiting, Some(1))));
    let body = NewAvailability { availability: presence::Availability::Available };
    stage.mia.api.call(SetAvailability { body }).await.unwrap();
    stage.agrees(&desk, "coming back").await;
    let row = stage.mia.api.call(GetChat { chat, body: () }).await.unwrap().row;
    assert_eq!(row.agent.map(|agent| agent.name).as_deref(), Some("Mia"));
    stage.lars.ear.say(ClientFrame::Unwatch { chat });
    stage.lars.watched = None;
    (stage.lars.shown.public, stage.lars.shown.internal) = (Vec::new(), Vec::new());
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
async fn tickets_and_the_company_as_heard(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let mut stage = Stage::on(&desk).await;
    let (lars, mia) = (stage.lars.api.clone(), stage.mia.api.clone());
    let body = NewTicket {
        client_id: client_id(),
        department: desk.sales,
        subject: "Rail pass".into(),
        email: "vera@example.com".into(),
        name: "Vera".into(),
        text: "Yours.".into(),
    };
    let ticket = lars.call(CreateTicket { body }).await.unwrap().row.id;
    stage.agrees(&desk, "a ticket's start").await;
    let said = |text: &str| NewReply { client_id: client_id(), text: text.into() };
    lars.call(CommentOnTicket { ticket, body: said("Note") }).await.unwrap();
    stage.agrees(&desk, "a ticket's comment").await;
    lars.call(ReplyToTicket { ticket, body: said("Reply") }).await.unwrap();
    stage.agrees(&desk, "a ticket's reply").await;
    let to = Destination::Group(desk.reservations_group);
    lars.call(TransferTicket { ticket, body: TicketTransfer { destination: to, comment: "Yours".into() } })
        .await
        .unwrap();
    stage.agrees(&desk, "a ticket's transfer").await;
    assert!(!stage.lars.shown.tickets.contains_key(&ticket) && stage.mia.shown.tickets.contains_key(&ticket));
    let body = NewReply { client_id: client_id(), text: "There".into() };
    mia.call(CommentOnTicket { ticket, body }).await.unwrap();
    stage.agrees(&desk, "a comment where it went").await;

    for visibility in [Visibility::Hidden, Visibility::Public] {
        let call = SetVisibility { department: desk.sales, body: NewVisibility { visibility } };
        desk.admin.call(call).await.unwrap();
        stage.agrees(&desk, "hiding and showing").await;
        assert_eq!(stage.open_to_all.departments.is_empty(), visibility == Visibility::Hidden);
    }
    desk.join(stage.lars.me, desk.sales_group, contract::departments::Part::Excluded, 1).await;
    // What one may see may have changed: consoles look again. The company's version is heard by who did not.
    stage.mia.agrees("a membership's change").await;
}
