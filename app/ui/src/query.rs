//! What is loaded from the server and shown: waiting, there, or failed; and fetched again without flicker.

use std::{future::Future, pin::Pin};

use client::CallError;
use leptos::{prelude::*, task::spawn_local};

use crate::{ProblemNotice, Skeleton, changing, effect, memo};

/// Something that is loaded.
#[derive(Clone, Debug, PartialEq)]
pub enum Loaded<T> {
    /// Not there yet.
    Loading,
    /// There.
    Ready(T),
    /// It failed, and there is nothing older to show.
    Failed(CallError),
}

impl<T> Loaded<T> {
    /// What is there.
    pub fn ready(&self) -> Option<&T> {
        match self {
            Loaded::Ready(value) => Some(value),
            Loaded::Loading | Loaded::Failed(_) => None,
        }
    }
}

/// A question to the server and its latest answer. Copy it about.
pub struct Query<T: Send + Sync + 'static> {
    /// The answer.
    pub loaded: RwSignal<Loaded<T>>,
    /// Being asked right now, perhaps again.
    pub fetching: RwSignal<bool>,
    /// Why the last asking failed, also beside an older answer.
    pub problem: RwSignal<Option<CallError>>,
    again: RwSignal<u32>,
}

impl<T: Send + Sync + 'static> Clone for Query<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T: Send + Sync + 'static> Copy for Query<T> {}

impl<T: Clone + Send + Sync + 'static> Query<T> {
    /// What is there; tracks.
    pub fn ready(&self) -> Option<T> {
        self.loaded.with(|loaded| loaded.ready().cloned())
    }

    /// Puts something in its place, as after a write that answered it.
    pub fn set(&self, value: T) {
        self.loaded.try_set(Loaded::Ready(value));
        self.problem.try_set(None);
    }

    /// Changes what is there, if it is.
    pub fn update(&self, change: impl FnOnce(&mut T)) {
        self.loaded.try_update(|loaded| {
            if let Loaded::Ready(value) = loaded {
                change(value);
            }
        });
    }

    /// Asks again; what is there stays meanwhile.
    pub fn refetch(&self) {
        self.again.try_update(|again| *again = again.wrapping_add(1));
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
    T: Clone + Send + Sync + 'static,
    Asked: Future<Output = Result<T, CallError>> + 'static,
{
    let query = Query {
        loaded: RwSignal::new(Loaded::Loading),
        fetching: RwSignal::new(true),
        problem: RwSignal::new(None),
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

impl<T: Clone + Send + Sync + 'static> Query<T> {
    fn take(self, answer: Result<T, CallError>) {
        match answer {
            Ok(value) => self.set(value),
            Err(error) => {
                self.problem.try_set(Some(error.clone()));
                self.loaded.try_update(|loaded| {
                    if loaded.ready().is_none() {
                        *loaded = Loaded::Failed(error);
                    }
                });
            }
        }
    }
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
/// and get a signal that follows later answers, so nothing on the screen jumps.
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
    T: Clone + Send + Sync + 'static,
    F: Fn(Signal<T>) -> V + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let state = memo(move || {
        query.loaded.with(|loaded| match loaded {
            Loaded::Loading => State::Loading,
            Loaded::Ready(_) => State::Ready,
            Loaded::Failed(_) => State::Failed,
        })
    });
    let ready = move || {
        let Some(first) = query.loaded.with_untracked(|loaded| loaded.ready().cloned()) else {
            return ().into_any();
        };
        let value = RwSignal::new(first);
        let mut made = false;
        effect(move || {
            let now = query.ready();
            if let (Some(now), true) = (now, std::mem::replace(&mut made, true)) {
                value.set(now);
            }
        });
        children(value.into()).into_any()
    };
    let again = Callback::new(move |()| query.refetch());
    by_state(state, rows, query.problem, again, Box::new(ready))
}

/// What is shown in each state, whatever it is about.
fn by_state(
    state: Memo<State>,
    rows: usize,
    problem: RwSignal<Option<CallError>>,
    again: Callback<()>,
    ready: Box<dyn Fn() -> AnyView + Send>,
) -> AnyView {
    changing(move || match state.get() {
        State::Loading => view! {
            <div aria-busy="true">
                <Skeleton rows />
            </div>
        }
        .into_any(),
        State::Failed => view! { <ProblemNotice problem on_retry=again /> }.into_any(),
        State::Ready => ready(),
    })
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Loading,
    Ready,
    Failed,
}
