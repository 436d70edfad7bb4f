//! Looking for words among the tickets: the field above the list, and what a row shows of what was found.

use contract::tickets::{Found, FoundIn, FoundPart, TicketScope};
use leptos::prelude::*;
use ui::{Field, FieldKind, Kept};

use super::{page::Panes, state::View};
use crate::{pages::settled, text::TicketsText};

/// The field. Words are looked for among all tickets, unless one narrows that; without words one is back where one was.
#[component]
pub(super) fn Search(show: Callback<View>) -> impl IntoView {
    let t = ui::texts::<TicketsText>();
    let panes: Panes = expect_context();
    let of = move |view: &View| view.words.clone().unwrap_or_default();
    let asked = StoredValue::new(panes.view.with_untracked(of));
    let before = StoredValue::new(None::<View>);
    let typed = RwSignal::new(asked.get_value());
    let settled = settled(typed);
    ui::effect(move || {
        let words = settled.get().trim().to_owned();
        if words == asked.get_value() {
            return;
        }
        asked.set_value(words.clone());
        let view = panes.view.get_untracked();
        show.run(match (words.is_empty(), view.words.is_some()) {
            (true, _) => before.try_update_value(Option::take).flatten().unwrap_or(View { words: None, ..view }),
            (false, true) => View { words: Some(words), ..view },
            (false, false) => {
                before.set_value(Some(view.clone()));
                View { words: Some(words), scope: TicketScope::All, status: None, ..view }
            }
        });
    });
    // The address may say otherwise: one went back, or followed a link.
    ui::effect(move || {
        let words = panes.view.with(of);
        if words != asked.get_value() {
            asked.set_value(words.clone());
            typed.set(words);
        }
    });
    view! {
        <Field
            name="words"
            label=t.search
            label_hidden=true
            kind=FieldKind::Search
            value=typed
            placeholder=t.search
            maxlength=200_u32
            autocomplete="off"
            small=true
        />
    }
    .into_any()
}

/// The subject of a row, with the words in it that were looked for.
pub(super) fn subject(found: Option<Found>, subject: Option<String>) -> AnyView {
    match found {
        Some(Found { place: FoundIn::Subject, parts }) => marked(parts),
        _ => subject.into_any(),
    }
}

/// What was found elsewhere in a row's ticket.
#[component]
pub(super) fn Elsewhere(found: Kept<Option<Found>>) -> impl IntoView {
    let t = ui::texts::<TicketsText>();
    ui::changing(move || match found.get() {
        None | Some(Found { place: FoundIn::Subject, .. }) => ().into_any(),
        Some(Found { place, parts }) => {
            let place = match place {
                FoundIn::Person => t.found_person,
                FoundIn::Comment => t.found_comment,
                FoundIn::Field => t.found_field,
                FoundIn::Message | FoundIn::Subject => t.found_message,
            };
            view! { <span class="found"><span class="muted">{place}" "</span><bdi>{marked(parts)}</bdi></span> }
                .into_any()
        }
    })
}

fn marked(parts: Vec<FoundPart>) -> AnyView {
    let part = |FoundPart { text, hit }: FoundPart| match hit {
        true => view! { <mark>{text}</mark> }.into_any(),
        false => text.into_any(),
    };
    parts.into_iter().map(part).collect_view().into_any()
}
