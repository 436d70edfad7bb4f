//! Where one writes: to the customer, or to the colleagues and unmistakably so. Each has its own draft per ticket.
//!
//! The draft keeps the text until the server has it: a send that failed is still here, and sent again by the same id.

use contract::{
    TicketId,
    rights::Permission,
    tickets::{TicketRow, TicketStatus},
};
use leptos::{ev::SubmitEvent, html, prelude::*};
use ui::{Button, ButtonKind, Choice, Icon, Kbd, Kept, Notice, Shape, Tabs, Tone, draft, fill};

use super::{
    adding::AddFiles,
    saying::{Fate, Mode, draft_key},
    use_tickets, words,
};
use crate::{
    asks::{Askables, Naming, Suggestions},
    text::TicketsText,
};

/// The longest text, in characters.
const TEXT_CHARS: usize = 100_000;

/// What the parts of the composer share.
#[derive(Clone, Copy)]
struct Desk {
    ticket: TicketId,
    mode: RwSignal<Mode>,
    reply: draft::Draft,
    comment: draft::Draft,
    area: NodeRef<html::Textarea>,
    naming: Naming,
}

impl Desk {
    fn draft(self, mode: Mode) -> draft::Draft {
        match mode {
            Mode::Reply => self.reply,
            Mode::Comment => self.comment,
        }
    }

    fn text(self) -> RwSignal<String> {
        self.draft(self.mode.get()).text
    }

    fn write(self, mode: Mode) {
        self.naming.close();
        self.mode.set(mode);
        if let Some(area) = self.area.get_untracked() {
            let _focused = area.focus();
        }
    }
}

/// The composer of a ticket.
#[component]
pub(super) fn Composer(ticket: TicketId, row: Kept<Option<TicketRow>>) -> impl IntoView {
    let t = ui::texts::<TicketsText>();
    let tickets = use_tickets();
    let toaster = ui::toasts();
    let (comment, area) = (draft::keep(draft_key(ticket, Mode::Comment)), NodeRef::new());
    let desk = Desk {
        ticket,
        mode: RwSignal::new(Mode::Reply),
        reply: draft::keep(draft_key(ticket, Mode::Reply)),
        comment,
        area,
        naming: Naming::new(Askables::OfTicket(ticket), area, comment.text),
    };
    for mode in [Mode::Reply, Mode::Comment] {
        ui::effect(move || {
            let text = match tickets.fate(ticket, mode) {
                Some(Fate::Arrived(text)) => text,
                Some(Fate::TakenBack(text)) => {
                    // What was typed since stays, below it.
                    desk.draft(mode).text.update(|typed| {
                        *typed = if typed.trim().is_empty() { text } else { format!("{text}\n\n{typed}") };
                    });
                    tickets.forget_fate(ticket, mode);
                    return desk.write(mode);
                }
                _ => return,
            };
            // What was typed after it was sent from another visit of the page stays.
            if desk.draft(mode).text.with_untracked(|typed| typed.trim() == text || typed.is_empty()) {
                desk.draft(mode).clear();
            }
            tickets.forget_fate(ticket, mode);
            toaster.toast(Tone::Good, if mode == Mode::Reply { t.sent } else { t.commented });
        });
    }
    let keys = ui::keys();
    let stuck = ui::kept(move || row.with(|row| row.as_ref().is_some_and(words::is_stuck)));
    let may = ui::kept(move || {
        (!stuck.get() && tickets.may(ticket, Permission::Reply), tickets.may(ticket, Permission::Comment))
    });
    ui::effect(move || match may.get() {
        (false, true) => desk.mode.set(Mode::Comment),
        (true, false) => desk.mode.set(Mode::Reply),
        _ => {}
    });
    keys.on("r", t.key_reply, move || desk.write(Mode::Reply));
    keys.on("n", t.key_comment, move || desk.write(Mode::Comment));
    view! {
        <NotSent desk />
        {move || match may.get() {
            (false, false) => view! { <Notice>{t.only_read}</Notice> }.into_any(),
            may => view! { <Form desk row may /> }.into_any(),
        }}
    }
    .into_any()
}

/// Why the text still lies here.
#[component]
fn NotSent(desk: Desk) -> impl IntoView {
    let t = ui::texts::<TicketsText>();
    let tickets = use_tickets();
    let language = ui::language();
    let failed = move || match tickets.fate(desk.ticket, desk.mode.get()) {
        Some(Fate::Failed(error)) => Some(view! {
            <Notice tone=Tone::Bad>
                <p>
                    <strong>{t.not_sent}</strong>
                    " "
                    {ui::problem_text(language, &error)}
                    " "
                    {t.not_sent_text}
                </p>
            </Notice>
        }),
        _ => None,
    };
    view! { <div role="alert">{move || failed()}</div> }.into_any()
}

