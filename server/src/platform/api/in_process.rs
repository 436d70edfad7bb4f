//! The typed client's transport into this very process: for rendering the portal, and for the tests.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, Request, header},
};
use client::{NoAnswer, Response, Sending, Transport};
use http_body_util::BodyExt;
use tower::ServiceExt;

/// What a call in process carries on from the request it serves: cookie, host, language, what the browser calls
/// itself, the client's address.
#[derive(Clone, Debug, Default)]
pub struct Forwarded(pub HeaderMap);

impl Forwarded {
    /// Takes these from a request's headers, and nothing else.
    pub fn from(headers: &HeaderMap) -> Self {
        let mut kept = HeaderMap::new();
        for name in [header::COOKIE, header::HOST, header::ACCEPT_LANGUAGE, header::USER_AGENT] {
            if let Some(value) = headers.get(&name) {
                kept.insert(name, value.clone());
            }
        }
        Forwarded(kept)
    }
}

/// Calls the router without a network between.
#[derive(Clone, Debug)]
pub struct InProcess {
    router: Router,
    forwarded: Forwarded,
    peer: std::net::SocketAddr,
    cookies: Arc<Mutex<Vec<HeaderValue>>>,
    keeps_cookies: bool,
}

impl InProcess {
    /// Calls on behalf of a request from `peer`.
    pub fn new(router: Router, forwarded: Forwarded, peer: std::net::SocketAddr) -> Self {
        InProcess { router, forwarded, peer, cookies: Arc::default(), keeps_cookies: false }
    }

    /// A client of its own, which keeps the cookies it is given, as a browser does.
    pub fn browser(router: Router, peer: std::net::SocketAddr, host: &str) -> Self {
        let mut forwarded = Forwarded::default();
        if let Ok(host) = HeaderValue::from_str(host) {
            forwarded.0.insert(header::HOST, host);
        }
        InProcess { router, forwarded, peer, cookies: Arc::default(), keeps_cookies: true }
    }

    /// The `Set-Cookie` headers of the answers so far, to hand on.
    pub fn cookies(&self) -> Vec<HeaderValue> {
        self.cookies.lock().map(|cookies| cookies.clone()).unwrap_or_default()
    }

    /// Hands these out, too.
    pub fn hand_out(&self, cookies: Vec<HeaderValue>) {
        if let Ok(mut own) = self.cookies.lock() {
            *own = cookies;
        }
    }

    fn request(&self, request: client::Request) -> Result<Request<Body>, NoAnswer> {
        let mut built = Request::builder().method(request.method).uri(&request.target);
        let put = |headers: &mut HeaderMap, name: HeaderName, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(name, value);
            }
        };
        if let Some(headers) = built.headers_mut() {
            headers.extend(self.forwarded.0.clone());
            if self.keeps_cookies {
                let kept: Vec<String> = self.cookies().iter().filter_map(cookie_pair).collect();
                put(headers, header::COOKIE, &kept.join("; "));
            }
            // Our own pages call with these; so does a call that stands for one of them.
            put(headers, HeaderName::from_static("sec-fetch-site"), "same-origin");
            if let Some(version) = request.if_match {
                put(headers, header::IF_MATCH, &format!("\"{version}\""));
            }
            if let Some(token) = &request.bearer {
                put(headers, header::AUTHORIZATION, &format!("Bearer {token}"));
            }
            if request.json.is_some() {
                put(headers, header::CONTENT_TYPE, "application/json");
            }
        }
        let body = request.json.map_or_else(Body::empty, Body::from);
        let mut request = built.body(body).map_err(|error| NoAnswer(error.to_string()))?;
        request.extensions_mut().insert(axum::extract::ConnectInfo(self.peer));
        Ok(request)
    }
}

/// `name=value` of a `Set-Cookie`; a cookie that is taken back is not kept.
pub fn cookie_pair(cookie: &HeaderValue) -> Option<String> {
    let text = cookie.to_str().ok()?;
    if text.to_ascii_lowercase().contains("max-age=0") {
        return None;
    }
    text.split(';').next().map(str::to_owned)
}

impl Transport for InProcess {
    fn send(&self, request: client::Request) -> Sending<'_> {
        Box::pin(async move {
            let request = self.request(request)?;
            let response = self.router.clone().oneshot(request).await.map_err(|never| match never {})?;
            let status = response.status().as_u16();
            let new: Vec<HeaderValue> = response.headers().get_all(header::SET_COOKIE).iter().cloned().collect();
            if let (false, Ok(mut cookies)) = (new.is_empty(), self.cookies.lock()) {
                *cookies = new;
            }
            let body = response.into_body().collect().await.map_err(|error| NoAnswer(error.to_string()))?;
            Ok(Response { status, body: body.to_bytes().to_vec() })
        })
    }
}
