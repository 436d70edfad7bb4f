//! The portal's part of the API.

use crate::{
    attachments, departments, fields,
    people::{Customer, Peer},
    platform::{
        App, Failure,
        api::{Answer, Api, Call, answer},
    },
    tickets::{self, Writer},
};
use axum::{extract::State, http::HeaderMap};
use contract::{
    List,
    attachments::{AddMessageFile, FILE_BYTES},
    fields::GetPortalQuestions,
    portal::{GetPortalHome, KnownCustomer, LeavePortalMessage, PortalHome},
};
use uuid::Uuid;

/// How many files may be added from an address in ten minutes, before anything is left.
const FILES_IN_TEN_MINUTES: u32 = 60;

/// This slice's part of the API.
pub fn routes(api: Api) -> Api {
    api.serve(home)
        .serve(leave_message)
        .serve_up_to(FILE_BYTES * 3 / 2, add_file)
        .serve(questions)
        .with(super::accounts::routes)
        .with(super::requests::routes)
}

/// The brand whose host was asked for.
pub(super) async fn brand(app: &App, headers: &HeaderMap) -> Result<departments::tables::brands::Model, Failure> {
    let host = headers.get("host").and_then(|host| host.to_str().ok()).unwrap_or_default();
    departments::brand_by_host(app.db().read(), host).await?.ok_or_else(Failure::not_found)
}

async fn home(
    State(app): State<App>,
    customer: Option<Customer>,
    headers: HeaderMap,
    Call(_): Call<GetPortalHome>,
) -> Answer<GetPortalHome> {
    let brand = brand(&app, &headers).await?;
    let availability = fields::availability(&app, brand.id).await?;
    let customer = customer.map(|Customer { account, .. }| KnownCustomer { name: account.name, email: account.email });
    answer(PortalHome { look: departments::look(&brand), brand_key: brand.key, availability, customer })
}

async fn leave_message(
    State(app): State<App>,
    peer: Peer,
    customer: Option<Customer>,
    headers: HeaderMap,
    Call(LeavePortalMessage { mut body }): Call<LeavePortalMessage>,
) -> Answer<LeavePortalMessage> {
    let brand = brand(&app, &headers).await?;
    let most = app.config().anonymous_per_minute;
    app.limits().hit(&format!("message/{}", peer.key()), most, 60_000).map_err(Failure::too_many)?;
    // Of anybody, what the client made its id for is told apart by the id alone. Who is signed in writes as the account,
    // whatever the form says.
    let writer = match customer {
        Some(customer) => {
            let (role, account) = (customer.role(), customer.account);
            (body.name, body.email) = (account.name, account.email);
            Writer { author: account.id, account: Some(account.id), role }
        }
        None => Writer::default(),
    };
    answer(tickets::leave_message(&app, brand.id, writer, body).await?)
}

async fn add_file(
    State(app): State<App>,
    peer: Peer,
    customer: Option<Customer>,
    headers: HeaderMap,
    Call(AddMessageFile { message, body }): Call<AddMessageFile>,
) -> Answer<AddMessageFile> {
    brand(&app, &headers).await?;
    let key = format!("message files/{}", peer.key());
    app.limits().hit(&key, FILES_IN_TEN_MINUTES, 600_000).map_err(Failure::too_many)?;
    let author = customer.map_or_else(Uuid::nil, |customer| customer.account.id);
    attachments::add(&app, message.0, author, body).await?;
    answer(())
}

async fn questions(
    State(app): State<App>,
    headers: HeaderMap,
    Call(GetPortalQuestions { department, kind, .. }): Call<GetPortalQuestions>,
) -> Answer<GetPortalQuestions> {
    let brand = brand(&app, &headers).await?;
    let found = departments::public_department(app.db().read(), brand.id, department.0).await?;
    found.ok_or_else(Failure::not_found)?;
    answer(List { items: fields::forms(&app).await?.questions(kind, department.0) })
}
