//! Seeds: a small travel agency with some weeks behind it, and an equipment maker with fifty agents and two brands; for
//! the demo and for trying things out.
//!
//! The past is played, not written: a clock that is turned by hand walks through four weeks, and visitors, agents and the
//! administrator do through the API what they would have done. So every row, number, reason and history entry in the demo
//! is what the product itself makes.

mod cast;
mod machines;
mod maker;
mod play;
mod talk;

use contract::{
    people::{CreateSession, SignIn},
    setup::GetSetup,
};
use serde::Serialize;

use crate::{
    Server,
    platform::{Failure, errands},
    tickets,
};

/// Days the demo has behind it.
pub const DAYS: i64 = 28;

/// The password of everybody in the demo.
pub const PASSWORD: &str = "far horizon demo";

/// Who can sign in.
#[derive(Clone, Debug, Serialize)]
pub struct SignIns {
    /// The people, the administrator first.
    pub sign_ins: Vec<DemoSignIn>,
}

/// One person who can sign in.
#[derive(Clone, Debug, Serialize)]
pub struct DemoSignIn {
    /// Who.
    pub name: String,
    /// The username.
    pub login: String,
    /// The password.
    pub password: String,
    /// What the person does there.
    pub role: String,
}

/// Fills an empty installation; one that is not empty is left alone, and its sign-ins are told again.
///
/// # Errors
/// When the company is not known or something refuses.
pub async fn seed(server: &Server, company: &str) -> Result<SignIns, Failure> {
    match company {
        "demo" => {}
        "equipment-maker" => {
            let sign_ins = maker::company(server).await.map_err(play::refused)?;
            return Ok(SignIns { sign_ins });
        }
        _ => return Err(Failure::field("company", "unknown", "There are `demo` and `equipment-maker`.")),
    }
    let api = play::browser(server);
    let empty = api.call(GetSetup { body: () }).await.map_err(play::refused)?.needed;
    if empty {
        play::company(server).await.map_err(play::refused)?;
    } else {
        let sign_in = SignIn { login: cast::EMPLOYEES[0].login.into(), password: PASSWORD.into() };
        api.call(CreateSession { body: sign_in }).await.map_err(play::refused)?;
    }
    // Nobody gets the mails of a past that is only played.
    errands::run_due(&server.app).await?;
    server.app.db().write(|tx| Box::pin(async move { tickets::settle_all(tx).await })).await?;
    let sign_ins = cast::EMPLOYEES
        .iter()
        .map(|employee| DemoSignIn {
            name: employee.name.into(),
            login: employee.login.into(),
            password: PASSWORD.into(),
            role: employee.does.into(),
        })
        .collect();
    Ok(SignIns { sign_ins })
}
