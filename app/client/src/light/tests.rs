//! What is read and written without serde against what serde reads and writes.

use std::fmt::Debug;

use contract::{
    Problem,
    chat::{PublicEntry, SeenUpTo},
    live::{ClientFrame, PortalFrame, VisitorFrame},
    tree::{FromTree, ToTree, Tree},
    widget::{
        Availability, Identity, NewChat, NewLeftMessage, NewVisitor, NewVisitorMessage, PublicLog, PublicPosition,
        Receipt, VisitorChat, VisitorPass, WidgetState,
    },
};
use proptest::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, from_value, json, to_value};

use super::{read, write};
use crate::json;

const ID: &str = "01931a2b-0000-7000-8000-00000000abcd";

/// Reads the same by both, and refuses whatever serde refuses: less of it, and other things in its place.
fn same<T: FromTree + DeserializeOwned + Serialize + Debug>(value: &Value) {
    let shown = |value: Option<T>| value.map(|value| to_value(value).unwrap());
    let both = |value: &Value| {
        let (light, serde) = (read::<T>(&value.to_string()).ok(), from_value::<T>(value.clone()).ok());
        let (light, serde) = (shown(light), shown(serde));
        assert_eq!(light, serde, "{value}");
        light.is_some()
    };
    assert!(both(value), "{value}");
    let Some(fields) = value.as_object() else { return };
    for name in fields.keys() {
        let mut less = value.clone();
        less.as_object_mut().unwrap().remove(name);
        both(&less);
        for other in [json!(true), json!(7), json!("else"), json!({})] {
            let mut changed = value.clone();
            changed[name] = other;
            both(&changed);
        }
    }
    let mut more = value.clone();
    more["a field of tomorrow"] = json!([-1, 0.5, { "deep": null }]);
    assert!(both(&more), "{more}");
}

fn entries() -> Vec<Value> {
    let kinds = [
        json!({ "kind": "message", "from": "agent", "name": "Mari", "text": "Hi \"you\"\n\\ 👋", "client_id": ID }),
        json!({ "kind": "joined", "name": "Mari" }),
        json!({ "kind": "waiting_again" }),
        json!({ "kind": "transferred", "department": "Sales" }),
        json!({ "kind": "seen", "by": "visitor", "up_to": 4 }),
        json!({ "kind": "ended", "by": "agent" }),
        json!({ "kind": "ended", "by": "silence" }),
    ];
    let whole = |mut entry: Value| {
        entry["number"] = 7.into();
        entry["at"] = "2026-11-22T09:30:00.000Z".into();
        entry
    };
    kinds.into_iter().map(whole).collect()
}

fn chat() -> Value {
    json!({ "id": ID, "department": "Sales", "state": "waiting", "position": 2, "expected_wait": 60, "agent": "Mari", "picture": "0a",
            "started_at": "t", "last": 1 })
}

fn availability() -> Value {
    let open = json!({ "id": ID, "name": "Sales", "description": "", "chat_now": true, "takes_messages": false,
                       "asks": true });
    let mut closed = open.clone();
    closed["opens_at"] = "2026-11-23T08:00:00.000Z".into();
    json!({ "departments": [open, closed], "version": 3 })
}

fn state() -> Value {
    let look = json!({ "name": "ABC", "hue": 250, "chroma": 130, "headline": "Hello", "welcome": "", "logo": "" });
    json!({ "visitor": ID, "name": "", "email": "a@b.c", "look": look, "availability": availability(), "chat": chat() })
}

#[test]
fn answers_are_read_as_serde_reads_them() {
    entries().iter().for_each(same::<PublicEntry>);
    same::<PublicLog>(&json!({ "entries": entries(), "more": false }));
    same::<VisitorChat>(&chat());
    same::<Availability>(&availability());
    same::<WidgetState>(&state());
    same::<VisitorPass>(&json!({ "token": "t", "state": state() }));
    same::<Receipt>(&json!({ "number": 4_711, "department": "Sales" }));
    same::<()>(&Value::Null);
    let fields = json!([{ "field": "name", "code": "required", "message": "Give a name." }]);
    let problem = json!({ "status": 422, "code": "invalid", "title": "No.", "detail": "Why", "retry_after": 3 });
    let mut whole = problem.clone();
    whole["fields"] = fields;
    assert_eq!(read::<Problem>(&whole.to_string()).unwrap(), from_value::<Problem>(whole).unwrap());
    assert_eq!(read::<Problem>(&problem.to_string()).unwrap(), from_value::<Problem>(problem).unwrap());
}

