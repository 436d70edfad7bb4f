//! What is asked of oneself, beside the lists of chats and tickets; and names in what is read.

use contract::{
    AskId,
    asks::{Ask, Asked, Whom},
};
use leptos::prelude::*;
use ui::{For, Shape, Size, Time, fill};

use super::{mention, store::path, use_asks};
use crate::{face::Face, text::AsksText};

/// The list under its heading; nothing while it is empty.
#[component]
pub fn AskedOfMe() -> impl IntoView {
    let t = ui::texts::<AsksText>();
    let asks = use_asks();
    let ids = ui::kept(move || asks.open.with(|open| open.iter().map(|ask| ask.id).collect::<Vec<AskId>>()));
    let count = move || ids.with(Vec::len).to_string();
    view! {
        <div class="queue" hidden=move || ids.with(Vec::is_empty)>
            <h2 class="queue-head">
                <span>{t.title}</span>
                <span class="count">{move || count()}</span>
            </h2>
            <ul>
                <For each=move || ids.get() key=|ask| *ask let:id>
                    {asks.open.with_untracked(|open| open.iter().find(|ask| ask.id == id).cloned()).map(row)}
                </For>
            </ul>
        </div>
    }
    .into_any()
}

fn row(ask: Ask) -> AnyView {
    let t = ui::texts::<AsksText>();
    let asks = use_asks();
    let (id, href) = (ask.id, path(&ask));
    let about = if ask.about.is_empty() { t.visitor.to_owned() } else { ask.about };
    // To whom it says: to a group, or to oneself alone.
    let by = match ask.asked.whom {
        Whom::Group(_) => fill(t.by_of_group, &[("name", &ask.by.name), ("group", &ask.asked.name)]),
        Whom::Agent(_) => ask.by.name.clone(),
    };
    let done = fill(t.done, &[("about", &about)]);
    view! {
        <li class="asked">
            <a class="thread-row" href=href>
                <Face id=ask.by.id name=ask.by.name size=Size::Small />
                <strong class="name" dir="auto">{about}</strong>
                <Time at=ask.at class="when" />
                <span class="last" dir="auto"><bdi>{by}</bdi>": "{ask.text}</span>
            </a>
            <button
                class="icon-button"
                type="button"
                aria-label=done.clone()
                title=done
                on:click=move |_| asks.settle(id)
            >
                <ui::Icon shape=Shape::Check />
            </button>
        </li>
    }
    .into_any()
}

/// A line of a comment, with the names of those it asks marked.
pub(super) fn shown(line: &str, asked: &[Asked]) -> AnyView {
    let pieces = mention::marked(line, asked).into_iter().map(|(name, piece)| match name {
        true => view! { <span class="mention">{piece}</span> }.into_any(),
        false => piece.into_any(),
    });
    pieces.collect_view().into_any()
}
