//! Keys that work anywhere on the page, and the list of them for the "?" overlay.

use gloo::events::{EventListener, EventListenerOptions};
use leptos::{ev::KeyboardEvent, prelude::*};
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;

use crate::browser;

struct Key {
    number: u32,
    combination: &'static str,
    label: String,
    act: SendWrapper<std::rc::Rc<dyn Fn()>>,
}

/// The keys of the page. Copy it about.
#[derive(Clone, Copy)]
pub struct Keys {
    known: RwSignal<Vec<Key>>,
    last: StoredValue<u32>,
}

impl Keys {
    /// Does something on a key until the current owner goes: `"j"`, `"?"`, `"shift+a"`, `"ctrl+k"` (⌘ K too),
    /// `"Escape"`. The latest to ask for a key gets it.
    pub fn on(&self, combination: &'static str, label: impl Into<String>, act: impl Fn() + 'static) {
        let label = label.into();
        let keys = *self;
        if browser::window().is_none() {
            return;
        }
        let number = self.last.get_value() + 1;
        self.last.set_value(number);
        let act: std::rc::Rc<dyn Fn()> = std::rc::Rc::new(act);
        let key = Key { number, combination, label, act: SendWrapper::new(act) };
        self.known.update(|known| known.push(key));
        on_cleanup(move || {
            keys.known.try_update(|known| known.retain(|key| key.number != number));
        });
    }

    /// What works now: the combination and what it does, oldest first.
    pub fn listed(&self) -> Vec<(&'static str, String)> {
        self.known.with(|known| known.iter().map(|key| (key.combination, key.label.clone())).collect())
    }

    fn press(&self, event: &KeyboardEvent) {
        if event.default_prevented() || event.is_composing() || event.repeat() && !matches!(&*event.key(), "j" | "k") {
            return;
        }
        let pressed = Pressed {
            key: event.key(),
            ctrl: event.ctrl_key() || event.meta_key(),
            shift: event.shift_key(),
            alt: event.alt_key(),
        };
        if !pressed.ctrl && busy_typing(event) {
            return;
        }
        let act = self.known.try_with_untracked(|known| {
            known.iter().rev().find(|key| pressed.is(key.combination)).map(|key| std::rc::Rc::clone(&key.act))
        });
        if let Some(act) = act.flatten() {
            event.prevent_default();
            act();
        }
    }
}

/// Whether the key belongs to what has the focus: a field, or a dialog or menu in front of the page.
fn busy_typing(event: &KeyboardEvent) -> bool {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else {
        return false;
    };
    let own = "input:not([type=checkbox], [type=radio]), textarea, select, dialog, [role=menu], [role=listbox], \
               [contenteditable]:not([contenteditable=false])";
    target.closest(own).ok().flatten().is_some()
}

/// Makes keys work below the current owner.
pub fn provide_keys() -> Keys {
    let keys = Keys { known: RwSignal::new(Vec::new()), last: StoredValue::new(0) };
    provide_context(keys);
    Effect::new(move |_| {
        if let Some(document) = browser::document() {
            let options = EventListenerOptions::enable_prevent_default();
            let listening = EventListener::new_with_options(&document, "keydown", options, move |event| {
                if let Some(event) = event.dyn_ref::<KeyboardEvent>() {
                    keys.press(event);
                }
            });
            browser::while_alive(listening);
        }
    });
    keys
}

/// The keys of the page. Ask in the component's body.
pub fn keys() -> Keys {
    use_context::<Keys>().unwrap_or_else(provide_keys)
}

struct Pressed {
    key: String,
    ctrl: bool,
    shift: bool,
    alt: bool,
}

impl Pressed {
    fn is(&self, combination: &str) -> bool {
        let (mut ctrl, mut shift, mut alt) = (false, false, false);
        let mut wanted = "";
        for part in combination.split_inclusive('+') {
            match part {
                "ctrl+" => ctrl = true,
                "shift+" => shift = true,
                "alt+" => alt = true,
                other => wanted = other,
            }
        }
        // Where a sign stands on the keyboard decides whether shift makes it: the sign itself is what counts.
        let is_sign = wanted.chars().count() == 1 && !wanted.chars().all(char::is_alphanumeric);
        self.key.eq_ignore_ascii_case(wanted)
            && self.ctrl == ctrl
            && self.alt == alt
            && (is_sign || self.shift == shift)
    }
}

#[cfg(test)]
mod tests {
    use super::Pressed;

    fn pressed(key: &str, ctrl: bool, shift: bool) -> Pressed {
        Pressed { key: key.into(), ctrl, shift, alt: false }
    }

    #[test]
    fn combinations_mean_what_they_say() {
        assert!(pressed("j", false, false).is("j"));
        assert!(!pressed("j", true, false).is("j"));
        assert!(pressed("K", true, false).is("ctrl+k"));
        assert!(pressed("?", false, true).is("?"));
        assert!(pressed("A", false, true).is("shift+a"));
        assert!(!pressed("A", false, true).is("a"));
        assert!(pressed("Escape", false, false).is("Escape"));
        assert!(pressed("+", false, true).is("+"));
    }
}
