//! Plays the four weeks.

use std::{net::SocketAddr, sync::Arc};

use client::{Api, CallError};
use contract::{
    AccountId, BrandId, ClientId, DepartmentId, GroupId, OptionId,
    brands::{BrandDetails, GetBrand, UpdateBrand},
    chat::{AtEpoch, CommentOnChat, EndChat, GetChat, NewChatMessage, NewComment, SeeChat, SeenUpTo, SendChatMessage},
    departments::{
        ChatPolicies, Company, CreateDepartment, DepartmentDetails, GetCompany, MembershipDetails, NewDepartment, Part,
        SetMember, Share, UpdateDepartment, Visibility,
    },
    fields::{
        CreateField, Field, FieldDetails, FieldType, GivenValue, ItemKind, OptionDetails, SetTemplate, TemplateDetails,
        TemplateLine,
    },
    organizations::{
        AddRule, CommentOnOrganization, CreateOrganization, NewOrganizationComment, NewRule, OrganizationDetails,
    },
    people::{CreatePerson, CreateSession, NewPerson, PersonDetails, PersonKind, Role, SignIn},
    setup::{FirstSetup, RunSetup},
    tickets::{
        CommentOnTicket, CommentSort, GetTicket, ListTickets, NewReply, NewTicketComment, ReplyToTicket, TakeTicket,
        TicketDetails, TicketFilter, TicketScope, TicketStatus, UpdateTicket,
    },
    widget::{
        CreateVisitor, LeaveMessage, NewChat, NewLeftMessage, NewVisitor, NewVisitorMessage, PageSeen, SeeVisitorChat,
        SendVisitorMessage, StartChat,
    },
};

use super::{
    DAYS, PASSWORD,
    cast::{COMPANIES, CUSTOMERS, Customer, EMPLOYEES, REFERRERS},
    talk::{Line, MATTERS, Matter, TALKS, Talk},
};
use crate::{
    Server,
    platform::{Failure, api::InProcess, ids},
    routing, setup,
};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Where the sample site of the demo is, wherever its port ends up.
const SITES: [&str; 4] =
    ["http://127.0.0.1:8090", "http://127.0.0.1:8091", "http://127.0.0.1:8092", "http://127.0.0.1:8093"];

/// A browser's client on this very server.
pub(super) fn browser(server: &Server) -> Api {
    let peer: SocketAddr = ([127, 0, 0, 1], 1).into();
    Api::new(Arc::new(InProcess::browser(server.router.clone(), peer, "localhost")))
}

/// A refused call as a failure of the seeding.
pub(super) fn refused(error: CallError) -> Failure {
    match error {
        CallError::Problem(problem) => Failure(Box::new(problem)),
        other => Failure::conflict("seed", "The demo could not be made.").detail(other.to_string()),
    }
}

struct Stage<'a> {
    server: &'a Server,
    brand_key: String,
    sales: DepartmentId,
    reservations: DepartmentId,
    agents: Vec<(AccountId, Api)>,
    /// The field that asks how somebody heard of the agency.
    referrer: Option<Field>,
    /// Turns through people and texts in an order that looks like none and is always the same.
    turn: usize,
}

/// Makes the agency and plays its past.
pub(super) async fn company(server: &Server) -> Result<(), CallError> {
    let admin = browser(server);
    let code = server.app.lent::<setup::Code>().map(ToString::to_string).unwrap_or_default();
    let first = FirstSetup {
        code,
        name: EMPLOYEES[0].name.into(),
        username: EMPLOYEES[0].login.into(),
        email: format!("{}@farhorizon.example", EMPLOYEES[0].login),
        password: PASSWORD.into(),
        brand: "Far Horizon Travel".into(),
        department: "Sales".into(),
        department_email: "sales@farhorizon.example".into(),
        site: SITES[0].into(),
    };
    admin.call(RunSetup { body: first }).await?;
    let company = admin.call(GetCompany { body: () }).await?;
    let brand = dress(&admin, company.brands[0].id).await?;
    let mut stage = structure(server, &admin, &company, brand).await?;
    customers(&admin).await?;
    organizations(&admin).await?;
    stage.referrer = Some(referrer(&admin).await?);
    for (agent, _) in &stage.agents {
        let connected = routing::connected(&server.app, agent.0, None).await;
        connected.map_err(|failure| CallError::Problem(*failure.0))?;
    }
    for day in 0..DAYS {
        stage.day(day).await?;
    }
    // Everybody goes home; leases made for the play end with it.
    routing::leases::end_all(&server.app).await.map_err(|failure| CallError::Problem(*failure.0))?;
    Ok(())
}

