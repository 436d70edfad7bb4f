//! The conversation: what was said, who types, what is on its way, the line to write in, and the end.

use contract::{
    ClientId, Timestamp,
    chat::{ChatState, EndedBy, Side},
    widget::VisitorChat,
};
use leptos::{ev, html, prelude::*};
use ui::{
    Button, ButtonKind, IconButton, Language, Shape, Size, Spinner, Time, TimeStyle, TypingDots, count, fill, texts,
    time,
};

use crate::{
    lines::{Happening, Line, Marks, lines, marks},
    links::{Piece, pieces},
    panel::focus,
    state::{Progress, Talk},
    transcript,
    visit::Visit,
    words::WidgetText,
};

/// How near the end counts as reading along, in pixels.
const NEAR: i32 = 80;

/// The conversation.
#[component]
pub fn Conversation(visit: Visit, attended: Memo<bool>) -> impl IntoView {
    let t = texts::<WidgetText>();
    let of_talk =
        move |nothing: bool, of: fn(&Talk) -> bool| visit.state.with(|state| state.talk.as_ref().map_or(nothing, of));
    let shown = Memo::new(move |_| {
        visit.state.with(|state| state.talk.as_ref().map(|talk| lines(talk, day_of)).unwrap_or_default())
    });
    let marked = Memo::new(move |_| visit.state.with(|state| state.talk.as_ref().map(marks).unwrap_or_default()));
    let typing = Memo::new(move |_| visit.state.with(|state| state.talk.as_ref()?.typing.clone()));
    let ended = Memo::new(move |_| of_talk(true, Talk::is_ended));

    // Seen is what was shown to somebody who could look.
    let to_see = Memo::new(move |_| {
        let last = visit.state.with(|state| {
            state.talk.as_ref().map(|talk| talk.last_of_agents()).filter(|last| state.seen_up_to() < *last)
        });
        last.filter(|_| attended.get())
    });
    Effect::new(move |_| {
        if let Some(up_to) = to_see.get() {
            visit.see(up_to);
        }
    });

    let view = NodeRef::<html::Main>::new();
    let reading_along = StoredValue::new(true);
    let below = RwSignal::new(0_u64);
    let to_end = move || {
        below.set(0);
        // By the next frame the conversation may be left, and what it owned with it: so it is only asked.
        request_animation_frame(move || {
            if let Some(view) = view.try_get_untracked().flatten() {
                view.set_scroll_top(view.scroll_height());
            }
        });
    };
    Effect::new(move |before: Option<usize>| {
        let (many, own) = shown.with(|lines| (lines.len(), lines.last().is_some_and(is_on_its_way)));
        typing.track();
        marked.track();
        attended.track();
        if reading_along.get_value() || own {
            to_end();
        } else if let Some(before) = before
            && many > before
        {
            below.update(|below| *below += (many - before) as u64);
        }
        many
    });
    // The browser tells of scrolling with the next frame, too.
    let on_scroll = move |_| {
        if let Some(view) = view.try_get_untracked().flatten() {
            let near = view.scroll_height() - view.scroll_top() - view.client_height() < NEAR;
            reading_along.try_set_value(near);
            if near && below.try_get_untracked() > Some(0) {
                below.try_set(0);
            }
        }
    };
    let language = ui::language();
    view! {
        <main class="view" data-kind="log" aria-label=t.title node_ref=view on:scroll=on_scroll>
            <WaitingLine visit />
            <div class="talk" role="log" aria-live="polite" aria-relevant="additions" aria-label=t.conversation tabindex="0">
                <For
                    each=move || shown.get()
                    key=Line::key
                    children=move |line| line_view(line, marked, visit, t)
                />
                {move || {
                    typing
                        .get()
                        .map(|name| {
                            let label = fill(t.typing, &[("name", &name)]);
                            view! {
                                <article class="bubble" data-side="start" aria-live="off">
                                    <div class="body">
                                        <TypingDots label=label />
                                    </div>
                                </article>
                            }
                        })
                }}
                {move || {
                    let many = below.get();
                    (many > 0)
                        .then(|| {
                            let words = count(language, t.new_messages, many);
                            view! {
                                <button class="jump" type="button" on:click=move |_| to_end()>
                                    {words}
                                </button>
                            }
                        })
                }}
            </div>
        </main>
        {move || match ended.get() {
            true => view! { <Ended visit /> }.into_any(),
            false => view! { <Composer visit /> }.into_any(),
        }}
    }
}

