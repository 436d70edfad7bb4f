//! One role: what it allows, in sentences, and who holds it.

use contract::{
    RoleId,
    history::Subject,
    people::Role,
    rights::{Permission, Permissions},
    roles::{ArchiveRole, CreateRole, GetRole, ListRoles, NamedRole, RoleDetails, UpdateRole},
};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::hooks::use_params_map;
use ui::{Button, ButtonKind, Field, Kept, LinkButton, ProblemNotice, Query, Show, Submission, Tone, WhenReady, fill};

use super::{fields::PermissionFields, words};
use crate::{
    confirm::ConfirmButton,
    edit::{Edit, Editing},
    frame::{ForAdministrators, Page, Section},
    history::LastChange,
    live, paths,
    session::use_session,
    shell::NotFoundPage,
    text::RolesText,
};

/// The page; a built-in role is named by its word.
#[component]
pub fn RolePage() -> impl IntoView {
    let t = ui::texts::<RolesText>();
    let params = use_params_map();
    let role = ui::kept(move || params.with(|params| Role::try_from(params.get("id")?).ok()));
    ui::changing(move || match role.get() {
        None => view! { <NotFoundPage /> }.into_any(),
        Some(Role::Own(id)) => view! {
            <Page width="narrow" back=(paths::ROLES, t.title)>
                <Loading id />
            </Page>
        }
        .into_any(),
        Some(role) => view! {
            <Page width="narrow" back=(paths::ROLES, t.title) title=words::name(t, role, &[])>
                <BuiltIn role />
            </Page>
        }
        .into_any(),
    })
}

/// What a built-in role allows, to read.
#[component]
fn BuiltIn(role: Role) -> impl IntoView {
    let t = ui::texts::<RolesText>();
    let api = ui::api();
    let query = live::load(move || {
        let api = api.clone();
        async move { api.call(ListRoles { body: () }).await.map(|list| list.items) }
    });
    let chosen = RwSignal::new(role.permissions().unwrap_or_default());
    view! {
        <Section title=t.permissions>
            <p class="muted">{t.fixed}</p>
            <PermissionFields legend=t.items of_items=true chosen disabled=true />
            <PermissionFields legend=t.installation of_items=false chosen disabled=true />
        </Section>
        <Section title=t.holders>
            <WhenReady query let:roles>
                <p>
                    {move || {
                        roles.with(|roles| {
                            let known = roles.iter().find(|known| known.role == role);
                            known.map(|known| words::holders(t, known)).unwrap_or_default()
                        })
                    }}
                </p>
            </WhenReady>
        </Section>
    }
    .into_any()
}

#[component]
fn Loading(id: RoleId) -> impl IntoView {
    let api = ui::api();
    let query: Query<NamedRole> = live::load(move || {
        let api = api.clone();
        async move { api.call(GetRole { role: id, body: () }).await }
    });
    view! {
        <WhenReady query rows=6 let:role>
            <Whole id query role />
        </WhenReady>
    }
    .into_any()
}

