//! Tabs: views of one thing, or links between pages of it.

use leptos::{prelude::*, text_prop::TextProp};

use super::choice::{Choice, Chosen, counted, reachable, rove, word};

/// Tabs of which one is shown. Arrow keys move; only the shown one is in the tab order.
#[component]
pub fn Tabs<T: Chosen>(
    /// What they are tabs of, for screen readers.
    #[prop(into)]
    label: TextProp,
    /// The tabs.
    #[prop(into)]
    choices: Signal<Vec<Choice<T>>>,
    /// The shown one.
    #[prop(into)]
    value: Signal<T>,
    /// Small and filled.
    #[prop(optional)]
    pill: bool,
    /// Told when another was chosen.
    #[prop(into)]
    on_change: Callback<T>,
) -> impl IntoView {
    let tabs = move || {
        choices
            .get()
            .into_iter()
            .enumerate()
            .map(|(at, choice)| {
                let own = choice.value.clone();
                view! {
                    <button
                        type="button"
                        role="tab"
                        aria-selected=move || word(value.with(|value| *value == own))
                        tabindex=move || if choices.with(|all| value.with(|value| reachable(all, value, at))) { "0" } else { "-1" }
                        disabled=choice.disabled
                        on:click=move |_| on_change.run(choice.value.clone())
                    >
                        {choice.label}
                        {counted(choice.count)}
                    </button>
                }
            })
            .collect_view()
    };
    view! {
        <div
            class="tabs"
            role="tablist"
            data-kind=pill.then_some("pill")
            aria-label=move || label.get()
            on:keydown=move |event| rove(&event)
        >
            {tabs}
        </div>
    }
}

/// Links that look like tabs; the current one has `aria-current="page"`.
#[component]
pub fn TabLinks(
    /// What they lead around in.
    #[prop(into)]
    label: TextProp,
    /// The links.
    children: Children,
) -> impl IntoView {
    view! { <nav class="tabs" aria-label=move || label.get()>{children()}</nav> }
}
