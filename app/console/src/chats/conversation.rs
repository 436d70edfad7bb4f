//! The conversation pane: who it is and what can be done, the log, and the composer.

use client::CallError;
use contract::{
    ChatId,
    chat::{ChatRow, ChatState},
};
use leptos::{prelude::*, task::spawn_local};
use ui::{
    Avatar, Badge, Button, ButtonKind, Dialog, Empty, IconButton, LinkButton, Shape, Size, Skeleton, Time, TimeStyle,
    Tone, fill,
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
use crate::{company::use_company, paths, text::ChatsText};

/// The conversation pane.
#[component]
pub(super) fn Conversation(chat: ChatId) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let chats = use_chats();
    let row = Memo::new(move |_| chats.row(chat));
    let known = Memo::new(move |_| row.with(Option::is_some));
    let problem = Memo::new(move |_| chats.problem(chat));
    // What the server knows beside the row changes with it.
    Effect::new(move |before: Option<Option<(u64, ChatState)>>| {
        let now = row.with(|row| row.as_ref().map(|row| (row.epoch, row.state)));
        if before.flatten().is_some_and(|before| Some(before) != now) {
            chats.fetch_detail(chat);
        }
        now
    });
    move || {
        if known.get() {
            return view! { <Known chat row /> }.into_any();
        }
        let inside = match problem.get() {
            Some(error) => {
                let words = ui::problem_text(ui::language(), &error);
                view! { <Empty shape=Shape::Chat title=t.gone_title text=words /> }.into_any()
            }
            None => view! { <Skeleton lines=5 /> }.into_any(),
        };
        view! {
            <section class="pane" data-pane="item" aria-label=t.conversation>
                <header class="pane-head">
                    <Back />
                </header>
                <div class="scroll">{inside}</div>
            </section>
        }
        .into_any()
    }
}

#[component]
fn Known(chat: ChatId, row: Memo<Option<ChatRow>>) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    view! {
        <section class="pane" data-pane="item" aria-label=t.conversation>
            <MyTabs chat />
            <Head chat row />
            <Talk chat row />
            <footer>
                <Composer chat row />
            </footer>
        </section>
    }
    .into_any()
}

#[component]
fn Back() -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let panes: Panes = expect_context();
    let go = paths::go();
    view! {
        <IconButton
            attr:class="icon-button back"
            label=t.back
            shape=Shape::Back
            flip=true
            on_click=move |_| go(&panes.group.get_untracked().map_or(paths::CHATS.to_owned(), paths::queue))
        />
    }
    .into_any()
}

/// The agent's own chats as tabs, while there are several.
#[component]
fn MyTabs(chat: ChatId) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let chats = use_chats();
    let mine = Memo::new(move |_| chats.lists(None).mine.iter().map(|row| row.id).collect::<Vec<_>>());
    view! {
        <div class="chat-tabs" role="tablist" aria-label=t.tabs hidden=move || mine.with(Vec::len) < 2>
            <For each=move || mine.get() key=|id| *id let:id>
                <MyTab id chosen=id == chat />
            </For>
        </div>
    }
    .into_any()
}

#[component]
fn MyTab(id: ChatId, chosen: bool) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let chats = use_chats();
    let panes: Panes = expect_context();
    let go = paths::go();
    let name = Memo::new(move |_| chats.row(id).map(|row| words::name(t, &row)).unwrap_or_default());
    let unread = Signal::derive(move || chats.row(id).map_or(0, |row| row.unread));
    view! {
        <button
            role="tab"
            type="button"
            aria-selected=chosen.to_string()
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
fn Head(chat: ChatId, row: Memo<Option<ChatRow>>) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let panes: Panes = expect_context();
    let name = Memo::new(move |_| row.with(|row| row.as_ref().map(|row| words::name(t, row)).unwrap_or_default()));
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
            <IconButton
                attr:class="icon-button props-toggle"
                label=t.show_properties
                shape=Shape::User
                on_click=move |_| panes.properties.set(true)
            />
        </header>
    }
    .into_any()
}

/// Where it is, who has it, since when.
#[component]
fn Where(row: Memo<Option<ChatRow>>) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let chats = use_chats();
    let company = use_company();
    move || {
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
    }
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
fn Acts(chat: ChatId, row: Memo<Option<ChatRow>>) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let chats = use_chats();
    let may = Memo::new(move |_| {
        let Some(row) = row.get() else { return May::Nothing };
        match row.state {
            ChatState::Waiting => May::Take,
            ChatState::Active if chats.is_mine(&row) => May::Handle,
            ChatState::Active if chats.detail(chat).is_some_and(|detail| detail.may_take) => May::TakeOver,
            ChatState::Active => May::Nothing,
            ChatState::Ended => May::Read,
        }
    });
    move || match may.get() {
        May::Take => view! { <Take chat words=t.take primary=true /> }.into_any(),
        May::TakeOver => view! { <Take chat words=t.take_over primary=false /> }.into_any(),
        May::Handle => view! {
            <Transfer chat />
            <End chat row />
        }
        .into_any(),
        May::Read => view! { <LinkButton href=paths::transcript(chat)>{t.transcript}</LinkButton> }.into_any(),
        May::Nothing => ().into_any(),
    }
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
    let open = RwSignal::new(false);
    ui::keys().on("t", t.key_transfer, move || open.set(true));
    view! {
        <Button kbd="t" on_click=move |_| open.set(true)>{t.transfer}</Button>
        <TransferDialog chat open />
    }
    .into_any()
}

/// Ends the chat; asks first only when the visitor is left without an answer.
#[component]
fn End(chat: ChatId, row: Memo<Option<ChatRow>>) -> impl IntoView {
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
