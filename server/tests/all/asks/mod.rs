//! Asking a colleague: who is asked reads and comments, and nothing else; whose the item is does not change.

mod afterwards;
mod lists;
mod live;

use client::{Api, CallError};
use contract::{
    ChatId, ClientId, DepartmentId, TicketId,
    asks::{Ask, AskFilter, AskableSearch, Asked, ListAskableOfTicket, ListAsks, SettleAsk, Whom},
    chat::{
        AtEpoch, CommentOnChat, Destination, EndChat, GetChat, GetChatLog, InternalEvent, ListOpenChats, LogPosition,
        NewChatMessage, NewComment, SendChatMessage, TakeChat, Transfer, TransferChat,
    },
    departments::{
        Channel, CreateDepartment, DepartmentDetails, GetDepartment, NewDepartment, Part, RemoveMember, Visibility,
    },
    fields::{GetTicketFields, NewValues, SetTicketFields},
    people::Role,
    rights::{Permission, Permissions},
    tickets::{
        CommentOnTicket, CommentSort, CreateTicket, GetTicket, ListTickets, NewReply, NewTicket, NewTicketComment,
        Priority, ReplyToTicket, TakeTicket, Ticket, TicketDetails, TicketEvent, TicketFilter, TicketStatus,
        TicketTransfer, TransferTicket, UpdateTicket,
    },
    widget::{NewChat, StartChat},
};
use rstest::rstest;

use crate::{
    scene::confidential,
    support::{Backend, Desk, Employee, client_id, new_chat},
};

/// Sales with Lars, who has a ticket and a chat; Reservations with Mari and Nils, who may read elsewhere, as what
/// organizations did, and nothing else.
struct House {
    desk: Desk,
    lars: Employee,
    mari: Employee,
    nils: Employee,
    ticket: TicketId,
    chat: ChatId,
}

impl House {
    async fn on(backend: Backend) -> House {
        let desk = Desk::on(backend).await;
        let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
        desk.connect(lars.id).await;
        let (mari, nils) = (desk.employee("Mari", &[Role::Agent]).await, desk.employee("Nils", &[Role::Agent]).await);
        for one in [&mari, &nils] {
            desk.join(one.id, desk.reservations_group, Part::Pull, 5).await;
        }
        let ticket = ticket(&lars.api, desk.sales).await;
        let body = NewChat { name: "Vera".into(), email: "vera@example.com".into(), ..new_chat(desk.sales, "Hello") };
        let chat = desk.visitor().await.0.call(StartChat { body }).await.unwrap().id;
        House { desk, lars, mari, nils, ticket, chat }
    }

    fn mari(&self) -> Whom {
        Whom::Agent(self.mari.id)
    }

    fn group(&self) -> Whom {
        Whom::Group(self.desk.reservations_group)
    }
}

async fn ticket(by: &Api, department: DepartmentId) -> TicketId {
    let body = NewTicket {
        client_id: client_id(),
        department,
        subject: "Rail pass".into(),
        email: "vera@example.com".into(),
        name: "Vera".into(),
        text: "Yours.".into(),
        values: Vec::new(),
    };
    by.call(CreateTicket { body }).await.unwrap().row.id
}

/// Comments on the ticket.
async fn note(by: &Api, ticket: TicketId, text: &str, asks: &[Whom]) -> Result<Ticket, CallError> {
    note_as(by, ticket, client_id(), text, asks).await
}

async fn note_as(by: &Api, ticket: TicketId, id: ClientId, text: &str, asks: &[Whom]) -> Result<Ticket, CallError> {
    let (text, asks) = (text.into(), asks.to_vec());
    let body = NewTicketComment { client_id: id, text, asks, sort: CommentSort::General, files: Vec::new() };
    by.call(CommentOnTicket { ticket, body }).await
}

/// Comments on the chat.
async fn say(by: &Api, chat: ChatId, text: &str, asks: &[Whom]) -> Result<Vec<Asked>, CallError> {
    say_as(by, chat, client_id(), text, asks).await
}

