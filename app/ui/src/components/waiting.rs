//! What stands in for something: skeleton, spinner, typing dots, and the empty state.

use leptos::{prelude::*, text_prop::TextProp};

use super::icon::{Icon, Shape};
use crate::{markup, texts, words::UiText};

/// Grey lines or rows where something is being loaded; they appear after 150 ms.
#[component]
pub fn Skeleton(
    /// How many lines of text.
    #[prop(optional)]
    lines: usize,
    /// Or how many rows with an avatar.
    #[prop(optional)]
    rows: usize,
) -> impl IntoView {
    let lines = if rows == 0 && lines == 0 { 3 } else { lines };
    let count = if rows > 0 { rows } else { lines };
    let spans = (0..count)
        .map(|at| {
            let last = rows == 0 && at + 1 == count;
            view! { <span data-width=last.then_some("short")></span> }
        })
        .collect_view();
    view! {
        <div class="skeleton" aria-hidden="true" data-kind=(rows > 0).then_some("rows")>
            {spans}
        </div>
    }
}

/// Something is under way.
#[component]
pub fn Spinner(
    /// Large.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    let t = texts::<UiText>();
    markup! {
        <span class="spinner" role="status" data-size={large.then_some("large")}>
            <span class="visually-hidden">{t.loading}</span>
        </span>
    }
}

/// Somebody types.
#[component]
pub fn TypingDots(
    /// Who, in a sentence.
    #[prop(into)]
    label: TextProp,
) -> impl IntoView {
    markup! {
        <span class="typing" role="img" aria-label={move || label.get()}>
            <i></i>
            <i></i>
            <i></i>
        </span>
    }
}

/// Nothing is here: says why, and what to do next.
#[component]
pub fn Empty(
    /// An icon.
    shape: Shape,
    /// What is not here.
    #[prop(into)]
    title: TextProp,
    /// Why, or what will come.
    #[prop(optional, into)]
    text: Option<TextProp>,
    /// For a part of a pane.
    #[prop(optional)]
    small: bool,
    /// All there is on the page: its title is the page's.
    #[prop(optional)]
    page: bool,
    /// Buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let heading = match page {
        true => view! { <h1>{move || title.get()}</h1> }.into_any(),
        false => view! { <h2>{move || title.get()}</h2> }.into_any(),
    };
    view! {
        <div class="empty" data-size=small.then_some("small")>
            <Icon shape large=true />
            {heading}
            {text.map(|text| view! { <p>{move || text.get()}</p> })}
            {children.map(|children| view! { <div class="row">{children()}</div> })}
        </div>
    }
}

/// How many; nothing when none.
#[component]
pub fn Badge(
    /// How many.
    #[prop(into)]
    count: Signal<u32>,
    /// Of what, for screen readers.
    #[prop(into)]
    label: TextProp,
    /// Grey instead of the accent.
    #[prop(optional)]
    quiet: bool,
) -> impl IntoView {
    let shown = move || {
        let label = label.clone();
        (count.get() > 0).then(|| {
            view! {
                <span class="badge" data-tone=quiet.then_some("quiet")>
                    {move || match count.get() {
                        0..100 => count.get().to_string(),
                        _ => "99+".to_owned(),
                    }}
                    <span class="visually-hidden">" " {move || label.get()}</span>
                </span>
            }
        })
    };
    view! { {shown} }
}
