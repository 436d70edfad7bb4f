//! Naming somebody while one writes: `@` opens a list of colleagues and groups, by keyboard or by pointer.

use contract::{
    ChatId, TicketId,
    asks::{Askable, AskableSearch, Asked, ListAskableOfChat, ListAskableOfTicket, Whom},
};
use leptos::{ev::KeyboardEvent, html, prelude::*, task::spawn_local};
use ui::{Icon, Shape, storage};

use super::mention;
use crate::text::AsksText;

/// How long after the last key the server is asked.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(120);

/// How many picks are remembered for a draft.
const PICKS: usize = 20;

/// What the comment is about.
#[derive(Clone, Copy)]
pub enum Askables {
    /// A chat.
    OfChat(ChatId),
    /// A ticket.
    OfTicket(TicketId),
}

/// What a composer needs to name somebody.
#[derive(Clone, Copy)]
pub struct Naming {
    of: Askables,
    area: NodeRef<html::Textarea>,
    text: RwSignal<String>,
    /// From which byte on somebody is named, and with which words.
    words: RwSignal<Option<(usize, String)>>,
    found: RwSignal<Vec<Askable>>,
    at: RwSignal<usize>,
    round: StoredValue<u32>,
}

/// The id of the list.
const LIST: &str = "askable";

impl Naming {
    /// For the comment's text, which stands in the area while it is written.
    pub fn new(of: Askables, area: NodeRef<html::Textarea>, text: RwSignal<String>) -> Self {
        let naming = Self {
            of,
            area,
            text,
            words: RwSignal::new(None),
            found: RwSignal::new(Vec::new()),
            at: RwSignal::new(0),
            round: StoredValue::new(0),
        };
        // Picks are a draft's: sent, or taken back, it asks nobody any more.
        ui::effect(move || {
            if text.with(String::is_empty) {
                storage::local().remove(&naming.place());
            }
        });
        naming
    }

    fn place(self) -> String {
        match self.of {
            Askables::OfChat(chat) => format!("asks:{chat}"),
            Askables::OfTicket(ticket) => format!("asks:{ticket}"),
        }
    }

    /// Who was picked for this draft, whether or not the name still stands in it.
    fn picked(self) -> Vec<Asked> {
        storage::local().get(&self.place()).unwrap_or_default()
    }

    /// Whom a text asks.
    pub fn asks_in(self, text: &str) -> Vec<Whom> {
        mention::asks_in(text, &self.picked())
    }

    /// Whether the list is shown.
    fn is_open(self) -> bool {
        self.words.with(Option::is_some) && !self.found.with(Vec::is_empty)
    }

    /// The list's id, while it is shown.
    pub fn list(self) -> Option<&'static str> {
        self.is_open().then_some(LIST)
    }

    /// The chosen line's id, while the list is shown.
    pub fn chosen(self) -> Option<String> {
        self.is_open().then(|| line(self.at.get()))
    }

    /// Something was typed, or the caret went elsewhere.
    pub fn typed(self) {
        let caret = self.area.get_untracked().and_then(|area| area.selection_start().ok().flatten());
        let named = self.text.with_untracked(|text| {
            let caret = mention::byte_at(text, caret?);
            mention::naming(text, caret, &self.picked())
        });
        if named == self.words.get_untracked() {
            return;
        }
        let turn = self.round.get_value().wrapping_add(1);
        self.round.set_value(turn);
        self.at.set(0);
        self.words.set(named.clone());
        let Some((_, words)) = named else { return self.found.set(Vec::new()) };
        let (api, of) = (ui::api(), self.of);
        let ask = move || {
            if self.round.try_get_value() != Some(turn) {
                return;
            }
            spawn_local(async move {
                let body = AskableSearch { words };
                let answer = match of {
                    Askables::OfChat(chat) => api.call(ListAskableOfChat { chat, body }).await,
                    Askables::OfTicket(ticket) => api.call(ListAskableOfTicket { ticket, body }).await,
                };
                if self.round.try_get_value() == Some(turn) {
                    self.found.try_set(answer.map(|list| list.items).unwrap_or_default());
                }
            });
        };
        set_timeout(ask, PAUSE);
    }

    /// Nobody is named any more.
    pub fn close(self) {
        self.round.update_value(|round| *round = round.wrapping_add(1));
        self.words.set(None);
        self.found.set(Vec::new());
    }

    /// Whether a key was the list's.
    pub fn pressed(self, event: &KeyboardEvent) -> bool {
        if !untrack(|| self.is_open()) || event.is_composing() {
            return false;
        }
        let count = self.found.with_untracked(Vec::len);
        match event.key().as_str() {
            "ArrowDown" => self.at.update(|at| *at = (*at + 1) % count),
            "ArrowUp" => self.at.update(|at| *at = (*at + count - 1) % count),
            "Enter" | "Tab" => self.pick(self.at.get_untracked()),
            "Escape" => self.close(),
            _ => return false,
        }
        event.prevent_default();
        event.stop_propagation();
        true
    }

    fn pick(self, at: usize) {
        let found = self.found.with_untracked(|found| found.get(at).cloned());
        let (Some(found), Some((from, words))) = (found, self.words.get_untracked()) else { return };
        let mut picked = self.picked();
        picked.retain(|one| one.whom != found.whom);
        picked.push(Asked { whom: found.whom, name: found.name.clone() });
        let many = picked.len().saturating_sub(PICKS);
        picked.drain(..many);
        storage::local().set(&self.place(), &picked);
        let mut caret = 0;
        self.text.update(|text| {
            let rest = text.split_off(from);
            let rest = rest.get(1 + words.len()..).unwrap_or_default().to_owned();
            text.push('@');
            text.push_str(&found.name);
            text.push(' ');
            caret = text.encode_utf16().count() as u32;
            text.push_str(rest.trim_start_matches(' '));
        });
        self.close();
        let area = self.area;
        request_animation_frame(move || {
            if let Some(area) = area.get_untracked() {
                let _focused = area.focus();
                let _placed = area.set_selection_range(caret, caret);
            }
        });
    }
}

fn line(at: usize) -> String {
    format!("{LIST}-{at}")
}

/// Whom one can name, above what one writes.
#[component]
pub fn Suggestions(naming: Naming) -> impl IntoView {
    let t = ui::texts::<AsksText>();
    ui::effect(move || {
        if let Some(chosen) = naming.chosen().and_then(|id| document().get_element_by_id(&id)) {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            chosen.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
    let lines = move || {
        let found = naming.found.get();
        let lines = found.into_iter().enumerate().map(|(at, one)| {
            let shape = if matches!(one.whom, Whom::Group(_)) { Shape::Users } else { Shape::User };
            let chosen = move || naming.at.get() == at;
            view! {
                <div
                    role="option"
                    id=line(at)
                    aria-selected=move || chosen().to_string()
                    data-active=move || chosen().then_some("")
                    on:mousedown=move |event| {
                        // What is written keeps the focus.
                        event.prevent_default();
                        naming.pick(at);
                    }
                >
                    <Icon shape />
                    <span class="grow cut" dir="auto">{one.name}</span>
                    <span class="muted small cut" dir="auto">{one.within}</span>
                </div>
            }
            .into_any()
        });
        lines.collect_view()
    };
    let shown = ui::kept(move || naming.is_open());
    ui::changing(move || {
        shown.get().then(|| {
            view! {
                <div class="suggest">
                    <div class="menu" role="listbox" id=LIST aria-label=t.ask>{move || lines()}</div>
                </div>
            }
            .into_any()
        })
    })
}
