//! The ticket that is open: what it is about and what can be done, all that was said, and the composer.

use contract::{
    TicketId,
    people::AgentRef,
    presence::AssignmentReason,
    tickets::{SetAside, Ticket, TicketEvent, TicketRow},
};
use leptos::{html, prelude::*};
use ui::{Chip, Empty, Kept, Menu, Notice, Shape, Skeleton, Time, fill};

use super::{
    acts::{self, Acts},
    composer::Composer,
    entries::Entries,
    looking::LooksToo,
    page::{Panes, path},
    use_tickets, words,
};
use crate::{
    foot,
    panes::{self, BareItemPane, PropertiesToggle},
    paths,
    presence::ReasonInWords,
    text::TicketsText,
};

/// The pane.
#[component]
pub(super) fn ItemPane(ticket: TicketId) -> impl IntoView {
    let t = ui::texts::<TicketsText>();
    let tickets = use_tickets();
    let detail = ui::kept(move || tickets.detail(ticket));
    let known = ui::kept(move || detail.with(Option::is_some));
    let problem = ui::kept(move || tickets.problem_of(ticket));
    ui::changing(move || {
        if known.get() {
            return view! { <Known ticket detail /> }.into_any();
        }
        let inside = match problem.get() {
            Some(error) => {
                let words = format!("{} {}", ui::problem_text(ui::language(), &error), t.gone_kept);
                view! {
                    <Empty shape=Shape::Mail title=t.gone_title text=words>
                        <ui::Button on_click=move |_| tickets.fetch(ticket)>{t.try_again}</ui::Button>
                    </Empty>
                }
                .into_any()
            }
            None => view! { <Skeleton lines=6 /> }.into_any(),
        };
        let busy = problem.with(Option::is_none);
        let back = view! { <Back /> }.into_any();
        view! { <BareItemPane label=t.conversation busy back>{inside}</BareItemPane> }.into_any()
    })
}

#[component]
fn Known(ticket: TicketId, detail: Kept<Option<Ticket>>) -> impl IntoView {
    let t = ui::texts::<TicketsText>();
    let tickets = use_tickets();
    // The last look stays while the ticket goes.
    let whole =
        ui::kept_after(move |before: Option<&Option<Ticket>>| detail.get().or_else(|| before.cloned().flatten()));
    let row = ui::kept(move || whole.with(|whole| whole.as_ref().map(|whole| whole.row.clone())));
    let refused = acts::provide(ticket);
    let scroll = NodeRef::<html::Div>::new();
    foot::stay(scroll);
    let label = move || {
        let subject = row.with(|row| row.as_ref().map(|row| row.subject.clone()).unwrap_or_default());
        fill(t.log, &[("subject", &subject)])
    };
    let lost = ui::kept(move || tickets.problem_of(ticket));
    let aside = ui::kept(move || row.with(|row| row.as_ref().and_then(|row| row.set_aside)));
    let deleted = ui::kept(move || aside.get() == Some(SetAside::Deleted));
    let stuck = ui::kept(move || match aside.get() {
        Some(SetAside::Deleted) => Some(t.deleted_text),
        Some(SetAside::Spam) => Some(t.spam_text),
        Some(SetAside::Merged) => Some(t.merged_text),
        None => row.with(|row| row.as_ref().is_some_and(words::is_stuck)).then_some(t.locked_text),
    });
    view! {
        <section class="pane" data-pane="item" aria-label=t.conversation>
            <Head ticket row whole />
            <div class="scroll" node_ref=scroll>
                <div class="mails" role="log" aria-label=label tabindex="0">
                    <Entries ticket whole />
                </div>
            </div>
            <footer class="stack">
                <ui::ProblemNotice problem=lost on_retry=move |()| tickets.fetch(ticket) />
                <acts::Refused refused row />
                <LooksToo ticket />
                {move || stuck.get().map(|words| view! { <Notice>{words}</Notice> })}
                <ui::Show when=move || !deleted.get()>
                    <Composer ticket row />
                </ui::Show>
            </footer>
        </section>
    }
    .into_any()
}

#[component]
fn Back() -> impl IntoView {
    let t = ui::texts::<TicketsText>();
    let panes: Panes = expect_context();
    let go = paths::go();
    let go = StoredValue::new_local(go);
    let back = move |()| go.with_value(|go| go(&path(panes.view.get_untracked(), None)));
    view! { <panes::Back label=t.back on_click=back /> }.into_any()
}

#[component]
fn Head(ticket: TicketId, row: Kept<Option<TicketRow>>, whole: Kept<Option<Ticket>>) -> impl IntoView {
    let t = ui::texts::<TicketsText>();
    let panes: Panes = expect_context();
    let subject = ui::kept(move || row.with(|row| row.as_ref().map(|row| row.subject.clone()).unwrap_or_default()));
    let status = ui::kept(move || row.with(|row| row.as_ref().map(|row| row.status)));
    let place = ui::kept(move || {
        row.with(|row| {
            let row = row.as_ref()?;
            let number = fill(t.number, &[("n", &row.number.to_string())]);
            Some((format!("{number} · {}", words::place(row)), row.opened_at.clone()))
        })
    });
    let opened = move || {
        place.get().map(|(_, at)| {
            view! { " · " {t.opened} " " <Time at /> }
        })
    };
    let place = move || place.get().map(|(place, _)| place);
    view! {
        <header class="pane-head ticket-head">
            <Back />
            <div class="titles">
                <h2 dir="auto" title=move || subject.get()>{move || subject.get()}</h2>
                <p class="sub">{move || place()} <WhyHere ticket row whole /> {move || opened()}</p>
            </div>
            {move || {
                status
                    .get()
                    .map(|status| view! { <Chip tone=words::status_tone(status)>{words::status(t, status)}</Chip> })
            }}
            <Acts ticket row />
            <PropertiesToggle label=t.show_properties shape=Shape::Info properties=panes.properties />
        </header>
    }
    .into_any()
}

/// Why the ticket is where it is: the last reason of assignment, behind a dotted line.
#[component]
fn WhyHere(ticket: TicketId, row: Kept<Option<TicketRow>>, whole: Kept<Option<Ticket>>) -> impl IntoView {
    let t = ui::texts::<TicketsText>();
    let tickets = use_tickets();
    let reason = ui::kept(move || {
        whole.with(|whole| {
            whole.as_ref()?.entries.iter().rev().find_map(|entry| match &entry.event {
                TicketEvent::Assigned { agent, reason } => Some((Some(agent.clone()), reason.clone())),
                TicketEvent::Queued { reason, .. } => Some((None, reason.clone())),
                _ => None,
            })
        })
    });
    let words = move || {
        row.with(|row| match row.as_ref().map(|row| (row, row.agent.as_ref())) {
            Some((_, None)) => t.why_waiting.to_owned(),
            Some((row, Some(agent))) if !tickets.is_mine(row) => fill(t.why_them, &[("name", &agent.name)]),
            _ => t.why_me.to_owned(),
        })
    };
    ui::changing(move || {
        reason.get().map(|(agent, reason)| {
            let id = format!("why-{ticket}");
            view! {
                " · "
                <button class="why" type="button" popovertarget=id.clone() aria-expanded="false">{move || words()}</button>
                <Reason id agent reason />
            }
        })
    })
}

/// The panel with a reason.
#[component]
pub(super) fn Reason(id: String, agent: Option<AgentRef>, reason: AssignmentReason) -> impl IntoView {
    let t = ui::texts::<TicketsText>();
    view! {
        <Menu id label=t.why_title panel=true>
            <ReasonInWords reason agent />
        </Menu>
    }
    .into_any()
}
