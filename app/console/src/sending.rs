//! What was sent and not answered yet, beside the draft it was written in: the same words again go by the same id, after
//! a reload too, so that nothing is stored twice.

use contract::ClientId;
use serde::{Deserialize, Serialize};
use ui::storage;

/// One sending.
#[derive(Serialize, Deserialize)]
struct Sending {
    client_id: ClientId,
    text: String,
}

fn place(draft: &str) -> String {
    format!("sending:{draft}")
}

/// The id to send a text by.
pub fn id_of(draft: &str, text: &str) -> ClientId {
    let earlier = storage::local().get::<Sending>(&place(draft)).filter(|earlier| earlier.text == text);
    let client_id = earlier.map_or_else(ui::ids::client_id, |earlier| earlier.client_id);
    storage::local().set(&place(draft), &Sending { client_id, text: text.to_owned() });
    client_id
}

/// The server has it.
pub fn done(draft: &str) {
    storage::local().remove(&place(draft));
}
