//! Something that is edited: fields beside what is saved, saved together or put back, never overwritten by what
//! arrives meanwhile. And the one guard: who would leave with something unsaved is asked.

use std::future::Future;

use client::CallError;
use gloo::events::{EventListener, EventListenerOptions, EventListenerPhase};
use leptos::{ev::MouseEvent, prelude::*};
use ui::{Button, ButtonKind, Dialog, Held, Kept, ProblemNotice, Query, SaveBar, Show, Size, Submission, Tone};

use wasm_bindgen::JsCast;

use crate::{paths, text::EditText};

/// What is edited. Copy it about.
pub struct Edit<T: Send + Sync + 'static> {
    /// What the fields are compared with: what is saved, as far as it is known here.
    pub base: Kept<T>,
    /// The saving.
    pub saving: Submission,
    /// What was changed, each in a few words.
    pub changes: Kept<Vec<String>>,
    held: Held<T>,
    query: Query<T>,
    fill: Callback<T>,
    toaster: ui::Toaster,
}

impl<T: Send + Sync + 'static> Clone for Edit<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T: Send + Sync + 'static> Copy for Edit<T> {}

impl<T: Clone + Send + Sync + 'static> Edit<T> {
    /// Edits what `newest` says: `fill` puts it into the fields, `changes` compares the fields with it. What somebody
    /// else saves shows at once, unless something is changed here; then only if `same` says that nothing of it is in
    /// the fields.
    pub fn new(
        query: Query<T>,
        newest: Kept<T>,
        fill: impl Fn(&T) + Send + Sync + 'static,
        changes: impl Fn(&T) -> Vec<String> + Send + Sync + 'static,
        same: fn(&T, &T) -> bool,
    ) -> Self {
        let first = newest.get_untracked();
        fill(&first);
        let fill = Callback::new(move |thing: T| fill(&thing));
        let (held, saving) = (Held::new(first), Submission::new());
        let base = held.kept();
        let changes = ui::kept(move || base.with(&changes));
        let edit = Self { base, saving, changes, held, query, fill, toaster: ui::toasts() };
        ui::effect(move || {
            let now = newest.get();
            if saving.busy.get_untracked() {
                return;
            }
            if changes.with_untracked(Vec::is_empty) {
                edit.take(now);
            } else if base.with_untracked(|base| same(base, &now)) {
                held.set(now);
            }
        });
        edit
    }

    fn take(self, now: T) {
        self.fill.run(now.clone());
        self.held.set(now);
    }

    /// A part of what is changed was saved: the rest is compared with it.
    pub fn saved_so_far(self, now: T) {
        self.held.set(now);
    }

    /// Saves, says so, and tells `then`.
    pub fn save(
        self,
        call: impl Future<Output = Result<T, CallError>> + 'static,
        said: &'static str,
        then: impl FnOnce() + 'static,
    ) {
        self.saving.run(call, move |saved: T| {
            self.take(saved.clone());
            self.query.set(saved);
            then();
            self.toaster.toast(Tone::Good, said);
        });
    }

    fn discard(self) {
        self.fill.run(self.base.get_untracked());
        self.saving.clear();
    }

    /// What [`Editing`] does with it.
    pub fn acts(self) -> Acts {
        Acts {
            saving: self.saving,
            changes: self.changes,
            discard: Callback::new(move |()| self.discard()),
            newest: Callback::new(move |()| {
                self.discard();
                self.query.refetch();
            }),
        }
    }
}

/// What can be done about what is edited, whatever it is.
#[derive(Clone, Copy)]
pub struct Acts {
    saving: Submission,
    changes: Kept<Vec<String>>,
    discard: Callback<()>,
    newest: Callback<()>,
}

