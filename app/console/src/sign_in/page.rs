//! The sign-in page.

use leptos::prelude::*;

/// The sign-in page.
#[component]
pub fn SignInPage() -> impl IntoView {
    view! { <main class="sign-in" id="main"></main> }
}
