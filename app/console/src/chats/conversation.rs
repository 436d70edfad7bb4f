//! The conversation pane: who it is and what can be done, the log, and the composer.

use client::CallError;
use contract::{
    ChatId,
    chat::{ChatRow, ChatState},
    rights::Permission,
};
use leptos::{prelude::*, task::spawn_local};
use ui::{
    Avatar, Badge, Button, ButtonKind, Dialog, Empty, For, Kept, LinkButton, Shape, Show, Size, Skeleton, Time,
    TimeStyle, Tone, fill,
};

use super::{
    composer::Composer,
    page::Panes,
    talk::Talk,
    transfer::TransferDialog,
    use_chats,
    why::{WhyHere, WhyPanel, last_reason},
    words,
};
use crate::{
    company::use_company,
    panes::{self, PropertiesToggle},
    paths,
    text::ChatsText,
    transfer::Transferring,
};

/// The conversation pane. It stays while one goes from chat to chat, so that the tab that was pressed keeps the focus.
#[component]
pub(super) fn ConversationPane() -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let chats = use_chats();
    let panes: Panes = expect_context();
    let mine = ui::kept(move || chats.lists(None).mine.iter().map(|row| row.id).collect::<Vec<_>>());
    let tabbed = move || panes.chat.get().filter(|chat| mine.with(|mine| mine.len() > 1 && mine.contains(chat)));
    let inside = move || panes.chat.get().map(|chat| view! { <Conversation chat /> }.into_any());
    view! {
        <section class="pane" data-pane="item" aria-label=t.conversation>
            <MyTabs mine />
            <div
                class="pane"
                id="conversation"
                role=move || tabbed().map(|_| "tabpanel")
                aria-labelledby=move || tabbed().map(tab_id)
            >
                {ui::changing(inside)}
            </div>
        </section>
    }
    .into_any()
}

fn tab_id(chat: ChatId) -> String {
    format!("tab-{chat}")
}

#[component]
fn Conversation(chat: ChatId) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let chats = use_chats();
    let row = ui::kept(move || chats.row(chat));
    let known = ui::kept(move || row.with(Option::is_some));
    // What the server knows beside the row changes with it.
    Effect::new(move |before: Option<Option<(u64, ChatState)>>| {
        let now = row.with(|row| row.as_ref().map(|row| (row.epoch, row.state)));
        if before.flatten().is_some_and(|before| Some(before) != now) {
            chats.fetch_detail(chat);
        }
        now
    });
    ui::changing(move || {
        if known.get() {
            return view! { <Known chat row /> }.into_any();
        }
        view! {
            <header class="pane-head">
                <Back />
            </header>
            <div class="scroll">
                {ui::changing(move || match chats.problem(chat) {
                    Some(error) => {
                        let text = ui::problem_text(ui::language(), &error);
                        let kept = chats.came_back(chat).into_iter();
                        let kept = kept.map(|text| view! { <blockquote class="small">{text}</blockquote> }.into_any());
                        view! {
                            <Empty shape=Shape::Chat title=t.gone_title text>
                                <Button on_click=move |_| chats.fetch_again(chat)>{t.try_again}</Button>
                            </Empty>
                            {kept.collect_view()}
                        }
                        .into_any()
                    }
                    None => view! { <Skeleton lines=5 /> }.into_any(),
                })}
            </div>
        }
        .into_any()
    })
}

#[component]
fn Known(chat: ChatId, row: Kept<Option<ChatRow>>) -> impl IntoView {
    view! {
        <Head chat row />
        <Talk chat row />
        <footer>
            <Composer chat row />
        </footer>
    }
    .into_any()
}

#[component]
fn Back() -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let panes: Panes = expect_context();
    let go = paths::go();
    let go = StoredValue::new_local(go);
    let back = move |()| {
        let list = panes.group.get_untracked().map_or(paths::CHATS.to_owned(), paths::queue);
        go.with_value(|go| go(&list));
    };
    view! { <panes::Back label=t.back on_click=back /> }.into_any()
}

