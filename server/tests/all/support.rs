//! A help desk to test: the whole server in this process, on a fresh database of either kind, and clients for it.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as base64};
use client::{Api, CallError};
use contract::{
    AccountId, BrandId, ClientId, DepartmentId, GroupId,
    brands::RotateIdentitySecret,
    departments::{
        CreateDepartment, Department, DepartmentDetails, GetCompany, GetDepartment, ListMembers, MembershipDetails,
        NewDepartment, NewVisibility, Part, SetMember, SetVisibility, Share, Visibility,
    },
    people::{CreatePerson, CreateSession, NewPerson, PersonDetails, PersonKind, Role, SignIn},
    rights::{GroupPermissions, Permissions, SetGroupPermissions},
    setup::{FirstSetup, RunSetup},
    widget::{CreateVisitor, NewChat, NewVisitor, PageSeen, VisitorPass},
};
use hmac::{Hmac, Mac};
use sea_orm::{ConnectOptions, ConnectionTrait, Database};
use server::{
    Server,
    platform::{Clock, Config, Time, api::InProcess},
};
use tempfile::TempDir;

/// Which database a test runs on. Every test runs on both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// The password of everybody in the tests.
pub const PASSWORD: &str = "correct horse battery";

/// A running help desk, with the small travel agency in it.
pub struct Desk {
    pub server: Server,
    pub clock: Clock,
    pub brand: BrandId,
    pub brand_key: String,
    pub sales: DepartmentId,
    pub sales_group: GroupId,
    pub reservations: DepartmentId,
    pub reservations_group: GroupId,
    /// Oda, the administrator.
    pub admin: Api,
    _folder: TempDir,
}

/// An employee, signed in.
pub struct Employee {
    pub id: AccountId,
    pub api: Api,
}

/// When the tests' clocks begin: a Sunday morning in November.
pub const START: Time = Time(1_795_311_000_000);

impl Desk {
    /// The travel agency: Sales, public; Reservations, hidden; Oda, who administers.
    pub async fn on(backend: Backend) -> Desk {
        Desk::with(backend, |_| ()).await
    }

    /// The same, configured otherwise.
    pub async fn with(backend: Backend, configure: impl FnOnce(&mut Config)) -> Desk {
        let (server, clock, _, folder) = empty(backend, configure).await;
        let admin = browser(&server);
        let setup = FirstSetup {
            code: server.app.lent::<server::setup::Code>().unwrap().to_string(),
            name: "Oda Wiik".into(),
            username: "oda".into(),
            email: "oda@farhorizon.example".into(),
            password: PASSWORD.into(),
            brand: "Far Horizon Travel".into(),
            department: "Sales".into(),
            department_email: "sales@farhorizon.example".into(),
            site: "http://127.0.0.1:8090".into(),
        };
        admin.call(RunSetup { body: setup }).await.unwrap();
        let company = admin.call(GetCompany { body: () }).await.unwrap();
        let (brand, sales) = (&company.brands[0], &company.brands[0].departments[0]);
        let details = DepartmentDetails {
            name: "Reservations".into(),
            email: "reservations@farhorizon.example".into(),
            accepts_new_by_email: false,
            ..sales.details.clone()
        };
        let new = NewDepartment {
            brand: brand.id,
            details,
            visibility: Visibility::Hidden,
            front_line: "Reservations".into(),
        };
        let reservations = admin.call(CreateDepartment { body: new }).await.unwrap();
        let brands = admin.call(contract::brands::ListBrands { body: () }).await.unwrap();
        Desk {
            clock,
            brand: brand.id,
            brand_key: brands.items[0].key.clone(),
            sales: sales.id,
            sales_group: sales.groups[0].id,
            reservations: reservations.id,
            reservations_group: reservations.groups[0].id,
            admin,
            _folder: folder,
            server,
        }
    }

    /// Somebody with a browser and nothing else.
    pub fn stranger(&self) -> Api {
        browser(&self.server)
    }

