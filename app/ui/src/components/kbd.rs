//! Kbd: a key, as printed on it.

use leptos::prelude::*;

use crate::markup;

/// A key or a combination of keys.
#[component]
pub fn Kbd(
    /// As printed: `Ctrl K`.
    keys: &'static str,
) -> impl IntoView {
    markup! { <kbd class="kbd">{keys}</kbd> }
}
