//! What the agent does with a chat, but write in it.

use client::CallError;
use contract::{
    ChatId,
    chat::{AtEpoch, EndChat, GetChat, SeeChat, SeenUpTo, TakeChat},
    live::ClientFrame,
};
use leptos::{prelude::*, task::spawn_local};

use super::Chats;

impl Chats {
    /// The agent sees a chat: tells the visitor, once for each message.
    pub fn see(self, chat: ChatId, up_to: u64) {
        if self.seen.with_value(|seen| seen.get(&chat).is_some_and(|seen| *seen >= up_to)) {
            return;
        }
        self.seen.update_value(|seen| {
            seen.insert(chat, up_to);
        });
        let api = ui::api();
        spawn_local(async move {
            if api.call(SeeChat { chat, body: SeenUpTo { up_to } }).await.is_err() {
                // The next look tries again.
                self.seen.try_update_value(|seen| seen.remove(&chat));
            }
        });
    }

    /// Takes a chat from the queue, or over from a colleague.
    ///
    /// # Errors
    /// Why the server refused.
    pub async fn take(self, chat: ChatId, epoch: u64) -> Result<(), CallError> {
        self.taking.set_value(Some(chat));
        let answer = ui::api().call(TakeChat { chat, body: AtEpoch { epoch } }).await;
        let learned = answer.map(|detail| self.learn_act(detail));
        // Given again later, it rings like any other.
        self.taking.try_set_value(None);
        match learned {
            Ok(()) => Ok(()),
            Err(error) => {
                self.fetch_list();
                self.fetch_detail(chat);
                Err(error)
            }
        }
    }

    /// Who has a chat now, asked of the server.
    pub async fn who_has(self, chat: ChatId) -> Option<String> {
        let detail = ui::api().call(GetChat { chat, body: () }).await.ok()?;
        let name = detail.row.agent.as_ref().map(|agent| agent.name.clone());
        self.learn(detail);
        name
    }

    /// Ends a chat.
    ///
    /// # Errors
    /// Why the server refused.
    pub async fn end(self, chat: ChatId, epoch: u64) -> Result<(), CallError> {
        let detail = ui::api().call(EndChat { chat, body: AtEpoch { epoch } }).await?;
        self.learn(detail);
        Ok(())
    }

    /// Tells the visitor that one types.
    pub fn types(self, chat: ChatId) {
        self.wire.send(&ClientFrame::Typing { chat });
    }
}
