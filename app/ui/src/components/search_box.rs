//! Search box: a field that finds, or a button that looks like one and opens the palette.

use leptos::{ev::MouseEvent, prelude::*, text_prop::TextProp};

use super::{
    icon::{Icon, Shape},
    kbd::Kbd,
};

/// A field to search with.
#[component]
pub fn SearchBox(
    /// What it searches.
    #[prop(into)]
    label: TextProp,
    /// What is typed.
    value: RwSignal<String>,
    /// An example.
    #[prop(optional, into)]
    placeholder: Option<TextProp>,
    /// Its name in the form.
    #[prop(optional, into)]
    name: Option<String>,
    /// The key that leads here.
    #[prop(optional, into)]
    kbd: Option<&'static str>,
    /// For the portal's home.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    view! {
        <label class="search-box" data-size=large.then_some("large")>
            <Icon shape=Shape::Search />
            <span class="visually-hidden">{move || label.get()}</span>
            <input
                type="search"
                name=name
                value=value.get_untracked()
                placeholder=move || placeholder.as_ref().map(|text| text.get())
                prop:value=move || value.get()
                on:input:target=move |event| value.set(event.target().value())
            />
            {kbd.map(|keys| view! { <Kbd keys /> })}
        </label>
    }
}

/// A button that looks like a search box.
#[component]
pub fn SearchButton(
    /// Its words.
    #[prop(into)]
    label: TextProp,
    /// The key that does the same.
    #[prop(optional, into)]
    kbd: Option<&'static str>,
    /// What happens.
    #[prop(into)]
    on_click: Callback<MouseEvent>,
) -> impl IntoView {
    view! {
        <button class="search-box" type="button" on:click=move |event| on_click.run(event)>
            <Icon shape=Shape::Search />
            <span class="grow">{move || label.get()}</span>
            {kbd.map(|keys| view! { <Kbd keys /> })}
        </button>
    }
}