async fn dress(admin: &Api, brand: BrandId) -> Result<String, CallError> {
    let was = admin.call(GetBrand { brand, body: () }).await?;
    let details = BrandDetails {
        name: "Far Horizon Travel".into(),
        host: String::new(),
        hue: 200,
        chroma: 110,
        headline: "How can we help?".into(),
        welcome: "Trips by train, ship and plane, made by people who have been there.".into(),
        allowed_sites: SITES.iter().map(|site| (*site).to_owned()).collect(),
        ..BrandDetails::default()
    };
    Ok(admin.call(UpdateBrand { brand, version: was.version, body: details }).await?.key)
}

async fn structure<'a>(
    server: &'a Server,
    admin: &Api,
    company: &Company,
    brand_key: String,
) -> Result<Stage<'a>, CallError> {
    let (brand, sales) = (company.brands[0].id, &company.brands[0].departments[0]);
    let details = DepartmentDetails {
        description: "New trips, prices, changes before booking.".into(),
        chats: ChatPolicies {
            waiting_text: "You are number {position} in line.\nIt takes about {wait} min.".into(),
            waiting_text_seconds: 300,
            ..sales.details.chats.clone()
        },
        ..sales.details.clone()
    };
    admin.call(UpdateDepartment { department: sales.id, version: sales.version, body: details.clone() }).await?;
    let hidden = DepartmentDetails {
        name: "Reservations".into(),
        description: "Tickets, hotels, changes after booking.".into(),
        email: "reservations@farhorizon.example".into(),
        offers_chat: false,
        accepts_new_by_email: false,
        ..details
    };
    let new =
        NewDepartment { brand, details: hidden, visibility: Visibility::Hidden, front_line: "Reservations".into() };
    let reservations = admin.call(CreateDepartment { body: new }).await?;
    let mut agents = Vec::new();
    for (place, employee) in EMPLOYEES.iter().enumerate().skip(1) {
        let details = PersonDetails {
            username: employee.login.into(),
            email: format!("{}@farhorizon.example", employee.login),
            name: employee.name.into(),
            alias: employee.name.split(' ').next().unwrap_or_default().into(),
            roles: vec![Role::Agent],
            active: true,
            ..PersonDetails::default()
        };
        let new = NewPerson { kind: PersonKind::Employee, details, password: Some(PASSWORD.into()) };
        let person = admin.call(CreatePerson { body: new }).await?;
        let group = if place < 3 { sales.groups[0].id } else { reservations.groups[0].id };
        join(admin, group, person.id, Part::Primary).await?;
        let api = browser(server);
        let sign_in = SignIn { login: employee.login.into(), password: PASSWORD.into() };
        api.call(CreateSession { body: sign_in }).await?;
        agents.push((person.id, api));
    }
    Ok(Stage { server, brand_key, sales: sales.id, reservations: reservations.id, agents, referrer: None, turn: 0 })
}

async fn join(admin: &Api, group: GroupId, agent: AccountId, part: Part) -> Result<(), CallError> {
    let chats = Share { part, limit: 5, active: true };
    let tickets = Share { part, limit: 20, active: true };
    let body = MembershipDetails { chats, tickets, order: 0 };
    admin.call(SetMember { group, agent, version: 0, body }).await.map(drop)
}

async fn customers(admin: &Api) -> Result<(), CallError> {
    for customer in CUSTOMERS.iter().filter(|customer| !customer.username.is_empty()) {
        let details = PersonDetails {
            username: customer.username.into(),
            email: customer.email.into(),
            name: customer.name.into(),
            phone: customer.phone.into(),
            active: true,
            ..PersonDetails::default()
        };
        let new = NewPerson { kind: PersonKind::Customer, details, password: None };
        admin.call(CreatePerson { body: new }).await?;
    }
    Ok(())
}

