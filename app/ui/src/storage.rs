//! What the browser remembers. It never fails: where storage is forbidden or full, it forgets with the page.

use std::{cell::RefCell, collections::HashMap};

use serde::{Serialize, de::DeserializeOwned};

/// One of the browser's two memories.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    static FALLBACK: RefCell<HashMap<(Storage, String), String>> = RefCell::new(HashMap::new());
}

impl Storage {
    /// What is remembered under a key, when it reads as what is asked for.
    pub fn get<T: DeserializeOwned>(self, key: &str) -> Option<T> {
        crate::browser::window()?;
        let text = FALLBACK
            .with_borrow(|kept| kept.get(&(self, key.to_owned())).cloned())
            .or_else(|| self.browser()?.get_item(key).ok().flatten())?;
        serde_json::from_str(&text).ok()
    }

    /// Remembers something.
    pub fn set<T: Serialize + ?Sized>(self, key: &str, value: &T) {
        if crate::browser::window().is_none() {
            return;
        }
        let Ok(text) = serde_json::to_string(value) else { return };
        let kept = self.browser().is_some_and(|storage| storage.set_item(key, &text).is_ok());
        FALLBACK.with_borrow_mut(|fallback| {
            if kept {
                fallback.remove(&(self, key.to_owned()));
            } else {
                fallback.insert((self, key.to_owned()), text);
            }
        });
    }

    /// Forgets something.
    pub fn remove(self, key: &str) {
        if let Some(storage) = self.browser() {
            let _ = storage.remove_item(key);
        }
        FALLBACK.with_borrow_mut(|fallback| fallback.remove(&(self, key.to_owned())));
    }

    fn browser(self) -> Option<web_sys::Storage> {
        let window = crate::browser::window()?;
        match self {
            Storage::Local => window.local_storage(),
            Storage::Session => window.session_storage(),
        }
        .ok()
        .flatten()
    }
}
