//! The rows of a [`list`](crate::list): a few dozen to a few hundred, known by texts.
//!
//! Leptos' keyed list is made for any key and for thousands of rows: sets of hashes, and moves worked out beforehand. For
//! rows as people read them it is enough to look for each where it most likely is.

use leptos::{
    prelude::*,
    reactive::owner::Owner,
    tachys::{
        html::attribute::{Attribute, any_attribute::AnyAttribute},
        hydration::Cursor,
        reactive_graph::{OwnedView, OwnedViewState},
        renderer::Rndr,
        ssr::StreamBuilder,
        view::{Mountable, Position, PositionState, any_view::AnyViewState},
    },
};
use web_sys::{Comment, Element, Node};

use crate::doors::Item;

/// Rows to be shown.
pub struct Rows {
    items: Vec<Item>,
    /// Under which the rows live, each for as long as it is there.
    owner: Owner,
    /// On the server: the rows, once they were asked for.
    made: Vec<OwnedView<AnyView>>,
}

/// Rows on the page.
pub struct Placed {
    rows: Vec<Row>,
    /// Behind the last row.
    marker: Comment,
}

struct Row {
    key: String,
    state: OwnedViewState<AnyViewState>,
}

impl Rows {
    /// These rows, under an owner that lives as long as the list.
    pub fn new(items: Vec<Item>, owner: Owner) -> Self {
        Self { items, owner, made: Vec::new() }
    }

    /// On the server every row is asked for at once.
    fn make(&mut self) -> Vec<OwnedView<AnyView>> {
        let mut made = std::mem::take(&mut self.made);
        made.extend(self.items.drain(..).map(|item| make(&self.owner, item).1));
        made
    }
}

fn make(owner: &Owner, Item { key, view }: Item) -> (String, OwnedView<AnyView>) {
    let owner = owner.with(Owner::new);
    let view = owner.with(view);
    (key, OwnedView::new_with_owner(view, owner))
}

fn build(owner: &Owner, item: Item) -> Row {
    let (key, view) = make(owner, item);
    Row { key, state: view.build() }
}

impl Render for Rows {
    type State = Placed;

    fn build(self) -> Placed {
        let marker = Rndr::create_placeholder();
        Placed { rows: self.items.into_iter().map(|item| build(&self.owner, item)).collect(), marker }
    }

    fn rebuild(self, Placed { rows, marker }: &mut Placed) {
        arrange(rows, self.items, |item| &item.key, &mut Page { owner: self.owner, marker });
    }
}

/// Where rows are made, put and taken away.
trait Place<N, R> {
    fn make(&mut self, new: N) -> R;
    /// Puts a row before another, else at the end.
    fn put(&mut self, row: &mut R, before: Option<&R>);
    fn take_away(&mut self, row: R);
}

struct Page<'a> {
    owner: Owner,
    marker: &'a Comment,
}

impl Place<Item, Row> for Page<'_> {
    fn make(&mut self, new: Item) -> Row {
        build(&self.owner, new)
    }

    fn put(&mut self, row: &mut Row, before: Option<&Row>) {
        if !before.is_some_and(|before| before.state.insert_before_this(&mut row.state)) {
            Rndr::try_mount_before(&mut row.state, self.marker.as_ref());
        }
    }

    fn take_away(&mut self, mut row: Row) {
        row.state.unmount();
    }
}

trait Keyed {
    fn key(&self) -> &str;
}

impl Keyed for Row {
    fn key(&self) -> &str {
        &self.key
    }
}

/// Makes the rows those of the new list, in its order. A row whose key stays is not touched unless another overtakes it.
fn arrange<N, R: Keyed>(rows: &mut Vec<R>, mut new: Vec<N>, key: fn(&N) -> &str, place: &mut impl Place<N, R>) {
    // Most often rows only come behind those that are there.
    let alike = new.iter().zip(&*rows).take_while(|(new, row)| key(new) == row.key()).count();
    let new = new.split_off(alike);
    let mut before = Vec::new();
    for row in rows.split_off(alike) {
        if new.iter().any(|new| key(new) == row.key()) {
            before.push(Some(row));
        } else {
            place.take_away(row);
        }
    }
    // The first of those that are still where they were.
    let mut next = 0;
    for new in new {
        while before.get(next).is_some_and(Option::is_none) {
            next += 1;
        }
        let found = before.iter().position(|row| row.as_ref().is_some_and(|row| row.key() == key(&new)));
        let taken = found.and_then(|at| before.get_mut(at)).and_then(Option::take);
        let stays = found == Some(next);
        let mut row = taken.unwrap_or_else(|| place.make(new));
        if !stays {
            place.put(&mut row, before.get(next).and_then(Option::as_ref));
        }
        rows.push(row);
    }
    // Keys that came twice and come once now.
    before.into_iter().flatten().for_each(|row| place.take_away(row));
}

impl RenderHtml for Rows {
    type AsyncOutput = <Vec<OwnedView<AnyView>> as RenderHtml>::AsyncOutput;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {
        self.made = self.make();
        self.made.dry_resolve();
    }