    /// A new agent, member of no group, signed in.
    pub async fn employee(&self, name: &str, roles: &[Role]) -> Employee {
        let username = name.to_lowercase();
        let details = PersonDetails {
            email: format!("{username}@farhorizon.example"),
            username: username.clone(),
            name: name.into(),
            roles: roles.to_vec(),
            active: true,
            ..PersonDetails::default()
        };
        let new = NewPerson { kind: PersonKind::Employee, details, password: Some(PASSWORD.into()) };
        let person = self.admin.call(CreatePerson { body: new }).await.unwrap();
        Employee { id: person.id, api: self.sign_in(&username).await.unwrap() }
    }

    /// Signs somebody in, in a browser of their own.
    pub async fn sign_in(&self, login: &str) -> Result<Api, CallError> {
        let api = self.stranger();
        api.call(CreateSession { body: SignIn { login: login.into(), password: PASSWORD.into() } }).await?;
        Ok(api)
    }

    /// A new agent who is primary in a group, for chats and tickets, up to a limit.
    pub async fn agent_in(&self, name: &str, group: GroupId, limit: u32) -> Employee {
        let employee = self.employee(name, &[Role::Agent]).await;
        self.join(employee.id, group, Part::Primary, limit).await;
        Employee { id: employee.id, api: employee.api }
    }

    /// Makes somebody a member of a group, or changes the membership.
    pub async fn join(&self, agent: AccountId, group: GroupId, part: Part, limit: u32) {
        let share = Share { part, limit, active: true };
        let body = MembershipDetails { chats: share, tickets: share, order: 0 };
        let members = self.admin.call(ListMembers { group, body: () }).await.unwrap().items;
        let version = members.iter().find(|member| member.agent.id == agent).map_or(0, |member| member.version);
        self.admin.call(SetMember { group, agent, version, body }).await.unwrap();
    }

    /// Says what a group grants its members.
    pub async fn allow(&self, group: GroupId, permissions: Permissions) {
        let company = self.admin.call(GetCompany { body: () }).await.unwrap();
        let groups = company.brands.iter().flat_map(|brand| &brand.departments).flat_map(|one| &one.groups);
        let version = groups.into_iter().find(|one| one.id == group).unwrap().version;
        self.admin.call(SetGroupPermissions { group, version, body: GroupPermissions { permissions } }).await.unwrap();
    }

    /// Shows or hides a department.
    pub async fn show(&self, department: DepartmentId, visibility: Visibility) -> Department {
        let version = self.admin.call(GetDepartment { department, body: () }).await.unwrap().version;
        let body = NewVisibility { visibility };
        self.admin.call(SetVisibility { department, version, body }).await.unwrap()
    }

    /// An agent's console connects; returns its lease.
    pub async fn connect(&self, agent: AccountId) -> uuid::Uuid {
        server::routing::connected(&self.server.app, agent.0, None).await.unwrap()
    }

    /// The brand's site, which vouches from now on: it signs who somebody is.
    pub async fn site(&self) -> impl Fn(&str) -> String {
        let secret = self.admin.call(RotateIdentitySecret { brand: self.brand, body: () }).await.unwrap().secret;
        let clock = self.clock.clone();
        move |sub| {
            let claims = serde_json::json!({ "sub": sub, "name": "Vera", "exp": clock.now().0 / 1000 + 600 });
            jwt(r#"{"alg":"HS256","typ":"JWT"}"#, &claims.to_string(), &secret)
        }
    }

    /// A visitor of the brand.
    pub async fn visitor(&self) -> (Api, VisitorPass) {
        let new = NewVisitor { brand: self.brand_key.clone(), page: PageSeen::default() };
        let pass = self.stranger().call(CreateVisitor { body: new }).await.unwrap();
        (self.stranger().bearing(&pass.token), pass)
    }
}

/// A JSON Web Token, as a site signs one: its header, its claims and the signature of both.
pub fn jwt(header: &str, claims: &str, secret: &str) -> String {
    let body = format!("{}.{}", base64.encode(header), base64.encode(claims));
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body.as_bytes());
    format!("{body}.{}", base64.encode(mac.finalize().into_bytes()))
}

