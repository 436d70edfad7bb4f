//! Radio cards: one of a few, each with a sentence about what it does.

use leptos::{prelude::*, text_prop::TextProp};

use super::choice::{Choice, Chosen};

/// Cards of which one is chosen; the whole card is the target.
#[component]
pub fn RadioCards<T: Chosen>(
    /// Its name in the form.
    #[prop(into)]
    name: String,
    /// What is asked.
    #[prop(into)]
    legend: TextProp,
    /// What can be chosen.
    #[prop(into)]
    choices: Signal<Vec<Choice<T>>>,
    /// What is chosen.
    #[prop(into)]
    value: Signal<T>,
    /// One below the other.
    #[prop(optional)]
    single: bool,
    /// Cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Told when another was chosen.
    #[prop(optional, into)]
    on_change: Option<Callback<T>>,
) -> impl IntoView {
    let cards = move || {
        choices
            .get()
            .into_iter()
            .enumerate()
            .map(|(at, Choice { value: own, label, hint, disabled: never, .. })| {
                let same = own.clone();
                view! {
                    <label class="radio-card">
                        <input
                            type="radio"
                            name=name.clone()
                            value=at.to_string()
                            checked=value.with_untracked(|value| *value == own)
                            prop:checked=move || value.with(|value| *value == same)
                            disabled=move || never || disabled.get()
                            on:change=move |_| {
                                if let Some(on_change) = on_change {
                                    on_change.run(own.clone());
                                }
                            }
                        />
                        <span class="title">{label}</span>
                        {hint.map(|hint| view! { <span class="hint">{hint}</span> })}
                    </label>
                }
            })
            .collect_view()
    };
    view! {
        <fieldset class="radio-cards" data-columns=single.then_some("1")>
            <legend>{move || legend.get()}</legend>
            {cards}
        </fieldset>
    }
}
