//! `cargo xtask bench company`: what the structure, the choice of an agent and a permission's decision cost in companies of
//! several sizes, and how that grows.

use std::{
    hint::black_box,
    net::SocketAddr,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};
use client::Api;
use contract::{
    AccountId, ClientId, DepartmentId, Endpoint, GroupId, Timestamp,
    departments::{
        Company, CreateDepartment, CreateGroup, DepartmentDetails, DistributionMethod, GetCompany, GroupDetails,
        MembershipDetails, NewDepartment, Part, Share, Visibility,
    },
    people::{AgentRef, Role},
    rights::{Act, HeldGroup, HeldRole, Permission, Permissions, Place, Rights, Whose},
    widget::{CreateVisitor, NewChat, NewVisitor, PageSeen, StartChat},
};
use server::routing::pick::{Candidate, Policy, pick};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use uuid::Uuid;

use crate::{
    chat::free_address,
    desk,
    process::Process,
    report::load_average,
    sockets::Heard,
    wire::{Browser, written},
};

/// Agents and departments.
const SIZES: [(usize, usize); 4] = [(10, 5), (500, 5), (10, 50), (500, 50)];
/// The groups of a department.
const GROUPS: [&str; 3] = ["Level 1", "Level 2", "Management"];

/// What one company showed.
struct Shown {
    agents: usize,
    departments: usize,
    /// Milliseconds.
    median: f64,
    p95: f64,
    compressed_p95: f64,
    /// Kilobytes.
    size: f64,
    compressed: f64,
    /// Milliseconds until a chat that begins is answered: with an agent, chosen among the members.
    chat: f64,
    /// Members of the group it enters.
    members: usize,
    /// Nanoseconds.
    pick: f64,
    decision: f64,
    everywhere: f64,
}

