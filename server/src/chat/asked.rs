//! What a chat is about, for those who are asked.

use std::collections::HashMap;

use async_trait::async_trait;
use uuid::Uuid;

use super::{access, routed::ChatsHere, store};
use crate::{
    asks::AskedAbout,
    departments::{self, Act, Agent, Scope},
    platform::{App, Failure},
};

#[async_trait]
impl AskedAbout for ChatsHere {
    async fn about(&self, app: &App, agent: &Agent, items: &[Uuid]) -> Result<HashMap<Uuid, String>, Failure> {
        let known = store::chats(app.db().read(), items).await?.into_iter();
        let readable = known.filter(|known| {
            let scope = Scope { asked: true, ..access::scope(&known.chat, known.confidential) };
            departments::may(agent, Act::Read, &scope)
        });
        Ok(readable.map(|known| (known.chat.id, known.chat.visitor_name)).collect())
    }
}
