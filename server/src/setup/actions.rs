//! Makes the first administrator, brand and department, in one transaction.

use contract::{
    BrandId,
    brands::BrandDetails,
    departments::{
        ChatPolicies, DepartmentDetails, DistributionMethod, MembershipDetails, NewDepartment, Part, Share,
        TicketPolicies, Visibility,
    },
    people::{Me, NewPerson, PersonDetails, PersonKind, Role},
    roles::CustomerRole,
    setup::FirstSetup,
};
use sea_orm::{ConnectionTrait, DbErr};

use super::Code;
use crate::{
    departments,
    people::{self, Device, Peer},
    platform::{
        App, Tx,
        error::{Answered, Failure},
    },
};

/// How often a code may be tried from one address within [`WINDOW`].
const TRIES: u32 = 10;
/// Five minutes.
const WINDOW: i64 = 5 * 60 * 1000;
/// The first department's only group, until somebody names it otherwise.
const FRONT_LINE: &str = "Level 1";

/// Whether the installation is still empty.
///
/// # Errors
/// The database's.
pub async fn needed(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    Ok(!people::any_account(db).await?)
}

/// Sets the installation up and signs the administrator in: who that is, and the session's cookie.
pub(super) async fn run(app: &App, peer: Peer, device: Device, setup: FirstSetup) -> Answered<(Me, String)> {
    let code = app.lent::<Code>().ok_or_else(Failure::not_found)?;
    if !needed(app.db().read()).await? {
        return Err(Failure::not_found());
    }
    app.limits().hit(&format!("setup:{}", peer.key()), TRIES, WINDOW).map_err(Failure::too_many)?;
    if !code.is(&setup.code) {
        return Err(Failure::field("code", "malformed", "This is not the code the server printed when it started."));
    }
    let _alone = code.alone().await;
    let administrator = people::prepare(app, administrator(&setup), "").await?;
    let app2 = app.clone();
    let (me, token) = app
        .db()
        .write(move |tx| {
            Box::pin(async move {
                if !needed(tx).await? {
                    return Err(Failure::not_found());
                }
                let account = people::create(tx, administrator, None).await?;
                company(&app2, tx, &account, &setup).await?;
                let held = people::held(tx, &people::roles(&account.roles)?).await?;
                Ok((people::me(&account, &held, false), people::begin_session(tx, &account, device).await?))
            })
        })
        .await?;
    Ok((me, people::cookie(&token)))
}

async fn company(
    app: &App,
    tx: &Tx,
    account: &people::tables::accounts::Model,
    setup: &FirstSetup,
) -> Result<(), Failure> {
    let by = people::agent_ref(account);
    let brand = departments::create_brand(tx, brand(setup), Some(&by)).await;
    let brand = brand.map_err(|refusal| renamed(refusal.into(), &[("name", "brand"), ("allowed_sites[0]", "site")]))?;
    let new = department(setup, BrandId(brand.id));
    let department = departments::create_department(app, tx, new, Some(&by)).await.map_err(|refusal| {
        renamed(refusal.into(), &[("details.name", "department"), ("details.email", "department_email")])
    })?;
    let group = departments::front_line(tx, department.id).await?;
    departments::set_member(app, tx, group.id, account.id, 0, &member(), Some(&by)).await?;
    Ok(())
}

/// Problems with the fields' names in the assistant instead of those in the things it makes.
fn renamed(mut failure: Failure, names: &[(&str, &str)]) -> Failure {
    for problem in &mut failure.0.fields {
        if let Some((_, name)) = names.iter().find(|(made, _)| problem.field == *made) {
            problem.field = (*name).to_owned();
        }
    }
    failure
}

fn administrator(setup: &FirstSetup) -> NewPerson {
    NewPerson {
        kind: PersonKind::Employee,
        details: PersonDetails {
            username: setup.username.clone(),
            email: setup.email.clone(),
            name: setup.name.clone(),
            alias: String::new(),
            phone: String::new(),
            roles: vec![Role::Agent, Role::Administrator],
            active: true,
            ..PersonDetails::default()
        },
        password: Some(setup.password.clone()),
    }
}

fn brand(setup: &FirstSetup) -> BrandDetails {
    let site = setup.site.trim();
    BrandDetails {
        name: setup.brand.clone(),
        host: String::new(),
        hue: 250,
        chroma: 130,
        headline: "How can we help?".into(),
        welcome: String::new(),
        allowed_sites: if site.is_empty() { Vec::new() } else { vec![site.to_owned()] },
        ..BrandDetails::default()
    }
}

fn department(setup: &FirstSetup, brand: BrandId) -> NewDepartment {
    NewDepartment {
        brand,
        details: DepartmentDetails {
            name: setup.department.clone(),
            description: String::new(),
            email: setup.department_email.clone(),
            offers_chat: true,
            offers_tickets: true,
            chat_requires: CustomerRole::Everyone,
            tickets_require: CustomerRole::Everyone,
            accepts_new_by_email: true,
            requires_check_in: false,
            confidential: false,
            assigns_tickets_while_away: false,
            method: DistributionMethod::LeastBusy,
            gone_grace_seconds: 60,
            chats: ChatPolicies::default(),
            tickets: TicketPolicies::default(),
        },
        visibility: Visibility::Public,
        front_line: FRONT_LINE.into(),
    }
}

/// The administrator receives the first chats and tickets: a new installation works at once.
fn member() -> MembershipDetails {
    MembershipDetails {
        chats: Share { part: Part::Primary, limit: 4, active: true },
        tickets: Share { part: Part::Primary, limit: 20, active: true },
        order: 0,
    }
}
