//! What stands around the pages before the door: the mark, the heading, the box.

use leptos::prelude::*;

use crate::text::ShellText;

/// A page before the door.
#[component]
pub(super) fn Door(
    /// What it is.
    title: &'static str,
    /// What it is for.
    #[prop(optional, into)]
    lead: Option<String>,
    /// What is on it.
    children: Children,
) -> impl IntoView {
    let frame = ui::texts::<ShellText>();
    document().set_title(&[title, " · ", frame.name].concat());
    view! {
        <main class="sign-in" id="main">
            <div class="box">
                <span class="logo">
                    <span class="mark" aria-hidden="true"></span>
                    <span class="name">{frame.name}</span>
                </span>
                <div class="stack">
                    <h1 tabindex="-1">{title}</h1>
                    {lead.map(|lead| view! { <p class="muted">{lead}</p> })}
                </div>
                {children()}
            </div>
        </main>
    }
    .into_any()
}
