//! All that was said and done about a ticket: mails, comments that nobody takes for one, and what happened.

use contract::{
    TicketEntryId, TicketId, Timestamp,
    chat::Side,
    mails::Verdict,
    people::AgentRef,
    presence::AssignmentReason,
    tickets::{ChatLine, CommentSort, Participant, Ticket, TicketEntry, TicketEvent},
};
use leptos::prelude::*;
use ui::{Avatar, For, Kept, Size, Time, TimeStyle};

use super::{
    enclosed::WithFiles,
    item::Reason,
    mailing::{self, MailingButton},
    parting::SplitButton,
    quoted,
    words::{self, Note},
};
use crate::{asks::Comment, paths, session::use_session, text::TicketsText, when};

/// An entry, and whether a new day begins with it.
#[derive(Clone, PartialEq)]
struct Line {
    entry: TicketEntry,
    new_day: bool,
}

/// Every entry, oldest first.
#[component]
pub(super) fn Entries(ticket: TicketId, whole: Kept<Option<Ticket>>) -> impl IntoView {
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
        <For each=move || lines.get() key=|line| (line.entry.id, line.new_day, line.entry.sending.clone()) let:line>
            {line.new_day.then(|| {
                let at = line.entry.at.clone();
                view! { <p class="event"><Time at style=TimeStyle::Day /></p> }
            })}
            <Entry ticket entry=line.entry.clone() participants />
        </For>
    }
    .into_any()
}

#[component]
fn Entry(ticket: TicketId, entry: TicketEntry, participants: Kept<Vec<Participant>>) -> impl IntoView {
    let t = ui::texts::<TicketsText>();
    let me = use_session().me_untracked();
    let my_id = me.as_ref().map(|me| me.id);
    let my_name = me.map(|me| me.name).unwrap_or_default();
    let TicketEntry { id, at, event, sending, attachments, html } = entry;
    let framed = RwSignal::new(false);
    let with = move || view! { <WithFiles files=attachments html framed /> }.into_any();
    let happened = words::happened(t, &event, |agent| Some(agent.id) == my_id);
    match event {
        TicketEvent::Message { from, name, text, automatic, verdict } => {
            let mine = from == Side::Agent && name == my_name;
            let note = sending.as_ref().map(|sending| words::sending(t, sending));
            let act = mailing::act(sending.as_ref(), mine);
            let said = text.clone();
            let acts = act.map(|act| view! { <MailingButton ticket entry=id text=said act /> }.into_any());
            let splits = from == Side::Visitor && !automatic;
            let split = splits.then(|| view! { <SplitButton ticket entry=id text=text.clone() /> }.into_any());
            let note = note.or_else(|| words::sender(t, automatic, verdict));
            let side = if from == Side::Visitor { "them" } else { "us" };
            view! { <Mail side name mine text at participants note acts split framed with=with() /> }.into_any()
        }
        TicketEvent::Stranger { address, name, subject, text, verdict } => {
            let name = format!("{name} <{address}>").trim().to_owned();
            let text = format!("{subject}\n\n{text}");
            let known = if verdict == Some(Verdict::Failed) { t.failed } else { t.stranger };
            let note = Some(Note { words: known.to_owned(), wrong: true });
            let with = with();
            view! { <Mail side="stranger" name mine=false text at participants note acts=None split=None framed with /> }
                .into_any()
        }
        TicketEvent::Comment { by, text, asked, sort } => {
            let resolves = sort == CommentSort::Resolution;
            view! {
                <Comment by text asked resolves at />
                {with()}
            }
            .into_any()
        }
        TicketEvent::Chat { chat, lines, .. } => view! {
            <p class="event">
                <span>
                    {happened} " · " <Time at style=TimeStyle::Clock /> " · "
                    <a class="link" href=paths::chat(chat, None)>{t.to_chat}</a>
                </span>
            </p>
            <div class="mail chat-lines" data-from="them">{lines.into_iter().map(chat_line).collect_view()}</div>
        }
        .into_any(),
        TicketEvent::Transferred { by, comment, .. } if !comment.is_empty() => view! {
            <p class="event"><span>{happened} " · " <Time at=at.clone() style=TimeStyle::Clock /></span></p>
            <Comment by text=comment transfers=true at />
        }
        .into_any(),
        TicketEvent::Assigned { agent, reason } => {
            view! { <Reasoned id words=happened agent=Some(agent) reason at /> }.into_any()
        }
        TicketEvent::Queued { reason, .. } => view! { <Reasoned id words=happened agent=None reason at /> }.into_any(),
        TicketEvent::Transferred { .. }
        | TicketEvent::Status { .. }
        | TicketEvent::Joined { .. }
        | TicketEvent::FollowUp { .. } => {
            view! { <p class="event"><span>{happened} " · " <Time at style=TimeStyle::Clock /></span></p> }.into_any()
        }
    }
}

/// Something that was said in a chat.
fn chat_line(line: ChatLine) -> impl IntoView {
    let side = if line.from == Side::Visitor { "them" } else { "us" };
    view! {
        <p data-side=side>
            <strong><bdi>{line.name}</bdi></strong> <Time at=line.at style=TimeStyle::Clock class="when" />
            <span dir="auto">{line.text}</span>
        </p>
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
    acts: Option<AnyView>,
    split: Option<AnyView>,
    framed: RwSignal<bool>,
    with: AnyView,
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
                {split}
                <Time at style=TimeStyle::Clock class="when" />
            </header>
            <div class="body" dir="auto">{move || (!framed.get()).then(|| paragraphs(t, &text))} {with}</div>
            {note.map(|note| view! { <footer data-wrong=note.wrong.then_some("")>{note.words} " " {acts}</footer> })}
        </article>
    }
    .into_any()
}

/// Plain text as paragraphs; lines within one stay lines, and what was read before is folded.
fn paragraphs(t: &'static TicketsText, text: &str) -> AnyView {
    let part = |part: quoted::Part| match part.folded {
        true => view! {
            <details class="quoted">
                <summary aria-label=t.quoted>"…"</summary>
                <p>{part.text.trim_matches('\n').to_owned()}</p>
            </details>
        }
        .into_any(),
        false => {
            let parts = part.text.split("\n\n").map(str::trim_end).filter(|part| !part.trim().is_empty());
            parts.map(|part| view! { <p>{part.to_owned()}</p> }).collect_view().into_any()
        }
    };
    quoted::parts(text).into_iter().map(part).collect_view().into_any()
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
