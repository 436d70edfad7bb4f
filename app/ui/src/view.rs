//! Leptos' `<Show>` and `<For>` under the same names and with the same props, but with insides that exist once: the
//! closures they are given go into a box at the door (see `doors.rs`).

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

use leptos::prelude::*;

use crate::doors::{Ask, Item, list, show};

/// A condition: a closure, a signal, or as it is.
#[derive(Clone)]
pub struct Condition(Arc<dyn Ask<bool>>);

impl<F: Fn() -> bool + Send + Sync + 'static> From<F> for Condition {
    fn from(holds: F) -> Self {
        Self(Arc::new(holds))
    }
}

/// Shows something while a condition holds.
#[component]
pub fn Show(
    /// The condition.
    #[prop(into)]
    when: Condition,
    /// What is shown, made anew each time.
    children: ChildrenFn,
) -> impl IntoView {
    show(move || when.0.ask(), move || children())
}

/// A list whose rows stay as they are while others come and go.
#[component]
pub fn For<E, I, T, F, K, C, V>(
    /// The items, in order.
    each: E,
    /// What tells an item from the others; a row is made again when it changes.
    key: F,
    /// The row of an item.
    children: C,
) -> impl IntoView
where
    E: Fn() -> I + Send + Sync + 'static,
    F: Fn(&T) -> K + Send + Sync + 'static,
    C: Fn(T) -> V + Send + Sync + 'static,
    I: IntoIterator<Item = T> + 'static,
    T: Send + 'static,
    K: Hash + 'static,
    V: IntoView + 'static,
{
    let children = Arc::new(children);
    list(move || {
        let item = |item: T| {
            let mut hasher = DefaultHasher::new();
            key(&item).hash(&mut hasher);
            let children = Arc::clone(&children);
            Item::new(hasher.finish().to_string(), move || children(item).into_any())
        };
        each().into_iter().map(item).collect()
    })
}
