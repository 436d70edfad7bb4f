//! The command palette: finds things and acts, all by keyboard.

use leptos::{ev::KeyboardEvent, html, prelude::*};
use ui::{Icon, Kbd, Shape};

use super::Opened;
use crate::{pieces::palette, text::ShellText};

/// What is looked for; a context of what is found.
#[derive(Clone, Copy)]
pub struct Looking {
    /// The words.
    pub query: RwSignal<String>,
    /// Which of the results is marked …
    pub at: RwSignal<usize>,
    /// … of how many.
    pub count: RwSignal<usize>,
    /// The marked one is chosen.
    pub entered: Trigger,
}

/// The palette.
#[component]
pub fn Palette() -> impl IntoView {
    let t = ui::texts::<ShellText>();
    let opened: Opened = expect_context();
    let dialog = NodeRef::<html::Dialog>::new();
    ui::effect(move || {
        let Some(dialog) = dialog.get() else { return };
        match (opened.palette.get(), dialog.open()) {
            (true, false) => {
                let _shown = dialog.show_modal();
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    view! {
        <dialog
            class="palette"
            aria-label=t.search
            node_ref=dialog
            on:close=move |_| opened.palette.set(false)
            on:click=move |event| {
                // A click beside the content is a click on the dialog itself.
                if event.target() == event.current_target() {
                    opened.palette.set(false);
                }
            }
        >
            {move || opened.palette.get().then(|| view! { <Asking /> })}
        </dialog>
    }
    .into_any()
}

#[component]
fn Asking() -> impl IntoView {
    let t = ui::texts::<ShellText>();
    let looking = Looking {
        query: RwSignal::new(String::new()),
        at: RwSignal::new(0),
        count: RwSignal::new(0),
        entered: Trigger::new(),
    };
    provide_context(looking);
    let Looking { query, at, count, entered } = looking;
    let input = NodeRef::<html::Input>::new();
    ui::effect(move || {
        if let Some(input) = input.get() {
            request_animation_frame(move || {
                let _focused = input.focus();
            });
        }
    });
    let pressed = move |event: KeyboardEvent| {
        let count = count.get_untracked();
        match event.key().as_str() {
            "ArrowDown" if count > 0 => at.update(|at| *at = (*at + 1) % count),
            "ArrowUp" if count > 0 => at.update(|at| *at = (*at + count - 1) % count),
            "Enter" if !event.is_composing() => entered.notify(),
            _ => return,
        }
        event.prevent_default();
    };
    let active = move || (count.get() > 0).then(|| format!("found-{}", at.get()));
    view! {
        <div class="ask">
            <Icon shape=Shape::Search />
            <input
                node_ref=input
                role="combobox"
                aria-label=t.search
                aria-expanded="true"
                aria-controls="found"
                aria-activedescendant=active
                autocomplete="off"
                spellcheck="false"
                placeholder=t.search_placeholder
                prop:value=move || query.get()
                on:input:target=move |event| {
                    query.set(event.target().value());
                    at.set(0);
                }
                on:keydown=pressed
            />
            <Kbd keys="Esc" />
        </div>
        {palette::Page::PaletteResults.part("results")}
        <footer>
            <span><Kbd keys="↑" /> <Kbd keys="↓" /> " " {t.palette_hint_move}</span>
            <span><Kbd keys="↵" /> " " {t.palette_hint_open}</span>
            <span><Kbd keys="Esc" /> " " {t.palette_hint_close}</span>
        </footer>
    }
    .into_any()
}