async fn say_as(by: &Api, chat: ChatId, id: ClientId, text: &str, asks: &[Whom]) -> Result<Vec<Asked>, CallError> {
    let body = NewComment { client_id: id, text: text.into(), asks: asks.to_vec() };
    match by.call(CommentOnChat { chat, body }).await?.event {
        InternalEvent::Comment { asked, .. } => Ok(asked),
        other => panic!("{other:?}"),
    }
}

/// What is asked of somebody.
async fn open(of: &Api) -> Vec<Ask> {
    of.call(ListAsks { body: AskFilter::default() }).await.unwrap().items
}

/// What handling an item takes.
const HANDLING: [Permission; 5] =
    [Permission::Take, Permission::Reply, Permission::Transfer, Permission::Close, Permission::EditFields];

/// Whether somebody may comment, and handle nothing.
fn only_comments(may: Permissions) -> bool {
    may.contains(Permission::Comment) && !HANDLING.iter().any(|one| may.contains(*one))
}

fn told<T: std::fmt::Debug>(answer: Result<T, CallError>) -> u16 {
    match answer {
        Ok(_) => 200,
        Err(CallError::Problem(problem)) => problem.status,
        Err(other) => panic!("{other}"),
    }
}

/// Why a field was refused: which one, and with which code.
fn wrong<T: std::fmt::Debug>(answer: Result<T, CallError>) -> (String, String) {
    match answer.unwrap_err() {
        CallError::Problem(mut problem) if problem.status == 422 => {
            let field = problem.fields.remove(0);
            (field.field, field.code)
        }
        other => panic!("{other}"),
    }
}

#[rstest]
#[tokio::test]
async fn who_is_asked_about_a_ticket_reads_and_comments_and_nothing_else(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let House { desk, lars, mari, nils, ticket, .. } = &House::on(backend).await;
    let get = async |by: &Employee| by.api.call(GetTicket { ticket: *ticket, body: () }).await;
    assert_eq!(told(note(&mari.api, *ticket, "?", &[]).await), 403);
    let asked = note(&lars.api, *ticket, "@Mari which train?", &[Whom::Agent(mari.id)]).await.unwrap();
    let entry = asked.entries.last().unwrap();
    let names = vec![Asked { whom: Whom::Agent(mari.id), name: "Mari".into() }];
    assert!(matches!(&entry.event, TicketEvent::Comment { asked, .. } if *asked == names), "{entry:?}");

    let hers = get(mari).await.unwrap();
    assert!(only_comments(hers.may), "{:?}", hers.may);
    assert_eq!(told(note(&nils.api, *ticket, "?", &[]).await), 403, "he is not asked");
    let ticket = *ticket;
    let fields = mari.api.call(GetTicketFields { ticket, body: () }).await.unwrap();
    let (version, row) = (fields.answered.version, hers.row.version);
    let to = TicketTransfer { destination: Destination::Group(desk.reservations_group), comment: String::new() };
    let body = NewReply { client_id: client_id(), text: "Hello".into(), files: Vec::new() };
    let details = TicketDetails { status: TicketStatus::Closed, priority: Priority::Normal };
    let refused = [
        told(mari.api.call(TakeTicket { ticket, body: () }).await),
        told(mari.api.call(ReplyToTicket { ticket, body }).await),
        told(mari.api.call(TransferTicket { ticket, body: to }).await),
        told(mari.api.call(UpdateTicket { ticket, version: row, body: details }).await),
        told(mari.api.call(SetTicketFields { ticket, version, body: NewValues { values: Vec::new() } }).await),
    ];
    assert_eq!(refused, [403; 5]);
    assert!(mari.api.call(ListTickets { body: TicketFilter::default() }).await.unwrap().items.is_empty());

    let list = open(&mari.api).await;
    let [ask] = &list[..] else { panic!("{list:?}") };
    assert_eq!((ask.channel, ask.item, &*ask.about, &*ask.by.name), (Channel::Ticket, ticket.0, "Rail pass", "Lars"));
    assert_eq!((&*ask.text, &ask.asked), ("@Mari which train?", &names[0]));
    assert!(open(&lars.api).await.is_empty() && open(&nils.api).await.is_empty());
    // Her answer is in it, she may add to it, and whose it is has not changed.
    note(&mari.api, ticket, "The 8:12.", &[]).await.unwrap();
    assert!(open(&mari.api).await.is_empty());
    let now = note(&mari.api, ticket, "Track 4.", &[]).await.unwrap();
    assert_eq!(now.row.agent.map(|agent| agent.id), Some(lars.id));
    // When it is over she has no business there, and nobody can be asked.
    let details = TicketDetails { status: TicketStatus::Closed, priority: Priority::Normal };
    note(&lars.api, ticket, "And back?", &[Whom::Agent(mari.id)]).await.unwrap();
    let version = now.row.version + 1;
    lars.api.call(UpdateTicket { ticket, version, body: details }).await.unwrap();
    assert_eq!((told(note(&mari.api, ticket, "?", &[]).await), open(&mari.api).await.len()), (403, 0));
    assert_eq!(wrong(note(&lars.api, ticket, "?", &[Whom::Agent(mari.id)]).await), ("asks".into(), "over".into()));
}

