//! A scene with one of everything in it, and raw calls: for the tests that go through every operation.

use axum::{
    body::Body,
    extract::ConnectInfo,
    http::{HeaderMap, Request, header},
};
use contract::{
    AskId, ChatId, DepartmentId, FieldId, Method, OptionId, OrganizationId, PasskeyId, RuleId, SearchId, SessionId,
    TicketId, TokenId,
    asks::{AskFilter, ListAsks, Whom},
    chat::{CommentOnChat, NewComment},
    departments::{GetDepartment, UpdateDepartment},
    fields::{
        CreateField, Field, FieldDetails, FieldType, ItemKind, OptionDetails, SetTemplate, TemplateDetails,
        TemplateLine,
    },
    mails::{ArrivedMail, TakeInMail},
    me::{CreateToken, ListOwnSessions, NewToken, TokenScope},
    organizations::{AddRule, CreateOrganization, NewRule, OrganizationDetails, RuleType},
    people::{CreatePerson, NewPerson, PersonDetails, PersonKind, Role},
    roles::{CreateRole, RoleDetails},
    searches::CreateSearchTemplate,
    tickets::{CreateTicket, NewTicket},
    widget::{NewChat, PageSeen, StartChat},
};
use http_body_util::BodyExt;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};
use serde_json::{Value, json};
use server::{
    Server,
    people::tables::{accounts, sign_in_providers},
    platform::api::Api,
};
use tower::ServiceExt;
use uuid::Uuid;

use crate::{
    people::passkeys::made,
    support::{Backend, Desk, Employee, PASSWORD, client_id, new_chat},
};

/// A PNG of two by two pixels.
pub const PICTURE: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR42mMwTpsJRAwQCgAf7gTJFqfs3QAAAABJRU5ErkJggg==";

/// What no stranger may ever read.
pub const SECRET: &str = "the blue folder";

/// Credentials, as they travel.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    pub cookie: Option<String>,
    pub bearer: Option<String>,
}

/// An answer as it came.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The fields at fault.
    pub fn fields(&self) -> Vec<String> {
        let fields = self.json()["fields"].as_array().cloned().unwrap_or_default();
        fields.iter().filter_map(|field| field["field"].as_str().map(str::to_owned)).collect()
    }
}

/// A request with nothing added to it but what is said here.
pub struct Raw<'a> {
    pub method: &'a str,
    pub target: String,
    pub caller: Caller,
    pub headers: Vec<(&'a str, String)>,
    pub body: Vec<u8>,
    pub peer: [u8; 4],
}

impl<'a> Raw<'a> {
    pub fn new(method: &'a str, target: impl Into<String>) -> Self {
        Raw {
            method,
            target: target.into(),
            caller: Caller::default(),
            headers: Vec::new(),
            body: Vec::new(),
            peer: [127, 0, 0, 1],
        }
    }

    pub fn by(mut self, caller: &Caller) -> Self {
        self.caller = caller.clone();
        self
    }

    pub fn with(mut self, name: &'a str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub fn json(self, body: &Value) -> Self {
        self.text("application/json", body.to_string())
    }

    pub fn text(mut self, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.with("content-type", kind)
    }

    pub fn from(mut self, peer: [u8; 4]) -> Self {
        self.peer = peer;
        self
    }

    pub async fn send(self, server: &Server) -> Answer {
        let mut built = Request::builder().method(self.method).uri(&self.target);
        if !self.headers.iter().any(|(name, _)| *name == "host") {
            built = built.header(header::HOST, "localhost:8080");
        }
        if let Some(cookie) = &self.caller.cookie {
            built = built.header(header::COOKIE, cookie);
        }
        if let Some(bearer) = &self.caller.bearer {
            built = built.header(header::AUTHORIZATION, format!("Bearer {bearer}"));
        }
        for (name, value) in &self.headers {
            built = built.header(*name, value);
        }
        let mut request = built.body(Body::from(self.body)).unwrap();
        request.extensions_mut().insert(ConnectInfo(std::net::SocketAddr::from((self.peer, 40_000))));
        let response = server.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }
}

/// Signs in with nothing but HTTP; the cookie.
pub async fn cookie(server: &Server, login: &str) -> Caller {
    let body = json!({ "login": login, "password": PASSWORD });
    let answer = Raw::new("POST", "/api/v1/session").json(&body).send(server).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let set = answer.header("set-cookie");
    Caller { cookie: set.split(';').next().map(str::to_owned), bearer: None }
}

