//! The details of an organization: made new, and changed.

use contract::{
    history::Subject,
    organizations::{CreateOrganization, Organization, UpdateOrganization},
};
use leptos::{ev::SubmitEvent, prelude::*};
use ui::{Button, ButtonKind, Kept, LinkButton, ProblemNotice, Query, Submission, Tone, fill};

use super::{
    delete::DeleteButton,
    draft::{DetailsFields, Draft},
    page,
};
use crate::{
    edit::{Edit, Editing},
    frame::Page,
    history::LastChange,
    paths,
    text::OrganizationText,
};

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
        <Page width="narrow" back=(paths::ORGANIZATIONS, t.title) title=t.new>
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
        </Page>
    }
    .into_any()
}

/// The details of one there is.
#[component]
pub(super) fn DetailsTab(query: Query<Organization>, organization: Kept<Organization>) -> impl IntoView {
    let t = ui::texts::<OrganizationText>();
    let api = ui::api();
    let id = organization.with_untracked(|organization| organization.id);
    let draft = Draft::new();
    let edit = Edit::new(
        query,
        organization,
        move |organization: &Organization| draft.fill(&organization.details),
        move |organization| draft.changes(t, &organization.details),
        |_, _| false,
    );
    let (base, saving) = (edit.base, edit.saving);
    let save = Callback::new(move |()| {
        let api = api.clone();
        let (version, body) = (base.with_untracked(|base| base.version), untrack(|| draft.details()));
        let call = UpdateOrganization { organization: id, version, body };
        edit.save(async move { api.call(call).await }, t.saved, || {});
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !edit.changes.with_untracked(Vec::is_empty) {
            save.run(());
        }
    };
    let name = Signal::derive(move || base.with(|base| base.details.name.clone()));
    let version = Signal::derive(move || organization.with(|organization| organization.version));
    view! {
        <div class="wrap">
            <Editing edit=edit.acts() on_save=save>
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
            </Editing>
        </div>
    }
    .into_any()
}
