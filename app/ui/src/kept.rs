//! Values that are held, and values that are worked out of others and kept: Leptos' `RwSignal` and `Memo`, of which
//! there is one type inside.
//!
//! A signal or a memo brings two to three kilobytes for each `T` it is of. These ask a signal or a memo of a number
//! whether the value is another, and have the value itself beside it.

use std::{
    any::Any,
    marker::PhantomData,
    sync::{Arc, PoisonError, RwLock},
};

use leptos::prelude::*;

use crate::doors::{Ask, Now};

/// Where a value lies. Copy it about.
#[derive(Clone, Copy)]
struct Place(StoredValue<Arc<dyn Any + Send + Sync>>);

type Cell<T> = RwLock<Option<T>>;

impl Place {
    fn of<T: Send + Sync + 'static>(value: Option<T>) -> Self {
        Self(StoredValue::new(Arc::new(Cell::new(value))))
    }

    /// Looks at what lies here; nothing when nothing does, or when the place has gone.
    fn look<T: 'static, R>(self, look: impl FnOnce(&T) -> R) -> Option<R> {
        let cell = self.0.try_get_value()?;
        let value = cell.downcast_ref::<Cell<T>>()?.read().unwrap_or_else(PoisonError::into_inner);
        value.as_ref().map(look)
    }

    /// Takes a value, and says whether it is another than before.
    fn become_another<T: PartialEq + 'static>(self, now: T) -> bool {
        let another = self.look(|before: &T| *before != now) != Some(false);
        self.change(move |value| *value = Some(now));
        another
    }

    fn change<T: 'static, R>(self, change: impl FnOnce(&mut Option<T>) -> R) -> Option<R> {
        let cell = self.0.try_get_value()?;
        let mut value = cell.downcast_ref::<Cell<T>>()?.write().unwrap_or_else(PoisonError::into_inner);
        Some(change(&mut value))
    }
}

/// A value that is held, or not there yet; who reads it hears when it is set. Copy it about.
pub struct Held<T> {
    version: RwSignal<u32>,
    place: Place,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Held<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Held<T> {}

impl<T: Send + Sync + 'static> Held<T> {
    /// A value.
    pub fn new(value: T) -> Self {
        Self { version: RwSignal::new(0), place: Place::of(Some(value)), of: PhantomData }
    }

    /// None yet.
    pub fn empty() -> Self {
        Self { version: RwSignal::new(0), place: Place::of(None::<T>), of: PhantomData }
    }

    /// Sets it, unless its owner has gone.
    pub fn set(self, value: T) {
        self.change(move |held| *held = Some(value));
    }

    /// Changes it, if it is there.
    pub fn update(self, change: impl FnOnce(&mut T)) {
        self.change(move |held| held.as_mut().map(change));
    }

    /// Takes it away, unless its owner has gone.
    pub fn clear(self) {
        self.change(|held| *held = None);
    }

    fn change<R>(self, change: impl FnOnce(&mut Option<T>) -> R) {
        if self.place.change(change).is_some() {
            self.version.try_update(|version| *version = version.wrapping_add(1));
        }
    }

    /// Looks at it; nothing while it is not there. Tracks.
    pub fn try_with<R>(self, look: impl FnOnce(&T) -> R) -> Option<R> {
        self.version.track();
        self.place.look(look)
    }

    /// The same, without hearing when it is set.
    pub fn try_with_untracked<R>(self, look: impl FnOnce(&T) -> R) -> Option<R> {
        self.place.look(look)
    }

    /// What it is, for those who come once it is there.
    pub fn kept(self) -> Kept<T> {
        let version = self.version;
        Kept { version: Memo::new(move |_| version.get()), place: self.place, of: PhantomData }
    }
}

impl<T: Clone + Send + Sync + 'static> Held<T> {
    /// What it is, when it is there; tracks.
    pub fn get(self) -> Option<T> {
        self.try_with(T::clone)
    }
}

impl<T: Clone + Send + Sync + 'static> From<Held<T>> for Now<Option<T>> {
    fn from(held: Held<T>) -> Self {
        Now::of(move || held.get())
    }
}

/// A value that is worked out of others when they change; who reads it hears only of another one. Copy it about.
pub struct Kept<T> {
    version: Memo<u32>,
    place: Place,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Kept<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Kept<T> {}

impl<T> PartialEq for Kept<T> {
    fn eq(&self, other: &Self) -> bool {
        self.version == other.version
    }
}

/// Keeps what `of` works out.
pub fn kept<T: PartialEq + Send + Sync + 'static>(of: impl Fn() -> T + Send + Sync + 'static) -> Kept<T> {
    kept_after(move |_| of())
}

