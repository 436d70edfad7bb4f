//! Carries calls to the server by `fetch`, and hands the API to components through the context.
//!
//! In the browser the page's own origin is called and its cookie travels along. On the server the renderer provides
//! an API that goes through the router in process, so a component asks [`api`] on both sides alike.

use std::sync::Arc;

use client::{Api, NoAnswer, Request, Response, Sending, Transport};
use gloo::timers::callback::Timeout;
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, RequestInit};

use crate::browser;

/// After how long a call without an answer counts as lost, in milliseconds.
const PATIENCE: u32 = 30_000;

struct Fetch;

impl Transport for Fetch {
    fn send(&self, request: Request) -> Sending<'_> {
        Box::pin(SendWrapper::new(fetch(request)))
    }
}

/// The API of the page's own origin, by `fetch`.
pub fn browser() -> Api {
    Api::new(Arc::new(Fetch))
}

/// Gives everything below the current owner an API to call.
pub fn provide_api(api: Api) {
    provide_context(api);
}

/// The API to call. Ask for it in the component's body; inside an `async` block there is no context any more.
///
/// Without one provided it is the page's own origin, which is right in every browser.
pub fn api() -> Api {
    use_context::<Api>().unwrap_or_else(browser)
}

/// Sends a request as it stands.
pub(crate) async fn fetch(request: Request) -> Result<Response, NoAnswer> {
    let controller = AbortController::new().ok();
    let asked = RequestInit::new();
    asked.set_signal(controller.as_ref().map(AbortController::signal).as_ref());
    let patience = Timeout::new(PATIENCE, move || {
        if let Some(controller) = controller {
            controller.abort();
        }
    });
    let window = browser::window().ok_or_else(|| NoAnswer(String::new()))?;
    let answer = async {
        asked.set_method(request.method);
        let headers = headers(&request)?;
        asked.set_headers(&headers);
        if let Some(json) = &request.json {
            asked.set_body(&json.into());
        }
        let answer = JsFuture::from(window.fetch_with_str_and_init(&request.target, &asked)).await?;
        let answer: web_sys::Response = answer.unchecked_into();
        let body = JsFuture::from(answer.text()?).await?.as_string();
        Ok::<_, JsValue>(Response { status: answer.status(), body: body.unwrap_or_default().into_bytes() })
    };
    let answer = answer.await;
    drop(patience);
    answer.map_err(|error| NoAnswer(error.unchecked_into::<js_sys::Error>().message().into()))
}

fn headers(request: &Request) -> Result<Headers, JsValue> {
    let headers = Headers::new()?;
    headers.set("accept", "application/json")?;
    if let Some(version) = request.if_match {
        headers.set("if-match", &["\"", &version.to_string(), "\""].concat())?;
    }
    if let Some(token) = &request.bearer {
        headers.set("authorization", &["Bearer ", token].concat())?;
    }
    if request.json.is_some() {
        headers.set("content-type", "application/json")?;
    }
    Ok(headers)
}
