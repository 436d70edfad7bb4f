//! Menu: opened by a button with `popovertarget`, walked by arrow keys and first letters.

use leptos::{ev, ev::MouseEvent, html, prelude::*, text_prop::TextProp};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{
    choice::{step, word},
    icon::{Icon, Shape},
    kbd::Kbd,
};
use crate::browser;

/// A menu. The button that opens it has `attr:popovertarget` with its id.
#[component]
pub fn Menu(
    /// Its id.
    #[prop(into)]
    id: String,
    /// What it is a menu of.
    #[prop(into)]
    label: TextProp,
    /// Lines up with the button's end.
    #[prop(optional)]
    align_end: bool,
    /// Opens upwards.
    #[prop(optional)]
    above: bool,
    /// A panel of anything instead of items.
    #[prop(optional)]
    panel: bool,
    /// The items.
    children: Children,
) -> impl IntoView {
    let menu = NodeRef::<html::Div>::new();
    let own = id.clone();
    let toggled = move |_| {
        let Some(menu) = menu.try_get_untracked().flatten() else { return };
        let open = menu.matches(":popover-open").unwrap_or(false);
        if let Some(document) = browser::document()
            && let Ok(Some(button)) = document.query_selector(&["[popovertarget=\"", &own, "\"]"].concat())
        {
            let _ = button.set_attribute("aria-expanded", word(open));
        }
        if open && let Some(first) = items(&menu).first() {
            let _ = first.focus();
        }
    };
    let pressed = move |event: ev::KeyboardEvent| {
        if let (Some(menu), false) = (menu.try_get_untracked().flatten(), panel) {
            walk(&menu, &event);
        }
    };
    let clicked = move |event: ev::MouseEvent| {
        let item = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            .and_then(|target| target.closest("[role^=menuitem]").ok().flatten());
        if let (Some(menu), Some(_), false) = (menu.try_get_untracked().flatten(), item, panel) {
            let _ = menu.hide_popover();
        }
    };
    view! {
        <div
            class="menu"
            id=id
            popover="auto"
            role=(!panel).then_some("menu")
            aria-label=move || label.get()
            data-align=align_end.then_some("end")
            data-side=above.then_some("above")
            data-kind=panel.then_some("panel")
            node_ref=menu
            on:toggle=toggled
            on:keydown=pressed
            on:click=clicked
        >
            {children()}
        </div>
    }
}

fn items(menu: &HtmlElement) -> Vec<HtmlElement> {
    let Ok(found) = menu.query_selector_all("[role^=menuitem]:not(:disabled), input, select, textarea") else {
        return Vec::new();
    };
    (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
}

fn walk(menu: &HtmlElement, event: &ev::KeyboardEvent) {
    let items = items(menu);
    let active = browser::document().and_then(|document| document.active_element());
    let at = items.iter().position(|item| active.as_ref().is_some_and(|active| item.is_same_node(Some(active))));
    let key = event.key();
    let next = match at {
        _ if matches!(key.as_str(), "ArrowLeft" | "ArrowRight") => None,
        Some(at) => step(&key, at, items.len(), false),
        None => step(&key, items.len().saturating_sub(1), items.len(), false),
    };
    let next = next.or_else(|| {
        let mut letters = key.chars();
        let letter = letters.next().filter(|_| letters.next().is_none() && !event.ctrl_key() && !event.meta_key())?;
        let from = at.map_or(0, |at| at + 1);
        let starts = |item: &HtmlElement| {
            item.text_content().unwrap_or_default().trim_start().to_lowercase().starts_with(letter)
        };
        (from..items.len()).chain(0..from).find(|at| starts(&items[*at]))
    });
    if let Some(item) = next.and_then(|next| items.get(next)) {
        event.prevent_default();
        let _ = item.focus();
    }
}

/// A heading inside a menu.
#[component]
pub fn MenuHeading(
    /// The words.
    children: Children,
) -> impl IntoView {
    view! { <p class="heading">{children()}</p> }
}

/// A line between items.
#[component]
pub fn MenuLine() -> impl IntoView {
    view! { <hr /> }
}

/// Something to do, or with `href` somewhere to go. The menu closes by itself.
#[component]
pub fn MenuItem(
    /// An icon before the words.
    #[prop(optional, into)]
    icon: Option<Shape>,
    /// The key that does the same.
    #[prop(optional, into)]
    kbd: Option<&'static str>,
    /// Takes something away.
    #[prop(optional)]
    bad: bool,
    /// Where it goes.
    #[prop(optional, into)]
    href: Option<String>,
    /// Cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// What happens.
    #[prop(optional, into)]
    on_click: Option<Callback<MouseEvent>>,
    /// The words.
    children: Children,
) -> impl IntoView {
    let inside = view! {
        {icon.map(|shape| view! { <Icon shape /> })}
        <span class="grow">{children()}</span>
        {kbd.map(|keys| view! { <Kbd keys /> })}
    };
    let click = move |event| {
        if let Some(on_click) = on_click {
            on_click.run(event);
        }
    };
    match href {
        Some(href) => view! {
            <a role="menuitem" tabindex="-1" href=href data-tone=bad.then_some("bad") on:click=click>
                {inside}
            </a>
        }
        .into_any(),
        None => view! {
            <button
                role="menuitem"
                type="button"
                tabindex="-1"
                data-tone=bad.then_some("bad")
                disabled=move || disabled.get()
                on:click=click
            >
                {inside}
            </button>
        }
        .into_any(),
    }
}

/// One of several in a menu, of which one is chosen.
#[component]
pub fn MenuChoice(
    /// Whether it is the chosen one.
    #[prop(into)]
    checked: Signal<bool>,
    /// What it does.
    #[prop(optional, into)]
    hint: Option<TextProp>,
    /// What happens.
    #[prop(into)]
    on_click: Callback<MouseEvent>,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <button
            role="menuitemradio"
            type="button"
            tabindex="-1"
            aria-checked=move || word(checked.get())
            on:click=move |event| on_click.run(event)
        >
            <span class="grow">
                {children()} {hint.map(|hint| view! { <span class="hint">{move || hint.get()}</span> })}
            </span>
        </button>
    }
}
