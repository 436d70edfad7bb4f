//! The chats' page: the lists, the conversation and what is known of the visitor, side by side.

use leptos::prelude::*;

/// The chats.
#[component]
pub fn ChatsPage() -> impl IntoView {
    view! { <main class="panes" id="main" data-show="list"></main> }
}
