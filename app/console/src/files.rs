//! Files somebody chose, as they are read and sent.

use client::{CallError, NoAnswer};
use js_sys::Uint8Array;
use leptos::prelude::window;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

/// What a file or a part of it holds.
///
/// # Errors
/// When the browser cannot read it any more.
pub async fn bytes(file: &Blob) -> Result<Vec<u8>, CallError> {
    let buffer = JsFuture::from(file.array_buffer()).await.map_err(unread)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// The same as it is sent.
///
/// # Errors
/// When the browser cannot read it any more.
pub async fn base64(file: &Blob) -> Result<String, CallError> {
    // What `btoa` takes: a character for each byte.
    let letters: String = bytes(file).await?.into_iter().map(char::from).collect();
    window().btoa(&letters).map_err(unread)
}

/// What is said when the browser cannot read a file.
pub fn unread(_: wasm_bindgen::JsValue) -> CallError {
    CallError::NoAnswer(NoAnswer("the file could not be read".into()))
}
