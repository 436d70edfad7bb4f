//! Chip: a small word with a tone; as a filter it can be pressed or removed.

use leptos::{ev::MouseEvent, prelude::*, text_prop::TextProp};

use super::{
    choice::word,
    icon::{Icon, Shape},
};
use crate::{fill, texts, words::PageText};

/// How something is meant. Never the only sign: a word or an icon says it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Tone {
    /// Plainly.
    #[default]
    Neutral,
    /// Well.
    Good,
    /// With care.
    Warn,
    /// Badly.
    Bad,
    /// In the brand's colour.
    Accent,
}

impl Tone {
    /// As the style sheet calls it.
    pub fn word(self) -> Option<&'static str> {
        match self {
            Tone::Neutral => None,
            Tone::Good => Some("good"),
            Tone::Warn => Some("warn"),
            Tone::Bad => Some("bad"),
            Tone::Accent => Some("accent"),
        }
    }

    pub(super) fn shape(self) -> Shape {
        match self {
            Tone::Neutral | Tone::Accent => Shape::Info,
            Tone::Good => Shape::Check,
            Tone::Warn | Tone::Bad => Shape::Warning,
        }
    }
}

/// A small word.
#[component]
pub fn Chip(
    /// How it is meant.
    #[prop(optional, into)]
    tone: Signal<Tone>,
    /// An icon before the word.
    #[prop(optional, into)]
    shape: Option<Shape>,
    /// The word.
    children: Children,
) -> impl IntoView {
    view! {
        <span class="chip" data-tone=move || tone.get().word()>
            {shape.map(|shape| view! { <Icon shape /> })}
            {children()}
        </span>
    }
}

/// A filter that is on or off.
#[component]
pub fn FilterChip(
    /// Whether it is on.
    #[prop(into)]
    pressed: Signal<bool>,
    /// What happens.
    #[prop(into)]
    on_click: Callback<MouseEvent>,
    /// The word.
    children: Children,
) -> impl IntoView {
    view! {
        <button
            class="chip"
            type="button"
            aria-pressed=move || word(pressed.get())
            on:click=move |event| on_click.run(event)
        >
            {children()}
        </button>
    }
}

/// A word that can be taken away.
#[component]
pub fn RemovableChip(
    /// The word.
    #[prop(into)]
    label: TextProp,
    /// How it is meant.
    #[prop(optional, into)]
    tone: Signal<Tone>,
    /// What happens.
    #[prop(into)]
    on_remove: Callback<()>,
) -> impl IntoView {
    let t = texts::<PageText>();
    let shown = label.clone();
    view! {
        <span class="chip" data-tone=move || tone.get().word()>
            {move || shown.get()} " "
            <button
                class="remove"
                type="button"
                aria-label=move || fill(t.remove, &[("what", &label.get())])
                on:click=move |_| on_remove.run(())
            >
                "✕"
            </button>
        </span>
    }
}
