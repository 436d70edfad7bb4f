//! Avatar and dot: who, and whether there.

use leptos::{prelude::*, text_prop::TextProp};

use super::button::Size;
use crate::{
    browser,
    doors::{Now, changing, choose, words},
    markup,
    text::is_of_a_word,
};

/// Whether somebody, or a department, is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum DotState {
    /// There.
    Available,
    /// Away for a while.
    Away,
    /// There and full.
    Busy,
    /// Not there.
    #[default]
    Offline,
}

impl DotState {
    fn word(self) -> &'static str {
        match self {
            DotState::Available => "available",
            DotState::Away => "away",
            DotState::Busy => "busy",
            DotState::Offline => "offline",
        }
    }
}

/// A dot whose shape, too, says how somebody is. Beside a word it is decoration; alone it needs a label.
#[component]
pub fn Dot(
    /// The state.
    #[prop(into)]
    state: Now<DotState>,
    /// The word it stands for, when there is none beside it.
    #[prop(optional, into)]
    label: Option<TextProp>,
) -> impl IntoView {
    let alone = label.is_some();
    markup! {
        <span
            class="dot"
            data-state={move || state.get().word()}
            role={alone.then_some("img")}
            aria-hidden={(!alone).then_some("true")}
            aria-label={move || label.as_ref().map(|label| label.get())}
        ></span>
    }
}

/// The initials of somebody, on a colour of their own, or their picture. Decoration: the name stands beside it.
#[component]
pub fn Avatar(
    /// The name.
    #[prop(into)]
    name: TextProp,
    /// What the colour is made from, best the id; neutral without.
    #[prop(optional, into)]
    seed: Option<String>,
    /// A picture's address.
    #[prop(optional, into)]
    image: Now<Option<String>>,
    /// How large it is.
    #[prop(optional)]
    size: Size,
    /// For organizations and brands.
    #[prop(optional)]
    square: bool,
    /// Faded: does not receive.
    #[prop(optional, into)]
    off: Now<bool>,
    /// Whether they are there.
    #[prop(optional, into)]
    dot: Now<Option<DotState>>,
) -> impl IntoView {
    let hue = seed.as_deref().map(|seed| hue_of(seed).to_string());
    let pictured = image.clone();
    let inside = move |pictured: u8| match pictured {
        0 => {
            let name = name.clone();
            words(move || initials(&name.get()))
        }
        _ => {
            let image = image.clone();
            markup! { <img src={move || image.get()} alt="" /> }
        }
    };
    let dot = move || match dot.get() {
        Some(state) => view! { <Dot state /> }.into_any(),
        None => ().into_any(),
    };
    markup! {
        <span
            class="avatar"
            aria-hidden="true"
            data-hue={hue}
            data-size={size.word()}
            data-shape={square.then_some("square")}
            data-off={move || off.get()}
        >
            {choose(move || u8::from(pictured.get().is_some()), inside)}
            {changing(dot)}
        </span>
    }
}

/// One of the twelve colours, always the same one for the same id.
pub fn hue_of(seed: &str) -> u8 {
    let hash = seed.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    // The lowest bits of this hash are its weakest.
    ((hash ^ (hash >> 15)) % 12) as u8
}

/// The first letters of the first and the last word.
pub fn initials(name: &str) -> String {
    let mut words = name.split(|letter: char| !is_of_a_word(letter)).filter(|word| !word.is_empty());
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    browser::upper_case(first.into_iter().chain(last).collect())
}

#[cfg(test)]
mod tests {
    use super::{hue_of, initials};

    #[test]
    fn the_same_id_has_the_same_hue_and_all_hues_are_used() {
        assert_eq!(hue_of("a"), hue_of("a"));
        let mut used = [false; 12];
        for id in 0..200 {
            used[usize::from(hue_of(&format!("01931a2b-{id:04}-7000-8000-000000000000")))] = true;
        }
        assert!(used.iter().all(|used| *used), "{used:?}");
    }

    #[test]
    fn initials_are_of_the_first_and_last_word() {
        assert_eq!(initials("Erik Johan Halvorsen"), "EH");
        assert_eq!(initials("anna-maria"), "AM");
        assert_eq!(initials("Ólafur"), "Ó");
        assert_eq!(initials(" "), "");
    }
}
