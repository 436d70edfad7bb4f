//! Words with the page around the frame, by `postMessage`: only with the window that framed us, only with the site
//! the address names (which the server lets frame us), in both directions.

use contract::widget::PageSeen;
use gloo::events::EventListener;
use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Window};

use crate::visit::Visit;

/// What the page around us says.
#[derive(Debug)]
pub enum FromPage {
    /// It is another page now, or another title.
    Page(PageSeen),
    /// The panel was opened; by hand or not.
    Shown {
        /// By hand: the focus goes where one types.
        focus: bool,
    },
    /// The panel was closed.
    Hidden,
    /// The site vouches for the visitor.
    Identify(String),
    /// The visitor is to be forgotten.
    Reset,
    /// What the loader kept for us, if anything.
    Kept(Option<String>),
}

/// The window around the frame.
#[derive(Clone)]
pub struct Loader {
    parent: Window,
    site: String,
}

impl Loader {
    /// The loader, when we are in a frame of a site that the address names.
    pub fn find(site: &str) -> Option<Self> {
        let window = web_sys::window()?;
        let parent = window.parent().ok().flatten()?;
        let framed = !Object::is(parent.as_ref(), window.as_ref());
        let named = site.starts_with("https://") || site.starts_with("http://");
        (framed && named).then(|| Self { parent, site: site.to_owned() })
    }

    /// Says something.
    pub fn say(&self, kind: &str, more: &[(&str, JsValue)]) {
        let message = Object::new();
        set(&message, "frontdesk", &1.into());
        set(&message, "type", &kind.into());
        for (key, value) in more {
            set(&message, key, value);
        }
        // A site that is not the one named does not get it, and there is nobody to tell.
        let _ = self.parent.post_message(&message, &self.site);
    }

    /// Lets the visit hear what it says, until the listener is dropped.
    pub fn listen(&self, visit: Visit) -> Option<EventListener> {
        let loader = self.clone();
        let window = web_sys::window()?;
        Some(EventListener::new(&window, "message", move |event| {
            let Some(event) = event.dyn_ref::<MessageEvent>() else { return };
            let from_parent = event.source().is_some_and(|source| Object::is(source.as_ref(), loader.parent.as_ref()));
            if from_parent
                && event.origin() == loader.site
                && let Some(said) = read(&event.data())
            {
                visit.hear_page(said);
            }
        }))
    }
}

fn read(data: &JsValue) -> Option<FromPage> {
    if !data.is_object() || get(data, "frontdesk").as_f64() != Some(1.0) {
        return None;
    }
    Some(match get(data, "type").as_string()?.as_str() {
        "page" => {
            let page = get(data, "page");
            let [url, title, referrer, language, time_zone] =
                [("url", 2000), ("title", 1200), ("referrer", 2000), ("language", 35), ("time_zone", 64)]
                    .map(|(key, most)| text(&page, key, most));
            FromPage::Page(PageSeen { url, title, referrer, language, time_zone })
        }
        "shown" => FromPage::Shown { focus: get(data, "focus").is_truthy() },
        "hidden" => FromPage::Hidden,
        "identify" => FromPage::Identify(get(data, "token").as_string()?),
        "reset" => FromPage::Reset,
        "kept" => FromPage::Kept(get(data, "kept").as_string()),
        _ => return None,
    })
}

fn text(of: &JsValue, key: &str, most: usize) -> String {
    let text = get(of, key).as_string().unwrap_or_default();
    if text.len() <= most { text } else { text.chars().take(most / 4).collect() }
}

fn get(of: &JsValue, key: &str) -> JsValue {
    Reflect::get(of, &key.into()).unwrap_or(JsValue::UNDEFINED)
}

fn set(of: &Object, key: &str, value: &JsValue) {
    let _ = Reflect::set(of, &key.into(), value);
}