#[rstest]
#[tokio::test]
async fn who_is_asked_about_a_chat_reads_and_comments_and_nothing_else(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let House { desk, lars, mari, nils, chat, .. } = &House::on(backend).await;
    let chat = *chat;
    assert_eq!(told(say(&mari.api, chat, "?", &[]).await), 404);
    let asked = say(&lars.api, chat, "@Mari which train?", &[Whom::Agent(mari.id)]).await.unwrap();
    assert_eq!(asked, [Asked { whom: Whom::Agent(mari.id), name: "Mari".into() }]);
    let hers = mari.api.call(GetChat { chat, body: () }).await.unwrap();
    assert!(only_comments(hers.may) && !hers.may_take, "{:?}", hers.may);
    let log = mari.api.call(GetChatLog { chat, body: LogPosition::default() }).await.unwrap();
    assert!(format!("{:?}", log.internal).contains("which train?"));
    assert_eq!(told(say(&nils.api, chat, "?", &[]).await), 404, "he is not asked");
    let epoch = hers.row.epoch;
    let to = Transfer { destination: Destination::Group(desk.reservations_group), comment: String::new(), epoch };
    let body = NewChatMessage { client_id: client_id(), text: "Hello".into(), epoch };
    let refused = [
        told(mari.api.call(TakeChat { chat, body: AtEpoch { epoch } }).await),
        told(mari.api.call(SendChatMessage { chat, body }).await),
        told(mari.api.call(TransferChat { chat, body: to }).await),
        told(mari.api.call(EndChat { chat, body: AtEpoch { epoch } }).await),
    ];
    assert_eq!(refused, [403; 4]);
    assert!(mari.api.call(ListOpenChats { body: () }).await.unwrap().items.is_empty());
    let list = open(&mari.api).await;
    assert_eq!((list[0].channel, list[0].item, &*list[0].about), (Channel::Chat, chat.0, "Vera"));
    say(&mari.api, chat, "The 8:12.", &[]).await.unwrap();
    assert!(open(&mari.api).await.is_empty());
    let now = mari.api.call(GetChat { chat, body: () }).await.unwrap().row;
    assert_eq!((now.agent.map(|agent| agent.id), now.epoch), (Some(lars.id), epoch));
    say(&lars.api, chat, "And back?", &[Whom::Agent(mari.id)]).await.unwrap();
    lars.api.call(EndChat { chat, body: AtEpoch { epoch } }).await.unwrap();
    assert_eq!((told(say(&mari.api, chat, "?", &[]).await), open(&mari.api).await.len()), (404, 0));
    assert_eq!(wrong(say(&lars.api, chat, "?", &[Whom::Agent(mari.id)]).await), ("asks".into(), "over".into()));
}

