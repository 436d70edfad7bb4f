//! Keyset pages: a cursor names the last row of a page by its sort key.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use contract::Page;
use serde::{Serialize, de::DeserializeOwned};

use super::error::Failure;

/// Reads the cursor a caller sent back.
///
/// # Errors
/// 422 on `after` when it is none of ours.
pub fn after<K: DeserializeOwned>(cursor: Option<&str>) -> Result<Option<K>, Failure> {
    let Some(text) = cursor else { return Ok(None) };
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok();
    match bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()) {
        Some(key) => Ok(Some(key)),
        None => Err(Failure::field("after", "malformed", "This is not a cursor of ours.")),
    }
}

/// Cuts a page off rows of which one more than `limit` was read.
pub fn cut<R, T, K: Serialize>(
    mut rows: Vec<R>,
    limit: usize,
    key: impl Fn(&R) -> K,
    item: impl FnMut(R) -> T,
) -> Page<T> {
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = match rows.last() {
        Some(last) if more => serde_json::to_vec(&key(last)).ok().map(|bytes| BASE64_URL_SAFE_NO_PAD.encode(bytes)),
        _ => None,
    };
    Page { items: rows.into_iter().map(item).collect(), next }
}
