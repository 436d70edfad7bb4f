//! One line of a conversation: a message, a comment that nobody takes for one, or something that happened.

use contract::{
    ChatId, Timestamp,
    chat::{InternalEvent, Side},
};
use leptos::prelude::*;
use ui::{Icon, Shape, Time, TimeStyle};

use super::{
    state::{Fate, Line, Mark, Mode, Pending, Place, Said},
    use_chats,
    why::Reason,
    words,
};
use crate::{
    asks::{Comment, UnsentComment},
    paths,
    session::use_session,
    text::ChatsText,
};

/// A line.
#[component]
pub(super) fn LineView(chat: ChatId, line: Line) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let Line { place, at, said, joined, goes_on } = line;
    match said {
        Said::Message { from, name, text, mark } => {
            view! { <Bubble from name text mark at joined goes_on /> }.into_any()
        }
        Said::Happened(event) => {
            let words = words::happened(t, &event);
            view! { <p class="event">{words} " · " <Time at style=TimeStyle::Clock /></p> }.into_any()
        }
        Said::Internal(event) => view! { <Inside chat place event at /> }.into_any(),
        Said::Pending(pending) if pending.mode == Mode::Comment => view! { <PendingComment chat pending /> }.into_any(),
        Said::Pending(pending) => view! { <PendingBubble chat pending /> }.into_any(),
    }
}

#[component]
fn Bubble(
    from: Side,
    name: String,
    text: String,
    mark: Mark,
    at: Timestamp,
    joined: bool,
    goes_on: bool,
) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let (side, state, word) = match (from, mark) {
        (Side::Visitor, _) => ("start", None, None),
        (Side::Agent, Mark::Seen) => ("end", Some("seen"), Some(t.seen)),
        (Side::Agent, _) => ("end", Some("sent"), Some(t.sent)),
    };
    let name = if name.is_empty() && from == Side::Visitor { t.visitor.to_owned() } else { name };
    let hidden = format!("{name}: ");
    view! {
        <article class="bubble" data-side=side data-state=state data-joined=joined.then_some("")>
            <div class="body"><span class="visually-hidden">{hidden}</span>{text}</div>
            {(!goes_on)
                .then(|| {
                    view! {
                        <p class="meta">
                            <span><bdi>{name}</bdi> " · " <Time at style=TimeStyle::Clock /></span>
                            {word.map(|word| view! { <span class="state">"· " {word}</span> })}
                        </p>
                    }
                })}
        </article>
    }
    .into_any()
}

/// What the visitor never learns of.
#[component]
fn Inside(chat: ChatId, place: Place, event: InternalEvent, at: Timestamp) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let me = use_session().me_untracked().map(|me| me.id);
    let happened = words::happened_inside(t, &event, |agent| Some(agent.id) == me);
    match event {
        InternalEvent::Comment { by, text, asked, .. } => view! { <Comment by text asked at /> }.into_any(),
        InternalEvent::Transferred { by, comment, .. } if !comment.is_empty() => view! {
            <p class="event">{happened} " · " <Time at=at.clone() style=TimeStyle::Clock /></p>
            <Comment by text=comment transfers=true at />
        }
        .into_any(),
        InternalEvent::Assigned { agent, reason } => {
            view! { <Reasoned chat place words=happened agent=Some(agent) reason at /> }.into_any()
        }
        InternalEvent::Queued { reason, .. } => {
            view! { <Reasoned chat place words=happened agent=None reason at /> }.into_any()
        }
        InternalEvent::Ticket { ticket, ticket_number, .. } => view! {
            <p class="event">
                {happened} " " <a class="link" href=paths::ticket(ticket)>"#" {ticket_number}</a> " · "
                <Time at style=TimeStyle::Clock />
            </p>
        }
        .into_any(),
        InternalEvent::AgentGone { .. }
        | InternalEvent::NoAnswer { .. }
        | InternalEvent::AgentLeft { .. }
        | InternalEvent::Fields { .. }
        | InternalEvent::Transferred { .. } => {
            view! { <p class="event">{happened} " · " <Time at style=TimeStyle::Clock /></p> }.into_any()
        }
    }
}

/// Something that happened for a reason one can read.
#[component]
fn Reasoned(
    chat: ChatId,
    place: Place,
    words: Option<String>,
    agent: Option<contract::people::AgentRef>,
    reason: contract::presence::AssignmentReason,
    at: Timestamp,
) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let number = match place {
        Place::Internal(number) | Place::Public(number) => number,
        Place::Pending(_) => 0,
    };
    let id = format!("why-{chat}-{number}");
    view! {
        <p class="event row" data-gap="1">
            <Icon shape=Shape::Lock /> {words} " · " <Time at style=TimeStyle::Clock /> " · "
            <button class="why" type="button" popovertarget=id.clone() aria-expanded="false">{t.why}</button>
        </p>
        <Reason id agent reason />
    }
    .into_any()
}

#[component]
fn PendingBubble(chat: ChatId, pending: Pending) -> impl IntoView {
    let state = if pending.fate == Fate::Sending { "pending" } else { "failed" };
    view! {
        <article class="bubble" data-side="end" data-state=state>
            <div class="body">{pending.text.clone()}</div>
            <p class="meta">
                <FateOf chat pending />
            </p>
        </article>
    }
    .into_any()
}

#[component]
fn PendingComment(chat: ChatId, pending: Pending) -> impl IntoView {
    let text = pending.text.clone();
    view! {
        <UnsentComment text>
            <FateOf chat pending />
        </UnsentComment>
    }
    .into_any()
}

/// Sending, or not sent and how to try again: with the same id, so that nothing is doubled.
#[component]
fn FateOf(chat: ChatId, pending: Pending) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let chats = use_chats();
    let road = (chat, pending.mode);
    match pending.fate {
        Fate::Sending => t.sending.into_any(),
        Fate::Failed | Fate::Late | Fate::Missing => view! {
            <span class="state">{t.not_sent}</span>
            " "
            <button class="link" type="button" on:click=move |_| chats.send_next(road)>{t.try_again}</button>
        }
        .into_any(),
    }
}
