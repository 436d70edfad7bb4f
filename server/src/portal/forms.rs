//! Forms that work without script: they post to their page's own path, are decoded into the operation's body, call it in
//! process, and answer with the next page, or with the same page, its errors and everything typed.

use std::{borrow::Cow, sync::Arc};

use axum::{
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use client::CallError;
use contract::{
    ClientId, DepartmentId, Endpoint, FieldId, FieldProblem, Problem,
    customers::{CustomerAccount, GetCustomer},
    fields::GivenValue,
    portal::LeavePortalMessage,
    widget::NewLeftMessage,
};
use portal::{
    Typed,
    account::{Content, Form},
};

use super::render::Site;
use crate::platform::{
    Failure,
    api::{BODY_BYTES, InProcess, cookie_pair},
    headers, ids,
};

/// Somebody at a page of a customer's own: what was asked for or typed, and the API on his behalf.
pub(super) struct Visit {
    site: Site,
    parts: Parts,
    calls: Arc<InProcess>,
    fields: Vec<(String, String)>,
    /// Whether something was sent.
    pub sent: bool,
}

impl Visit {
    /// Reads a page's query, or the form that was sent to it.
    pub(super) async fn of(site: Site, request: Request) -> Result<Visit, Failure> {
        let sent = request.method() == Method::POST;
        let (mut parts, bytes) = match sent {
            true => form(request).await?,
            false => {
                let (parts, _) = request.into_parts();
                let query = parts.uri.query().unwrap_or_default().as_bytes().to_vec();
                (parts, query)
            }
        };
        let calls = site.calls(&mut parts).await?;
        // Browsers send CRLF.
        let field = |(name, value): (Cow<'_, str>, Cow<'_, str>)| (name.into_owned(), value.replace("\r\n", "\n"));
        let fields = form_urlencoded::parse(&bytes).map(field).collect();
        Ok(Visit { site, parts, calls, fields, sent })
    }

    /// A header of the request.
    pub(super) fn header(&self, name: &str) -> &str {
        self.parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// What was typed into a field.
    pub(super) fn text(&self, name: &str) -> String {
        let found = self.fields.iter().rev().find(|(field, _)| field == name);
        found.map(|(_, text)| text.clone()).unwrap_or_default()
    }

    /// What was typed, to be shown again: without passwords.
    pub(super) fn form(&self, problem: Option<Problem>) -> Form {
        let typed = self.fields.iter().filter(|(name, _)| name != "password" && name != "old").cloned().collect();
        Form { typed, problem }
    }

    /// Calls an operation.
    pub(super) async fn call<E: Endpoint>(&self, endpoint: E) -> Result<E::Reply, Problem> {
        let api = client::Api::new(self.calls.clone());
        api.call(endpoint).await.map_err(|error| match error {
            CallError::Problem(problem) => problem,
            other => *Failure::conflict("fault", "This could not be done.").detail(other.to_string()).0,
        })
    }

    /// Goes on as whoever has just signed in.
    pub(super) async fn again(&mut self) -> Result<(), Failure> {
        let pairs: Vec<String> = self.calls.cookies().iter().filter_map(cookie_pair).collect();
        if let Ok(cookie) = HeaderValue::from_str(&pairs.join("; ")) {
            self.parts.headers.insert(header::COOKIE, cookie);
        }
        let before = self.calls.cookies();
        self.calls = self.site.calls(&mut self.parts).await?;
        self.calls.hand_out(before);
        Ok(())
    }

    /// Who is signed in.
    pub(super) async fn customer(&self) -> Option<CustomerAccount> {
        self.call(GetCustomer { body: () }).await.ok()
    }

    /// Answers with a page.
    pub(super) async fn show(mut self, content: Content, status: u16) -> Response {
        let customer = self.customer().await;
        // The page itself is read, whatever was sent.
        self.parts.method = Method::GET;
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
        let (site, calls) = (self.site, self.calls);
        let request = Request::from_parts(self.parts, axum::body::Body::empty());
        with_cookies(&calls, site.render_own(request, customer, content, status).await)
    }

    /// Answers that nothing is here.
    pub(super) async fn not_here(mut self) -> Response {
        self.parts.method = Method::GET;
        let request = Request::from_parts(self.parts, axum::body::Body::empty());
        self.site.render(request, None, StatusCode::NOT_FOUND).await
    }

    /// Goes on at another page.
    pub(super) fn go(self, to: &str) -> Response {
        with_cookies(&self.calls, Redirect::to(to).into_response())
    }

    /// The page's own path.
    pub(super) fn path(&self) -> &str {
        self.parts.uri.path()
    }
}

fn with_cookies(calls: &InProcess, mut response: Response) -> Response {
    for cookie in calls.cookies() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// A form that one of our own pages sent.
async fn form(request: Request) -> Result<(Parts, Vec<u8>), Failure> {
    let refuse = |status, code, title| Err(Failure::new(status, code, title));
    if !headers::comes_from_us(request.headers()) {
        return refuse(StatusCode::FORBIDDEN, "foreign_origin", "This came from another site's page.");
    }
    let (parts, body) = request.into_parts();
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_a_form", "Send a form.");
    }
    match axum::body::to_bytes(body, BODY_BYTES).await {
        Ok(bytes) => Ok((parts, bytes.to_vec())),
        Err(_) => refuse(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "This is more than can be sent at once."),
    }
}

/// Leaves a message.
pub(super) async fn leave_message(State(site): State<Site>, request: Request) -> Response {
    let (mut parts, bytes) = match form(request).await {
        Ok(form) => form,
        Err(refused) => return refused.into_response(),
    };
    let api = match site.api(&mut parts).await {
        Ok(api) => api,
        Err(failure) => return failure.into_response(),
    };
    let mut typed = read(&bytes);
    let refusal = match message(&typed) {
        Ok(body) => match api.call(LeavePortalMessage { body }).await {
            Ok(receipt) => return Redirect::to(&format!("/message/sent?number={}", receipt.number)).into_response(),
            Err(CallError::Problem(problem)) => problem,
            Err(other) => *Failure::conflict("fault", "The message could not be sent.").detail(other.to_string()).0,
        },
        Err(problem) => problem,
    };
    // What came back changed since it was sent under this id (the browser's Back) is another message.
    if refusal.code == "client_id_reused" {
        typed.client_id = ids::new_id().to_string();
    }
    // The page itself is read, whatever was posted.
    parts.method = Method::GET;
    let status = StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    let page = Request::from_parts(parts, axum::body::Body::empty());
    site.render(page, Some(Typed { problem: Some(refusal), ..typed }), status).await
}

/// The form's fields; unknown ones are somebody else's and mean nothing.
fn read(bytes: &[u8]) -> Typed {
    let mut typed = Typed::default();
    for (name, value) in form_urlencoded::parse(bytes) {
        if let Some(field) = name.strip_prefix("values.").and_then(|id| id.parse::<FieldId>().ok()) {
            answer(&mut typed.values, field, value.replace("\r\n", "\n"));
            continue;
        }
        let field = match name.as_ref() {
            "client_id" => &mut typed.client_id,
            "department" => &mut typed.department,
            "name" => &mut typed.name,
            "email" => &mut typed.email,
            "subject" => &mut typed.subject,
            "text" => &mut typed.text,
            _ => continue,
        };
        // Browsers send CRLF.
        *field = value.replace("\r\n", "\n");
    }
    if typed.client_id.parse::<ClientId>().is_err() {
        typed.client_id = ids::new_id().to_string();
    }
    typed
}

/// One more text of a field's value: boxes of several choices come one by one.
fn answer(values: &mut Vec<GivenValue>, field: FieldId, text: String) {
    match values.iter_mut().find(|given| given.field == field) {
        Some(given) => given.value.push(text),
        None => values.push(GivenValue { field, value: vec![text] }),
    }
}

fn message(typed: &Typed) -> Result<NewLeftMessage, Problem> {
    let missing = |field: &str| {
        let field = FieldProblem { field: field.into(), code: "required".into(), message: "Choose one.".into() };
        *Failure::fields(vec![field]).0
    };
    Ok(NewLeftMessage {
        client_id: typed.client_id.parse().map_err(|_| missing("client_id"))?,
        department: typed.department.parse::<DepartmentId>().map_err(|_| missing("department"))?,
        name: typed.name.clone(),
        email: typed.email.clone(),
        subject: typed.subject.clone(),
        text: typed.text.clone(),
        values: typed.values.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_read_forgivingly_and_completely() {
        let typed = read(b"department=x&text=a%0D%0Ab&email=%3Cscript%3E&role=admin&text=second");
        assert_eq!((&*typed.text, &*typed.email, &*typed.department), ("second", "<script>", "x"));
        assert!(typed.client_id.parse::<ClientId>().is_ok());
        assert_eq!(message(&typed).unwrap_err().fields[0].field, "department");
        assert_eq!(read(b"\xff\xfe%zz=&=").text, "");
    }
}
