//! Items by what was answered to a field.

use contract::{
    FieldId,
    fields::{Field, FieldType, ItemKind, ListFields},
    reports::{Bucket, Counted, Cross, FieldReport, FieldReportQuery, FieldReportRow, GetFieldReport},
};
use leptos::prelude::*;
use ui::{
    Choice, Empty, Field as Input, FieldKind, Held, Kept, LinkButton, ProblemNotice, Query, Segmented, Select, Shape,
    Skeleton, Table, WhenReady, fill,
};

use super::{chart::Chart, days};
use crate::{
    frame::{Allowed, Page, sees_reports},
    live, paths,
    text::{ReportsText, ShiftsText},
};

/// The page.
#[component]
pub fn ReportsPage() -> impl IntoView {
    let (t, words) = (ui::texts::<ReportsText>(), ui::texts::<ShiftsText>());
    let api = ui::api();
    let fields: Query<Vec<Field>> = live::load(move || {
        let api = api.clone();
        async move { api.call(ListFields { body: () }).await.map(|list| list.items) }
    });
    let none = ui::kept(move || fields.with(Vec::is_empty) == Some(true));
    let shifts = move || view! { <LinkButton href=paths::SHIFTS>{words.title}</LinkButton> }.into_any();
    view! {
        <Page width="wide" title=t.title lead=t.lead acts=shifts>
            <Allowed when=sees_reports()>
                <WhenReady query=fields rows=4 let:fields>
                    {move || match none.get() {
                        true => view! { <Empty shape=Shape::List title=t.no_fields text=t.no_fields_text /> }.into_any(),
                        false => view! { <Report fields /> }.into_any(),
                    }}
                </WhenReady>
            </Allowed>
        </Page>
    }
    .into_any()
}

/// What is asked of the report. Copy it about.
#[derive(Clone, Copy)]
struct Asked {
    field: RwSignal<String>,
    kind: RwSignal<ItemKind>,
    from: RwSignal<String>,
    to: RwSignal<String>,
    bucket: RwSignal<Bucket>,
    by: RwSignal<String>,
}

impl Asked {
    fn query(self) -> FieldReportQuery {
        FieldReportQuery {
            kind: self.kind.get(),
            from: self.from.get(),
            to: self.to.get(),
            bucket: self.bucket.get(),
            by: match self.by.get().as_str() {
                "department" => Some(Cross::Department),
                "agent" => Some(Cross::Agent),
                _ => None,
            },
            time_zone: days::zone(),
        }
    }

    fn field(self) -> FieldId {
        self.field.get().parse().unwrap_or(FieldId(uuid::Uuid::nil()))
    }

    /// Where the same is as a file.
    fn file(self) -> String {
        let query = self.query();
        let mut address = format!(
            "/api/v1/reports/fields/{}/csv?kind={}&from={}&to={}&bucket={}&time_zone={}",
            self.field(),
            query.kind,
            query.from,
            query.to,
            word(query.bucket),
            days::zone_in_address()
        );
        if query.by.is_some() {
            address.push_str("&by=");
            address.push_str(&self.by.get());
        }
        address
    }
}

fn word(bucket: Bucket) -> &'static str {
    match bucket {
        Bucket::Day => "day",
        Bucket::Week => "week",
        Bucket::Month => "month",
    }
}

#[component]
fn Report(fields: Kept<Vec<Field>>) -> impl IntoView {
    let t = ui::texts::<ReportsText>();
    let api = ui::api();
    // What is counted best: a choice that is still asked.
    let first = fields.with_untracked(|fields| {
        let best = fields.iter().find(|field| !field.archived && field.kind == FieldType::Choice);
        best.or(fields.first()).map(|field| field.id.to_string()).unwrap_or_default()
    });
    let asked = Asked {
        field: RwSignal::new(first),
        kind: RwSignal::new(ItemKind::Chat),
        from: RwSignal::new(days::day(-27)),
        to: RwSignal::new(days::day(0)),
        bucket: RwSignal::new(Bucket::Week),
        by: RwSignal::new(String::new()),
    };
    let report: Query<FieldReport> = live::load(move || {
        let (api, field, body) = (api.clone(), asked.field(), asked.query());
        async move { api.call(GetFieldReport { field, body }).await }
    });
    let shown = Held::<FieldReport>::empty();
    ui::effect(move || {
        if let Some(now) = report.ready() {
            shown.set(now);
        }
    });
    let inside = move || {
        let failed = report.problem.with(Option::is_some);
        match shown.try_with(Clone::clone) {
            Some(_) if failed => ().into_any(),
            Some(now) if now.items == 0 => {
                view! { <Empty shape=Shape::List title=t.none text=t.none_text /> }.into_any()
            }
            Some(now) => view! { <Counts report=now asked /> }.into_any(),
            None if failed => ().into_any(),
            None => view! { <Skeleton rows=6 /> }.into_any(),
        }
    };
    view! {
        <Choices fields asked />
        <ProblemNotice problem=report.problem on_retry=move |()| report.refetch() />
        {ui::changing(inside)}
    }
    .into_any()
}

