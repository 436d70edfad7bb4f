//! Panes side by side, as chats and tickets show them: a list, what is open of it, and what is known of that.

use leptos::prelude::*;
use ui::{IconButton, Shape};

/// Leads back on a small screen, where one pane shows at a time.
#[component]
pub fn Back(
    /// Its words.
    label: &'static str,
    /// Goes back.
    #[prop(into)]
    on_click: Callback<()>,
) -> impl IntoView {
    view! {
        <IconButton
            attr:class="icon-button back"
            label
            shape=Shape::Back
            flip=true
            on_click=move |_| on_click.run(())
        />
    }
    .into_any()
}

/// Shows what is known, on a small screen.
#[component]
pub fn PropertiesToggle(
    /// Its words.
    label: &'static str,
    /// Its icon.
    shape: Shape,
    /// Whether it shows.
    properties: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <IconButton
            attr:class="icon-button props-toggle"
            label
            shape
            on_click=move |_| properties.set(true)
        />
    }
    .into_any()
}

/// The pane of what is open, while there is nothing of it to show.
#[component]
pub fn BareItemPane(
    /// What it would show.
    label: &'static str,
    /// It is on its way.
    #[prop(optional)]
    busy: bool,
    /// The way back, where something was opened.
    #[prop(optional)]
    back: Option<AnyView>,
    /// Why there is nothing, or what stands in for it.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="pane" data-pane="item" aria-label=label aria-busy=busy.then_some("true")>
            {back.map(|back| view! { <header class="pane-head">{back}</header> })}
            <div class="scroll">{children()}</div>
        </section>
    }
    .into_any()
}

/// The pane of what is known.
#[component]
pub fn PropertiesPane(
    /// What is known here.
    title: &'static str,
    /// The way back.
    back: &'static str,
    /// Whether it shows on a small screen.
    properties: RwSignal<bool>,
    /// What is known.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="pane" data-pane="props" aria-label=title>
            <header class="pane-head">
                <Back label=back on_click=move |()| properties.set(false) />
                <div class="titles">
                    <h2>{title}</h2>
                </div>
            </header>
            <div class="scroll">{children()}</div>
        </section>
    }
    .into_any()
}

/// A part of what is known.
#[component]
pub fn Properties(
    /// Its heading.
    title: &'static str,
    /// Beside the heading.
    #[prop(optional)]
    aside: Option<AnyView>,
    /// What is known.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="props">
            <header>
                <h3 class="grow">{title}</h3>
                {aside}
            </header>
            {children()}
        </section>
    }
    .into_any()
}

/// A button that shows and hides what is fetched only when somebody asks for it.
#[component]
pub fn ShowHide(
    /// Whether it shows.
    open: RwSignal<bool>,
    /// Shows it.
    show: &'static str,
    /// Hides it.
    hide: &'static str,
) -> impl IntoView {
    view! {
        <button
            class="link"
            type="button"
            aria-expanded=move || open.get().to_string()
            on:click=move |_| open.update(|open| *open = !*open)
        >
            {move || if open.get() { hide } else { show }}
        </button>
    }
    .into_any()
}
