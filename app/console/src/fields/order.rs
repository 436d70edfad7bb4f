//! Things in an order that people change, by drag or by keyboard.

use leptos::{ev, prelude::*};
use ui::{Icon, Shape};

/// Puts the thing at one place to another.
pub fn moved<T>(things: &mut Vec<T>, from: usize, to: usize) {
    if from < things.len() && to < things.len() && from != to {
        let thing = things.remove(from);
        things.insert(to, thing);
    }
}

/// The handle of a row: it is dragged onto other rows, and the arrow keys move it.
#[component]
pub fn Handle(
    /// Its words.
    #[prop(into)]
    label: Signal<String>,
    /// Where the row is.
    #[prop(into)]
    at: Signal<usize>,
    /// Which row is dragged.
    dragged: RwSignal<Option<usize>>,
    /// Moves the row from one place to another.
    on_move: Callback<(usize, usize)>,
) -> impl IntoView {
    let keys = move |event: ev::KeyboardEvent| {
        let at = at.get_untracked();
        let to = match event.key().as_str() {
            "ArrowUp" => at.checked_sub(1),
            "ArrowDown" => Some(at + 1),
            _ => return,
        };
        event.prevent_default();
        if let Some(to) = to {
            on_move.run((at, to));
        }
    };
    view! {
        <button
            type="button"
            class="icon-button drag-handle"
            draggable="true"
            aria-label=move || label.get()
            title=move || label.get()
            on:keydown=keys
            on:dragstart=move |event: ev::DragEvent| {
                if let Some(data) = event.data_transfer() {
                    // Some browsers begin to drag only what carries something.
                    let _ = data.set_data("text/plain", "");
                }
                dragged.set(Some(at.get_untracked()));
            }
            on:dragend=move |_| dragged.set(None)
        >
            <Icon shape=Shape::Drag />
        </button>
    }
    .into_any()
}

/// Where something can be dropped: a row, at its place.
pub fn over(dragged: RwSignal<Option<usize>>) -> impl Fn(ev::DragEvent) + Clone + 'static {
    move |event: ev::DragEvent| {
        if dragged.with_untracked(Option::is_some) {
            event.prevent_default();
        }
    }
}

/// What was dragged is dropped here.
pub fn dropped(
    dragged: RwSignal<Option<usize>>,
    at: Signal<usize>,
    on_move: Callback<(usize, usize)>,
) -> impl Fn(ev::DragEvent) + Clone + 'static {
    move |event: ev::DragEvent| {
        event.prevent_default();
        if let Some(from) = dragged.try_update(Option::take).flatten() {
            on_move.run((from, at.get_untracked()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::moved;

    #[test]
    fn things_go_where_they_are_put() {
        for (from, to, order) in
            [(0, 2, "bcad"), (3, 0, "dabc"), (1, 1, "abcd"), (1, 2, "acbd"), (0, 4, "abcd"), (9, 0, "abcd")]
        {
            let mut things: Vec<char> = "abcd".chars().collect();
            moved(&mut things, from, to);
            assert_eq!(things.iter().collect::<String>(), order, "{from} to {to}");
        }
    }
}
