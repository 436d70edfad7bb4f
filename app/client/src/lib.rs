//! Typed calls over a transport: `api.call(GetTicket { ticket, body: () }).await`.
//!
//! The browser brings a transport on `fetch`, the server one on its own router (for rendering the portal and for its
//! tests), the tools one on a network client. All of them send what [`contract`] declares, so there is one API.

pub mod log;

use std::{fmt, future::Future, pin::Pin, sync::Arc};

use contract::{Endpoint, Problem};

/// A request, as a transport carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `POST`, `PUT` or `DELETE`.
    pub method: &'static str,
    /// Path and query, from the root.
    pub target: String,
    /// The version meant to be changed, for `If-Match`.
    pub if_match: Option<i64>,
    /// A bearer token, for callers without a cookie.
    pub bearer: Option<String>,
    /// JSON, when something is sent as such.
    pub json: Option<String>,
}

/// An answer, as a transport brings it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

/// The request did not reach the server, or no answer came back: whether it was carried out is not known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no answer: {0}")]
pub struct NoAnswer(pub String);

/// A future a transport returns.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<Response, NoAnswer>> + Send + 'a>>;

/// Carries requests to the server.
pub trait Transport: Send + Sync {
    /// Sends a request and waits for its answer.
    ///
    /// # Errors
    /// [`NoAnswer`] when the connection broke.
    fn send(&self, request: Request) -> Sending<'_>;
}

/// Why a call failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// The server refused, and says why.
    #[error(transparent)]
    Problem(#[from] Problem),
    /// The connection broke; the call can be tried again.
    #[error(transparent)]
    NoAnswer(#[from] NoAnswer),
    /// The answer does not read: another version of the server, or something between.
    #[error("the answer does not read: {0}")]
    Unreadable(String),
}

impl CallError {
    /// The problem's code, when the server gave one.
    pub fn code(&self) -> Option<&str> {
        match self {
            CallError::Problem(problem) => Some(&problem.code),
            CallError::NoAnswer(_) | CallError::Unreadable(_) => None,
        }
    }

    /// Whether trying the same again may help: the connection broke or the server was not there.
    pub fn is_passing(&self) -> bool {
        match self {
            CallError::NoAnswer(_) => true,
            CallError::Problem(problem) => matches!(problem.status, 429 | 502 | 503 | 504),
            CallError::Unreadable(_) => false,
        }
    }
}

/// The API, over some transport and with some credentials.
#[derive(Clone)]
pub struct Api {
    transport: Arc<dyn Transport>,
    bearer: Option<Arc<str>>,
}

impl fmt::Debug for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Api").field("bearer", &self.bearer.is_some()).finish_non_exhaustive()
    }
}

impl Api {
    /// The API over a transport that brings its own credentials, if any.
    pub fn new(transport: Arc<dyn Transport>) -> Self {
        Self { transport, bearer: None }
    }

    /// The same API for the bearer of a token.
    pub fn bearing(&self, token: &str) -> Self {
        Self { transport: self.transport.clone(), bearer: Some(token.into()) }
    }

    /// Calls an operation.
    ///
    /// # Errors
    /// [`CallError`]: the server refused, the connection broke, or the answer does not read.
    pub async fn call<E: Endpoint>(&self, call: E) -> Result<E::Reply, CallError> {
        let mut request = request(&call)?;
        request.bearer = self.bearer.as_deref().map(str::to_owned);
        drop(call);
        read::<E>(self.transport.send(request).await?)
    }
}

fn request<E: Endpoint>(call: &E) -> Result<Request, CallError> {
    let unreadable = |error: &dyn fmt::Display| CallError::Unreadable(error.to_string());
    let mut target = call.path();
    let mut json = None;
    if E::METHOD.in_query() {
        let query = serde_urlencoded::to_string(call.body()).map_err(|error| unreadable(&error))?;
        if !query.is_empty() {
            target = format!("{target}?{query}");
        }
    } else {
        json = Some(serde_json::to_string(call.body()).map_err(|error| unreadable(&error))?);
    }
    Ok(Request { method: E::METHOD.as_str(), target, if_match: call.if_match(), bearer: None, json })
}

fn read<E: Endpoint>(response: Response) -> Result<E::Reply, CallError> {
    if (200..300).contains(&response.status) {
        let body: &[u8] = if response.body.is_empty() { b"null" } else { &response.body };
        return serde_json::from_slice(body).map_err(|error| CallError::Unreadable(error.to_string()));
    }
    Err(match serde_json::from_slice::<Problem>(&response.body) {
        Ok(problem) => CallError::Problem(problem),
        Err(_) => CallError::Problem(Problem {
            status: response.status,
            code: "unexplained".into(),
            title: "The server refused without saying why.".into(),
            detail: None,
            fields: Vec::new(),
            retry_after: None,
        }),
    })
}