#[rstest]
#[tokio::test]
async fn a_group_is_each_of_its_members(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let house = House::on(backend).await;
    let House { desk, lars, mari, nils, ticket, chat } = &house;
    let (ticket, chat) = (*ticket, *chat);
    // She only watches, and he who asks is a member himself: it is not asked of him.
    desk.join(mari.id, desk.reservations_group, Part::Excluded, 5).await;
    desk.join(lars.id, desk.reservations_group, Part::Pull, 5).await;
    note(&lars.api, ticket, "@Reservations which train?", &[house.group()]).await.unwrap();
    say(&lars.api, chat, "@Reservations and this?", &[house.group()]).await.unwrap();
    for one in [mari, nils] {
        let list = open(&one.api).await;
        let what: Vec<_> = list.iter().map(|ask| (ask.channel, ask.asked.whom)).collect();
        assert_eq!(what, [(Channel::Chat, house.group()), (Channel::Ticket, house.group())], "the newest first");
        let known = one.api.call(GetTicket { ticket, body: () }).await.unwrap();
        assert!(only_comments(known.may), "{:?}", known.may);
    }
    note(&lars.api, ticket, "Nobody there?", &[]).await.unwrap();
    assert_eq!((open(&lars.api).await.len(), open(&mari.api).await.len()), (0, 2), "who asks does not answer");
    // Whoever answers first answers for all; the others may still read.
    note(&nils.api, ticket, "The 8:12.", &[]).await.unwrap();
    let list = open(&mari.api).await;
    assert_eq!((list.len(), list[0].channel), (1, Channel::Chat));
    assert_eq!(told(note(&mari.api, ticket, "Indeed.", &[]).await), 200);
    // Done without a word: by who is asked, and by nobody else.
    let ask = list[0].id;
    assert_eq!(told(lars.api.call(SettleAsk { ask, body: () }).await), 404);
    desk.admin.call(RemoveMember { group: desk.reservations_group, agent: nils.id, body: () }).await.unwrap();
    assert_eq!(told(nils.api.call(SettleAsk { ask, body: () }).await), 404);
    assert_eq!(told(note(&nils.api, ticket, "?", &[]).await), 403, "he is no member any more");
    assert_eq!(told(say(&nils.api, chat, "?", &[]).await), 404);
    for _ in 0..2 {
        mari.api.call(SettleAsk { ask, body: () }).await.unwrap();
        assert!(open(&mari.api).await.is_empty());
    }
    assert_eq!(told(say(&mari.api, chat, "Sorry, late.", &[]).await), 200);
    // Whoever joins later is asked too.
    note(&lars.api, ticket, "And back?", &[house.group()]).await.unwrap();
    assert!(open(&nils.api).await.is_empty());
    desk.join(nils.id, desk.reservations_group, Part::Pull, 5).await;
    assert_eq!(open(&nils.api).await.len(), 1);
}

#[rstest]
#[tokio::test]
async fn what_is_confidential_is_asked_of_who_may_read_it(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let house = House::on(backend).await;
    let House { desk, lars, mari, nils, ticket, chat } = &house;
    let (ticket, chat) = (*ticket, *chat);
    note(&lars.api, ticket, "@Mari which train?", &[house.mari()]).await.unwrap();
    say(&lars.api, chat, "@Reservations and this?", &[house.group()]).await.unwrap();
    confidential(desk, desk.sales).await;
    // Who was asked before has lost sight of it.
    assert_eq!(told(mari.api.call(GetTicket { ticket, body: () }).await), 404);
    assert_eq!(told(mari.api.call(GetChat { chat, body: () }).await), 404);
    assert_eq!((told(note(&mari.api, ticket, "?", &[]).await), open(&mari.api).await.len()), (404, 0));
    let refused = || ("asks[0]".to_owned(), "confidential".to_owned());
    for whom in [house.mari(), house.group()] {
        assert_eq!(wrong(note(&lars.api, ticket, "?", &[whom]).await), refused());
        assert_eq!(wrong(say(&lars.api, chat, "?", &[whom]).await), refused());
    }
    let listed = lars.api.call(ListAskableOfTicket { ticket, body: AskableSearch::default() }).await.unwrap().items;
    let listed: Vec<_> = listed.into_iter().map(|one| one.whom).collect();
    assert_eq!(listed[0], Whom::Group(desk.sales_group));
    let others = [house.mari(), Whom::Agent(nils.id), house.group()];
    assert!(!others.iter().any(|one| listed.contains(one)), "{listed:?}");
    // A member of the group can be asked, and so can the group.
    desk.join(nils.id, desk.sales_group, Part::Excluded, 5).await;
    note(&lars.api, ticket, "@Nils?", &[Whom::Agent(nils.id), Whom::Group(desk.sales_group)]).await.unwrap();
    assert_eq!(open(&nils.api).await.len(), 3, "and what his other group was asked, which he could not see");
    note(&nils.api, ticket, "Yes.", &[]).await.unwrap();
    // A confidential department's people and groups are nobody's to name who may not see it.
    confidential(desk, desk.reservations).await;
    let hers = open_ticket(desk, lars).await;
    assert_eq!(told(note(&lars.api, hers, "?", &[house.group()]).await), 404);
    assert_eq!(wrong(note(&lars.api, hers, "?", &[house.mari()]).await), ("asks[0]".into(), "no_member".into()));
}