pub async fn run(quick: bool) -> Result<()> {
    let times = if quick { 20 } else { 200 };
    println!("{} processors, load {} at the start", std::thread::available_parallelism()?, load_average());
    let mut all = Vec::new();
    for (agents, departments) in SIZES {
        let folder =
            std::env::temp_dir().join(format!("frontdesk-company-{}-{agents}-{departments}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        let shown = measure(&folder, (agents, departments), times).await;
        std::fs::remove_dir_all(&folder)?;
        all.push(shown?);
    }
    report(&all);
    println!("load {} at the end", load_average());
    Ok(())
}

async fn measure(folder: &Path, (agents, departments): (usize, usize), times: usize) -> Result<Shown> {
    let (file, log) = (folder.join("desk.sqlite"), folder.join("server.log"));
    let address = free_address()?;
    let _server = Process::start(desk::server(address, &file, &log)?, address).await?;
    let browser = desk::first_start(address, &log).await?;
    let filling = Instant::now();
    let company = fill(address, &browser, agents, departments).await?;
    println!("{agents} agents in {departments} departments: made in {:.1} s", filling.elapsed().as_secs_f64());

    let cookie = format!("Cookie: {}\r\n", browser.cookie());
    let plain = ask_often(address, &cookie, times).await?;
    let compressed = format!("{cookie}Accept-Encoding: gzip\r\n");
    let squeezed = ask_often(address, &compressed, times).await?;
    let chat = chats(address, &browser, &company, times.min(100)).await?;
    let home = &company.brands[0].departments[0];
    let members = home.groups[0].members.len();
    let groups: Vec<(DepartmentId, GroupId)> = company.brands[0]
        .departments
        .iter()
        .flat_map(|department| department.groups.iter().map(|group| (department.id, group.id)))
        .collect();
    Ok(Shown {
        agents,
        departments,
        median: millis(&plain.took, 50),
        p95: millis(&plain.took, 95),
        compressed_p95: millis(&squeezed.took, 95),
        size: plain.bytes as f64 / 1024.0,
        compressed: squeezed.bytes as f64 / 1024.0,
        chat,
        members,
        pick: picks(members, times),
        decision: decisions(&groups, 2, times),
        everywhere: decisions(&groups, groups.len(), times),
    })
}

/// Makes the company: every agent in the front line of one department and in the second group of the next. Who is in the
/// first front line sits at a console.
async fn fill(address: SocketAddr, browser: &Arc<Browser>, agents: usize, departments: usize) -> Result<Company> {
    let admin = Api::new(Arc::clone(browser) as Arc<_>);
    let company = admin.call(GetCompany { body: () }).await?;
    let (brand, first) = (company.brands[0].id, company.brands[0].departments[0].clone());
    let mut homes = Vec::new();
    for index in 0..departments {
        let department = match index {
            0 => first.clone(),
            _ => {
                // They stand by name, Sales before them.
                let details = DepartmentDetails {
                    name: format!("Team {index:02}"),
                    email: format!("department{index}@farhorizon.example"),
                    ..first.details.clone()
                };
                let (visibility, front_line) = (Visibility::Public, GROUPS[0].to_owned());
                admin.call(CreateDepartment { body: NewDepartment { brand, details, visibility, front_line } }).await?
            }
        };
        let mut groups = vec![department.groups[0].id];
        for name in &GROUPS[1..] {
            let body = GroupDetails { name: (*name).to_owned(), front_line: false };
            groups.push(admin.call(CreateGroup { department: department.id, body }).await?.id);
        }
        homes.push(groups);
    }
    let share = Share { part: Part::Primary, limit: 1000, active: true };
    let membership = MembershipDetails { chats: share, tickets: share, order: 0 };
    for index in 0..agents {
        let groups = [homes[index % departments][0], homes[(index + 1) % departments][1]];
        let groups = groups.map(|group| (group, membership));
        let password = (index % departments == 0).then_some(desk::PASSWORD);
        desk::hire(&admin, index, &groups, password).await?;
    }
    let there: Vec<usize> = (0..agents).step_by(departments).collect();
    for index in &there {
        desk::console(address, *index, &Heard::new(Instant::now())).await?;
    }
    desk::receiving(&admin, there.len()).await?;
    Ok(admin.call(GetCompany { body: () }).await?)
}

/// How long each took, sorted, and how many bytes came.
struct Asked {
    took: Vec<Duration>,
    bytes: usize,
}

async fn ask_often(address: SocketAddr, credentials: &str, times: usize) -> Result<Asked> {
    let request = written(address, "GET", GetCompany::PATH, &format!("{credentials}Connection: close\r\n"), "");
    let (mut took, mut bytes) = (Vec::new(), 0);
    for time in 0..times + 10 {
        let mut stream = TcpStream::connect(address).await?;
        let began = Instant::now();
        stream.write_all(&request).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        // The first ones fill caches.
        if time >= 10 {
            took.push(began.elapsed());
        }
        if !answer.starts_with(b"HTTP/1.1 200") {
            bail!("{}", String::from_utf8_lossy(&answer));
        }
        bytes = answer.len();
    }
    took.sort_unstable();
    Ok(Asked { took, bytes })
}

/// The median of beginning a chat, in milliseconds.
async fn chats(address: SocketAddr, browser: &Arc<Browser>, company: &Company, times: usize) -> Result<f64> {
    let admin = Api::new(Arc::clone(browser) as Arc<_>);
    let brand = admin.call(contract::brands::ListBrands { body: () }).await?.items.swap_remove(0).key;
    let stranger = Api::new(Browser::new(address));
    let mut took = Vec::new();
    for index in 0..times {
        let new = NewVisitor { brand: brand.clone(), page: PageSeen::default() };
        let token = stranger.call(CreateVisitor { body: new }).await?.token;
        let body = NewChat {
            client_id: ClientId(Uuid::new_v4()),
            department: company.brands[0].departments[0].id,
            name: format!("Visitor {index}"),
            email: String::new(),
            text: "Good morning!".into(),
            page: PageSeen::default(),
            values: Vec::new(),
        };
        let visitor = stranger.bearing(&token);
        let began = Instant::now();
        visitor.call(StartChat { body }).await?;
        took.push(began.elapsed());
    }
    took.sort_unstable();
    Ok(millis(&took, 50))
}

/// Nanoseconds of choosing among so many members, all of them eligible.
fn picks(members: usize, times: usize) -> f64 {
    let policy = Policy {
        method: DistributionMethod::LeastBusy,
        requires_check_in: false,
        needs_connection: true,
        heeds_away: true,
    };
    let candidate = |index: usize| Candidate {
        agent: AgentRef { id: AccountId(Uuid::new_v4()), name: format!("Agent Number {index}") },
        part: Part::Primary,
        may_answer: true,
        connected: true,
        checked_in: true,
        available: true,
        active: true,
        open: (index % 5) as u32,
        limit: 5 + (index % 3) as u32,
        everywhere: None,
        last_assigned: Some(index as i64),
        order: 0,
        handed_over: false,
        lapsed: false,
    };
    let candidates: Vec<Candidate> = (0..members).map(candidate).collect();
    each(times * 10, || {
        black_box(pick(&policy, black_box(&candidates), |_| Timestamp(String::new())));
    })
}

/// Nanoseconds of one decision about a colleague's item, by somebody who is in so many of the groups: the last of them is
/// the one asked about.
fn decisions(groups: &[(DepartmentId, GroupId)], held: usize, times: usize) -> f64 {
    let held: Vec<HeldGroup> = groups[groups.len() - held.min(groups.len())..]
        .iter()
        .map(|(department, group)| HeldGroup {
            group: *group,
            department: *department,
            permissions: Permissions::of(&[Permission::ViewQueue, Permission::SeeColleagues, Permission::Reply]),
            watches: false,
        })
        .collect();
    let Some(last) = held.last() else { return 0.0 };
    let place = Place { department: last.department, group: last.group, confidential: true };
    let roles = vec![HeldRole { role: Role::Agent, permissions: Permissions::of(&[Permission::ViewQueue]) }];
    let rights = Rights { roles, groups: held };
    each(times * 5_000, || {
        black_box(black_box(&rights).may(Act::Do(Permission::Reply), black_box(&place), Whose::Colleagues));
    })
}

/// Nanoseconds each.
fn each(times: usize, mut act: impl FnMut()) -> f64 {
    let began = Instant::now();
    (0..times).for_each(|_| act());
    began.elapsed().as_nanos() as f64 / times as f64
}

/// Of a sorted list.
fn millis(took: &[Duration], part: usize) -> f64 {
    took.get(took.len() * part / 100).or(took.last()).map_or(0.0, Duration::as_secs_f64) * 1000.0
}

/// What a row says of a company.
type Of = fn(&Shown) -> f64;

fn report(all: &[Shown]) {
    print!("\n{:<44}", "agents × departments");
    for shown in all {
        print!("{:>20}", format!("{} × {}", shown.agents, shown.departments));
    }
    println!();
    let rows: [(&str, Of); 11] = [
        ("structure, p50, ms", |shown| shown.median),
        ("  p95, ms", |shown| shown.p95),
        ("  p95 compressed, ms", |shown| shown.compressed_p95),
        ("  KB", |shown| shown.size),
        ("  KB compressed", |shown| shown.compressed),
        ("a chat begins, p50, ms", |shown| shown.chat),
        ("  members of its group", |shown| shown.members as f64),
        ("pick among them, µs", |shown| shown.pick / 1000.0),
        ("permission decision, member of two, ns", |shown| shown.decision),
        ("  member of every group, ns", |shown| shown.everywhere),
        ("  groups", |shown| (shown.departments * GROUPS.len()) as f64),
    ];
    for (what, of) in rows {
        print!("{what:<44}");
        let first = all.first().map_or(1.0, of).max(f64::MIN_POSITIVE);
        for shown in all {
            print!("{:>20}", format!("{:.2} (×{:.1})", of(shown), of(shown) / first));
        }
        println!();
    }
    println!();
}
