//! Dialog: a question in front of the page. Escape closes it and the focus returns where it was.

use leptos::{html, prelude::*, text_prop::TextProp};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{
    button::{IconButton, Size},
    icon::Shape,
};
use crate::{texts, words::PageText};

/// A modal dialog. Everything in it stands in one form, so Enter in a field submits; put no form inside.
#[component]
pub fn Dialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Its heading.
    #[prop(into)]
    title: TextProp,
    /// How wide it is.
    #[prop(optional)]
    size: Size,
    /// Its buttons.
    #[prop(optional, into)]
    footer: Option<ViewFn>,
    /// Told when Enter or a `submit` button sends it; it stays open.
    #[prop(optional, into)]
    on_submit: Option<Callback<()>>,
    /// Told when it was closed, however.
    #[prop(optional, into)]
    on_close: Option<Callback<()>>,
    /// The body, made anew each time it opens.
    children: ChildrenFn,
) -> impl IntoView {
    let t = texts::<PageText>();
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (open.get(), dialog.open()) {
            (true, false) => {
                let _ = dialog.show_modal();
                // The body is there after the next frame; what is typed into comes before the button that closes.
                request_animation_frame(move || focus_first(&dialog));
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let closed = move |_| {
        open.set(false);
        if let Some(on_close) = on_close {
            on_close.run(());
        }
    };
    let children = StoredValue::new(children);
    let footer = StoredValue::new(footer);
    let label = title.clone();
    view! {
        <dialog
            class="dialog"
            data-size=size.word()
            aria-label=move || label.get()
            node_ref=dialog
            on:close=closed
        >
            <form
                method="dialog"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    if let Some(on_submit) = on_submit {
                        on_submit.run(());
                    }
                }
            >
                <header>
                    <h2>{move || title.get()}</h2>
                    <IconButton label=t.close shape=Shape::Close on_click=move |_| open.set(false) />
                </header>
                <Show when=move || open.get()>
                    <div class="body">{children.with_value(|children| children())}</div>
                    {footer
                        .with_value(|footer| footer.as_ref().map(|footer| view! { <footer>{footer.run()}</footer> }))}
                </Show>
            </form>
        </dialog>
    }
}

fn focus_first(dialog: &HtmlElement) {
    let wanted = [
        "[autofocus]",
        ".body :is(input, textarea, select):not(:disabled)",
        ":is(.body, footer) :is(button, a[href]):not(:disabled)",
    ];
    let first = wanted.iter().find_map(|wanted| dialog.query_selector(wanted).ok().flatten());
    if let Some(first) = first.and_then(|first| first.dyn_into::<HtmlElement>().ok()) {
        let _ = first.focus();
    }
}
