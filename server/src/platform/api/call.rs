//! Reads a call: path, `If-Match`, query or JSON; and says precisely what does not read.

use axum::{
    body::Bytes,
    extract::{FromRequest, RawPathParams, Request},
    http::{HeaderMap, StatusCode, header},
};
use contract::{Endpoint, FieldProblem, Method};
use garde::Validate;
use serde::de::DeserializeOwned;

use crate::platform::{App, error::Failure};

/// The largest JSON body, in bytes.
pub const BODY_BYTES: usize = 512 * 1024;

/// A received, validated call of an endpoint.
#[derive(Clone, Debug)]
pub struct Call<E: Endpoint>(pub E);

impl<E> FromRequest<App> for Call<E>
where
    E: Endpoint,
    E::Body: Validate<Context = ()>,
{
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        let (mut parts, body) = request.into_parts();
        let parameters = <RawPathParams as axum::extract::FromRequestParts<App>>::from_request_parts(&mut parts, app)
            .await
            .map_err(|_| Failure::not_found())?;
        let version = if_match::<E>(&parts.headers)?;
        let body: E::Body = if E::METHOD.in_query() {
            read_query(parts.uri.query().unwrap_or_default())?
        } else {
            let bytes =
                Bytes::from_request(Request::from_parts(parts.clone(), body), app).await.map_err(|rejection| {
                    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
                        Failure::new(
                            StatusCode::PAYLOAD_TOO_LARGE,
                            "too_large",
                            "This is more than can be sent at once.",
                        )
                    } else {
                        Failure::new(StatusCode::BAD_REQUEST, "unreadable", "The request broke off.")
                    }
                })?;
            read_json(&parts.headers, &bytes)?
        };
        body.validate().map_err(|report| Failure::fields(explain(&report)))?;
        let find = |name: &'static str| parameters.iter().find(|(key, _)| *key == name).map(|(_, value)| value);
        // An id that does not read is the id of nothing.
        E::receive(find, version, body).map(Call).map_err(|_| Failure::not_found())
    }
}

fn if_match<E: Endpoint>(headers: &HeaderMap) -> Result<Option<i64>, Failure> {
    if !E::VERSIONED || E::METHOD != Method::Put {
        return Ok(None);
    }
    let Some(value) = headers.get(header::IF_MATCH) else {
        return Err(Failure::new(
            StatusCode::PRECONDITION_REQUIRED,
            "version_required",
            "Say in If-Match which version you mean to change.",
        ));
    };
    let version = value.to_str().ok().and_then(|text| text.trim().trim_matches('"').parse().ok());
    // A version we never gave out is another one than the present.
    version.map(Some).ok_or_else(Failure::stale)
}

fn read_query<B: DeserializeOwned>(query: &str) -> Result<B, Failure> {
    let pairs = serde_urlencoded::Deserializer::new(query_pairs(query));
    // `()` reads from nothing but an empty map of its own kind.
    if let Ok(unit) = serde_json::from_value::<B>(serde_json::Value::Null) {
        return if query.is_empty() { Ok(unit) } else { Err(unknown_parameter(query)) };
    }
    // No text of ours holds one, and PostgreSQL cannot even be asked.
    if let Some((name, _)) = query_pairs(query).find(|(_, value)| value.contains('\0')) {
        return Err(Failure::field(&name, "malformed", "A text holds no NUL."));
    }
    serde_path_to_error::deserialize(pairs).map_err(|error| {
        let path = error.path().to_string();
        Failure::fields(vec![field_problem(&path, &error.into_inner().to_string())])
    })
}

fn query_pairs(query: &str) -> form_urlencoded::Parse<'_> {
    form_urlencoded::parse(query.as_bytes())
}

fn unknown_parameter(query: &str) -> Failure {
    let name = query_pairs(query).next().map(|(name, _)| name.into_owned()).unwrap_or_default();
    Failure::field(&name, "unknown", "There is no such parameter here.")
}

fn read_json<B: DeserializeOwned>(headers: &HeaderMap, bytes: &[u8]) -> Result<B, Failure> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let unit = serde_json::from_value::<B>(serde_json::Value::Null).ok();
    let takes_nothing = unit.is_some();
    if let Some(unit) = unit
        && bytes.is_empty()
    {
        return Ok(unit);
    }
    // A form of a foreign page can send text/plain, and never this.
    if !kind.eq_ignore_ascii_case("application/json") {
        return Err(Failure::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json", "Send application/json."));
    }
    let begins = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    if !takes_nothing && begins != Some(&b'{') && is_json(bytes) {
        // A list would be read as the fields in their order.
        return Err(Failure::field("", "malformed", "Send a JSON object."));
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let body = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.into_inner();
        if !is_json(bytes) {
            return Failure::new(StatusCode::BAD_REQUEST, "malformed", "This is not JSON.").detail(inner.to_string());
        }
        Failure::fields(vec![field_problem(&path, &inner.to_string())])
    })?;
    json.end().map_err(|error| {
        Failure::new(StatusCode::BAD_REQUEST, "malformed", "This is not JSON.").detail(error.to_string())
    })?;
    Ok(body)
}

/// Whether something is JSON at all; a reader of one type calls another type's beginning a mistake of syntax.
fn is_json(bytes: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok()
}