/// Makes a customer's account and signs in with it at the portal; the cookie.
pub async fn customer(desk: &Desk, email: &str, verified: bool) -> Caller {
    let username = email.split('@').next().unwrap_or_default().to_owned();
    let details = PersonDetails {
        name: format!("{username} of {email}"),
        email: email.into(),
        username: format!("{username}-{}", Uuid::new_v4().simple()).chars().take(30).collect(),
        active: true,
        ..PersonDetails::default()
    };
    let new = NewPerson { kind: PersonKind::Customer, details, password: Some(PASSWORD.into()) };
    let id = desk.admin.call(CreatePerson { body: new }).await.unwrap().id.0;
    if verified {
        let write = desk.server.app.db().write(move |tx| {
            Box::pin(async move {
                let row = accounts::ActiveModel { id: Set(id), email_verified: Set(true), ..Default::default() };
                row.update(tx).await.map(|_| ())
            })
        });
        write.await.unwrap();
    }
    let body = json!({ "login": email, "password": PASSWORD });
    let answer = Raw::new("POST", "/api/v1/portal/session").json(&body).send(&desk.server).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    Caller { cookie: answer.header("set-cookie").split(';').next().map(str::to_owned), bearer: None }
}

/// One of everything: a confidential department with a chat and a ticket of Lars's, an organization, its rule, and
/// people who have nothing to do with any of it.
pub struct Scene {
    pub desk: Desk,
    pub oda: Caller,
    pub lars: Caller,
    pub member: Employee,
    /// An agent who is a member of no group.
    pub nina: Caller,
    /// Who wrote the chat, another visitor of the brand, and one of another brand.
    pub vera: Caller,
    pub other: Caller,
    pub foreign: Caller,
    /// The account of her who wrote the chat and whom the ticket is about, signed in at the portal; her address is
    /// verified.
    pub account: Caller,
    /// Another customer there, whose address is not.
    pub ulf: Caller,
    pub chat: ChatId,
    pub ticket: TicketId,
    pub organization: OrganizationId,
    pub rule: RuleId,
    /// A role of the company's own.
    pub role: Role,
    /// Asked before every chat and with every message left; nobody has to answer.
    pub field: FieldId,
    /// A session, a token and a passkey of Lars's.
    pub session: SessionId,
    pub token: TokenId,
    pub passkey: PasskeyId,
    /// What Lars is asked about the chat.
    pub ask: AskId,
    /// A search template that looks nothing up where the scene is: its table was never uploaded.
    pub search: SearchId,
    /// A provider that nobody is sent to.
    pub provider: Uuid,
    /// A mail that does not read.
    pub mail: Uuid,
}

impl Scene {
    pub async fn on(backend: Backend) -> Scene {
        Scene::at(Desk::on(backend).await).await
    }

    /// The same at a desk that is configured otherwise.
    pub async fn at(desk: Desk) -> Scene {
        let member = desk.agent_in("Lars", desk.sales_group, 5).await;
        desk.employee("Nina", &[Role::Agent]).await;
        desk.connect(member.id).await;
        let field = referrer(&desk).await.id;
        let body = serde_json::from_value(search(&[field])).unwrap();
        let search = desk.admin.call(CreateSearchTemplate { body }).await.unwrap().id;
        let (vera, pass) = desk.visitor().await;
        let new = NewChat {
            name: "Vera".into(),
            email: "vera@example.com".into(),
            ..new_chat(desk.sales, &format!("Where is {SECRET}?"))
        };
        let chat = vera.call(StartChat { body: new }).await.unwrap().id;
        let (_, other) = desk.visitor().await;
        let new = NewTicket {
            client_id: client_id(),
            department: desk.sales,
            subject: format!("About {SECRET}"),
            email: "vera@example.com".into(),
            name: "Vera".into(),
            text: format!("We found {SECRET}."),
            values: Vec::new(),
        };
        let ticket = member.api.call(CreateTicket { body: new }).await.unwrap().row.id;
        let body = OrganizationDetails { name: "Example Ltd".into(), ..OrganizationDetails::default() };
        let organization = member.api.call(CreateOrganization { body }).await.unwrap().id;
        let body =
            NewRule { kind: RuleType::Domain, value: "example.com".into(), include_subdomains: true, confirmed: true };
        let rule = member.api.call(AddRule { organization, body }).await.unwrap().rules[0].id;
        let body = RoleDetails { name: "Helper".into(), ..RoleDetails::default() };
        let role = desk.admin.call(CreateRole { body }).await.unwrap().role;
        let body = NewComment { client_id: client_id(), text: "?".into(), asks: vec![Whom::Agent(member.id)] };
        desk.admin.call(CommentOnChat { chat, body }).await.unwrap();
        let ask = member.api.call(ListAsks { body: AskFilter::default() }).await.unwrap().items[0].id;
        confidential(&desk, desk.sales).await;
        let passkey = made(&member.api).await.1.id;
        let account = customer(&desk, "vera@example.com", true).await;
        let ulf = customer(&desk, "ulf@example.com", false).await;
        let session = member.api.call(ListOwnSessions { body: () }).await.unwrap().items[0].id;
        let body = NewToken { name: "Till".into(), scopes: vec![TokenScope::Read], days: 30 };
        let token = member.api.call(CreateToken { body }).await.unwrap().token.id;
        Scene {
            oda: cookie(&desk.server, "oda").await,
            lars: cookie(&desk.server, "lars").await,
            nina: cookie(&desk.server, "nina").await,
            vera: Caller { bearer: Some(pass.token), cookie: None },
            other: Caller { bearer: Some(other.token), cookie: None },
            foreign: Caller { bearer: Some(foreign_visitor(&desk).await), cookie: None },
            account,
            ulf,
            member,
            chat,
            ticket,
            organization,
            rule,
            role,
            field,
            search,
            session,
            token,
            passkey,
            ask,
            provider: known_provider(&desk, "https://login.example").await,
            mail: quarantined(&desk).await,
            desk,
        }
    }