/// What the agency asks before a chat and with a message, of whoever wants to say.
async fn referrer(admin: &Api) -> Result<Field, CallError> {
    let option = |text: &&str| OptionDetails { id: OptionId(ids::new_id()), text: (*text).into() };
    let body = FieldDetails {
        name: "Referrer".into(),
        kind: FieldType::Choice,
        options: REFERRERS.iter().map(option).collect(),
        default: Vec::new(),
    };
    let field = admin.call(CreateField { body }).await?;
    for kind in [ItemKind::Chat, ItemKind::Ticket] {
        let line = TemplateLine {
            field: field.id,
            question: "How did you hear about us?".into(),
            shown: true,
            required: false,
            before_reply: false,
            before_close: false,
            condition: None,
        };
        admin.call(SetTemplate { kind, version: 0, body: TemplateDetails { lines: vec![line] } }).await?;
    }
    Ok(field)
}

async fn organizations(admin: &Api) -> Result<(), CallError> {
    for company in &COMPANIES {
        let details = OrganizationDetails {
            name: company.name.into(),
            website: company.website.into(),
            phone: company.phone.into(),
            city: company.city.into(),
            country: company.country.into(),
            ..OrganizationDetails::default()
        };
        let organization = admin.call(CreateOrganization { body: details }).await?.id;
        for (kind, value) in company.rules {
            let rule = NewRule { kind: *kind, value: (*value).into(), include_subdomains: false, confirmed: false };
            admin.call(AddRule { organization, body: rule }).await?;
        }
        if !company.comment.is_empty() {
            let body = NewOrganizationComment { client_id: new_client_id(), text: company.comment.into() };
            admin.call(CommentOnOrganization { organization, body }).await?;
        }
    }
    Ok(())
}

