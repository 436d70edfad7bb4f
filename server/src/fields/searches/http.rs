//! Asks a server elsewhere, which answers JSON.

use axum::http::{HeaderName, HeaderValue, Request, StatusCode, header};
use contract::searches::SearchOutcome;
use serde_json::Value;

use super::{
    address, rules,
    sources::{Answer, Failed, named},
    store::Search,
};
use crate::platform::{
    App,
    outside::{Outside, Unreached},
};

/// Asks at an address, with the secret in a header, for what is somewhere in the answer.
pub async fn ask(app: &App, search: &Search, (url, name, at): (&str, &str, &str), texts: &[String]) -> Answer {
    let forbidden = |_| Failed::with(SearchOutcome::Forbidden);
    let pieces = address::pieces(url).map_err(forbidden)?;
    let named = named(search, texts);
    let text = |name: &str| named.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| *text);
    // Nothing is known there by such a name.
    let Some(url) = address::filled(&pieces, text) else { return Ok(None) };
    let mut request = Request::get(url.as_str()).header(header::ACCEPT, "application/json");
    if let Some(secret) = secret(app, search)
        && let (Ok(name), Ok(mut value)) = (name.parse::<HeaderName>(), HeaderValue::from_bytes(secret.as_bytes()))
    {
        value.set_sensitive(true);
        request = request.header(name, value);
    }
    let request = request.body(Vec::new()).map_err(|error| Failed::told(SearchOutcome::Unreadable, error))?;
    let answer = Outside::new(&app.config().inside_hosts).call(request).await.map_err(|unreached| match unreached {
        Unreached::Forbidden(_) => Failed::with(SearchOutcome::Forbidden),
        Unreached::Late => Failed::with(SearchOutcome::Late),
        Unreached::Silent(why) => Failed::told(SearchOutcome::Unreachable, why),
    })?;
    match answer.status() {
        StatusCode::NOT_FOUND | StatusCode::NO_CONTENT => return Ok(None),
        StatusCode::OK => {}
        status => return Err(Failed::told(SearchOutcome::Unreadable, status)),
    }
    let json: Value =
        serde_json::from_slice(answer.body()).map_err(|error| Failed::told(SearchOutcome::Unreadable, error))?;
    let found = match json.pointer(at) {
        Some(Value::Array(all)) => all.first(),
        found => found,
    };
    match found {
        None | Some(Value::Null) => Ok(None),
        Some(record @ Value::Object(_)) => Ok(Some(rules::record(record, &search.details))),
        Some(_) => Err(Failed::told(SearchOutcome::Unreadable, "this is no JSON object")),
    }
}

fn secret(app: &App, search: &Search) -> Option<String> {
    app.vault().open_sealed(search.id.as_bytes(), search.secret.as_deref()?)
}
