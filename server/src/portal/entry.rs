//! How a customer comes into an account: pages with plain forms. Each reads and writes at one path.

use axum::{
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use contract::{
    DepartmentId, Problem,
    accounts::{ChosenPassword, Forgotten},
    customers::{
        ForgetCustomerPassword, RegisterCustomer, Registration, ResetCustomerPassword, SignInCustomer, SignOutCustomer,
        Verification, VerifyCustomerEmail,
    },
    people::SignIn,
};
use portal::account::{Content, Form};

use super::{forms::Visit, own, render::Site};

/// Where a page of the portal is that one signs in for; everything else somebody may write into a link leads to the
/// requests.
fn own_path(next: &str) -> &str {
    let own = matches!(next, "/" | "/message" | "/profile" | "/requests") || next.starts_with("/requests/");
    let plain = next.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-".contains(&byte));
    let department = next.strip_prefix("/message?department=").is_some_and(|id| id.parse::<DepartmentId>().is_ok());
    if department || own && plain && !next.contains("//") { next } else { "/requests" }
}

/// The visit, or the refusal is answered.
macro_rules! visit {
    ($site:expr, $request:expr) => {
        match Visit::of($site, $request).await {
            Ok(visit) => visit,
            Err(failure) => return axum::response::IntoResponse::into_response(failure),
        }
    };
}
pub(super) use visit;

/// The words of a browser's language, for the mails that follow.
fn language(visit: &Visit) -> String {
    let named = visit.header("accept-language");
    named.split([',', ';']).next().unwrap_or_default().trim().chars().take(35).collect()
}

pub(super) async fn sign_in(State(site): State<Site>, request: Request) -> Response {
    let mut visit = visit!(site, request);
    if !visit.sent {
        let (again, next) = (visit.text("again") == "1", visit.text("next"));
        let form = Form::of([("next", &*next)]);
        return visit.show(if again { Content::SignInAgain(form) } else { Content::SignIn(form) }, 200).await;
    }
    let next = visit.text("next");
    let body = SignIn { login: visit.text("login"), password: visit.text("password") };
    if let Err(problem) = visit.call(SignInCustomer { body }).await {
        let (status, form) = (problem.status, visit.form(Some(problem)));
        return visit.show(Content::SignIn(form), status).await;
    }
    // What was written before the session ended is not lost.
    if !visit.text("text").is_empty() && own_path(&next) == next {
        return match visit.again().await {
            Ok(()) => own::ticket_to_answer(visit, &next).await,
            Err(failure) => failure.into_response(),
        };
    }
    visit.go(own_path(&next))
}

pub(super) async fn sign_out(State(site): State<Site>, request: Request) -> Response {
    let visit = visit!(site, request);
    // Whoever was signed out already is.
    let _ = visit.call(SignOutCustomer { body: () }).await;
    visit.go("/")
}

pub(super) async fn register(State(site): State<Site>, request: Request) -> Response {
    let visit = visit!(site, request);
    if !visit.sent {
        return visit.show(Content::Register(Form::default()), 200).await;
    }
    let body = Registration {
        name: visit.text("name"),
        email: visit.text("email"),
        phone: visit.text("phone"),
        language: language(&visit),
        password: visit.text("password"),
    };
    match visit.call(RegisterCustomer { body }).await {
        Ok(()) => visit.go("/register/sent"),
        Err(problem) => {
            let (status, form) = (problem.status, visit.form(Some(problem)));
            visit.show(Content::Register(form), status).await
        }
    }
}

pub(super) async fn check_mail(State(site): State<Site>, request: Request) -> Response {
    visit!(site, request).show(Content::CheckMail, 200).await
}

pub(super) async fn forgotten(State(site): State<Site>, request: Request) -> Response {
    let visit = visit!(site, request);
    if !visit.sent {
        return visit.show(Content::Forgotten(Form::default()), 200).await;
    }
    match visit.call(ForgetCustomerPassword { body: Forgotten { login: visit.text("login") } }).await {
        Ok(()) => visit.go("/forgotten/sent"),
        Err(problem) => {
            let (status, form) = (problem.status, visit.form(Some(problem)));
            visit.show(Content::Forgotten(form), status).await
        }
    }
}

pub(super) async fn reset(State(site): State<Site>, request: Request) -> Response {
    let visit = visit!(site, request);
    if !visit.sent {
        return by_link(visit, Content::Reset, None).await;
    }
    let body = ChosenPassword { token: visit.text("token"), password: visit.text("password") };
    match visit.call(ResetCustomerPassword { body }).await {
        Ok(()) => visit.go("/sign-in?again=1"),
        Err(problem) => by_link(visit, Content::Reset, Some(problem)).await,
    }
}

pub(super) async fn verification(State(site): State<Site>, request: Request) -> Response {
    let visit = visit!(site, request);
    if !visit.sent {
        return by_link(visit, Content::Verification, None).await;
    }
    let body = Verification { token: visit.text("token"), password: visit.text("password") };
    match visit.call(VerifyCustomerEmail { body }).await {
        Ok(_) => visit.go("/requests"),
        Err(problem) => by_link(visit, Content::Verification, Some(problem)).await,
    }
}

/// The form of a link, or that the link is over.
async fn by_link(visit: Visit, shown: fn(Form) -> Content, problem: Option<Problem>) -> Response {
    let over = visit.text("token").is_empty() || problem.as_ref().is_some_and(|problem| problem.code == "link_over");
    if over {
        return visit.show(Content::LinkOver, 410).await;
    }
    let (status, form) = (problem.as_ref().map_or(200, |problem| problem.status), visit.form(problem));
    visit.show(shown(form), status).await
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn class_32_signing_in_leads_to_ones_own_pages_only() {
        let message = "/message?department=01931a2b-0000-7000-8000-00000000abcd";
        for own in ["/requests", "/profile", "/requests/tickets/0190-aa", "/", "/message", message] {
            assert_eq!(own_path(own), own);
        }
        for other in [
            "",
            "/message?department=//evil.example",
            "/message?department=01931a2b-0000-7000-8000-00000000abcd&x=1",
            "/message?next=01931a2b-0000-7000-8000-00000000abcd",
            "/message/../sign-out",
            "//evil.example",
            "/\\evil.example",
            "%09//evil.example",
            "https://evil.example",
            "/requests//evil.example",
            "/requests/\\evil.example",
            "/requests@evil.example",
            "/requests?x=1",
            "/profile\r\nset-cookie: a=b",
            "/sign-out",
            "javascript:alert(1)",
        ] {
            assert_eq!(own_path(other), "/requests", "{other:?}");
        }
    }
}