/// The agent's own chats as tabs, while there are several.
#[component]
fn MyTabs(mine: Kept<Vec<ChatId>>) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let panes: Panes = expect_context();
    // Of several chats one can be reached by Tab, and the others from there by arrow keys.
    let reached = move |id: ChatId| {
        let shown = panes.chat.get();
        mine.with(|mine| mine.iter().find(|own| Some(**own) == shown).or(mine.first()) == Some(&id))
    };
    view! {
        <div
            class="chat-tabs"
            role="tablist"
            aria-label=t.tabs
            hidden=move || mine.with(Vec::len) < 2
            on:keydown=move |event| ui::rove(&event)
        >
            <For each=move || mine.get() key=|id| *id let:id>
                <MyTab id reached=Signal::derive(move || reached(id)) />
            </For>
        </div>
    }
    .into_any()
}

#[component]
fn MyTab(id: ChatId, reached: Signal<bool>) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let chats = use_chats();
    let panes: Panes = expect_context();
    let go = paths::go();
    let name = ui::kept(move || chats.row(id).map(|row| words::name(t, &row)).unwrap_or_default());
    let unread = Signal::derive(move || chats.row(id).map_or(0, |row| row.unread));
    view! {
        <button
            role="tab"
            type="button"
            id=tab_id(id)
            aria-selected=move || (panes.chat.get() == Some(id)).to_string()
            aria-controls="conversation"
            tabindex=move || if reached.get() { "0" } else { "-1" }
            on:click=move |_| go(&paths::chat(id, panes.group.get_untracked()))
        >
            <Avatar name=move || name.get() seed=id.to_string() size=Size::Tiny />
            <span class="cut">{move || name.get()}</span>
            <Badge count=unread label=t.unread />
        </button>
    }
    .into_any()
}

#[component]
fn Head(chat: ChatId, row: Kept<Option<ChatRow>>) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let panes: Panes = expect_context();
    let name = ui::kept(move || row.with(|row| row.as_ref().map(|row| words::name(t, row)).unwrap_or_default()));
    let reason = last_reason(chat);
    view! {
        <header class="pane-head">
            <Back />
            <Avatar name=move || name.get() seed=chat.to_string() size=Size::Large />
            <div class="titles">
                <h2>{move || name.get()}</h2>
                <p class="sub">
                    <Where row /> <WhyHere chat row reason />
                </p>
            </div>
            <WhyPanel chat reason />
            <Acts chat row />
            <PropertiesToggle label=t.show_properties shape=Shape::User properties=panes.properties />
        </header>
    }
    .into_any()
}

/// Where it is, who has it, since when.
#[component]
fn Where(row: Kept<Option<ChatRow>>) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let chats = use_chats();
    let company = use_company();
    ui::changing(move || {
        row.get().map(|row| {
            let (word, at) = match (row.state, row.waiting_since.clone(), row.ended_at.clone()) {
                (ChatState::Waiting, Some(since), _) => (t.waiting_since, since),
                (ChatState::Ended, _, Some(ended)) => (t.ended_at, ended),
                _ => (t.since, row.started_at.clone()),
            };
            let with = row.agent.as_ref().filter(|_| !chats.is_mine(&row));
            let with = with.map(|agent| format!(" · {}", fill(t.with, &[("name", &agent.name)])));
            let style = if row.state == ChatState::Ended { TimeStyle::Relative } else { TimeStyle::Clock };
            view! { {words::place(company, &row)} {with} " · " {word} " " <Time at style /> }
        })
    })
}

/// What the agent may do with the chat now.
#[derive(Clone, Copy, PartialEq)]
enum May {
    Take,
    TakeOver,
    Handle,
    Read,
    Nothing,
}

#[component]
fn Acts(chat: ChatId, row: Kept<Option<ChatRow>>) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let chats = use_chats();
    let may = ui::kept(move || {
        let Some(row) = row.get() else { return May::Nothing };
        match row.state {
            ChatState::Waiting if chats.may(chat, Permission::Take) => May::Take,
            ChatState::Active if chats.is_mine(&row) => May::Handle,
            ChatState::Active if chats.detail(chat).is_some_and(|detail| detail.may_take) => May::TakeOver,
            ChatState::Waiting | ChatState::Active => May::Nothing,
            ChatState::Ended => May::Read,
        }
    });
    ui::changing(move || match may.get() {
        May::Take => view! { <Take chat words=t.take primary=true /> }.into_any(),
        May::TakeOver => view! { <Take chat words=t.take_over primary=false /> }.into_any(),
        May::Handle => view! {
            <Show when=move || chats.may(chat, Permission::Transfer)>
                <Transfer chat />
            </Show>
            <Show when=move || chats.may(chat, Permission::Close)>
                <End chat row />
            </Show>
        }
        .into_any(),
        May::Read => view! { <LinkButton href=paths::transcript(chat)>{t.transcript}</LinkButton> }.into_any(),
        May::Nothing => ().into_any(),
    })
}