    /// A path with its ids filled in; with `unknown`, ids of nothing.
    pub fn path(&self, path: &str, unknown: bool) -> String {
        let Role::Own(role) = self.role else { panic!("{:?} is built in", self.role) };
        let ids: [(&str, Uuid); 20] = [
            ("{brand}", self.desk.brand.0),
            ("{department}", self.desk.sales.0),
            ("{group}", self.desk.sales_group.0),
            ("{agent}", self.member.id.0),
            ("{person}", self.member.id.0),
            ("{chat}", self.chat.0),
            ("{ticket}", self.ticket.0),
            ("{other}", self.ticket.0),
            ("{organization}", self.organization.0),
            ("{rule}", self.rule.0),
            ("{role}", role.0),
            ("{field}", self.field.0),
            ("{search}", self.search.0),
            ("{session}", self.session.0),
            ("{token}", self.token.0),
            ("{passkey}", self.passkey.0),
            ("{ask}", self.ask.0),
            ("{provider}", self.provider),
            ("{mail}", self.mail),
            ("{message}", self.mail),
        ];
        let path = path.replace("{kind}", if unknown { "letter" } else { "chat" });
        ids.iter().fold(path, |path, (name, id)| {
            let id = if unknown { Uuid::new_v4() } else { *id };
            path.replace(name, &id.to_string())
        })
    }

