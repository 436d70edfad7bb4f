//! Mail over HTTP: the log of what came.

use axum::extract::State;
use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use contract::{
    List, MailId,
    mail_templates::{
        GetBrandMailTemplates, GetDepartmentMailTemplates, SetBrandMailTemplates, SetDepartmentMailTemplates,
    },
    mailboxes::{FetchMailbox, GetMailbox, RemoveMailbox, SetMailbox},
    mails::{ListMails, MAIL_BYTES, MailFate, RetryMail, TakeInMail, TakenMail},
};

use super::{
    inbound, log, mailbox,
    templates::{self, Owner},
};
use crate::{
    departments::{self, CompanyManager},
    platform::{
        App, Failure,
        api::{Answer, Api, Call, answer},
        words::from_text,
    },
};

/// Serves this slice.
pub fn routes(api: Api) -> Api {
    api.serve_up_to(MAIL_BYTES * 3 / 2, take_in)
        .serve(list_mails)
        .serve(retry)
        .serve(get_mailbox)
        .serve(set_mailbox)
        .serve(remove_mailbox)
        .serve(fetch_mailbox)
        .serve(get_department_templates)
        .serve(set_department_templates)
        .serve(get_brand_templates)
        .serve(set_brand_templates)
}

async fn take_in(
    State(app): State<App>,
    CompanyManager(agent): CompanyManager,
    Call(TakeInMail { body }): Call<TakeInMail>,
) -> Answer<TakeInMail> {
    let raw = BASE64_STANDARD.decode(body.raw.as_bytes());
    let raw = Bytes::from(raw.map_err(|_| Failure::field("raw", "malformed", "The mail is not in base64."))?);
    let taken = match body.department {
        None => inbound::deliver(&app, raw).await?,
        Some(department) => {
            let found = departments::live_department(app.db().read(), department.0).await?;
            let sees = |row: &departments::tables::departments::Model| {
                departments::may_see_department(&agent, row.id, row.confidential)
            };
            let department = found.filter(sees).ok_or_else(Failure::not_found)?;
            vec![inbound::take_in(&app, department.id, raw).await?]
        }
    };
    let taken = taken.into_iter();
    let items = taken.map(|one| TakenMail { id: MailId(one.mail), fate: one.fate, known: one.known });
    answer(List { items: items.collect() })
}

async fn list_mails(
    State(app): State<App>,
    CompanyManager(agent): CompanyManager,
    Call(ListMails { body }): Call<ListMails>,
) -> Answer<ListMails> {
    answer(log::list(app.db().read(), &agent, &body).await?)
}

async fn retry(
    State(app): State<App>,
    CompanyManager(agent): CompanyManager,
    Call(RetryMail { mail, body: () }): Call<RetryMail>,
) -> Answer<RetryMail> {
    let known = log::mail(app.db().read(), &agent, mail.0).await?;
    if from_text::<MailFate>(&known.fate)? != MailFate::Quarantined {
        return Err(Failure::stale());
    }
    inbound::retry(&app, known).await?;
    let now = log::mail(app.db().read(), &agent, mail.0).await?;
    answer(log::row(app.db().read(), now).await?)
}

async fn get_mailbox(
    State(app): State<App>,
    CompanyManager(agent): CompanyManager,
    Call(GetMailbox { department, body: () }): Call<GetMailbox>,
) -> Answer<GetMailbox> {
    let mailbox = mailbox::get(&app, &agent, department.0).await?;
    let version = mailbox.version;
    Ok(answer::<GetMailbox>(mailbox)?.version(version))
}

async fn set_mailbox(
    State(app): State<App>,
    CompanyManager(agent): CompanyManager,
    Call(SetMailbox { department, version, body }): Call<SetMailbox>,
) -> Answer<SetMailbox> {
    let mailbox = mailbox::set(&app, agent, department.0, version, body).await?;
    let version = mailbox.version;
    Ok(answer::<SetMailbox>(mailbox)?.version(version))
}

async fn remove_mailbox(
    State(app): State<App>,
    CompanyManager(agent): CompanyManager,
    Call(RemoveMailbox { department, body: () }): Call<RemoveMailbox>,
) -> Answer<RemoveMailbox> {
    answer(mailbox::remove(&app, agent, department.0).await?)
}

async fn fetch_mailbox(
    State(app): State<App>,
    CompanyManager(agent): CompanyManager,
    Call(FetchMailbox { department, body: () }): Call<FetchMailbox>,
) -> Answer<FetchMailbox> {
    answer(mailbox::fetch_now(&app, &agent, department.0).await?)
}

async fn get_department_templates(
    State(app): State<App>,
    CompanyManager(agent): CompanyManager,
    Call(GetDepartmentMailTemplates { department, body: () }): Call<GetDepartmentMailTemplates>,
) -> Answer<GetDepartmentMailTemplates> {
    let templates = templates::get(app.db().read(), &agent, Owner::Department(department)).await?;
    let version = templates.version;
    Ok(answer::<GetDepartmentMailTemplates>(templates)?.version(version))
}

async fn set_department_templates(
    State(app): State<App>,
    CompanyManager(agent): CompanyManager,
    Call(SetDepartmentMailTemplates { department, version, body }): Call<SetDepartmentMailTemplates>,
) -> Answer<SetDepartmentMailTemplates> {
    let templates = templates::set(&app, agent, Owner::Department(department), version, body).await?;
    let version = templates.version;
    Ok(answer::<SetDepartmentMailTemplates>(templates)?.version(version))
}

async fn get_brand_templates(
    State(app): State<App>,
    CompanyManager(agent): CompanyManager,
    Call(GetBrandMailTemplates { brand, body: () }): Call<GetBrandMailTemplates>,
) -> Answer<GetBrandMailTemplates> {
    let templates = templates::get(app.db().read(), &agent, Owner::Brand(brand)).await?;
    let version = templates.version;
    Ok(answer::<GetBrandMailTemplates>(templates)?.version(version))
}

async fn set_brand_templates(
    State(app): State<App>,
    CompanyManager(agent): CompanyManager,
    Call(SetBrandMailTemplates { brand, version, body }): Call<SetBrandMailTemplates>,
) -> Answer<SetBrandMailTemplates> {
    let templates = templates::set(&app, agent, Owner::Brand(brand), version, body).await?;
    let version = templates.version;
    Ok(answer::<SetBrandMailTemplates>(templates)?.version(version))
}