/// Takes a chat, and says what became of it.
pub(super) fn taker(chat: ChatId, busy: RwSignal<bool>) -> impl Fn() + Copy + Send + Sync + 'static {
    let t = ui::texts::<ChatsText>();
    let chats = use_chats();
    let toaster = ui::toasts();
    move || {
        let Some(row) = untrack(|| chats.row(chat)).filter(|_| !busy.get_untracked()) else { return };
        busy.set(true);
        spawn_local(async move {
            match chats.take(chat, row.epoch).await {
                Ok(()) => toaster.toast(Tone::Good, t.taken),
                Err(error) => toaster.toast(Tone::Warn, refusal(t, chats.who_has(chat).await, &error)),
            }
            busy.try_set(false);
        });
    }
}

/// Why an act was refused; of a hand-over, who has the chat now.
pub(super) fn refusal(t: &ChatsText, who: Option<String>, error: &CallError) -> String {
    match (error.code(), who) {
        (Some("handed_over"), Some(name)) => fill(t.handed_over, &[("name", &name)]),
        (Some("handed_over"), None) => t.handed_over_nobody.to_owned(),
        _ => ui::problem_text(ui::language(), error),
    }
}

#[component]
fn Take(chat: ChatId, words: &'static str, primary: bool) -> impl IntoView {
    let busy = RwSignal::new(false);
    let take = taker(chat, busy);
    ui::keys().on("a", ui::texts::<ChatsText>().key_take, take);
    let kind = if primary { ButtonKind::Primary } else { ButtonKind::Plain };
    view! { <Button kind busy kbd="a" on_click=move |_| take()>{words}</Button> }.into_any()
}

#[component]
fn Transfer(chat: ChatId) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let transfer = Transferring::new();
    ui::keys().on("t", t.key_transfer, move || transfer.open.set(true));
    view! {
        <Button kbd="t" on_click=move |_| transfer.open.set(true)>{t.transfer}</Button>
        <TransferDialog chat transfer />
    }
    .into_any()
}

/// Ends the chat; asks first only when the visitor is left without an answer.
#[component]
fn End(chat: ChatId, row: Kept<Option<ChatRow>>) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let chats = use_chats();
    let toaster = ui::toasts();
    let (asking, busy) = (RwSignal::new(false), RwSignal::new(false));
    let end = move || {
        let Some(epoch) = row.with_untracked(|row| row.as_ref().map(|row| row.epoch)) else { return };
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            match chats.end(chat, epoch).await {
                Ok(()) => toaster.toast(Tone::Good, t.end_done),
                Err(error) => toaster.toast(Tone::Warn, refusal(t, chats.who_has(chat).await, &error)),
            }
            busy.try_set(false);
            asking.try_set(false);
        });
    };
    let press = move || {
        let unanswered =
            chats.state.with_untracked(|state| state.log(chat).is_some_and(|log| log.visitor_spoke_last()));
        if unanswered { asking.set(true) } else { end() }
    };
    ui::keys().on("e", t.key_end, press);
    let name = move || row.with(|row| row.as_ref().map(|row| words::name(t, row)).unwrap_or_default());
    view! {
        <Button kbd="e" busy on_click=move |_| press()>{t.end}</Button>
        <Dialog
            open=asking
            title=t.end_title
            size=Size::Small
            on_submit=move |()| end()
            footer=move || {
                view! {
                    <Button on_click=move |_| asking.set(false)>{t.end_cancel}</Button>
                    <Button kind=ButtonKind::Danger busy on_click=move |_| end()>{t.end_confirm}</Button>
                }
            }
        >
            <p>{move || fill(t.end_text, &[("name", &name())])}</p>
        </Dialog>
    }
    .into_any()
}
