//! The tickets that belong to one, and how another is added by its number.

use client::CallError;
use contract::{
    TicketId,
    tickets::{
        FindTickets, LinkKind, LinkTicket, MergeTicket, NewTicketLink, Ticket, TicketLink, TicketMerge, TicketSearch,
        UndoMerge, UndoSplit, UnlinkTicket,
    },
};
use leptos::{ev, prelude::*};
use ui::{Button, ButtonKind, Chip, Kept, Notice, ProblemNotice, Size, Submission, Tone, fill};

use super::{
    parting::{Offers, opening},
    use_tickets, words,
};
use crate::{
    panes::Properties,
    paths,
    text::{TicketMarksText, TicketsText},
};

/// The part of the pane.
#[component]
pub(super) fn Links(
    ticket: TicketId,
    detail: Kept<Option<Ticket>>,
    edits: Kept<bool>,
    merges: Kept<bool>,
) -> impl IntoView {
    let t = ui::texts::<TicketMarksText>();
    let tickets = use_tickets();
    let texts = ui::texts::<TicketsText>();
    let (open, offers) = (StoredValue::new_local(opening()), Offers::new());
    let links = ui::kept(move || detail.with(|one| one.as_ref().map(|one| one.links.clone()).unwrap_or_default()));
    let sending = Submission::new();
    let (typed, unknown) = (RwSignal::new(String::new()), RwSignal::new(false));
    // The ticket of the number that is typed.
    let named = move || {
        let query = typed.get_untracked().trim().to_owned();
        unknown.set(false);
        (!query.is_empty()).then_some(async move {
            let found = ui::api().call(FindTickets { body: TicketSearch { query: query.clone() } }).await?.items;
            let number = query.trim_start_matches('#');
            Ok::<_, CallError>(found.into_iter().find(|row| row.number.to_string() == number))
        })
    };
    let add = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let Some(named) = named() else { return };
        let api = ui::api();
        let call = async move {
            match named.await? {
                Some(row) => api.call(LinkTicket { ticket, body: NewTicketLink { other: row.id } }).await.map(Some),
                None => Ok(None),
            }
        };
        sending.run(call, move |now| match now {
            Some(now) => {
                tickets.learn(now);
                typed.set(String::new());
            }
            None => unknown.set(true),
        });
    };
    let merge = move |_| {
        let Some(named) = named() else { return };
        let api = ui::api();
        let call = async move {
            let Some(into) = named.await? else { return Ok(None) };
            let now = api.call(MergeTicket { ticket, body: TicketMerge { into: into.id } }).await?;
            Ok(Some((now, into)))
        };
        sending.run(call, move |done| match done {
            Some((now, into)) => {
                tickets.learn(now);
                let number = fill(texts.number, &[("n", &into.number.to_string())]);
                let words = fill(t.merge_done, &[("number", &number)]);
                offers.undo(words, move || async move { ui::api().call(UndoMerge { ticket, body: () }).await });
                open.with_value(|open| open(into.id));
            }
            None => unknown.set(true),
        });
    };
    let act = move |act: Act| {
        let api = ui::api();
        let call = async move {
            match act {
                Act::Unlink(other) => api.call(UnlinkTicket { ticket, other, body: () }).await,
                Act::Undo(merged) => api.call(UndoMerge { ticket: merged, body: () }).await,
                Act::UndoMerge => api.call(UndoMerge { ticket, body: () }).await,
                Act::UndoSplit => api.call(UndoSplit { ticket, body: () }).await,
            }
        };
        sending.run(call, move |now: Ticket| {
            let id = now.row.id;
            tickets.learn(now);
            if id != ticket {
                open.with_value(|open| open(id));
            }
        });
    };
    let rows = move || {
        let (edits, merges) = (edits.get(), merges.get());
        links.get().into_iter().map(|link| row(link, (edits, merges), Callback::new(act))).collect_view()
    };
    let form = move || {
        edits.get().then(|| {
            view! {
                <form on:submit=add>
                    <input
                        class="input"
                        data-size="small"
                        type="text"
                        inputmode="numeric"
                        aria-label=t.link
                        placeholder=t.link
                        autocomplete="off"
                        prop:value=move || typed.get()
                        on:input:target=move |event| typed.set(event.target().value())
                    />
                    {move || (merges.get() && !typed.get().trim().is_empty()).then(|| view! {
                        <Button size=Size::Small on_click=merge>{t.merge}</Button>
                    })}
                </form>
            }
        })
    };
    let not_there = move || unknown.get().then(|| view! { <Notice tone=Tone::Warn><p>{t.link_unknown}</p></Notice> });
    view! {
        <Properties title=t.related>
            <ProblemNotice problem=sending.problem />
            <div role="alert">{not_there}</div>
            <ul class="list">{move || rows()}</ul>
            {move || form()}
        </Properties>
    }
    .into_any()
}

/// What can be done about a ticket that belongs to this one.
#[derive(Clone, Copy)]
enum Act {
    Unlink(TicketId),
    /// Of the other one, merged into this.
    Undo(TicketId),
    UndoMerge,
    UndoSplit,
}

fn row(link: TicketLink, (edits, merges): (bool, bool), act: Callback<Act>) -> AnyView {
    let t = ui::texts::<TicketMarksText>();
    let texts = ui::texts::<TicketsText>();
    let how = match link.link {
        LinkKind::Related => t.is_related,
        LinkKind::Follows => t.follows,
        LinkKind::FollowedBy => t.followed_by,
        LinkKind::SplitFrom => t.split_from,
        LinkKind::SplitInto => t.split_into,
        LinkKind::MergedFrom => t.merged_from,
        LinkKind::MergedInto => t.merged_into,
    };
    let other = link.ticket;
    let number = fill(texts.number, &[("n", &link.number.to_string())]);
    let label = fill(t.unlink_of, &[("number", &number)]);
    let button = |may: bool, words: &'static str, label: String, what: Act| {
        may.then(|| {
            view! {
                <Button size=Size::Small kind=ButtonKind::Ghost attr:aria-label=label on_click=move |_| act.run(what)>
                    {words}
                </Button>
            }
        })
    };
    let of = |words: &str| format!("{words}: {number}");
    let button = match link.link {
        LinkKind::MergedFrom => button(merges, t.undo_merge, of(t.undo_merge), Act::Undo(other)),
        LinkKind::MergedInto => button(merges, t.undo_merge, of(t.undo_merge), Act::UndoMerge),
        LinkKind::SplitFrom => button(merges, t.undo_split, of(t.undo_split), Act::UndoSplit),
        _ => button(edits, t.unlink, label, Act::Unlink(other)),
    };
    view! {
        <li class="reason">
            <p>
                <a class="link" href=paths::ticket(other)>{number}</a>
                " "
                <Chip tone=words::status_tone(link.status)>{words::status(texts, link.status)}</Chip>
            </p>
            <p dir="auto">{link.subject}</p>
            <p class="muted small">{how}</p>
            {button}
        </li>
    }
    .into_any()
}
