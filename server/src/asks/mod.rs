//! Asking a colleague: comments that name agents and groups.
//!
//! Who is asked may read the item and comment on it, as long as it is not over; whose it is does not change. An ask is
//! open until whoever is asked comments or says it is done. The slices whose items are asked about check whom a comment
//! may ask ([`checked`]), write it down ([`commented`]) and say when an item is over ([`over`]).

mod actions;
mod askable;
mod list;
mod routes;
mod store;
pub mod tables;

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use contract::{AskId, asks::Ask, departments::Channel};
use uuid::Uuid;

pub use actions::{Comment, commented, over};
pub use askable::{askable, checked};
pub use routes::routes;
pub use store::{hearers, scope};

use crate::{
    departments::Agent,
    platform::{App, Failure},
};

/// What is asked about; implemented where chats and tickets live.
#[async_trait]
pub trait AskedAbout: Send + Sync {
    /// What each of some items is about: of those that whoever is asked may read.
    ///
    /// # Errors
    /// The database's.
    async fn about(&self, app: &App, agent: &Agent, items: &[Uuid]) -> Result<HashMap<Uuid, String>, Failure>;
}

/// Lent by the slices above, one for each channel.
#[derive(Clone, Default)]
pub struct Items(pub Vec<(Channel, Arc<dyn AskedAbout>)>);

impl std::fmt::Debug for Items {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(channel, _)| channel)).finish()
    }
}

/// Somebody was asked.
#[derive(Clone, Debug)]
pub struct NewAsk {
    /// Who hears it.
    pub to: Vec<Uuid>,
    /// What.
    pub ask: Ask,
}

/// An ask is open no more.
#[derive(Clone, Debug)]
pub struct Settled {
    /// Who hears it.
    pub to: Vec<Uuid>,
    /// Which one.
    pub ask: AskId,
}
