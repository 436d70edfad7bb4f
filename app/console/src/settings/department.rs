//! A department: its settings, its groups and who receives, and what was changed last.

use client::CallError;
use contract::{
    DepartmentId,
    departments::{Department, DistributionMethod, GetDepartment, NewVisibility, SetVisibility, UpdateDepartment},
    history::Subject,
    rights::Permission,
    roles::CustomerRole,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use ui::{Choice, Field, FieldKind, Kept, Query, RadioCards, Segmented, Show, Submission, Switch, WhenReady, fill};

use super::{
    archive::ArchiveDepartmentButton,
    chat_policies::ChatSettings,
    company::DepartmentChips,
    department_draft::Draft,
    groups::Groups,
    ticket_policies::TicketSettings,
    visibility::{VisibilitySetting, effect_of},
    words::required,
};
use crate::{
    company::use_company,
    edit::{Edit, Editing},
    frame::Page,
    history::LastChange,
    live, paths,
    session::use_session,
    shell::NotFoundPage,
    text::{CompanyText, DepartmentText},
};

/// The page.
#[component]
pub fn DepartmentPage() -> impl IntoView {
    let params = use_params_map();
    let id = ui::kept(move || params.with(|params| params.get("id")?.parse::<DepartmentId>().ok()));
    ui::changing(move || match id.get() {
        Some(id) => view! { <Loading id /> }.into_any(),
        None => view! { <NotFoundPage /> }.into_any(),
    })
}

#[component]
fn Loading(id: DepartmentId) -> impl IntoView {
    let t = ui::texts::<CompanyText>();
    let api = ui::api();
    let company = use_company();
    let version = ui::kept(move || company.with(|company| company.map_or(0, |company| company.version)));
    let query: Query<Department> = live::load(move || {
        version.track();
        let api = api.clone();
        async move { api.call(GetDepartment { department: id, body: () }).await }
    });
    view! {
        <Page back=(paths::COMPANY, t.title)>
            <WhenReady query rows=6 let:department>
                <Whole query department version />
            </WhenReady>
        </Page>
    }
    .into_any()
}

#[component]
fn Whole(query: Query<Department>, department: Kept<Department>, version: Kept<i64>) -> impl IntoView {
    let t = ui::texts::<DepartmentText>();
    let session = use_session();
    let administers = ui::kept(move || session.holds(Permission::ManageCompany));
    let company = use_company();
    let first = department.get_untracked();
    let id = first.id;
    let sub = move || {
        department.with(|department| {
            let brand = company.with(|company| {
                let brand = company?.brands.iter().find(|brand| brand.id == department.brand)?;
                Some(brand.name.clone())
            });
            let email = &department.details.email;
            fill(t.sub, &[("email", email), ("brand", &brand.unwrap_or_default())])
        })
    };
    let name = Signal::derive(move || department.with(|department| department.details.name.clone()));
    view! {
        <header class="page-head">
            <div class="titles">
                <h1>{name}</h1>
                <p class="sub">{move || sub()}</p>
                {ui::changing(move || {
                    let (details, visibility) = department.with(|one| (one.details.clone(), one.visibility));
                    view! { <DepartmentChips details visibility /> }
                })}
            </div>
            <div class="acts">
                <Show when=move || administers.get()>
                    <a class="button" href=paths::department_hours(id)>{t.hours}</a>
                    <a class="button" href=paths::mailbox(id)>{t.mailbox}</a>
                    <a class="button" href=paths::department_mail_templates(id)>{t.mail_templates}</a>
                    <ArchiveDepartmentButton department=id name />
                </Show>
            </div>
        </header>
        <Settings query department version administers />
    }
    .into_any()
}

#[component]
fn Settings(
    query: Query<Department>,
    department: Kept<Department>,
    version: Kept<i64>,
    administers: Kept<bool>,
) -> impl IntoView {
    let t = ui::texts::<DepartmentText>();
    let api = ui::api();
    let company = use_company();
    let id = department.with_untracked(|department| department.id);
    let draft = department.with_untracked(|department| Draft::of(&department.details, department.visibility));
    let disabled = Signal::derive(move || !administers.get());
    let edit = Edit::new(
        query,
        department,
        move |department| draft.fill(department),
        move |base| if administers.get() { draft.changes(t, base) } else { Vec::new() },
        // Only a group or a membership changed: what is typed here is no less current.
        |base, newest| base.details == newest.details && base.visibility == newest.visibility,
    );
    let (base, saving) = (edit.base, edit.saving);
    let effect = effect_of(id, Signal::derive(move || version.get()), administers);
    let wrong_grace = Signal::derive(move || draft.grace().is_none().then(|| t.grace_wrong.to_owned()));
    let save = move |()| {
        if untrack(|| draft.grace().is_none() || !draft.chats.reads() || !draft.tickets.reads()) {
            return;
        }
        let api = api.clone();
        let old = base.get_untracked();
        let (details, visibility) = untrack(|| (draft.details(), draft.visibility()));
        let call = async move {
            let mut saved = old.clone();
            if details != old.details {
                let call = UpdateDepartment { department: id, version: old.version, body: details };
                saved = api.call(call).await?;
                edit.saved_so_far(saved.clone());
            }
            if visibility != old.visibility {
                saved = api
                    .call(SetVisibility { department: id, version: saved.version, body: NewVisibility { visibility } })
                    .await?;
            }
            Ok::<_, CallError>(saved)
        };
        edit.save(call, t.saved, move || {
            effect.refetch();
            company.refetch();
        });
    };
    let name = Signal::derive(move || base.with(|base| base.details.name.clone()));
    view! {
        <Editing edit=edit.acts() on_save=save disabled read_only=t.read_only>
            <section class="card settings">
                <header>
                    <h2>{t.customers}</h2>
                </header>
                <VisibilitySetting
                    draft
                    saved=Signal::derive(move || base.with(|base| base.visibility))
                    name
                    effect
                    disabled
                />
                <SwitchSetting id="s-chat" title=t.offers_chat hint=t.offers_chat_hint value=draft.offers_chat
                    saved=Signal::derive(move || base.with(|base| base.details.offers_chat)) disabled />
                <RequireSetting title=t.chat_requires value=draft.chat_requires
                    saved=Signal::derive(move || base.with(|base| base.details.chat_requires)) disabled />
                <SwitchSetting id="s-tickets" title=t.offers_tickets hint=t.offers_tickets_hint value=draft.offers_tickets
                    saved=Signal::derive(move || base.with(|base| base.details.offers_tickets)) disabled />
                <RequireSetting title=t.tickets_require value=draft.tickets_require
                    saved=Signal::derive(move || base.with(|base| base.details.tickets_require)) disabled />
                <SwitchSetting id="s-mail" title=t.by_email hint=t.by_email_hint value=draft.by_email
                    saved=Signal::derive(move || base.with(|base| base.details.accepts_new_by_email)) disabled />
            </section>
            <section class="card settings">
                <header>
                    <h2>{t.inside}</h2>
                </header>
                <SwitchSetting id="s-check-in" title=t.check_in hint=t.check_in_hint value=draft.check_in
                    saved=Signal::derive(move || base.with(|base| base.details.requires_check_in)) disabled />
                <SwitchSetting id="s-confidential" title=t.confidential hint=t.confidential_hint value=draft.confidential
                    saved=Signal::derive(move || base.with(|base| base.details.confidential)) disabled />
                <SwitchSetting id="s-away" title=t.while_away hint=t.while_away_hint value=draft.while_away
                    saved=Signal::derive(move || base.with(|base| base.details.assigns_tickets_while_away)) disabled />
                <div class="setting">
                    <div data-wide="">
                        <MethodCards value=draft.method disabled />
                    </div>
                </div>
                <div class="setting">
                    <div data-wide="">
                        <Field name="gone_grace_seconds" label=t.grace hint=t.grace_hint kind=FieldKind::Number
                            value=draft.grace error=wrong_grace disabled />
                    </div>
                </div>
            </section>
            <ChatSettings draft=draft.chats disabled
                only_while_available=Signal::derive(move || base.with(|base| base.details.chats.only_while_available)) />
            <TicketSettings draft=draft.tickets disabled
                resolution=Signal::derive(move || base.with(|base| base.details.tickets.resolution_required)) />
            <section class="card settings">
                <header>
                    <h2>{t.about}</h2>
                </header>
                <div class="body">
                    <AboutFields draft saving disabled />
                </div>
            </section>
            <Groups department administers=administers.into() on_change=Callback::new(move |()| query.refetch()) />
            <LastChange subject=Subject::Department id=id.0 version=Signal::derive(move || version.get()) />
        </Editing>
    }
    .into_any()
}

/// Name, description, address.
#[component]
pub(super) fn AboutFields(
    draft: Draft,
    saving: Submission,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    let t = ui::texts::<DepartmentText>();
    let said = move |name: &'static str, path: &'static str| {
        let (plain, nested) = (saving.field(name), saving.field(path));
        Signal::derive(move || plain.get().or_else(|| nested.get()))
    };
    view! {
        <div class="fields">
            <Field name="name" label=t.name hint=t.name_hint value=draft.name error=said("name", "details.name")
                maxlength=120_u32 disabled />
            <Field name="description" label=t.description hint=t.description_hint value=draft.description
                kind=FieldKind::Area(2) error=said("description", "details.description") maxlength=500_u32
                optional=true disabled />
            <Field name="email" label=t.email hint=t.email_hint value=draft.email kind=FieldKind::Email
                error=said("email", "details.email") disabled />
        </div>
    }
    .into_any()
}

#[component]
pub(super) fn MethodCards(
    value: RwSignal<DistributionMethod>,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    let t = ui::texts::<DepartmentText>();
    let choices = vec![
        Choice::new(DistributionMethod::RoundRobin, t.round_robin).hint(t.round_robin_hint),
        Choice::new(DistributionMethod::LeastBusy, t.least_busy).hint(t.least_busy_hint),
    ];
    view! { <RadioCards name="method" legend=t.method choices value disabled on_change=move |method| value.set(method) /> }
}

/// Which role customers need for something.
#[component]
fn RequireSetting(
    title: &'static str,
    value: RwSignal<CustomerRole>,
    /// As it is saved.
    saved: Signal<CustomerRole>,
    #[prop(into)] disabled: Signal<bool>,
) -> impl IntoView {
    let t = ui::texts::<DepartmentText>();
    let choices = Signal::derive(move || {
        let roles = [CustomerRole::Everyone, CustomerRole::Registered, CustomerRole::Verified];
        roles.map(|role| Choice::new(role, required(t, role)).disabled(disabled.get())).to_vec()
    });
    view! {
        <div class="setting" data-changed=move || (value.get() != saved.get()).then_some("")>
            <div class="text">
                <h3>{title}</h3>
                <p class="hint">{t.requires_hint}</p>
            </div>
            <div class="control">
                <Segmented label=title choices value on_change=move |role| value.set(role) />
            </div>
        </div>
    }
    .into_any()
}

/// One switch with what it does.
#[component]
pub(super) fn SwitchSetting(
    id: &'static str,
    title: &'static str,
    hint: &'static str,
    value: RwSignal<bool>,
    /// As it is saved.
    saved: Signal<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    view! {
        <div class="setting" data-changed=move || (value.get() != saved.get()).then_some("")>
            <div class="text">
                <h3 id=id>{title}</h3>
                <p class="hint">{hint}</p>
            </div>
            <div class="control">
                <Switch checked=value labelled_by=id disabled on_change=move |on| value.set(on) />
            </div>
        </div>
    }
    .into_any()
}
