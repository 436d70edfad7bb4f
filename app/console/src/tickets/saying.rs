//! What is said in tickets: what was typed is sent, and taken back.

use client::CallError;
use contract::{
    AttachmentId, TicketEntryId, TicketId,
    asks::Whom,
    tickets::{CommentOnTicket, CommentSort, NewReply, NewTicketComment, ReplyToTicket, SendReplyAgain, TakeBackReply},
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    adding::{self, Added, Adding},
    store::Tickets,
};
use crate::sending;

/// To whom one writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Mode {
    /// To the customer.
    #[default]
    Reply,
    /// To the colleagues.
    Comment,
}

/// What became of something sent.
#[derive(Clone, Debug, PartialEq)]
pub enum Fate {
    /// No answer yet.
    UnderWay,
    /// Refused, or no answer came. The text still lies in its draft, and trying again does not double it.
    Failed(CallError),
    /// The server has it: this text leaves its draft.
    Arrived(String),
    /// It was taken back: this text is a draft again.
    TakenBack(String),
}

/// The key of a draft.
pub(super) fn draft_key(ticket: TicketId, mode: Mode) -> String {
    match mode {
        Mode::Reply => format!("ticket:{ticket}:reply"),
        Mode::Comment => format!("ticket:{ticket}:comment"),
    }
}

/// The act of a message's button. Copy it about.
#[derive(Clone, Copy, PartialEq)]
pub enum Mailing {
    /// It is taken back.
    TakeBack,
    /// It is sent again.
    Again,
}

impl Tickets {
    /// What became of the last thing sent.
    pub fn fate(self, ticket: TicketId, mode: Mode) -> Option<Fate> {
        self.fates.with(|fates| fates.get(&(ticket, mode)).cloned())
    }

    /// Whether a file is still on its way to the server, or did not arrive.
    pub fn adds(self, ticket: TicketId, mode: Mode) -> bool {
        let waits = |one: &Added| one.ticket == ticket && one.mode == mode && !matches!(one.state, Adding::There(_));
        self.added.with(|added| added.iter().any(waits))
    }

    /// Forgets what became of the last thing sent.
    pub fn forget_fate(self, ticket: TicketId, mode: Mode) {
        self.fates.try_update(|fates| fates.remove(&(ticket, mode)));
    }

    /// Sends what was typed. The draft keeps it until the server has it; the same text again goes by the same id.
    pub fn send(self, ticket: TicketId, mode: Mode, text: String, asks: Vec<Whom>) {
        let key = (ticket, mode);
        if self.fates.with_untracked(|fates| fates.get(&key) == Some(&Fate::UnderWay)) {
            return;
        }
        let mine = move |one: &Added| one.ticket == ticket && one.mode == mode;
        let files: Vec<AttachmentId> = self.added.with_untracked(|added| {
            let there = added.iter().filter(|one| mine(one)).filter_map(|one| match one.state {
                Adding::There(id) => Some(id),
                _ => None,
            });
            there.collect()
        });
        // With other files it is another answer.
        let words = files.iter().fold(text.clone(), |words, file| words + "\n" + &file.to_string());
        let client_id = sending::id_of(&draft_key(ticket, mode), &words);
        self.fates.update(|fates| {
            fates.insert(key, Fate::UnderWay);
        });
        let api = ui::api();
        spawn_local(async move {
            let said = text.clone();
            let answer = match mode {
                Mode::Reply => {
                    api.call(ReplyToTicket { ticket, body: NewReply { client_id, text: said, files } }).await
                }
                Mode::Comment => {
                    let body = NewTicketComment { client_id, text: said, asks, sort: CommentSort::General, files };
                    api.call(CommentOnTicket { ticket, body }).await
                }
            };
            let fate = match answer {
                Ok(whole) => {
                    sending::done(&draft_key(ticket, mode));
                    ui::draft::forget(draft_key(ticket, mode));
                    self.learn(whole);
                    self.added.try_update(|added| added.retain(|one| !mine(one)));
                    Fate::Arrived(text)
                }
                Err(error) => Fate::Failed(error),
            };
            self.fates.try_update(|fates| fates.insert(key, fate));
        });
    }

    /// Takes an answer back, whose text becomes a draft again, or sends it again.
    pub async fn mail(
        self,
        ticket: TicketId,
        entry: TicketEntryId,
        text: String,
        act: Mailing,
    ) -> Result<(), CallError> {
        let api = ui::api();
        let answer = match act {
            Mailing::TakeBack => api.call(TakeBackReply { ticket, entry, body: () }).await,
            Mailing::Again => api.call(SendReplyAgain { ticket, entry, body: () }).await,
        };
        let files = self.detail(ticket).into_iter().flat_map(|whole| whole.entries);
        let files = files.filter(|one| one.id == entry).flat_map(|one| one.attachments).collect();
        self.learn(answer?);
        if act == Mailing::TakeBack {
            self.added.try_update(|added| adding::again(added, ticket, files));
            self.fates.try_update(|fates| fates.insert((ticket, Mode::Reply), Fate::TakenBack(text)));
        }
        Ok(())
    }
}
