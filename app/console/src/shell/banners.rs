//! The quiet bars above everything: a lost connection, and a department nobody receives for.

use leptos::prelude::*;
use ui::{Banner, ConnectionBar, Tone, fill};
use wasm_bindgen::JsCast;

use crate::{
    live::use_wire,
    presence::{self, use_presence, words},
    text::ShellText,
};

/// The bars: one at a time, the connection's first.
#[component]
pub fn Banners() -> impl IntoView {
    let t = ui::texts::<ShellText>();
    let wire = use_wire();
    let store = use_presence();
    let lacking = ui::kept(move || store.with(|presence| presence.map(words::nobody_receives).unwrap_or_default()));
    let lost = ui::memo(move || wire.is_lost());
    let nobody = move || {
        let names = lacking.get();
        (!names.is_empty() && !lost.get()).then(|| {
            view! {
                <Banner tone=Tone::Warn action=t.show_presence on_action=move |()| open_presence()>
                    {fill(t.nobody_receives, &[("departments", &names.join(", "))])} " " {t.nobody_receives_me}
                </Banner>
            }
        })
    };
    view! {
        <ConnectionBar lost on_retry=move |()| wire.try_now() />
        {move || nobody()}
    }
    .into_any()
}

fn open_presence() {
    // The button opens its panel; pressing it places the panel, too.
    let button = document().query_selector(&format!("[popovertarget=\"{}\"]", presence::PANEL)).ok().flatten();
    if let Some(button) = button.and_then(|button| button.dyn_into::<web_sys::HtmlElement>().ok()) {
        button.click();
    }
}
