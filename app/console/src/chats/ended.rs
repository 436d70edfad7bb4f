//! Ended chats, fetched only when somebody asks for them.

use client::CallError;
use contract::chat::{ChatFilter, ChatRow, ChatScope, ListChats};
use leptos::{prelude::*, task::spawn_local};
use ui::{Button, Choice, ProblemNotice, Size, Skeleton, Tabs};

use super::list::ThreadRow;
use crate::text::ChatsText;

/// The ended chats, behind a button.
#[component]
pub(super) fn Ended() -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let open = RwSignal::new(false);
    view! {
        <div class="queue">
            <h2 class="queue-head">
                <button
                    class="link"
                    type="button"
                    aria-expanded=move || open.get().to_string()
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    {move || if open.get() { t.ended_hide } else { t.ended_show }}
                </button>
            </h2>
            {move || open.get().then(|| view! { <EndedList /> })}
        </div>
    }
    .into_any()
}

/// The pages fetched so far.
#[derive(Clone, Copy)]
struct Pages {
    scope: RwSignal<ChatScope>,
    rows: RwSignal<Vec<ChatRow>>,
    next: RwSignal<Option<String>>,
    fetching: RwSignal<bool>,
    problem: RwSignal<Option<CallError>>,
    round: StoredValue<u32>,
}

impl Pages {
    fn fetch(self, after: Option<String>) {
        let round = self.round.get_value().wrapping_add(1);
        self.round.set_value(round);
        self.fetching.set(true);
        self.problem.set(None);
        let first = after.is_none();
        let body = ChatFilter { scope: self.scope.get_untracked(), department: None, after };
        let api = ui::api();
        spawn_local(async move {
            let answer = api.call(ListChats { body }).await;
            if self.round.try_get_value() != Some(round) {
                return;
            }
            self.fetching.set(false);
            match answer {
                Ok(page) => {
                    self.next.set(page.next);
                    self.rows.update(|rows| {
                        if first {
                            rows.clear();
                        }
                        rows.extend(page.items);
                    });
                }
                Err(error) => self.problem.set(Some(error)),
            }
        });
    }
}

#[component]
fn EndedList() -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let pages = Pages {
        scope: RwSignal::new(ChatScope::MineEnded),
        rows: RwSignal::new(Vec::new()),
        next: RwSignal::new(None),
        fetching: RwSignal::new(true),
        problem: RwSignal::new(None),
        round: StoredValue::new(0),
    };
    Effect::new(move || {
        pages.scope.track();
        pages.fetch(None);
    });
    let choices = vec![Choice::new(Mine(true), t.ended_mine), Choice::new(Mine(false), t.ended_all)];
    let value = Signal::derive(move || Mine(pages.scope.get() == ChatScope::MineEnded));
    let choose = move |Mine(mine)| {
        pages.rows.set(Vec::new());
        pages.scope.set(if mine { ChatScope::MineEnded } else { ChatScope::Ended });
    };
    let state = move || {
        if let Some(after) = pages.next.get() {
            let busy = pages.fetching;
            let more = move |_| pages.fetch(Some(after.clone()));
            return view! { <Button size=Size::Small busy on_click=more>{t.ended_more}</Button> }.into_any();
        }
        match (pages.rows.with(Vec::is_empty), pages.fetching.get(), pages.problem.with(Option::is_some)) {
            (true, true, _) => view! { <Skeleton rows=3 /> }.into_any(),
            (true, false, false) => view! { <p class="muted small">{t.ended_none}</p> }.into_any(),
            _ => ().into_any(),
        }
    };
    view! {
        <div class="filters">
            <Tabs label=t.ended pill=true choices value on_change=choose />
        </div>
        <ProblemNotice problem=pages.problem on_retry=move |()| pages.fetch(None) />
        <ul>
            <For each=move || pages.rows.get() key=|row| row.id let:row>
                <ThreadRow chat=row.id row=Signal::stored(Some(row.clone())) />
            </For>
        </ul>
        {state}
    }
    .into_any()
}

/// Whether only one's own are shown.
#[derive(Clone, Copy, PartialEq)]
struct Mine(bool);
