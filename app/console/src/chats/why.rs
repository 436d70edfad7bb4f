//! Why a chat is where it is: the last reason of assignment, in words, behind a dotted line.

use contract::{
    ChatId,
    chat::{ChatRow, ChatState, InternalEvent},
    people::AgentRef,
    presence::AssignmentReason,
};
use leptos::prelude::*;
use ui::{Menu, fill};

use super::use_chats;
use crate::{presence::ReasonInWords, text::ChatsText};

/// The "why me?" of a conversation's head.
#[component]
pub(super) fn WhyHere(chat: ChatId, row: Memo<Option<ChatRow>>) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let chats = use_chats();
    let reason = Memo::new(move |_| {
        chats.state.with(|state| {
            state.log(chat)?.internal().iter().rev().find_map(|entry| match &entry.event {
                InternalEvent::Assigned { agent, reason } => Some((Some(agent.clone()), reason.clone())),
                InternalEvent::Queued { reason, .. } => Some((None, reason.clone())),
                _ => None,
            })
        })
    });
    let words = move || {
        row.with(|row| match row {
            Some(row) if row.state == ChatState::Waiting => t.why_waiting.to_owned(),
            Some(row) if !chats.is_mine(row) => {
                let name = row.agent.as_ref().map(|agent| agent.name.clone()).unwrap_or_default();
                fill(t.why_them, &[("name", &name)])
            }
            _ => t.why_me.to_owned(),
        })
    };
    move || {
        reason.get().map(|(agent, reason)| {
            let id = format!("why-{chat}");
            view! {
                " · "
                <button class="why" type="button" popovertarget=id.clone() aria-expanded="false">{words}</button>
                <Reason id agent reason />
            }
        })
    }
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
