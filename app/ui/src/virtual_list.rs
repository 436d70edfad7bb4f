//! Windowed list: of thousands of rows of one height, only those that can be seen exist.

use std::{hash::Hash, ops::Range};

use leptos::{html, prelude::*, text_prop::TextProp};
use web_sys::HtmlElement;

/// How many rows beyond each edge exist.
const BEYOND: usize = 8;

/// The most that can be seen at once, in CSS pixels: a container that forgot its height must not make every row.
const TALLEST: i32 = 4_000;

/// A list of rows of one height that scrolls in its container; the container has a height of its own.
///
/// A row is made again when its key changes: put what changes in it into the key, or read it from a store.
#[component]
pub fn VirtualList<T, K, KeyOf, View, V>(
    /// What it lists.
    #[prop(into)]
    label: TextProp,
    /// The items.
    #[prop(into)]
    items: Signal<Vec<T>>,
    /// What tells them apart.
    key: KeyOf,
    /// The height of a row in CSS pixels.
    row_height: u32,
    /// Told when the end comes near: the owner fetches the next page.
    #[prop(optional, into)]
    on_end: Option<Callback<()>>,
    /// A row, as an `<li>`.
    view: View,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    K: Eq + Hash + Clone + Send + Sync + 'static,
    KeyOf: Fn(&T) -> K + Clone + Send + Sync + 'static,
    View: Fn(T) -> V + Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let frame = NodeRef::<html::Div>::new();
    let seen = RwSignal::new((0_i32, 800_i32));
    let measure = move || {
        if let Some(frame) = frame.try_get_untracked().flatten() {
            seen.try_set((HtmlElement::scroll_top(&frame), frame.client_height().clamp(1, TALLEST)));
        }
    };
    let total = Memo::new(move |_| items.with(Vec::len));
    let shown = Memo::new(move |_| {
        let (top, height) = seen.get();
        window(top.max(0) as usize, height.max(1) as usize, row_height.max(1) as usize, total.get())
    });
    Effect::new(move |_| {
        if frame.get().is_some() {
            measure();
            let resized = window_event_listener(leptos::ev::resize, move |_| measure());
            on_cleanup(move || resized.remove());
        }
    });
    Effect::new(move |_| {
        if let Some(on_end) = on_end
            && total.get() > 0
            && shown.get().end == total.get()
        {
            on_end.run(());
        }
    });
    let pixels = move |rows: usize| [&(rows * row_height as usize).to_string(), "px"].concat();
    let rows = move || {
        let shown = shown.get();
        items.with(|items| items.get(shown).map(<[T]>::to_vec).unwrap_or_default())
    };
    view! {
        <div
            class="scroll"
            tabindex="0"
            role="region"
            aria-label=move || label.get()
            style:overflow="auto"
            style:block-size="100%"
            style:overflow-anchor="none"
            node_ref=frame
            on:scroll=move |_| measure()
        >
            <ul
                class="list"
                style:padding-block-start=move || pixels(shown.get().start)
                style:padding-block-end=move || pixels(total.get().saturating_sub(shown.get().end))
            >
                <For each=rows key=key children=view />
            </ul>
        </div>
    }
}

/// Which rows exist.
fn window(top: usize, height: usize, row: usize, total: usize) -> Range<usize> {
    let first = (top / row).saturating_sub(BEYOND).min(total);
    let last = (top + height).div_ceil(row).saturating_add(BEYOND).min(total);
    first..last.max(first)
}

#[cfg(test)]
mod tests {
    use super::window;

    #[test]
    fn only_rows_near_the_eye_exist() {
        assert_eq!(window(0, 500, 50, 10_000), 0..18);
        assert_eq!(window(5_000, 500, 50, 10_000), 92..118);
        assert_eq!(window(499_900, 500, 50, 10_000), 9_990..10_000);
        assert_eq!(window(9_999, 500, 50, 3), 3..3);
        assert_eq!(window(0, 500, 50, 0), 0..0);
    }
}
