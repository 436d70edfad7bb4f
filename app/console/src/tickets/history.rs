//! What was done to a ticket, newest first, fetched only when somebody asks for it.

use contract::{
    TicketId,
    history::{FieldChange, HistoryEntry, HistoryFilter, ListHistory, Subject},
    tickets::{Priority, Ticket, TicketStatus},
};
use leptos::prelude::*;
use ui::{For, Kept, Time, fill};

use super::{acts::priority_of, words};
use crate::{
    pages::{Paged, PaneRows},
    panes::{Properties, ShowHide},
    text::{TicketHistoryText, TicketText, TicketsText},
};

/// The history, behind a button.
#[component]
pub(super) fn History(ticket: TicketId, detail: Kept<Option<Ticket>>) -> impl IntoView {
    let t = ui::texts::<TicketText>();
    let open = RwSignal::new(false);
    let aside = view! { <ShowHide open show=t.history_show hide=t.history_hide /> }.into_any();
    view! {
        <Properties title=t.history aside>
            {move || open.get().then(|| view! { <Entries ticket detail /> })}
        </Properties>
    }
    .into_any()
}

#[component]
fn Entries(ticket: TicketId, detail: Kept<Option<Ticket>>) -> impl IntoView {
    let t = ui::texts::<TicketText>();
    let api = ui::api();
    let version = ui::kept(move || detail.with(|detail| detail.as_ref().map(|detail| detail.row.version)));
    let paged = Paged::load(move |after| {
        version.track();
        let api = api.clone();
        let body = HistoryFilter { subject: Subject::Ticket, id: ticket.0, after };
        async move { api.call(ListHistory { body }).await }
    });
    view! {
        <ul class="list">
            <For each=move || paged.items() key=|entry| entry.id let:entry>
                <Entry entry />
            </For>
        </ul>
        <PaneRows paged nothing=t.history_none />
    }
    .into_any()
}

#[component]
fn Entry(entry: HistoryEntry) -> impl IntoView {
    let t = ui::texts::<TicketText>();
    let codes = ui::texts::<TicketHistoryText>();
    let texts = ui::texts::<TicketsText>();
    let act = codes.named(&entry.act).map_or(entry.act, str::to_owned);
    let by = entry.by.map_or_else(|| t.by_itself.to_owned(), |by| by.name);
    let changes = entry.changes.into_iter().map(|change| {
        let words = change_words(t, codes, texts, &change);
        view! { <span class="sub">{words}</span> }
    });
    view! {
        <li class="list-row">
            <div class="main">
                <span>{by} " · " {act} " · " <Time at=entry.at /></span>
                {changes.collect_view()}
            </div>
        </li>
    }
    .into_any()
}

fn change_words(t: &TicketText, codes: &TicketHistoryText, texts: &TicketsText, change: &FieldChange) -> String {
    let field = codes.named(&change.field).map_or(change.field.as_str(), |field| field);
    let value = |value: &str| value_words(texts, &change.field, value);
    match (&change.from, &change.to) {
        (Some(from), Some(to)) => fill(t.from_to, &[("field", field), ("from", &value(from)), ("to", &value(to))]),
        (None, Some(to)) => fill(t.set_to, &[("field", field), ("to", &value(to))]),
        (Some(from), None) => fill(t.unset, &[("field", field), ("from", &value(from))]),
        (None, None) => field.to_owned(),
    }
}

/// A value as people say it; what is no code is already in words.
fn value_words(t: &TicketsText, field: &str, value: &str) -> String {
    let said = match (field, value) {
        ("status", "active") => Some(words::status(t, TicketStatus::Active)),
        ("status", "waiting") => Some(words::status(t, TicketStatus::Waiting)),
        ("status", "closed") => Some(words::status(t, TicketStatus::Closed)),
        ("status", "locked") => Some(words::status(t, TicketStatus::Locked)),
        ("priority", value) => priority_of(value).map(|priority: Priority| words::priority(t, priority)),
        _ => None,
    };
    said.unwrap_or(value).to_owned()
}
