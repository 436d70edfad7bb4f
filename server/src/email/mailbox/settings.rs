//! What administrators say of a department's mailbox.

use contract::{
    DepartmentId,
    history::{FieldChange, Subject},
    mailboxes::{Mailbox, MailboxDetails, NewMailbox},
};
use sea_orm::DbErr;
use url::Host;
use uuid::Uuid;

use super::{
    super::tables::mailboxes,
    runner::{self, Fetchers},
    store,
};
use crate::{
    departments::{self, Agent},
    people::validity,
    platform::{
        Answered, App, Failure, Time, Tx, history,
        words::{from_text, to_text},
    },
};

/// The longest that somebody waits for a mailbox to be fetched; it goes on by itself then.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(30);

/// A department's mailbox.
pub async fn get(app: &App, agent: &Agent, department: Uuid) -> Answered<Mailbox> {
    permit(app, agent, department).await?;
    shown(department, store::mailbox(app.db().read(), department).await?)
}

/// Says where a department's mails are fetched.
pub async fn set(app: &App, agent: Agent, department: Uuid, version: i64, new: NewMailbox) -> Answered<Mailbox> {
    permit(app, &agent, department).await?;
    let details = checked(new.details).map_err(|field| Failure::field(field, "malformed", "This does not read."))?;
    let sealed = match &new.password {
        Some(password) => Some(app.vault().seal(department.as_bytes(), password)?),
        None => None,
    };
    let with_old = new.with_old;
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let old = store::mailbox(tx, department).await?;
                if old.as_ref().map_or(0, |old| old.version) != version {
                    return Err(Failure::stale());
                }
                let before = old.as_ref().map(described).transpose()?;
                let elsewhere = before.as_ref().is_none_or(|before| is_elsewhere(before, &details));
                let moved = elsewhere || before.as_ref().is_none_or(|before| before.folder != details.folder);
                let secret = match (sealed, &old) {
                    (Some(sealed), _) => sealed,
                    // A password is sent nowhere but where it was entered for.
                    (None, Some(old)) if !elsewhere => old.secret.clone(),
                    (None, _) => {
                        return Err(Failure::field("password", "required", "The password for this server is missing."));
                    }
                };
                let kept = old.as_ref().filter(|_| !moved);
                let since = if with_old { Time(0) } else { tx.now() };
                let row = mailboxes::Model {
                    department_id: department,
                    protocol: to_text(&details.protocol),
                    host: details.host.clone(),
                    port: details.port.into(),
                    security: to_text(&details.security),
                    username: details.username.clone(),
                    folder: details.folder.clone(),
                    enabled: details.enabled,
                    checked_by: details.checked_by.clone(),
                    plus_addresses: details.plus_addresses,
                    secret,
                    since: kept.map_or(since, |old| old.since),
                    uid_validity: kept.map_or(0, |old| old.uid_validity),
                    last_uid: kept.map_or(0, |old| old.last_uid),
                    fetched_at: kept.and_then(|old| old.fetched_at),
                    problem: String::new(),
                    version: version + 1,
                };
                if moved {
                    store::forget_uidls(tx, department).await?;
                }
                store::put(tx, row, old.is_none()).await?;
                let nothing = serde_json::json!({});
                let before = before.map_or(nothing, |before| serde_json::to_value(before).unwrap_or_default());
                write_history(tx, &agent, department, "mailbox_set", history::changes(&before, &details)).await
            })
        })
        .await?;
    changed(app);
    shown(department, store::mailbox(app.db().read(), department).await?)
}

/// A department's mails are not fetched any more.
pub async fn remove(app: &App, agent: Agent, department: Uuid) -> Answered<Mailbox> {
    permit(app, &agent, department).await?;
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                if store::mailbox(tx, department).await?.is_none() {
                    return Ok(());
                }
                store::remove(tx, department).await?;
                write_history(tx, &agent, department, "mailbox_removed", Vec::new()).await
            })
        })
        .await?;
    changed(app);
    shown(department, None)
}

/// Fetches what is there now.
pub async fn fetch_now(app: &App, agent: &Agent, department: Uuid) -> Answered<Mailbox> {
    permit(app, agent, department).await?;
    let mailbox = store::mailbox(app.db().read(), department).await?.ok_or_else(Failure::not_found)?;
    // Why it failed stands on the mailbox.
    let _ = tokio::time::timeout(PATIENCE, runner::once(app, &mailbox)).await;
    shown(department, store::mailbox(app.db().read(), department).await?)
}

async fn permit(app: &App, agent: &Agent, department: Uuid) -> Answered<()> {
    let row = departments::live_department(app.db().read(), department).await?;
    let row = row.filter(|row| departments::may_see_department(agent, row.id, row.confidential));
    row.map(|_| ()).ok_or_else(Failure::not_found)
}

fn changed(app: &App) {
    if let Some(fetchers) = app.lent::<Fetchers>() {
        fetchers.changed();
    }
}

/// Details without what surrounds them; else the field that does not read.
fn checked(details: MailboxDetails) -> Result<MailboxDetails, &'static str> {
    let line = |text: &str| validity::clean_line(text);
    let (host, username, folder) = (line(&details.host).to_lowercase(), line(&details.username), line(&details.folder));
    if Host::parse(&host).is_err() {
        return Err("details.host");
    }
    if username.is_empty() {
        return Err("details.username");
    }
    if folder.is_empty() {
        return Err("details.folder");
    }
    let checked_by = line(&details.checked_by).to_lowercase();
    if checked_by.contains(char::is_whitespace) {
        return Err("details.checked_by");
    }
    Ok(MailboxDetails { host, username, folder, checked_by, ..details })
}

/// Whether somebody else is signed in with, or by another way.
fn is_elsewhere(before: &MailboxDetails, now: &MailboxDetails) -> bool {
    let way = |of: &MailboxDetails| (of.protocol, of.host.clone(), of.port, of.security, of.username.clone());
    way(before) != way(now)
}

fn described(row: &mailboxes::Model) -> Result<MailboxDetails, DbErr> {
    Ok(MailboxDetails {
        protocol: from_text(&row.protocol)?,
        host: row.host.clone(),
        port: u16::try_from(row.port).unwrap_or_default(),
        security: from_text(&row.security)?,
        username: row.username.clone(),
        folder: row.folder.clone(),
        enabled: row.enabled,
        checked_by: row.checked_by.clone(),
        plus_addresses: row.plus_addresses,
    })
}

fn shown(department: Uuid, row: Option<mailboxes::Model>) -> Answered<Mailbox> {
    let department = DepartmentId(department);
    let Some(row) = row else {
        return Ok(Mailbox { department, details: None, fetched_at: None, problem: String::new(), version: 0 });
    };
    Ok(Mailbox {
        department,
        details: Some(described(&row)?),
        fetched_at: row.fetched_at.map(Into::into),
        problem: row.problem,
        version: row.version,
    })
}

async fn write_history(tx: &Tx, by: &Agent, id: Uuid, act: &str, changes: Vec<FieldChange>) -> Answered<()> {
    let act = history::Act { subject: Subject::Department, id, by: Some(&by.me), act, about: None, changes };
    Ok(history::write(tx, act).await?)
}
