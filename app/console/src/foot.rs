//! A log is read at its foot: there it stays when something comes, when a composer grows or a bar appears, and when the
//! window gets another width.

use std::cell::Cell;

use leptos::{html, prelude::*};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, ResizeObserver};

/// How close to the foot counts as reading along, in pixels.
const NEAR: i32 = 80;

/// Whether one reads along.
pub fn is_near(scroll: &Element) -> bool {
    scroll.scroll_height() - scroll.scroll_top() - scroll.client_height() < NEAR
}

/// Goes there.
pub fn go(scroll: &Element) {
    scroll.set_scroll_top(scroll.scroll_height());
}

/// Keeps the box at its foot until somebody scrolls up. Its first child is what grows in it.
pub fn stay(scroll: NodeRef<html::Div>) {
    Effect::new(move || {
        let Some(element) = scroll.get() else { return };
        let watched = element.clone();
        let measure = |element: &Element| element.scroll_height() - element.client_height();
        let furthest = Cell::new(measure(&element));
        let resized = Closure::<dyn Fn()>::new(move || {
            // Where one was, measured by what the box was before.
            if furthest.replace(measure(&watched)) - watched.scroll_top() < NEAR {
                go(&watched);
            }
        });
        let Ok(observer) = ResizeObserver::new(resized.as_ref().unchecked_ref()) else { return };
        observer.observe(&element);
        if let Some(content) = element.first_element_child() {
            observer.observe(&content);
        }
        let kept = StoredValue::new_local((observer, resized));
        on_cleanup(move || {
            kept.try_with_value(|(observer, _)| observer.disconnect());
        });
    });
}
