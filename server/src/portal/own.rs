//! A customer's own pages: the profile and the requests. Whoever is not signed in signs in first, and comes back.

use axum::{
    extract::{Request, State},
    response::{IntoResponse, Redirect, Response},
};
use contract::{
    AttachmentId, ClientId, Problem, TicketId,
    attachments::AddOwnTicketFile,
    customers::{
        AskForCustomerVerification, ChangeCustomerEmail, ChangeCustomerPassword, CustomerAccount, CustomerProfile,
        EndCustomerSession, GetCustomer, ListCustomerSessions, UpdateCustomer,
    },
    me::{EmailChange, PasswordChange, SignedInAt},
    requests::{
        CloseOwnTicket, GetOwnChat, GetOwnTicket, ListRequests, ReopenOwnTicket, ReplyToOwnTicket, RequestFilter,
    },
    tickets::NewReply,
};
use portal::account::{Content, Done, Form, Profile};

use super::{entry::visit, forms::Visit, render::Site};
use crate::platform::{Failure, ids};

/// What went wrong with a page to read: not signed in, not there, or on our side.
async fn refused(visit: Visit, problem: Problem) -> Response {
    match problem.status {
        401 => sign_in_first(visit, problem).await,
        400..500 => visit.not_here().await,
        _ => Failure(Box::new(problem)).into_response(),
    }
}

/// Asks who it is; what was written goes along.
async fn sign_in_first(visit: Visit, problem: Problem) -> Response {
    let next = visit.path().to_owned();
    if !visit.sent {
        return visit.go(&format!("/sign-in?next={next}"));
    }
    let text = visit.text("text");
    let form = Form { problem: Some(problem), ..Form::of([("next", &*next), ("text", &*text)]) };
    visit.show(Content::SignIn(form), 401).await
}

/// The page's forms as the account fills them.
fn filled(account: CustomerAccount, sessions: Vec<SignedInAt>) -> Profile {
    let (said, version) = (&account.profile, account.version.to_string());
    let details = [
        ("name", &*said.name),
        ("phone", &*said.phone),
        ("language", said.language.split('-').next().unwrap_or_default()),
        ("version", &*version),
    ];
    let (email, password) = (Form::default(), Form::default());
    Profile { details: Form::of(details), email, password, sessions, done: None, account }
}

async fn show_profile(visit: Visit, status: u16, with: impl FnOnce(&mut Profile, Form), form: Form) -> Response {
    let found =
        async { (visit.call(GetCustomer { body: () }).await, visit.call(ListCustomerSessions { body: () }).await) };
    match found.await {
        (Ok(account), Ok(sessions)) => {
            let mut page = filled(account, sessions.items);
            with(&mut page, form);
            visit.show(Content::Profile(Box::new(page)), status).await
        }
        (Err(problem), _) | (_, Err(problem)) => sign_in_first(visit, problem).await,
    }
}

pub(super) async fn profile(State(site): State<Site>, request: Request) -> Response {
    let visit = visit!(site, request);
    let done = match &*visit.text("done") {
        "saved" => Some(Done::Saved),
        "password" => Some(Done::Password),
        "email" => Some(Done::Email),
        "verification" => Some(Done::Verification),
        "signed-out" => Some(Done::SignedOut),
        _ => None,
    };
    show_profile(visit, 200, |page, _| page.done = done, Form::default()).await
}

/// Where a page is reloaded at the path a form was sent to.
pub(super) async fn to_profile() -> Response {
    Redirect::to("/profile").into_response()
}

pub(super) async fn details(State(site): State<Site>, request: Request) -> Response {
    let visit = visit!(site, request);
    let body =
        CustomerProfile { name: visit.text("name"), phone: visit.text("phone"), language: visit.text("language") };
    let version = visit.text("version").parse().unwrap_or_default();
    match visit.call(UpdateCustomer { version, body }).await {
        Ok(_) => visit.go("/profile?done=saved"),
        Err(problem) => {
            let (status, stale) = (problem.status, problem.code == "stale");
            let typed = visit.form(Some(problem));
            let put = move |page: &mut Profile, mut typed: Form| {
                if stale {
                    // What was typed stands over what is there now, for its owner to decide.
                    typed.typed.retain(|(name, _)| name != "version");
                    typed.typed.push(("version".into(), page.account.version.to_string()));
                }
                page.details = typed;
            };
            show_profile(visit, status, put, typed).await
        }
    }
}

pub(super) async fn email(State(site): State<Site>, request: Request) -> Response {
    let visit = visit!(site, request);
    let body = EmailChange { email: visit.text("email"), password: visit.text("password") };
    match visit.call(ChangeCustomerEmail { body }).await {
        Ok(()) => visit.go("/profile?done=email"),
        Err(problem) => {
            let (status, typed) = (problem.status, visit.form(Some(problem)));
            show_profile(visit, status, |page, typed| page.email = typed, typed).await
        }
    }
}

pub(super) async fn password(State(site): State<Site>, request: Request) -> Response {
    let visit = visit!(site, request);
    let body = PasswordChange { old: visit.text("old"), password: visit.text("password") };
    match visit.call(ChangeCustomerPassword { body }).await {
        Ok(()) => visit.go("/profile?done=password"),
        Err(problem) => {
            let (status, typed) = (problem.status, visit.form(Some(problem)));
            show_profile(visit, status, |page, typed| page.password = typed, typed).await
        }
    }
}

pub(super) async fn verification(State(site): State<Site>, request: Request) -> Response {
    let visit = visit!(site, request);
    match visit.call(AskForCustomerVerification { body: () }).await {
        Ok(()) => visit.go("/profile?done=verification"),
        Err(problem) => {
            let status = problem.status;
            let said = Form { problem: Some(problem), ..Form::default() };
            let put = |page: &mut Profile, said: Form| page.details.problem = said.problem;
            show_profile(visit, status, put, said).await
        }
    }
}

