//! What was done to a ticket, newest first, fetched only when somebody asks for it.

use client::CallError;
use contract::{
    TicketId,
    history::{FieldChange, HistoryEntry, HistoryFilter, ListHistory, Subject},
    tickets::{Priority, Ticket, TicketStatus},
};
use leptos::{prelude::*, task::spawn_local};
use ui::{Button, ProblemNotice, Size, Skeleton, Time, fill};

use super::{acts::priority_of, words};
use crate::text::{TicketHistoryText, TicketText, TicketsText};

/// The history, behind a button.
#[component]
pub(super) fn History(ticket: TicketId, detail: Memo<Option<Ticket>>) -> impl IntoView {
    let t = ui::texts::<TicketText>();
    let open = RwSignal::new(false);
    view! {
        <section class="props">
            <header>
                <h3 class="grow">{t.history}</h3>
                <button
                    class="link"
                    type="button"
                    aria-expanded=move || open.get().to_string()
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    {move || if open.get() { t.history_hide } else { t.history_show }}
                </button>
            </header>
            {move || open.get().then(|| view! { <Entries ticket detail /> })}
        </section>
    }
    .into_any()
}

/// The pages fetched so far.
#[derive(Clone, Copy)]
struct Pages {
    ticket: TicketId,
    rows: RwSignal<Vec<HistoryEntry>>,
    next: RwSignal<Option<String>>,
    fetching: RwSignal<bool>,
    problem: RwSignal<Option<CallError>>,
    round: StoredValue<u32>,
}

impl Pages {
    fn fetch(self, after: Option<String>) {
        let round = self.round.get_value().wrapping_add(1);
        self.round.set_value(round);
        self.fetching.set(true);
        self.problem.set(None);
        let first = after.is_none();
        let body = HistoryFilter { subject: Subject::Ticket, id: self.ticket.0, after };
        let api = ui::api();
        spawn_local(async move {
            let answer = api.call(ListHistory { body }).await;
            if self.round.try_get_value() != Some(round) {
                return;
            }
            self.fetching.set(false);
            match answer {
                Ok(page) => {
                    self.next.set(page.next);
                    self.rows.update(|rows| {
                        if first {
                            rows.clear();
                        }
                        rows.extend(page.items);
                    });
                }
                Err(error) => self.problem.set(Some(error)),
            }
        });
    }
}

#[component]
fn Entries(ticket: TicketId, detail: Memo<Option<Ticket>>) -> impl IntoView {
    let t = ui::texts::<TicketText>();
    let pages = Pages {
        ticket,
        rows: RwSignal::new(Vec::new()),
        next: RwSignal::new(None),
        fetching: RwSignal::new(true),
        problem: RwSignal::new(None),
        round: StoredValue::new(0),
    };
    let version = Memo::new(move |_| detail.with(|detail| detail.as_ref().map(|detail| detail.row.version)));
    Effect::new(move || {
        version.track();
        pages.fetch(None);
    });
    let foot = move || {
        if let Some(after) = pages.next.get() {
            let more = move |_| pages.fetch(Some(after.clone()));
            let busy = pages.fetching;
            return view! { <Button size=Size::Small busy on_click=more>{t.history_more}</Button> }.into_any();
        }
        match (pages.rows.with(Vec::is_empty), pages.fetching.get(), pages.problem.with(Option::is_some)) {
            (true, true, _) => view! { <Skeleton lines=3 /> }.into_any(),
            (true, false, false) => view! { <p class="muted small">{t.history_none}</p> }.into_any(),
            _ => ().into_any(),
        }
    };
    view! {
        <ProblemNotice problem=pages.problem on_retry=move |()| pages.fetch(None) />
        <ul class="list">
            <For each=move || pages.rows.get() key=|entry| entry.id let:entry>
                <Entry entry />
            </For>
        </ul>
        {foot}
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
        ("priority", value) => priority_of(value).map(|priority: Priority| words::priority(t, priority)),
        _ => None,
    };
    said.unwrap_or(value).to_owned()
}
