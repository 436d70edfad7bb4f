//! The pages that the server only hands out: the console's, the widget's, the API's manual.

use axum::{
    Router,
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use serde::Deserialize;
use ui::Language;

use crate::{
    departments, fields, people,
    platform::{App, Failure, assets, headers, ids, languages},
};

/// What Trunk leaves where the nonce of each answer belongs.
const NONCE: &str = "{{__TRUNK_NONCE__}}";

/// The widget, and the one that can ask what departments ask.
const WIDGET: &str = "widget";
const ASKING: &str = "asking";

/// The pages' routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/console", get(console))
        .route("/console/", get(console))
        .route("/console/{*path}", get(console))
        .route("/widget", get(widget))
        .route("/api/docs", get(manual))
        .route("/api", get(async || Redirect::permanent("/api/docs")))
}

async fn console(State(app): State<App>, headers: HeaderMap) -> Response {
    let language = spoken_to(&app, &headers).await;
    page(&app, "console", language, "'none'")
}

/// What the signed-in employee chose to speak; the browser's, where nobody is signed in or nothing was chosen.
async fn spoken_to(app: &App, headers: &HeaderMap) -> Language {
    let signed = people::signed(app, headers, true, "/api/v1/session").await.ok();
    let chosen = signed.and_then(|signed| Language::of_tag(&signed.account.language));
    chosen.or_else(|| languages::of_browser(headers)).unwrap_or_default()
}

/// Which brand's widget a page asks for.
#[derive(Debug, Deserialize)]
struct WidgetQuery {
    brand: String,
    /// What the page around it speaks.
    #[serde(default)]
    lang: String,
    /// An open widget heard that a department asks more now, and begins again.
    asks: Option<String>,
}

async fn widget(State(app): State<App>, Query(query): Query<WidgetQuery>, headers: HeaderMap) -> Response {
    let brand = match departments::brand_by_key(app.db().read(), &query.brand).await {
        Ok(Some(brand)) => brand,
        Ok(None) => return Failure::not_found().into_response(),
        Err(error) => return Failure::from(error).into_response(),
    };
    // Only the brand's sites, and our own portal, may frame it.
    let mut ancestors = vec!["'self'".to_owned()];
    ancestors.extend(departments::origins(&brand).iter().map(ToString::to_string));
    // How departments ask more is loaded where one does.
    let asks = match fields::availability(&app, brand.id).await {
        Ok(availability) => query.asks.is_some() || availability.departments.iter().any(|department| department.asks),
        Err(error) => return Failure::from(error).into_response(),
    };
    let language = Language::of_tag(&query.lang).or_else(|| languages::of_browser(&headers));
    let language = language.unwrap_or_else(|| departments::language(&brand));
    let mut response = page(&app, if asks { ASKING } else { WIDGET }, language, &ancestors.join(" "));
    let look = departments::look(&brand);
    let style = format!(":root {{ --accent-h: {}; --accent-c: .{:03} }}", look.hue, look.chroma);
    dress(&mut response, &style).await;
    // A frame of another site's page is another context: the page must be loadable there.
    response.headers_mut().insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    response
}

/// Puts the brand's colours into a page, in a style of its own with the page's nonce.
async fn dress(response: &mut Response, style: &str) {
    let Some(nonce) = response.extensions().get::<Nonce>().cloned() else { return };
    let body = std::mem::replace(response.body_mut(), axum::body::Body::empty());
    let Ok(bytes) = axum::body::to_bytes(body, 1024 * 1024).await else { return };
    let html = String::from_utf8_lossy(&bytes).replacen(
        "</head>",
        &format!("<style nonce=\"{}\">{style}</style></head>", nonce.0),
        1,
    );
    *response.body_mut() = html.into();
    response.headers_mut().remove(header::CONTENT_LENGTH);
}

#[derive(Clone)]
struct Nonce(String);

/// The built page of a bundle in a language, with a nonce of this answer.
fn page(app: &App, bundle: &str, language: Language, ancestors: &str) -> Response {
    let Some(html) = assets::read(app, &format!("{bundle}/index.html")) else {
        let missing = "The front ends are not built. Run: cargo xtask demo\n";
        return (StatusCode::NOT_FOUND, missing).into_response();
    };
    let nonce = ids::new_secret();
    let html = languages::spoken(app, &String::from_utf8_lossy(&html), bundle, language).replace(NONCE, &nonce);
    let mut response = (StatusCode::OK, html).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Some(policy) = headers::page_policy(&nonce, ancestors) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response.extensions_mut().insert(Nonce(nonce));
    response
}

/// The API's manual: the OpenAPI document, readable without any script.
async fn manual(State(app): State<App>, _headers: HeaderMap) -> Response {
    let Some(document) = app.lent::<utoipa::openapi::OpenApi>() else { return Failure::not_found().into_response() };
    let nonce = ids::new_secret();
    let html = crate::manual::page(document, &nonce);
    let mut response = (StatusCode::OK, html).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    if let Some(policy) = headers::page_policy(&nonce, "'none'") {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}
