//! What every answer carries, and what every request must show before it may change anything.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{App, error::Failure};

const PLAIN: [(HeaderName, HeaderValue); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
    ),
];

/// The policy of answers that are no page: nothing may be loaded, nothing may frame them.
const NOTHING: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; base-uri 'none'");

/// The policy of a page of ours: its own scripts by nonce, its own everything, framed by `ancestors` only.
pub fn page_policy(nonce: &str, ancestors: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; \
         style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; font-src 'self'; connect-src 'self'; media-src 'self'; \
         frame-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
    ))
    .ok()
}

/// Puts security headers on every answer that has none of its own.
pub async fn secure(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in PLAIN {
        headers.entry(name).or_insert(value);
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(NOTHING);
    response
}

/// Refuses changes that a foreign page makes with our cookie: `Sec-Fetch-Site` where the browser sends it, `Origin`
/// against `Host` where it does not. Callers without either are no browsers and carry no stolen cookie.
pub async fn same_site(State(_app): State<App>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if !reads && !comes_from_us(request.headers()) {
        return Failure::new(StatusCode::FORBIDDEN, "foreign_origin", "This came from another site's page.")
            .into_response();
    }
    next.run(request).await
}

/// Whether a request's headers name our own origin, or none at all.
pub fn comes_from_us(headers: &HeaderMap) -> bool {
    if let Some(site) = headers.get("sec-fetch-site")
        && site != "same-origin"
        && site != "none"
    {
        return false;
    }
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let origin = origin.to_str().unwrap_or_default();
    let bare = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    bare.is_some_and(|bare| !host.is_empty() && bare == host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(pairs: &[(&'static str, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, value.parse().unwrap());
        }
        comes_from_us(&headers)
    }

    #[test]
    fn knows_its_own_pages() {
        let host = ("host", "desk.example.com");
        assert!(from(&[host]));
        assert!(from(&[host, ("origin", "https://desk.example.com")]));
        assert!(from(&[host, ("sec-fetch-site", "same-origin")]));
        for origin in [
            "https://desk.example.com.evil.tld",
            "https://evildesk.example.com",
            "null",
            "https://DESK.example.com",
            "https://desk.example.com.",
            "https://desk.example.com:8443",
            "ftp://desk.example.com",
            "",
        ] {
            assert!(!from(&[host, ("origin", origin)]), "{origin}");
        }
        assert!(!from(&[host, ("sec-fetch-site", "cross-site")]));
        assert!(!from(&[host, ("sec-fetch-site", "same-site")]));
        assert!(!from(&[("origin", "https://")]));
    }
}
