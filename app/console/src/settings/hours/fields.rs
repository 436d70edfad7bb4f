//! The fields of hours: the clock's place, the week, the dates that differ.

use leptos::prelude::*;
use ui::{Button, Choice, Field, FieldKind, For, IconButton, Select, Shape, Show, Size, Submission, fill};

use super::draft::{Draft, HolidayDraft, SpanDraft};
use crate::text::HoursText;

/// All of it.
#[component]
pub(super) fn HoursFields(draft: Draft, saving: Submission) -> impl IntoView {
    let t = ui::texts::<HoursText>();
    let zones = Signal::derive(move || {
        let mut zones = ui::time_zones();
        let chosen = draft.time_zone.get();
        if !zones.contains(&chosen) {
            zones.insert(0, chosen);
        }
        zones.into_iter().map(|zone| Choice::new(zone.clone(), zone.replace('_', " "))).collect::<Vec<_>>()
    });
    let days = [t.monday, t.tuesday, t.wednesday, t.thursday, t.friday, t.saturday, t.sunday];
    view! {
        <section class="card settings">
            <header>
                <h2>{t.week}</h2>
            </header>
            <div class="setting">
                <div data-wide="">
                    <Select name="time_zone" label=t.time_zone hint=t.time_zone_hint value=draft.time_zone choices=zones
                        error=saving.field("own.time_zone") />
                </div>
            </div>
            {days.into_iter().enumerate().map(|(at, day)| view! { <Day draft at day /> }).collect_view()}
        </section>
        <section class="card settings">
            <header>
                <h2>{t.holidays}</h2>
            </header>
            <div class="body stack">
                <p class="hint">{t.holidays_hint}</p>
                <For each=move || draft.holidays.get() key=|holiday| holiday.number
                    children=move |holiday| view! { <HolidayRow draft holiday /> } />
                <div class="row">
                    <Button size=Size::Small icon=Shape::Plus on_click=move |_| draft.add_holiday()>
                        {t.add_holiday}
                    </Button>
                </div>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Day(draft: Draft, at: usize, day: &'static str) -> impl IntoView {
    let t = ui::texts::<HoursText>();
    let Some(spans) = draft.week.get(at).copied() else { return ().into_any() };
    view! {
        <div class="setting" role="group" aria-label=day>
            <div class="text">
                <h3>{day}</h3>
                <Show when=move || spans.with(Vec::is_empty)>
                    <p class="hint">{t.closed}</p>
                </Show>
            </div>
            <div class="control stack">
                <For each=move || spans.get() key=|span| span.number
                    children=move |span| view! { <SpanRow spans span day /> } />
                <div class="row">
                    <span class="grow"></span>
                    <Button size=Size::Small icon=Shape::Plus on_click=move |_| draft.add_span(at)
                        attr:aria-label=fill(t.add_span_to, &[("day", day)])>
                        {t.add_span}
                    </Button>
                </div>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn SpanRow(spans: RwSignal<Vec<SpanDraft>>, span: SpanDraft, day: &'static str) -> impl IntoView {
    let t = ui::texts::<HoursText>();
    let number = span.number;
    view! {
        <div class="row">
            <Field name="from" id=format!("f-from-{number}") label=fill(t.from, &[("day", day)]) label_hidden=true
                kind=FieldKind::Time value=span.from.into() />
            <span aria-hidden="true">"–"</span>
            <Field name="to" id=format!("f-to-{number}") label=fill(t.to, &[("day", day)]) label_hidden=true
                kind=FieldKind::Time value=span.to.into() />
            <IconButton label=fill(t.remove_span, &[("day", day)]) shape=Shape::Trash
                on_click=move |_| spans.update(|spans| spans.retain(|span| span.number != number)) />
        </div>
    }
    .into_any()
}

#[component]
fn HolidayRow(draft: Draft, holiday: HolidayDraft) -> impl IntoView {
    let t = ui::texts::<HoursText>();
    let number = holiday.number;
    let date: RwSignal<String> = holiday.date.into();
    let named = move |text: &'static str| move || fill(text, &[("date", &date.get())]);
    view! {
        <div class="row" role="group" aria-label=named(t.holiday)>
            <Field name="date" id=format!("f-date-{number}") label=t.date label_hidden=true kind=FieldKind::Date
                value=date />
            <div class="grow">
                <Field name="name" id=format!("f-name-{number}") label=t.name label_hidden=true placeholder=t.name
                    value=holiday.name.into() maxlength=120_u32 />
            </div>
            <Field name="from" id=format!("f-hfrom-{number}") label=t.open_from label_hidden=true kind=FieldKind::Time
                value=holiday.from.into() />
            <span aria-hidden="true">"–"</span>
            <Field name="to" id=format!("f-hto-{number}") label=t.open_to label_hidden=true kind=FieldKind::Time
                value=holiday.to.into() />
            <IconButton label=named(t.remove_holiday) shape=Shape::Trash
                on_click=move |_| draft.holidays.update(|all| all.retain(|holiday| holiday.number != number)) />
        </div>
    }
    .into_any()
}
