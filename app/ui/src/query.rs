//! What is loaded from the server and shown: waiting, there, or failed; and fetched again without flicker.

use std::{future::Future, pin::Pin};

use client::CallError;
use leptos::{prelude::*, task::spawn_local};

use crate::{Held, Kept, ProblemNotice, Skeleton, changing, doors::Ask, effect, kept};

/// A question to the server and its latest answer. Copy it about.
pub struct Query<T> {
    /// Being asked right now, perhaps again.
    pub fetching: RwSignal<bool>,
    /// Why the last asking failed, also beside an older answer.
    pub problem: RwSignal<Option<CallError>>,
    answer: Held<T>,
    again: RwSignal<u32>,
}

impl<T> Clone for Query<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Query<T> {}

impl<T: Send + Sync + 'static> Query<T> {
    /// Looks at what is there; tracks.
    pub fn with<R>(&self, look: impl FnOnce(&T) -> R) -> Option<R> {
        self.answer.try_with(look)
    }

    /// Puts something in its place, as after a write that answered it.
    pub fn set(&self, value: T) {
        self.answer.set(value);
        self.problem.try_set(None);
    }

    /// Changes what is there, if it is.
    pub fn update(&self, change: impl FnOnce(&mut T)) {
        self.answer.update(change);
    }

    /// Asks again; what is there stays meanwhile.
    pub fn refetch(&self) {
        self.again.try_update(|again| *again = again.wrapping_add(1));
    }

    fn take(self, answer: Result<T, CallError>) {
        match answer {
            Ok(value) => self.set(value),
            Err(error) => {
                self.problem.try_set(Some(error));
            }
        }
    }
}

impl<T: Clone + Send + Sync + 'static> Query<T> {
    /// What is there; tracks.
    pub fn ready(&self) -> Option<T> {
        self.with(T::clone)
    }
}

/// Asks the server, in an effect: now, on [`Query::refetch`], and when a signal changes that `ask` reads before its
/// `async` block. An answer that a newer question overtook is dropped.
///
/// ```no_run
/// # use leptos::prelude::*;
/// # use ui::*;
/// #[component]
/// fn Greeting(name: RwSignal<String>) -> impl IntoView {
///     let greeting = load(move || {
///         let name = name.get();
///         async move { Ok::<String, client::CallError>(name) }
///     });
///     view! { <WhenReady query=greeting let:greeting><p>{move || greeting.get()}</p></WhenReady> }
/// }
/// ```
pub fn load<T, Asked>(ask: impl Fn() -> Asked + 'static) -> Query<T>
where
    T: Send + Sync + 'static,
    Asked: Future<Output = Result<T, CallError>> + 'static,
{
    let query = Query {
        fetching: RwSignal::new(true),
        problem: RwSignal::new(None),
        answer: Held::empty(),
        again: RwSignal::new(0),
    };
    let ask = move || -> Asking {
        let asked = ask();
        Box::pin(async move {
            let answer = asked.await;
            let take: Box<dyn FnOnce()> = Box::new(move || query.take(answer));
            take
        })
    };
    keep_asking(query.again, query.fetching, Box::new(ask));
    query
}

/// A question under way; at its end, what takes the answer.
type Asking = Pin<Box<dyn Future<Output = Box<dyn FnOnce()>>>>;

/// Asks, whatever it is about.
fn keep_asking(again: RwSignal<u32>, fetching: RwSignal<bool>, ask: Box<dyn Fn() -> Asking>) {
    let latest = StoredValue::new(0_u32);
    effect(move || {
        again.track();
        let asked = ask();
        let turn = latest.get_value().wrapping_add(1);
        latest.set_value(turn);
        fetching.set(true);
        spawn_local(async move {
            let take = asked.await;
            if latest.try_get_value() == Some(turn) {
                take();
                fetching.try_set(false);
            }
        });
    });
}

/// Shows what was loaded: a skeleton before, the problem with "Try again" when it failed. The children are made once
/// and get a value that follows later answers, so nothing on the screen jumps.
#[component]
pub fn WhenReady<T, F, V>(
    /// What is loaded.
    query: Query<T>,
    /// Rows instead of lines while it loads.
    #[prop(optional)]
    rows: usize,
    /// What is shown when it is there.
    children: F,
) -> impl IntoView
where
    T: Send + Sync + 'static,
    F: Fn(Kept<T>) -> V + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let is_there = kept(move || query.with(|_| ()).is_some());
    let ready = move || children(query.answer.kept()).into_any();
    let again = Callback::new(move |()| query.refetch());
    by_state(is_there, rows, query.problem, again, Box::new(ready))
}

/// What is shown in each state, whatever it is about.
fn by_state(
    is_there: Kept<bool>,
    rows: usize,
    problem: RwSignal<Option<CallError>>,
    again: Callback<()>,
    ready: Box<dyn Ask<AnyView>>,
) -> AnyView {
    let failed = kept(move || problem.with(Option::is_some));
    let state = kept(move || if is_there.get() { None } else { Some(failed.get()) });
    changing(move || match state.get() {
        None => ready.ask(),
        Some(true) => view! { <ProblemNotice problem on_retry=again /> }.into_any(),
        Some(false) => view! {
            <div aria-busy="true">
                <Skeleton rows />
            </div>
        }
        .into_any(),
    })
}