impl Stage<'_> {
    fn pass(&self, millis: i64) {
        self.server.app.clock().advance(millis);
    }

    /// How somebody heard of the agency; some do not say.
    fn heard(&self) -> Vec<GivenValue> {
        let Some(field) = &self.referrer else { return Vec::new() };
        // Most look on the web, and a friend is worth more than the television.
        let said = [Some(2), Some(0), Some(2), None, Some(3), Some(2), Some(0), Some(1), Some(3), None][self.turn % 10];
        let chosen = said.and_then(|at: usize| field.options.get(at));
        chosen.map(|option| GivenValue { field: field.id, value: vec![option.id.to_string()] }).into_iter().collect()
    }

    fn next<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        self.turn = self.turn.wrapping_mul(31).wrapping_add(17) % 10_007;
        &of[self.turn % of.len()]
    }

    /// A day in the office: chats in the morning and the afternoon, messages left over night.
    async fn day(&mut self, day: i64) -> Result<(), CallError> {
        let chats = [3, 2, 3, 4, 2, 1, 0][usize::try_from(day % 7).unwrap_or_default()];
        let began = self.server.app.clock().now();
        self.pass(HOUR);
        for _ in 0..chats {
            self.pass(37 * MINUTE);
            let (customer, talk) = (self.next(&CUSTOMERS), self.next(&TALKS));
            self.chat(customer, talk).await?;
        }
        if day % 3 != 2 {
            let (customer, matter) = (self.next(&CUSTOMERS), self.next(&MATTERS));
            self.matter(customer, matter).await?;
        }
        self.pass((DAY - self.server.app.clock().now().since(began)).max(0));
        Ok(())
    }

    async fn visitor(&self, page: PageSeen) -> Result<Api, CallError> {
        let new = NewVisitor { brand: self.brand_key.clone(), page };
        let pass = browser(self.server).call(CreateVisitor { body: new }).await?;
        Ok(browser(self.server).bearing(&pass.token))
    }

    async fn chat(&mut self, customer: &Customer, talk: &Talk) -> Result<(), CallError> {
        let page = PageSeen {
            url: format!("http://127.0.0.1:8090{}", talk.page.0),
            title: talk.page.1.into(),
            referrer: String::new(),
            language: "en".into(),
            time_zone: "Europe/Oslo".into(),
        };
        let visitor = self.visitor(page.clone()).await?;
        let Some(Line::Visitor(opening)) = talk.lines.first() else { return Ok(()) };
        let new = NewChat {
            client_id: new_client_id(),
            department: self.sales,
            name: customer.name.into(),
            email: customer.email.into(),
            text: (*opening).into(),
            page,
            values: self.heard(),
        };
        let chat = visitor.call(StartChat { body: new }).await?.id;
        let Some(agent) = self.owner(chat).await? else { return Ok(()) };
        for line in &talk.lines[1..] {
            self.pass(MINUTE / 2);
            let client_id = new_client_id();
            match line {
                Line::Visitor(text) => {
                    let body = NewVisitorMessage { client_id, text: (*text).into() };
                    let up_to = visitor.call(SendVisitorMessage { chat, body }).await?.number;
                    agent.call(SeeChat { chat, body: SeenUpTo { up_to } }).await?;
                }
                Line::Agent(text) => {
                    let epoch = agent.call(GetChat { chat, body: () }).await?.row.epoch;
                    let body = NewChatMessage { client_id, text: (*text).into(), epoch };
                    let up_to = agent.call(SendChatMessage { chat, body }).await?.number;
                    visitor.call(SeeVisitorChat { chat, body: SeenUpTo { up_to } }).await?;
                }
                Line::Note(text) => {
                    let body = NewComment { client_id, text: (*text).into(), asks: Vec::new() };
                    agent.call(CommentOnChat { chat, body }).await?;
                }
            }
        }
        self.pass(MINUTE);
        let epoch = agent.call(GetChat { chat, body: () }).await?.row.epoch;
        agent.call(EndChat { chat, body: AtEpoch { epoch } }).await.map(drop)
    }

    /// The client of whoever distribution gave the chat to.
    async fn owner(&self, chat: contract::ChatId) -> Result<Option<Api>, CallError> {
        for (id, api) in &self.agents {
            match api.call(GetChat { chat, body: () }).await {
                Ok(chat) if chat.row.agent.as_ref().is_some_and(|agent| agent.id == *id) => {
                    return Ok(Some(api.clone()));
                }
                Ok(_) => {}
                Err(error) if error.code() == Some("not_found") => {}
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }

    async fn matter(&mut self, customer: &Customer, matter: &Matter) -> Result<(), CallError> {
        let visitor = self.visitor(PageSeen::default()).await?;
        let left = NewLeftMessage {
            client_id: new_client_id(),
            department: self.sales,
            name: customer.name.into(),
            email: customer.email.into(),
            subject: matter.subject.into(),
            text: matter.text.into(),
            values: self.heard(),
        };
        let number = visitor.call(LeaveMessage { body: left }).await?.number;
        self.pass(23 * MINUTE);
        // Some matters are for the colleagues in the back office.
        let (_, agent) = &self.agents[self.turn % 2];
        let filter = TicketFilter { scope: TicketScope::All, ..TicketFilter::default() };
        let tickets = agent.call(ListTickets { body: filter }).await?.items;
        let Some(ticket) = tickets.into_iter().find(|ticket| ticket.number == number).map(|ticket| ticket.id) else {
            return Ok(());
        };
        if let Some(text) = matter.note {
            let body = NewTicketComment {
                client_id: new_client_id(),
                text: text.into(),
                asks: Vec::new(),
                sort: CommentSort::General,
                files: Vec::new(),
            };
            agent.call(CommentOnTicket { ticket, body }).await?;
        }
        if let Some(text) = matter.answer {
            agent.call(TakeTicket { ticket, body: () }).await?;
            self.pass(7 * MINUTE);
            let body = NewReply { client_id: new_client_id(), text: text.into(), files: Vec::new() };
            agent.call(ReplyToTicket { ticket, body }).await?;
        } else if self.turn.is_multiple_of(3) {
            let transfer = contract::tickets::TicketTransfer {
                destination: contract::chat::Destination::Department(self.reservations),
                comment: "One for you: it is booked already.".into(),
            };
            agent.call(contract::tickets::TransferTicket { ticket, body: transfer }).await?;
        }
        if matter.closed {
            self.pass(50 * MINUTE);
            let now = agent.call(GetTicket { ticket, body: () }).await?.row;
            let body = TicketDetails { status: TicketStatus::Closed, priority: now.priority };
            agent.call(UpdateTicket { ticket, version: now.version, body }).await?;
        }
        Ok(())
    }
}

pub(super) fn new_client_id() -> ClientId {
    ClientId(ids::new_id())
}
