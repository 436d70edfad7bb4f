//! The keys that work everywhere, and the overlay that lists all of them.

use leptos::{ev, prelude::*};
use ui::{Dialog, Size};
use wasm_bindgen::JsCast;

use super::Opened;
use crate::{paths, text::ShellText, when};

/// How long after `g` the next key counts, in milliseconds.
const SEQUENCE: f64 = 1_500.0;

/// Listens to the keys that work on every page.
pub fn listen(opened: Opened) {
    let t = ui::texts::<ShellText>();
    let keys = ui::keys();
    let go = paths::go();
    keys.on("ctrl+k", t.key_palette, move || opened.palette.update(|open| *open = !*open));
    keys.on("?", t.key_keys, move || opened.keys.set(true));
    keys.on("/", t.key_search, move || {
        // A page's own search comes first.
        let own = document().query_selector("#main input[type=search]").ok().flatten();
        match own.and_then(|own| own.dyn_into::<web_sys::HtmlElement>().ok()) {
            Some(own) => {
                let _focused = own.focus();
            }
            None => opened.palette.set(true),
        }
    });
    keys.on("Escape", "", move || opened.drawer.set(false));
    let started = StoredValue::new(f64::MIN);
    keys.on("g", t.key_chats, move || started.set_value(when::now()));
    let listening = window_event_listener(ev::keydown, move |event| {
        let plain = !event.ctrl_key() && !event.meta_key() && !event.alt_key();
        if plain && event.key() != "g" && when::now() - started.get_value() < SEQUENCE {
            started.set_value(f64::MIN);
            match event.key().as_str() {
                "c" => go(paths::CHATS),
                _ => return,
            }
            event.prevent_default();
        }
    });
    on_cleanup(move || listening.remove());
}

/// All keys of the page shown.
#[component]
pub fn KeysOverlay() -> impl IntoView {
    let t = ui::texts::<ShellText>();
    let opened: Opened = expect_context();
    let keys = ui::keys();
    let listed = move || {
        let mut listed = keys.listed();
        listed.retain(|(_, label)| !label.is_empty());
        listed.sort_by(|a, b| a.1.cmp(&b.1));
        listed.dedup();
        listed
            .into_iter()
            .map(|(combination, label)| {
                view! { <Key label keys=shown(combination) /> }
            })
            .collect_view()
    };
    view! {
        <Dialog open=opened.keys title=t.keys size=Size::Small>
            <ul class="list">
                <Key label=t.key_open.to_owned() keys="↵".to_owned() />
                {listed}
                <Key label=t.key_close.to_owned() keys="Esc".to_owned() />
            </ul>
        </Dialog>
    }
    .into_any()
}

#[component]
fn Key(label: String, keys: String) -> impl IntoView {
    view! {
        <li class="list-row">
            <div class="main">{label}</div>
            <div class="end">
                <kbd class="kbd">{keys}</kbd>
            </div>
        </li>
    }
}

/// A combination, as printed on keyboards.
fn shown(combination: &str) -> String {
    match combination {
        "g" => "g c".to_owned(),
        "ctrl+k" => "Ctrl K".to_owned(),
        other => other.replace("ctrl+", "Ctrl ").replace("shift+", "Shift "),
    }
}
