//! Save bar: says what is not saved yet, and asks before a tab with it closes.

use leptos::{ev, prelude::*};

use super::button::{Button, ButtonKind};
use crate::{count, language, texts, words::PageText};

/// The bar below a page of settings; nothing while nothing is changed.
#[component]
pub fn SaveBar(
    /// What was changed, each in a few words.
    #[prop(into)]
    changes: Signal<Vec<String>>,
    /// Being saved.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Saves.
    #[prop(into)]
    on_save: Callback<()>,
    /// Puts everything back.
    #[prop(into)]
    on_discard: Callback<()>,
) -> impl IntoView {
    let t = texts::<PageText>();
    let language = language();
    let changed = Memo::new(move |_| changes.with(|changes| changes.len()));
    Effect::new(move |_| {
        let asking = window_event_listener(ev::beforeunload, move |event| {
            if changed.try_get_untracked().unwrap_or(0) > 0 {
                event.prevent_default();
            }
        });
        on_cleanup(move || asking.remove());
    });
    view! {
        <Show when=move || { changed.get() > 0 }>
            <div class="save-bar" role="region" aria-label=t.unsaved>
                <p class="what">
                    <strong>{move || count(language, t.changes, changed.get() as u64)}</strong>
                    " "
                    {move || changes.get().join("; ")}
                </p>
                <Button disabled=busy on_click=move |_| on_discard.run(())>
                    {t.discard}
                </Button>
                <Button kind=ButtonKind::Primary busy on_click=move |_| on_save.run(())>
                    {t.save}
                </Button>
            </div>
        </Show>
    }
}
