//! A help desk to load: an empty server set up, agents at their consoles, visitors in chats.

use std::{
    net::SocketAddr,
    process::{Command, Stdio},
    sync::Arc,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use client::Api;
use contract::{
    ChatId, ClientId, DepartmentId, Endpoint, GroupId,
    brands::ListBrands,
    chat::{ChatState, ListOpenChats, SendChatMessage},
    departments::{GetCompany, MembershipDetails, Part, SetMember, Share},
    live::ClientFrame,
    people::{CreatePerson, CreateSession, NewPerson, PersonDetails, PersonKind, Role, SignIn},
    setup::{FirstSetup, RunSetup},
    widget::{CreateVisitor, NewChat, NewVisitor, PageSeen, SendVisitorMessage, StartChat},
};
use tokio::task::JoinSet;

use crate::{
    load::{Sender, Side},
    sockets::{Heard, listen},
    wire::Browser,
};

/// Of everybody who signs in.
pub const PASSWORD: &str = "correct horse battery";
const AGENTS: usize = 8;
/// How many visitors have their page open; the others' phones are in their pockets.
const PAGES: usize = 200;

/// The release server on a file, configured for one machine that is everybody.
pub fn server(address: SocketAddr, file: &std::path::Path, log: &std::path::Path) -> Result<Command> {
    // It was built together with this.
    let mut command = Command::new(std::env::current_exe()?.with_file_name("frontdesk"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("FRONTDESK_")) {
        command.env_remove(name);
    }
    command
        .arg("serve")
        .env("FRONTDESK_LISTEN", address.to_string())
        .env("FRONTDESK_DATABASE_URL", format!("sqlite://{}", file.display()))
        .env("FRONTDESK_ANONYMOUS_PER_MINUTE", "10000000")
        .env("FRONTDESK_LOG", "warn,server::setup=info")
        .env("FRONTDESK_LOG_JSON", "true")
        .stdout(Stdio::null())
        .stderr(std::fs::OpenOptions::new().create(true).append(true).open(log)?);
    Ok(command)
}

/// A company at work.
pub struct Desk {
    address: SocketAddr,
    brand: String,
    department: DepartmentId,
    agents: Vec<(Api, String)>,
    visitors: Vec<(ChatId, String)>,
    heard: Heard,
}

impl Desk {
    pub async fn set_up(address: SocketAddr, log: &std::path::Path, heard: Heard) -> Result<Desk> {
        let browser = first_start(address, log).await?;
        let admin = Api::new(browser);
        let company = admin.call(GetCompany { body: () }).await?;
        let department = &company.brands[0].departments[0];
        let brand = admin.call(ListBrands { body: () }).await?.items.swap_remove(0).key;
        let mut agents = Vec::new();
        for index in 0..AGENTS {
            agents.push(agent(&admin, address, department.groups[0].id, index, &heard).await?);
        }
        receiving(&admin, AGENTS).await?;
        Ok(Desk { address, brand, department: department.id, agents, visitors: Vec::new(), heard })
    }

    /// Visitors come until so many are in a chat.
    pub async fn fill(&mut self, chats: usize) -> Result<()> {
        let mut coming = JoinSet::new();
        for browser in 0..16_usize {
            let first = self.visitors.len() + browser;
            let (address, brand, department, heard) =
                (self.address, self.brand.clone(), self.department, self.heard.clone());
            coming.spawn(async move {
                let stranger = Api::new(Browser::new(address));
                let mut visitors = Vec::new();
                for index in (first..chats).step_by(16) {
                    visitors.push(visitor(&stranger, &brand, department, index).await?);
                    if index < PAGES
                        && let Some((_, token)) = visitors.last()
                    {
                        let hello = serde_json::to_string(&ClientFrame::Visitor { token: token.clone() })?;
                        listen(address, (contract::live::PATH, ""), hello, Side::Agent, heard.clone()).await?;
                    }
                }
                anyhow::Ok(visitors)
            });
        }
        while let Some(came) = coming.join_next().await {
            self.visitors.extend(came??);
        }
        Ok(())
    }

    /// Everybody who is in a chat, visitors and agents in turn.
    pub async fn senders(&self) -> Result<Vec<Sender>> {
        let mut answering = std::collections::HashMap::new();
        for (api, cookie) in &self.agents {
            let me = api.call(contract::people::GetSession { body: () }).await?.id;
            for row in api.call(ListOpenChats { body: () }).await?.items {
                if row.state == ChatState::Active && row.agent.as_ref().is_some_and(|agent| agent.id == me) {
                    answering.insert(row.id, (cookie.clone(), row.epoch));
                }
            }
        }
        let mut senders = Vec::new();
        for (chat, token) in &self.visitors {
            let (cookie, epoch) = answering.get(chat).context("a chat is with nobody")?;
            let target = |path: &str| path.replace("{chat}", &chat.to_string());
            senders.push(Sender {
                side: Side::Visitor,
                target: target(SendVisitorMessage::PATH),
                credentials: format!("Authorization: Bearer {token}\r\n"),
                more: String::new(),
            });
            senders.push(Sender {
                side: Side::Agent,
                target: target(SendChatMessage::PATH),
                credentials: format!("Cookie: {cookie}\r\n"),
                more: format!(r#","epoch":{epoch}"#),
            });
        }
        Ok(senders)
    }
}

/// The relay's counterparts: as many sockets, each wanting what it would hear of the help desk.
pub async fn relay_senders(address: SocketAddr, chats: usize, heard: &Heard) -> Result<Vec<Sender>> {
    for agent in 0..AGENTS {
        let wants: Vec<usize> = (agent..chats).step_by(AGENTS).collect();
        listen(address, ("/live", ""), serde_json::to_string(&wants)?, Side::Visitor, heard.clone()).await?;
    }
    for chat in 0..PAGES.min(chats) {
        listen(address, ("/live", ""), format!("[{chat}]"), Side::Agent, heard.clone()).await?;
    }
    let sender = |side, chat| Sender {
        side,
        target: "/send".into(),
        credentials: String::new(),
        more: format!(r#","chat":{chat}"#),
    };
    Ok((0..chats).flat_map(|chat| [sender(Side::Visitor, chat), sender(Side::Agent, chat)]).collect())
}

/// Sets the help desk up: the browser of who administers it.
pub async fn first_start(address: SocketAddr, log: &std::path::Path) -> Result<Arc<Browser>> {
    let browser = Browser::new(address);
    let setup = FirstSetup {
        code: setup_code(log)?,
        name: "Oda Wiik".into(),
        username: "oda".into(),
        email: "oda@farhorizon.example".into(),
        password: PASSWORD.into(),
        brand: "Far Horizon Travel".into(),
        department: "Sales".into(),
        department_email: "sales@farhorizon.example".into(),
        site: String::new(),
    };
    Api::new(Arc::clone(&browser) as Arc<_>).call(RunSetup { body: setup }).await?;
    Ok(browser)
}

fn setup_code(log: &std::path::Path) -> Result<String> {
    let log = std::fs::read_to_string(log)?;
    let codes = log.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let mut codes = codes.filter_map(|line| line["fields"]["code"].as_str().map(str::to_owned));
    codes.next().with_context(|| format!("no setup code in the server's log:\n{log}"))
}

async fn agent(admin: &Api, address: SocketAddr, group: GroupId, index: usize, heard: &Heard) -> Result<(Api, String)> {
    let share = Share { part: Part::Primary, limit: 1000, active: true };
    let membership = MembershipDetails { chats: share, tickets: share, order: 0 };
    hire(admin, index, &[(group, membership)], Some(PASSWORD)).await?;
    console(address, index, heard).await
}

/// An agent of these groups; without a password nobody signs in as.
pub async fn hire(
    admin: &Api,
    index: usize,
    groups: &[(GroupId, MembershipDetails)],
    password: Option<&str>,
) -> Result<()> {
    let username = username(index);
    let details = PersonDetails {
        email: format!("{username}@farhorizon.example"),
        username,
        name: format!("Agent Number {index}"),
        roles: vec![Role::Agent],
        active: true,
        ..PersonDetails::default()
    };
    let new = NewPerson { kind: PersonKind::Employee, details, password: password.map(str::to_owned) };
    let agent = admin.call(CreatePerson { body: new }).await?.id;
    for (group, body) in groups {
        admin.call(SetMember { group: *group, agent, version: 0, body: *body }).await?;
    }
    Ok(())
}

/// An agent's open console: what calls as the agent, and the cookie.
pub async fn console(address: SocketAddr, index: usize, heard: &Heard) -> Result<(Api, String)> {
    let browser = Browser::new(address);
    let api = Api::new(Arc::clone(&browser) as Arc<_>);
    api.call(CreateSession { body: SignIn { login: username(index), password: PASSWORD.into() } }).await?;
    let cookie = browser.cookie();
    let hello = serde_json::to_string(&ClientFrame::Console)?;
    listen(address, (contract::live::PATH, &cookie), hello, Side::Visitor, heard.clone()).await?;
    Ok((api, cookie))
}

/// Waits until so many members of the first group receive chats.
pub async fn receiving(admin: &Api, members: usize) -> Result<()> {
    for _ in 0..100 {
        let company = admin.call(GetCompany { body: () }).await?;
        let group = &company.brands[0].departments[0].groups[0];
        if group.members.iter().filter(|member| member.no_chats_because.is_none()).count() == members {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    bail!("the agents do not receive chats")
}

fn username(index: usize) -> String {
    format!("agent{index}")
}

async fn visitor(stranger: &Api, brand: &str, department: DepartmentId, index: usize) -> Result<(ChatId, String)> {
    let new = NewVisitor { brand: brand.to_owned(), page: PageSeen::default() };
    let token = stranger.call(CreateVisitor { body: new }).await?.token;
    let body = NewChat {
        client_id: ClientId(uuid::Uuid::new_v4()),
        department,
        name: format!("Visitor {index}"),
        email: String::new(),
        text: "Good morning! We have a question about our booking.".into(),
        page: PageSeen::default(),
        values: Vec::new(),
    };
    let chat = stranger.bearing(&token).call(StartChat { body }).await?.id;
    Ok((chat, token))
}
