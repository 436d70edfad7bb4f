//! Text to take away: shown to be selected, with a button that copies it.

use js_sys::{Function, Reflect};
use leptos::{prelude::*, task::spawn_local};
use ui::{Button, Tone};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::text::CopyText as Words;

/// The text and its button.
#[component]
pub fn CopyText(
    /// The field's id.
    id: &'static str,
    /// What it is.
    label: &'static str,
    /// What it is for.
    hint: &'static str,
    /// The text.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    let hint_id = format!("{id}-hint");
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <p class="hint" id=hint_id.clone()>
                {hint}
            </p>
            <div class="row">
                <input
                    class="input mono grow"
                    id=id
                    readonly
                    dir="ltr"
                    aria-describedby=hint_id
                    prop:value=move || text.get()
                    on:focus:target=move |event| event.target().select()
                />
                <CopyButton text />
            </div>
        </div>
    }
    .into_any()
}

/// The button alone.
#[component]
pub fn CopyButton(
    /// The text.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    let t = ui::texts::<Words>();
    let toaster = ui::toasts();
    let press = move |_| {
        let text = text.get_untracked();
        spawn_local(async move {
            match copied(&text).await {
                true => toaster.toast(Tone::Good, t.copied),
                false => toaster.toast(Tone::Warn, t.not_copied),
            }
        });
    };
    view! { <Button on_click=press>{t.copy}</Button> }.into_any()
}

/// Copies; browsers refuse it on plain http and where nobody pressed anything.
async fn copied(text: &str) -> bool {
    let write = || -> Result<js_sys::Promise, JsValue> {
        let navigator = Reflect::get(&window(), &"navigator".into())?;
        let clipboard = Reflect::get(&navigator, &"clipboard".into())?;
        let write: Function = Reflect::get(&clipboard, &"writeText".into())?.dyn_into()?;
        write.call1(&clipboard, &text.into())?.dyn_into()
    };
    match write() {
        Ok(writing) => JsFuture::from(writing).await.is_ok(),
        Err(_) => false,
    }
}
