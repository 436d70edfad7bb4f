//! Reads an entry of the public log, whose tag stands beside its fields, in one pass.
//!
//! What serde derives for `tag` and `flatten` keeps the whole object in a tree first and reads the fields out of it: a
//! second reader of every type inside, which a browser has to load. So an entry is read by hand: every field any kind
//! has, then those the tag asks for.

use serde::{Deserialize, Deserializer, de::Error};

use crate::{
    ClientId, Timestamp,
    chat::{EndedBy, PublicEntry, PublicEvent, Side},
};

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Message,
    Joined,
    WaitingAgain,
    Transferred,
    Seen,
    Ended,
}

/// Either side; a chat also ends by itself.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum By {
    Visitor,
    Agent,
    Silence,
}

#[derive(Deserialize)]
struct Entry {
    number: u64,
    at: Timestamp,
    kind: Kind,
    from: Option<Side>,
    name: Option<String>,
    text: Option<String>,
    client_id: Option<ClientId>,
    department: Option<String>,
    by: Option<By>,
    up_to: Option<u64>,
}

impl<'de> Deserialize<'de> for PublicEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Entry { number, at, kind, from, name, text, client_id, department, by, up_to } =
            Entry::deserialize(deserializer)?;
        let event = match kind {
            Kind::Message => PublicEvent::Message {
                from: need("from", from)?,
                name: need("name", name)?,
                text: need("text", text)?,
                client_id: need("client_id", client_id)?,
            },
            Kind::Joined => PublicEvent::Joined { name: need("name", name)? },
            Kind::WaitingAgain => PublicEvent::WaitingAgain,
            Kind::Transferred => PublicEvent::Transferred { department: need("department", department)? },
            Kind::Seen => PublicEvent::Seen {
                by: match need("by", by)? {
                    By::Visitor => Side::Visitor,
                    By::Agent => Side::Agent,
                    By::Silence => return Err(D::Error::custom("silence sees nothing")),
                },
                up_to: need("up_to", up_to)?,
            },
            Kind::Ended => PublicEvent::Ended {
                by: match need("by", by)? {
                    By::Visitor => EndedBy::Visitor,
                    By::Agent => EndedBy::Agent,
                    By::Silence => EndedBy::Silence,
                },
            },
        };
        Ok(PublicEntry { number, at, event })
    }
}

fn need<T, E: Error>(name: &'static str, field: Option<T>) -> Result<T, E> {
    field.ok_or_else(|| E::missing_field(name))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, from_value, json, to_value};

    use crate::{chat::PublicEntry, live::VisitorFrame};

    const ID: &str = "01931a2b-0000-7000-8000-000000000000";

    fn entries() -> Vec<Value> {
        [
            json!({ "kind": "message", "from": "agent", "name": "Mari", "text": "Hi", "client_id": ID }),
            json!({ "kind": "joined", "name": "Mari" }),
            json!({ "kind": "waiting_again" }),
            json!({ "kind": "transferred", "department": "Sales" }),
            json!({ "kind": "seen", "by": "visitor", "up_to": 4 }),
            json!({ "kind": "ended", "by": "agent" }),
            json!({ "kind": "ended", "by": "visitor" }),
            json!({ "kind": "ended", "by": "silence" }),
        ]
        .into_iter()
        .map(|mut entry| {
            entry["number"] = 7.into();
            entry["at"] = "2026-11-22T09:30:00.000Z".into();
            entry
        })
        .collect()
    }

    #[test]
    fn what_is_written_is_read_again() {
        for entry in entries() {
            let read: PublicEntry = from_value(entry.clone()).unwrap();
            assert_eq!(to_value(read).unwrap(), entry);
            let frame = json!({ "hear": "entry", "chat": ID, "entry": entry });
            assert_eq!(to_value(from_value::<VisitorFrame>(frame.clone()).unwrap()).unwrap(), frame);
        }
        let chat =
            json!({ "id": ID, "department": "Sales", "state": "waiting", "position": 2, "started_at": "t", "last": 1 });
        for frame in [
            json!({ "hear": "welcome" }),
            json!({ "hear": "chat", "chat": chat }),
            json!({ "hear": "availability", "availability": { "departments": [], "version": 3 } }),
            json!({ "hear": "typing", "chat": ID, "name": "Mari" }),
            json!({ "hear": "forgotten" }),
            json!({ "hear": "closing" }),
        ] {
            assert_eq!(to_value(from_value::<VisitorFrame>(frame.clone()).unwrap()).unwrap(), frame);
        }
    }

    #[test]
    fn what_lacks_a_field_is_refused() {
        for entry in entries() {
            for name in entry.as_object().unwrap().keys() {
                let mut less = entry.clone();
                less.as_object_mut().unwrap().remove(name);
                assert!(from_value::<PublicEntry>(less).is_err(), "{entry} without {name}");
            }
        }
        for frame in [
            json!({ "hear": "entry", "chat": ID }),
            json!({ "hear": "chat", "chat": ID }),
            json!({ "hear": "typing", "name": "Mari" }),
            json!({ "hear": "nothing" }),
            json!({}),
        ] {
            assert!(from_value::<VisitorFrame>(frame.clone()).is_err(), "{frame}");
        }
    }
}
