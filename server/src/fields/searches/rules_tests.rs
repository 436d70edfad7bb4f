//! What a record fills, and what is still the same after a change.

use contract::{OptionId, fields::FieldOption};
use rstest::rstest;

use super::*;

fn field(kind: FieldType) -> Field {
    let option = |n: u128, text: &str, archived| FieldOption {
        id: OptionId(uuid::Uuid::from_u128(n)),
        text: text.into(),
        archived,
    };
    let options = vec![option(1, "Lamp", false), option(2, "Desk, white", false), option(3, "Chair", true)];
    Field {
        id: FieldId(uuid::Uuid::nil()),
        name: "Field".into(),
        kind,
        options: if kind.has_options() { options } else { Vec::new() },
        default: Vec::new(),
        archived: false,
        version: 1,
    }
}

#[rstest]
#[case(FieldType::Line, " Lamp ", Some("Lamp"))]
#[case(FieldType::Line, "  ", None)]
#[case(FieldType::Number, "12.50", Some("12.5"))]
#[case(FieldType::Number, "12,50", None)]
#[case(FieldType::Date, "2025-03-01", Some("2025-03-01"))]
#[case(FieldType::Date, "2025-03-01T00:00:00+01:00", Some("2025-03-01"))]
#[case(FieldType::Date, "2025-03-01 00:00:00", Some("2025-03-01"))]
#[case(FieldType::Date, "01/03/2025", None)]
#[case(FieldType::DateTime, "2025-03-01 09:30:15.123", Some("2025-03-01T09:30"))]
#[case(FieldType::DateTime, "2025-03-01", None)]
#[case(FieldType::YesNo, "TRUE", Some("yes"))]
#[case(FieldType::YesNo, "0", Some("no"))]
#[case(FieldType::YesNo, "perhaps", None)]
#[case(FieldType::Choice, "lamp", Some("Lamp"))]
#[case(FieldType::Choice, "Desk, White", Some("Desk, white"))]
#[case(FieldType::Choice, "Chair", None)]
#[case(FieldType::Choice, "", None)]
#[case(FieldType::Choices, "Desk, white", Some("Desk, white"))]
#[case(FieldType::Choices, "lamp; Lamp", Some("Lamp"))]
#[case(FieldType::Choices, "lamp, sofa", None)]
#[case(FieldType::Url, "javascript:alert(1)", None)]
#[case(FieldType::Email, "ann@example.com", Some("ann@example.com"))]
fn a_text_is_read_as_the_fields_type(#[case] kind: FieldType, #[case] text: &str, #[case] shown: Option<&str>) {
    let read = read(&field(kind), text, "NO".parse().unwrap());
    let told = read.map(|parts| parts.into_iter().map(|part| part.shown).collect::<Vec<_>>().join("; "));
    assert_eq!(told.as_deref(), shown);
}

#[test]
fn what_a_row_is_found_by() {
    let by = |texts: &[&str]| found_by(texts.iter().copied());
    assert_eq!(by(&["A-1", "Lamp"]), by(&[" a-1", "LAMP "]));
    assert_ne!(by(&["A-1", "Lamp"]), by(&["A-1Lamp", ""]));
    assert_ne!(by(&["A-1", "Lamp"]), by(&["A-1L", "amp"]));
    assert_eq!(by(&["A-1"]).len(), 64);
}

#[test]
fn a_record_is_what_its_names_say() {
    let source = SearchSource::Table {};
    let results = vec![SearchResult { from: "/owner/names/0".into(), field: FieldId(uuid::Uuid::nil()) }];
    let details = details(source, results);
    let json = json!({ "a": "x", "b": 1.5, "c": true, "d": null, "e": ["x", 2], "f": [{}], "g": "\0",
        "owner": { "names": ["Ann"] } });
    let found = record(&json, &details);
    let told: Vec<String> = found.iter().map(|(name, text)| format!("{name} {text}")).collect();
    assert_eq!(told, ["/owner/names/0 Ann", "a x", "b 1.5", "c yes", "e x, 2"]);
    assert_eq!(picked(&details, &found), ["Ann"]);
    assert_eq!(picked(&details, &Vec::new()), [""]);
}

fn details(source: SearchSource, results: Vec<SearchResult>) -> SearchDetails {
    let input = SearchInput { name: "serial".into(), field: FieldId(uuid::Uuid::nil()) };
    SearchDetails {
        name: "Devices".into(),
        kinds: vec![ItemKind::Chat],
        required: false,
        inputs: vec![input],
        results,
        source,
        timeout_ms: 1_000,
        cache_seconds: 0,
    }
}

#[rstest]
#[case("https://a.example/b", "X-Key", true)]
#[case("https://a.example:443/{serial}?x", "x-key", true)]
#[case("https://a.example:8443/", "X-Key", false)]
#[case("http://a.example/", "X-Key", false)]
#[case("https://b.example/", "X-Key", false)]
#[case("https://a.example/", "X-Other", false)]
#[case("https://a.example/", "", false)]
fn a_secret_stays_where_it_was_set_for(#[case] url: &str, #[case] header: &str, #[case] stays: bool) {
    let http =
        |url: &str, header: &str| SearchSource::Http { url: url.into(), header: header.into(), at: String::new() };
    let before = http("https://a.example/{serial}", "X-Key");
    assert_eq!(keeps_secret(&before, &http(url, header)), stays);
    assert!(!keeps_secret(&before, &SearchSource::Table {}));
    assert!(!keeps_secret(&http("https://a.example/", ""), &http("https://a.example/", "")));
}
