//! The table that is looked in: what there is, and a file in its place, looked at before it is uploaded.

use client::CallError;
use contract::searches::{NewSearchTable, SearchTemplate, SetSearchTable, TABLE_BYTES};
use leptos::{ev, prelude::*};
use ui::{Button, ButtonKind, Kept, Notice, Now, ProblemNotice, Query, Submission, Table, Tone, count, fill};
use web_sys::{File, HtmlInputElement};

use super::sheet;
use crate::{files, frame::Section, text::SearchesText};

/// How many rows are shown before the file is uploaded.
const ROWS: usize = 5;

/// How much of a file is read for them, in bytes.
const GLANCE: f64 = 65_536.0;

/// A file that was chosen: its name, and its first rows.
#[derive(Clone, PartialEq)]
struct Chosen {
    name: String,
    rows: Vec<Vec<String>>,
}

/// The card.
#[component]
pub fn TableCard(search: Kept<SearchTemplate>, query: Query<SearchTemplate>) -> impl IntoView {
    let t = ui::texts::<SearchesText>();
    let (reading, sending) = (Submission::new(), Submission::new());
    let too_large = RwSignal::new(false);
    let chosen = RwSignal::new(None::<Chosen>);
    let file = StoredValue::new_local(None::<File>);
    let choose = move |event: ev::Event| {
        let input: HtmlInputElement = event_target(&event);
        let Some(picked) = input.files().and_then(|files| files.get(0)) else { return };
        // The same file can be chosen again, mended.
        input.set_value("");
        sending.clear();
        chosen.set(None);
        too_large.set(picked.size() > TABLE_BYTES as f64);
        if too_large.get_untracked() {
            return;
        }
        file.set_value(Some(picked.clone()));
        reading.run(glance(picked), move |seen| chosen.set(Some(seen)));
    };
    let wrong = sending.field("data");
    let error = move || if too_large.get() { Some(t.too_large.to_owned()) } else { wrong.get() };
    let said = error.clone();
    let there = move || {
        search.with(|search| match search.rows {
            0 => None,
            rows => Some((count(ui::language(), t.rows, u64::from(rows)), search.columns.join(", "))),
        })
    };
    view! {
        <Section title=t.the_table>
            {move || match there() {
                Some((rows, columns)) => view! {
                    <p>{rows} <br /> <span class="muted">{fill(t.columns, &[("columns", &columns)])}</span></p>
                }
                .into_any(),
                None => view! { <Notice tone=Tone::Warn>{t.no_table_text}</Notice> }.into_any(),
            }}
            <div class="field">
                <label for="f-table">{t.file}</label>
                <p class="hint" id="f-table-hint">{t.file_hint}</p>
                <input
                    type="file"
                    class="input"
                    id="f-table"
                    accept=".csv,.tsv,.txt,text/csv"
                    aria-describedby="f-table-hint"
                    aria-busy=move || reading.busy.get().then_some("true")
                    on:change=choose
                />
                <p class="error" role="alert" hidden=move || said().is_none()>{move || error()}</p>
                <ProblemNotice problem=reading.problem />
            </div>
            {ui::changing(move || match chosen.get() {
                Some(chosen) => view! { <Preview chosen /> }.into_any(),
                None => ().into_any(),
            })}
            <ui::Show when=move || chosen.with(Option::is_some)>
                <Upload search query sending chosen file />
            </ui::Show>
        </Section>
    }
    .into_any()
}

/// What a file begins with.
#[component]
fn Preview(chosen: Chosen) -> impl IntoView {
    let t = ui::texts::<SearchesText>();
    let mut rows = chosen.rows.into_iter();
    let names = rows.next().unwrap_or_default();
    let head = names.into_iter().map(|name| view! { <th scope="col">{name}</th> }).collect_view();
    let body = rows.map(|row| {
        let cells = row.into_iter().map(|cell| view! { <td>{cell}</td> }).collect_view();
        view! { <tr>{cells}</tr> }
    });
    view! {
        <p class="muted small">{fill(t.preview, &[("file", &chosen.name)])}</p>
        <Table label=t.preview_label>
            <thead>
                <tr>{head}</tr>
            </thead>
            <tbody>{body.collect_view()}</tbody>
        </Table>
    }
    .into_any()
}

#[component]
fn Upload(
    search: Kept<SearchTemplate>,
    query: Query<SearchTemplate>,
    sending: Submission,
    chosen: RwSignal<Option<Chosen>>,
    file: StoredValue<Option<File>, LocalStorage>,
) -> impl IntoView {
    let t = ui::texts::<SearchesText>();
    let api = StoredValue::new(ui::api());
    let toaster = ui::toasts();
    let upload = move |_| {
        let Some(file) = file.get_value() else { return };
        let api = api.get_value();
        let (id, version) = search.with_untracked(|search| (search.id, search.version));
        let call = async move {
            let body = NewSearchTable { data: files::base64(&file).await? };
            api.call(SetSearchTable { search: id, version, body }).await
        };
        sending.run(call, move |now| {
            chosen.set(None);
            let rows = count(ui::language(), t.rows, u64::from(now.rows));
            toaster.toast(Tone::Good, fill(t.uploaded, &[("rows", &rows)]));
            query.set(now);
        });
    };
    // What is wrong with the file stands below it.
    let problem = Now::of(move || {
        sending.problem.get().filter(|error| match error {
            CallError::Problem(problem) => problem.fields.is_empty(),
            CallError::NoAnswer(_) | CallError::Unreadable(_) => true,
        })
    });
    view! {
        <ProblemNotice problem />
        <div class="row">
            <Button kind=ButtonKind::Primary busy=sending.busy on_click=upload>{t.upload}</Button>
            <Button on_click=move |_| chosen.set(None)>{t.cancel}</Button>
        </div>
    }
    .into_any()
}

/// Looks at what a file begins with.
async fn glance(file: File) -> Result<Chosen, CallError> {
    let beginning = file.slice_with_f64_and_f64(0.0, GLANCE).map_err(files::unread)?;
    let text = String::from_utf8_lossy(&files::bytes(&beginning).await?).into_owned();
    Ok(Chosen { name: file.name(), rows: sheet::first_rows(&text, ROWS + 1) })
}
