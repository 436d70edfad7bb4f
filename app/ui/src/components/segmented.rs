//! Segmented: one of two to four short words.

use leptos::{prelude::*, text_prop::TextProp};

use super::choice::{Choice, Chosen, reachable, rove, word};

/// Segments of which one is chosen. Arrow keys move.
#[component]
pub fn Segmented<T: Chosen>(
    /// What is asked, for screen readers.
    #[prop(into)]
    label: TextProp,
    /// What can be chosen.
    #[prop(into)]
    choices: Signal<Vec<Choice<T>>>,
    /// What is chosen.
    #[prop(into)]
    value: Signal<T>,
    /// Told when another was chosen.
    #[prop(into)]
    on_change: Callback<T>,
    /// It stands in a menu, among its items.
    #[prop(optional)]
    in_menu: bool,
) -> impl IntoView {
    let (frame, segment) = if in_menu { ("group", "menuitemradio") } else { ("radiogroup", "radio") };
    let segments = move || {
        choices
            .get()
            .into_iter()
            .enumerate()
            .map(|(at, choice)| {
                let own = choice.value.clone();
                view! {
                    <button
                        type="button"
                        role=segment
                        aria-checked=move || word(value.with(|value| *value == own))
                        tabindex=move || if choices.with(|all| value.with(|value| reachable(all, value, at))) { "0" } else { "-1" }
                        disabled=choice.disabled
                        on:click=move |_| on_change.run(choice.value.clone())
                    >
                        {choice.label}
                    </button>
                }
            })
            .collect_view()
    };
    view! {
        <div class="segmented" role=frame aria-label=move || label.get() on:keydown=move |event| rove(&event)>
            {segments}
        </div>
    }
}
