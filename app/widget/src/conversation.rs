//! The conversation: what was said, who types, what is on its way, the line to write in, and the end.

use contract::{
    ClientId, Timestamp,
    chat::{ChatState, EndedBy, Side},
    widget::VisitorChat,
};
use leptos::{ev, prelude::*};
use ui::{
    Button, ButtonKind, IconButton, Item, Language, Shape, Size, Spinner, Time, TimeStyle, TypingDots, choose, count,
    effect, fill, list, markup, show, texts, time, words,
};

use crate::{
    lines::{self, Happening, Line, lines},
    links::{Piece, pieces},
    panel::focus,
    state::State,
    talk::{Progress, Talk},
    transcript,
    visit::Visit,
    words::WidgetText,
};

/// The part that scrolls.
const VIEW: &str = "view";
/// How near the end counts as reading along, in pixels.
const NEAR: i32 = 80;

/// The conversation.
#[component]
pub fn Conversation(visit: Visit, attended: Memo<bool>) -> impl IntoView {
    let t = texts::<WidgetText>();
    let language = ui::language();
    let all = move || {
        // Another chat may take the place of this one: its lines are others.
        let chat = visit.state.with(|state| state.talk.as_ref().map(|talk| talk.chat.id.to_string()));
        let chat = chat.unwrap_or_default();
        let item = |line: Line| Item::new([&*chat, " ", &line.key()].concat(), move || line_view(line, visit, t));
        visit.state.with(shown).into_iter().map(item).collect()
    };

    // Seen is what was shown to somebody who could look.
    effect(move || {
        let last = visit.state.with(|state| state.talk.as_ref().map_or(0, Talk::last_of_agents));
        if attended.get() && visit.state.with_untracked(State::seen_up_to) < last {
            visit.see(last);
        }
    });

    let reading_along = RwSignal::new(true);
    let below = RwSignal::new(0_u32);
    let to_end = move || {
        below.set(0);
        // By the next frame the conversation may be left, and what it owned with it: so it is only asked.
        request_animation_frame(|| {
            if let Some(view) = document().get_element_by_id(VIEW) {
                view.set_scroll_top(view.scroll_height());
            }
        });
    };
    let mut before = None;
    effect(move || {
        let many = visit.state.with(|state| shown(state).len()) as u32;
        let own = visit.is(is_sending);
        visit.is(is_typing);
        attended.track();
        if reading_along.get_untracked() || own {
            to_end();
        } else if let Some(before) = before
            && many > before
        {
            below.update(|below| *below += many - before);
        }
        before = Some(many);
    });
    // The browser tells of scrolling with the next frame, too.
    let on_scroll = move |_: ev::Event| {
        if let Some(view) = document().get_element_by_id(VIEW) {
            let near = view.scroll_height() - view.scroll_top() - view.client_height() < NEAR;
            reading_along.try_set(near);
            if near && below.try_get_untracked() > Some(0) {
                below.try_set(0);
            }
        }
    };
    let typing = move || {
        let label = move || {
            let name = visit.state.with(|state| state.talk.as_ref().and_then(|talk| talk.typing.clone()));
            fill(t.typing, &[("name", &name.unwrap_or_default())])
        };
        markup! {
            <article class="bubble" data-side="start" aria-live="off">
                <div class="body">{view! { <TypingDots label=label /> }}</div>
            </article>
        }
    };
    let jump = move || {
        markup! {
            <button class="jump" type="button" on:click={move |_: ev::MouseEvent| to_end()}>
                {words(move || count(language, t.new_messages, below.get().into()))}
            </button>
        }
    };
    let foot = move |over| {
        if over == 0 { view! { <Composer visit /> }.into_any() } else { view! { <Ended visit /> }.into_any() }
    };
    let log = markup! {
        <div
            class="talk"
            role="log"
            aria-live={move || if visit.is(State::is_caught_up) { "polite" } else { "off" }}
            aria-relevant="additions"
            aria-label={t.conversation}
            tabindex="0"
        >
            {list(all)}
            {show(move || visit.is(is_typing), typing)}
            {show(move || below.get() > 0, jump)}
        </div>
    };
    let view = markup! {
        <main class="view" id={VIEW} data-kind="log" aria-label={t.title} on:scroll={on_scroll}>
            {view! { <WaitingLine visit /> }}
            {log}
        </main>
    };
    vec![view, choose(move || u8::from(visit.is(|state| !state.is_talking())), foot)]
}

