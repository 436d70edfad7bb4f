//! Handing something on: to an agent, a group or a department, with a word for the colleagues.

use contract::chat::{Destination, TransferTarget};
use leptos::prelude::*;
use ui::{Button, ButtonKind, Chip, Dialog, Field, FieldKind, Kept, ProblemNotice, SearchBox, Submission, Tone, fill};

use crate::text::TransferText;

/// A kind of destination: its heading, and what belongs to it.
type Kind = (&'static str, fn(&Destination) -> bool);

/// A transfer while it is put together. Copy it about.
#[derive(Clone, Copy)]
pub struct Transferring {
    /// Whether the dialog is open.
    pub open: RwSignal<bool>,
    /// Where it goes.
    pub chosen: RwSignal<Option<TransferTarget>>,
    /// For the colleagues.
    pub comment: RwSignal<String>,
    /// The sending.
    pub sending: Submission,
    toaster: ui::Toaster,
}

impl Transferring {
    /// One that was not begun yet. Make it in a component's body.
    pub fn new() -> Self {
        Self {
            open: RwSignal::new(false),
            chosen: RwSignal::new(None),
            comment: RwSignal::new(String::new()),
            sending: Submission::new(),
            toaster: ui::toasts(),
        }
    }

    /// Where it goes, and the comment; nothing while nothing is chosen.
    pub fn chosen(self) -> Option<(TransferTarget, String)> {
        Some((self.chosen.get_untracked()?, self.comment.get_untracked().trim().to_owned()))
    }

    /// It was handed on: says so, and closes.
    pub fn done(self, to: &TransferTarget) {
        let t = ui::texts::<TransferText>();
        self.toaster.toast(Tone::Good, fill(t.done, &[("name", &to.name)]));
        self.comment.try_set(String::new());
        self.open.try_set(false);
    }
}

impl Default for Transferring {
    fn default() -> Self {
        Self::new()
    }
}

/// The dialog. A comment stays when somebody only looks away.
#[component]
pub fn TransferDialog(
    /// The transfer.
    transfer: Transferring,
    /// What is handed on, as the dialog's title.
    title: &'static str,
    /// Where it can go: a [`TargetList`], once it is known.
    #[prop(into)]
    targets: ViewFn,
    /// Hands it on.
    #[prop(into)]
    on_transfer: Callback<()>,
) -> impl IntoView {
    let t = ui::texts::<TransferText>();
    let Transferring { open, chosen, comment, sending, .. } = transfer;
    let closed = move |()| {
        chosen.set(None);
        sending.clear();
    };
    let nowhere = Signal::derive(move || chosen.with(Option::is_none));
    view! {
        <Dialog
            open
            title
            on_submit=on_transfer
            on_close=closed
            footer=move || {
                view! {
                    <Button on_click=move |_| open.set(false)>{t.cancel}</Button>
                    <Button kind=ButtonKind::Primary submit=true busy=sending.busy disabled=nowhere>
                        {t.transfer}
                    </Button>
                }
            }
        >
            <div class="stack" data-gap="4">
                <ProblemNotice problem=sending.problem />
                {targets.run()}
                <Field
                    name="transfer-comment"
                    label=t.comment
                    hint=t.comment_hint
                    value=comment
                    kind=FieldKind::Area(2)
                    error=sending.field("comment")
                    optional=true
                />
            </div>
        </Dialog>
    }
    .into_any()
}

/// Where it can go, narrowed by words.
#[component]
pub fn TargetList(
    /// Everywhere it can go.
    #[prop(into)]
    targets: Kept<Vec<TransferTarget>>,
    /// Where it goes.
    chosen: RwSignal<Option<TransferTarget>>,
) -> impl IntoView {
    let t = ui::texts::<TransferText>();
    let query = RwSignal::new(String::new());
    let fitting = ui::kept(move || {
        let query = query.get().to_lowercase();
        let fits = |target: &&TransferTarget| {
            let text = format!("{} {}", target.name, target.within).to_lowercase();
            query.split_whitespace().all(|word| text.contains(word))
        };
        targets.with(|targets| targets.iter().filter(fits).cloned().collect::<Vec<_>>())
    });
    let kinds: [Kind; 3] = [
        (t.agents, |to| matches!(to, Destination::Agent(_))),
        (t.groups, |to| matches!(to, Destination::Group(_))),
        (t.departments, |to| matches!(to, Destination::Department(_))),
    ];
    let lists = move || {
        let lists = kinds.into_iter().map(|(heading, is)| {
            let own: Vec<_> =
                fitting.with(|all| all.iter().filter(|target| is(&target.destination)).cloned().collect());
            (!own.is_empty()).then(|| {
                view! {
                    <fieldset class="radio-cards" data-columns="1">
                        <legend>{heading}</legend>
                        {own.into_iter().map(|target| view! { <Target target chosen /> }).collect_view()}
                    </fieldset>
                }
            })
        });
        lists.collect_view()
    };
    view! {
        <div class="stack" data-gap="3">
            <SearchBox label=t.search placeholder=t.search value=query />
            {move || lists()}
            {move || fitting.with(Vec::is_empty).then(|| view! { <p class="muted" role="status">{t.none}</p> })}
        </div>
    }
    .into_any()
}

#[component]
fn Target(target: TransferTarget, chosen: RwSignal<Option<TransferTarget>>) -> impl IntoView {
    let t = ui::texts::<TransferText>();
    let agent = matches!(target.destination, Destination::Agent(_));
    let (tone, words) = match (target.receives, agent) {
        (true, _) => (Tone::Good, t.receives),
        (false, true) => (Tone::Neutral, t.receives_not),
        (false, false) => (Tone::Warn, t.waits),
    };
    let (name, within, own) = (target.name.clone(), target.within.clone(), target.destination);
    let checked = move || chosen.with(|chosen| chosen.as_ref().is_some_and(|chosen| chosen.destination == own));
    view! {
        <label class="radio-card">
            <input
                type="radio"
                name="transfer-to"
                prop:checked=checked
                on:change=move |_| chosen.set(Some(target.clone()))
            />
            <span class="title">{name}</span>
            <span class="aside">
                <Chip tone>{words}</Chip>
            </span>
            <span class="hint">{within}</span>
        </label>
    }
    .into_any()
}
