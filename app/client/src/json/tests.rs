//! The reader against `serde_json`: what one reads the other reads, and the same.

use contract::{
    chat::{Destination, PublicEntry},
    live::VisitorFrame,
};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{query, read, write};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Kind {
    Plain,
    Holding(u8),
    Pair(i32, String),
    Named { a: Option<bool> },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Thing {
    #[serde(default)]
    words: Vec<String>,
    kind: Kind,
    pair: (u64, i64),
    maybe: Option<Box<Thing>>,
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..6)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn everything_is_read_as_serde_json_reads_it(value in any_json()) {
        for text in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
            prop_assert_eq!(&read::<Value>(&text).unwrap(), &serde_json::from_str::<Value>(&text).unwrap());
        }
    }

    #[test]
    fn nothing_makes_it_fall(text in any::<String>(), signs in "[\\[\\]{}\":,0-9a-z\\\\ -]{0,40}") {
        let _ = (read::<Value>(&text), read::<Thing>(&signs), read::<Vec<String>>(&signs));
        if serde_json::from_str::<Value>(&signs).is_ok() && !signs.contains(['.', 'e', 'E']) {
            prop_assert!(read::<Value>(&signs).is_ok());
        }
    }

    #[test]
    fn queries_are_as_forms_write_them(text in any::<String>(), number in any::<Option<u64>>()) {
        #[derive(Serialize)]
        struct Asked { text: String, #[serde(skip_serializing_if = "Option::is_none")] number: Option<u64>, none: Option<bool> }
        let asked = Asked { text, number, none: None };
        prop_assert_eq!(query(&write(&asked).unwrap()).unwrap(), serde_urlencoded::to_string(&asked).unwrap());
    }
}

#[test]
fn types_are_read() {
    let thing = Thing {
        words: vec!["a\"\\\u{8}\n😀".into(), String::new()],
        kind: Kind::Named { a: None },
        pair: (u64::MAX, i64::MIN),
        maybe: Some(Box::new(Thing { words: Vec::new(), kind: Kind::Plain, pair: (0, -1), maybe: None })),
    };
    assert_eq!(read::<Thing>(&write(&thing).unwrap()).unwrap(), thing);
    for kind in [Kind::Plain, Kind::Holding(7), Kind::Pair(-7, "x".into()), Kind::Named { a: Some(true) }] {
        assert_eq!(read::<Kind>(&write(&kind).unwrap()).unwrap(), kind);
    }
    assert_eq!(read::<Vec<()>>(" [ null , null ] ").unwrap(), [(), ()]);
    assert_eq!(read::<Vec<f64>>("[0.5, -12e2, 3]").unwrap(), [0.5, -1200.0, 3.0]);
    assert_eq!(read::<String>(r#""\u00e4\ud83d\ude00\/""#).unwrap(), "ä😀/");
}

#[test]
fn what_does_not_read_is_refused() {
    for text in [
        "",
        " ",
        "[",
        "[1,]",
        "[1 2]",
        "[,1]",
        "{",
        r#"{"a"}"#,
        r#"{"a":1,}"#,
        "nul",
        "01",
        "1 2",
        "\"\n\"",
        r#""\x""#,
        r#""\ud800""#,
        "-",
        "+1",
        "1.",
        "tru",
        "1.5",
        "[1]]",
        "{1:2}",
    ] {
        assert!(read::<Value>(text).is_err(), "{text}");
    }
    assert!(read::<(u8, u8)>("[1,2,3]").is_err());
    assert!(read::<u8>("256").is_err());
    assert!(read::<f64>("01.5").is_err() && read::<f64>(".5").is_err() && read::<f64>("nan").is_err());
    assert!(read::<u64>("18446744073709551616").is_err());
    assert!(read::<Value>(&"[".repeat(100_000)).is_err());
    let missing = read::<Thing>(r#"{"kind":"Plain","maybe":null}"#).unwrap_err();
    assert_eq!(missing.to_string(), "pair at 29");
    assert_eq!(read::<Thing>(r#"{"other":1}"#).unwrap_err().what, "unknown field");
}

#[test]
fn the_contracts_shapes_are_read() {
    let id = "01931a2b-0000-7000-8000-000000000000";
    let entry = json!({ "number": 3, "at": "t", "kind": "message", "from": "agent", "name": "Mari", "text": "Hi", "client_id": id });
    let by_serde: PublicEntry = serde_json::from_value(entry.clone()).unwrap();
    assert_eq!(read::<PublicEntry>(&entry.to_string()).unwrap(), by_serde);
    let frame = json!({ "chat": id, "entry": entry, "hear": "entry" });
    let by_serde: VisitorFrame = serde_json::from_value(frame.clone()).unwrap();
    assert_eq!(read::<VisitorFrame>(&frame.to_string()).unwrap(), by_serde);
    let destination = json!({ "id": id, "to": "group" });
    let by_serde: Destination = serde_json::from_value(destination.clone()).unwrap();
    assert_eq!(read::<Destination>(&destination.to_string()).unwrap(), by_serde);
}

#[test]
fn queries_take_plain_values_only() {
    assert_eq!(query("null").unwrap(), "");
    assert_eq!(query("{}").unwrap(), "");
    assert_eq!(query(r#"{"after":7,"who":"a b&c","open":true,"none":null}"#).unwrap(), "after=7&who=a+b%26c&open=true");
    assert!(query(r#"{"a":[1]}"#).is_err());
}