fn shown(state: &State) -> Vec<Line> {
    state.talk.as_ref().map(|talk| lines(talk, day_of)).unwrap_or_default()
}

fn is_sending(state: &State) -> bool {
    state.talk.as_ref().is_some_and(|talk| !talk.outbox.is_empty())
}

fn is_typing(state: &State) -> bool {
    state.talk.as_ref().is_some_and(|talk| talk.typing.is_some())
}

/// The viewer's day of a moment, as a number.
fn day_of(at: &Timestamp) -> u32 {
    let date = js_sys::Date::new(&at.0.as_str().into());
    date.get_full_year() * 10_000 + (date.get_month() + 1) * 100 + date.get_date()
}

fn line_view(line: Line, visit: Visit, t: &'static WidgetText) -> AnyView {
    match line {
        Line::Day { at, .. } => markup! { <p class="day">{view! { <Time at style=TimeStyle::Day /> }}</p> },
        Line::Event { what, .. } => markup! { <p class="event">{happening(&what, t)}</p> },
        Line::Said { client_id, side, name, text, at, joined } => {
            let at = at.unwrap_or_else(time::now);
            let own = side == Side::Visitor;
            let who = if own { t.you.to_owned() } else { name };
            let named = if own || joined { String::new() } else { [&who, " · "].concat() };
            let state = move || fate_of(visit, client_id).filter(|_| own).map(word);
            let fate = own.then(|| view! { <Fate client_id visit /> });
            markup! {
                <article
                    class="bubble"
                    data-side={if own { "end" } else { "start" }}
                    data-joined={joined}
                    data-state={move || state()}
                >
                    <div class="body">
                        <span class="visually-hidden">{who} ": "</span>
                        {linked(&text, t)}
                    </div>
                    <p class="meta">
                        {named}
                        {view! { <Time at style=TimeStyle::Clock /> }}
                        {fate}
                    </p>
                </article>
            }
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
        Happening::Ended(EndedBy::Silence) => t.ended_by_silence.to_owned(),
    }
}

/// For `data-state`.
fn word(fate: lines::Fate) -> &'static str {
    match fate {
        lines::Fate::Progress(Progress::Pending | Progress::Late) => "pending",
        lines::Fate::Progress(Progress::Sent) => "sent",
        lines::Fate::Progress(Progress::Failed) => "failed",
        lines::Fate::Seen => "seen",
    }
}

fn fate_of(visit: Visit, client_id: ClientId) -> Option<lines::Fate> {
    visit.state.with(|state| lines::fate(state.talk.as_ref()?, client_id))
}

#[component]
fn Fate(client_id: ClientId, visit: Visit) -> impl IntoView {
    let t = texts::<WidgetText>();
    let progress = move || fate_of(visit, client_id);
    let said = move || {
        let said = progress().map(|progress| match progress {
            lines::Fate::Progress(Progress::Pending) => t.sending,
            lines::Fate::Progress(Progress::Late) => t.late,
            lines::Fate::Progress(Progress::Sent) => t.sent,
            lines::Fate::Progress(Progress::Failed) => t.failed,
            lines::Fate::Seen => t.seen,
        });
        said.unwrap_or_default().to_owned()
    };
    let again = move || {
        markup! {
            <button class="link" type="button" on:click={move |_: ev::MouseEvent| visit.try_again(client_id)}>
                {t.retry}
            </button>
        }
    };
    let offered = move || {
        let unsent = matches!(progress(), Some(lines::Fate::Progress(Progress::Late | Progress::Failed)));
        unsent && visit.is(State::is_talking)
    };
    let state = markup! { <span class="state" hidden={move || progress().is_none()}>{words(said)}</span> };
    vec![state, show(offered, again)]
}

