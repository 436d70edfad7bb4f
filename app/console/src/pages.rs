//! Lists that come in pages: the first one by itself, the following ones on request.

use std::{future::Future, pin::Pin, rc::Rc, time::Duration};

use client::CallError;
use contract::Page;
use leptos::prelude::*;
use ui::{Button, Held, Kept, ProblemNotice, Query, Show, Size, Skeleton, Submission};

use crate::{live::use_wire, text::ListText};

type Answer<T> = Pin<Box<dyn Future<Output = Result<Page<T>, CallError>>>>;
type Ask<T> = Rc<dyn Fn(Option<String>) -> Answer<T>>;

/// How long one may pause while typing before the question goes out.
const SETTLES: Duration = Duration::from_millis(200);

/// A list and where it goes on. Copy it about.
pub struct Paged<T: Send + Sync + 'static> {
    /// The first page.
    pub first: Query<Page<T>>,
    older: Held<Vec<T>>,
    next: RwSignal<Option<String>>,
    /// How many are here: as many are fetched again.
    loaded: StoredValue<usize>,
    asking: Submission,
    ask: StoredValue<Ask<T>, LocalStorage>,
}

impl<T: Send + Sync + 'static> Clone for Paged<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T: Send + Sync + 'static> Copy for Paged<T> {}

impl<T: Clone + Send + Sync + 'static> Paged<T> {
    /// Asks for the first page now, and again when a signal changes that `ask` reads before its `async` block. When
    /// something may have been missed, it asks for as much as was loaded.
    pub fn load<Asked>(ask: impl Fn(Option<String>) -> Asked + 'static) -> Self
    where
        Asked: Future<Output = Result<Page<T>, CallError>> + 'static,
    {
        let ask: Ask<T> = Rc::new(move |after| Box::pin(ask(after)));
        let (loaded, asked, resumed) = (StoredValue::new(0), ask.clone(), use_wire().resumed());
        let told = StoredValue::new(resumed.get_untracked());
        let first = ui::load(move || {
            let now = resumed.get();
            let again = told.try_update_value(|told| std::mem::replace(told, now)) != Some(now);
            as_far(asked.clone(), if again { loaded.get_value() } else { 0 })
        });
        let (older, next) = (Held::new(Vec::new()), RwSignal::new(None));
        // Another first page is another list.
        ui::effect(move || {
            if let Some((follows, many)) = first.with(|page| (page.next.clone(), page.items.len())) {
                older.set(Vec::new());
                next.set(follows);
                loaded.set_value(many);
            }
        });
        Self { first, older, next, loaded, asking: Submission::new(), ask: StoredValue::new_local(ask) }
    }

    /// What was fetched so far, in order; tracks.
    pub fn items(self) -> Vec<T> {
        let mut items = self.first.with(|page| page.items.clone()).unwrap_or_default();
        items.extend(self.older.try_with(Vec::clone).unwrap_or_default());
        items
    }

    fn more(self) {
        let Some(after) = self.next.get_untracked() else { return };
        let answer = untrack(|| self.ask.with_value(|ask| ask(Some(after.clone()))));
        self.asking.run(answer, move |page| {
            // Another list began meanwhile: its first page knows where it goes on.
            if self.next.try_with_untracked(|next| next.as_ref() == Some(&after)) == Some(true) {
                self.loaded.update_value(|loaded| *loaded += page.items.len());
                self.older.update(|older| older.extend(page.items));
                self.next.set(page.next);
            }
        });
    }

    /// Whether anything is there; nothing before the first answer. Tracks.
    pub fn is_empty(self) -> Option<bool> {
        self.first.with(|page| page.items.is_empty())
    }
}

/// The first page; and those after it, as one, until so many are there.
fn as_far<T: 'static>(ask: Ask<T>, loaded: usize) -> Answer<T> {
    let first = ask(None);
    Box::pin(async move {
        let mut all = first.await?;
        while let Some(after) = all.next.clone().filter(|_| all.items.len() < loaded) {
            let page = untrack(|| ask(Some(after))).await?;
            all.items.extend(page.items);
            all.next = page.next;
        }
        Ok(all)
    })
}

