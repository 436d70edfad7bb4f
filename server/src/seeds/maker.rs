//! The equipment maker: two public brands with one pool of fifty agents who check in and out, around the clock.

use client::{Api, CallError};
use contract::{
    AccountId, BrandId, DepartmentId, FieldId, GroupId,
    brands::{BrandDetails, CreateBrand, GetBrand, UpdateBrand},
    chat::{AtEpoch, EndChat, GetChat, NewChatMessage, SendChatMessage},
    departments::{
        ChatPolicies, CreateDepartment, CreateGroup, DepartmentDetails, DistributionMethod, GetCompany, GroupDetails,
        MembershipDetails, NewDepartment, Part, RemoveMember, SetMember, Share, TicketPolicies, UpdateDepartment,
        UpdateGroup, Visibility,
    },
    people::{CreatePerson, CreateSession, NewPerson, PersonDetails, PersonKind, Role, SignIn},
    presence::{CheckIn, CheckOut},
    roles::CustomerRole,
    setup::{FirstSetup, RunSetup},
    widget::{CreateVisitor, NewChat, NewVisitor, PageSeen, StartChat},
};

use super::{
    DemoSignIn, PASSWORD, machines,
    play::{browser, new_client_id},
};
use crate::{Server, routing, setup};

const HOUR: i64 = 60 * 60_000;

/// How many agents a shift has in each Customer Service.
const SHIFT: usize = 2;

/// A department: its brand, name, address, who may see it, and its groups, the front line first, with their members.
struct Plan {
    brand: usize,
    name: &'static str,
    email: &'static str,
    visibility: Visibility,
    confidential: bool,
    groups: &'static [(&'static str, usize)],
}

const HIDDEN: Visibility = Visibility::Hidden;

/// The whole company: fifty agents in all, counted as members.
const PLANS: [Plan; 6] = [
    Plan {
        brand: 0,
        name: "Customer Service",
        email: "service@abc.example",
        visibility: Visibility::Public,
        confidential: false,
        groups: &[("Level 1", 7), ("Level 2", 4), ("Management", 1)],
    },
    Plan {
        brand: 1,
        name: "Customer Service",
        email: "service@xyz.example",
        visibility: Visibility::Public,
        confidential: false,
        groups: &[("Level 1", 7), ("Level 2", 4), ("Management", 1)],
    },
    Plan {
        brand: 0,
        name: "Product Development",
        email: "development@abc.example",
        visibility: HIDDEN,
        confidential: false,
        groups: &[("Project Heron", 3), ("Project Kestrel", 3), ("Management", 1)],
    },
    Plan {
        brand: 0,
        name: "Quality Assurance",
        email: "quality@abc.example",
        visibility: HIDDEN,
        confidential: false,
        groups: &[("Project Heron", 3), ("Project Kestrel", 3), ("Management", 1)],
    },
    Plan {
        brand: 0,
        name: "Human Resources",
        email: "hr@abc.example",
        visibility: HIDDEN,
        confidential: true,
        groups: &[("Benefits", 2), ("Payroll", 2), ("Management", 1)],
    },
    Plan {
        brand: 0,
        name: "Billing",
        email: "billing@abc.example",
        visibility: HIDDEN,
        confidential: false,
        groups: &[("Level 1", 3), ("Accounts Payable", 2), ("Accounts Receivable", 1), ("Management", 1)],
    },
];

const GIVEN: [&str; 10] = ["Ada", "Ben", "Clara", "David", "Elif", "Farid", "Greta", "Hugo", "Iris", "Jonas"];
const FAMILY: [&str; 5] = ["Abbott", "Brandt", "Castillo", "Dubois", "Eriksen"];

/// Somebody who works there, and where.
struct Worker {
    id: AccountId,
    api: Api,
    name: String,
    login: String,
    place: String,
    shifts: Option<usize>,
}

/// Who administers.
fn administrator() -> DemoSignIn {
    DemoSignIn {
        name: "Alma Quist".into(),
        login: "alma".into(),
        password: PASSWORD.into(),
        role: "Administrator".into(),
    }
}

