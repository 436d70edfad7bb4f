//! Who the visitor is: the token, the page one is on, what the site vouches for, and being forgotten.
//!
//! One browser is one visitor: its tabs share a token, and a tab takes up the one another has put in its place.

use client::CallError;
use contract::widget::{CreateVisitor, ForgetVisitor, GetWidget, Identify, Identity, NewVisitor, SeePage};
use leptos::{prelude::*, task::spawn_local};
use ui::storage;

use crate::visit::{AGAIN, Inner, Visit};

impl Visit {
    /// Who the visitor is, and what is shown first: a new visitor where there is none.
    pub(crate) async fn enter(self) -> Result<(), CallError> {
        loop {
            self.adopt_token();
            let round = self.turn();
            let bearing = self.api();
            let is_new = bearing.is_none();
            let answer = match bearing {
                Some(api) => api.call(GetWidget { body: () }).await.map(|shown| (None, shown)),
                None => {
                    let new = |inner: &Inner| {
                        (inner.api.clone(), NewVisitor { brand: inner.brand.clone(), page: inner.page.clone() })
                    };
                    let Some((api, body)) = self.inner.try_with_value(new) else { return Ok(()) };
                    api.call(CreateVisitor { body }).await.map(|pass| (Some(pass.token), pass.state))
                }
            };
            // Meanwhile it became another, or another tab was quicker: then we are whoever it is.
            if self.is_past(round) || (is_new && self.adopt_token()) {
                continue;
            }
            match answer {
                Ok((token, shown)) => {
                    if let Some(token) = token {
                        self.keep_token(token);
                    }
                    let is_first = self.state.with_untracked(|state| state.visitor.is_none());
                    self.absorb(shown);
                    if is_first {
                        self.take_up();
                    }
                    return Ok(());
                }
                Err(error) if !is_new && is_stranger(&error) => {
                    self.forget_token();
                    let unsent = self.state.try_update(|state| state.forget());
                    self.rescue(unsent);
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Takes up what an earlier page, or another tab, still had to send.
    fn take_up(self) {
        let key = self.key("outbox:");
        let kept = storage::local().read(&key).unwrap_or_default();
        let unsent = self.state.try_update(|state| state.take_up(kept));
        // What is still to be sent is kept anew.
        storage::local().remove(&key);
        self.rescue(unsent);
    }

    pub(crate) fn token(self) -> Option<String> {
        self.inner.try_with_value(|inner| inner.token.clone()).flatten()
    }

    pub(crate) fn keep_token(self, token: String) {
        storage::local().write(&self.key("visitor:"), &token);
        self.bear(token);
    }

    /// From now on the visitor is who has this token.
    pub(crate) fn bear(self, token: String) {
        if self.token().as_deref() == Some(&*token) {
            return;
        }
        self.turn();
        let live = self.change(|inner| {
            inner.token = Some(token);
            inner.live
        });
        // The socket says at its beginning who it is.
        if let Some(Some(live)) = live {
            live.try_now();
        }
    }

    /// Takes up the token another tab has kept, if it is another.
    fn adopt_token(self) -> bool {
        let (own, kept) = (self.token(), storage::local().read::<String>(&self.key("visitor:")));
        match kept {
            Some(kept) if own.as_ref() != Some(&kept) => {
                self.bear(kept);
                true
            }
            _ => false,
        }
    }

    /// Another tab has kept something.
    pub(crate) fn hear_tabs(self) {
        if self.adopt_token() && self.entered.get_untracked() {
            self.sync();
        }
    }

    fn forget_token(self) {
        let (key, own) = (self.key("visitor:"), self.token());
        if storage::local().read::<String>(&key) == own {
            storage::local().remove(&key);
        }
        self.turn();
        self.change(|inner| inner.token = None);
    }

    pub(crate) fn see_page(self) {
        let Some(api) = self.api() else { return };
        let page = self.inner.with_value(|inner| inner.page.clone());
        if !page.url.is_empty() && self.entered.get_untracked() {
            // It is told again with the next page.
            spawn_local(async move { drop(api.call(SeePage { body: page }).await) });
        }
    }

    /// Hands on what the site vouches for, until the server has taken or refused it.
    pub(crate) fn identify(self) {
        let (Some(api), true) = (self.api(), self.entered.get_untracked()) else { return };
        let due = self.change(|inner| {
            let due = inner.identity.clone().filter(|_| !inner.identifying);
            inner.identifying |= due.is_some();
            due
        });
        let Some(Some(token)) = due else { return };
        let bearing = self.token();
        spawn_local(async move {
            let answer = api.call(Identify { body: Identity { token: token.clone() } }).await;
            let passing = matches!(&answer, Err(error) if error.is_passing() || is_stranger(error));
            let holds = self.change(|inner| {
                inner.identifying = false;
                let holds = inner.identity.as_ref() == Some(&token) && inner.token == bearing;
                if holds && !passing {
                    inner.identity = None;
                }
                holds
            });
            match answer {
                // The visitor was forgotten meanwhile, or is vouched for anew.
                _ if holds != Some(true) => self.identify(),
                Ok(pass) => {
                    // Somebody else sits here now: the former's words are not theirs.
                    let was = self.state.with_untracked(|state| state.visitor);
                    if was.is_some_and(|was| was != pass.state.visitor) {
                        self.forget_words();
                    }
                    self.turn();
                    self.keep_token(pass.token);
                    self.absorb(pass.state);
                    self.catch_up();
                    self.happened("identified");
                }
                Err(_) if passing => self.sync_in(AGAIN),
                Err(_) => self.happened("identify-failed"),
            }
        });
    }

    /// The site wants the visitor forgotten, and all that was typed.
    pub(crate) fn reset(self) {
        let api = self.api();
        self.forget();
        // The loader may still tell who it was.
        let waits = self.change(|inner| {
            inner.forgets = api.is_none() && inner.begin.is_some();
            inner.forgets
        });
        if waits == Some(true) {
            return;
        }
        spawn_local(async move {
            if let Some(api) = api {
                let _ = api.call(ForgetVisitor { body: () }).await;
            }
            self.begin();
        });
    }

    /// Forgets the visitor, and all that was typed.
    pub(crate) fn forget(self) {
        self.forget_words();
        self.forget_token();
        self.change(|inner| inner.identity = None);
        self.state.update(|state| drop(state.forget()));
    }

    /// Forgets all that was typed.
    fn forget_words(self) {
        for draft in self.drafts.all() {
            draft.clear();
        }
        for kept in ["outbox:", "asked:", "left:"] {
            storage::local().remove(&self.key(kept));
        }
        self.state.update(|state| {
            drop(state.leave());
            (state.asked, state.left) = (None, None);
        });
    }
}

/// Whether the token is not known any more.
pub(crate) fn is_stranger(error: &CallError) -> bool {
    error.code() == Some("signed_out")
}
