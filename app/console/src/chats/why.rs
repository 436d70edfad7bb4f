//! Why a chat is where it is: the last reason of assignment, in words, behind a dotted line.

use contract::{
    ChatId,
    chat::{ChatRow, ChatState, InternalEvent},
    people::AgentRef,
    presence::AssignmentReason,
};
use leptos::prelude::*;
use ui::{Kept, Menu};

use super::use_chats;
use crate::{presence::ReasonInWords, text::ChatsText};

/// A reason, and who got it.
type Known = (Option<AgentRef>, AssignmentReason);

/// The last reason in a chat's internal log.
pub(super) fn last_reason(chat: ChatId) -> Kept<Option<Known>> {
    let chats = use_chats();
    ui::kept(move || {
        chats.state.with(|state| {
            state.log(chat)?.internal().iter().rev().find_map(|entry| match &entry.event {
                InternalEvent::Assigned { agent, reason } => Some((Some(agent.clone()), reason.clone())),
                InternalEvent::Queued { reason, .. } => Some((None, reason.clone())),
                _ => None,
            })
        })
    })
}

/// The "why me?" of a conversation's head.
#[component]
pub(super) fn WhyHere(chat: ChatId, row: Kept<Option<ChatRow>>, reason: Kept<Option<Known>>) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let chats = use_chats();
    let words = move || {
        row.with(|row| match row {
            Some(row) if row.state == ChatState::Waiting => t.why_waiting,
            Some(row) if !chats.is_mine(row) => t.why_them,
            _ => t.why_me,
        })
    };
    let known = ui::kept(move || reason.with(Option::is_some));
    ui::changing(move || {
        known.get().then(|| {
            view! {
                " · "
                <button class="why" type="button" popovertarget=format!("why-{chat}") aria-expanded="false">
                    {move || words()}
                </button>
            }
        })
    })
}

/// What "why me?" opens. It stands beside the line it is opened from, which is cut where it is too long.
#[component]
pub(super) fn WhyPanel(chat: ChatId, reason: Kept<Option<Known>>) -> impl IntoView {
    ui::changing(move || {
        reason.get().map(|(agent, reason)| {
            let id = format!("why-{chat}");
            view! { <Reason id agent reason /> }
        })
    })
}

/// The panel with a reason.
#[component]
pub(super) fn Reason(id: String, agent: Option<AgentRef>, reason: AssignmentReason) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    view! {
        <Menu id label=t.why_title panel=true>
            <ReasonInWords reason agent />
        </Menu>
    }
    .into_any()
}
