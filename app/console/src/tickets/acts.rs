//! What one does with a ticket: take it, hand it on, close it, open it again; and what happens when somebody was faster.

use contract::{
    TicketId,
    rights::Permission,
    tickets::{Priority, TicketRow, TicketStatus},
};
use leptos::{prelude::*, task::spawn_local};
use ui::{Button, ButtonKind, Kept, Notice, Show, Size, Tone, fill};

use super::{store::Change, transfer::TransferDialog, use_tickets, words};
use crate::{text::TicketsText, transfer::Transferring};

/// Changes the open ticket; a context below its page.
#[derive(Clone, Copy)]
pub(super) struct Changing {
    ticket: TicketId,
    busy: RwSignal<bool>,
    refused: RwSignal<Option<Change>>,
}

impl Changing {
    /// Listens for the end of a change, however it ended.
    pub fn track(self) {
        self.busy.track();
    }
}

/// Makes the open ticket changeable below. What somebody else was faster with is told by [`Refused`].
pub(super) fn provide(ticket: TicketId) -> Changing {
    let changing = Changing { ticket, busy: RwSignal::new(false), refused: RwSignal::new(None) };
    provide_context(changing);
    changing
}

/// Makes changes of a ticket: `let change = changer(…); change(Change::Status(…))`.
pub(super) fn changer(changing: Changing) -> impl Fn(Change) + Copy + Send + Sync + 'static {
    let t = ui::texts::<TicketsText>();
    let (tickets, toaster, language) = (use_tickets(), ui::toasts(), ui::language());
    let Changing { ticket, busy, refused } = changing;
    move |change| {
        if busy.get_untracked() {
            return;
        }
        let before = untrack(|| tickets.row(ticket));
        busy.set(true);
        refused.set(None);
        spawn_local(async move {
            let answer = tickets.change(ticket, change).await;
            busy.try_set(false);
            match answer {
                Ok(()) => {
                    let done = done(t, change);
                    let Some(undo) = before.and_then(|row| undo(&row, change)) else { return };
                    toaster.with_action(Tone::Good, done, t.undo, move || {
                        spawn_local(async move {
                            if let Err(error) = tickets.change(ticket, undo).await {
                                toaster.toast(Tone::Warn, ui::problem_text(language, &error));
                            }
                        });
                    });
                }
                Err(error) if error.code() == Some("stale") && refused.try_set(Some(change)).is_none() => {}
                Err(error) => toaster.toast(Tone::Warn, ui::problem_text(language, &error)),
            }
        });
    }
}

fn undo(before: &TicketRow, change: Change) -> Option<Change> {
    let back = match change {
        Change::Status(_) => Change::Status(before.status),
        Change::Priority(_) => Change::Priority(before.priority),
    };
    (back != change).then_some(back)
}

fn done(t: &TicketsText, change: Change) -> String {
    match change {
        Change::Status(TicketStatus::Active) => t.reopened_done.to_owned(),
        Change::Status(TicketStatus::Waiting) => t.waiting_done.to_owned(),
        Change::Status(TicketStatus::Closed) => t.closed_done.to_owned(),
        Change::Status(TicketStatus::Locked) => t.locked_done.to_owned(),
        Change::Priority(priority) => fill(t.priority_done, &[("priority", words::priority(t, priority))]),
    }
}

/// Somebody was faster: what is so now, and whether the change still holds.
#[component]
pub(super) fn Refused(refused: Changing, row: Kept<Option<TicketRow>>) -> impl IntoView {
    let t = ui::texts::<TicketsText>();
    let change = changer(refused);
    let refused = refused.refused;
    let shown = move || {
        let wanted = refused.get()?;
        let (status, priority) = row.with(|row| row.as_ref().map(|row| (row.status, row.priority)))?;
        let change_words = match wanted {
            Change::Status(status) => fill(t.change_status, &[("status", words::status(t, status))]),
            Change::Priority(priority) => fill(t.change_priority, &[("priority", words::priority(t, priority))]),
        };
        let (status, priority) = (words::status(t, status), words::priority(t, priority));
        let text = fill(t.stale_text, &[("status", status), ("priority", priority), ("change", &change_words)]);
        Some(view! {
            <Notice tone=Tone::Warn>
                <p><strong>{t.stale}</strong> " " {text}</p>
                <div class="row">
                    <Button size=Size::Small on_click=move |_| change(wanted)>{t.stale_again}</Button>
                    <Button size=Size::Small kind=ButtonKind::Ghost on_click=move |_| refused.set(None)>
                        {t.stale_leave}
                    </Button>
                </div>
            </Notice>
        })
    };
    view! { <div role="alert">{move || shown()}</div> }.into_any()
}

