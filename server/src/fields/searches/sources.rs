//! Asks a source. What is asked there is never written into what asks: see [`address`](super::address) and
//! [`statement`](super::statement).

use std::time::Duration;

use contract::searches::{SearchOutcome, SearchSource};

use super::{
    cache::Cache,
    http,
    rules::{self, Record},
    sql,
    store::{self, Search},
};
use crate::platform::App;

/// Why a source was not asked, or did not answer.
#[derive(Clone, Debug)]
pub struct Failed {
    /// In a word.
    pub outcome: SearchOutcome,
    /// What the source says of it; for whoever sets it up.
    pub detail: Option<String>,
}

impl Failed {
    /// Without more to say.
    pub fn with(outcome: SearchOutcome) -> Failed {
        Failed { outcome, detail: None }
    }

    /// With what the source says.
    pub fn told(outcome: SearchOutcome, detail: impl ToString) -> Failed {
        Failed { outcome, detail: Some(detail.to_string()) }
    }
}

/// What a source answers: a record, or that it knows none.
pub type Answer = Result<Option<Record>, Failed>;

/// Asks the source for some texts, one for each input.
pub async fn ask(app: &App, search: &Search, texts: &[String]) -> Answer {
    let patience = Duration::from_millis(u64::from(search.details.timeout_ms));
    let answer = async {
        match &search.details.source {
            SearchSource::Table {} => table(app, search, texts).await,
            SearchSource::Http { url, header, at } => http::ask(app, search, (url, header, at), texts).await,
            SearchSource::Sql { database, statement } => {
                let url = app.config().lookup_database(database);
                let url = url.ok_or_else(|| Failed::with(SearchOutcome::NoDatabase))?;
                sql::ask(url, statement, &named(search, texts), patience).await
            }
        }
    };
    tokio::time::timeout(patience, answer).await.unwrap_or_else(|_| Err(Failed::with(SearchOutcome::Late)))
}

/// The same for what is filled with it, as remembered where that was said.
pub async fn ask_or_remember(app: &App, search: &Search, texts: &[String]) -> Result<Option<Vec<String>>, Failed> {
    let (cache, now) = (app.lent::<Cache>(), app.clock().now());
    if let Some(found) = cache.and_then(|cache| cache.get(search, texts, now)) {
        return Ok(Some(found));
    }
    let found = ask(app, search, texts).await.inspect_err(|failed| {
        let Failed { outcome, detail } = failed;
        tracing::warn!(search = %search.id, ?outcome, detail, "a search template's source did not answer");
    })?;
    let picked = found.map(|record| rules::picked(&search.details, &record));
    if let (Some(cache), Some(picked)) = (cache, &picked) {
        cache.put(search, texts, picked, now);
    }
    Ok(picked)
}

/// The inputs' names and texts.
pub fn named<'a>(search: &'a Search, texts: &'a [String]) -> Vec<(&'a str, &'a str)> {
    search.details.inputs.iter().map(|input| &*input.name).zip(texts.iter().map(String::as_str)).collect()
}

async fn table(app: &App, search: &Search, texts: &[String]) -> Answer {
    if search.upload.is_none() {
        return Err(Failed::with(SearchOutcome::NoTable));
    }
    let found_by = rules::found_by(texts.iter().map(String::as_str));
    let found = store::found(app.db().read(), search.id, &found_by).await;
    let found = found.map_err(|error| Failed::told(SearchOutcome::Unreachable, error))?;
    Ok(found.map(|(columns, cells)| columns.into_iter().zip(cells).collect()))
}