    /// What an operation takes as JSON, readable and harmless; `None` when it takes nothing.
    pub fn body(&self, name: &str) -> Option<Value> {
        let id = || json!(Uuid::new_v4());
        let share = json!({ "part": "primary", "limit": 5, "active": true });
        let message = json!({ "client_id": id(), "text": "Hello" });
        let department = json!({ "name": "Sales", "email": "sales@farhorizon.example", "offers_chat": true,
            "offers_tickets": true, "confidential": true, "method": "round_robin", "gone_grace_seconds": 60 });
        let person = json!({ "username": "lars", "email": "lars@farhorizon.example", "name": "Lars",
            "roles": ["agent"], "active": true });
        let left = json!({ "client_id": id(), "department": self.desk.sales, "name": "V",
            "email": "v@example.org", "subject": "S", "text": "T" });
        let rule = json!({ "type": "email", "value": "a@example.org" });
        Some(match name {
            "CreateSession" => json!({ "login": "lars", "password": PASSWORD }),
            "RegisterCustomer" => json!({ "name": "C", "email": format!("{}@example.org", Uuid::new_v4().simple()),
                "phone": "", "language": "de", "password": PASSWORD }),
            "SignInCustomer" => json!({ "login": "ulf@example.com", "password": PASSWORD }),
            "ForgetCustomerPassword" => json!({ "login": "ulf@example.com" }),
            "VerifyCustomerEmail" => json!({ "token": "x", "password": PASSWORD }),
            "UpdateCustomer" => json!({ "name": "Ulf", "phone": "", "language": "de" }),
            "ChangeCustomerEmail" => json!({ "email": "ulf@home.example", "password": PASSWORD }),
            "RunSetup" => json!({ "code": "x", "name": "A", "username": "ab", "email": "a@example.org",
                "password": PASSWORD, "brand": "B", "department": "D", "department_email": "d@example.org" }),
            "CreatePerson" => {
                json!({ "kind": "customer", "details": { "username": format!("c{}", Uuid::new_v4().simple()),
                "email": format!("{}@example.org", Uuid::new_v4().simple()), "name": "C", "active": true } })
            }
            "UpdatePerson" => person,
            "CreateRole" => json!({ "name": "Auditor", "permissions": ["view_queue"] }),
            "UpdateRole" => json!({ "name": "Helper", "permissions": ["view_queue"] }),
            "SetGroupPermissions" => json!({ "permissions": ["view_queue", "reply"] }),
            "SetPassword" => json!({ "password": "another long one" }),
            "SetAvatar" | "SetOwnAvatar" => json!({ "data": PICTURE }),
            "ReadLink" | "VerifyEmail" => json!({ "token": "x" }),
            "AcceptInvitation" | "ResetPassword" | "ResetCustomerPassword" => {
                json!({ "token": "x", "password": PASSWORD })
            }
            "ForgetPassword" => json!({ "login": "lars" }),
            "CreateSessionWithCode" => json!({ "login": "lars", "password": PASSWORD, "code": "000000" }),
            "BeginSecondFactor" => json!({ "password": PASSWORD }),
            "ConfirmSecondFactor" | "RemoveSecondFactor" | "RenewRecoveryCodes" => json!({ "code": "000000" }),
            "BeginPasskey" | "RemovePasskey" => json!({ "password": PASSWORD }),
            "AddPasskey" => json!({ "name": "Laptop", "credential": "{}" }),
            "RenamePasskey" => json!({ "name": "Laptop" }),
            "CreateSessionWithPasskey" => json!({ "credential": "{}" }),
            "SetSignInPolicy" => json!({ "second_factor_required": false }),
            "ConnectProvider" | "DisconnectProvider" => json!({ "password": PASSWORD }),
            "CreateSessionAfterProvider" => json!({ "code": "000000" }),
            // Nobody is called there.
            "CreateProvider" => provider(json!({ "issuer": "https://127.0.0.1", "secret": "s" })),
            "UpdateProvider" => provider(json!({})),
            "UpdateProfile" => {
                json!({ "name": "Lars", "alias": "", "phone": "", "language": "de", "time_zone": "UTC" })
            }
            "ChangePassword" | "ChangeCustomerPassword" => json!({ "old": PASSWORD, "password": "another long one" }),
            "ChangeEmail" => json!({ "email": "holm@farhorizon.example", "password": PASSWORD }),
            "CreateToken" => json!({ "name": "Till", "scopes": ["read"], "days": 30 }),
            "SetBrandHours" | "SetDepartmentHours" => json!({}),
            "SetMailbox" => mailbox(),
            "SetDepartmentMailTemplates" | "SetBrandMailTemplates" => json!({ "own": [] }),
            "TakeInMail" => json!({ "raw": "bm8=" }),
            "UploadPicture" => json!({ "kind": "favicon", "data": PICTURE }),
            "CreateBrand" | "UpdateBrand" => {
                json!({ "name": "Far Horizon Travel", "hue": 200, "chroma": 100, "headline": "Hello",
                "allowed_sites": ["http://127.0.0.1:8090"] })
            }
            "CreateDepartment" => json!({ "brand": self.desk.brand, "details": department, "visibility": "public",
                "front_line": "Level 1" }),
            "UpdateDepartment" => department,
            "SetVisibility" => json!({ "visibility": "public" }),
            "ArchiveDepartment" | "ArchiveGroup" => json!({}),
            "CopyDepartment" => json!({ "name": "Partners", "email": "partners@farhorizon.example" }),
            "MoveGroup" => json!({ "department": self.desk.sales }),
            "CreateGroup" | "UpdateGroup" => json!({ "name": "Level 1", "front_line": true }),
            "SetMember" => json!({ "chats": share, "tickets": share, "order": 0 }),
            "CreateField" => json!({ "name": "Serial number", "kind": "line" }),
            "UpdateField" => json!({ "name": "Referrer", "kind": "choice", "options": [{ "id": id(), "text": "TV" }] }),
            "SetTemplate" | "SetDepartmentTemplate" => json!({ "lines": [] }),
            "SetChatFields" | "SetTicketFields" => json!({ "values": [] }),
            "CreateSearchTemplate" | "UpdateSearchTemplate" => search(&[self.field]),
            "SetSearchSecret" => json!({ "secret": "" }),
            "SetSearchTable" => json!({ "data": "" }),
            "TrySearchTemplate" => json!({ "inputs": [{ "name": "Referrer", "value": "TV" }] }),
            "SearchForChat" | "SearchForTicket" => json!({ "search": self.search }),
            "SetAvailability" => json!({ "availability": "available" }),
            "SayGoodbye" => json!({ "lease": id() }),
            "SetActivity" | "SetMemberActivity" => json!({ "channel": "chat", "active": true }),
            "CreateTicket" => json!({ "client_id": id(), "department": self.desk.sales, "subject": "S",
                "email": "v@example.org", "name": "V", "text": "T" }),
            "MarkTicket" => json!({ "tags": ["VIP"] }),
            "LinkTicket" => json!({ "other": self.ticket }),
            "MergeTicket" => json!({ "into": self.ticket }),
            "SplitTicket" => json!({ "client_id": id(), "entry": id(), "subject": "Another" }),
            "UpdateTicket" => json!({ "status": "active", "priority": "normal" }),
            "ReplyToTicket"
            | "ReplyToOwnTicket"
            | "CommentOnTicket"
            | "CommentOnChat"
            | "CommentOnOrganization"
            | "SendVisitorMessage" => message,
            "AddTicketFile" | "AddOwnTicketFile" | "AddMessageFile" => json!({ "name": "a.txt", "data": "YQ==" }),
            "TransferTicket" => json!({ "destination": { "to": "group", "id": self.desk.sales_group } }),
            "SendChatMessage" => json!({ "client_id": id(), "text": "Hello", "epoch": 1 }),
            "MakeTicketOfChat" => json!({ "client_id": id(), "subject": "S", "email": "v@example.org" }),
            "SeeChat" | "SeeVisitorChat" => json!({ "up_to": 1 }),
            "TakeChat" | "EndChat" => json!({ "epoch": 1 }),
            "TransferChat" => json!({ "destination": { "to": "group", "id": self.desk.sales_group }, "epoch": 1 }),
            "CreateOrganization" | "UpdateOrganization" => json!({ "name": "Example Ltd" }),
            "AddRule" | "PreviewRule" => rule,
            "LeavePortalMessage" | "LeaveMessage" => left,
            "CreateVisitor" => json!({ "brand": self.desk.brand_key }),
            "SeePage" => json!({ "url": "https://example.org/" }),
            "Identify" => json!({ "token": "a.b.c" }),
            "StartChat" => json!({ "client_id": id(), "department": self.desk.sales, "text": "Hello" }),
            _ => return None,
        })
    }

