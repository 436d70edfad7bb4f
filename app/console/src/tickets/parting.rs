//! A customer's message becomes a ticket of its own; and how such an act is taken back.

use client::CallError;
use contract::{
    TicketEntryId, TicketId,
    rights::Permission,
    tickets::{SplitTicket, Ticket, TicketSplit, UndoSplit},
};
use leptos::{prelude::*, task::spawn_local};
use ui::{Button, ButtonKind, Language, Size, Submission, Toaster, Tone};

use super::{
    page::{Panes, path},
    store::{Tickets, use_tickets},
};
use crate::{paths, sending, text::TicketsText};

/// The longest name of a ticket that was split off, in characters.
const SUBJECT_CHARS: usize = 80;

/// Opens a ticket in the list that is shown. Of a component, while it is made.
pub(super) fn opening() -> impl Fn(TicketId) + Clone + 'static {
    let panes = use_context::<Panes>();
    let go = paths::go();
    move |ticket| {
        let path = panes.as_ref().map(|panes| path(panes.view.get_untracked(), Some(ticket)));
        go(&path.unwrap_or_else(|| paths::ticket(ticket)));
    }
}

/// Says what was done, and offers to take it back. Of a component, while it is made.
#[derive(Clone, Copy)]
pub(super) struct Offers {
    tickets: Tickets,
    toaster: Toaster,
    language: Language,
    texts: &'static TicketsText,
}

impl Offers {
    pub(super) fn new() -> Self {
        Offers { tickets: use_tickets(), toaster: ui::toasts(), language: ui::language(), texts: ui::texts() }
    }

    pub(super) fn undo<F>(self, done: String, undo: impl Fn() -> F + Send + Sync + Clone + 'static)
    where
        F: Future<Output = Result<Ticket, CallError>> + 'static,
    {
        self.toaster.with_action(Tone::Good, done, self.texts.undo, move || {
            let undo = undo.clone();
            spawn_local(async move {
                match undo().await {
                    Ok(now) => self.tickets.learn(now),
                    Err(error) => self.toaster.toast(Tone::Warn, ui::problem_text(self.language, &error)),
                }
            });
        });
    }
}

/// The button that makes a message a ticket of its own.
#[component]
pub(super) fn SplitButton(ticket: TicketId, entry: TicketEntryId, text: String) -> impl IntoView {
    let t = ui::texts::<TicketsText>();
    let tickets = use_tickets();
    let doing = Submission::new();
    let (open, offers) = (StoredValue::new_local(opening()), Offers::new());
    let may = ui::kept(move || tickets.may(ticket, Permission::Merge));
    let split = Callback::new(move |_: ()| {
        let subject = subject(&text);
        let draft = format!("split-{entry}");
        let client_id = sending::id_of(&draft, &subject);
        let body = TicketSplit { client_id, entry, subject };
        doing.run(async move { ui::api().call(SplitTicket { ticket, body }).await }, move |new| {
            let id = new.row.id;
            sending::done(&draft);
            tickets.learn(new);
            offers.undo(t.split_done.to_owned(), move || async move {
                ui::api().call(UndoSplit { ticket: id, body: () }).await
            });
            open.with_value(|open| open(id));
        });
    });
    move || {
        may.get().then(|| {
            view! {
                <span class="split">
                    <Button kind=ButtonKind::Ghost size=Size::Small busy=doing.busy on_click=move |_| split.run(())>
                        {t.split}
                    </Button>
                </span>
                <ui::ProblemNotice problem=doing.problem />
            }
        })
    }
}

/// What the new ticket is called: how the message begins.
fn subject(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("…");
    line.chars().take(SUBJECT_CHARS).collect()
}