#[component]
fn Whole(id: RoleId, query: Query<NamedRole>, role: Kept<NamedRole>) -> impl IntoView {
    let t = ui::texts::<RolesText>();
    let api = ui::api();
    let session = use_session();
    let disabled = Signal::derive(move || !session.holds(Permission::ManageRoles));
    let (name, chosen) = (RwSignal::new(String::new()), RwSignal::new(Permissions::NONE));
    let fill_in = move |role: &NamedRole| {
        name.set(role.details.name.clone());
        chosen.set(role.details.permissions);
    };
    let changes = move |base: &NamedRole| {
        let same = [
            (t.name, name.get().trim() == base.details.name),
            (t.permissions, chosen.get() == base.details.permissions),
        ];
        let changed = same.into_iter().filter(|(_, same)| !same && !disabled.get());
        changed.map(|(field, _)| field.to_owned()).collect()
    };
    let edit = Edit::new(query, role, fill_in, changes, |_, _| false);
    let (base, saving) = (edit.base, edit.saving);
    let save = move |()| {
        let api = api.clone();
        let version = base.with_untracked(|base| base.version);
        let body = untrack(|| RoleDetails { name: name.get().trim().to_owned(), permissions: chosen.get() });
        edit.save(async move { api.call(UpdateRole { role: id, version, body }).await }, t.saved, || {});
    };
    let title = Signal::derive(move || base.with(|base| base.details.name.clone()));
    let holders = Signal::derive(move || base.with(|base| words::holders(t, base)));
    view! {
        <header class="page-head">
            <div class="titles">
                <h1>{title}</h1>
            </div>
            <div class="acts">
                <Show when=move || !disabled.get()>
                    <ArchiveButton id name=title holders />
                </Show>
            </div>
        </header>
        <Editing edit=edit.acts() on_save=save disabled read_only=t.read_only>
            <Section title=t.permissions>
                <Field name="name" label=t.name value=name error=saving.field("name") maxlength=120_u32 disabled />
                <PermissionFields legend=t.items hint=t.items_hint of_items=true chosen disabled />
                <PermissionFields legend=t.installation of_items=false chosen disabled />
            </Section>
            <Section title=t.holders>
                <p>{holders}</p>
            </Section>
            <LastChange
                subject=Subject::Role
                id=id.0
                version=Signal::derive(move || base.with(|base| base.version))
            />
        </Editing>
    }
    .into_any()
}

#[component]
fn ArchiveButton(id: RoleId, name: Signal<String>, holders: Signal<String>) -> impl IntoView {
    let t = ui::texts::<RolesText>();
    let api = ui::api();
    let go = StoredValue::new_local(paths::go_instead());
    let title = move || fill(t.archive_title, &[("name", &name.get())]);
    let send = move || {
        let api = api.clone();
        async move { api.call(ArchiveRole { role: id, body: () }).await }
    };
    let then = move || {
        let called = name.get_untracked();
        go.try_with_value(|go| go(paths::ROLES));
        fill(t.archived, &[("name", &called)])
    };
    view! {
        <ConfirmButton label=t.archive title text=t.archive_text act=t.archive_confirm send then>
            <p>{move || fill(t.archive_holders, &[("names", &holders.get())])}</p>
        </ConfirmButton>
    }
    .into_any()
}

/// A new one.
#[component]
pub fn NewRolePage() -> impl IntoView {
    let t = ui::texts::<RolesText>();
    view! {
        <Page width="narrow" back=(paths::ROLES, t.title) title=t.new>
            <ForAdministrators needs=Permission::ManageRoles>
                <NewForm />
            </ForAdministrators>
        </Page>
    }
    .into_any()
}

#[component]
fn NewForm() -> impl IntoView {
    let t = ui::texts::<RolesText>();
    let api = ui::api();
    let toaster = ui::toasts();
    let go = paths::go();
    let (name, chosen) = (RwSignal::new(String::new()), RwSignal::new(Permissions::NONE));
    let saving = Submission::new();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (api, go) = (api.clone(), go.clone());
        let body = untrack(|| RoleDetails { name: name.get().trim().to_owned(), permissions: chosen.get() });
        saving.run(async move { api.call(CreateRole { body }).await }, move |role| {
            toaster.toast(Tone::Good, fill(t.made, &[("name", &role.details.name)]));
            go(&paths::role(role.role));
        });
    };
    view! {
        <form class="stack" data-gap="4" on:submit=submit novalidate>
            <ProblemNotice problem=saving.problem />
            <section class="card">
                <div class="body stack" data-gap="4">
                    <Field name="name" label=t.name value=name error=saving.field("name") maxlength=120_u32 />
                    <PermissionFields legend=t.items hint=t.items_hint of_items=true chosen />
                    <PermissionFields legend=t.installation of_items=false chosen />
                </div>
            </section>
            <div class="row">
                <span class="grow"></span>
                <LinkButton href=paths::ROLES>{t.cancel}</LinkButton>
                <Button kind=ButtonKind::Primary submit=true busy=saving.busy>{t.make}</Button>
            </div>
        </form>
    }
    .into_any()
}