/// A list on a page of its own: what it waits for, why it is not there, or its rows and what follows.
#[component]
pub fn Listed<T: Clone + Send + Sync + 'static>(
    /// The list.
    paged: Paged<T>,
    /// Its rows, or why there are none.
    rows: Callback<bool, AnyView>,
) -> impl IntoView {
    let empty = ui::kept(move || paged.is_empty());
    view! {
        <ProblemNotice problem=paged.first.problem on_retry=move |()| paged.first.refetch() />
        <RowsWhenThere empty failed=failed(paged) rows />
        <MoreRows paged />
    }
    .into_any()
}

fn failed<T: Clone + Send + Sync + 'static>(paged: Paged<T>) -> Kept<bool> {
    ui::kept(move || paged.first.problem.with(Option::is_some))
}

#[component]
fn RowsWhenThere(empty: Kept<Option<bool>>, failed: Kept<bool>, rows: Callback<bool, AnyView>) -> impl IntoView {
    ui::changing(move || match (empty.get(), failed.get()) {
        (Some(empty), _) => rows.run(empty),
        (None, false) => view! { <Skeleton rows=8 /> }.into_any(),
        (None, true) => ().into_any(),
    })
}

/// Below a list in a pane: that it is on its way, that there is nothing, or what follows.
#[component]
pub fn PaneRows<T: Clone + Send + Sync + 'static>(
    /// The list.
    paged: Paged<T>,
    /// That there is nothing.
    nothing: &'static str,
) -> impl IntoView {
    view! {
        <ProblemNotice problem=paged.first.problem on_retry=move |()| paged.first.refetch() />
        <PaneFoot
            empty=ui::kept(move || paged.is_empty())
            failed=failed(paged)
            nothing
            more=Following { next: paged.next, asking: paged.asking, ask: Callback::new(move |()| paged.more()) }
        />
    }
    .into_any()
}

/// What follows on a page.
#[derive(Clone, Copy)]
struct Following {
    next: RwSignal<Option<String>>,
    asking: Submission,
    ask: Callback<()>,
}

#[component]
fn PaneFoot(empty: Kept<Option<bool>>, failed: Kept<bool>, nothing: &'static str, more: Following) -> impl IntoView {
    let t = ui::texts::<ListText>();
    let follows = ui::kept(move || more.next.with(Option::is_some));
    view! {
        <ProblemNotice problem=more.asking.problem />
        {move || match (empty.get(), follows.get(), failed.get()) {
            (_, true, _) => view! {
                <Button size=Size::Small busy=more.asking.busy on_click=move |_| more.ask.run(())>{t.older}</Button>
            }
            .into_any(),
            (None, _, false) => view! { <Skeleton lines=3 /> }.into_any(),
            (Some(true), ..) => view! { <p class="muted small">{nothing}</p> }.into_any(),
            _ => ().into_any(),
        }}
    }
    .into_any()
}

/// Below a list: what follows, when anything does.
#[component]
pub fn MoreRows<T: Clone + Send + Sync + 'static>(
    /// The list.
    paged: Paged<T>,
) -> impl IntoView {
    let more = Following { next: paged.next, asking: paged.asking, ask: Callback::new(move |()| paged.more()) };
    view! { <Pager more /> }.into_any()
}

#[component]
fn Pager(more: Following) -> impl IntoView {
    let t = ui::texts::<ListText>();
    view! {
        <ProblemNotice problem=more.asking.problem />
        <Show when=move || more.next.with(Option::is_some)>
            <nav class="pager" aria-label=t.pages>
                <Button busy=more.asking.busy on_click=move |_| more.ask.run(())>
                    {t.more}
                </Button>
            </nav>
        </Show>
    }
    .into_any()
}

/// What is typed, once the typing pauses: a question for every letter would be too many.
pub fn settled(typed: RwSignal<String>) -> Signal<String> {
    let settled = RwSignal::new(typed.get_untracked());
    let latest = StoredValue::new(0_u32);
    Effect::new(move |before: Option<()>| {
        let text = typed.get();
        if before.is_none() {
            return;
        }
        let turn = latest.get_value().wrapping_add(1);
        latest.set_value(turn);
        set_timeout(
            move || {
                if latest.try_get_value() == Some(turn) {
                    settled.try_set(text);
                }
            },
            SETTLES,
        );
    });
    settled.into()
}
