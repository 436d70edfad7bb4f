//! The conversation as a text file, made here and saved by the browser.

use contract::{chat::Side, widget::VisitorChat};
use js_sys::Array;
use leptos::prelude::document;
use ui::{TimeStyle, language, time_text};
use wasm_bindgen::JsCast;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use crate::{
    conversation::{happening, heading},
    lines::Line,
    words::WidgetText,
};

/// Saves the conversation.
pub fn save(brand: &str, chat: &VisitorChat, lines: &[Line], t: &WidgetText) {
    let speaks = language();
    let mut text = heading(brand, chat);
    text.push('\n');
    for line in lines {
        match line {
            Line::Day { at, .. } => {
                let words = time_text(at, TimeStyle::Full, speaks);
                text.extend(["\n", &words, "\n\n"]);
            }
            Line::Event { what, .. } => text.extend(["* ", &happening(what, t), "\n"]),
            Line::Said { side, name, text: said, at, .. } => {
                let who = if *side == Side::Visitor { t.you } else { name };
                let clock = at.as_ref().map(|at| time_text(at, TimeStyle::Clock, speaks)).unwrap_or_default();
                text.extend([&clock, " ", who, ": ", said, "\n"]);
            }
        }
    }
    let name = ["chat-", chat.started_at.0.get(..10).unwrap_or_default(), ".txt"].concat();
    // A browser that cannot save leaves the conversation where it is.
    let _ = offer(&text, &name);
}

fn offer(text: &str, name: &str) -> Option<()> {
    let kind = BlobPropertyBag::new();
    kind.set_type("text/plain;charset=utf-8");
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &kind).ok()?;
    let url = Url::create_object_url_with_blob(&blob).ok()?;
    let link: HtmlAnchorElement = document().create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    let revoke = move || drop(Url::revoke_object_url(&url));
    gloo::timers::callback::Timeout::new(10_000, revoke).forget();
    Some(())
}