/// Makes the company and plays a day of it, shift after shift. Answers who can sign in, the administrator first.
pub(super) async fn company(server: &Server) -> Result<Vec<DemoSignIn>, CallError> {
    let admin = browser(server);
    let brands = brands(server, &admin).await?;
    let first = admin.call(GetCompany { body: () }).await?.brands[0].departments[0].clone();
    // Whoever sets it up is an agent of the first department at first. Alma administers.
    for member in &first.groups[0].members {
        admin.call(RemoveMember { group: first.groups[0].id, agent: member.agent.id, body: () }).await?;
    }
    let mut departments = Vec::new();
    for (at, plan) in PLANS.iter().enumerate() {
        let known = (at == 0).then_some((first.id, first.groups[0].id));
        departments.push(department(&admin, plan, brands[plan.brand].0, known).await?);
    }
    let serial = machines::ask(&admin).await?;
    let workers = workers(server, &admin, &departments).await?;
    for (brand, (_, key)) in brands.iter().enumerate() {
        let place = Place { brand, key, department: departments[brand].0, serial };
        shifts(server, &place, workers.iter().filter(|one| one.shifts == Some(brand))).await?;
    }
    let told = |one: &Worker| DemoSignIn {
        name: one.name.clone(),
        login: one.login.clone(),
        password: PASSWORD.into(),
        role: format!("Agent in {}", one.place),
    };
    // One of each group is enough to try everything.
    let mut sign_ins = vec![administrator()];
    for worker in &workers {
        let role = told(worker).role;
        if sign_ins.iter().all(|known| known.role != role) {
            sign_ins.push(told(worker));
        }
    }
    Ok(sign_ins)
}

/// ABC, the default, and XYZ: each with its id and its key.
async fn brands(server: &Server, admin: &Api) -> Result<[(BrandId, String); 2], CallError> {
    let alma = administrator();
    let body = FirstSetup {
        code: server.app.lent::<setup::Code>().map(ToString::to_string).unwrap_or_default(),
        name: alma.name,
        username: alma.login,
        email: "alma@abc.example".into(),
        password: PASSWORD.into(),
        brand: "ABC Computers".into(),
        department: PLANS[0].name.into(),
        department_email: PLANS[0].email.into(),
        site: String::new(),
    };
    admin.call(RunSetup { body }).await?;
    let abc = admin.call(GetCompany { body: () }).await?.brands[0].id;
    let version = admin.call(GetBrand { brand: abc, body: () }).await?.version;
    let details = |name: &str, host: &str, hue, headline: &str| BrandDetails {
        name: name.into(),
        host: host.into(),
        hue,
        chroma: 130,
        headline: headline.into(),
        welcome: "Somebody is here day and night.".into(),
        allowed_sites: Vec::new(),
        ..BrandDetails::default()
    };
    let body = details("ABC Computers", "abc.localhost", 255, "What does your computer need?");
    let abc = admin.call(UpdateBrand { brand: abc, version, body }).await?;
    let body = details("XYZ Copiers", "xyz.localhost", 35, "Paper jam, toner, or something new?");
    let xyz = admin.call(CreateBrand { body }).await?;
    Ok([(abc.id, abc.key), (xyz.id, xyz.key)])
}

/// A department with its groups, as planned. The first one is there since the setup.
async fn department(
    admin: &Api,
    plan: &Plan,
    brand: BrandId,
    known: Option<(DepartmentId, GroupId)>,
) -> Result<(DepartmentId, Vec<GroupId>), CallError> {
    let details = DepartmentDetails {
        name: plan.name.into(),
        description: String::new(),
        email: plan.email.into(),
        offers_chat: plan.visibility == Visibility::Public,
        offers_tickets: true,
        chat_requires: CustomerRole::Everyone,
        tickets_require: CustomerRole::Everyone,
        accepts_new_by_email: plan.visibility == Visibility::Public || plan.name == "Billing",
        requires_check_in: true,
        confidential: plan.confidential,
        assigns_tickets_while_away: false,
        // Evenly over those who are checked in.
        method: DistributionMethod::RoundRobin,
        gone_grace_seconds: 60,
        tickets: TicketPolicies::default(),
        chats: ChatPolicies {
            first_answer_seconds: 120,
            further_answer_seconds: 600,
            silence_minutes: 60,
            closing_text: "Thank you for writing to us.".into(),
            ..ChatPolicies::default()
        },
    };
    let (front_line, others) = (plan.groups[0].0, &plan.groups[1..]);
    let (department, first) = match known {
        Some((department, group)) => {
            admin.call(UpdateDepartment { department, version: 1, body: details }).await?;
            let body = GroupDetails { name: front_line.into(), front_line: true };
            admin.call(UpdateGroup { group, version: 1, body }).await?;
            (department, group)
        }
        None => {
            let body = NewDepartment { brand, details, visibility: plan.visibility, front_line: front_line.into() };
            let made = admin.call(CreateDepartment { body }).await?;
            (made.id, made.groups[0].id)
        }
    };
    let mut groups = vec![first];
    for (name, _) in others {
        let body = GroupDetails { name: (*name).into(), front_line: false };
        groups.push(admin.call(CreateGroup { department, body }).await?.id);
    }
    Ok((department, groups))
}

