//! One search template: made, changed, given its table or its secret, tried, archived.

use contract::{
    SearchId,
    fields::{Field, ListFields},
    history::Subject,
    rights::Permission,
    searches::{
        ArchiveSearchTemplate, CreateSearchTemplate, GetSearchTemplate, ListSearchTemplates, SearchSource,
        SearchTemplate, UpdateSearchTemplate,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use ui::{Button, ButtonKind, Chip, Kept, LinkButton, ProblemNotice, Query, Show, Submission, Tone, WhenReady, fill};

use super::{draft::Draft, inputs::Inputs, secret::Secret, table::TableCard, try_out::TryOut};
use crate::{
    confirm::ConfirmButton,
    edit::{Edit, Editing},
    frame::{ForAdministrators, Page},
    history::LastChange,
    live, paths,
    shell::NotFoundPage,
    text::SearchesText,
};

/// What a template can name.
#[derive(Clone, PartialEq)]
pub struct Around {
    pub fields: Vec<Field>,
    pub databases: Vec<String>,
}

fn around() -> Query<Around> {
    let api = ui::api();
    live::load(move || {
        let api = api.clone();
        async move {
            let fields = api.call(ListFields { body: () }).await?.items;
            let databases = api.call(ListSearchTemplates { body: () }).await?.databases;
            Ok(Around { fields, databases })
        }
    })
}

/// A new one.
#[component]
pub fn NewSearchPage() -> impl IntoView {
    let t = ui::texts::<SearchesText>();
    view! {
        <Page back=(paths::SEARCHES, t.title) title=t.new width="narrow">
            <ForAdministrators needs=Permission::ManageFields>
                <Make />
            </ForAdministrators>
        </Page>
    }
    .into_any()
}

#[component]
fn Make() -> impl IntoView {
    let query = around();
    view! {
        <WhenReady query rows=6 let:around>
            <New around />
        </WhenReady>
    }
    .into_any()
}

#[component]
fn New(around: Kept<Around>) -> impl IntoView {
    let t = ui::texts::<SearchesText>();
    let api = StoredValue::new(ui::api());
    let go = StoredValue::new_local(paths::go());
    let toaster = ui::toasts();
    let (draft, saving) = (Draft::new(), Submission::new());
    let make = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (api, body) = (api.get_value(), untrack(|| draft.details()));
        saving.run(async move { api.call(CreateSearchTemplate { body }).await }, move |search: SearchTemplate| {
            toaster.toast(Tone::Good, fill(t.made, &[("name", &search.details.name)]));
            go.try_with_value(|go| go(&paths::search(search.id)));
        });
    };
    view! {
        <form class="stack" data-gap="4" novalidate on:submit=make>
            <ProblemNotice problem=saving.problem />
            <Inputs draft around saving />
            <div class="row">
                <span class="grow"></span>
                <LinkButton href=paths::SEARCHES>{t.cancel}</LinkButton>
                <Button kind=ButtonKind::Primary submit=true busy=saving.busy>{t.make}</Button>
            </div>
        </form>
    }
    .into_any()
}

/// One that is there.
#[component]
pub fn SearchPage() -> impl IntoView {
    let t = ui::texts::<SearchesText>();
    let params = use_params_map();
    let id = ui::kept(move || params.with(|params| params.get("id")?.parse::<SearchId>().ok()));
    ui::changing(move || match id.get() {
        None => view! { <NotFoundPage /> }.into_any(),
        Some(id) => view! {
            <Page back=(paths::SEARCHES, t.title) width="narrow">
                <ForAdministrators needs=Permission::ManageFields>
                    <Loading id />
                </ForAdministrators>
            </Page>
        }
        .into_any(),
    })
}

#[component]
fn Loading(id: SearchId) -> impl IntoView {
    let api = ui::api();
    let around = around();
    let query: Query<SearchTemplate> = live::load(move || {
        let api = api.clone();
        async move { api.call(GetSearchTemplate { search: id, body: () }).await }
    });
    view! {
        <WhenReady query=around rows=6 let:around>
            <WhenReady query rows=6 let:search>
                <Whole query search around />
            </WhenReady>
        </WhenReady>
    }
    .into_any()
}

#[component]
fn Whole(query: Query<SearchTemplate>, search: Kept<SearchTemplate>, around: Kept<Around>) -> impl IntoView {
    let t = ui::texts::<SearchesText>();
    let api = ui::api();
    let draft = Draft::new();
    let id = search.with_untracked(|search| search.id);
    // A table or a secret that was set meanwhile changes nothing in the inputs.
    let edit = Edit::new(
        query,
        search,
        move |search: &SearchTemplate| draft.fill(&search.details),
        move |search| draft.changes(t, &search.details),
        |before, now| before.details == now.details,
    );
    let (base, saving) = (edit.base, edit.saving);
    let save = move |()| {
        let api = api.clone();
        let (version, body) = (base.with_untracked(|base| base.version), untrack(|| draft.details()));
        edit.save(async move { api.call(UpdateSearchTemplate { search: id, version, body }).await }, t.saved, || ());
    };
    let archived = ui::kept(move || base.with(|search| search.archived));
    let name = Signal::derive(move || base.with(|search| search.details.name.clone()));
    let table = ui::kept(move || base.with(|it| !it.archived && matches!(it.details.source, SearchSource::Table {})));
    let secret = ui::kept(move || {
        let carries = |source: &SearchSource| matches!(source, SearchSource::Http { header, .. } if !header.is_empty());
        base.with(|search| !search.archived && carries(&search.details.source))
    });
    let unsaved = Signal::derive(move || edit.changes.with(|changes| !changes.is_empty()));
    view! {
        <header class="page-head">
            <div class="titles">
                <h1>{move || name.get()}</h1>
                {move || archived.get().then(|| view! { <p class="sub"><Chip>{t.archived}</Chip></p> })}
            </div>
            <div class="acts">
                {move || (!archived.get()).then(|| view! { <Archive id name query /> })}
            </div>
        </header>
        <Editing edit=edit.acts() on_save=save disabled=Signal::derive(move || archived.get()) read_only=t.archived_text>
            <Inputs draft around saving />
            <Show when=move || table.get()>
                <TableCard search=base query />
            </Show>
            <Show when=move || secret.get()>
                <Secret search=base query />
            </Show>
            <Show when=move || !archived.get()>
                <TryOut search=base around unsaved />
            </Show>
            <LastChange
                subject=Subject::Search
                id=id.0
                version=Signal::derive(move || search.with(|search| search.version))
            />
        </Editing>
    }
    .into_any()
}

#[component]
fn Archive(id: SearchId, name: Signal<String>, query: Query<SearchTemplate>) -> impl IntoView {
    let t = ui::texts::<SearchesText>();
    let api = ui::api();
    let send = move || {
        let api = api.clone();
        async move { api.call(ArchiveSearchTemplate { search: id, body: () }).await }
    };
    let then = move || {
        query.refetch();
        fill(t.archived_done, &[("name", &name.get_untracked())])
    };
    view! { <ConfirmButton label=t.archive title=t.archive text=t.archive_text act=t.archive send then /> }.into_any()
}