fn is_on_its_way(line: &Line) -> bool {
    matches!(line, Line::Said { at: None, .. })
}

/// The viewer's day of a moment, as a number.
fn day_of(at: &Timestamp) -> u32 {
    let date = js_sys::Date::new(&at.0.as_str().into());
    date.get_full_year() * 10_000 + (date.get_month() + 1) * 100 + date.get_date()
}

fn line_view(line: Line, marked: Memo<Marks>, visit: Visit, t: &'static WidgetText) -> AnyView {
    match line {
        Line::Day { at, .. } => view! {
            <p class="day">
                <Time at style=TimeStyle::Day />
            </p>
        }
        .into_any(),
        Line::Event { what, .. } => view! { <p class="event">{happening(&what, t)}</p> }.into_any(),
        Line::Said { client_id, side, name, text, at, joined } => {
            let at = at.unwrap_or_else(time::now);
            let own = side == Side::Visitor;
            let who = if own { t.you.to_owned() } else { name };
            let named = (!own && !joined).then(|| [&who, " · "].concat());
            view! {
                <article
                    class="bubble"
                    data-side=if own { "end" } else { "start" }
                    data-joined=joined.then_some("")
                    data-state=move || own.then(|| progress_of(marked, client_id).map(|progress| progress.word())).flatten()
                >
                    <div class="body">
                        <span class="visually-hidden">{who} ": "</span>
                        {linked(&text, t)}
                    </div>
                    <p class="meta">
                        {named}
                        <Time at style=TimeStyle::Clock />
                        {own.then(|| view! { <Fate client_id marked visit /> })}
                    </p>
                </article>
            }
            .into_any()
        }
    }
}

/// What happened, in words.
pub fn happening(what: &Happening, t: &WidgetText) -> String {
    match what {
        Happening::Joined(name) => fill(t.joined, &[("name", name)]),
        Happening::WaitingAgain => t.waiting_again.to_owned(),
        Happening::Transferred(department) => fill(t.transferred, &[("department", department)]),
        Happening::Ended(EndedBy::Visitor) => t.ended_by_you.to_owned(),
        Happening::Ended(EndedBy::Agent) => t.ended_by_agent.to_owned(),
    }
}

/// How far a message is, as it is shown.
#[derive(Clone, Copy, PartialEq)]
enum Shown {
    Progress(Progress),
    Seen,
}

impl Shown {
    fn word(self) -> &'static str {
        match self {
            Shown::Progress(Progress::Pending | Progress::Late) => "pending",
            Shown::Progress(Progress::Sent) => "sent",
            Shown::Progress(Progress::Failed) => "failed",
            Shown::Seen => "seen",
        }
    }
}

/// Nothing for what is old: the last message of one's own says it for those before.
fn progress_of(marked: Memo<Marks>, client_id: ClientId) -> Option<Shown> {
    marked.with(|marks| {
        let going = marks.outbox.iter().find(|(id, _)| *id == client_id);
        going.map(|(_, progress)| Shown::Progress(*progress)).or_else(|| {
            let (_, seen) = marks.last.filter(|(id, _)| *id == client_id)?;
            Some(if seen { Shown::Seen } else { Shown::Progress(Progress::Sent) })
        })
    })
}

#[component]
fn Fate(client_id: ClientId, marked: Memo<Marks>, visit: Visit) -> impl IntoView {
    let t = texts::<WidgetText>();
    let progress = Memo::new(move |_| progress_of(marked, client_id));
    let words = move || {
        progress.get().map(|progress| match progress {
            Shown::Progress(Progress::Pending) => t.sending,
            Shown::Progress(Progress::Late) => t.late,
            Shown::Progress(Progress::Sent) => t.sent,
            Shown::Progress(Progress::Failed) => t.failed,
            Shown::Seen => t.seen,
        })
    };
    let again = move || {
        let offered = matches!(progress.get(), Some(Shown::Progress(Progress::Late | Progress::Failed)));
        offered.then(|| {
            view! {
                <button class="link" type="button" on:click=move |_| visit.try_again(client_id)>
                    {t.retry}
                </button>
            }
        })
    };
    view! {
        <span class="state" hidden=move || progress.get().is_none()>
            {words}
        </span>
        {again}
    }
}

