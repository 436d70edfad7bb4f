//! What changes search templates and the tables they look in.

use std::collections::HashMap;

use base64::{Engine, prelude::BASE64_STANDARD};
use contract::{
    history::{FieldChange, Subject},
    people::AgentRef,
    searches::{NewSearchTable, SearchDetails, SearchSource},
};
use sea_orm::DbErr;
use serde_json::json;
use uuid::Uuid;

use super::{
    rules,
    sheet::{self, Sheet},
    store::{self, Search},
    uploads,
};
use crate::{
    fields::changes::{fields, hold},
    platform::{Answered, App, Failure, Tx, history, ids, outside::Outside},
};

/// How many rows are written at a time: other writes come between.
const AT_ONCE: usize = 1_000;

/// A header's value: what can be sent in one.
fn sendable(secret: &str) -> bool {
    secret.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && secret.trim() == secret
}

/// Makes a search template.
pub async fn create(app: &App, by: AgentRef, new: SearchDetails) -> Answered<Search> {
    let app2 = app.clone();
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let fields = fields(tx).await?;
                let details = checked(&app2, new, &fields)?;
                let told = rules::told(&details, &fields);
                let search = Search {
                    id: ids::new_id(),
                    details,
                    secret: None,
                    upload: None,
                    columns: Vec::new(),
                    rows: 0,
                    archived: false,
                    version: 1,
                };
                store::insert(tx, &search).await?;
                write(tx, search.id, &by, "created", history::changes(&json!({}), &told)).await?;
                Ok(search)
            })
        })
        .await
}

/// Changes a search template.
pub async fn update(app: &App, by: AgentRef, id: Uuid, version: i64, new: SearchDetails) -> Answered<Search> {
    let app2 = app.clone();
    let written = app.db().write(move |tx| {
        Box::pin(async move {
            let before = held(tx, id, version).await?;
            let fields = fields(tx).await?;
            let details = checked(&app2, new, &fields)?;
            if details == before.details {
                return Ok(before);
            }
            let mut changes = history::changes(&rules::told(&before.details, &fields), &rules::told(&details, &fields));
            let mut after = Search { version: version + 1, ..before.clone() };
            if !rules::keeps_table(&before.details, &details) {
                (after.upload, after.columns, after.rows) = (None, Vec::new(), 0);
            }
            if before.secret.is_some() && !rules::keeps_secret(&before.details.source, &details.source) {
                after.secret = None;
                changes.push(FieldChange { field: "secret".into(), from: Some("…".into()), to: None });
            }
            after.details = details;
            store::update(tx, &after).await?;
            if after.upload.is_none() {
                uploads::forget(tx, before.upload).await?;
            }
            write(tx, id, &by, "changed", changes).await?;
            Ok::<_, Failure>(after)
        })
    });
    written.await
}

/// Archives a search template.
pub async fn archive(app: &App, by: AgentRef, id: Uuid) -> Answered<()> {
    let written = app.db().write(move |tx| {
        Box::pin(async move {
            hold(tx).await?;
            let before = store::one(tx, id).await?.ok_or_else(Failure::not_found)?;
            if before.archived {
                return Ok(());
            }
            uploads::forget(tx, before.upload).await?;
            let after = Search {
                archived: true,
                secret: None,
                upload: None,
                columns: Vec::new(),
                rows: 0,
                version: before.version + 1,
                ..before
            };
            store::update(tx, &after).await?;
            write(tx, id, &by, "archived", Vec::new()).await
        })
    });
    written.await
}

/// Sets the header's value, or takes it away.
pub async fn set_secret(app: &App, by: AgentRef, id: Uuid, version: i64, secret: String) -> Answered<Search> {
    if !sendable(&secret) {
        return Err(Failure::field("secret", "malformed", "This cannot be sent in a header."));
    }
    let sealed = match &*secret {
        "" => None,
        secret => Some(app.vault().seal(id.as_bytes(), secret)?),
    };
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let before = held(tx, id, version).await?;
                if !matches!(&before.details.source, SearchSource::Http { header, .. } if !header.is_empty()) {
                    return Err(Failure::field("secret", "no_header", "There is no header that would carry it."));
                }
                if before.secret.is_none() && sealed.is_none() {
                    return Ok(before);
                }
                let told = |secret: &Option<Vec<u8>>| secret.as_ref().map(|_| "…".to_owned());
                let (from, to) = (told(&before.secret), told(&sealed));
                let after = Search { secret: sealed, version: version + 1, ..before };
                store::update(tx, &after).await?;
                write(tx, id, &by, "changed", vec![FieldChange { field: "secret".into(), from, to }]).await?;
                Ok(after)
            })
        })
        .await
}

