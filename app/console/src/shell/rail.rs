//! The rail: my work, the queues, everything, and the settings. A capability adds its entry to one of the lists here.

use leptos::prelude::*;

use crate::text::ShellText;

/// The rail.
#[component]
pub fn Rail() -> impl IntoView {
    let t = ui::texts::<ShellText>();
    view! { <nav class="rail" id="rail" aria-label=t.rail></nav> }
}
