//! Permissions to tick, each with a sentence that says what it allows.

use contract::rights::{Permission, Permissions};
use leptos::prelude::*;
use ui::Checkbox;

use super::words;
use crate::text::PermissionText;

/// Some permissions under a heading.
#[component]
pub fn PermissionFields(
    /// The heading.
    #[prop(into)]
    legend: String,
    /// What they hold with, where that has to be said.
    #[prop(optional)]
    hint: Option<&'static str>,
    /// Which ones: those about items, or the installation's.
    of_items: bool,
    /// What is ticked.
    chosen: RwSignal<Permissions>,
    /// Whether they are only shown.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let t = ui::texts::<PermissionText>();
    let shown = Permission::ALL.iter().copied().filter(|one| one.is_of_items() == of_items);
    let boxes = shown
        .map(|one| {
            let (name, sentence) = words::permission(t, one);
            let checked = Signal::derive(move || chosen.get().contains(one));
            let change = move |on: bool| {
                let this = Permissions::of(&[one]);
                chosen.update(|chosen| *chosen = if on { chosen.and(this) } else { chosen.without(this) });
            };
            view! {
                <Checkbox checked disabled hint=sentence on_change=change>
                    {name}
                </Checkbox>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field">
            <legend>{legend}</legend>
            {hint.map(|hint| view! { <p class="hint">{hint}</p> })}
            {boxes}
        </fieldset>
    }
    .into_any()
}