/// Text with its addresses as links; always text nodes.
fn linked(text: &str, t: &'static WidgetText) -> Vec<AnyView> {
    let view = |piece: Piece<'_>| match piece {
        Piece::Text(text) => text.to_owned().into_any(),
        Piece::Link(link) => {
            let href = link.to_owned();
            view! {
                <a href=href target="_blank" rel="noopener noreferrer nofollow ugc" title=t.opens_apart>
                    {link.to_owned()}
                </a>
            }
            .into_any()
        }
    };
    pieces(text).into_iter().map(view).collect()
}

/// The place in line, and how long it may take.
#[component]
fn WaitingLine(visit: Visit) -> impl IntoView {
    let t = texts::<WidgetText>();
    let language = ui::language();
    let waiting = Memo::new(move |_| {
        visit.state.with(|state| {
            let chat = &state.talk.as_ref()?.chat;
            (chat.state == ChatState::Waiting).then_some((chat.position, chat.expected_wait))
        })
    });
    let shown = move || {
        waiting.get().map(|(position, wait)| {
            let place = match position {
                Some(position) => fill(t.position, &[("n", &position.to_string())]),
                None => t.waiting_sub.to_owned(),
            };
            view! {
                <div class="wait" role="status">
                    <Spinner />
                    <p>
                        <strong>{place}</strong>
                        <br />
                        <span class="muted small">{expected(wait, t, language)}</span>
                    </p>
                </div>
            }
        })
    };
    view! { {shown} }
}

fn expected(seconds: Option<u32>, t: &WidgetText, language: Language) -> String {
    match seconds {
        None => t.waiting.to_owned(),
        Some(0..=59) => t.wait_moment.to_owned(),
        Some(seconds) => count(language, t.wait_minutes, u64::from(seconds.div_ceil(60))),
    }
}

#[component]
fn Composer(visit: Visit) -> impl IntoView {
    let t = texts::<WidgetText>();
    let draft = visit.drafts.say;
    let send = move || {
        let text = draft.text.with_untracked(|text| text.trim().to_owned());
        if !text.is_empty() {
            draft.clear();
            visit.say(text);
        }
        focus("say");
    };
    Effect::new(move |_| {
        if visit.focus.get() > 0 {
            focus("say");
        }
    });
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
            event.prevent_default();
            send();
        }
    };
    view! {
        <form
            class="composer"
            data-kind="line"
            aria-label=t.composer
            on:submit=move |event| {
                event.prevent_default();
                send();
            }
        >
            <textarea
                class="text"
                id="say"
                rows="1"
                maxlength="10000"
                aria-label=t.composer
                placeholder=t.composer
                enterkeyhint="send"
                prop:value=move || draft.text.get()
                on:input:target=move |event| {
                    draft.text.set(event.target().value());
                    visit.typed();
                }
                on:keydown=on_key
            ></textarea>
            <IconButton label=t.send shape=Shape::Send primary=true round=true flip=true submit=true />
        </form>
    }
}

#[component]
fn Ended(visit: Visit) -> impl IntoView {
    let t = texts::<WidgetText>();
    let save = move |_| {
        visit.state.with_untracked(|state| {
            if let Some(talk) = &state.talk {
                transcript::save(&brand_of(visit), &talk.chat, &lines(talk, day_of), t);
            }
        });
    };
    view! {
        <section class="ended" aria-label=t.ended>
            <h2>{t.ended}</h2>
            <p>{t.ended_thanks}</p>
            <div class="stack">
                <Button kind=ButtonKind::Primary size=Size::Large wide=true on_click=move |_| visit.leave()>
                    {t.new_chat}
                </Button>
                <Button wide=true on_click=save>
                    {t.transcript}
                </Button>
            </div>
        </section>
    }
}

fn brand_of(visit: Visit) -> String {
    visit.look.with_untracked(|look| look.as_ref().map(|look| look.name.clone())).unwrap_or_default()
}

/// The heading of a transcript.
pub fn heading(brand: &str, chat: &VisitorChat) -> String {
    [brand, " · ", &chat.department].concat()
}