/// Names the field a deserializer stopped at, from its path and its words.
fn field_problem(path: &str, message: &str) -> FieldProblem {
    let quoted = message.split('`').nth(1).unwrap_or_default();
    let (code, named) = if message.starts_with("unknown field") {
        ("unknown", true)
    } else if message.starts_with("missing field") {
        ("required", true)
    } else {
        ("malformed", false)
    };
    let parent = if path == "." { "" } else { path };
    let field = match (named, parent.is_empty()) {
        // The path of an unknown field already ends in its name.
        (true, _) if parent == quoted || parent.ends_with(&format!(".{quoted}")) => parent.to_owned(),
        (true, true) => quoted.to_owned(),
        (true, false) => format!("{parent}.{quoted}"),
        (false, _) => parent.to_owned(),
    };
    let message = message.split(" at line ").next().unwrap_or(message).to_owned();
    FieldProblem { field, code: code.into(), message }
}

fn explain(report: &garde::Report) -> Vec<FieldProblem> {
    let problem = |(path, error): &(garde::Path, garde::Error)| {
        let (code, message) = sentence(&error.to_string());
        FieldProblem { field: path.to_string(), code: code.into(), message }
    };
    report.iter().map(problem).collect()
}

/// What a rule of the contract says ("length is lower than 2"), as a code and a sentence for people.
fn sentence(rule: &str) -> (&'static str, String) {
    let limit = rule.rsplit(' ').next().unwrap_or_default();
    let length = rule.starts_with("length");
    match (rule.contains("greater than"), rule.contains("lower than") || rule.contains("less than")) {
        (true, _) if length => ("too_long", format!("This is too long: {limit} at most.")),
        (true, _) => ("too_large", format!("This is too large: {limit} at most.")),
        (_, true) if length && limit == "1" => ("required", "Fill this in.".to_owned()),
        (_, true) if length => ("too_short", format!("This is too short: {limit} at least.")),
        (_, true) => ("too_small", format!("This is too small: {limit} at least.")),
        _ => ("malformed", rule.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::people::{NewPerson, PeopleFilter};

    fn json(text: &str) -> Result<NewPerson, Failure> {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, "application/json; charset=utf-8".parse().unwrap());
        read_json(&headers, text.as_bytes())
    }

    #[test]
    fn names_the_field() {
        let details = r#"{"username":"ab","email":"a@b","name":"A","active":true"#;
        for (text, field, code) in [
            (format!(r#"{{"kind":"employee","details":{details},"role":"x"}}}}"#), "details.role", "unknown"),
            (format!(r#"{{"kind":"employee","details":{details}}},"verified":true}}"#), "verified", "unknown"),
            (r#"{"kind":"employee"}"#.to_owned(), "details", "required"),
            (format!(r#"{{"kind":"boss","details":{details}}}}}"#), "kind", "malformed"),
            (r#"{"kind":"employee","details":{"username":7}}"#.to_owned(), "details.username", "malformed"),
        ] {
            let failure = json(&text).unwrap_err();
            assert_eq!(failure.0.fields.len(), 1, "{text}: {failure:?}");
            assert_eq!((&*failure.0.fields[0].field, &*failure.0.fields[0].code), (field, code), "{text}");
        }
        for text in ["", "{", "nul", "{} x", "[1,", "\u{0}"] {
            assert_eq!(json(text).unwrap_err().0.status, 400, "{text:?}");
        }
    }

    #[test]
    fn says_what_a_rule_wants() {
        #[derive(garde::Validate)]
        struct Limits<'a> {
            #[garde(length(chars, min = 1, max = 3))]
            name: &'a str,
            #[garde(length(bytes, min = 2))]
            password: &'a str,
            #[garde(range(min = 1, max = 200))]
            limit: u32,
        }
        let said = |name, password, limit| {
            let report = garde::Validate::validate(&Limits { name, password, limit }).unwrap_err();
            let found = explain(&report).into_iter().map(|found| [found.field, found.code, found.message].join(" "));
            found.collect::<Vec<_>>()
        };
        assert_eq!(said("", "ab", 1), ["name required Fill this in."]);
        assert_eq!(said("abcd", "ab", 1), ["name too_long This is too long: 3 at most."]);
        assert_eq!(said("a", "b", 1), ["password too_short This is too short: 2 at least."]);
        assert_eq!(said("a", "ab", 0), ["limit too_small This is too small: 1 at least."]);
        assert_eq!(said("a", "ab", 201), ["limit too_large This is too large: 200 at most."]);
    }

    #[test]
    fn reads_queries() {
        let filter: PeopleFilter = read_query("kind=customer&limit=7").unwrap();
        assert_eq!(filter.limit, Some(7));
        assert_eq!(read_query::<PeopleFilter>("limit=x").unwrap_err().0.fields[0].code, "malformed");
        assert_eq!(read_query::<PeopleFilter>("sort=id").unwrap_err().0.fields[0].field, "sort");
        assert_eq!(read_query::<()>("a=1").unwrap_err().0.fields[0].field, "a");
        read_query::<()>("").unwrap();
    }

    #[test]
    fn refuses_what_a_form_could_send() {
        let mut headers = HeaderMap::new();
        for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""] {
            headers.insert(header::CONTENT_TYPE, kind.parse().unwrap());
            assert_eq!(read_json::<NewPerson>(&headers, b"{}").unwrap_err().0.status, 415, "{kind}");
        }
    }
}
