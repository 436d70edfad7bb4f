//! Passkeys as browsers make and show them. What is asked and answered is handed on as the text it is.
//!
//! `PublicKeyCredential` reads and writes that text itself in Chromium from 129, Firefox from 119 and Safari from 18.4. For
//! older ones we would carry an own reader of all its parts: there, and on pages that came over plain HTTP, none are offered.

use js_sys::{Function, JSON, Object, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::text::PasskeyText;

/// What is asked of a browser.
#[derive(Clone, Copy)]
pub enum Ask {
    /// Make a passkey.
    Make,
    /// Show one.
    Show,
}

impl Ask {
    fn words(self) -> [&'static str; 2] {
        match self {
            Self::Make => ["parseCreationOptionsFromJSON", "create"],
            Self::Show => ["parseRequestOptionsFromJSON", "get"],
        }
    }
}

/// Whether this browser can, here.
pub fn are_known() -> bool {
    let class = get(&window(), "PublicKeyCredential");
    class.is_ok_and(|class| method(&class, Ask::Show.words()[0]).is_ok())
}

/// Asks the browser, which asks its owner.
///
/// # Errors
/// What came of it, in words.
pub async fn ask(ask: Ask, options: &str, t: &PasskeyText) -> Result<String, &'static str> {
    let answered = match asked(ask, options) {
        Ok(promise) => JsFuture::from(promise).await,
        Err(error) => Err(error),
    };
    let answered = answered.and_then(|credential| JSON::stringify(&credential));
    answered.map(String::from).map_err(|error| why(&error, t))
}

fn asked(ask: Ask, options: &str) -> Result<Promise, JsValue> {
    let [parse, act] = ask.words();
    let class = get(&window(), "PublicKeyCredential")?;
    let options = call(&class, parse, &JSON::parse(options)?)?;
    let question = Object::new();
    Reflect::set(&question, &"publicKey".into(), &options)?;
    call(&get(&get(&window(), "navigator")?, "credentials")?, act, &question)?.dyn_into()
}

fn get(of: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    Reflect::get(of, &name.into())
}

fn method(of: &JsValue, name: &str) -> Result<Function, JsValue> {
    get(of, name)?.dyn_into()
}

fn call(of: &JsValue, name: &str, with: &JsValue) -> Result<JsValue, JsValue> {
    method(of, name)?.call1(of, with)
}

/// Browsers do not say whether somebody cancelled, nobody came, or there is no passkey.
fn why(error: &JsValue, t: &PasskeyText) -> &'static str {
    let name = get(error, "name").ok().and_then(|name| name.as_string());
    match name.as_deref() {
        Some("NotAllowedError" | "AbortError") => t.cancelled,
        Some("InvalidStateError") => t.there_already,
        Some("SecurityError") => t.another_address,
        _ => t.cannot,
    }
}
