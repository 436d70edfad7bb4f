//! Keyset pages: cut off rows of which one more was read, with the cursor of the last.

use contract::Page;
use serde::Serialize;

use super::cursor;

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
        Some(last) if more => Some(cursor::after(&key(last))),
        _ => None,
    };
    Page { items: rows.into_iter().map(item).collect(), next }
}
