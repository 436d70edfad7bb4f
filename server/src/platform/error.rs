//! How a failure is told: RFC 9457 with a stable code.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use contract::{FieldProblem, Problem};
use sea_orm::DbErr;

use super::db::is_undone;

/// A refusal or a fault, ready to be told. Slices turn their own errors into it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Failure(pub Box<Problem>);

/// What an operation inside the server returns.
pub type Answered<T> = Result<T, Failure>;

impl Failure {
    /// A refusal with a status, a stable code and a sentence.
    pub fn new(status: StatusCode, code: &str, title: &str) -> Self {
        Failure(Box::new(Problem {
            status: status.as_u16(),
            code: code.into(),
            title: title.into(),
            detail: None,
            fields: Vec::new(),
            retry_after: None,
        }))
    }

    /// There is no such thing, or the caller may not know of it.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "There is no such thing here.")
    }

    /// The caller is not signed in.
    pub fn signed_out() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "signed_out", "Sign in first.")
    }

    /// The caller knows of it and may not do this.
    pub fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", "You may not do this.")
    }

    /// Somebody changed it meanwhile.
    pub fn stale() -> Self {
        Self::new(StatusCode::CONFLICT, "stale", "Somebody changed this meanwhile. Nothing of yours was saved or lost.")
    }

    /// It contradicts what is.
    pub fn conflict(code: &str, title: &str) -> Self {
        Self::new(StatusCode::CONFLICT, code, title)
    }

    /// One field is at fault.
    pub fn field(field: &str, code: &str, message: &str) -> Self {
        Self::fields(vec![FieldProblem { field: field.into(), code: code.into(), message: message.into() }])
    }

    /// Some fields are at fault.
    pub fn fields(fields: Vec<FieldProblem>) -> Self {
        let mut failure = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", "Something here is not right yet.");
        failure.0.fields = fields;
        failure
    }

    /// Too often.
    pub fn too_many(seconds: u32) -> Self {
        let mut failure = Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many", "Too many tries. Wait a little.");
        failure.0.retry_after = Some(seconds);
        failure
    }

    /// The same, with more to say.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.0.detail = Some(detail.into());
        self
    }

    /// The stable code.
    pub fn code(&self) -> &str {
        &self.0.code
    }
}

impl From<DbErr> for Failure {
    fn from(error: DbErr) -> Self {
        // What the database says may hold data; it is for the log, not for the caller.
        if is_undone(&error) {
            tracing::warn!(%error, "the database undid a transaction");
        } else {
            tracing::error!(%error, "the database failed");
        }
        // What was asked for may be done by the next try, or was already: callers may send it again.
        let passing = matches!(error, DbErr::Conn(_) | DbErr::ConnectionAcquire(_));
        let status = if passing { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::INTERNAL_SERVER_ERROR };
        Self::new(status, "fault", "Something broke on our side. Nothing was half done.")
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self.0).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.0.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}
