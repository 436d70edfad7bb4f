//! The chats' page: the lists, the conversation and what is known of the visitor, side by side.

use contract::{ChatId, GroupId};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use ui::{Empty, Kept, Shape};

use super::{conversation::ConversationPane, list::ListPane, properties::PropertiesPane, use_chats};
use crate::{panes::BareItemPane, text::ChatsText};

/// What the panes of the page know of each other.
#[derive(Clone, Copy)]
pub(super) struct Panes {
    /// The chat that is open.
    pub chat: Kept<Option<ChatId>>,
    /// The group whose queue is shown; all without.
    pub group: Kept<Option<GroupId>>,
    /// Whether a small screen shows the visitor.
    pub properties: RwSignal<bool>,
}

/// The chats.
#[component]
pub fn ChatsPage() -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let chats = use_chats();
    let (params, query) = (use_params_map(), use_query_map());
    let chat = ui::kept(move || params.with(|params| params.get("id")?.parse().ok()));
    let group = ui::kept(move || query.with(|query| query.get("group")?.parse().ok()));
    let properties = RwSignal::new(false);
    let panes = Panes { chat, group, properties };
    provide_context(panes);
    ui::effect(move || {
        chats.show(chat.get());
        properties.set(false);
    });
    on_cleanup(move || chats.show(None));
    let show = move || match (chat.get(), properties.get()) {
        (None, _) => "list",
        (Some(_), false) => "item",
        (Some(_), true) => "props",
    };
    let open = ui::kept(move || chat.with(Option::is_some));
    let item = move || match open.get() {
        true => view! { <ConversationPane /> }.into_any(),
        false => view! {
            <BareItemPane label=t.conversation>
                <Empty shape=Shape::Chat title=t.none_title text=t.none_text />
            </BareItemPane>
        }
        .into_any(),
    };
    let visitor = move || chat.get().map(|chat| view! { <PropertiesPane chat /> }.into_any());
    view! {
        <main class="panes" id="main" data-show=show>
            <ListPane />
            {move || item()}
            {move || visitor()}
        </main>
    }
    .into_any()
}
