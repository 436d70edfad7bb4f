//! The tickets that belong to one, and how another is added by its number.

use contract::{
    TicketId,
    tickets::{FindTickets, LinkKind, LinkTicket, NewTicketLink, Ticket, TicketLink, TicketSearch, UnlinkTicket},
};
use leptos::{ev, prelude::*};
use ui::{Button, ButtonKind, Chip, Kept, Notice, ProblemNotice, Size, Submission, Tone, fill};

use super::{use_tickets, words};
use crate::{
    panes::Properties,
    paths,
    text::{TicketMarksText, TicketsText},
};

/// The part of the pane.
#[component]
pub(super) fn Links(ticket: TicketId, detail: Kept<Option<Ticket>>, edits: Kept<bool>) -> impl IntoView {
    let t = ui::texts::<TicketMarksText>();
    let tickets = use_tickets();
    let links = ui::kept(move || detail.with(|one| one.as_ref().map(|one| one.links.clone()).unwrap_or_default()));
    let sending = Submission::new();
    let (typed, unknown) = (RwSignal::new(String::new()), RwSignal::new(false));
    let add = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let query = typed.get_untracked().trim().to_owned();
        if query.is_empty() {
            return;
        }
        let api = ui::api();
        unknown.set(false);
        let call = async move {
            let found = api.call(FindTickets { body: TicketSearch { query: query.clone() } }).await?.items;
            let number = query.trim_start_matches('#');
            match found.into_iter().find(|row| row.number.to_string() == number) {
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
    let remove = move |other: TicketId| {
        let api = ui::api();
        sending.run(async move { api.call(UnlinkTicket { ticket, other, body: () }).await }, move |now| {
            tickets.learn(now);
        });
    };
    let rows = move || {
        let edits = edits.get();
        links.get().into_iter().map(|link| row(link, edits, Callback::new(remove))).collect_view()
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

fn row(link: TicketLink, edits: bool, remove: Callback<TicketId>) -> AnyView {
    let t = ui::texts::<TicketMarksText>();
    let texts = ui::texts::<TicketsText>();
    let how = match link.link {
        LinkKind::Related => t.is_related,
        LinkKind::Follows => t.follows,
        LinkKind::FollowedBy => t.followed_by,
        LinkKind::SplitFrom => t.split_from,
        LinkKind::SplitInto => t.split_into,
    };
    let other = link.ticket;
    let number = fill(texts.number, &[("n", &link.number.to_string())]);
    let label = fill(t.unlink_of, &[("number", &number)]);
    view! {
        <li class="reason">
            <p>
                <a class="link" href=paths::ticket(other)>{number}</a>
                " "
                <Chip tone=words::status_tone(link.status)>{words::status(texts, link.status)}</Chip>
            </p>
            <p dir="auto">{link.subject}</p>
            <p class="muted small">{how}</p>
            {edits.then(|| view! {
                <Button size=Size::Small kind=ButtonKind::Ghost attr:aria-label=label on_click=move |_| remove.run(other)>
                    {t.unlink}
                </Button>
            })}
        </li>
    }
    .into_any()
}
