//! Every type: what reads, what it prints, what is refused.

use contract::{
    FieldId, OptionId,
    fields::{FieldOption, FieldType},
};
use proptest::prelude::*;

use super::*;

fn field(kind: FieldType) -> Field {
    let option = |id: u128, archived| FieldOption {
        id: OptionId(Uuid::from_u128(id)),
        text: ["TV", "Magazine", "Radio"][usize::try_from(id).unwrap() - 1].into(),
        archived,
    };
    Field {
        id: FieldId(Uuid::from_u128(9)),
        name: "Referrer".into(),
        kind,
        options: vec![option(2, false), option(1, false), option(3, true)],
        default: Vec::new(),
        archived: false,
        version: 1,
    }
}

fn read_as(kind: FieldType, value: &[&str]) -> Result<Vec<Part>, Invalid> {
    let value: Vec<String> = value.iter().map(|text| (*text).to_owned()).collect();
    read(&field(kind), &value, &[], "NO".parse().unwrap())
}

const ALL: [FieldType; 11] = [
    FieldType::Line,
    FieldType::Text,
    FieldType::Number,
    FieldType::Date,
    FieldType::DateTime,
    FieldType::YesNo,
    FieldType::Choice,
    FieldType::Choices,
    FieldType::Email,
    FieldType::Phone,
    FieldType::Url,
];

#[test]
fn what_reads_and_how_it_is_written() {
    use FieldType::{Date, DateTime, Email, Line, Number, Phone, Text, Url, YesNo};
    for (kind, typed, written, number) in [
        (Line, " one\nline ", "one line", None),
        (Text, "two\r\nlines \n", "two\nlines", None),
        (Number, "12", "12", Some(12.0)),
        (Number, " -0.50 ", "-0.5", Some(-0.5)),
        (Number, "-0", "0", Some(0.0)),
        (Number, "007", "7", Some(7.0)),
        (Number, "123456789012345", "123456789012345", Some(123_456_789_012_345.0)),
        (Number, "0.1", "0.1", Some(0.1)),
        (Date, "2024-02-29", "2024-02-29", Some(1_709_164_800_000.0)),
        (DateTime, "1970-01-01T00:01", "1970-01-01T00:01", Some(60_000.0)),
        (DateTime, "2026-11-22T09:30:00", "2026-11-22T09:30", Some(1_795_339_800_000.0)),
        (YesNo, "yes", "yes", None),
        (YesNo, "no", "no", None),
        (Email, "Anna@EXAMPLE.com", "Anna@example.com", None),
        (Phone, "22 33 44 55", "22 33 44 55", None),
        (Url, "example.com/a?b=c", "https://example.com/a?b=c", None),
        (Url, "http://example.com", "http://example.com/", None),
    ] {
        let parts = read_as(kind, &[typed]).unwrap_or_else(|error| panic!("{kind:?} {typed}: {error}"));
        let [part] = &parts[..] else { panic!("{kind:?} {typed}: {parts:?}") };
        assert_eq!((&*part.value, &*part.shown, part.number), (written, written, number), "{kind:?} {typed}");
    }
    assert_eq!(read_as(Phone, &["22 33 44 55"]).unwrap()[0].normal.as_deref(), Some("+4722334455"));
}

