//! Reports over HTTP.

use axum::extract::State;
use contract::reports::{Csv, GetFieldReport, GetFieldReportCsv};

use super::fields;
use crate::{
    departments::Agent,
    platform::{
        App,
        api::{Answer, Api, Call, answer},
    },
};

/// Serves this slice.
pub fn routes(api: Api) -> Api {
    api.serve(by_field).serve(by_field_csv)
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
