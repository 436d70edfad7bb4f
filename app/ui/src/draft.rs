//! Drafts: what is typed is kept as it is typed, and there again after a reload, a crash or a lost session.

use gloo::{events::EventListener, timers::callback::Timeout};
use leptos::prelude::*;

use crate::{browser, doors::effect, storage};

/// How long after the last key it is written down, in milliseconds.
const PAUSE: u32 = 300;

/// Typed text that is kept under a key.
#[derive(Clone, Copy)]
pub struct Draft {
    /// The text: give it to a field.
    pub text: RwSignal<String>,
    key: StoredValue<String>,
}

impl Draft {
    /// Empties and forgets it, after it was sent.
    pub fn clear(&self) {
        self.text.try_set(String::new());
        self.key.try_with_value(|key| storage::local().remove(key));
    }

    fn keep(&self) {
        let text = self.text.try_get_untracked();
        self.key.try_with_value(|key| match text {
            Some(text) if text.is_empty() => storage::local().remove(key),
            Some(text) => storage::local().write(key, &text),
            None => {}
        });
    }
}

/// Forgets what is kept under a key, when it was sent after its field had gone.
pub fn forget(key: impl AsRef<str>) {
    storage::local().remove(&["draft:", key.as_ref()].concat());
}

/// A draft under a key, such as `reply:{ticket}`. What was kept is there after the first effect.
pub fn keep(key: impl AsRef<str>) -> Draft {
    let draft = Draft { text: RwSignal::new(String::new()), key: StoredValue::new(["draft:", key.as_ref()].concat()) };
    let mut restored = false;
    let mut waiting: Option<Timeout> = None;
    effect(move || {
        let empty = draft.text.with(String::is_empty);
        if std::mem::replace(&mut restored, true) {
            drop(waiting.replace(Timeout::new(PAUSE, move || draft.keep())));
            return;
        }
        let kept = draft.key.with_value(|key| storage::local().read::<String>(key));
        if let (Some(kept), true) = (kept, empty) {
            draft.text.set(kept);
        }
    });
    effect(move || {
        if let Some(window) = browser::window() {
            let leaving = EventListener::new(&window, "pagehide", move |_| draft.keep());
            browser::while_alive(leaving);
        }
    });
    // What was typed within the last pause.
    on_cleanup(move || draft.keep());
    draft
}