    async fn resolve(mut self) -> Self::AsyncOutput {
        self.make().resolve().await
    }

    fn to_html_with_buf(
        mut self,
        html: &mut String,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra: Vec<AnyAttribute>,
    ) {
        self.make().to_html_with_buf(html, position, escape, mark_branches, extra);
    }

    fn to_html_async_with_buf<const OUT_OF_ORDER: bool>(
        mut self,
        stream: &mut StreamBuilder,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra: Vec<AnyAttribute>,
    ) {
        self.make().to_html_async_with_buf::<OUT_OF_ORDER>(stream, position, escape, mark_branches, extra);
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> Placed {
        // As on the server: first all are made, then they find themselves on the page.
        let made: Vec<_> = self.items.into_iter().map(|item| make(&self.owner, item)).collect();
        let find = |(key, view): (String, OwnedView<AnyView>)| Row {
            key,
            state: view.hydrate::<FROM_SERVER>(cursor, position),
        };
        let rows = made.into_iter().map(find).collect();
        let marker = cursor.next_placeholder(position);
        position.set(Position::NextChild);
        Placed { rows, marker }
    }

    fn into_owned(self) -> Self {
        self
    }
}

impl AddAnyAttr for Rows {
    type Output<New: Attribute> = <AnyView as AddAnyAttr>::Output<New>;

    fn add_any_attr<New: Attribute>(self, attribute: New) -> Self::Output<New> {
        self.into_any().add_any_attr(attribute)
    }
}

impl Mountable for Placed {
    fn unmount(&mut self) {
        for row in &mut self.rows {
            row.state.unmount();
        }
        self.marker.unmount();
    }

    fn mount(&mut self, parent: &Element, before: Option<&Node>) {
        for row in &mut self.rows {
            row.state.mount(parent, before);
        }
        self.marker.mount(parent, before);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        match self.rows.first() {
            Some(row) => row.state.insert_before_this(child),
            None => self.marker.insert_before_this(child),
        }
    }

    fn elements(&self) -> Vec<Element> {
        self.rows.iter().flat_map(|row| row.state.elements()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Keyed, Place, arrange};

    /// What is on the page, in order, each with the number it was made as.
    #[derive(Default)]
    struct Paper {
        shown: Vec<(String, u32)>,
        made: u32,
        put: u32,
    }

    impl Keyed for (String, u32) {
        fn key(&self) -> &str {
            &self.0
        }
    }

    impl Place<String, (String, u32)> for Paper {
        fn make(&mut self, new: String) -> (String, u32) {
            self.made += 1;
            (new, self.made)
        }

        fn put(&mut self, row: &mut (String, u32), before: Option<&(String, u32)>) {
            self.put += 1;
            self.shown.retain(|shown| shown != row);
            let at = before.map_or(self.shown.len(), |before| self.shown.iter().position(|at| at == before).unwrap());
            self.shown.insert(at, row.clone());
        }

        fn take_away(&mut self, row: (String, u32)) {
            self.shown.retain(|shown| *shown != row);
        }
    }

    fn shown(paper: &mut Paper, rows: &mut Vec<(String, u32)>, keys: &str) {
        arrange(rows, keys.chars().map(String::from).collect(), String::as_str, paper);
        assert_eq!(rows.iter().map(|row| row.0.as_str()).collect::<String>(), keys);
        assert_eq!(*rows, paper.shown, "{keys}");
    }

    /// Every order of some of the letters.
    fn orders(letters: &str) -> Vec<String> {
        let mut all = vec![String::new()];
        for letter in letters.chars() {
            let rest: String = letters.chars().filter(|other| *other != letter).collect();
            all.extend(orders(&rest).into_iter().map(|order| format!("{letter}{order}")));
        }
        all
    }

    #[test]
    fn every_list_becomes_every_other() {
        let all = orders("abcd");
        assert_eq!(all.len(), 65);
        for before in &all {
            for after in &all {
                let (mut paper, mut rows) = (Paper::default(), Vec::new());
                shown(&mut paper, &mut rows, before);
                let first = rows.clone();
                shown(&mut paper, &mut rows, after);
                let kept = |row: &&(String, u32)| first.contains(row);
                let stay = after.chars().filter(|letter| before.contains(*letter)).count();
                assert_eq!(rows.iter().filter(kept).count(), stay, "{before} {after}");
            }
        }
    }

    #[test]
    fn rows_are_not_touched_when_others_come_or_go() {
        for (before, after, put) in [("abc", "abcd", 1), ("abcd", "bd", 0), ("abc", "xabyc", 2), ("abc", "cab", 1)] {
            let (mut paper, mut rows) = (Paper::default(), Vec::new());
            shown(&mut paper, &mut rows, before);
            paper.put = 0;
            shown(&mut paper, &mut rows, after);
            assert_eq!(paper.put, put, "{before} {after}");
        }
    }

    #[test]
    fn a_key_that_comes_twice_is_shown_twice() {
        let (mut paper, mut rows) = (Paper::default(), Vec::new());
        for keys in ["aab", "baa", "ab", "aaa", ""] {
            shown(&mut paper, &mut rows, keys);
        }
    }
}
