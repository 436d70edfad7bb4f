//! Forms that work without script: they post to their page's own path, are decoded into the operation's body, call it in
//! process, and answer with the next page, or with the same page, its errors and everything typed.

use axum::{
    extract::{Request, State},
    http::{Method, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use client::CallError;
use contract::{
    ClientId, DepartmentId, FieldId, FieldProblem, Problem, fields::GivenValue, portal::LeavePortalMessage,
    widget::NewLeftMessage,
};
use portal::Typed;

use super::render::Site;
use crate::platform::{Failure, api::BODY_BYTES, headers, ids};

/// Leaves a message.
pub(super) async fn leave_message(State(site): State<Site>, request: Request) -> Response {
    if !headers::comes_from_us(request.headers()) {
        return Failure::new(StatusCode::FORBIDDEN, "foreign_origin", "This came from another site's page.")
            .into_response();
    }
    let (mut parts, body) = request.into_parts();
    let api = match site.api(&mut parts).await {
        Ok(api) => api,
        Err(failure) => return failure.into_response(),
    };
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return Failure::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_a_form", "Send a form.").into_response();
    }
    let Ok(bytes) = axum::body::to_bytes(body, BODY_BYTES).await else {
        return Failure::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "This is more than can be sent at once.")
            .into_response();
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
