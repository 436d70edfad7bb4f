//! The list pane: who waits, my chats, the colleagues', and on demand the ended ones.

use contract::{
    AccountId, ChatId, GroupId, Timestamp,
    chat::{ChatRow, ChatState},
    departments::{Channel, Visibility},
};
use leptos::prelude::*;
use ui::{Avatar, Badge, Chip, Empty, For, Kept, ProblemNotice, Shape, Size, Skeleton, TabLinks, Time, Tone, fill};
use wasm_bindgen::JsCast;

use super::{ended::Ended, page::Panes, use_chats, words};
use crate::{asks::AskedOfMe, company::use_company, face::Face, paths, presence::use_presence, text::ChatsText, when};

/// The list pane.
#[component]
pub(super) fn ListPane() -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let chats = use_chats();
    let panes: Panes = expect_context();
    let keys = ui::keys();
    keys.on("j", t.key_next, || step(1));
    keys.on("k", t.key_previous, || step(-1));
    let lists = ui::kept(move || chats.lists(panes.group.get()));
    let waiting = Signal::derive(move || lists.with(|lists| ids(&lists.waiting)));
    let mine = Signal::derive(move || lists.with(|lists| ids(&lists.mine)));
    let colleagues = Signal::derive(move || lists.with(|lists| ids(&lists.colleagues)));
    let listed = ui::kept(move || chats.is_listed());
    let failed = ui::kept(move || chats.list_problem.with(Option::is_some));
    let nothing = move || {
        let empty =
            lists.with(|lists| lists.waiting.is_empty() && lists.mine.is_empty() && lists.colleagues.is_empty());
        match (listed.get(), empty) {
            (false, _) if failed.get() => ().into_any(),
            (false, _) => view! { <Skeleton rows=4 /> }.into_any(),
            (true, true) if panes.group.get().is_some() => {
                view! { <Empty shape=Shape::Chat title=t.empty_queue_title text=t.empty_queue_text small=true /> }
                    .into_any()
            }
            (true, true) => {
                view! { <Empty shape=Shape::Chat title=t.empty_title text=t.empty_text small=true /> }.into_any()
            }
            (true, false) => ().into_any(),
        }
    };
    view! {
        <section class="pane" data-pane="list" aria-label=t.list>
            <Head />
            <div class="scroll" aria-busy=move || (!listed.get()).to_string()>
                <ProblemNotice problem=chats.list_problem on_retry=move |()| chats.refetch() />
                <AskedOfMe />
                <Queue title=t.waiting rows=waiting count=Signal::derive(move || waiting.with(Vec::len).to_string()) />
                <Queue title=t.mine rows=mine count=my_count(mine) />
                <Queue
                    title=t.colleagues
                    rows=colleagues
                    count=Signal::derive(move || colleagues.with(Vec::len).to_string())
                />
                {move || nothing()}
                <Ended />
            </div>
        </section>
    }
    .into_any()
}

fn ids(rows: &[ChatRow]) -> Vec<ChatId> {
    rows.iter().map(|row| row.id).collect()
}

/// "2 of 5": how many the agent has, and may be given.
fn my_count(mine: Signal<Vec<ChatId>>) -> Signal<String> {
    let t = ui::texts::<ChatsText>();
    let presence = use_presence();
    Signal::derive(move || {
        let n = mine.with(Vec::len).to_string();
        let limit: u32 = presence.with(|presence| {
            let memberships = presence.into_iter().flat_map(|known| &known.memberships);
            let chats = memberships.filter(|known| known.offers_chat).flat_map(|known| &known.receiving);
            chats.filter(|one| one.channel == Channel::Chat).map(|one| one.share.limit).sum()
        });
        if limit == 0 { n } else { fill(t.mine_of, &[("n", &n), ("limit", &limit.to_string())]) }
    })
}

/// Moves the focus along the rows, from the one that has it or is open.
fn step(by: i32) {
    let Ok(rows) = document().query_selector_all("[data-pane=list] .thread-row") else { return };
    let rows: Vec<web_sys::HtmlElement> = (0..rows.length()).filter_map(|at| rows.item(at)?.dyn_into().ok()).collect();
    let active = document().active_element();
    let focused = rows.iter().position(|row| active.as_ref().is_some_and(|active| row.is_same_node(Some(active))));
    let at = focused.or_else(|| rows.iter().position(|row| row.has_attribute("aria-current")));
    let next = match at {
        Some(at) => (at as i32 + by).clamp(0, rows.len() as i32 - 1) as usize,
        None => 0,
    };
    if let Some(row) = rows.get(next) {
        let _focused = row.focus();
    }
}

/// The pane's head: all chats, or one queue with its two channels.
#[component]
fn Head() -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let company = use_company();
    let panes: Panes = expect_context();
    let queue = ui::kept(move || {
        let (department_name, group) = company.group(panes.group.get()?)?;
        let department = company.department(group.department)?;
        let only = department.groups.len() == 1;
        let title = if only { department_name } else { format!("{department_name} › {}", group.name) };
        Some((group.id, title, department.visibility == Visibility::Hidden))
    });
    view! {
        <header class="pane-head">
            {move || match queue.get() {
                None => view! {
                    <div class="titles">
                        <h1>{t.title}</h1>
                    </div>
                }
                .into_any(),
                Some((group, title, hidden)) => view! {
                    <div class="titles">
                        <h1>{title}</h1>
                    </div>
                    {hidden.then(|| view! { <Chip>{t.hidden}</Chip> })}
                    <QueueTabs group />
                }
                .into_any(),
            }}
        </header>
    }
    .into_any()
}

