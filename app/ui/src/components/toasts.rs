//! Toasts: what was done, said briefly, with a way to undo it.

use std::{sync::Arc, time::Duration};

use leptos::{html, prelude::*};

use super::{
    button::{IconButton, Size},
    chip::Tone,
    icon::Shape,
};
use crate::{texts, words::PageText};

/// How long a toast stays.
const STAYS: Duration = Duration::from_secs(6);
/// How long one stays that offers to undo.
const STAYS_WITH_ACTION: Duration = Duration::from_secs(10);
/// How much longer while somebody reads or reaches for it.
const STAYS_ON: Duration = Duration::from_secs(2);

type Act = Arc<dyn Fn() + Send + Sync>;

#[derive(Clone)]
struct Toast {
    number: u32,
    tone: Tone,
    text: String,
    action: Option<(String, Act)>,
}

/// Says toasts. Copy it about: it works after an `await`, too.
#[derive(Clone, Copy)]
pub struct Toaster {
    shown: RwSignal<Vec<Toast>>,
    last: StoredValue<u32>,
    region: NodeRef<html::Div>,
}

impl Toaster {
    /// Says something.
    pub fn toast(&self, tone: Tone, text: impl Into<String>) {
        self.show(tone, text.into(), None);
    }

    /// Says something and offers to do something about it.
    pub fn with_action(
        &self,
        tone: Tone,
        text: impl Into<String>,
        action: impl Into<String>,
        act: impl Fn() + Send + Sync + 'static,
    ) {
        self.show(tone, text.into(), Some((action.into(), Arc::new(act))));
    }

    fn show(&self, tone: Tone, text: String, action: Option<(String, Act)>) {
        let Some(number) = self.last.try_update_value(|last| {
            *last += 1;
            *last
        }) else {
            return;
        };
        let stays = if action.is_some() { STAYS_WITH_ACTION } else { STAYS };
        self.shown.try_update(|shown| {
            shown.push(Toast { number, tone, text, action });
            // More than three at once are not read.
            if shown.len() > 3 {
                shown.remove(0);
            }
        });
        self.dismiss_after(number, stays);
    }

    fn dismiss_after(self, number: u32, stays: Duration) {
        set_timeout(
            move || {
                let region = self.region.try_get_untracked().flatten();
                if region.is_some_and(|region| region.matches(":is(:hover, :focus-within)").unwrap_or(false)) {
                    self.dismiss_after(number, STAYS_ON);
                } else {
                    self.dismiss(number);
                }
            },
            stays,
        );
    }

    fn dismiss(self, number: u32) {
        self.shown.try_update(|shown| shown.retain(|toast| toast.number != number));
    }
}

/// Makes toasts possible below the current owner; place one [`Toasts`] there.
pub fn provide_toasts() -> Toaster {
    let toaster = Toaster { shown: RwSignal::new(Vec::new()), last: StoredValue::new(0), region: NodeRef::new() };
    provide_context(toaster);
    toaster
}

/// Says toasts. Ask in the component's body. Where none were provided, what is said is not shown.
pub fn toasts() -> Toaster {
    use_context::<Toaster>().unwrap_or_else(provide_toasts)
}

/// Where toasts appear: once, at the root.
#[component]
pub fn Toasts() -> impl IntoView {
    let t = texts::<PageText>();
    let toaster = toasts();
    view! {
        <div class="toasts" role="status" aria-label=t.messages node_ref=toaster.region>
            <For each=move || toaster.shown.get() key=|toast| toast.number let:toast>
                <div class="toast" data-tone=toast.tone.word()>
                    <span class="text">{toast.text}</span>
                    {toast
                        .action
                        .map(|(words, act)| {
                            view! {
                                <button
                                    class="link"
                                    type="button"
                                    on:click=move |_| {
                                        act();
                                        toaster.dismiss(toast.number);
                                    }
                                >
                                    {words}
                                </button>
                            }
                        })}
                    <IconButton
                        label=t.dismiss
                        shape=Shape::Close
                        size=Size::Small
                        on_click=move |_| toaster.dismiss(toast.number)
                    />
                </div>
            </For>
        </div>
    }
}
