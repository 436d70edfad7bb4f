//! Table: a frame that scrolls by keyboard too, and heads that sort.

use leptos::{ev::MouseEvent, prelude::*, text_prop::TextProp};

/// A table in its frame; inside stand `<thead>` and `<tbody>`.
#[component]
pub fn Table(
    /// What it lists.
    #[prop(into)]
    label: TextProp,
    /// On a phone, rows become cards; each `td` then has `data-label`.
    #[prop(optional)]
    stack: bool,
    /// Head and body.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="table-frame" tabindex="0" role="region" aria-label=move || label.get()>
            <table class="table" data-stack=stack.then_some("")>
                {children()}
            </table>
        </div>
    }
}

/// The head of a table whose columns do not sort.
#[component]
pub fn TableHead(
    /// What the columns hold.
    of: Vec<&'static str>,
    /// What a last column of buttons does; heard, not seen.
    #[prop(optional)]
    acts: Option<&'static str>,
) -> impl IntoView {
    let acts = acts.map(|acts| view! { <th scope="col"><span class="visually-hidden">{acts}</span></th> });
    view! {
        <thead>
            <tr>{of.into_iter().map(|name| view! { <th scope="col">{name}</th> }).collect_view()} {acts}</tr>
        </thead>
    }
    .into_any()
}

/// How a column is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Sorted {
    /// By another one.
    #[default]
    No,
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// The head of a column that sorts.
#[component]
pub fn SortHead(
    /// What the column holds.
    #[prop(into)]
    label: TextProp,
    /// How it is sorted.
    #[prop(into)]
    sorted: Signal<Sorted>,
    /// Numbers: lined up at the end.
    #[prop(optional)]
    end: bool,
    /// What happens.
    #[prop(into)]
    on_click: Callback<MouseEvent>,
) -> impl IntoView {
    let direction = move || match sorted.get() {
        Sorted::No => "none",
        Sorted::Ascending => "ascending",
        Sorted::Descending => "descending",
    };
    view! {
        <th scope="col" aria-sort=direction data-align=end.then_some("end")>
            <button type="button" on:click=move |event| on_click.run(event)>
                {move || label.get()}
            </button>
        </th>
    }
}
