//! One account: what it says, what it may do, where it belongs.

use client::CallError;
use contract::{
    AccountId,
    history::Subject,
    organizations::ListPersonOrganizations,
    people::{GetPerson, Person, PersonKind, UpdatePerson},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use ui::{
    Avatar, Button, Chip, ProblemNotice, Query, SaveBar, Size, Submission, Switch, Time, TimeStyle, Tone, WhenReady,
    fill,
};

use super::{
    draft::{Draft, PersonFields, RoleFields},
    password::PasswordButton,
    words,
};
use crate::{
    company::{departments, use_company},
    history::LastChange,
    organizations::words::WhyChips,
    paths,
    session::use_session,
    shell::NotFoundPage,
    text::PeopleText,
};

/// The page.
#[component]
pub fn PersonPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")?.parse::<AccountId>().ok()));
    move || match id.get() {
        Some(id) => view! { <Loading id /> }.into_any(),
        None => view! { <NotFoundPage /> }.into_any(),
    }
}

#[component]
fn Loading(id: AccountId) -> impl IntoView {
    let t = ui::texts::<PeopleText>();
    let api = ui::api();
    let query: Query<Person> = ui::load(move || {
        let api = api.clone();
        async move { api.call(GetPerson { person: id, body: () }).await }
    });
    view! {
        <main class="page" id="main">
            <div class="wrap" data-width="narrow">
                <nav class="crumbs">
                    <a class="link" href=paths::PEOPLE>{t.title}</a>
                </nav>
                <WhenReady query rows=5 let:person>
                    <Page query person />
                </WhenReady>
            </div>
        </main>
    }
    .into_any()
}

#[component]
fn Page(query: Query<Person>, person: Signal<Person>) -> impl IntoView {
    let t = ui::texts::<PeopleText>();
    let session = use_session();
    let first = person.get_untracked();
    let (id, kind) = (first.id, first.kind);
    let employee = kind == PersonKind::Employee;
    let administers = Memo::new(move |_| session.is_administrator());
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
            <Avatar name seed=id.to_string() size=Size::Large />
            <div class="titles">
                <h1>{name}</h1>
                <p class="sub">
                    {move || person.with(|person| format!("{} · {} ", person.username, t.since))}
                    <Time at=first.created_at.clone() style=TimeStyle::Day />
                </p>
                {chips}
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
fn Account(query: Query<Person>, person: Signal<Person>, administers: Memo<bool>) -> impl IntoView {
    let t = ui::texts::<PeopleText>();
    let api = ui::api();
    let toaster = ui::toasts();
    let first = person.get_untracked();
    let (id, kind) = (first.id, first.kind);
    let employee = kind == PersonKind::Employee;
    let disabled = Signal::derive(move || employee && !administers.get());
    let draft = Draft::new(kind);
    draft.fill(&first);
    let base = RwSignal::new(first);
    let saving = Submission::new();
    let changes = Memo::new(move |_| if disabled.get() { Vec::new() } else { draft.changes(t, &base.get()) });
    Effect::new(move |_| {
        let newest = person.get();
        if changes.with_untracked(Vec::is_empty) && !saving.busy.get_untracked() {
            draft.fill(&newest);
            base.set(newest);
        }
    });
    let save = move |()| {
        let api = api.clone();
        let (version, body) = (base.with_untracked(|base| base.version), untrack(|| draft.details()));
        let call = UpdatePerson { person: id, version, body };
        saving.run(async move { api.call(call).await }, move |saved| {
            draft.fill(&saved);
            base.set(saved.clone());
            query.set(saved);
            toaster.toast(Tone::Good, t.saved);
        });
    };
    let discard = move || {
        draft.fill(&base.get_untracked());
        saving.clear();
    };
    let load_newest = move |_| {
        discard();
        query.refetch();
    };
    let stale = move || saving.problem.with(|problem| problem.as_ref().and_then(CallError::code) == Some("stale"));
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
    view! {
        <Show when=move || disabled.get()>
            <p class="muted">{t.read_only}</p>
        </Show>
        <ProblemNotice problem=saving.problem />
        <Show when=stale>
            <div class="row">
                <Button on_click=load_newest>{t.load_newest}</Button>
            </div>
        </Show>
        <section class="card">
            <header>
                <h2 class="grow">{t.account}</h2>
            </header>
            <div class="body">
                <PersonFields draft kind saving phone_hint disabled />
            </div>
        </section>
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
        {employee.then(|| view! { <MemberOf person=id /> })}
        {(!employee).then(|| view! { <BelongsTo person=id version /> })}
        <LastChange subject=Subject::Person id=id.0 version />
        <SaveBar changes busy=saving.busy on_save=save on_discard=move |()| discard() />
    }
    .into_any()
}

/// Whether the account may sign in, with what the other position does.
#[component]
fn ActiveSetting(draft: Draft, base: RwSignal<Person>, disabled: Signal<bool>) -> impl IntoView {
    let t = ui::texts::<PeopleText>();
    let id = base.with_untracked(|base| base.id);
    let groups = groups_of(id);
    let saved = Memo::new(move |_| base.with(|base| base.active));
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
                    {effect}
                </div>
            </Show>
        </div>
    }
    .into_any()
}

/// The departments and groups an employee is a member of.
fn groups_of(person: AccountId) -> Memo<Vec<(contract::DepartmentId, String)>> {
    let t = ui::texts::<PeopleText>();
    let company = use_company();
    Memo::new(move |_| {
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
        <section class="card">
            <header>
                <h2 class="grow">{t.groups}</h2>
            </header>
            <div class="body stack">{rows}</div>
        </section>
    }
    .into_any()
}

#[component]
fn BelongsTo(person: AccountId, version: Signal<i64>) -> impl IntoView {
    let t = ui::texts::<PeopleText>();
    let api = ui::api();
    let query = ui::load(move || {
        version.track();
        let api = api.clone();
        async move { api.call(ListPersonOrganizations { person, body: () }).await.map(|list| list.items) }
    });
    view! {
        <section class="card">
            <header>
                <h2 class="grow">{t.organizations}</h2>
            </header>
            <div class="body stack">
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
                                        <a class="link" href=paths::organization(one.organization)>
                                            {one.name}
                                        </a>
                                        <WhyChips why=one.why />
                                    </div>
                                }
                            })
                            .collect_view()
                            .into_any()
                    }}
                </WhenReady>
            </div>
        </section>
    }
    .into_any()
}