    /// What an operation must have in its query.
    pub fn query(&self, name: &str) -> String {
        match name {
            "ListChats" => "?scope=ended".into(),
            "FindTickets" => "?query=S".into(),
            "ListHistory" => format!("?subject=ticket&id={}", self.ticket),
            "SearchHistory" | "GetHistoryCsv" => "?from=2026-11-01&to=2026-11-30".into(),
            "GetFieldReport" | "GetFieldReportCsv" => {
                "?kind=chat&from=2026-11-01&to=2026-11-30&bucket=day&by=agent".into()
            }
            "GetShifts" | "GetShiftsCsv" => "?from=2026-11-01&to=2026-11-30".into(),
            "GetBubble" => format!("?brand={}", self.desk.brand_key),
            _ => String::new(),
        }
    }

    /// A call that would be in order, from the right caller.
    pub fn call<'a>(&self, (name, method, path): (&'a str, Method, &'a str)) -> Raw<'a> {
        let target = format!("{}{}", self.path(path, false), self.query(name));
        let raw = Raw::new(method.as_str(), target).with("if-match", "\"1\"");
        match self.body(name) {
            Some(body) => raw.json(&body),
            None => raw,
        }
    }
}

/// The operations the server serves.
pub fn operations() -> Vec<(&'static str, Method, &'static str)> {
    let api: Api = server::routes::api();
    api.operations().to_vec()
}

