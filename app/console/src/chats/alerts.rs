//! What calls for attention: a sound, the title's number, and a desktop notification when the tab is hidden.

use contract::ChatId;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{HtmlAudioElement, Notification, NotificationOptions, NotificationPermission};

use super::{state::News, store::Chats};
use crate::text::ChatsText;

/// The sound, as the server serves it.
const SOUND: &str = "/sounds/new.wav";
/// Where the choice of sounds is kept.
const SOUND_KEY: &str = "console.sound";

/// Tells the agent, unless it is what the agent just did or is looking at.
pub fn tell(chats: Chats, news: &[News], just_taken: Option<ChatId>) {
    let visible = untrack(|| chats.is_visible());
    let shown = untrack(|| chats.shown());
    let calls = |news: &&News| match **news {
        News::Given(chat) => just_taken != Some(chat),
        News::Said(chat) => !visible || shown != Some(chat),
    };
    let mut calling = news.iter().filter(calls).peekable();
    if calling.peek().is_some() {
        call();
    }
    for news in calling.filter(|_| !visible) {
        notify(chats, *news);
    }
}

/// Sounds, unless the agent chose otherwise.
pub fn call() {
    if sounds() {
        ring();
    }
}

/// Whether new work may be heard.
pub fn sounds() -> bool {
    ui::storage::local().get::<bool>(SOUND_KEY).unwrap_or(true)
}

/// Chooses whether new work may be heard.
pub fn choose_sounds(on: bool) {
    ui::storage::local().set(SOUND_KEY, &on);
    if on {
        ring();
    }
}

fn ring() {
    if let Ok(sound) = HtmlAudioElement::new_with_src(SOUND) {
        // Browsers refuse sounds before the first click; then there is the title.
        let _maybe = sound.play();
    }
}

/// Whether the browser may be asked for notifications, has said yes, or has said no.
pub fn permission() -> NotificationPermission {
    Notification::permission()
}

/// Asks the browser for notifications; only ever on a press of the button.
pub fn ask_permission(then: impl Fn() + 'static) {
    if let Ok(answer) = Notification::request_permission() {
        leptos::task::spawn_local(async move {
            let _either = wasm_bindgen_futures::JsFuture::from(answer).await;
            then();
        });
    }
}

fn notify(chats: Chats, news: News) {
    let (News::Given(chat) | News::Said(chat)) = news;
    if permission() != NotificationPermission::Granted {
        return;
    }
    let t = ui::texts::<ChatsText>();
    let Some(row) = untrack(|| chats.row(chat)) else { return };
    let name = super::words::name(t, &row);
    let title = match news {
        News::Given(_) => ui::fill(t.notify_given, &[("name", &name)]),
        News::Said(_) => ui::fill(t.notify_said, &[("name", &name)]),
    };
    let options = NotificationOptions::new();
    options.set_tag(&chat.to_string());
    if let Ok(notification) = Notification::new_with_options(&title, &options) {
        let on_click = Closure::once_into_js(move || {
            let window = window();
            let _focused = window.focus();
            chats.wish(chat);
        });
        notification.set_onclick(on_click.dyn_ref());
    }
}

/// Keeps the number of unread messages in the title.
pub fn keep_title(chats: Chats) {
    let unread = ui::kept(move || chats.state.with(|state| state.unread()));
    ui::effect(move || {
        let title = match unread.get() {
            0 => "Frontdesk".to_owned(),
            n => format!("({n}) Frontdesk"),
        };
        document().set_title(&title);
    });
}
