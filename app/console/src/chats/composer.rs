//! Where one writes: to the visitor, or to the colleagues and unmistakably so. Each has its own draft.

use contract::{
    ChatId,
    chat::{ChatRow, ChatState, MESSAGE_CHARS},
};
use leptos::{
    ev::{KeyboardEvent, SubmitEvent},
    html,
    prelude::*,
};
use ui::{Button, ButtonKind, Choice, Held, Icon, Kbd, Kept, Notice, Shape, Size, Tabs, Tone, draft, fill};

use super::{conversation::taker, sending::Returned, state::Mode, use_chats, words};
use crate::{
    asks::{Askables, Naming, Suggestions},
    text::ChatsText,
    when,
};

/// How often typing is told at most, in milliseconds.
const TYPING_EVERY: f64 = 1_000.0;

/// What the parts of the composer share.
#[derive(Clone, Copy)]
struct Desk {
    chat: ChatId,
    mode: RwSignal<Mode>,
    reply: draft::Draft,
    comment: draft::Draft,
    /// Why something came back, of each draft the latest.
    returned: Held<Vec<(Mode, Returned)>>,
    area: NodeRef<html::Textarea>,
    may_reply: Kept<bool>,
    naming: Naming,
}

impl Desk {
    /// To whom one writes: never to a visitor whom one may not answer.
    fn mode(self) -> Mode {
        if self.may_reply.get() { self.mode.get() } else { Mode::Comment }
    }

    fn draft(self, mode: Mode) -> draft::Draft {
        match mode {
            Mode::Reply => self.reply,
            Mode::Comment => self.comment,
        }
    }

    fn text(self) -> RwSignal<String> {
        self.draft(self.mode()).text
    }

    /// Puts a text into a draft, before what was typed there meanwhile.
    fn put(self, mode: Mode, text: &str) {
        self.draft(mode).text.update(|typed| {
            *typed = if typed.is_empty() { text.to_owned() } else { format!("{text}\n{typed}") };
        });
    }

    /// What came back was seen to.
    fn settle(self, mode: Mode) {
        self.returned.update(|all| all.retain(|(own, _)| *own != mode));
    }

    fn write(self, mode: Mode) {
        self.naming.close();
        self.mode.set(mode);
        if let Some(area) = self.area.get_untracked() {
            let _focused = area.focus();
        }
    }
}

/// The composer of a chat.
#[component]
pub(super) fn Composer(chat: ChatId, row: Kept<Option<ChatRow>>) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let chats = use_chats();
    let may_reply = ui::kept(move || {
        row.with(|row| row.as_ref().is_some_and(|row| row.state == ChatState::Active && chats.is_mine(row)))
    });
    let (comment, area) = (draft::keep(format!("chat:{chat}:comment")), NodeRef::new());
    let desk = Desk {
        chat,
        mode: RwSignal::new(Mode::Reply),
        reply: draft::keep(format!("chat:{chat}:reply")),
        comment,
        returned: Held::new(Vec::new()),
        area,
        may_reply,
        naming: Naming::new(Askables::OfChat(chat), area, comment.text),
    };
    // What could not be sent lies here again, in the draft it was typed in.
    ui::effect(move || {
        // The later one goes first, so that the earlier one comes to stand before it.
        for (mode, text, why) in chats.take_returned(chat).into_iter().rev() {
            desk.put(mode, &text);
            desk.settle(mode);
            desk.returned.update(|all| all.push((mode, why)));
        }
    });
    let keys = ui::keys();
    keys.on("r", t.key_reply, move || desk.write(Mode::Reply));
    keys.on("n", t.key_comment, move || desk.write(Mode::Comment));
    view! {
        <CameBack desk row />
        <Form desk row />
    }
    .into_any()
}

