//! Ended chats, fetched only when somebody asks for them.

use contract::chat::{ChatFilter, ChatScope, ListChats};
use leptos::prelude::*;
use ui::{Choice, For, Tabs};

use super::list::ThreadRow;
use crate::{
    pages::{Paged, PaneRows},
    panes::ShowHide,
    text::ChatsText,
};

/// The ended chats, behind a button.
#[component]
pub(super) fn Ended() -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let open = RwSignal::new(false);
    view! {
        <div class="queue">
            <h2 class="queue-head">
                <ShowHide open show=t.ended_show hide=t.ended_hide />
            </h2>
            {move || open.get().then(|| view! { <EndedList /> })}
        </div>
    }
    .into_any()
}

#[component]
fn EndedList() -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let api = ui::api();
    let mine = RwSignal::new(true);
    let paged = Paged::load(move |after| {
        let api = api.clone();
        let scope = if mine.get() { ChatScope::MineEnded } else { ChatScope::Ended };
        let body = ChatFilter { scope, department: None, after };
        async move { api.call(ListChats { body }).await }
    });
    let choices = vec![Choice::new(true, t.ended_mine), Choice::new(false, t.ended_all)];
    view! {
        <div class="filters">
            <Tabs label=t.ended pill=true choices value=mine on_change=move |chosen| mine.set(chosen) />
        </div>
        <ul>
            <For each=move || paged.items() key=|row| row.id let:row>
                <ThreadRow chat=row.id row=Signal::stored(Some(row.clone())) />
            </For>
        </ul>
        <PaneRows paged nothing=t.ended_none />
    }
    .into_any()
}
