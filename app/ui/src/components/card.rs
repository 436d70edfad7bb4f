//! Card: a framed part of a page.

use leptos::{prelude::*, text_prop::TextProp};

/// A card. Every part but the body is optional.
#[component]
pub fn Card(
    /// Its heading.
    #[prop(optional, into)]
    title: Option<TextProp>,
    /// Buttons beside the heading.
    #[prop(optional, into)]
    acts: Option<ViewFnOnce>,
    /// Below the body.
    #[prop(optional, into)]
    footer: Option<ViewFnOnce>,
    /// For lists and tables: up to the edges.
    #[prop(optional)]
    flush: bool,
    /// The body.
    children: Children,
) -> impl IntoView {
    let head = (title.is_some() || acts.is_some()).then(|| {
        view! {
            <header>
                <h2 class="grow">{move || title.as_ref().map(|title| title.get())}</h2>
                {acts.map(ViewFnOnce::run)}
            </header>
        }
    });
    view! {
        <section class="card">
            {head}
            {if flush { children() } else { view! { <div class="body">{children()}</div> }.into_any() }}
            {footer.map(|footer| view! { <footer>{footer.run()}</footer> })}
        </section>
    }
}
