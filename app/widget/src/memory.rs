//! What must outlive the page where the browser gives a foreign frame no storage: the loader keeps it, as one text.

use client::light;
use contract::ChatId;
use leptos::prelude::*;
use ui::{effect, storage};

use crate::{
    state::Asked,
    talk::Outgoing,
    visit::{Drafts, Visit},
};

/// All that is to be remembered.
#[derive(Debug)]
pub struct Memory {
    token: Option<String>,
    outbox: Vec<Outgoing>,
    left: Option<ChatId>,
    asked: Option<Asked>,
    typed: Vec<String>,
}

contract::read_fields! { Memory { token, outbox, left, asked, typed } }
contract::write_fields! { Memory { token, outbox, left, asked, typed } }

impl Memory {
    /// What was kept, when it reads.
    pub fn read(text: &str) -> Option<Self> {
        light::read(text).ok()
    }
}

impl Visit {
    /// Whether the loader has to remember: the browser does not, and there is one.
    pub fn is_kept_by_loader(self) -> bool {
        let browser = web_sys::window().is_some_and(|window| matches!(window.local_storage(), Ok(Some(_))));
        !browser && self.inner.try_with_value(|inner| inner.loader.is_some()) == Some(true)
    }

    /// Takes up what was kept, unless there is something newer already.
    pub fn recall(self, memory: Memory) {
        let Memory { token, outbox, left, asked, typed } = memory;
        // Told late, it is still better than a new visitor who said nothing yet.
        if self.state.with_untracked(|state| state.talk.is_some()) {
            return;
        }
        if let Some(token) = token {
            self.bear(token);
        }
        // Without storage these stay in the memory of the page, where they are looked for.
        storage::local().write(&self.key("outbox:"), &outbox);
        if let Some(left) = left {
            storage::local().write(&self.key("left:"), &left);
        }
        self.state.update(|state| state.asked = state.asked.take().or(asked));
        for (draft, text) in self.drafts.all().into_iter().zip(typed) {
            if draft.text.with_untracked(String::is_empty) {
                draft.text.set(text);
            }
        }
    }

    /// Gives the loader whatever is to be remembered, each time it changes.
    pub fn remember(self) {
        if !self.is_kept_by_loader() {
            return;
        }
        let mut before = String::new();
        effect(move || {
            // Not before what was kept is taken up.
            if !self.entered.get() {
                return;
            }
            let typed = self.drafts.all().map(|draft| draft.text.get()).into();
            let memory = self.state.with(|state| Memory {
                // Another token comes with another visitor.
                token: state.visitor.and_then(|_| self.token()),
                outbox: state.outbox().to_vec(),
                left: state.left,
                asked: state.asked.clone(),
                typed,
            });
            let memory = light::write(&memory);
            if memory != before {
                self.tell("store", &[("kept", memory.as_str().into())]);
                before = memory;
            }
        });
    }
}

impl Drafts {
    /// All of them, in the order in which they are kept.
    pub fn all(self) -> [ui::draft::Draft; 5] {
        [self.ask, self.say, self.name, self.email, self.answers]
    }
}
