//! What is fetched again, because something may have been missed: what is shown first, and the rest of the log.

use client::CallError;
use contract::widget::{GetVisitorLog, GetWidget, PublicPosition};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    identity::is_stranger,
    state::State,
    visit::{SOON, Visit},
};

/// The longest wait before something is tried again, in milliseconds.
const LONGEST_WAIT: u32 = 15_000;

impl Visit {
    /// Fetches again what is shown first, then what is missing of the log.
    pub fn sync(self) {
        let Some(api) = self.api() else { return };
        let round = self.turn();
        spawn_local(async move {
            let answer = api.call(GetWidget { body: () }).await;
            if self.is_past(round) {
                return;
            }
            match answer {
                Ok(shown) => {
                    self.absorb(shown);
                    self.catch_up();
                    self.identify();
                }
                Err(error) if is_stranger(&error) => self.begin(),
                Err(error) => self.missed(&error),
            }
        });
    }

    /// Fetches again a little later, when that may help.
    fn missed(self, error: &CallError) {
        if error.is_passing() {
            let missed = self.change(|inner| {
                inner.missed += 1;
                inner.missed
            });
            self.sync_in(wait_after(missed.unwrap_or(1), error));
        }
    }

    /// Fetches again after a while.
    pub(crate) fn sync_in(self, milliseconds: u32) {
        let again = self.after(milliseconds, Visit::sync);
        self.change(|inner| inner.again = Some(again));
    }

    /// Fetches what came after the last number, until nothing is missing; then sends what waits.
    pub fn catch_up(self) {
        if self.change(|inner| std::mem::replace(&mut inner.catching, true)) != Some(false) {
            return;
        }
        spawn_local(async move {
            let fetched = self.fetch_log().await;
            self.change(|inner| inner.catching = false);
            match fetched {
                Ok(()) => {
                    self.change(|inner| inner.missed = 0);
                    if let Some(text) = self.state.with_untracked(State::has_begun) {
                        self.has_begun(&text);
                    }
                    if !self.state.with_untracked(State::is_caught_up) {
                        // Nobody needs to be read the whole conversation: what is drawn by then is no news.
                        self.after(SOON, |visit| visit.talking(|talk| talk.caught_up = true)).forget();
                    }
                }
                Err(error) => self.missed(&error),
            }
            self.send_next();
        });
    }

    async fn fetch_log(self) -> Result<(), CallError> {
        // A server that answers nothing new is not asked for ever.
        loop {
            let Some(api) = self.api() else { return Ok(()) };
            let talk = self.state.with_untracked(|state| state.talk.as_ref().map(|t| (t.chat.id, t.log.last())));
            let Some((chat, after)) = talk else { return Ok(()) };
            let log = api.call(GetVisitorLog { chat, body: PublicPosition { after } }).await?;
            let more = log.more;
            let behind = self.state.try_update(|state| {
                let talk = state.talk.as_mut().filter(|talk| talk.chat.id == chat)?;
                talk.take(log.entries);
                Some(talk.log.last() > after && (more || talk.is_behind()))
            });
            if behind.flatten() != Some(true) {
                return Ok(());
            }
        }
    }
}

/// How long to wait after so many failures in a row.
pub(crate) fn wait_after(failures: u32, error: &CallError) -> u32 {
    let asked = match error {
        CallError::Problem(problem) => problem.retry_after.unwrap_or(0).min(60) * 1_000,
        CallError::NoAnswer(_) | CallError::Unreadable(_) => 0,
    };
    (1_000 << (failures - 1).min(4)).min(LONGEST_WAIT).max(asked)
}