#[component]
fn QueueTabs(group: GroupId) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    view! {
        <TabLinks label=t.queue_tabs>
            <a href=paths::queue(group) aria-current="page">{t.title}</a>
            <a href=paths::ticket_queue(group)>{t.tickets}</a>
        </TabLinks>
    }
    .into_any()
}

/// One list under its heading; nothing while it is empty.
#[component]
fn Queue(title: &'static str, rows: Signal<Vec<ChatId>>, count: Signal<String>) -> impl IntoView {
    view! {
        <div class="queue" hidden=move || rows.with(Vec::is_empty)>
            <h2 class="queue-head">
                <span>{title}</span>
                <span class="count">{move || count.get()}</span>
            </h2>
            <ul>
                <For each=move || rows.get() key=|chat| *chat let:chat>
                    <LiveRow chat />
                </For>
            </ul>
        </div>
    }
    .into_any()
}

/// A row that follows what happens in its chat.
#[component]
fn LiveRow(chat: ChatId) -> impl IntoView {
    let chats = use_chats();
    let row = ui::kept_after(move |before: Option<&Option<ChatRow>>| {
        // A chat on its way out keeps its last look until it is gone.
        chats.row(chat).or_else(|| before.cloned().flatten())
    });
    view! { <ThreadRow chat row=row /> }.into_any()
}

/// A chat in a list.
#[component]
pub(super) fn ThreadRow(chat: ChatId, #[prop(into)] row: Signal<Option<ChatRow>>) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let chats = use_chats();
    let company = use_company();
    let panes: Panes = expect_context();
    let name = ui::kept(move || row.with(|row| row.as_ref().map(|row| words::name(t, row)).unwrap_or_default()));
    let place = move || row.with(|row| row.as_ref().map(|row| words::place(company, row)));
    let last = move || row.with(|row| row.as_ref().map(|row| words::last(t, row)));
    let unread = Signal::derive(move || row.with(|row| row.as_ref().map_or(0, |row| row.unread)));
    let waits = ui::kept(move || row.with(|row| row.as_ref().is_some_and(|row| row.state == ChatState::Waiting)));
    let end = ui::kept(move || row.with(|row| row.as_ref().map(|row| End::of(row, chats.is_mine(row)))));
    view! {
        <li>
            <a
                class="thread-row"
                href=move || paths::chat(chat, panes.group.get())
                aria-current=move || (panes.chat.get() == Some(chat)).then_some("true")
                data-unread=move || (unread.get() > 0).then_some("")
                data-waiting=move || waits.get().then_some("")
            >
                <Avatar name=move || name.get() seed=chat.to_string() />
                <span class="who">
                    <strong class="name">{move || name.get()}</strong>
                    <span class="org">{move || place()}</span>
                </span>
                <When row waits />
                <span class="last">{move || last()}</span>
                <span class="end">
                    <Badge count=unread label=t.unread />
                    {move || end.get().map(|end| end.shown(t))}
                </span>
            </a>
        </li>
    }
    .into_any()
}

/// What stands at a row's end.
#[derive(Clone, PartialEq)]
enum End {
    Nothing,
    First,
    Colleague(String, AccountId),
}

impl End {
    fn of(row: &ChatRow, mine: bool) -> Self {
        match &row.agent {
            Some(agent) if !mine && row.state != ChatState::Waiting => End::Colleague(agent.name.clone(), agent.id),
            _ if row.handed_back && row.state == ChatState::Waiting => End::First,
            _ => End::Nothing,
        }
    }

    fn shown(self, t: &'static ChatsText) -> AnyView {
        match self {
            End::Nothing => ().into_any(),
            End::First => view! { <Chip tone=Tone::Warn>{t.handed_back}</Chip> }.into_any(),
            End::Colleague(name, id) => {
                let words = fill(t.with, &[("name", &name)]);
                view! {
                    <Face id name size=Size::Tiny />
                    <span class="visually-hidden">{words}</span>
                }
                .into_any()
            }
        }
    }
}

/// Since when it waits, ticking; else when something was last said.
#[component]
fn When(row: Signal<Option<ChatRow>>, waits: Kept<bool>) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let chats = use_chats();
    let since = ui::kept(move || row.with(|row| row.as_ref()?.waiting_since.clone()));
    let at = ui::kept(move || {
        row.with(|row| match row {
            Some(row) => {
                let last = row.last.as_ref().map(|last| last.at.clone());
                row.ended_at.clone().or(last).unwrap_or_else(|| row.started_at.clone())
            }
            None => Timestamp(String::new()),
        })
    });
    ui::changing(move || match since.get().filter(|_| waits.get()) {
        Some(since) => {
            let datetime = since.0.clone();
            view! {
                <time class="when num" datetime=datetime>
                    <span class="visually-hidden">{t.waits_since} " "</span>
                    {move || when::elapsed(chats.now(), &since)}
                </time>
            }
            .into_any()
        }
        None => view! { <Time at class="when" /> }.into_any(),
    })
}
