//! Forms that work without script: they post to their page's own path, are decoded into the operation's body, call it in
//! process, and answer with the next page, or with the same page, its errors and everything typed. Files come by
//! `multipart/form-data`; what came is kept though the rest was refused, and the page that comes back names it.

use std::sync::Arc;

use axum::{
    extract::{DefaultBodyLimit, FromRequest, Multipart, Request, State},
    http::{HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use client::CallError;
use contract::{
    ClientId, DepartmentId, Endpoint, FieldId, FieldProblem, Problem,
    attachments::{AddMessageFile, FILE_BYTES, NewFile},
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
    /// The files that were sent.
    pub files: Vec<NewFile>,
    /// Whether something was sent.
    pub sent: bool,
}

impl Visit {
    /// Reads a page's query, or the form that was sent to it.
    pub(super) async fn of(site: Site, request: Request) -> Result<Visit, Failure> {
        let sent = request.method() == Method::POST;
        let (mut parts, Sent { fields, files }) = match sent {
            true => form(request).await?,
            false => {
                let (parts, _) = request.into_parts();
                let fields = decoded(parts.uri.query().unwrap_or_default().as_bytes());
                (parts, Sent { fields, files: Vec::new() })
            }
        };
        let calls = site.calls(&mut parts).await?;
        Ok(Visit { site, parts, calls, fields, files, sent })
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

    /// Everything that was chosen of several.
    pub(super) fn texts(&self, name: &str) -> impl Iterator<Item = &str> {
        self.fields.iter().filter(move |(field, _)| field == name).map(|(_, text)| &**text)
    }

    /// What was typed, to be shown again: without passwords.
    pub(super) fn form(&self, problem: Option<Problem>) -> Form {
        let typed = self.fields.iter().filter(|(name, _)| name != "password" && name != "old").cloned().collect();
        Form { typed, problem }
    }

    /// Calls an operation.
    pub(super) async fn call<E: Endpoint>(&self, endpoint: E) -> Result<E::Reply, Problem> {
        let api = client::Api::new(self.calls.clone());
        api.call(endpoint).await.map_err(problem)
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

/// What a form has in it.
#[derive(Default)]
struct Sent {
    fields: Vec<(String, String)>,
    files: Vec<NewFile>,
}

/// A form that one of our own pages sent.
async fn form(request: Request) -> Result<(Parts, Sent), Failure> {
    let refuse = |status, code, title| Err(Failure::new(status, code, title));
    if !headers::comes_from_us(request.headers()) {
        return refuse(StatusCode::FORBIDDEN, "foreign_origin", "This came from another site's page.");
    }
    let (parts, body) = request.into_parts();
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.starts_with("multipart/form-data") {
        let sent = with_files(Request::from_parts(parts.clone(), body)).await?;
        return Ok((parts, sent));
    }
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_a_form", "Send a form.");
    }
    match axum::body::to_bytes(body, BODY_BYTES).await {
        Ok(bytes) => Ok((parts, Sent { fields: decoded(&bytes), files: Vec::new() })),
        Err(_) => refuse(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "This is more than can be sent at once."),
    }
}

/// A form's fields. Browsers send CRLF.
fn decoded(bytes: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(bytes).map(|(name, value)| (name.into_owned(), value.replace("\r\n", "\n"))).collect()
}

/// What a form with files may be in all.
pub(super) fn with_room_for_files() -> DefaultBodyLimit {
    DefaultBodyLimit::max(FILE_BYTES + BODY_BYTES)
}

/// A form with files. Where none is chosen, browsers send one without a name.
async fn with_files(request: Request) -> Result<Sent, Failure> {
    let broken = |status, error: String| {
        let (code, title) = match status {
            StatusCode::PAYLOAD_TOO_LARGE => ("too_large", "This is more than can be sent at once."),
            _ => ("not_a_form", "Send a form."),
        };
        Failure::new(status, code, title).detail(error)
    };
    let parts = Multipart::from_request(request, &()).await;
    let mut parts = parts.map_err(|error| broken(error.status(), error.body_text()))?;
    let mut sent = Sent::default();
    loop {
        let part = parts.next_field().await.map_err(|error| broken(error.status(), error.body_text()))?;
        let Some(part) = part else { return Ok(sent) };
        let field = part.name().unwrap_or_default().to_owned();
        let file = part.file_name().map(str::to_owned);
        let media_type = part.content_type().unwrap_or_default().to_owned();
        let content = part.bytes().await.map_err(|error| broken(error.status(), error.body_text()))?;
        match file {
            None => sent.fields.push((field, String::from_utf8_lossy(&content).replace("\r\n", "\n"))),
            Some(name) if name.is_empty() || content.is_empty() => {}
            Some(name) => sent.files.push(NewFile { name, media_type, data: BASE64_STANDARD.encode(&content) }),
        }
    }
}

/// Leaves a message.
pub(super) async fn leave_message(State(site): State<Site>, request: Request) -> Response {
    let (mut parts, sent) = match form(request).await {
        Ok(form) => form,
        Err(refused) => return refused.into_response(),
    };
    let api = match site.api(&mut parts).await {
        Ok(api) => api,
        Err(failure) => return failure.into_response(),
    };
    let mut typed = read(sent.fields);
    let added = add_files(&api, &mut typed, sent.files).await;
    let refusal = match added.and_then(|()| message(&typed)) {
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
        typed.files.clear();
    }
    // The page itself is read, whatever was posted.
    parts.method = Method::GET;
    let status = StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    let page = Request::from_parts(parts, axum::body::Body::empty());
    site.render(page, Some(Typed { problem: Some(refusal), ..typed }), status).await
}

/// Adds files for the message; each is named in the page that comes back.
async fn add_files(api: &client::Api, typed: &mut Typed, files: Vec<NewFile>) -> Result<(), Problem> {
    let Ok(message) = typed.client_id.parse::<ClientId>() else { return Ok(()) };
    for body in files {
        let name = body.name.clone();
        api.call(AddMessageFile { message, body }).await.map_err(problem)?;
        typed.files.push(name);
    }
    Ok(())
}

fn problem(error: CallError) -> Problem {
    match error {
        CallError::Problem(problem) => problem,
        other => *Failure::conflict("fault", "This could not be done.").detail(other.to_string()).0,
    }
}

/// The form's fields; unknown ones are somebody else's and mean nothing.
fn read(fields: Vec<(String, String)>) -> Typed {
    let mut typed = Typed::default();
    for (name, value) in fields {
        if let Some(field) = name.strip_prefix("values.").and_then(|id| id.parse::<FieldId>().ok()) {
            answer(&mut typed.values, field, value);
            continue;
        }
        if name == "added" {
            typed.files.push(value);
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
        *field = value;
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
        let typed = read(decoded(b"department=x&text=a%0D%0Ab&email=%3Cscript%3E&role=admin&text=second"));
        assert_eq!((&*typed.text, &*typed.email, &*typed.department), ("second", "<script>", "x"));
        assert!(typed.client_id.parse::<ClientId>().is_ok());
        assert_eq!(message(&typed).unwrap_err().fields[0].field, "department");
        assert_eq!(read(decoded(b"\xff\xfe%zz=&=")).text, "");
    }
}