#[test]
fn what_is_refused() {
    use FieldType::{Choice, Choices, Date, DateTime, Email, Line, Number, Phone, Text, Url, YesNo};
    let long = "x".repeat(501);
    let longer = "x".repeat(10_001);
    for (kind, value, code) in [
        (Line, vec![&*long], "too_long"),
        (Line, vec!["a", "b"], "malformed"),
        (Text, vec![&*longer], "too_long"),
        (Number, vec!["inf"], "malformed"),
        (Number, vec!["NaN"], "malformed"),
        (Number, vec!["1e9"], "malformed"),
        (Number, vec!["1,5"], "malformed"),
        (Number, vec!["1."], "malformed"),
        (Number, vec![".5"], "malformed"),
        (Number, vec!["+1"], "malformed"),
        (Number, vec!["--1"], "malformed"),
        (Number, vec!["1234567890123456"], "malformed"),
        (Number, vec!["٣"], "malformed"),
        (Date, vec!["2026-02-29"], "malformed"),
        (Date, vec!["2026-13-01"], "malformed"),
        (Date, vec!["22.11.2026"], "malformed"),
        (Date, vec!["0000-01-01"], "malformed"),
        (Date, vec!["+2026-01-01"], "malformed"),
        (DateTime, vec!["2026-11-22"], "malformed"),
        (DateTime, vec!["2026-11-22T24:00"], "malformed"),
        (DateTime, vec!["2026-11-22T09:30Z"], "malformed"),
        (DateTime, vec!["2026-11-22T09:30:15"], "malformed"),
        (YesNo, vec!["true"], "malformed"),
        (Choice, vec!["TV"], "unknown"),
        (Choice, vec!["00000000-0000-0000-0000-000000000003"], "unknown"),
        (Choice, vec!["00000000-0000-0000-0000-000000000007"], "unknown"),
        (Choice, vec!["00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"], "malformed"),
        (Choices, vec!["00000000-0000-0000-0000-000000000001", "x"], "unknown"),
        (Email, vec!["anna"], "malformed"),
        (Phone, vec!["call me"], "malformed"),
        (Url, vec!["javascript:alert(1)"], "malformed"),
        (Url, vec!["JaVaScRiPt://example.com/%0aalert(1)"], "malformed"),
        (Url, vec!["java\tscript:alert(1)"], "malformed"),
        (Url, vec!["data:text/html,<script>"], "malformed"),
        (Url, vec!["https://user:word@example.com"], "malformed"),
        (Url, vec!["//example.com"], "malformed"),
        (Url, vec!["https://localhost"], "malformed"),
    ] {
        let refused = read_as(kind, &value);
        assert_eq!(refused.as_ref().map_err(Invalid::code), Err(code), "{kind:?} {value:?}");
    }
}

#[test]
fn nothing_is_no_answer() {
    for kind in ALL {
        for nothing in [&[][..], &[""]] {
            assert_eq!(read_as(kind, nothing), Ok(Vec::new()), "{kind:?}");
        }
    }
    assert_eq!(read_as(FieldType::Line, &[" \u{0} "]), Ok(Vec::new()));
}

#[test]
fn options_stand_in_their_order_once_and_archived_ones_stay() {
    let id = |id: u128| Uuid::from_u128(id).to_string();
    let value = [id(1), id(2), id(1)];
    let parts = read_as(FieldType::Choices, &value.iter().map(String::as_str).collect::<Vec<_>>()).unwrap();
    let shown: Vec<&str> = parts.iter().map(|part| &*part.shown).collect();
    assert_eq!(shown, ["Magazine", "TV"]);
    let kept = [Uuid::from_u128(3)];
    let parts = read(&field(FieldType::Choice), &[id(3)], &kept, "NO".parse().unwrap()).unwrap();
    assert_eq!(&*parts[0].shown, "Radio");
}

proptest! {
    /// What was printed reads again, and prints the same.
    #[test]
    fn printed_values_read_as_themselves(
        kind in proptest::sample::select(ALL.to_vec()),
        text in prop_oneof![
            ".{0,40}",
            "-?[0-9]{1,12}(\\.[0-9]{1,6})?",
            "[0-9]{4}-[01][0-9]-[0-3][0-9](T[0-2][0-9]:[0-5][0-9](:00)?)?",
            "(yes|no)",
            "00000000-0000-0000-0000-00000000000[0-4]",
            "[a-z]{1,8}@[a-z]{1,8}\\.com",
            "(https?://)?[a-z]{1,8}\\.org(/[a-z]{0,5})?",
            "\\+47 ?[2-9][0-9]{7}",
        ],
    ) {
        if let Ok(parts) = read_as(kind, &[&text]) {
            let values: Vec<&str> = parts.iter().map(|part| &*part.value).collect();
            prop_assert_eq!(read_as(kind, &values), Ok(parts.clone()));
            prop_assert!(parts.iter().all(|part| !part.value.contains('\0')));
        }
    }

    /// A number keeps every digit it was written with.
    #[test]
    fn numbers_keep_their_digits(whole in 0_u64..1_000_000_000, fraction in 0_u32..1_000_000, minus in any::<bool>()) {
        let text = format!("{}{whole}.{fraction:06}", if minus { "-" } else { "" });
        let part = read_as(FieldType::Number, &[&text]).unwrap().remove(0);
        let plain = text.trim_end_matches('0').trim_end_matches('.');
        let plain = if plain == "-0" { "0" } else { plain };
        prop_assert_eq!(part.value, plain);
    }
}
