//! Where a page of a list ended: opaque to callers, the sort key of the last row to us.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::error::Failure;

/// The `next` of a page whose last row has this sort key.
pub fn after(key: &impl Serialize) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(key).unwrap_or_default())
}

/// The sort key to go on after.
///
/// # Errors
/// 422 on `after` when it is none of ours.
pub fn read<K: DeserializeOwned>(after: Option<&str>) -> Result<Option<K>, Failure> {
    let Some(after) = after else { return Ok(None) };
    BASE64_URL_SAFE_NO_PAD
        .decode(after)
        .ok()
        .and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok())
        // No name holds it, and PostgreSQL's text has no place for it.
        .filter(|key| !has_nul(key))
        .and_then(|key| serde_json::from_value(key).ok())
        .map(Some)
        .ok_or_else(|| Failure::field("after", "malformed", "Send the `next` of the page before, as it is."))
}

fn has_nul(key: &Value) -> bool {
    match key {
        Value::String(text) => text.contains('\0'),
        Value::Array(parts) => parts.iter().any(has_nul),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_there_and_back() {
        let key = ("anna".to_owned(), 7_i64);
        assert_eq!(read(Some(&after(&key))).unwrap(), Some(key));
        assert_eq!(read::<(String, i64)>(None).unwrap(), None);
        for bad in ["", "x", "e30", "🦀", &after(&("a\0", 7))] {
            assert_eq!(read::<(String, i64)>(Some(bad)).unwrap_err().0.status, 422, "{bad}");
        }
    }
}
