//! Keyset pages: cut off rows of which one more was read, with the cursor of the last.
//!
//! Lists that walk an index and pass rows over end a page where the walk ended, which may be before it is full: they
//! make their cursors themselves.

use contract::Page;
use serde::Serialize;

use super::cursor;

/// Cuts a page off rows of which one more than `limit` was read; the key is what the next page goes on after.
pub fn cut<R, K: Serialize>(mut rows: Vec<R>, limit: usize, key: impl Fn(&R) -> K) -> Page<R> {
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|last| cursor::after(&key(last)));
    Page { items: rows, next }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_on_after_its_last_row_while_there_are_more() {
        let page = |rows: &[i64]| cut(rows.to_vec(), 2, |row| *row);
        let next = |after: i64| Some(cursor::after(&after));
        for (rows, items, goes_on) in
            [(&[][..], &[][..], None), (&[1], &[1], None), (&[1, 2], &[1, 2], None), (&[1, 2, 3], &[1, 2], next(2))]
        {
            let cut = page(rows);
            assert_eq!((&cut.items[..], cut.next), (items, goes_on));
        }
    }
}
