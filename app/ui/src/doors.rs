//! Narrow doors into Leptos: each takes any closure and goes through with one type.
//!
//! Whatever Leptos is given a closure for, it compiles again for that closure: a render effect, an effect, a memo and a
//! keyed list are one to six kilobytes each time. Behind these functions the closure is boxed, so that the machinery is
//! there once for each type of *value*. `README.md` tells which forms stay small.

use std::sync::Arc;

use leptos::{prelude::*, reactive::owner::Owner};

use crate::rows::Rows;

/// What a closure of signals says. A `dyn Fn` carries the body of its closure up to three times, as every kind of
/// closure there is; this carries it once.
pub trait Ask<T>: Send + Sync {
    /// What it says now.
    fn ask(&self) -> T;
}

impl<T, F: Fn() -> T + Send + Sync> Ask<T> for F {
    fn ask(&self) -> T {
        self()
    }
}

/// What draws one of several parts.
trait Draw: Send + Sync {
    fn draw(&self, which: u8) -> AnyView;
}

impl<F: Fn(u8) -> AnyView + Send + Sync> Draw for F {
    fn draw(&self, which: u8) -> AnyView {
        self(which)
    }
}

/// What an effect does.
trait Act {
    fn act(&mut self);
}

impl<F: FnMut()> Act for F {
    fn act(&mut self) {
        self();
    }
}

/// Runs now and again whenever a signal read inside changes; `Effect::new` for one type of closure.
pub fn effect(run: impl FnMut() + 'static) {
    fn through(mut run: Box<dyn Act>) {
        Effect::new(move || run.act());
    }
    through(Box::new(run));
}

/// A value that is made from signals and tells of itself only when it is another; `Memo::new` once for each `T`.
pub fn memo<T: PartialEq + Send + Sync + 'static>(of: impl Fn() -> T + Send + Sync + 'static) -> Memo<T> {
    fn through<T: PartialEq + Send + Sync + 'static>(of: Box<dyn Ask<T>>) -> Memo<T> {
        Memo::new(move |_| of.ask())
    }
    through(Box::new(of))
}

/// A part of the page that is there or not.
pub fn show(
    when: impl Fn() -> bool + Send + Sync + 'static,
    view: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    choose(move || u8::from(when()), move |shown| if shown == 0 { ().into_any() } else { view() })
}

/// A part of the page that is one of several: made anew when the number is another.
pub fn choose(
    which: impl Fn() -> u8 + Send + Sync + 'static,
    view: impl Fn(u8) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    fn through(which: Memo<u8>, view: Box<dyn Draw>) -> AnyView {
        changing(move || view.draw(which.get()))
    }
    through(memo(which), Box::new(view))
}

/// A part of the page that is made anew whenever a signal read inside changes. Where that is often, [`choose`] or
/// [`show`] says what it depends on.
pub fn changing<V: IntoView + 'static>(view: impl Fn() -> V + Send + Sync + 'static) -> AnyView {
    fn through(view: Box<dyn Ask<AnyView>>) -> AnyView {
        (move || view.ask()).into_any()
    }
    through(Box::new(move || view().into_any()))
}

/// One of a [`list`]: what it is known by, and how it looks.
pub struct Item {
    pub(crate) key: String,
    pub(crate) view: Box<dyn FnOnce() -> AnyView + Send>,
}

impl Item {
    /// One of a list. Its view is made once for as long as its key stays.
    pub fn new(key: impl Into<String>, view: impl FnOnce() -> AnyView + Send + 'static) -> Self {
        Self { key: key.into(), view: Box::new(view) }
    }
}

/// A list whose elements stay while their keys do.
pub fn list(items: impl Fn() -> Vec<Item> + Send + Sync + 'static) -> AnyView {
    fn through(items: Box<dyn Ask<Vec<Item>>>) -> AnyView {
        // The list's own, not that of one of its changes.
        let owner = Owner::current().unwrap_or_default();
        changing(move || Rows::new(items.ask(), owner.clone()))
    }
    through(Box::new(items))
}

/// Words that change.
pub fn words(of: impl Fn() -> String + Send + Sync + 'static) -> AnyView {
    fn through(of: Box<dyn Ask<String>>) -> AnyView {
        changing(move || of.ask())
    }
    through(Box::new(of))
}

/// A value of a component that may change: `true`, a signal, a memo, or `Now::of(move || …)`.
///
/// A `Signal<T>` knows every kind of signal there is, and so brings the code of each for every `T`. This one only
/// remembers how to ask.
pub struct Now<T>(Arc<dyn Ask<T>>);

impl<T: Send + Sync + 'static> Now<T> {
    /// What a closure over signals says.
    pub fn of(of: impl Fn() -> T + Send + Sync + 'static) -> Self {
        Self(Arc::new(of))
    }

    /// The value; tracks what it is made from.
    pub fn get(&self) -> T {
        self.0.ask()
    }

    /// The value, without following it.
    pub fn get_untracked(&self) -> T {
        untrack(|| self.get())
    }
}

impl<T> Clone for Now<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: Default + Send + Sync + 'static> Default for Now<T> {
    fn default() -> Self {
        Self::of(T::default)
    }
}

impl<T: Clone + Send + Sync + 'static> From<T> for Now<T> {
    fn from(value: T) -> Self {
        Self::of(move || value.clone())
    }
}

macro_rules! from_signals {
    ($($signal:ident)+) => {$(
        impl<T: Clone + Send + Sync + 'static> From<$signal<T>> for Now<T> {
            fn from(signal: $signal<T>) -> Self {
                Self::of(move || signal.get())
            }
        }
    )+};
}
from_signals! { Signal Memo RwSignal ReadSignal ArcRwSignal ArcMemo }
