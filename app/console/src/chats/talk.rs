//! The conversation as it is read: both logs as one, days apart, the newest at the foot.

use contract::{
    ChatId, Timestamp,
    chat::{ChatRow, ChatState, Side},
};
use leptos::{html, prelude::*};
use ui::{For, Kept, Now, ProblemNotice, Skeleton, Time, TimeStyle, TypingDots, fill};

use super::{
    bubbles::LineView,
    state::{Key, Line, Place, Said},
    use_chats, words,
};
use crate::{foot, text::ChatsText, when};

/// A line, or the day that begins before it.
#[derive(Clone, PartialEq)]
enum Piece {
    Day(String, Timestamp),
    Line(Line),
}

#[derive(Clone, PartialEq, Eq, Hash)]
enum PieceKey {
    Day(String),
    Line(Key),
}

impl Piece {
    fn key(&self) -> PieceKey {
        match self {
            Piece::Day(day, _) => PieceKey::Day(day.clone()),
            Piece::Line(line) => PieceKey::Line(line.key()),
        }
    }
}

fn with_days(lines: Vec<Line>) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(lines.len() + 2);
    let mut today = String::new();
    for line in lines {
        let day = when::day(&line.at);
        // Comments are told in their place, even were a clock to run backwards: a day is begun once.
        if today < day {
            today.clone_from(&day);
            pieces.push(Piece::Day(day, line.at.clone()));
        }
        pieces.push(Piece::Line(line));
    }
    pieces
}

/// The log of a chat.
#[component]
pub(super) fn Talk(chat: ChatId, row: Kept<Option<ChatRow>>) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let chats = use_chats();
    let scroll = NodeRef::<html::Div>::new();
    let lines = ui::kept(move || chats.state.with(|state| state.lines(chat)));
    let pieces = ui::kept(move || with_days(lines.get()));
    let loaded = ui::kept(move || chats.state.with(|state| state.log(chat).is_some_and(|log| log.is_loaded())));
    let fresh = follow_foot(scroll, lines);
    foot::stay(scroll);
    tell_seen(chat, row);
    // What is missing, and why: until the log is here.
    let problem = move || chats.problem(chat).filter(|_| !loaded.get());
    let awaited = move || !loaded.get() && lines.with(Vec::is_empty) && problem().is_none();
    let label = move || {
        let name = row.with(|row| row.as_ref().map(|row| words::name(t, row)).unwrap_or_default());
        fill(t.log, &[("name", &name)])
    };
    view! {
        <div class="scroll" node_ref=scroll on:scroll=move |_| {
            if scroll.get_untracked().is_some_and(|scroll| foot::is_near(&scroll)) {
                fresh.set(0);
            }
        }>
            <ProblemNotice problem=Now::of(problem) on_retry=move |()| chats.fetch_again(chat) />
            <div
                class="talk"
                role="log"
                aria-label=label
                aria-live=move || if loaded.get() { "polite" } else { "off" }
                aria-busy=move || (!loaded.get()).to_string()
                tabindex="0"
            >
                {ui::show(awaited, || view! { <Skeleton lines=4 /> }.into_any())}
                <For each=move || pieces.get() key=Piece::key let:piece>
                    {match piece {
                        Piece::Day(_, at) => {
                            view! { <p class="day"><Time at style=TimeStyle::Day /></p> }.into_any()
                        }
                        Piece::Line(line) => view! { <LineView chat line /> }.into_any(),
                    }}
                </For>
                <Typist chat />
                <Jump fresh scroll />
            </div>
        </div>
    }
    .into_any()
}

/// The button that leads to what came below the fold.
#[component]
fn Jump(fresh: RwSignal<u64>, scroll: NodeRef<html::Div>) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    ui::changing(move || {
        (fresh.get() > 0).then(|| {
            view! {
                <button
                    class="jump"
                    type="button"
                    on:click=move |_| {
                        if let Some(scroll) = scroll.get_untracked() {
                            foot::go(&scroll);
                        }
                        fresh.set(0);
                    }
                >
                    {move || ui::count(ui::language(), t.jump, fresh.get())}
                </button>
            }
        })
    })
}

#[component]
fn Typist(chat: ChatId) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let chats = use_chats();
    let typist = ui::kept(move || {
        let now = chats.now();
        chats.state.with(|state| state.typist(chat, now))
    });
    ui::changing(move || {
        typist.get().map(|(side, name)| {
            let side = if side == Side::Visitor { "start" } else { "end" };
            let name = if name.is_empty() { t.visitor.to_owned() } else { name };
            view! {
                <article class="bubble" data-side=side>
                    <div class="body">
                        <TypingDots label=fill(t.typing, &[("name", &name)]) />
                    </div>
                </article>
            }
        })
    })
}

/// Keeps the foot in view for whoever is there; counts what came for whoever reads further up.
fn follow_foot(scroll: NodeRef<html::Div>, lines: Kept<Vec<Line>>) -> RwSignal<u64> {
    let fresh = RwSignal::new(0_u64);
    Effect::new(move |before: Option<Option<Place>>| {
        let last = lines.with(|lines| lines.last().map(|line| line.place));
        let first_time = !matches!(before, Some(Some(_)));
        let before = before.flatten();
        let element = scroll.get()?;
        let ours = lines.with(|lines| matches!(lines.last().map(|line| &line.said), Some(Said::Pending(_))));
        if first_time || ours || foot::is_near(&element) {
            request_animation_frame(move || foot::go(&element));
        } else if last != before {
            let said = lines.with(|lines| matches!(lines.last().map(|line| &line.said), Some(Said::Message { .. })));
            if said {
                fresh.update(|fresh| *fresh += 1);
            }
        }
        last
    });
    fresh
}

/// Tells the visitor what was seen, while the agent who has the chat looks at it.
fn tell_seen(chat: ChatId, row: Kept<Option<ChatRow>>) {
    let chats = use_chats();
    let unseen = ui::kept(move || {
        let row = row.get()?;
        let has = row.state == ChatState::Active && chats.is_mine(&row);
        chats.state.with(|state| {
            let log = state.log(chat).filter(|_| has)?;
            log.last_of_visitor().filter(|last| *last > log.seen_by(Side::Agent))
        })
    });
    ui::effect(move || {
        if let (Some(last), true) = (unseen.get(), chats.is_visible()) {
            chats.see(chat, last);
        }
    });
}