/// Keeps what `of` works out, knowing what it was before.
pub fn kept_after<T: PartialEq + Send + Sync + 'static>(
    of: impl Fn(Option<&T>) -> T + Send + Sync + 'static,
) -> Kept<T> {
    let place = Place::of(None::<T>);
    let changed = move || match place.look(|before: &T| of(Some(before))) {
        Some(now) => place.become_another(now),
        None => place.become_another(of(None)),
    };
    Kept { version: versions(Box::new(changed)), place, of: PhantomData }
}

/// Counts how often something is another.
fn versions(changed: Box<dyn Ask<bool>>) -> Memo<u32> {
    Memo::new_owning(move |before: Option<u32>| {
        let changed = changed.ask();
        (before.unwrap_or(0).wrapping_add(u32::from(changed)), changed)
    })
}

impl<T: 'static> Kept<T> {
    /// Hears when it is another.
    pub fn track(self) {
        // A memo that was never asked hears nothing itself.
        self.version.get();
    }

    /// Looks at it; tracks.
    pub fn with<R>(self, look: impl FnOnce(&T) -> R) -> R {
        self.version.get();
        self.look(look)
    }

    /// Looks at it without hearing when it is another.
    pub fn with_untracked<R>(self, look: impl FnOnce(&T) -> R) -> R {
        self.version.get_untracked();
        self.look(look)
    }

    /// The same, unless it has gone.
    pub fn try_with_untracked<R>(self, look: impl FnOnce(&T) -> R) -> Option<R> {
        self.version.try_get_untracked()?;
        Some(self.look(look))
    }

    fn look<R>(self, look: impl FnOnce(&T) -> R) -> R {
        match self.place.look(look) {
            Some(seen) => seen,
            // Asking for the version worked it out.
            None => unreachable!("a kept value was never worked out"),
        }
    }
}

impl<T: Clone + 'static> Kept<T> {
    /// What it is; tracks.
    pub fn get(self) -> T {
        self.with(T::clone)
    }

    /// What it is now.
    pub fn get_untracked(self) -> T {
        self.with_untracked(T::clone)
    }
}

impl<T: Clone + Send + Sync + 'static> From<Kept<T>> for Now<T> {
    fn from(kept: Kept<T>) -> Self {
        Now::of(move || kept.get())
    }
}

impl<T: Clone + Send + Sync + 'static> From<Kept<T>> for Signal<T> {
    fn from(kept: Kept<T>) -> Self {
        Signal::derive(move || kept.get())
    }
}

#[cfg(test)]
mod tests {
    use leptos::prelude::*;

    use super::{kept, kept_after};

    #[test]
    fn it_is_worked_out_when_asked_and_tells_only_of_another() {
        let owner = Owner::new();
        owner.with(|| {
            let (number, asked) = (RwSignal::new(1), StoredValue::new(0));
            let even = kept(move || number.get() % 2 == 0);
            let said = kept(move || {
                asked.update_value(|asked| *asked += 1);
                if even.get() { "even" } else { "odd" }.to_owned()
            });
            assert_eq!(asked.get_value(), 0, "nobody asked yet");
            assert_eq!(said.get(), "odd");
            number.set(3);
            assert_eq!((said.get(), asked.get_value()), ("odd".to_owned(), 1));
            number.set(4);
            assert_eq!((said.get(), asked.get_value()), ("even".to_owned(), 2));
        });
    }

    #[test]
    fn who_hears_of_it_need_not_look() {
        let owner = Owner::new();
        owner.with(|| {
            let number = RwSignal::new(1);
            let even = kept(move || number.get() % 2 == 0);
            let heard = kept_after(move |before: Option<&i32>| {
                even.track();
                before.map_or(1, |before| before + 1)
            });
            assert_eq!(heard.get(), 1);
            number.set(3);
            assert_eq!(heard.get(), 1);
            number.set(4);
            assert_eq!(heard.get(), 2);
        });
    }

    #[test]
    fn it_may_know_what_it_was() {
        let owner = Owner::new();
        owner.with(|| {
            let there = RwSignal::new(Some(1));
            let last = kept_after(move |before: Option<&Option<i32>>| there.get().or(before.copied().flatten()));
            assert_eq!(last.get(), Some(1));
            there.set(None);
            assert_eq!(last.get(), Some(1));
        });
    }
}