/// What stands around the fields: what went wrong, the way to what somebody else saved, and the bar that saves.
#[component]
pub fn Editing(
    /// What can be done.
    edit: Acts,
    /// Saves.
    #[prop(into)]
    on_save: Callback<()>,
    /// Whether it may only be read.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// What says so.
    #[prop(optional)]
    read_only: &'static str,
    /// The fields.
    children: Children,
) -> impl IntoView {
    let t = ui::texts::<EditText>();
    let Acts { saving, changes, discard, newest } = edit;
    use_unsaved().watch(changes);
    let stale = move || saving.failed_with("stale");
    view! {
        <Show when=move || disabled.get()>
            <p class="muted">{read_only}</p>
        </Show>
        <ProblemNotice problem=saving.problem />
        <Show when=stale>
            <div class="row">
                <Button on_click=move |_| newest.run(())>{t.load_newest}</Button>
            </div>
        </Show>
        {children()}
        <SaveBar changes busy=saving.busy on_save=on_save on_discard=discard />
    }
    .into_any()
}

/// What is changed on the page and not saved; a context of the whole console.
#[derive(Clone, Copy)]
pub struct Unsaved {
    changes: RwSignal<Option<Kept<Vec<String>>>>,
    /// Where somebody wanted to go.
    wanted: RwSignal<Option<String>>,
}

impl Unsaved {
    /// Makes it known below.
    pub fn provide() {
        provide_context(Self { changes: RwSignal::new(None), wanted: RwSignal::new(None) });
    }

    fn watch(self, changes: Kept<Vec<String>>) {
        self.changes.set(Some(changes));
        on_cleanup(move || {
            self.changes.try_update(|watched| {
                if *watched == Some(changes) {
                    *watched = None;
                }
            });
        });
    }

    /// Keeps from going somewhere else while something is unsaved: true when it asks first.
    pub fn keeps_from(self, path: &str) -> bool {
        let watched = self.changes.try_get_untracked().flatten();
        let unsaved = watched.and_then(|changes| changes.try_with_untracked(Vec::is_empty)) == Some(false);
        if unsaved {
            self.wanted.set(Some(path.to_owned()));
        }
        unsaved
    }
}

/// What is not saved.
///
/// # Panics
/// Outside of the console's [`App`](crate::app::App).
pub fn use_unsaved() -> Unsaved {
    expect_context()
}

/// Asks who follows a link away from something unsaved.
#[component]
pub fn UnsavedGuard() -> impl IntoView {
    let t = ui::texts::<EditText>();
    let unsaved = use_unsaved();
    let go = StoredValue::new_local(paths::go_unasked());
    let open = RwSignal::new(false);
    ui::effect(move || {
        if unsaved.wanted.with(Option::is_some) {
            open.set(true);
        }
    });
    catch_links(unsaved);
    let leave = move || {
        if let Some(path) = unsaved.wanted.try_update(Option::take).flatten() {
            open.set(false);
            unsaved.changes.set(None);
            go.with_value(|go| go(&path));
        }
    };
    view! {
        <Dialog
            open
            title=t.title
            size=Size::Small
            on_close=move |()| unsaved.wanted.set(None)
            on_submit=move |()| open.set(false)
            footer=move || {
                view! {
                    <Button on_click=move |_| leave()>{t.leave}</Button>
                    <Button kind=ButtonKind::Primary submit=true attr:autofocus="">{t.stay}</Button>
                }
            }
        >
            <p>{t.text}</p>
        </Dialog>
    }
    .into_any()
}

/// Hears of links before the router does.
fn catch_links(unsaved: Unsaved) {
    let heard = move |event: &web_sys::Event| {
        let Some(click) = event.dyn_ref::<MouseEvent>() else { return };
        let plain = click.button() == 0 && !click.ctrl_key() && !click.meta_key() && !click.shift_key();
        let link = click
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            .and_then(|target| target.closest("a[href]").ok().flatten())
            .filter(|link| !link.has_attribute("target") && link.get_attribute("rel").as_deref() != Some("external"));
        let here = location().pathname().unwrap_or_default();
        let path = link.and_then(|link| link.get_attribute("href"));
        let path = path.filter(|path| path.starts_with(paths::BASE) && path.split(['?', '#']).next() != Some(&here));
        if let Some(path) = path.filter(|_| plain)
            && unsaved.keeps_from(&path)
        {
            event.prevent_default();
            event.stop_propagation();
        }
    };
    let first = EventListenerOptions { phase: EventListenerPhase::Capture, passive: false };
    // Goes with its owner.
    StoredValue::new_local(EventListener::new_with_options(&document(), "click", first, heard));
}
