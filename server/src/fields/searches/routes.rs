//! Search templates over HTTP, and trying one.

use std::time::Instant;

use axum::extract::State;
use contract::searches::{
    ArchiveSearchTemplate, CreateSearchTemplate, FoundCell, GetSearchTemplate, ListSearchTemplates, SearchOutcome,
    SearchTemplates, SearchTried, SearchTry, SetSearchSecret, SetSearchTable, TrySearchTemplate, UpdateSearchTemplate,
    WouldFill,
};

use super::{
    changes, rules,
    sources::{self, Failed},
    store::{self, Search},
};
use crate::{
    departments::FieldManager,
    fields::forms,
    platform::{
        Answered, App, Failure,
        api::{Answer, Api, Call, answer},
    },
};

/// The largest call that carries a table: 5 MB in base64, and what is around it.
const TABLE_CALL: usize = 7_100_000;

/// Serves search templates.
pub fn routes(api: Api) -> Api {
    api.serve(list)
        .serve(create)
        .serve(get)
        .serve(update)
        .serve(archive)
        .serve(set_secret)
        .serve_up_to(TABLE_CALL, set_table)
        .serve(try_out)
}

async fn list(
    State(app): State<App>,
    _: FieldManager,
    Call(_): Call<ListSearchTemplates>,
) -> Answer<ListSearchTemplates> {
    let mut items = store::searches(app.db().read()).await?;
    items.sort_by_cached_key(|search| (search.details.name.to_lowercase(), search.id));
    let items = items.into_iter().map(Search::template).collect();
    answer(SearchTemplates { items, databases: app.config().lookup_database_names() })
}

async fn create(
    State(app): State<App>,
    FieldManager(agent): FieldManager,
    Call(CreateSearchTemplate { body }): Call<CreateSearchTemplate>,
) -> Answer<CreateSearchTemplate> {
    answer(changes::create(&app, agent.me, body).await?.template())
}

async fn get(
    State(app): State<App>,
    _: FieldManager,
    Call(GetSearchTemplate { search, .. }): Call<GetSearchTemplate>,
) -> Answer<GetSearchTemplate> {
    let search = store::one(app.db().read(), search.0).await?.ok_or_else(Failure::not_found)?;
    let version = search.version;
    answer(search.template()).map(|reply| reply.version(version))
}

async fn update(
    State(app): State<App>,
    FieldManager(agent): FieldManager,
    Call(UpdateSearchTemplate { search, version, body }): Call<UpdateSearchTemplate>,
) -> Answer<UpdateSearchTemplate> {
    let search = changes::update(&app, agent.me, search.0, version, body).await?;
    let version = search.version;
    answer(search.template()).map(|reply| reply.version(version))
}

async fn archive(
    State(app): State<App>,
    FieldManager(agent): FieldManager,
    Call(ArchiveSearchTemplate { search, .. }): Call<ArchiveSearchTemplate>,
) -> Answer<ArchiveSearchTemplate> {
    answer(changes::archive(&app, agent.me, search.0).await?)
}

async fn set_secret(
    State(app): State<App>,
    FieldManager(agent): FieldManager,
    Call(SetSearchSecret { search, version, body }): Call<SetSearchSecret>,
) -> Answer<SetSearchSecret> {
    let search = changes::set_secret(&app, agent.me, search.0, version, body.secret).await?;
    let version = search.version;
    answer(search.template()).map(|reply| reply.version(version))
}

async fn set_table(
    State(app): State<App>,
    FieldManager(agent): FieldManager,
    Call(SetSearchTable { search, version, body }): Call<SetSearchTable>,
) -> Answer<SetSearchTable> {
    let search = changes::set_table(&app, agent.me, search.0, version, body).await?;
    let version = search.version;
    answer(search.template()).map(|reply| reply.version(version))
}

async fn try_out(
    State(app): State<App>,
    _: FieldManager,
    Call(TrySearchTemplate { search, body }): Call<TrySearchTemplate>,
) -> Answer<TrySearchTemplate> {
    let search = store::one(app.db().read(), search.0).await?.ok_or_else(Failure::not_found)?;
    answer(tried(&app, &search, &body).await?)
}

/// What comes of looking up some texts.
async fn tried(app: &App, search: &Search, wanted: &SearchTry) -> Answered<SearchTried> {
    if search.archived {
        return Err(Failure::conflict("archived", "This search template was archived."));
    }
    let mut texts = Vec::new();
    for input in &search.details.inputs {
        let given = wanted.inputs.iter().find(|given| given.name == input.name);
        let text = given.map(|given| given.value.trim()).filter(|text| !text.is_empty() && rules::fits(text));
        let missing = || Failure::field("inputs", "required", &format!("Write something for {}.", input.name));
        texts.push(text.ok_or_else(missing)?.to_owned());
    }
    let forms = forms(app).await?;
    let began = Instant::now();
    let result = sources::ask(app, search, &texts).await;
    let took_ms = u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX);
    let (outcome, detail, record) = match result {
        Ok(Some(record)) => (SearchOutcome::Found, None, record),
        Ok(None) => (SearchOutcome::NoMatch, None, Vec::new()),
        Err(Failed { outcome, detail }) => (outcome, detail, Vec::new()),
    };
    let picked = rules::picked(&search.details, &record);
    let fills = search.details.results.iter().zip(picked).map(|(result, text)| {
        let field = forms.field(result.field);
        let fits = field.is_some_and(|field| rules::read(field, &text, forms.country).is_some());
        WouldFill { field: result.field, text, fits }
    });
    let fills = if outcome == SearchOutcome::Found { fills.collect() } else { Vec::new() };
    let record = record.into_iter().map(|(name, text)| FoundCell { name, text }).collect();
    Ok(SearchTried { outcome, detail, took_ms, record, fills })
}
