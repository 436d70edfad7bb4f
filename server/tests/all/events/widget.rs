//! A widget that fetched once and has only heard since.

use std::net::SocketAddr;

use client::{Api, log::Log};
use contract::{
    chat::PublicEntry,
    live::{ClientFrame, VisitorFrame},
    widget::{Availability, GetVisitorLog, GetWidget, PublicPosition, VisitorChat, VisitorPass, WidgetState},
};

use super::same;
use crate::{
    ears::{Ear, listen},
    scene::Caller,
    support::Desk,
};

/// A widget that fetched once and has only heard since.
pub struct Widget {
    pub api: Api,
    pub ear: Ear<VisitorFrame>,
    pub availability: Availability,
    pub chat: Option<VisitorChat>,
    pub log: Log<PublicEntry>,
}

impl Widget {
    /// Opens a visitor's panel, which shows what came with the pass.
    pub async fn open(desk: &Desk, address: SocketAddr, pass: VisitorPass) -> Widget {
        let hello = ClientFrame::Visitor { token: pass.token.clone() };
        let mut ear = listen(address, &Caller::default(), hello, &[]).await.unwrap();
        assert_eq!(ear.next().await, Some(VisitorFrame::Welcome));
        let api = desk.stranger().bearing(&pass.token);
        let WidgetState { availability, chat, .. } = pass.state;
        Widget { api, ear, availability, chat, log: Log::default() }
    }

    pub fn fold(&mut self) -> (Availability, Option<VisitorChat>, Vec<PublicEntry>) {
        for frame in self.ear.now() {
            match frame {
                VisitorFrame::Entry { entry, .. } => {
                    self.log.apply(entry);
                }
                VisitorFrame::Chat { chat } => self.chat = Some(chat),
                VisitorFrame::Availability { availability } => self.availability = availability,
                _ => {}
            }
        }
        if let Some(chat) = &mut self.chat {
            chat.last = self.log.last();
        }
        (self.availability.clone(), self.chat.clone(), self.log.entries().to_vec())
    }

    pub async fn agrees(&mut self, after: &str) {
        let api = self.api.clone();
        let fetched = async || {
            let state = api.call(GetWidget { body: () }).await.unwrap();
            let entries = match &state.chat {
                Some(chat) => {
                    let body = PublicPosition::default();
                    api.call(GetVisitorLog { chat: chat.id, body }).await.unwrap().entries
                }
                None => Vec::new(),
            };
            (state.availability, state.chat, entries)
        };
        same(after, fetched, || self.fold()).await;
    }
}
