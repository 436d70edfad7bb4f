//! One of several: what select lists, radio cards, segments and tabs offer.

use leptos::prelude::*;

/// One thing that can be chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice<T> {
    /// What it means.
    pub value: T,
    /// What it is called.
    pub label: String,
    /// What it does, on cards.
    pub hint: Option<String>,
    /// How many, on tabs.
    pub count: Option<u64>,
    /// Cannot be chosen now.
    pub disabled: bool,
}

impl<T> Choice<T> {
    /// A choice.
    pub fn new(value: T, label: impl Into<String>) -> Self {
        Self { value, label: label.into(), hint: None, count: None, disabled: false }
    }

    /// Says what it does.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Says how many.
    #[must_use]
    pub fn count(mut self, count: u64) -> Self {
        self.count = Some(count);
        self
    }

    /// Cannot be chosen now.
    #[must_use]
    pub fn disabled(mut self, disabled: bool) -> Self {
        self.disabled = disabled;
        self
    }
}

/// What a choice must be able to do.
pub trait Chosen: Clone + PartialEq + Send + Sync + 'static {}
impl<T: Clone + PartialEq + Send + Sync + 'static> Chosen for T {}

/// Where an arrow key leads among `count` places, right-to-left included.
pub(super) fn step(key: &str, at: usize, count: usize, right_to_left: bool) -> Option<usize> {
    if count == 0 {
        return None;
    }
    let (forward, backward) = if right_to_left { ("ArrowLeft", "ArrowRight") } else { ("ArrowRight", "ArrowLeft") };
    match key {
        "Home" => Some(0),
        "End" => Some(count - 1),
        key if key == forward || key == "ArrowDown" => Some((at + 1) % count),
        key if key == backward || key == "ArrowUp" => Some((at + count - 1) % count),
        _ => None,
    }
}

/// Whether the choice at hand is the chosen one, or the first one stands in because none is.
pub(super) fn reachable<T: Chosen>(choices: &[Choice<T>], value: &T, at: usize) -> bool {
    match choices.iter().position(|choice| choice.value == *value) {
        Some(chosen) => chosen == at,
        None => choices.iter().position(|choice| !choice.disabled) == Some(at),
    }
}

/// Moves the focus among the buttons of a group by arrow keys, and presses the one arrived at.
pub fn rove(event: &leptos::ev::KeyboardEvent) {
    use wasm_bindgen::JsCast;
    let Some(group) = event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else {
        return;
    };
    let Ok(buttons) = group.query_selector_all("button:not(:disabled)") else { return };
    let buttons: Vec<web_sys::HtmlElement> =
        (0..buttons.length()).filter_map(|at| buttons.item(at)?.dyn_into().ok()).collect();
    let active = crate::browser::document().and_then(|document| document.active_element());
    let at = buttons.iter().position(|button| active.as_ref().is_some_and(|active| button.is_same_node(Some(active))));
    let next = at.and_then(|at| step(&event.key(), at, buttons.len(), crate::browser::right_to_left()));
    if let Some(button) = next.and_then(|next| buttons.get(next)) {
        event.prevent_default();
        let _ = button.focus();
        button.click();
    }
}

/// The words of a flag in ARIA.
pub(super) fn word(flag: bool) -> &'static str {
    if flag { "true" } else { "false" }
}

/// A number behind a label.
pub(super) fn counted(count: Option<u64>) -> impl IntoView {
    count.map(|count| view! { <span class="count">{count}</span> })
}

#[cfg(test)]
mod tests {
    use super::{Choice, reachable, step};

    #[test]
    fn arrows_go_round_and_follow_the_script() {
        assert_eq!(step("ArrowRight", 2, 3, false), Some(0));
        assert_eq!(step("ArrowLeft", 0, 3, false), Some(2));
        assert_eq!(step("ArrowLeft", 0, 3, true), Some(1));
        assert_eq!(step("End", 0, 3, false), Some(2));
        assert_eq!(step("a", 0, 3, false), None);
        assert_eq!(step("Home", 0, 0, false), None);
    }

    #[test]
    fn one_of_a_group_can_be_reached_by_tab() {
        let choices = [Choice::new(1, "a").disabled(true), Choice::new(2, "b"), Choice::new(3, "c")];
        assert!(reachable(&choices, &3, 2));
        assert!(!reachable(&choices, &3, 1));
        assert!(reachable(&choices, &9, 1));
    }
}
