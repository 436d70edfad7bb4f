//! Carries calls to the server by `fetch`, and hands the API to components through the context.
//!
//! In the browser the page's own origin is called and its cookie travels along. On the server the renderer provides
//! an API that goes through the router in process, so a component asks [`api`] on both sides alike.

use std::sync::Arc;

use client::{Api, NoAnswer, Request, Response, Sending, Transport};
use gloo::timers::callback::Timeout;
use gloo_net::http::{Method, RequestBuilder};
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use web_sys::AbortController;

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

async fn fetch(request: Request) -> Result<Response, NoAnswer> {
    let lost = |error: gloo_net::Error| NoAnswer(error.to_string());
    let controller = AbortController::new().ok();
    let signal = controller.as_ref().map(AbortController::signal);
    let patience = Timeout::new(PATIENCE, move || {
        if let Some(controller) = controller {
            controller.abort();
        }
    });

    let method = match request.method {
        "POST" => Method::POST,
        "PUT" => Method::PUT,
        "DELETE" => Method::DELETE,
        _ => Method::GET,
    };
    let mut builder = RequestBuilder::new(&request.target)
        .method(method)
        .header("accept", "application/json")
        .abort_signal(signal.as_ref());
    if let Some(version) = request.if_match {
        builder = builder.header("if-match", &format!("\"{version}\""));
    }
    if let Some(token) = &request.bearer {
        builder = builder.header("authorization", &format!("Bearer {token}"));
    }
    let sent = match request.json {
        Some(json) => builder.header("content-type", "application/json").body(json),
        None => builder.build(),
    };
    let answer = sent.map_err(lost)?.send().await.map_err(lost)?;
    let body = answer.binary().await.map_err(lost)?;
    drop(patience);
    Ok(Response { status: answer.status(), body })
}
