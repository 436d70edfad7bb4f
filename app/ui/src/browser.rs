//! What the browser tells and gives, asked without panicking: on the server every answer is "nothing".

use leptos::prelude::*;
use send_wrapper::SendWrapper;
use web_sys::{Blob, Document, Window};

/// The window. `None` on the server, where it must not even be asked for.
pub fn window() -> Option<Window> {
    if cfg!(target_arch = "wasm32") { web_sys::window() } else { None }
}

/// The document.
pub fn document() -> Option<Document> {
    window().and_then(|window| window.document())
}

/// Milliseconds since 1970 by the browser's clock; 0 on the server.
pub fn now() -> f64 {
    if cfg!(target_arch = "wasm32") { js_sys::Date::now() } else { 0.0 }
}

/// A number from 0 up to, not including, 1; 0 on the server.
pub fn chance() -> f64 {
    if cfg!(target_arch = "wasm32") { js_sys::Math::random() } else { 0.0 }
}

/// Whether the page runs from right to left.
pub fn right_to_left() -> bool {
    document().and_then(|document| document.document_element()).and_then(|html| html.get_attribute("dir")).as_deref()
        == Some("rtl")
}

/// A text in capitals. The browser has the tables; a page need not bring them.
pub fn upper_case(text: String) -> String {
    if cfg!(target_arch = "wasm32") { js_sys::JsString::from(text).to_upper_case().into() } else { text.to_uppercase() }
}

/// Posts JSON that the browser delivers even when the page is gone by then. Nobody hears the answer.
pub fn beacon(path: &str, json: &str) {
    let untyped = Blob::new_with_str_sequence(&js_sys::Array::of1(&json.into()));
    // All of it once more, as what it is: text alone would be sent as text.
    let typed = |blob: Blob| blob.slice_with_f64_and_f64_and_content_type(0.0, blob.size(), "application/json");
    let blob = untyped.and_then(typed).ok();
    if let (Some(window), Some(blob)) = (window(), blob) {
        let _ = window.navigator().send_beacon_with_opt_blob(path, Some(&blob));
    }
}

/// Keeps something of the browser's (a listener, an interval) for as long as the current owner lives.
pub fn while_alive<T: 'static>(guard: T) {
    let guard = SendWrapper::new(guard);
    on_cleanup(move || drop(guard));
}

/// Takes over what stands in a field that the server rendered and the page now takes over: typed before there was script,
/// or brought back by the browser. Call it before the field is made.
#[cfg(feature = "hydrate")]
pub fn typed_before(id: &str, value: RwSignal<String>) {
    let hydrating = Owner::current_shared_context().is_some_and(|page| page.during_hydration());
    let field = document().filter(|_| hydrating).and_then(|document| document.get_element_by_id(id));
    let typed = field.and_then(|field| js_sys::Reflect::get(&field, &"value".into()).ok()?.as_string());
    if let Some(typed) = typed
        && value.with_untracked(|value| *value != typed)
    {
        value.set(typed);
    }
}

/// A page that is not rendered by the server has no such fields.
#[cfg(not(feature = "hydrate"))]
pub fn typed_before(_: &str, _: RwSignal<String>) {}
