//! A panic ends the program in the page: says so, and offers to reload. Drafts are in storage already.

use wasm_bindgen::{JsCast, closure::Closure};

use crate::{Language, browser, text::Catalogue, words::UiText};

/// Shows a banner with a reload button when the program panics. The first line of each front end's `main`.
pub fn install() {
    std::panic::set_hook(Box::new(|panic| {
        web_sys::console::error_1(&panic.to_string().into());
        // Nothing here may panic: there is nobody left to tell.
        let _ = show();
    }));
}

fn show() -> Option<()> {
    let document = browser::document()?;
    if document.get_element_by_id("broken").is_some() {
        return None;
    }
    let t = UiText::of(Language::of_page());
    let banner = document.create_element("div").ok()?;
    banner.set_id("broken");
    banner.set_class_name("banner");
    let _ = banner.set_attribute("data-tone", "bad");
    let _ = banner.set_attribute("role", "alert");
    let words = document.create_element("span").ok()?;
    words.set_class_name("grow");
    words.set_text_content(Some(t.broken));
    let button = document.create_element("button").ok()?;
    button.set_class_name("button");
    let _ = button.set_attribute("type", "button");
    let _ = button.set_attribute("data-size", "small");
    button.set_text_content(Some(t.reload));
    let reload = Closure::<dyn Fn()>::new(|| {
        if let Some(window) = browser::window() {
            let _ = window.location().reload();
        }
    });
    let _ = button.add_event_listener_with_callback("click", reload.as_ref().unchecked_ref());
    reload.forget();
    let _ = banner.append_child(&words);
    let _ = banner.append_child(&button);
    let body = document.body()?;
    let _ = body.insert_before(&banner, body.first_child().as_ref());
    Some(())
}