#[component]
fn Form(desk: Desk, row: Kept<Option<ChatRow>>) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let chats = use_chats();
    let too_long = move || desk.text().with(|text| text.chars().count()).saturating_sub(MESSAGE_CHARS);
    let empty = move || desk.text().with(|text| text.trim().is_empty());
    let send = move || {
        let mode = untrack(|| desk.mode());
        if untrack(|| empty() || too_long() > 0) {
            return;
        }
        let draft = desk.draft(mode);
        let text = draft.text.get_untracked().trim().to_owned();
        draft.clear();
        desk.settle(mode);
        let asks = if mode == Mode::Comment { desk.naming.asks_in(&text) } else { Vec::new() };
        desk.naming.close();
        chats.send(desk.chat, mode, text, asks);
    };
    let word = move || match desk.mode() {
        Mode::Reply => "reply",
        Mode::Comment => "comment",
    };
    let status = move || match too_long() {
        0 if empty() && !desk.may_reply.get() => {
            let ended = row.with(|row| row.as_ref().is_some_and(|row| row.state == ChatState::Ended));
            if ended { t.ended_no_answer.to_owned() } else { t.take_to_answer.to_owned() }
        }
        0 if empty() => String::new(),
        0 => t.draft_saved.to_owned(),
        over => ui::count(ui::language(), t.too_long, over as u64),
    };
    let disabled = Signal::derive(move || empty() || too_long() > 0);
    view! {
        <form
            class="composer"
            data-mode=word
            on:submit=move |event: SubmitEvent| {
                event.prevent_default();
                send();
            }
        >
            <Suggestions naming=desk.naming />
            <Modes desk />
            <p class="guard"><Icon shape=Shape::Lock /> {t.guard}</p>
            <Area desk row send=Callback::new(move |()| send()) />
            <footer>
                <span class="status grow" role="status">{move || status()}</span>
                <span title=t.send_hint><Kbd keys="↵" /></span>
                <Button kind=ButtonKind::Primary submit=true disabled>
                    {move || if desk.mode() == Mode::Comment { t.send_comment } else { t.send }}
                </Button>
            </footer>
        </form>
    }
    .into_any()
}

/// Reply or comment.
#[component]
fn Modes(desk: Desk) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let choices = Signal::derive(move || {
        vec![Choice::new(Mode::Reply, t.reply).disabled(!desk.may_reply.get()), Choice::new(Mode::Comment, t.comment)]
    });
    view! {
        <div class="head">
            <Tabs
                label=t.write
                pill=true
                choices
                value=Signal::derive(move || desk.mode())
                on_change=move |mode| desk.write(mode)
            />
        </div>
    }
    .into_any()
}

#[component]
fn Area(desk: Desk, row: Kept<Option<ChatRow>>, send: Callback<()>) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let chats = use_chats();
    let name = ui::kept(move || row.with(|row| row.as_ref().map(|row| words::name(t, row)).unwrap_or_default()));
    let told = StoredValue::new(0.0_f64);
    let typed = move |text: String| {
        let writes = untrack(|| desk.mode()) == Mode::Reply && !text.is_empty();
        untrack(|| desk.text()).set(text);
        if writes && when::now() - told.get_value() >= TYPING_EVERY {
            told.set_value(when::now());
            chats.types(desk.chat);
        }
    };
    let names = move || {
        if untrack(|| desk.mode()) == Mode::Comment {
            desk.naming.typed();
        }
    };
    let pressed = move |event: KeyboardEvent| {
        if desk.naming.pressed(&event) {
            return;
        }
        if event.key() == "Enter" && !event.shift_key() && !event.alt_key() && !event.is_composing() {
            event.prevent_default();
            send.run(());
        } else if event.key() == "Escape"
            && let Some(area) = desk.area.get_untracked()
        {
            let _left = area.blur();
        }
    };
    let label = move || match desk.mode() {
        Mode::Reply => fill(t.write_to, &[("name", &name.get())]),
        Mode::Comment => t.comment.to_owned(),
    };
    let placeholder = move || match desk.mode() {
        Mode::Reply => fill(t.write_to_placeholder, &[("name", &name.get())]),
        Mode::Comment => t.comment_placeholder.to_owned(),
    };
    view! {
        <textarea
            class="text"
            rows="2"
            node_ref=desk.area
            aria-label=label
            placeholder=placeholder
            prop:value=move || desk.text().get()
            aria-autocomplete="list"
            aria-controls=move || desk.naming.list()
            aria-activedescendant=move || desk.naming.chosen()
            on:input:target=move |event| {
                typed(event.target().value());
                names();
            }
            on:click=move |_| names()
            on:blur=move |_| desk.naming.close()
            on:keydown=pressed
        ></textarea>
    }
    .into_any()
}

