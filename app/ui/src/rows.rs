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
        let Self { mut items, owner, .. } = self;
        // Most often rows only come behind those that are there.
        let alike = items.iter().zip(&*rows).take_while(|(item, row)| item.key == row.key).count();
        let mut before = rows.split_off(alike);
        let items = items.split_off(alike);
        before.retain_mut(|row| {
            let stays = items.iter().any(|item| item.key == row.key);
            if !stays {
                row.state.unmount();
            }
            stays
        });
        let mut before: Vec<Option<Row>> = before.into_iter().map(Some).collect();
        // The first of those that are still where they were.
        let mut next = 0;
        for item in items {
            while before.get(next).is_some_and(Option::is_none) {
                next += 1;
            }
            let found = before.iter().position(|row| row.as_ref().is_some_and(|row| row.key == item.key));
            let stays = found == Some(next);
            let taken = found.and_then(|at| before.get_mut(at)).and_then(Option::take);
            let mut row = taken.unwrap_or_else(|| build(&owner, item));
            if !stays {
                let behind = before.get(next).and_then(Option::as_ref);
                if !behind.is_some_and(|behind| behind.state.insert_before_this(&mut row.state)) {
                    Rndr::try_mount_before(&mut row.state, marker.as_ref());
                }
            }
            rows.push(row);
        }
        // Those that came twice and come once now.
        for row in before.iter_mut().flatten() {
            row.state.unmount();
        }
    }
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
