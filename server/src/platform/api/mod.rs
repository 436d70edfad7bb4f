//! One operation, declared once: turns a [`contract::Endpoint`] into a route and a part of the OpenAPI document.
//!
//! `Api::serve(handler)` takes method, path and schemas from the handler's own last argument, [`Call`], so that the
//! route, the document and the typed client cannot disagree.

mod call;
mod in_process;
mod openapi;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    handler::Handler,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{self, MethodFilter},
};
use contract::{Endpoint, Method};
use utoipa::ToSchema;

pub use call::{BODY_BYTES, Call};
pub use in_process::{Forwarded, InProcess, cookie_pair};

use super::{App, error::Failure};

/// What a handler returns.
pub type Answer<E> = Result<Reply<E>, Failure>;

/// A success: the endpoint's reply, and headers when there is more to say than JSON can.
pub struct Reply<E: Endpoint> {
    reply: E::Reply,
    version: Option<i64>,
    set_cookie: Option<HeaderValue>,
    headers: HeaderMap,
    /// What travels instead of the reply as JSON.
    table: Option<String>,
}

impl<E: Endpoint> std::fmt::Debug for Reply<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(E::NAME)
    }
}

/// Answers with a reply.
///
/// # Errors
/// Never; the type is what handlers return.
pub fn answer<E: Endpoint>(reply: E::Reply) -> Answer<E> {
    Ok(Reply { reply, version: None, set_cookie: None, headers: HeaderMap::new(), table: None })
}

impl<E: Endpoint> Reply<E> {
    /// With the version that `If-Match` will have to name.
    #[must_use]
    pub fn version(mut self, version: i64) -> Self {
        self.version = Some(version);
        self
    }

    /// With a cookie to set.
    #[must_use]
    pub fn set_cookie(mut self, cookie: &str) -> Self {
        self.set_cookie = HeaderValue::from_str(cookie).ok();
        self
    }

    /// As a table to save under a name, which is no JSON.
    #[must_use]
    pub fn as_csv(mut self, table: String, name: &str) -> Self {
        let saved = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
        self.headers.extend(saved.ok().map(|saved| (header::CONTENT_DISPOSITION, saved)));
        self.table = Some(table);
        self
    }

    /// With another header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }
}

impl<E: Endpoint> IntoResponse for Reply<E> {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self.reply).unwrap_or_default();
        let mut response = if let Some(table) = self.table {
            ([(header::CONTENT_TYPE, HeaderValue::from_static(openapi::CSV))], table).into_response()
        } else if body == b"null" {
            StatusCode::NO_CONTENT.into_response()
        } else {
            (StatusCode::OK, [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], body)
                .into_response()
        };
        let headers = response.headers_mut();
        headers.extend(self.headers);
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(version) = self.version.and_then(|version| HeaderValue::from_str(&format!("\"{version}\"")).ok()) {
            headers.insert(header::ETAG, version);
        }
        if let Some(cookie) = self.set_cookie {
            headers.insert(header::SET_COOKIE, cookie);
        }
        response
    }
}

/// The API being put together: its routes and its document.
pub struct Api {
    router: Router<App>,
    document: openapi::Document,
}

impl std::fmt::Debug for Api {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Api")
    }
}

impl Default for Api {
    fn default() -> Self {
        Api { router: Router::new(), document: openapi::Document::default() }
    }
}

impl Api {
    /// Serves an operation with a handler whose last argument is its [`Call`].
    #[must_use]
    pub fn serve<H, T>(self, handler: H) -> Self
    where
        H: Handler<T, App> + Serves<T>,
        T: 'static,
        <H::Endpoint as Endpoint>::Body: ToSchema,
        <H::Endpoint as Endpoint>::Reply: ToSchema,
    {
        self.serve_up_to(BODY_BYTES, handler)
    }

    /// The same for one that takes more at once than others do.
    #[must_use]
    pub fn serve_up_to<H, T>(mut self, bytes: usize, handler: H) -> Self
    where
        H: Handler<T, App> + Serves<T>,
        T: 'static,
        <H::Endpoint as Endpoint>::Body: ToSchema,
        <H::Endpoint as Endpoint>::Reply: ToSchema,
    {
        let method = match H::Endpoint::METHOD {
            Method::Get => MethodFilter::GET,
            Method::Post => MethodFilter::POST,
            Method::Put => MethodFilter::PUT,
            Method::Delete => MethodFilter::DELETE,
        };
        let mut methods = routing::on(method, handler);
        if bytes != BODY_BYTES {
            methods = methods.layer(DefaultBodyLimit::max(bytes));
        }
        self.router = self.router.route(H::Endpoint::PATH, methods);
        self.document.add::<H::Endpoint>();
        self
    }

    /// Answers other methods on an operation's path, which are no operations: a browser's preflight.
    #[must_use]
    pub fn beside(mut self, path: &str, methods: routing::MethodRouter<App>) -> Self {
        self.router = self.router.route(path, methods);
        self
    }

    /// The slices one after the other.
    #[must_use]
    pub fn with(self, routes: impl FnOnce(Api) -> Api) -> Self {
        routes(self)
    }

    /// The names, methods and paths of everything served, for the tests that hold a table of them.
    pub fn operations(&self) -> &[(&'static str, Method, &'static str)] {
        self.document.operations()
    }

    /// The router and the finished OpenAPI document.
    pub fn finish(self) -> (Router<App>, utoipa::openapi::OpenApi) {
        (self.router, self.document.finish())
    }
}

/// Says which endpoint a handler serves: the one its last argument names.
pub trait Serves<T> {
    /// The endpoint.
    type Endpoint: Endpoint;
}

macro_rules! serves {
    ($($extractor:ident),*) => {
        impl<F, Fut, M, E, $($extractor,)*> Serves<(M, $($extractor,)* Call<E>,)> for F
        where
            F: FnOnce($($extractor,)* Call<E>) -> Fut,
            Fut: Future<Output = Answer<E>>,
            E: Endpoint,
        {
            type Endpoint = E;
        }
    };
}
serves!();
serves!(A);
serves!(A, B);
serves!(A, B, C);
serves!(A, B, C, D);