/// Text with its addresses as links; always text nodes.
fn linked(text: &str, t: &'static WidgetText) -> Vec<AnyView> {
    let view = |piece: Piece<'_>| match piece {
        Piece::Text(text) => text.to_owned().into_any(),
        Piece::Link(link) => markup! {
            <a href={link.to_owned()} target="_blank" rel="noopener noreferrer nofollow ugc" title={t.opens_apart}>
                {link.to_owned()}
            </a>
        },
    };
    pieces(text).into_iter().map(view).collect()
}

/// The place in line, and how long it may take.
#[component]
fn WaitingLine(visit: Visit) -> impl IntoView {
    let t = texts::<WidgetText>();
    let language = ui::language();
    let chat =
        move || visit.state.with(|state| state.talk.as_ref().map(|talk| (talk.chat.position, talk.chat.expected_wait)));
    let place = move || match chat().and_then(|(position, _)| position) {
        Some(position) => fill(t.position, &[("n", &position.to_string())]),
        None => t.waiting_sub.to_owned(),
    };
    let wait = move || expected(chat().and_then(|(_, wait)| wait), t, language);
    let shown = move || {
        markup! {
            <div class="wait" role="status">
                {view! { <Spinner /> }}
                <p>
                    <strong>{words(place)}</strong>
                    <br />
                    <span class="muted small">{words(wait)}</span>
                </p>
            </div>
        }
    };
    show(move || visit.is(is_waiting), shown)
}

fn is_waiting(state: &State) -> bool {
    state.talk.as_ref().is_some_and(|talk| talk.chat.state == ChatState::Waiting)
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
    effect(move || {
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
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        send();
    };
    let typed = move |event: ev::Event| {
        draft.text.set(event_target_value(&event));
        visit.typed();
    };
    markup! {
        <form class="composer" data-kind="line" aria-label={t.composer} on:submit={submit}>
            <textarea
                class="text"
                id="say"
                rows="1"
                maxlength="10000"
                aria-label={t.composer}
                placeholder={t.composer}
                enterkeyhint="send"
                prop:value={move || draft.text.get()}
                on:input={typed}
                on:keydown={on_key}
            ></textarea>
            {view! { <IconButton label=t.send shape=Shape::Send primary=true round=true flip=true submit=true /> }}
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
    let unsent = move || visit.is(State::has_unsent) || !visit.drafts.say.text.with(String::is_empty);
    // Where one typed is gone: who was there goes on from here. The site around us keeps its focus.
    effect(|| {
        let page = document();
        let nowhere = page.active_element().is_none_or(|element| element.tag_name() == "BODY");
        if nowhere && page.has_focus().unwrap_or(false) {
            focus("over");
        }
    });
    markup! {
        <section class="ended" aria-label={t.ended}>
            <h2 id="over" tabindex="-1">{t.ended}</h2>
            <p>{words(move || if unsent() { t.ended_unsent } else { t.ended_thanks }.to_owned())}</p>
            <div class="stack">
                {view! {
                    <Button kind=ButtonKind::Primary size=Size::Large wide=true on_click=move |_| visit.leave()>
                        {t.new_chat}
                    </Button>
                }}
                {view! {
                    <Button wide=true on_click=save>
                        {t.transcript}
                    </Button>
                }}
            </div>
        </section>
    }
}

fn brand_of(visit: Visit) -> String {
    visit.state.with_untracked(|state| state.look.as_ref().map(|look| look.name.clone())).unwrap_or_default()
}

/// The heading of a transcript.
pub fn heading(brand: &str, chat: &VisitorChat) -> String {
    [brand, " · ", &chat.department].concat()
}
