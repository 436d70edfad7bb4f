//! A new account: an employee's, by administrators; a customer's, by any agent.

use contract::{
    people::{CreatePerson, NewPerson, PersonKind},
    rights::Permission,
};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::hooks::use_query_map;
use ui::{Button, ButtonKind, Field, FieldKind, LinkButton, ProblemNotice, Submission, Tone, fill};

use super::draft::{Draft, PersonFields, RoleFields};
use crate::{
    frame::{ForAdministrators, Page},
    paths,
    text::PeopleText,
};

/// The page; `?kind=employee` says which.
#[component]
pub fn NewPersonPage() -> impl IntoView {
    let t = ui::texts::<PeopleText>();
    let query = use_query_map();
    let kind = ui::kept(move || match query.with(|query| query.get("kind")).as_deref() {
        Some("employee") => PersonKind::Employee,
        _ => PersonKind::Customer,
    });
    let title = Signal::derive(move || {
        if kind.get() == PersonKind::Employee { t.new_employee.to_owned() } else { t.new_customer.to_owned() }
    });
    view! {
        <Page width="narrow" back=(paths::PEOPLE, t.title) title>
            {move || match kind.get() {
                PersonKind::Customer => view! { <Form kind=PersonKind::Customer /> }.into_any(),
                PersonKind::Employee => view! {
                    <ForAdministrators needs=Permission::ManagePeople>
                        <Form kind=PersonKind::Employee />
                    </ForAdministrators>
                }
                .into_any(),
            }}
        </Page>
    }
    .into_any()
}

#[component]
fn Form(kind: PersonKind) -> impl IntoView {
    let t = ui::texts::<PeopleText>();
    let api = ui::api();
    let toaster = ui::toasts();
    let go = paths::go();
    let draft = Draft::new(kind);
    let password = RwSignal::new(String::new());
    let saving = Submission::new();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (api, go) = (api.clone(), go.clone());
        let password = Some(password.get_untracked()).filter(|password| !password.is_empty());
        let body = NewPerson { kind, details: untrack(|| draft.details()), password };
        saving.run(async move { api.call(CreatePerson { body }).await }, move |person| {
            toaster.toast(Tone::Good, fill(t.made, &[("name", &person.name)]));
            go(&paths::person(person.id));
        });
    };
    let employee = kind == PersonKind::Employee;
    view! {
        <form class="stack" data-gap="4" on:submit=submit novalidate>
            <ProblemNotice problem=saving.problem />
            <section class="card">
                <div class="body stack" data-gap="4">
                    <PersonFields draft kind saving />
                    {employee
                        .then(|| {
                            view! {
                                <Field
                                    name="password"
                                    label=t.password
                                    hint=t.password_hint
                                    value=password
                                    kind=FieldKind::Password
                                    error=saving.field("password")
                                    autocomplete="new-password"
                                    optional=true
                                />
                                <RoleFields draft />
                            }
                        })}
                </div>
            </section>
            <div class="row">
                <span class="grow"></span>
                <LinkButton href=paths::PEOPLE>{t.cancel}</LinkButton>
                <Button kind=ButtonKind::Primary submit=true busy=saving.busy>
                    {t.make}
                </Button>
            </div>
        </form>
    }
    .into_any()
}