/// A ticket of Lars's in a department that is not confidential.
async fn open_ticket(desk: &Desk, lars: &Employee) -> TicketId {
    let known = desk.admin.call(GetDepartment { department: desk.sales, body: () }).await.unwrap();
    let details = DepartmentDetails { name: "Open".into(), confidential: false, ..known.details };
    let body = NewDepartment { brand: desk.brand, details, visibility: Visibility::Public, front_line: "Open".into() };
    let made = desk.admin.call(CreateDepartment { body }).await.unwrap();
    desk.join(lars.id, made.groups[0].id, Part::Pull, 5).await;
    ticket(&lars.api, made.id).await
}

#[rstest]
#[tokio::test]
async fn a_comment_asks_each_once_and_is_sent_once(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let house = House::on(backend).await;
    let House { desk, lars, mari, nils, ticket, chat } = &house;
    let (ticket, chat) = (*ticket, *chat);
    let refused = |at: usize, code: &str| (format!("asks[{at}]"), code.to_owned());
    let twice = [house.mari(), house.group(), house.mari()];
    assert_eq!(wrong(note(&lars.api, ticket, "?", &twice).await), refused(2, "repeated"));
    assert_eq!(wrong(say(&lars.api, chat, "?", &twice).await), refused(2, "repeated"));
    let me = [house.mari(), Whom::Agent(lars.id)];
    assert_eq!(wrong(note(&lars.api, ticket, "?", &me).await), refused(1, "oneself"));
    assert_eq!(wrong(say(&lars.api, chat, "?", &me).await), refused(1, "oneself"));
    let rita = desk.employee("Rita", &[Role::Agent]).await;
    assert_eq!(wrong(note(&lars.api, ticket, "?", &[Whom::Agent(rita.id)]).await), refused(0, "no_member"));
    for nobody in [Whom::Agent(uuid::Uuid::now_v7().into()), Whom::Group(uuid::Uuid::now_v7().into())] {
        assert_eq!(told(note(&lars.api, ticket, "?", &[nobody]).await), 404);
        assert_eq!(told(say(&lars.api, chat, "?", &[nobody]).await), 404);
    }
    let many: Vec<Whom> = (0..11).map(|_| Whom::Agent(uuid::Uuid::now_v7().into())).collect();
    assert_eq!(told(note(&lars.api, ticket, "?", &many).await), 422);
    assert!(open(&mari.api).await.is_empty(), "what was refused asks nobody");

    let (id, other) = (client_id(), client_id());
    let both = [house.mari(), Whom::Agent(nils.id)];
    let first = note_as(&lars.api, ticket, id, "Which?", &both).await.unwrap();
    assert_eq!(note_as(&lars.api, ticket, id, "Which?", &both).await.unwrap(), first);
    let said = say_as(&lars.api, chat, other, "Which?", &both).await.unwrap();
    assert_eq!(say_as(&lars.api, chat, other, "Which?", &both).await.unwrap(), said);
    assert_eq!(open(&mari.api).await.len(), 2, "sent again it asks nothing new");
    for asks in [&both[..1], &[]] {
        assert_eq!(told(note_as(&lars.api, ticket, id, "Which?", asks).await), 409);
        assert_eq!(told(say_as(&lars.api, chat, other, "Which?", asks).await), 409);
    }
}
