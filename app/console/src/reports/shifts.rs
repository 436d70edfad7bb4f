//! The record of check-ins and check-outs: one's own, and those of the people one is responsible for.

use contract::reports::{GetShifts, Shift, ShiftEnd, ShiftQuery, ShiftRecord};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use ui::{
    Choice, Empty, Field as Input, FieldKind, Held, Notice, ProblemNotice, Query, Select, Shape, Skeleton, Table, Time,
    TimeStyle, Tone, fill,
};

use super::days;
use crate::{
    frame::{Page, sees_reports},
    live, paths,
    session::use_session,
    text::ShiftsText,
};

/// The page; `?person=` begins with somebody.
#[component]
pub fn ShiftsPage() -> impl IntoView {
    let t = ui::texts::<ShiftsText>();
    let api = ui::api();
    let address = use_query_map();
    document().set_title(t.title);
    let back = match sees_reports().get_untracked() {
        true => (paths::REPORTS, t.reports),
        false => (paths::ACCOUNT, t.account),
    };
    let asked = Asked {
        person: RwSignal::new(address.get_untracked().get("person").unwrap_or_default()),
        from: RwSignal::new(days::day(-6)),
        to: RwSignal::new(days::day(0)),
    };
    let record: Query<ShiftRecord> = live::load(move || {
        let (api, body) = (api.clone(), asked.query());
        async move { api.call(GetShifts { body }).await }
    });
    // What was found stays while something else is asked.
    let shown = Held::<ShiftRecord>::empty();
    ui::effect(move || {
        if let Some(now) = record.ready() {
            shown.set(now);
        }
    });
    let inside = move || {
        let failed = record.problem.with(Option::is_some);
        match shown.try_with(Clone::clone) {
            _ if failed => ().into_any(),
            Some(now) if now.shifts.is_empty() => {
                view! { <Empty shape=Shape::Clock title=t.none text=t.none_text /> }.into_any()
            }
            Some(now) => view! { <Shifts record=now /> }.into_any(),
            None => view! { <Skeleton rows=6 /> }.into_any(),
        }
    };
    let acts =
        move || view! { <a class="button" href=move || asked.file() download="" rel="external">{t.csv}</a> }.into_any();
    view! {
        <Page width="wide" back title=t.title lead=t.lead acts>
            <Choices asked shown />
            <ProblemNotice problem=record.problem on_retry=move |()| record.refetch() />
            {ui::changing(inside)}
        </Page>
    }
    .into_any()
}

/// What is asked. Copy it about.
#[derive(Clone, Copy)]
struct Asked {
    person: RwSignal<String>,
    from: RwSignal<String>,
    to: RwSignal<String>,
}

impl Asked {
    fn query(self) -> ShiftQuery {
        ShiftQuery {
            agent: self.person.get().parse().ok(),
            from: self.from.get(),
            to: self.to.get(),
            time_zone: days::zone(),
        }
    }

    /// Where the same is as a file.
    fn file(self) -> String {
        let query = self.query();
        let mut address = format!(
            "/api/v1/reports/shifts/csv?from={}&to={}&time_zone={}",
            query.from,
            query.to,
            days::zone_in_address()
        );
        if let Some(agent) = query.agent {
            address.push_str("&agent=");
            address.push_str(&agent.to_string());
        }
        address
    }
}

#[component]
fn Choices(asked: Asked, shown: Held<ShiftRecord>) -> impl IntoView {
    let t = ui::texts::<ShiftsText>();
    let session = use_session();
    let people = Signal::derive(move || {
        let mut all = vec![Choice::new(String::new(), t.everybody)];
        let me = session.me().map(|me| me.id);
        let named = shown.try_with(|record| record.people.clone()).unwrap_or_default();
        all.extend(named.into_iter().map(|one| {
            let name = if Some(one.id) == me { fill(t.me, &[("name", &one.name)]) } else { one.name };
            Choice::new(one.id.to_string(), name)
        }));
        all
    });
    let several = ui::memo(move || people.with(Vec::len) > 2);
    let person = move || match several.get() {
        true => view! { <Select name="person" label=t.person value=asked.person choices=people /> }.into_any(),
        false => ().into_any(),
    };
    view! {
        <section class="card">
            <div class="body report-choices">
                {ui::changing(person)}
                <Input name="from" label=t.from kind=FieldKind::Date value=asked.from />
                <Input name="to" label=t.to kind=FieldKind::Date value=asked.to />
            </div>
        </section>
    }
    .into_any()
}

/// Hours and minutes.
fn hours(minutes: u32) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

#[component]
fn Shifts(record: ShiftRecord) -> impl IntoView {
    let t = ui::texts::<ShiftsText>();
    let total: u32 = record.shifts.iter().map(|shift| shift.minutes).sum();
    let days = record.shifts.chunk_by(|a, b| a.day == b.day).map(|day| view! { <Day shifts=day.to_vec() /> });
    let days = days.collect_view();
    view! {
        {record.more.then(|| view! { <Notice tone=Tone::Warn>{t.more}</Notice> })}
        <section class="card">
            <header>
                <h2 class="grow">{t.shifts}</h2>
                <span class="muted num">{fill(t.total, &[("hours", &hours(total))])}</span>
            </header>
            <Table label=t.title stack=true>
                <thead>
                    <tr>
                        <th scope="col">{t.person}</th>
                        <th scope="col">{t.began}</th>
                        <th scope="col">{t.ended}</th>
                        <th scope="col" data-align="end">
                            {t.hours}
                        </th>
                        <th scope="col">{t.how}</th>
                    </tr>
                </thead>
                {days}
            </Table>
        </section>
    }
    .into_any()
}

/// A day's shifts under its name.
#[component]
fn Day(shifts: Vec<Shift>) -> impl IntoView {
    let t = ui::texts::<ShiftsText>();
    let Some(first) = shifts.first() else { return ().into_any() };
    let at = first.began_at.clone();
    let total: u32 = shifts.iter().map(|shift| shift.minutes).sum();
    let rows = shifts.into_iter().map(|shift| view! { <Row shift /> }).collect_view();
    view! {
        <tbody>
            <tr class="day">
                <th scope="rowgroup" colspan="5">
                    <Time at style=TimeStyle::Day />
                    <span class="muted num">" · " {fill(t.total, &[("hours", &hours(total))])}</span>
                </th>
            </tr>
            {rows}
        </tbody>
    }
    .into_any()
}

#[component]
fn Row(shift: Shift) -> impl IntoView {
    let t = ui::texts::<ShiftsText>();
    let how = match shift.ended_by {
        None => t.goes_on,
        Some(ShiftEnd::Agent) => t.by_agent,
        Some(ShiftEnd::Gone) => t.by_gone,
        Some(ShiftEnd::SignedOut) => t.by_sign_out,
        Some(ShiftEnd::Deactivated) => t.by_deactivation,
    };
    // One that ends on another day says which.
    let style = if shift.minutes < 10 * 60 { TimeStyle::Clock } else { TimeStyle::Full };
    let end = match shift.ended_at {
        Some(at) => view! { <Time at style /> }.into_any(),
        None => view! { <span class="muted">"–"</span> }.into_any(),
    };
    view! {
        <tr>
            <td>
                <bdi>{shift.agent.name}</bdi>
            </td>
            <td data-label=t.began>
                <Time at=shift.began_at style=TimeStyle::Clock />
            </td>
            <td data-label=t.ended>{end}</td>
            <td class="num" data-align="end" data-label=t.hours>
                {hours(shift.minutes)}
            </td>
            <td data-label=t.how>{how}</td>
        </tr>
    }
    .into_any()
}
