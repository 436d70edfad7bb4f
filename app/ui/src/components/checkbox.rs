//! Checkbox, and the switch for what takes effect at once.

use leptos::{prelude::*, text_prop::TextProp};

use super::choice::word;

/// A box to tick.
#[component]
pub fn Checkbox(
    /// Its name in the form.
    #[prop(optional, into)]
    name: Option<String>,
    /// Whether it is ticked.
    #[prop(into)]
    checked: Signal<bool>,
    /// Neither ticked nor not.
    #[prop(optional, into)]
    mixed: Signal<bool>,
    /// What helps.
    #[prop(optional, into)]
    hint: Option<TextProp>,
    /// Cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Told when it was ticked or not.
    #[prop(optional, into)]
    on_change: Option<Callback<bool>>,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <label class="checkbox">
            <input
                type="checkbox"
                name=name
                checked=checked.get_untracked()
                prop:checked=move || checked.get()
                prop:indeterminate=move || mixed.get()
                disabled=move || disabled.get()
                on:change:target=move |event| {
                    if let Some(on_change) = on_change {
                        on_change.run(event.target().checked());
                    }
                }
            />
            <span>{children()} {hint.map(|hint| view! { " " <span class="hint">{move || hint.get()}</span> })}</span>
        </label>
    }
}

/// A switch: takes effect at once, or with the save bar it belongs to.
#[component]
pub fn Switch(
    /// Whether it is on.
    #[prop(into)]
    checked: Signal<bool>,
    /// What it switches, for screen readers.
    #[prop(optional, into)]
    label: Option<TextProp>,
    /// Or the id of the words beside it.
    #[prop(optional, into)]
    labelled_by: Option<String>,
    /// Cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Being changed.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Told when it was switched.
    #[prop(optional, into)]
    on_change: Option<Callback<bool>>,
) -> impl IntoView {
    view! {
        <button
            class="switch"
            type="button"
            role="switch"
            aria-checked=move || word(checked.get())
            aria-label=move || label.as_ref().map(|label| label.get())
            aria-labelledby=labelled_by
            aria-busy=move || busy.get().then_some("true")
            disabled=move || disabled.get()
            on:click=move |_| {
                if let (Some(on_change), false) = (on_change, busy.get_untracked()) {
                    on_change.run(!checked.get_untracked());
                }
            }
        ></button>
    }
}