#[component]
fn Form(desk: Desk, row: Kept<Option<TicketRow>>, may: (bool, bool)) -> impl IntoView {
    let t = ui::texts::<TicketsText>();
    let tickets = use_tickets();
    let too_long = move || desk.text().with(|text| text.chars().count()).saturating_sub(TEXT_CHARS);
    let empty = move || desk.text().with(|text| text.trim().is_empty());
    let fate = ui::kept(move || tickets.fate(desk.ticket, desk.mode.get()));
    let busy = Signal::derive(move || fate.with(|fate| *fate == Some(Fate::UnderWay)));
    let failed = move || fate.with(|fate| matches!(fate, Some(Fate::Failed(_))));
    let send = move || {
        if untrack(|| empty() || too_long() > 0 || busy.get() || tickets.adds(desk.ticket, desk.mode.get())) {
            return;
        }
        let text = untrack(|| desk.text().get()).trim().to_owned();
        let mode = desk.mode.get_untracked();
        let asks = if mode == Mode::Comment { desk.naming.asks_in(&text) } else { Vec::new() };
        desk.naming.close();
        tickets.looking.stopped();
        tickets.send(desk.ticket, mode, text, asks);
    };
    let word = move || match desk.mode.get() {
        Mode::Reply => "reply",
        Mode::Comment => "comment",
    };
    let status = move || match too_long() {
        _ if busy.get() => t.sending.to_owned(),
        0 if empty() => String::new(),
        0 => t.draft_saved.to_owned(),
        over => ui::count(ui::language(), t.too_long, over as u64),
    };
    let disabled = Signal::derive(move || empty() || too_long() > 0 || tickets.adds(desk.ticket, desk.mode.get()));
    let label = move || match desk.mode.get() {
        _ if failed() => t.try_again,
        Mode::Reply => t.send,
        Mode::Comment => t.send_comment,
    };
    view! {
        <form
            class="composer"
            data-mode=word
            on:submit=move |event: SubmitEvent| {
                event.prevent_default();
                send();
            }
        >
            <Suggestions naming=desk.naming />
            <Modes desk row may />
            <p class="guard"><Icon shape=Shape::Lock /> {t.guard}</p>
            <Area desk row busy send=Callback::new(move |()| send()) />
            <footer>
                <AddFiles ticket=desk.ticket mode=desk.mode />
                <span class="status grow" role="status">{move || status()}</span>
                <Kbd keys="Ctrl ↵" />
                <Button kind=ButtonKind::Primary submit=true disabled busy>{move || label()}</Button>
            </footer>
        </form>
    }
    .into_any()
}

/// Reply or comment, and to whom.
#[component]
fn Modes(desk: Desk, row: Kept<Option<TicketRow>>, may: (bool, bool)) -> impl IntoView {
    let t = ui::texts::<TicketsText>();
    let reply = may.0.then(|| Choice::new(Mode::Reply, t.reply));
    let comment = may.1.then(|| Choice::new(Mode::Comment, t.comment));
    let choices: Vec<Choice<Mode>> = reply.into_iter().chain(comment).collect();
    let to = move || {
        let (name, closed) =
            row.with(|row| row.as_ref().map(|row| (row.from.clone(), row.status == TicketStatus::Closed)))?;
        match desk.mode.get() {
            Mode::Comment => None,
            Mode::Reply if closed => Some(t.reopens.to_owned()),
            Mode::Reply => Some(fill(t.to, &[("name", &name)])),
        }
    };
    view! {
        <div class="head">
            <Tabs label=t.write pill=true choices value=desk.mode on_change=move |mode| desk.write(mode) />
            <span class="to ticket-to muted tiny cut" dir="auto">{move || to()}</span>
        </div>
    }
    .into_any()
}

#[component]
fn Area(desk: Desk, row: Kept<Option<TicketRow>>, busy: Signal<bool>, send: Callback<()>) -> impl IntoView {
    let t = ui::texts::<TicketsText>();
    let name = ui::kept(move || row.with(|row| row.as_ref().map(|row| row.from.clone()).unwrap_or_default()));
    let label = move || match desk.mode.get() {
        Mode::Reply => fill(t.reply_to, &[("name", &name.get())]),
        Mode::Comment => t.comment.to_owned(),
    };
    let placeholder = move || match desk.mode.get() {
        Mode::Reply => fill(t.reply_placeholder, &[("name", &name.get())]),
        Mode::Comment => t.comment_placeholder.to_owned(),
    };
    let keys = ui::on_send_keys(move || send.run(()));
    let looking = use_tickets().looking;
    let names = move || {
        if desk.mode.get_untracked() == Mode::Comment {
            desk.naming.typed();
        }
    };
    let pressed = move |event: leptos::ev::KeyboardEvent| {
        if desk.naming.pressed(&event) {
            return;
        }
        if event.key() == "Escape"
            && let Some(area) = desk.area.get_untracked()
        {
            let _left = area.blur();
        }
        keys(event);
    };
    view! {
        <textarea
            class="text"
            rows="3"
            dir="auto"
            node_ref=desk.area
            aria-label=label
            placeholder=placeholder
            readonly=move || busy.get()
            prop:value=move || desk.text().get()
            aria-autocomplete="list"
            aria-controls=move || desk.naming.list()
            aria-activedescendant=move || desk.naming.chosen()
            on:input:target=move |event| {
                untrack(|| desk.text()).set(event.target().value());
                looking.typed();
                names();
            }
            on:click=move |_| names()
            on:blur=move |_| desk.naming.close()
            on:keydown=pressed
        ></textarea>
    }
    .into_any()
}
