//! Frontdesk's server. This page is the tour.
//!
//! The folder listing is the feature list. Each slice is a folder with a short list of file names: `routes` (HTTP in,
//! HTTP out), `access` (who may), `actions` (verbs that change, one transaction each), `rules` (pure decisions), `store`
//! and `tables` (the database), `listen` (what it does when something happened elsewhere). A slice is entered through its
//! `mod.rs` and imports only what stands above it here:
//!
//! - [`platform`] knows nothing about help desks: the one writer, events and jobs, the endpoint mechanism.
//! - [`people`] are accounts, sessions and visitors; [`departments`] are the company's structure and who may do what.
//! - [`attachments`] are files that belong to what is said.
//! - [`fields`] are custom fields: what templates ask for, and what was answered.
//! - [`asks`] are comments that name a colleague or a group.
//! - [`routing`] brings work to agents: leases, the pure `pick`, queues, the atomic claim.
//! - [`tickets`] and [`chat`] are the work; [`organizations`] gather it by rule.
//! - [`portal`] renders the customers' site, [`email`] takes mails in and sends them, [`realtime`] pushes, [`reports`] count, [`setup`]
//!   is the first start.
//! - [`routes`] is the whole API on one page, [`reactions`] says who listens to what, [`seeds`] makes the demo.
//!
//! What a lower slice needs of a higher one it declares as a trait; the higher one implements it; `reactions` lends it.

pub mod asks;
pub mod attachments;
pub mod chat;
pub mod departments;
pub mod email;
pub mod fields;
mod manual;
pub mod migrations;
pub mod organizations;
mod pages;
pub mod people;
pub mod platform;
pub mod portal;
pub mod reactions;
pub mod realtime;
pub mod reports;
pub mod routes;
pub mod routing;
pub mod seeds;
pub mod setup;
pub mod tickets;

use axum::Router;
use sea_orm::DbErr;

use platform::{App, Clock, Config};

/// A server that runs, and the router that answers for it.
#[derive(Clone, Debug)]
pub struct Server {
    /// What every slice holds.
    pub app: App,
    /// Everything that is served.
    pub router: Router,
}

impl Server {
    /// Opens the database, brings it up to date, and starts everything that runs beside requests.
    ///
    /// # Errors
    /// When the database cannot be opened or brought up to date.
    pub async fn start(config: Config, clock: Clock) -> Result<Server, DbErr> {
        let starting = App::open(config, clock).await?;
        let stepped = migrations::migrate(starting.db()).await?;
        if stepped > 0 {
            tracing::info!(steps = stepped, "the database is up to date");
        }
        let (router, document) = routes::api().finish();
        let (app, looks) = reactions::start(starting, document);
        realtime::start(&app, looks);
        people::sweep::start(&app).await?;
        attachments::start(&app).await?;
        platform::jobs::start(&app);
        platform::errands::start(&app);
        routing::leases::start(&app);
        email::start(&app);
        if setup::needed(app.db().read()).await?
            && let Some(code) = app.lent::<setup::Code>()
        {
            code.announce();
        }
        // Makes the answer to an unknown login take as long as to a known one, from the first on.
        app.spawn("people: warm up", async {
            let _ = tokio::task::spawn_blocking(people::warm_up).await;
        });
        let router = routes::all(&app, router);
        Ok(Server { app, router })
    }
}
