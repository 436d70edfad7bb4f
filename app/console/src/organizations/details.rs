//! The details of an organization: made new, and changed.

use client::CallError;
use contract::{
    history::Subject,
    organizations::{CreateOrganization, Organization, UpdateOrganization},
};
use leptos::{ev::SubmitEvent, prelude::*};
use ui::{Button, ButtonKind, LinkButton, ProblemNotice, Query, SaveBar, Submission, Tone, fill};

use super::{
    delete::DeleteButton,
    draft::{DetailsFields, Draft},
    page,
};
use crate::{history::LastChange, paths, text::OrganizationText};

/// A new organization.
#[component]
pub fn NewOrganizationPage() -> impl IntoView {
    let t = ui::texts::<OrganizationText>();
    let api = ui::api();
    let toaster = ui::toasts();
    let go = paths::go();
    let draft = Draft::new();
    let saving = Submission::new();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (api, go, body) = (api.clone(), go.clone(), untrack(|| draft.details()));
        saving.run(async move { api.call(CreateOrganization { body }).await }, move |made| {
            toaster.toast(Tone::Good, fill(t.added, &[("name", &made.details.name)]));
            go(&page::members_of(made.id));
        });
    };
    view! {
        <main class="page" id="main">
            <div class="wrap" data-width="narrow">
                <header class="page-head">
                    <nav class="crumbs">
                        <a class="link" href=paths::ORGANIZATIONS>{t.title}</a>
                    </nav>
                    <div class="titles">
                        <h1>{t.new}</h1>
                    </div>
                </header>
                <form class="stack" data-gap="4" on:submit=submit novalidate>
                    <ProblemNotice problem=saving.problem />
                    <section class="card">
                        <div class="body stack" data-gap="4">
                            <DetailsFields draft saving />
                        </div>
                    </section>
                    <div class="row">
                        <span class="grow"></span>
                        <LinkButton href=paths::ORGANIZATIONS>{t.cancel}</LinkButton>
                        <Button kind=ButtonKind::Primary submit=true busy=saving.busy>{t.add}</Button>
                    </div>
                </form>
            </div>
        </main>
    }
    .into_any()
}

/// The details of one there is.
#[component]
pub(super) fn DetailsTab(query: Query<Organization>, organization: Signal<Organization>) -> impl IntoView {
    let t = ui::texts::<OrganizationText>();
    let api = ui::api();
    let toaster = ui::toasts();
    let first = organization.get_untracked();
    let id = first.id;
    let draft = Draft::new();
    draft.fill(&first.details);
    let base = RwSignal::new(first);
    let saving = Submission::new();
    let changes = Memo::new(move |_| draft.changes(t, &base.get().details));
    // What a colleague saves meanwhile shows at once, unless something is typed here.
    Effect::new(move |_| {
        let newest = organization.get();
        if changes.with_untracked(Vec::is_empty) && !saving.busy.get_untracked() {
            draft.fill(&newest.details);
            base.set(newest);
        }
    });
    let save = Callback::new(move |()| {
        let api = api.clone();
        let (version, body) = (base.with_untracked(|base| base.version), untrack(|| draft.details()));
        let call = UpdateOrganization { organization: id, version, body };
        saving.run(async move { api.call(call).await }, move |saved| {
            draft.fill(&saved.details);
            base.set(saved.clone());
            query.set(saved);
            toaster.toast(Tone::Good, t.saved);
        });
    });
    let discard = move || {
        draft.fill(&base.get_untracked().details);
        saving.clear();
    };
    let load_newest = move |_| {
        discard();
        query.refetch();
    };
    let stale = move || saving.problem.with(|problem| problem.as_ref().and_then(CallError::code) == Some("stale"));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !changes.with_untracked(Vec::is_empty) {
            save.run(());
        }
    };
    let name = Signal::derive(move || base.with(|base| base.details.name.clone()));
    let version = Signal::derive(move || organization.with(|organization| organization.version));
    view! {
        <div class="wrap">
            <ProblemNotice problem=saving.problem />
            <Show when=stale>
                <div class="row">
                    <Button on_click=load_newest>{t.load_newest}</Button>
                </div>
            </Show>
            <form class="stack" data-gap="4" on:submit=submit novalidate>
                <DetailsFields draft saving />
                <button type="submit" hidden></button>
            </form>
            <div class="row wrap-row">
                <div class="grow">
                    <LastChange subject=Subject::Organization id=id.0 version />
                </div>
                <DeleteButton organization=id name />
            </div>
            <SaveBar changes busy=saving.busy on_save=save on_discard=move |()| discard() />
        </div>
    }
    .into_any()
}
