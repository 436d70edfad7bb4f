//! The assistant of the first start: administrator, brand and department, step by step.

use leptos::prelude::*;

/// The assistant.
#[component]
pub fn SetupPage() -> impl IntoView {
    view! { <main class="sign-in" id="main"></main> }
}
