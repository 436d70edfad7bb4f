//! A chat's transcript, to read and to print.

use leptos::prelude::*;

/// The transcript.
#[component]
pub fn TranscriptPage() -> impl IntoView {
    view! { <main class="page" id="main"></main> }
}