/// Why texts came back, who has the chat, and what one can do now.
#[component]
fn CameBack(desk: Desk, row: Kept<Option<ChatRow>>) -> impl IntoView {
    ui::changing(move || {
        let all = desk.returned.try_with(Vec::clone).unwrap_or_default();
        all.into_iter().map(|(mode, why)| view! { <OneBack desk row mode why /> }.into_any()).collect_view()
    })
}

#[component]
fn OneBack(desk: Desk, row: Kept<Option<ChatRow>>, mode: Mode, why: Returned) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let chats = use_chats();
    let busy = RwSignal::new(false);
    let take = taker(desk.chat, busy);
    let words = move || match &why {
        Returned::HandedOver => {
            let who = row.with(|row| row.as_ref()?.agent.as_ref().map(|agent| agent.name.clone()));
            let who = who.map_or(t.handed_over_nobody.to_owned(), |name| fill(t.handed_over, &[("name", &name)]));
            fill("{who} {text}", &[("who", &who), ("text", t.handed_over_text)])
        }
        Returned::Refused(error) => {
            let problem = ui::problem_text(ui::language(), error);
            fill(if mode == Mode::Comment { t.comment_refused } else { t.refused }, &[("problem", &problem)])
        }
        Returned::Before => t.refused_before.to_owned(),
        Returned::Late => t.returned_late.to_owned(),
    };
    let may_take = move || {
        let mine = row.with(|row| row.as_ref().is_some_and(|row| chats.is_mine(row)));
        mode == Mode::Reply && !mine && chats.detail(desk.chat).is_some_and(|detail| detail.may_take)
    };
    let as_comment = move |_| {
        let text = desk.reply.text.get_untracked();
        desk.put(Mode::Comment, &text);
        desk.reply.clear();
        desk.settle(Mode::Reply);
        desk.write(Mode::Comment);
    };
    // The kept text stays readable, though it cannot be sent as a reply.
    let kept = move || desk.reply.text.with(|text| mode == Mode::Reply && !desk.may_reply.get() && !text.is_empty());
    let quote = move || {
        view! {
            <blockquote class="small">{ui::words(move || desk.reply.text.get())}</blockquote>
            <Button size=Size::Small on_click=as_comment>{t.comment}</Button>
        }
        .into_any()
    };
    // It lies in the other draft than the one that is seen.
    let elsewhere = move || desk.mode() != mode && (mode == Mode::Comment || desk.may_reply.get());
    let other = if mode == Mode::Comment { t.comment } else { t.reply };
    view! {
        <div role="alert">
            <Notice tone=Tone::Warn>
                <p>{ui::words(words)}</p>
                {ui::show(kept, quote)}
                <div class="row">
                    {ui::show(
                        may_take,
                        move || {
                            view! { <Button size=Size::Small busy on_click=move |_| take()>{t.take_over}</Button> }
                                .into_any()
                        },
                    )}
                    {ui::show(
                        elsewhere,
                        move || {
                            view! { <Button size=Size::Small on_click=move |_| desk.write(mode)>{other}</Button> }
                                .into_any()
                        },
                    )}
                </div>
            </Notice>
        </div>
    }
    .into_any()
}
