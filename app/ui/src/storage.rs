//! What the browser remembers. It never fails: where storage is forbidden or full, it forgets with the page.

use std::cell::RefCell;

use client::{json, light};
use contract::tree::{FromTree, ToTree};
use serde::{Serialize, de::DeserializeOwned};

use crate::browser;

/// One of the browser's two memories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// Shared by the tabs of this origin, and kept.
    Local,
    /// Of this tab, and kept until it closes.
    Session,
}

/// Shared by the tabs of this origin, and kept.
pub fn local() -> Storage {
    Storage::Local
}

/// Of this tab, and kept until it closes.
pub fn session() -> Storage {
    Storage::Session
}

thread_local! {
    /// Stands in where the browser gives no storage. Never used on the server, whose threads serve many people.
    static FALLBACK: RefCell<Vec<(Storage, String, String)>> = const { RefCell::new(Vec::new()) };
}

impl Storage {
    /// What is remembered under a key, when it reads as what is asked for.
    pub fn get<T: DeserializeOwned>(self, key: &str) -> Option<T> {
        json::read(&self.text(key)?).ok()
    }

    /// Remembers something.
    pub fn set<T: Serialize + ?Sized>(self, key: &str, value: &T) {
        if let Ok(text) = json::write(value) {
            self.keep(key, &text);
        }
    }

    /// What is remembered under a key; for what is read without serde.
    pub fn read<T: FromTree>(self, key: &str) -> Option<T> {
        light::read(&self.text(key)?).ok()
    }

    /// Remembers something; for what is written without serde.
    pub fn write<T: ToTree>(self, key: &str, value: &T) {
        self.keep(key, &light::write(value));
    }

    /// What is remembered under keys that begin like this, as it was written; in no order.
    pub fn texts(self, prefix: &str) -> Vec<String> {
        self.keys(prefix).iter().filter_map(|key| self.text(key)).collect()
    }

    /// The keys of what is remembered that begin like this, in no order.
    pub fn keys(self, prefix: &str) -> Vec<String> {
        let mut keys: Vec<String> = FALLBACK.with_borrow(|kept| {
            let own = kept.iter().filter(|(storage, ..)| *storage == self);
            own.map(|(_, key, _)| key.clone()).collect()
        });
        if let Some(storage) = self.browser() {
            keys.extend((0..storage.length().unwrap_or(0)).filter_map(|at| storage.key(at).ok().flatten()));
        }
        keys.retain(|key| key.starts_with(prefix));
        keys
    }

    /// Forgets something, and says whether it was there: of several tabs, one takes it.
    pub fn claim(self, key: &str) -> bool {
        let was_there = self.text(key).is_some();
        self.remove(key);
        was_there
    }

    /// Forgets something.
    pub fn remove(self, key: &str) {
        if let Some(storage) = self.browser() {
            let _ = storage.remove_item(key);
        }
        self.let_go(key);
    }

    /// What is remembered under a key, as it was written.
    pub fn text(self, key: &str) -> Option<String> {
        browser::window()?;
        let fallback = FALLBACK.with_borrow(|kept| {
            let found = kept.iter().find(|(storage, name, _)| *storage == self && name == key);
            found.map(|(_, _, text)| text.clone())
        });
        fallback.or_else(|| self.browser()?.get_item(key).ok().flatten())
    }

    /// Remembers something that is written as JSON already.
    pub fn keep(self, key: &str, text: &str) {
        if browser::window().is_none() {
            return;
        }
        let kept = self.browser().is_some_and(|storage| storage.set_item(key, text).is_ok());
        self.let_go(key);
        if !kept {
            FALLBACK.with_borrow_mut(|fallback| fallback.push((self, key.to_owned(), text.to_owned())));
        }
    }

    fn let_go(self, key: &str) {
        FALLBACK.with_borrow_mut(|kept| kept.retain(|(storage, name, _)| *storage != self || name != key));
    }

    fn browser(self) -> Option<web_sys::Storage> {
        let window = browser::window()?;
        match self {
            Storage::Local => window.local_storage(),
            Storage::Session => window.session_storage(),
        }
        .ok()
        .flatten()
    }
}