/// The agency's field, and it alone on the templates for chats and tickets.
pub async fn referrer(desk: &Desk) -> Field {
    let option = |text: &str| OptionDetails { id: OptionId(Uuid::new_v4()), text: text.into() };
    let body = FieldDetails {
        name: "Referrer".into(),
        kind: FieldType::Choice,
        options: ["Magazine", "TV", "Web search", "A friend"].map(option).to_vec(),
        default: Vec::new(),
    };
    let field = desk.admin.call(CreateField { body }).await.unwrap();
    for kind in [ItemKind::Chat, ItemKind::Ticket] {
        let line = TemplateLine { question: "How did you hear about us?".into(), shown: true, ..plain(field.id) };
        let body = TemplateDetails { lines: vec![line] };
        desk.admin.call(SetTemplate { kind, version: 0, body }).await.unwrap();
    }
    field
}

/// A line of a template that asks nothing of anybody.
pub fn plain(field: FieldId) -> TemplateLine {
    TemplateLine {
        field,
        question: String::new(),
        shown: false,
        required: false,
        before_reply: false,
        before_close: false,
        condition: None,
    }
}

/// What is said of a search that looks up some fields in a table.
pub fn search(fields: &[FieldId]) -> Value {
    let inputs: Vec<Value> = fields.iter().map(|field| json!({ "name": "Referrer", "field": field })).collect();
    json!({ "name": "Referrers", "kinds": ["chat"], "required": false, "inputs": inputs, "results": [],
        "source": { "kind": "table" }, "timeout_ms": 1000, "cache_seconds": 0 })
}

/// What is said of a provider, with something more.
pub fn provider(mut more: Value) -> Value {
    more["details"] = json!({ "name": "House", "client_id": "desk", "enabled": false, "links": false,
        "creates": false, "domains": [], "roles": [], "stands_for_second_factor": false });
    more
}

/// A mailbox that nobody looks into.
pub fn mailbox() -> Value {
    json!({ "details": { "protocol": "imap", "host": "mail.farhorizon.example", "port": 993, "security": "tls",
        "username": "sales", "folder": "INBOX", "enabled": false }, "password": "s" })
}

/// A mail that does not read, and so waits for somebody to look.
async fn quarantined(desk: &Desk) -> Uuid {
    let body = ArrivedMail { raw: "bm8=".into(), department: Some(desk.sales) };
    desk.admin.call(TakeInMail { body }).await.unwrap().items[0].id.0
}

/// A provider that was added before, switched off.
pub async fn known_provider(desk: &Desk, issuer: &str) -> Uuid {
    let (id, issuer) = (Uuid::now_v7(), issuer.to_owned());
    let row = sign_in_providers::ActiveModel {
        id: Set(id),
        name: Set("House".into()),
        issuer: Set(issuer),
        client_id: Set("desk".into()),
        secret: Set(Vec::new()),
        enabled: Set(false),
        links: Set(false),
        creates: Set(false),
        domains: Set(String::new()),
        roles: Set(String::new()),
        stands_for_second_factor: Set(false),
        version: Set(1),
    };
    let write = desk.server.app.db().write(move |tx| {
        Box::pin(async move { sign_in_providers::Entity::insert(row).exec_without_returning(tx).await.map(|_| ()) })
    });
    write.await.unwrap();
    id
}

/// Makes a department its members' own.
pub async fn confidential(desk: &Desk, department: DepartmentId) {
    let known = desk.admin.call(GetDepartment { department, body: () }).await.unwrap();
    let mut body = known.details;
    body.confidential = true;
    desk.admin.call(UpdateDepartment { department, version: known.version, body }).await.unwrap();
}

/// The token of a visitor of another brand of the same installation.
pub async fn foreign_visitor(desk: &Desk) -> String {
    foreign_visitor_of(desk, &other_brand(desk).await).await
}

/// The same of a brand that is there.
pub async fn foreign_visitor_of(desk: &Desk, brand: &server::departments::tables::brands::Model) -> String {
    let brand = brand.id;
    let write = desk.server.app.db().write(move |tx| {
        Box::pin(async move { server::people::create_visitor(tx, brand, &PageSeen::default()).await })
    });
    write.await.unwrap().1
}

/// Another brand of the same installation.
pub async fn other_brand(desk: &Desk) -> server::departments::tables::brands::Model {
    let new = contract::brands::BrandDetails {
        name: "Nordic Rail".into(),
        host: "rail.example".into(),
        hue: 20,
        chroma: 100,
        headline: "Hello".into(),
        welcome: String::new(),
        allowed_sites: vec!["https://rail.example".into()],
        ..contract::brands::BrandDetails::default()
    };
    let write = desk.server.app.db().write(move |tx| {
        Box::pin(async move {
            server::departments::create_brand(tx, new, None).await.map_err(server::platform::Failure::from)
        })
    });
    write.await.unwrap()
}