/// The buttons of the ticket's head, with their keys.
#[component]
pub(super) fn Acts(ticket: TicketId, row: Kept<Option<TicketRow>>) -> impl IntoView {
    let t = ui::texts::<TicketsText>();
    let keys = ui::keys();
    let changing: Changing = expect_context();
    let change = changer(changing);
    let transfer = Transferring::new();
    let status = ui::kept(move || row.with(|row| row.as_ref().map(|row| row.status)));
    let closed = ui::kept(move || matches!(status.get(), Some(TicketStatus::Closed | TicketStatus::Locked)));
    let toggle = move || {
        let status = if closed.get_untracked() { TicketStatus::Active } else { TicketStatus::Closed };
        change(Change::Status(status));
    };
    let tickets = use_tickets();
    // What is locked, or nobody wants, goes nowhere before somebody says otherwise.
    let stuck = ui::kept(move || row.with(|row| row.as_ref().is_some_and(words::is_stuck)));
    let may_transfer = ui::kept(move || !stuck.get() && tickets.may(ticket, Permission::Transfer));
    let may_close = ui::kept(move || {
        let locked = status.get() == Some(TicketStatus::Locked);
        tickets.may(ticket, if locked { Permission::Lock } else { Permission::Close })
    });
    keys.on("t", t.key_transfer, move || transfer.open.set(may_transfer.get_untracked()));
    keys.on("e", t.key_close, move || {
        if may_close.get_untracked() {
            toggle();
        }
    });
    view! {
        <div class="row acts">
            <Take ticket row />
            <Show when=move || may_transfer.get()>
                <Button kbd="t" on_click=move |_| transfer.open.set(true)>{t.transfer}</Button>
            </Show>
            <Show when=move || may_close.get()>
                <Button kbd="e" busy=changing.busy on_click=move |_| toggle()>
                    {move || if closed.get() { t.reopen } else { t.close }}
                </Button>
            </Show>
        </div>
        <TransferDialog ticket transfer />
    }
    .into_any()
}

/// Takes the ticket, for whoever does not have it.
#[component]
fn Take(ticket: TicketId, row: Kept<Option<TicketRow>>) -> impl IntoView {
    let t = ui::texts::<TicketsText>();
    let (tickets, toaster, language) = (use_tickets(), ui::toasts(), ui::language());
    let busy = RwSignal::new(false);
    // Whether it is a colleague's; nothing when it is one's own, or one may not.
    let theirs = ui::kept(move || {
        let row = row.get()?;
        let takes = !words::is_stuck(&row) && !tickets.is_mine(&row) && tickets.may(ticket, Permission::Take);
        takes.then_some(row.agent.is_some())
    });
    let take = move || {
        if busy.get_untracked() || theirs.get_untracked().is_none() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            match tickets.take(ticket).await {
                Ok(()) => toaster.toast(Tone::Good, t.taken),
                Err(error) => toaster.toast(Tone::Warn, ui::problem_text(language, &error)),
            }
            busy.try_set(false);
        });
    };
    ui::keys().on("a", t.key_take, take);
    ui::changing(move || {
        theirs.get().map(|theirs| {
            let (kind, words) = if theirs { (ButtonKind::Plain, t.take_over) } else { (ButtonKind::Primary, t.take) };
            view! { <Button kind busy kbd="a" on_click=move |_| take()>{words}</Button> }
        })
    })
}

/// The priorities, for whoever changes it in place.
pub(super) fn priority_of(value: &str) -> Option<Priority> {
    words::PRIORITIES.into_iter().find(|priority| word(*priority) == value)
}

/// A priority as a choice's value.
pub(super) fn word(priority: Priority) -> &'static str {
    match priority {
        Priority::Low => "low",
        Priority::Normal => "normal",
        Priority::High => "high",
        Priority::Urgent => "urgent",
    }
}
