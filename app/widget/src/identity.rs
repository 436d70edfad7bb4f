//! Who the visitor is: the token, the page one is on, what the site vouches for, and being forgotten.

use client::CallError;
use contract::widget::{ForgetVisitor, Identify, Identity, SeePage};
use leptos::{prelude::*, task::spawn_local};
use ui::storage;

use crate::visit::Visit;

impl Visit {
    pub(crate) fn keep_token(self, token: String) {
        let brand = self.inner.with_value(|inner| inner.brand.clone());
        storage::local().write(&token_key(&brand), &token);
        let other = self.change(|inner| inner.token.replace(token.clone()).is_none_or(|before| before != token));
        // The socket says at its beginning who it is.
        if other == Some(true)
            && let Some(live) = self.change(|inner| inner.live).flatten()
        {
            live.try_now();
        }
    }

    pub(crate) fn forget_token(self) {
        let brand = self.inner.with_value(|inner| inner.brand.clone());
        storage::local().remove(&token_key(&brand));
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

    pub(crate) fn identify(self) {
        let (Some(api), true) = (self.api(), self.entered.get_untracked()) else { return };
        let Some(token) = self.change(|inner| inner.identity.take()).flatten() else { return };
        spawn_local(async move {
            match api.call(Identify { body: Identity { token } }).await {
                Ok(pass) => {
                    self.keep_token(pass.token);
                    self.absorb(pass.state);
                    self.catch_up();
                    self.happened("identified");
                }
                Err(_) => self.happened("identify-failed"),
            }
        });
    }

    /// Forgets the visitor, and all that was typed.
    pub(crate) fn reset(self) {
        let api = self.api();
        for draft in self.drafts.all() {
            draft.clear();
        }
        self.forget_token();
        spawn_local(async move {
            if let Some(api) = api {
                let _ = api.call(ForgetVisitor { body: () }).await;
            }
            self.start_over();
        });
    }

    /// Begins as a new visitor; what is typed stays.
    pub(crate) fn start_over(self) {
        self.forget_token();
        self.state.update(|state| {
            state.talk = None;
            state.visitor = None;
        });
        self.begin();
    }
}

/// Whether the token is not known any more.
pub(crate) fn is_stranger(error: &CallError) -> bool {
    matches!(error, CallError::Problem(problem) if problem.status == 401)
}

/// Where the token is kept.
pub(crate) fn token_key(brand: &str) -> String {
    ["visitor:", brand].concat()
}
