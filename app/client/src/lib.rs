//! Typed calls over a transport: `api.call(GetTicket { ticket, body: () }).await`.
//!
//! The browser brings a transport on `fetch`, the server one on its own router (for rendering the portal and for its
//! tests), the tools one on a network client. All of them send what [`contract`] declares, so there is one API.

pub mod json;
pub mod light;
pub mod log;

use std::{fmt, future::Future, pin::Pin, sync::Arc};

use contract::{Endpoint, Method, Problem};
use serde::de::DeserializeOwned;

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

impl From<json::Unreadable> for CallError {
    fn from(error: json::Unreadable) -> Self {
        CallError::Unreadable(error.to_string())
    }
}

impl CallError {
    /// The problem's code, when the server gave one.
    pub fn code(&self) -> Option<&str> {
        match self {
            CallError::Problem(problem) => Some(&problem.code),
            CallError::NoAnswer(_) | CallError::Unreadable(_) => None,
        }
    }

    /// Whether trying the same again may help: the connection broke, or the server, or what it needs, was not there.
    pub fn is_passing(&self) -> bool {
        match self {
            CallError::NoAnswer(_) => true,
            CallError::Problem(problem) => matches!(problem.status, 408 | 429 | 502..),
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
        let request = request(&call);
        drop(call);
        read(&self.answered(request, &[]).await?)
    }

    /// Calls an operation, and calls again after each of the waits while the connection is broken.
    ///
    /// # Errors
    /// As [`Api::call`].
    pub async fn call_patiently<E: Endpoint>(&self, call: E, waits: Waits) -> Result<E::Reply, CallError> {
        let request = request(&call);
        drop(call);
        read(&self.answered(request, waits).await?)
    }

    /// All of a call that is the same for every operation: whatever stands in `call` itself, the browser gets once for
    /// each of them.
    fn answered(&self, request: Result<Request, CallError>, waits: Waits) -> Answering<'_> {
        Box::pin(async move {
            let mut request = request?;
            request.bearer = self.bearer.as_deref().map(str::to_owned);
            for wait in waits {
                match self.transport.send(request.clone()).await {
                    Err(NoAnswer(_)) => wait().await,
                    answer => return body(answer?),
                }
            }
            body(self.transport.send(request).await?)
        })
    }
}

/// What passes between the tries of a call.
pub type Waits = &'static [fn() -> Waiting];

/// A wait.
pub type Waiting = Pin<Box<dyn Future<Output = ()> + Send>>;

type Answering<'a> = Pin<Box<dyn Future<Output = Result<String, CallError>> + Send + 'a>>;

fn request<E: Endpoint>(call: &E) -> Result<Request, CallError> {
    let json = json::write(call.body())?;
    assembled(E::METHOD, call.path(), json, call.if_match())
}

fn assembled(method: Method, path: String, json: String, if_match: Option<i64>) -> Result<Request, CallError> {
    let (mut target, mut body) = (path, None);
    if method.in_query() {
        let query = json::query(&json)?;
        if !query.is_empty() {
            target.push('?');
            target.push_str(&query);
        }
    } else {
        body = Some(json);
    }
    Ok(Request { method: method.as_str(), target, if_match, bearer: None, json: body })
}

fn read<T: DeserializeOwned>(body: &str) -> Result<T, CallError> {
    Ok(json::read(body)?)
}

/// The body of a success, else why it is none.
fn body(response: Response) -> Result<String, CallError> {
    let text = String::from_utf8(response.body);
    if (200..300).contains(&response.status) {
        return match text {
            Ok(text) if text.is_empty() => Ok("null".to_owned()),
            Ok(text) => Ok(text),
            Err(_) => Err(CallError::Unreadable("no text".to_owned())),
        };
    }
    let problem = text.ok().and_then(|text| light::read(&text).ok());
    Err(CallError::Problem(problem.unwrap_or_else(|| Problem {
        status: response.status,
        code: "unexplained".into(),
        title: "The server refused without saying why.".into(),
        detail: None,
        fields: Vec::new(),
        retry_after: None,
    })))
}
