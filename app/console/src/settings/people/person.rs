//! One account: what it says, what it may do, where it belongs.

use contract::{
    AccountId,
    history::Subject,
    organizations::ListPersonOrganizations,
    people::{GetPerson, Person, PersonKind, UpdatePerson},
    rights::Permission,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use ui::{Chip, Kept, Query, Show, Size, Switch, Time, TimeStyle, Tone, WhenReady, fill};

use super::{
    draft::{Draft, PersonFields, RoleFields},
    password::PasswordButton,
    signing_in::SigningIn,
    words,
};
use crate::{
    company::{departments, use_company},
    edit::{Edit, Editing},
    face::Face,
    face_field::{FaceField, Whose},
    frame::{Page, Section},
    history::LastChange,
    live,
    organizations::words::WhyChips,
    paths,
    session::use_session,
    settings::roles::EffectivePermissions,
    shell::NotFoundPage,
    text::PeopleText,
};

/// The page.
#[component]
pub fn PersonPage() -> impl IntoView {
    let params = use_params_map();
    let id = ui::kept(move || params.with(|params| params.get("id")?.parse::<AccountId>().ok()));
    ui::changing(move || match id.get() {
        Some(id) => view! { <Loading id /> }.into_any(),
        None => view! { <NotFoundPage /> }.into_any(),
    })
}

#[component]
fn Loading(id: AccountId) -> impl IntoView {
    let t = ui::texts::<PeopleText>();
    let api = ui::api();
    let query: Query<Person> = live::load(move || {
        let api = api.clone();
        async move { api.call(GetPerson { person: id, body: () }).await }
    });
    view! {
        <Page width="narrow" back=(paths::PEOPLE, t.title)>
            <WhenReady query rows=5 let:person>
                <Whole query person />
            </WhenReady>
        </Page>
    }
    .into_any()
}

#[component]
fn Whole(query: Query<Person>, person: Kept<Person>) -> impl IntoView {
    let t = ui::texts::<PeopleText>();
    let session = use_session();
    let first = person.get_untracked();
    let (id, kind) = (first.id, first.kind);
    let employee = kind == PersonKind::Employee;
    let administers = ui::kept(move || session.holds(Permission::ManagePeople));
    let name = Signal::derive(move || person.with(|person| person.name.clone()));
    let chips = move || {
        let person = person.get();
        let role = words::highest(t, &person.roles);
        view! {
            <span class="chips">
                <Chip>{words::kind(t, person.kind)}</Chip>
                {(!role.is_empty()).then(|| view! { <Chip tone=Tone::Accent>{role}</Chip> })}
                {if person.email_verified {
                    view! { <Chip tone=Tone::Good>{t.verified}</Chip> }.into_any()
                } else {
                    view! { <Chip>{t.not_verified}</Chip> }.into_any()
                }}
                {(!person.active).then(|| view! { <Chip tone=Tone::Warn>{t.inactive}</Chip> })}
            </span>
        }
    };
    view! {
        <header class="page-head">
            <Face id name size=Size::Large />
            <div class="titles">
                <h1>{name}</h1>
                <p class="sub">
                    {move || person.with(|person| format!("{} · {} ", person.username, t.since))}
                    <Time at=first.created_at.clone() style=TimeStyle::Day />
                </p>
                {move || chips()}
            </div>
            <div class="acts">
                <Show when=move || employee && administers.get()>
                    <PasswordButton person=id name />
                </Show>
            </div>
        </header>
        <Account query person administers />
    }
    .into_any()
}

#[component]
fn Account(query: Query<Person>, person: Kept<Person>, administers: Kept<bool>) -> impl IntoView {
    let t = ui::texts::<PeopleText>();
    let api = ui::api();
    let (id, kind) = person.with_untracked(|person| (person.id, person.kind));
    let employee = kind == PersonKind::Employee;
    let disabled = Signal::derive(move || employee && !administers.get());
    let draft = Draft::new(kind);
    let changes = move |base: &Person| if disabled.get() { Vec::new() } else { draft.changes(t, base) };
    let edit = Edit::new(query, person, move |person| draft.fill(person), changes, |_, _| false);
    let (base, saving) = (edit.base, edit.saving);
    let save = move |()| {
        let api = api.clone();
        let (version, body) = (base.with_untracked(|base| base.version), untrack(|| draft.details()));
        let call = UpdatePerson { person: id, version, body };
        edit.save(async move { api.call(call).await }, t.saved, || {});
    };
    let phone_hint = Signal::derive(move || {
        base.with(|base| match &base.phone {
            Some(phone) => match &phone.e164 {
                Some(number) => fill(t.phone_hint, &[("number", number)]),
                None => t.phone_unread.to_owned(),
            },
            None => String::new(),
        })
    });
    let version = Signal::derive(move || person.with(|person| person.version));
    let name = Signal::derive(move || person.with(|person| person.name.clone()));
    let picture = Signal::derive(move || person.with(|person| person.picture.clone()));
    let pictured = Callback::new(move |picture| query.update(|person| person.picture = picture));
    let session = use_session();
    // How an employee signs in, and where, stands in the history, too.
    let may_know = move || session.me().is_some_and(|me| me.id == id) || session.holds(Permission::ManagePeople);
    let may_ask = move || may_know() || session.holds(Permission::ManageRoles);
    view! {
        <Editing edit=edit.acts() on_save=save disabled read_only=t.read_only>
            <Section title=t.account>
                <Show when=move || employee && administers.get()>
                    <FaceField whose=Whose::Colleagues(id) name picture on_change=pictured />
                </Show>
                <PersonFields draft kind saving phone_hint disabled />
            </Section>
            <section class="card settings">
                <header>
                    <h2>{t.rights}</h2>
                </header>
                {employee
                    .then(|| {
                        view! {
                            <div class="setting">
                                <div data-wide="">
                                    <RoleFields draft disabled />
                                </div>
                            </div>
                        }
                    })}
                <ActiveSetting draft base disabled />
            </section>
            <Show when=move || employee && administers.get()>
                <SigningIn person=id name version />
            </Show>
            {employee.then(|| view! { <MemberOf person=id /> })}
            <Show when=move || employee && may_ask()>
                <EffectivePermissions person=id version />
            </Show>
            {(!employee).then(|| view! { <BelongsTo person=id version /> })}
            <Show when=move || !employee || may_know()>
                <LastChange subject=Subject::Person id=id.0 version />
            </Show>
        </Editing>
    }
    .into_any()
}

/// Whether the account may sign in, with what the other position does.
#[component]
fn ActiveSetting(draft: Draft, base: Kept<Person>, disabled: Signal<bool>) -> impl IntoView {
    let t = ui::texts::<PeopleText>();
    let id = base.with_untracked(|base| base.id);
    let groups = groups_of(id);
    let saved = ui::kept(move || base.with(|base| base.active));
    let changed = move || draft.active.get() != saved.get();
    let effect = move || {
        let name = base.with(|base| base.name.clone());
        let words = [("name", name.as_str())];
        if saved.get() {
            let groups = groups.get().into_iter().map(|(_, said)| said).collect::<Vec<_>>().join(", ");
            let there =
                (!groups.is_empty()).then(|| [" ", &fill(t.deactivates_groups, &[("groups", &groups)])].concat());
            view! { <p><strong>{fill(t.deactivating, &words)}</strong> " " {t.deactivates} {there}</p> }.into_any()
        } else {
            view! { <p><strong>{fill(t.activating, &words)}</strong> " " {t.activates}</p> }.into_any()
        }
    };
    view! {
        <div class="setting" data-changed=move || changed().then_some("")>
            <div class="text">
                <h3 id="s-active">{t.active}</h3>
                <p class="hint">{t.active_hint}</p>
            </div>
            <div class="control">
                <Switch
                    checked=draft.active
                    labelled_by="s-active"
                    disabled
                    on_change=move |on| draft.active.set(on)
                />
            </div>
            <Show when=move || !disabled.get()>
                <div class="notice effect" data-tone=move || changed().then_some("warn")>
                    {move || effect()}
                </div>
            </Show>
        </div>
    }
    .into_any()
}

/// The departments and groups an employee is a member of.
fn groups_of(person: AccountId) -> Kept<Vec<(contract::DepartmentId, String)>> {
    let t = ui::texts::<PeopleText>();
    let company = use_company();
    ui::kept(move || {
        company.with(|company| {
            let mut places = Vec::new();
            for department in company.into_iter().flat_map(departments) {
                for group in &department.groups {
                    if group.members.iter().any(|member| member.agent.id == person) {
                        let words = [("department", department.details.name.as_str()), ("group", group.name.as_str())];
                        places.push((department.id, fill(t.place, &words)));
                    }
                }
            }
            places
        })
    })
}

#[component]
fn MemberOf(person: AccountId) -> impl IntoView {
    let t = ui::texts::<PeopleText>();
    let groups = groups_of(person);
    let rows = move || {
        let all = groups.get();
        if all.is_empty() {
            return view! { <p class="muted">{t.no_groups}</p> }.into_any();
        }
        all.into_iter()
            .map(|(department, said)| view! { <a class="link" href=paths::department(department)>{said}</a> })
            .collect_view()
            .into_any()
    };
    view! {
        <Section title=t.groups>{move || rows()}</Section>
    }
    .into_any()
}

#[component]
fn BelongsTo(person: AccountId, version: Signal<i64>) -> impl IntoView {
    let t = ui::texts::<PeopleText>();
    let api = ui::api();
    let query = live::load(move || {
        version.track();
        let api = api.clone();
        async move { api.call(ListPersonOrganizations { person, body: () }).await.map(|list| list.items) }
    });
    view! {
        <Section title=t.organizations>
            <WhenReady query let:all>
                {move || {
                    let all = all.get();
                    if all.is_empty() {
                        return view! { <p class="muted">{t.no_organizations}</p> }.into_any();
                    }
                    all.into_iter()
                        .map(|one| {
                            view! {
                                <div class="row wrap-row">
                                    <a class="link" href=paths::organization(one.organization)>{one.name}</a>
                                    <WhyChips why=one.why />
                                </div>
                            }
                        })
                        .collect_view()
                        .into_any()
                }}
            </WhenReady>
        </Section>
    }
    .into_any()
}