/// The code an app shows at a time.
pub fn code_at(secret: &str, at: Time) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let app = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    app.generate(u64::try_from(at.0 / 1000).unwrap()).to_string()
}

/// An id as a client makes it.
pub fn client_id() -> ClientId {
    ClientId(uuid::Uuid::new_v4())
}

/// A server on an empty database.
pub async fn empty(backend: Backend, configure: impl FnOnce(&mut Config)) -> (Server, Clock, String, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let url = database(backend, &folder).await;
    let clock = Clock::manual(START);
    let mut config = Config {
        database_url: url.clone().into(),
        data: folder.path().join("data"),
        anonymous_per_minute: 100_000,
        undo_send_seconds: 0,
        ..Config::default()
    };
    configure(&mut config);
    let server = Server::start(config, clock.clone()).await.unwrap();
    (server, clock, url, folder)
}

/// What a visitor begins a chat with, who says no name and is asked nothing.
pub fn new_chat(department: DepartmentId, text: &str) -> NewChat {
    NewChat {
        client_id: client_id(),
        department,
        name: String::new(),
        email: String::new(),
        text: text.into(),
        page: PageSeen::default(),
        values: Vec::new(),
    }
}

/// A browser's client: it keeps its cookies.
pub fn browser(server: &Server) -> Api {
    let peer: SocketAddr = ([127, 0, 0, 1], 40_000).into();
    Api::new(Arc::new(InProcess::browser(server.router.clone(), peer, "localhost:8080")))
}

/// The address of a database of a test's own.
pub async fn database(backend: Backend, folder: &TempDir) -> String {
    match backend {
        Backend::Sqlite => format!("sqlite://{}", folder.path().join("desk.sqlite").display()),
        Backend::Postgres => postgres().await,
    }
}

/// A database of its own in the cluster that `cargo xtask test` starts, cloned from one that was migrated once.
async fn postgres() -> String {
    let root = std::env::var("FRONTDESK_TEST_POSTGRES")
        .expect("FRONTDESK_TEST_POSTGRES names a PostgreSQL to make databases in; `cargo xtask test` starts one");
    let root = root.trim_end_matches("/postgres");
    // The lock belongs to a connection: there must be one only.
    let mut one = ConnectOptions::new(format!("{root}/postgres"));
    one.max_connections(1);
    let admin = Database::connect(one).await.unwrap();
    let template =
        format!("template_{:016x}", fnv(&steps(concat!(env!("CARGO_MANIFEST_DIR"), "/src/migrations").as_ref())));
    // Tests are processes of their own: one makes the template, the others wait for it.
    admin.execute_unprepared("SELECT pg_advisory_lock(4711)").await.unwrap();
    let there = admin
        .query_one_raw(sea_orm::Statement::from_string(
            sea_orm::DbBackend::Postgres,
            format!("SELECT 1 FROM pg_database WHERE datname = '{template}'"),
        ))
        .await
        .unwrap();
    if there.is_none() {
        admin.execute_unprepared(&format!("CREATE DATABASE {template}_new")).await.unwrap();
        let (events, _) = tokio::sync::mpsc::unbounded_channel();
        let db =
            server::platform::Db::open(&format!("{root}/{template}_new"), Clock::manual(START), events).await.unwrap();
        server::migrations::migrate(&db).await.unwrap();
        db.migrating().clone().close().await.unwrap();
        admin.execute_unprepared(&format!("ALTER DATABASE {template}_new RENAME TO {template}")).await.unwrap();
    }
    let name = format!("test_{}", uuid::Uuid::new_v4().simple());
    admin.execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await.unwrap();
    admin.execute_unprepared("SELECT pg_advisory_unlock(4711)").await.unwrap();
    admin.close().await.unwrap();
    format!("{root}/{name}")
}

/// The text of every migration: another text is another template.
fn steps(folder: &Path) -> Vec<u8> {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries.iter().flat_map(|entry| if entry.is_dir() { steps(entry) } else { std::fs::read(entry).unwrap() }).collect()
}

fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}
