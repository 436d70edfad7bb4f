//! One field: made, changed, archived.

use contract::{
    FieldId,
    fields::{ArchiveField, CreateField, Field, GetField, UpdateField},
    history::Subject,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use ui::{Button, ButtonKind, Card, Chip, Kept, LinkButton, ProblemNotice, Query, Submission, Tone, WhenReady, fill};

use super::options::{Draft, Inputs, type_name};
use crate::{
    confirm::ConfirmButton,
    edit::{Edit, Editing},
    frame::{ForAdministrators, Page, Section},
    history::LastChange,
    live, paths,
    shell::NotFoundPage,
    text::FieldsText,
};

/// A new field.
#[component]
pub fn NewFieldPage() -> impl IntoView {
    let t = ui::texts::<FieldsText>();
    view! {
        <Page back=(paths::FIELDS, t.title) title=Signal::derive(move || t.add.to_owned()) width="narrow">
            <ForAdministrators needs=contract::rights::Permission::ManageFields>
                <Make />
            </ForAdministrators>
        </Page>
    }
    .into_any()
}

#[component]
fn Make() -> impl IntoView {
    let t = ui::texts::<FieldsText>();
    let api = StoredValue::new(ui::api());
    let go = StoredValue::new_local(paths::go());
    let toaster = ui::toasts();
    let (draft, saving) = (Draft::new(), Submission::new());
    draft.add();
    let make = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (api, body) = (api.get_value(), untrack(|| draft.details()));
        saving.run(async move { api.call(CreateField { body }).await }, move |field: Field| {
            toaster.toast(Tone::Good, fill(t.made, &[("name", &field.name)]));
            go.try_with_value(|go| go(paths::FIELDS));
        });
    };
    view! {
        <form novalidate on:submit=make>
            <Card footer=move || {
                view! {
                    <LinkButton href=paths::FIELDS>{t.cancel}</LinkButton>
                    <Button kind=ButtonKind::Primary submit=true busy=saving.busy>{t.add}</Button>
                }
            }>
                <ProblemNotice problem=saving.problem />
                <div class="stack" data-gap="4">
                    <Inputs draft saving is_new=true />
                </div>
            </Card>
        </form>
    }
    .into_any()
}

/// A field that is there.
#[component]
pub fn FieldPage() -> impl IntoView {
    let t = ui::texts::<FieldsText>();
    let params = use_params_map();
    let id = ui::kept(move || params.with(|params| params.get("id")?.parse::<FieldId>().ok()));
    ui::changing(move || match id.get() {
        None => view! { <NotFoundPage /> }.into_any(),
        Some(id) => view! {
            <Page back=(paths::FIELDS, t.title)>
                <ForAdministrators needs=contract::rights::Permission::ManageFields>
                    <Loading id />
                </ForAdministrators>
            </Page>
        }
        .into_any(),
    })
}

#[component]
fn Loading(id: FieldId) -> impl IntoView {
    let api = ui::api();
    let query: Query<Field> = live::load(move || {
        let api = api.clone();
        async move { api.call(GetField { field: id, body: () }).await }
    });
    view! {
        <WhenReady query rows=6 let:field>
            <Whole query field />
        </WhenReady>
    }
    .into_any()
}

#[component]
fn Whole(query: Query<Field>, field: Kept<Field>) -> impl IntoView {
    let t = ui::texts::<FieldsText>();
    let api = ui::api();
    let draft = Draft::new();
    let id = field.with_untracked(|field| field.id);
    let edit =
        Edit::new(query, field, move |field| draft.fill(field), move |field| draft.changes(t, field), |_, _| false);
    let (base, saving) = (edit.base, edit.saving);
    let save = move |()| {
        let api = api.clone();
        let (version, body) = (base.with_untracked(|base| base.version), untrack(|| draft.details()));
        edit.save(async move { api.call(UpdateField { field: id, version, body }).await }, t.saved, || ());
    };
    let gone = move || {
        base.with(|field| {
            let gone: Vec<&str> = field.options.iter().filter(|it| it.archived).map(|it| &*it.text).collect();
            (!gone.is_empty()).then(|| fill(t.archived_options, &[("options", &gone.join(", "))]))
        })
    };
    let archived = ui::kept(move || base.with(|field| field.archived));
    let name = Signal::derive(move || base.with(|field| field.name.clone()));
    view! {
        <header class="page-head">
            <div class="titles">
                <h1>{move || name.get()}</h1>
                <p class="sub">
                    {move || base.with(|field| type_name(t, field.kind))} " "
                    {move || archived.get().then(|| view! { <Chip>{t.archived}</Chip> })}
                </p>
            </div>
            <div class="acts">
                {move || (!archived.get()).then(|| view! { <Archive id name query /> })}
            </div>
        </header>
        <Editing edit=edit.acts() on_save=save>
            <Section title=t.fields>
                <Inputs draft saving />
                {move || gone().map(|words| view! { <p class="muted small">{words}</p> })}
            </Section>
            <LastChange
                subject=Subject::Field
                id=id.0
                version=Signal::derive(move || field.with(|field| field.version))
            />
        </Editing>
    }
    .into_any()
}

#[component]
fn Archive(id: FieldId, name: Signal<String>, query: Query<Field>) -> impl IntoView {
    let t = ui::texts::<FieldsText>();
    let api = ui::api();
    let send = move || {
        let api = api.clone();
        async move { api.call(ArchiveField { field: id, body: () }).await }
    };
    let then = move || {
        query.refetch();
        fill(t.archived_done, &[("name", &name.get_untracked())])
    };
    view! { <ConfirmButton label=t.archive title=t.archive text=t.archive_text act=t.archive send then /> }.into_any()
}