/// What can be asked.
#[component]
fn Choices(fields: Kept<Vec<Field>>, asked: Asked) -> impl IntoView {
    let t = ui::texts::<ReportsText>();
    let named = Signal::derive(move || {
        let choice = |field: &Field| Choice::new(field.id.to_string(), field.name.clone());
        fields.with(|fields| fields.iter().map(choice).collect::<Vec<_>>())
    });
    let kinds = vec![Choice::new(ItemKind::Chat, t.chats), Choice::new(ItemKind::Ticket, t.tickets)];
    let buckets =
        vec![Choice::new(Bucket::Day, t.day), Choice::new(Bucket::Week, t.week), Choice::new(Bucket::Month, t.month)];
    let crosses = vec![
        Choice::new(String::new(), t.by_nothing),
        Choice::new("department".to_owned(), t.by_department),
        Choice::new("agent".to_owned(), t.by_agent),
    ];
    view! {
        <section class="card">
            <div class="body report-choices">
                <Select name="field" label=t.field value=asked.field choices=named />
                <Input name="from" label=t.from kind=FieldKind::Date value=asked.from />
                <Input name="to" label=t.to kind=FieldKind::Date value=asked.to />
                <Select name="by" label=t.by value=asked.by choices=crosses />
                <Segmented label=t.kind choices=kinds value=asked.kind on_change=move |kind| asked.kind.set(kind) />
                <Segmented label=t.bucket choices=buckets value=asked.bucket
                    on_change=move |bucket| asked.bucket.set(bucket) />
            </div>
        </section>
    }
    .into_any()
}

/// A row's name.
fn name(t: &ReportsText, row: &FieldReportRow, crossed: bool) -> String {
    let answer = match (row.counted, row.answer.as_str()) {
        (Counted::NoAnswer, _) => t.no_answer,
        (Counted::Others, _) => t.others,
        (Counted::Answer, "yes") => t.yes,
        (Counted::Answer, "no") => t.no,
        (Counted::Answer, answer) => answer,
    };
    match &row.across {
        Some(across) => format!("{answer} · {across}"),
        None if crossed => format!("{answer} · {}", t.nobody),
        None => answer.to_owned(),
    }
}

#[component]
fn Counts(report: FieldReport, asked: Asked) -> impl IntoView {
    let t = ui::texts::<ReportsText>();
    let crossed = untrack(|| !asked.by.get().is_empty());
    let names: Vec<String> = report.rows.iter().map(|row| name(t, row, crossed)).collect();
    let said = names.iter().zip(&report.rows).map(|(name, row)| format!("{name}: {}", row.total));
    let label = fill(t.chart, &[("field", &report.name), ("rows", &said.collect::<Vec<_>>().join(", "))]);
    let bucket = match untrack(|| asked.bucket.get()) {
        Bucket::Day => t.day,
        Bucket::Week => t.week,
        Bucket::Month => t.month,
    };
    let table = fill(t.table, &[("field", &report.name), ("bucket", bucket)]);
    let heads = report.buckets.iter().map(|bucket| view! { <th scope="col" data-align="end">{bucket.clone()}</th> });
    let heads = heads.collect_view();
    let rows = names.iter().zip(&report.rows).map(|(name, row)| {
        let counts = row.counts.iter().map(|count| view! { <td class="num" data-align="end">{*count}</td> });
        view! {
            <tr>
                <th scope="row" dir="auto">{name.clone()}</th>
                {counts.collect_view()}
                <td class="num" data-align="end"><strong>{row.total}</strong></td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let items = ui::count(ui::language(), t.all, u64::from(report.items));
    view! {
        <section class="card">
            <header>
                <h2 class="grow">{report.name.clone()}</h2>
                <span class="muted num">{items}</span>
                <a class="button" href=move || asked.file() download="" rel="external">{t.csv}</a>
            </header>
            <div class="body"><Chart report names label /></div>
                <Table label=table>
                    <thead>
                        <tr>
                            <th scope="col">{t.answer}</th>
                            {heads}
                            <th scope="col" data-align="end">{t.total}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </Table>
        </section>
    }
    .into_any()
}
