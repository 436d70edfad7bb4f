//! All that was said and done about a ticket: mails, comments that nobody takes for one, and what happened.

use contract::{
    TicketEntryId, Timestamp,
    chat::Side,
    people::AgentRef,
    presence::AssignmentReason,
    tickets::{Participant, Ticket, TicketEntry, TicketEvent},
};
use leptos::prelude::*;
use ui::{Avatar, For, Kept, Size, Time, TimeStyle};

use super::{
    item::Reason,
    words::{self, Note},
};
use crate::{asks::Comment, session::use_session, text::TicketsText, when};

/// An entry, and whether a new day begins with it.
#[derive(Clone, PartialEq)]
struct Line {
    entry: TicketEntry,
    new_day: bool,
}

/// Every entry, oldest first.
#[component]
pub(super) fn Entries(whole: Kept<Option<Ticket>>) -> impl IntoView {
    let participants = ui::kept(move || {
        whole.with(|whole| whole.as_ref().map(|whole| whole.participants.clone())).unwrap_or_default()
    });
    let lines = ui::kept(move || {
        let mut day = None;
        whole.with(|whole| {
            let entries = whole.iter().flat_map(|whole| &whole.entries);
            entries
                .map(|entry| {
                    let today = Some(when::day(&entry.at));
                    let new_day = day != today;
                    day = today;
                    Line { entry: entry.clone(), new_day }
                })
                .collect::<Vec<_>>()
        })
    });
    view! {
        <For each=move || lines.get() key=|line| (line.entry.id, line.new_day) let:line>
            {line.new_day.then(|| {
                let at = line.entry.at.clone();
                view! { <p class="event"><Time at style=TimeStyle::Day /></p> }
            })}
            <Entry entry=line.entry.clone() participants />
        </For>
    }
    .into_any()
}

#[component]
fn Entry(entry: TicketEntry, participants: Kept<Vec<Participant>>) -> impl IntoView {
    let t = ui::texts::<TicketsText>();
    let me = use_session().me_untracked();
    let my_id = me.as_ref().map(|me| me.id);
    let my_name = me.map(|me| me.name).unwrap_or_default();
    let TicketEntry { id, at, event, sending } = entry;
    let happened = words::happened(t, &event, |agent| Some(agent.id) == my_id);
    match event {
        TicketEvent::Message { from, name, text, automatic } => {
            let mine = from == Side::Agent && name == my_name;
            let note = sending.as_ref().map(|sending| words::sending(t, sending));
            let note = note.or_else(|| automatic.then(|| Note { words: t.automatic.to_owned(), wrong: false }));
            let side = if from == Side::Visitor { "them" } else { "us" };
            view! { <Mail side name mine text at participants note /> }.into_any()
        }
        TicketEvent::Stranger { address, name, subject, text } => {
            let name = format!("{name} <{address}>").trim().to_owned();
            let text = format!("{subject}\n\n{text}");
            let note = Some(Note { words: t.stranger.to_owned(), wrong: true });
            view! { <Mail side="stranger" name mine=false text at participants note /> }.into_any()
        }
        TicketEvent::Comment { by, text, asked } => view! { <Comment by text asked at /> }.into_any(),
        TicketEvent::Transferred { by, comment, .. } if !comment.is_empty() => view! {
            <p class="event"><span>{happened} " · " <Time at=at.clone() style=TimeStyle::Clock /></span></p>
            <Comment by text=comment transfers=true at />
        }
        .into_any(),
        TicketEvent::Assigned { agent, reason } => {
            view! { <Reasoned id words=happened agent=Some(agent) reason at /> }.into_any()
        }
        TicketEvent::Queued { reason, .. } => view! { <Reasoned id words=happened agent=None reason at /> }.into_any(),
        TicketEvent::Transferred { .. } | TicketEvent::Status { .. } => {
            view! { <p class="event"><span>{happened} " · " <Time at style=TimeStyle::Clock /></span></p> }.into_any()
        }
    }
}

/// What the customer wrote, or what the customer was written.
#[component]
fn Mail(
    side: &'static str,
    name: String,
    mine: bool,
    text: String,
    at: Timestamp,
    participants: Kept<Vec<Participant>>,
    note: Option<Note>,
) -> impl IntoView {
    let t = ui::texts::<TicketsText>();
    let own = name.clone();
    let address = move || {
        let known = participants
            .with(|all| all.iter().find(|one| one.name == own && one.address != own).map(|one| one.address.clone()));
        known.filter(|_| side == "them").map(|address| {
            view! { " " <bdi class="address" dir="ltr">{address}</bdi> }
        })
    };
    let shown = if mine { t.you.to_owned() } else { name.clone() };
    view! {
        <article class="mail" data-from=side>
            <header>
                <Avatar name=name.clone() seed=name size=Size::Small />
                <div class="sender"><strong dir="auto">{shown}</strong> {move || address()}</div>
                <Time at style=TimeStyle::Clock class="when" />
            </header>
            <div class="body" dir="auto">{paragraphs(&text)}</div>
            {note.map(|note| view! { <footer data-wrong=note.wrong.then_some("")>{note.words}</footer> })}
        </article>
    }
    .into_any()
}

/// Plain text as paragraphs; lines within one stay lines.
fn paragraphs(text: &str) -> impl IntoView + use<> {
    let text = text.replace("\r\n", "\n");
    let parts = text.split("\n\n").map(str::trim_end).filter(|part| !part.trim().is_empty());
    parts.map(|part| view! { <p>{part.to_owned()}</p> }).collect_view()
}

/// Something that happened for a reason one can read.
#[component]
fn Reasoned(
    id: TicketEntryId,
    words: Option<String>,
    agent: Option<AgentRef>,
    reason: AssignmentReason,
    at: Timestamp,
) -> impl IntoView {
    let t = ui::texts::<TicketsText>();
    let panel = format!("why-{id}");
    view! {
        <p class="event">
            <span>
                {words} " · " <Time at style=TimeStyle::Clock /> " · "
                <button class="why" type="button" popovertarget=panel.clone() aria-expanded="false">{t.why}</button>
            </span>
        </p>
        <Reason id=panel agent reason />
    }
    .into_any()
}