/// Signs out in another browser; where that is over already, it is as it should be.
pub(super) async fn end_session(State(site): State<Site>, request: Request) -> Response {
    let visit = visit!(site, request);
    let Ok(session) = visit.text("session").parse() else { return visit.not_here().await };
    match visit.call(EndCustomerSession { session, body: () }).await {
        Err(problem) if problem.status == 401 => sign_in_first(visit, problem).await,
        Err(problem) if problem.status != 404 => Failure(Box::new(problem)).into_response(),
        _ => visit.go("/profile?done=signed-out"),
    }
}

pub(super) async fn requests(State(site): State<Site>, request: Request) -> Response {
    let visit = visit!(site, request);
    let after = Some(visit.text("after")).filter(|after| !after.is_empty());
    match visit.call(ListRequests { body: RequestFilter { after } }).await {
        Ok(page) => visit.show(Content::Requests(page), 200).await,
        Err(problem) => refused(visit, problem).await,
    }
}

/// The id at the end of a page's path; an id that does not read is the id of nothing.
fn id<T: std::str::FromStr>(path: &str) -> Option<T> {
    path.rsplit('/').next().and_then(|id| id.parse().ok())
}

/// A form for an answer, with what was typed into it already and the files that were added.
fn answer(text: &str, files: &[(AttachmentId, String)], problem: Option<Problem>, client_id: Option<ClientId>) -> Form {
    let client_id = client_id.map_or_else(|| ids::new_id().to_string(), |id| id.to_string());
    let mut form = Form { problem, ..Form::of([("text", text), ("client_id", &*client_id)]) };
    form.typed.extend(files.iter().map(|(id, name)| ("file".to_owned(), format!("{id}/{name}"))));
    form
}

async fn show_ticket(visit: Visit, ticket: TicketId, status: u16, form: Form) -> Response {
    match visit.call(GetOwnTicket { ticket, body: () }).await {
        Ok(found) => visit.show(Content::Ticket(Box::new(found), form), status).await,
        Err(problem) => refused(visit, problem).await,
    }
}

pub(super) async fn ticket(State(site): State<Site>, request: Request) -> Response {
    let visit = visit!(site, request);
    match id(visit.path()) {
        Some(ticket) => show_ticket(visit, ticket, 200, answer("", &[], None, None)).await,
        None => visit.not_here().await,
    }
}

/// A ticket with what was written before its writer had to sign in again.
pub(super) async fn ticket_to_answer(visit: Visit, path: &str) -> Response {
    let text = visit.text("text");
    match id(path) {
        Some(ticket) => show_ticket(visit, ticket, 200, answer(&text, &[], None, None)).await,
        None => visit.not_here().await,
    }
}

/// What the buttons below a ticket do: send the answer, also on closing; open it again.
pub(super) async fn reply(State(site): State<Site>, request: Request) -> Response {
    let mut visit = visit!(site, request);
    let Some(ticket) = id::<TicketId>(visit.path()) else { return visit.not_here().await };
    let text = visit.text("text");
    let client_id = visit.text("client_id").parse().ok().unwrap_or_else(|| ClientId(ids::new_id()));
    let (files, added) = add_files(&mut visit, ticket).await;
    let act = visit.text("act");
    let says = !text.trim().is_empty() || !files.is_empty();
    let done = async {
        added?;
        if act == "reopen" {
            return visit.call(ReopenOwnTicket { ticket, body: () }).await;
        }
        let mut said = None;
        if says || act != "close" {
            let files = files.iter().map(|(file, _)| *file).collect();
            let body = NewReply { client_id, text: text.clone(), files };
            said = Some(visit.call(ReplyToOwnTicket { ticket, body }).await?);
        }
        match said {
            Some(said) if act != "close" => Ok(said),
            // Where the ticket was locked, the answer began another one.
            said => visit.call(CloseOwnTicket { ticket: said.map_or(ticket, |said| said.row.id), body: () }).await,
        }
    };
    match done.await {
        Ok(said) => visit.go(&format!("/requests/tickets/{}", said.row.id)),
        Err(problem) if problem.status == 401 => sign_in_first(visit, problem).await,
        Err(problem) => {
            // What came back changed since it was sent under this id is another answer.
            let client_id = Some(client_id).filter(|_| problem.code != "client_id_reused");
            let status = problem.status;
            show_ticket(visit, ticket, status, answer(&text, &files, Some(problem), client_id)).await
        }
    }
}

/// The files of an answer: those that came with an earlier form and are still wanted, and those that came with this one.
async fn add_files(visit: &mut Visit, ticket: TicketId) -> (Vec<(AttachmentId, String)>, Result<(), Problem>) {
    let before = visit.texts("file").filter_map(|file| file.split_once('/'));
    let mut files: Vec<(AttachmentId, String)> =
        before.filter_map(|(id, name)| Some((id.parse().ok()?, name.to_owned()))).collect();
    for body in std::mem::take(&mut visit.files) {
        match visit.call(AddOwnTicketFile { ticket, body }).await {
            Ok(added) => files.push((added.id, added.name)),
            Err(problem) => return (files, Err(problem)),
        }
    }
    (files, Ok(()))
}

pub(super) async fn chat(State(site): State<Site>, request: Request) -> Response {
    let visit = visit!(site, request);
    let Some(chat) = id(visit.path()) else { return visit.not_here().await };
    match visit.call(GetOwnChat { chat, body: () }).await {
        Ok(found) => visit.show(Content::Chat(Box::new(found)), 200).await,
        Err(problem) => refused(visit, problem).await,
    }
}
