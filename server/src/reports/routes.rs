//! Reports over HTTP.

use axum::extract::State;
use contract::{
    history::{GetHistoryCsv, SearchHistory},
    reports::{Csv, GetFieldReport, GetFieldReportCsv, GetShifts, GetShiftsCsv},
};

use super::{fields, history, shifts};
use crate::{
    departments::Agent,
    platform::{
        App,
        api::{Answer, Api, Call, answer},
    },
};

/// Serves this slice.
pub fn routes(api: Api) -> Api {
    api.serve(by_field).serve(by_field_csv).serve(search_history).serve(history_csv).serve(shifts).serve(shifts_csv)
}

async fn by_field(
    State(app): State<App>,
    agent: Agent,
    Call(GetFieldReport { field, body }): Call<GetFieldReport>,
) -> Answer<GetFieldReport> {
    answer(fields::report(&app, &agent, field, &body).await?)
}

async fn by_field_csv(
    State(app): State<App>,
    agent: Agent,
    Call(GetFieldReportCsv { field, body }): Call<GetFieldReportCsv>,
) -> Answer<GetFieldReportCsv> {
    let table = fields::table(&app, &agent, field, &body).await?;
    answer(Csv(table.clone())).map(|reply| reply.as_csv(table, "report.csv"))
}

async fn shifts(State(app): State<App>, agent: Agent, Call(GetShifts { body }): Call<GetShifts>) -> Answer<GetShifts> {
    answer(shifts::record(&app, &agent, &body).await?)
}

async fn shifts_csv(
    State(app): State<App>,
    agent: Agent,
    Call(GetShiftsCsv { body }): Call<GetShiftsCsv>,
) -> Answer<GetShiftsCsv> {
    let table = shifts::table(&app, &agent, &body).await?;
    answer(Csv(table.clone())).map(|reply| reply.as_csv(table, "shifts.csv"))
}

async fn search_history(
    State(app): State<App>,
    agent: Agent,
    Call(SearchHistory { body }): Call<SearchHistory>,
) -> Answer<SearchHistory> {
    answer(history::list(&app, &agent, &body).await?)
}

async fn history_csv(
    State(app): State<App>,
    agent: Agent,
    Call(GetHistoryCsv { body }): Call<GetHistoryCsv>,
) -> Answer<GetHistoryCsv> {
    let table = history::table(&app, &agent, &body).await?;
    answer(Csv(table.clone())).map(|reply| reply.as_csv(table, "history.csv"))
}
