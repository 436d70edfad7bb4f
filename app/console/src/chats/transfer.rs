//! Handing a chat on.

use contract::{
    ChatId,
    chat::{ListTransferTargets, Transfer, TransferChat, TransferTarget},
};
use leptos::prelude::*;
use ui::{Tone, WhenReady};

use super::{conversation::refusal, use_chats};
use crate::{
    live,
    text::{ChatsText, TransferText},
    transfer::{self, TargetList, Transferring},
};

/// The dialog.
#[component]
pub(super) fn TransferDialog(chat: ChatId, transfer: Transferring) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let chats = use_chats();
    let toaster = ui::toasts();
    let api = StoredValue::new(ui::api());
    let hand_on = move |()| {
        let Some((target, comment)) = transfer.chosen() else { return };
        let Some(row) = untrack(|| chats.row(chat)) else { return };
        let body = Transfer { destination: target.destination, comment, epoch: row.epoch };
        let api = api.get_value();
        let call = async move {
            let answer = api.call(TransferChat { chat, body }).await;
            // Somebody else has it: there is nothing left to transfer, so it is said outside of the dialog.
            if let Err(error) = &answer
                && error.code() == Some("handed_over")
            {
                toaster.toast(Tone::Warn, refusal(t, chats.who_has(chat).await, error));
                transfer.open.try_set(false);
            }
            answer
        };
        transfer.sending.run(call, move |detail| {
            chats.learn_act(detail);
            transfer.done(&target);
        });
    };
    let targets = move || view! { <Targets chat chosen=transfer.chosen /> };
    let title = ui::texts::<TransferText>().chat;
    view! { <transfer::TransferDialog transfer title targets on_transfer=hand_on /> }.into_any()
}

#[component]
fn Targets(chat: ChatId, chosen: RwSignal<Option<TransferTarget>>) -> impl IntoView {
    let api = ui::api();
    let targets = live::load(move || {
        let api = api.clone();
        async move { api.call(ListTransferTargets { chat, body: () }).await.map(|list| list.items) }
    });
    view! {
        <WhenReady query=targets rows=3 let:targets>
            <TargetList targets chosen />
        </WhenReady>
    }
    .into_any()
}