#[test]
fn frames_are_heard_as_serde_hears_them() {
    for entry in entries() {
        same::<VisitorFrame>(&json!({ "hear": "entry", "chat": ID, "entry": entry }));
    }
    for frame in [
        json!({ "hear": "welcome" }),
        json!({ "hear": "chat", "chat": chat() }),
        json!({ "hear": "availability", "availability": availability() }),
        json!({ "hear": "typing", "chat": ID, "name": "Mari" }),
        json!({ "hear": "forgotten" }),
        json!({ "hear": "closing" }),
    ] {
        same::<VisitorFrame>(&frame);
    }
    for frame in [json!({ "hear": "welcome" }), json!({ "hear": "closing" })] {
        same::<PortalFrame>(&frame);
    }
    same::<PortalFrame>(&json!({ "hear": "availability", "availability": availability() }));
}

fn written<T: ToTree + Serialize + DeserializeOwned>(value: Value) {
    let whole: T = from_value(value.clone()).unwrap();
    let light: Value = serde_json::from_str(&write(&whole)).unwrap();
    assert_eq!(light, value);
}

#[test]
fn what_is_sent_is_written_as_serde_writes_it() {
    let page = json!({ "url": "https://x/?\"", "title": "", "referrer": "", "language": "de", "time_zone": "UTC" });
    written::<NewVisitor>(json!({ "brand": "abc", "page": page }));
    written::<Identity>(json!({ "token": "t" }));
    written::<NewChat>(
        json!({ "client_id": ID, "department": ID, "name": "", "email": "", "text": "\u{1}\t\n", "page": page,
                "values": [{ "field": ID, "value": ["a", "b"] }] }),
    );
    written::<NewVisitorMessage>(json!({ "client_id": ID, "text": "Hi" }));
    written::<NewLeftMessage>(
        json!({ "client_id": ID, "department": ID, "name": "A", "email": "a@b.c", "subject": "", "text": "Hi", "values": [] }),
    );
    written::<PublicPosition>(json!({ "after": 500 }));
    written::<SeenUpTo>(json!({ "up_to": 7 }));
    for say in ["console", "portal", "goodbye"] {
        written::<ClientFrame>(json!({ "say": say }));
    }
    for say in ["watch", "unwatch", "typing"] {
        written::<ClientFrame>(json!({ "say": say, "chat": ID }));
    }
    written::<ClientFrame>(json!({ "say": "visitor", "token": "t" }));
    for writing in [true, false] {
        written::<ClientFrame>(json!({ "say": "look", "ticket": ID, "writing": writing }));
    }
    written::<ClientFrame>(json!({ "say": "look_away", "ticket": ID }));
}

fn any_tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        Just(Tree::Null),
        any::<bool>().prop_map(Tree::Flag),
        any::<u64>().prop_map(Tree::Number),
        any::<String>().prop_map(Tree::Text),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Tree::List),
            prop::collection::vec((any::<String>().prop_map(Into::into), inner), 0..6).prop_map(Tree::Fields),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(tree in any_tree()) {
        let text = json::text(&tree);
        prop_assert!(serde_json::from_str::<Value>(&text).is_ok(), "{}", text);
        prop_assert_eq!(json::tree(&text).unwrap(), tree);
    }

    #[test]
    fn what_is_no_json_is_no_tree(text in any::<String>(), signs in "[\\[\\]{}\":,0-9a-z\\\\ -]{0,40}") {
        let _ = json::tree(&text);
        if json::read::<Value>(&signs).is_ok() {
            prop_assert!(json::tree(&signs).is_ok(), "{}", signs);
        }
    }
}
