//! A visitor's browser: it sends until each message is acknowledged, and keeps its own copy of the log.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use client::{Api, Request, log::Applied, log::Log};
use contract::{
    ChatId, ClientId, DepartmentId, Endpoint,
    chat::PublicEntry,
    live::{ClientFrame, VisitorFrame},
    widget::{
        CreateVisitor, GetVisitorLog, NewChat, NewVisitor, NewVisitorMessage, PageSeen, PublicPosition,
        SendVisitorMessage, StartChat, VisitorPass,
    },
};
use tokio::{sync::Mutex, task::JoinHandle, time::sleep};

use crate::{
    Counts,
    wire::{Wire, insist},
};

/// A message the server acknowledged.
pub struct Sent {
    pub client_id: ClientId,
    pub text: String,
    pub number: u64,
}

/// A visitor in a chat.
pub struct Visitor {
    pub chat: ChatId,
    /// In the order of acknowledgement.
    pub acknowledged: Vec<Sent>,
    /// What the browser shows.
    pub log: Arc<Mutex<Log<PublicEntry>>>,
    pub api: Api,
    listening: JoinHandle<()>,
}

impl Visitor {
    /// Comes, begins a chat, and sends until told to stop.
    pub async fn visit(
        index: usize,
        wire: Arc<Wire>,
        (brand, department): (String, DepartmentId),
        (go, stop): (Arc<AtomicBool>, Arc<AtomicBool>),
        counts: Arc<Counts>,
    ) -> Visitor {
        let stranger = Api::new(wire.clone());
        let new = CreateVisitor { body: NewVisitor { brand, page: PageSeen::default() } };
        let pass = insist(&stranger, &counts, &new).await.unwrap();
        let api = stranger.bearing(&pass.token);
        let new = NewChat {
            client_id: crate::client_id(),
            department,
            name: format!("Visitor {index}"),
            email: String::new(),
            text: format!("visitor {index} begins"),
            page: PageSeen::default(),
            values: Vec::new(),
        };
        let first = Sent { client_id: new.client_id, text: new.text.clone(), number: 1 };
        let chat = insist(&api, &counts, &StartChat { body: new }).await.unwrap().id;
        counts.begun();
        let log = Arc::default();
        let listening = tokio::spawn(listen(wire.clone(), api.clone(), pass.token.clone(), chat, Arc::clone(&log)));
        let mut visitor = Visitor { chat, acknowledged: vec![first], log, api, listening };
        while !go.load(Ordering::SeqCst) {
            sleep(Duration::from_millis(20)).await;
        }
        let mut count = 0;
        while !stop.load(Ordering::SeqCst) {
            count += 1;
            visitor.say(&wire, &pass, count, format!("visitor {index} says {count}"), &counts).await;
            // Not in step with one another, and below what one visitor may send in a minute.
            sleep(Duration::from_millis(110 + (index * 37 + count * 61) as u64 % 90)).await;
        }
        visitor
    }

    async fn say(&mut self, wire: &Wire, pass: &VisitorPass, count: usize, text: String, counts: &Counts) {
        let client_id = crate::client_id();
        let call = SendVisitorMessage { chat: self.chat, body: NewVisitorMessage { client_id, text: text.clone() } };
        if count.is_multiple_of(7) {
            // The answer is lost on the way: only the client id can tell the retry from a second message.
            let json = serde_json::to_string(&call.body).ok();
            let bearer = Some(pass.token.clone());
            wire.lose_the_answer_to(&Request { method: "POST", target: call.path(), if_match: None, bearer, json })
                .await;
            counts.retry();
        }
        let entry = insist(&self.api, counts, &call).await.unwrap();
        counts.message();
        self.acknowledged.push(Sent { client_id, text, number: entry.number });
    }

    /// The browser is closed.
    pub fn leave(&self) {
        self.listening.abort();
    }
}

/// The page: a socket while there is one, and after each reconnect whatever was missed.
async fn listen(wire: Arc<Wire>, api: Api, token: String, chat: ChatId, log: Arc<Mutex<Log<PublicEntry>>>) {
    loop {
        if let Some(mut socket) = wire.socket(&ClientFrame::Visitor { token: token.clone() }).await {
            while let Some(frame) = socket.hear::<VisitorFrame>().await {
                let caught_up = match frame {
                    VisitorFrame::Welcome => catch_up(&api, chat, &log).await,
                    VisitorFrame::Entry { chat: of, entry } if of == chat => {
                        let applied = log.lock().await.apply(entry);
                        !matches!(applied, Applied::Gap { .. }) || catch_up(&api, chat, &log).await
                    }
                    _ => true,
                };
                if !caught_up {
                    break;
                }
            }
        }
        sleep(Duration::from_millis(50)).await;
    }
}

async fn catch_up(api: &Api, chat: ChatId, log: &Mutex<Log<PublicEntry>>) -> bool {
    loop {
        let after = log.lock().await.last();
        match api.call(GetVisitorLog { chat, body: PublicPosition { after } }).await {
            Ok(page) => {
                log.lock().await.merge(page.entries);
                if !page.more {
                    return true;
                }
            }
            Err(_) => return false,
        }
    }
}