/// Puts a table in the place of the one there is. It is written beside it, some rows at a time, and looked in when all
/// are there.
pub async fn set_table(app: &App, by: AgentRef, id: Uuid, version: i64, new: NewSearchTable) -> Answered<Search> {
    let search = store::one(app.db().read(), id).await?.ok_or_else(Failure::not_found)?;
    may_change(&search, version)?;
    if !matches!(search.details.source, SearchSource::Table {}) {
        return Err(Failure::field("data", "other_source", "This search looks elsewhere, not in a table."));
    }
    let read = tokio::task::spawn_blocking(move || read(&new.data, &search.details)).await;
    let Read { columns, rows, many } = read.map_err(|error| DbErr::Custom(error.to_string()))??;
    let upload = ids::new_id();
    app.db().write(move |tx| Box::pin(async move { uploads::begin(tx, upload).await })).await?;
    for part in rows.chunks(AT_ONCE) {
        let part = part.to_vec();
        app.db().write(move |tx| Box::pin(async move { store::insert_rows(tx, upload, part).await })).await?;
    }
    let put = app.db().write(move |tx| {
        Box::pin(async move {
            let before = held(tx, id, version).await?;
            uploads::forget(tx, before.upload).await?;
            let told = |rows: i64, columns: &[String]| (rows > 0).then(|| format!("{rows} × {}", columns.join(", ")));
            let (from, to) = (told(before.rows, &before.columns), told(many, &columns));
            let after = Search { upload: Some(upload), columns, rows: many, version: version + 1, ..before };
            store::update(tx, &after).await?;
            write(tx, id, &by, "changed", vec![FieldChange { field: "table".into(), from, to }]).await?;
            Ok::<_, Failure>(after)
        })
    });
    put.await
}

/// A table, ready to be stored.
struct Read {
    columns: Vec<String>,
    /// What each row is found by, and its cells; of those found by the same, the first.
    rows: Vec<(String, Vec<String>)>,
    many: i64,
}

fn read(data: &str, details: &SearchDetails) -> Answered<Read> {
    let wrong = |code: &str, message: &str| Failure::field("data", code, message);
    let file = BASE64_STANDARD.decode(data).map_err(|_| wrong("malformed", "This is no file in base64."))?;
    let Sheet { columns, rows } = sheet::read(&file).map_err(|flaw| wrong(flaw.code(), &flaw.to_string()))?;
    let mut places = Vec::new();
    for input in &details.inputs {
        let place = columns.iter().position(|column| *column == input.name);
        let missing = || wrong("missing_column", &format!("The table has no column named {}.", input.name));
        places.push(place.ok_or_else(missing)?);
    }
    let many = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let mut known: HashMap<String, Vec<String>> = HashMap::with_capacity(rows.len());
    for cells in rows {
        let found_by = rules::found_by(places.iter().map(|place| &*cells[*place]));
        known.entry(found_by).or_insert(cells);
    }
    Ok(Read { columns, rows: known.into_iter().collect(), many })
}

/// A search that is to be changed, kept from others who would.
async fn held(tx: &Tx, id: Uuid, version: i64) -> Answered<Search> {
    hold(tx).await?;
    let search = store::one(tx, id).await?.ok_or_else(Failure::not_found)?;
    may_change(&search, version)?;
    Ok(search)
}

fn may_change(search: &Search, version: i64) -> Answered<()> {
    match search {
        Search { version: known, .. } if *known != version => Err(Failure::stale()),
        Search { archived: true, .. } => Err(Failure::conflict("archived", "This search template was archived.")),
        _ => Ok(()),
    }
}

fn checked(app: &App, details: SearchDetails, fields: &crate::fields::rules::Fields) -> Answered<SearchDetails> {
    let outside = Outside::new(&app.config().inside_hosts);
    let databases = app.config().lookup_database_names();
    rules::checked(details, fields, &databases, |url| outside.may_call(url)).map_err(Failure::fields)
}

async fn write(tx: &Tx, id: Uuid, by: &AgentRef, act: &str, changes: Vec<FieldChange>) -> Answered<()> {
    let act = history::Act { subject: Subject::Search, id, by: Some(by), act, about: None, changes };
    Ok(history::write(tx, act).await?)
}