/// Fifty agents, each in the group planned. Managers watch, and see what their department does.
async fn workers(
    server: &Server,
    admin: &Api,
    departments: &[(DepartmentId, Vec<GroupId>)],
) -> Result<Vec<Worker>, CallError> {
    let mut workers: Vec<Worker> = Vec::new();
    for (at, (plan, (_, groups))) in PLANS.iter().zip(departments).enumerate() {
        for (rank, ((group_name, members), group)) in plan.groups.iter().zip(groups).enumerate() {
            for _ in 0..*members {
                let (given, family) =
                    (GIVEN[workers.len() % GIVEN.len()], FAMILY[workers.len() / GIVEN.len() % FAMILY.len()]);
                let login = format!("{}.{}", given, family).to_lowercase();
                let manages = *group_name == "Management";
                let details = PersonDetails {
                    username: login.clone(),
                    email: format!("{login}@abc.example"),
                    name: format!("{given} {family}"),
                    alias: given.into(),
                    roles: vec![Role::Agent],
                    active: true,
                    ..PersonDetails::default()
                };
                let new = NewPerson { kind: PersonKind::Employee, details, password: Some(PASSWORD.into()) };
                let id = admin.call(CreatePerson { body: new }).await?.id;
                let joined = if manages { groups.as_slice() } else { std::slice::from_ref(group) };
                for joined in joined {
                    let part = if manages { Part::Excluded } else { Part::Primary };
                    let share = |limit| Share { part, limit, active: true };
                    let body = MembershipDetails { chats: share(3), tickets: share(20), order: 0 };
                    admin.call(SetMember { group: *joined, agent: id, version: 0, body }).await?;
                }
                let api = browser(server);
                api.call(CreateSession { body: SignIn { login: login.clone(), password: PASSWORD.into() } }).await?;
                let place = format!("{} › {group_name}{}", plan.name, if plan.brand == 1 { " (XYZ)" } else { "" });
                let shifts = (rank == 0 && plan.visibility == Visibility::Public).then_some(at);
                workers.push(Worker { id, api, name: format!("{given} {family}"), login, place, shifts });
            }
        }
    }
    Ok(workers)
}

/// Where customers of a brand ask, and what they are asked.
struct Place<'a> {
    brand: usize,
    key: &'a str,
    department: DepartmentId,
    serial: FieldId,
}

/// A day of a Customer Service: two agents check in, take what comes, one after the other, and check out.
async fn shifts<'a>(
    server: &Server,
    place: &Place<'_>,
    agents: impl Iterator<Item = &'a Worker>,
) -> Result<(), CallError> {
    let agents: Vec<&Worker> = agents.collect();
    let mut asked = 0;
    for crew in agents.chunks(SHIFT) {
        for agent in crew {
            let lease = routing::connected(&server.app, agent.id.0, None).await;
            lease.map_err(|failure| CallError::Problem(*failure.0))?;
            agent.api.call(CheckIn { body: () }).await?;
        }
        for _ in 0..2 * crew.len() {
            server.app.clock().advance(HOUR);
            chat(server, place, asked, crew).await?;
            asked += 1;
        }
        for agent in crew {
            agent.api.call(CheckOut { body: () }).await?;
        }
        routing::leases::end_all(&server.app).await.map_err(|failure| CallError::Problem(*failure.0))?;
    }
    Ok(())
}

/// Somebody asks about a machine, whoever is next answers.
async fn chat(server: &Server, place: &Place<'_>, number: usize, crew: &[&Worker]) -> Result<(), CallError> {
    let new = NewVisitor { brand: place.key.into(), page: PageSeen::default() };
    let pass = browser(server).call(CreateVisitor { body: new }).await?;
    let body = NewChat {
        client_id: new_client_id(),
        department: place.department,
        name: "Rosa Marin".into(),
        email: "rosa@marin.example".into(),
        text: "It says “service” and a number, and nothing moves.".into(),
        values: machines::answer(place.serial, place.brand, number),
        page: PageSeen::default(),
    };
    let chat = browser(server).bearing(&pass.token).call(StartChat { body }).await?.id;
    for agent in crew {
        // Whoever has it answers; the others hear that it is not theirs.
        let Ok(found) = agent.api.call(GetChat { chat, body: () }).await else { continue };
        if found.row.agent.as_ref().is_none_or(|owner| owner.id != agent.id) {
            continue;
        }
        let epoch = found.row.epoch;
        let text = "Switch it off, count to ten, and on again. What does it say now?".into();
        let body = NewChatMessage { client_id: new_client_id(), text, epoch };
        agent.api.call(SendChatMessage { chat, body }).await?;
        agent.api.call(EndChat { chat, body: AtEpoch { epoch } }).await?;
    }
    Ok(())
}
