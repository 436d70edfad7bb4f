//! An agent's console: it gets chats by distribution, answers in them, and keeps its own copy of both their logs.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use client::{Api, log::Applied, log::Log};
use contract::{
    AccountId, ChatId,
    chat::{
        ChatState, GetChatLog, InternalEntry, ListOpenChats, LogPosition, NewChatMessage, PublicEntry, SendChatMessage,
    },
    live::{AgentFrame, ClientFrame},
    people::{CreateSession, SignIn},
};
use tokio::{sync::Mutex, time::sleep};

use crate::{
    Counts,
    visitor::Sent,
    wire::{Wire, insist},
};

/// One of the agent's own chats, as the console shows it.
#[derive(Default)]
pub struct Shown {
    pub epoch: u64,
    pub public: Log<PublicEntry>,
    pub internal: Log<InternalEntry>,
}

/// A console.
pub struct Agent {
    pub id: AccountId,
    pub api: Api,
    pub chats: Arc<Mutex<HashMap<ChatId, Shown>>>,
    wire: Arc<Wire>,
    counts: Arc<Counts>,
}

impl Agent {
    /// Signs in and opens the console, which stays open.
    pub async fn at_work(wire: Arc<Wire>, login: &str, counts: Arc<Counts>) -> Arc<Agent> {
        let api = Api::new(wire.clone());
        let sign_in = SignIn { login: login.into(), password: crate::PASSWORD.into() };
        let me = api.call(CreateSession { body: sign_in }).await.unwrap();
        let agent = Arc::new(Agent { id: me.id, api, chats: Arc::default(), wire, counts });
        tokio::spawn(agent.clone().listen());
        agent
    }

    /// Answers in one chat after the other until told to stop; what was acknowledged, by chat and in its order.
    pub async fn answer(self: Arc<Self>, stop: Arc<AtomicBool>) -> HashMap<ChatId, Vec<Sent>> {
        let mut acknowledged: HashMap<ChatId, Vec<Sent>> = HashMap::new();
        let mut count = 0;
        while !stop.load(Ordering::SeqCst) {
            let mine: Vec<(ChatId, u64)> =
                self.chats.lock().await.iter().map(|(chat, shown)| (*chat, shown.epoch)).collect();
            for (chat, epoch) in mine {
                if stop.load(Ordering::SeqCst) {
                    break;
                }
                count += 1;
                let (client_id, text) = (crate::client_id(), format!("answer {count}"));
                let call = SendChatMessage { chat, body: NewChatMessage { client_id, text: text.clone(), epoch } };
                // A chat that was handed over meanwhile refuses; then nothing was acknowledged.
                if let Ok(entry) = insist(&self.api, &self.counts, &call).await {
                    self.counts.message();
                    acknowledged.entry(chat).or_default().push(Sent { client_id, text, number: entry.number });
                }
                sleep(Duration::from_millis(25)).await;
            }
            sleep(Duration::from_millis(25)).await;
        }
        acknowledged
    }

    async fn listen(self: Arc<Self>) {
        loop {
            if let Some(mut socket) = self.wire.socket(&ClientFrame::Console).await {
                while let Some(frame) = socket.hear::<AgentFrame>().await {
                    if !self.hear(frame).await {
                        break;
                    }
                }
            }
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// False when the connection must be made anew.
    async fn hear(&self, frame: AgentFrame) -> bool {
        let gap = match frame {
            AgentFrame::Welcome { .. } | AgentFrame::Refetch => return self.refetch().await,
            AgentFrame::ChatChanged { row, .. } => {
                let mine = row.state == ChatState::Active && row.agent.as_ref().is_some_and(|of| of.id == self.id);
                let mut chats = self.chats.lock().await;
                if !mine {
                    chats.remove(&row.id);
                    return true;
                }
                let fresh = !chats.contains_key(&row.id);
                chats.entry(row.id).or_default().epoch = row.epoch;
                fresh.then_some(row.id)
            }
            AgentFrame::Public { chat, entry } => match self.chats.lock().await.get_mut(&chat) {
                Some(shown) => matches!(shown.public.apply(entry), Applied::Gap { .. }).then_some(chat),
                None => None,
            },
            AgentFrame::Internal { chat, entry } => match self.chats.lock().await.get_mut(&chat) {
                Some(shown) => matches!(shown.internal.apply(entry), Applied::Gap { .. }).then_some(chat),
                None => None,
            },
            _ => None,
        };
        match gap {
            Some(chat) => self.catch_up(chat).await,
            None => true,
        }
    }

    async fn refetch(&self) -> bool {
        let Ok(open) = self.api.call(ListOpenChats { body: () }).await else { return false };
        let mine: HashMap<ChatId, u64> = open
            .items
            .iter()
            .filter(|row| row.agent.as_ref().is_some_and(|of| of.id == self.id))
            .map(|row| (row.id, row.epoch))
            .collect();
        {
            let mut chats = self.chats.lock().await;
            chats.retain(|chat, _| mine.contains_key(chat));
            for (chat, epoch) in &mine {
                chats.entry(*chat).or_default().epoch = *epoch;
            }
        }
        for chat in mine.into_keys() {
            if !self.catch_up(chat).await {
                return false;
            }
        }
        true
    }

    async fn catch_up(&self, chat: ChatId) -> bool {
        loop {
            let body = match self.chats.lock().await.get(&chat) {
                Some(shown) => LogPosition { public: shown.public.last(), internal: shown.internal.last() },
                None => return true,
            };
            let Ok(page) = self.api.call(GetChatLog { chat, body }).await else { return false };
            if let Some(shown) = self.chats.lock().await.get_mut(&chat) {
                shown.public.merge(page.public);
                shown.internal.merge(page.internal);
            }
            if !page.more {
                return true;
            }
        }
    }
}
