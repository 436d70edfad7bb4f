//! An account while it is changed.

use contract::{
    people::{Person, PersonDetails, PersonKind, Role},
    roles::{ListRoles, NamedRole},
};
use leptos::prelude::*;
use ui::{Checkbox, Field, FieldKind, Submission, fill};

use super::words;
use crate::{
    live,
    settings::roles::words::allows,
    text::{PeopleText, RolesText},
};

/// What stands in the fields. Copy it about.
#[derive(Clone, Copy)]
pub struct Draft {
    pub username: RwSignal<String>,
    pub email: RwSignal<String>,
    pub name: RwSignal<String>,
    pub alias: RwSignal<String>,
    pub phone: RwSignal<String>,
    pub roles: RwSignal<Vec<Role>>,
    pub active: RwSignal<bool>,
    pub chat_limit: RwSignal<String>,
    pub ticket_limit: RwSignal<String>,
}

/// An account as it would be sent unchanged.
pub fn details_of(person: &Person) -> PersonDetails {
    PersonDetails {
        username: person.username.clone(),
        email: person.email.clone(),
        name: person.name.clone(),
        alias: person.alias.clone(),
        phone: person.phone.as_ref().map_or(String::new(), |phone| phone.typed.clone()),
        roles: person.roles.clone(),
        active: person.active,
        chat_limit: person.chat_limit,
        ticket_limit: person.ticket_limit,
    }
}

/// A limit as typed; what does not read is more than the server allows, which says so at the field.
fn limit(typed: &str) -> Option<u32> {
    if typed.is_empty() { None } else { Some(typed.parse().unwrap_or(u32::MAX)) }
}

impl Draft {
    /// The fields of a new account.
    pub fn new(kind: PersonKind) -> Self {
        let empty = || RwSignal::new(String::new());
        let roles = if kind == PersonKind::Employee { vec![Role::Agent] } else { Vec::new() };
        Self {
            username: empty(),
            email: empty(),
            name: empty(),
            alias: empty(),
            phone: empty(),
            roles: RwSignal::new(roles),
            active: RwSignal::new(true),
            chat_limit: empty(),
            ticket_limit: empty(),
        }
    }

    /// Puts an account into the fields.
    pub fn fill(self, person: &Person) {
        let details = details_of(person);
        self.username.set(details.username);
        self.email.set(details.email);
        self.name.set(details.name);
        self.alias.set(details.alias);
        self.phone.set(details.phone);
        self.roles.set(details.roles);
        self.active.set(details.active);
        let typed = |limit: Option<u32>| limit.map(|limit| limit.to_string()).unwrap_or_default();
        self.chat_limit.set(typed(details.chat_limit));
        self.ticket_limit.set(typed(details.ticket_limit));
    }

    /// What would be sent.
    pub fn details(self) -> PersonDetails {
        let typed = |text: RwSignal<String>| text.get().trim().to_owned();
        PersonDetails {
            username: typed(self.username),
            email: typed(self.email),
            name: typed(self.name),
            alias: typed(self.alias),
            phone: typed(self.phone),
            roles: self.roles.get(),
            active: self.active.get(),
            chat_limit: limit(&typed(self.chat_limit)),
            ticket_limit: limit(&typed(self.ticket_limit)),
        }
    }

    /// What differs, each in a few words.
    pub fn changes(self, t: &PeopleText, person: &Person) -> Vec<String> {
        let (new, old) = (self.details(), details_of(person));
        let compared = [
            (t.name, new.name == old.name),
            (t.username, new.username == old.username),
            (t.email, new.email == old.email),
            (t.alias, new.alias == old.alias),
            (t.phone, new.phone == old.phone),
            (t.roles, new.roles == old.roles),
            (t.chat_limit, new.chat_limit == old.chat_limit),
            (t.ticket_limit, new.ticket_limit == old.ticket_limit),
        ];
        let mut said: Vec<String> =
            compared.into_iter().filter(|(_, same)| !same).map(|(field, _)| field.to_owned()).collect();
        if new.active != old.active {
            let word = |on: bool| if on { t.on } else { t.off };
            let words = [("field", t.active), ("from", word(old.active)), ("to", word(new.active))];
            said.push(fill(t.on_off, &words));
        }
        said
    }
}

/// Name, username, address and phone.
#[component]
pub(super) fn PersonFields(
    draft: Draft,
    kind: PersonKind,
    saving: Submission,
    /// What is known of the saved phone number.
    #[prop(optional, into)]
    phone_hint: Signal<String>,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    let t = ui::texts::<PeopleText>();
    // A new account's fields lie in `details`, a changed one's do not.
    let said = move |plain: &'static str, nested: &'static str| {
        let (plain, nested) = (saving.field(plain), saving.field(nested));
        Signal::derive(move || plain.get().or_else(|| nested.get()))
    };
    let employee = kind == PersonKind::Employee;
    view! {
        <div class="fields" data-columns="2">
            <Field name="name" label=t.name value=draft.name error=said("name", "details.name") maxlength=120_u32
                disabled />
            <Field name="username" label=t.username hint=t.username_hint value=draft.username
                error=said("username", "details.username") maxlength=64_u32 autocomplete="off" disabled />
            <Field name="email" label=t.email hint=t.email_hint value=draft.email kind=FieldKind::Email
                error=said("email", "details.email") autocomplete="off" disabled />
            <Field name="phone" label=t.phone hint=move || phone_hint.get() value=draft.phone kind=FieldKind::Tel
                error=said("phone", "details.phone") maxlength=40_u32 optional=true disabled />
            {employee
                .then(|| {
                    view! {
                        <Field name="alias" label=t.alias hint=t.alias_hint value=draft.alias
                            error=said("alias", "details.alias") maxlength=120_u32 optional=true disabled />
                        <Field name="chat_limit" label=t.chat_limit hint=t.limit_hint value=draft.chat_limit
                            kind=FieldKind::Number error=said("chat_limit", "details.chat_limit") optional=true
                            disabled />
                        <Field name="ticket_limit" label=t.ticket_limit hint=t.limit_hint value=draft.ticket_limit
                            kind=FieldKind::Number error=said("ticket_limit", "details.ticket_limit") optional=true
                            disabled />
                    }
                })}
        </div>
    }
    .into_any()
}

/// The roles of an employee.
#[component]
pub(super) fn RoleFields(draft: Draft, #[prop(optional, into)] disabled: Signal<bool>) -> impl IntoView {
    let t = ui::texts::<PeopleText>();
    let boxes = words::ROLES
        .into_iter()
        .map(|role| {
            view! { <RoleBox draft disabled role name=words::role(t, role) hint=words::role_hint(t, role) /> }
        })
        .collect_view();
    let api = ui::api();
    let roles = live::load(move || {
        let api = api.clone();
        async move { api.call(ListRoles { body: () }).await.map(|list| list.items) }
    });
    let own = move || {
        let own = roles.with(|roles| roles.iter().filter(|one| matches!(one.role, Role::Own(_))).cloned().collect());
        let own: Vec<NamedRole> = own.unwrap_or_default();
        own.into_iter()
            .map(|one| {
                let hint = allows(ui::texts::<RolesText>(), &one);
                view! { <RoleBox draft disabled role=one.role name=one.details.name hint /> }
            })
            .collect_view()
    };
    view! {
        <fieldset class="field">
            <legend>{t.roles}</legend>
            {boxes}
            {own}
        </fieldset>
    }
    .into_any()
}

/// One role to hold or not; an agent every employee is.
#[component]
fn RoleBox(
    draft: Draft,
    disabled: Signal<bool>,
    role: Role,
    #[prop(into)] name: String,
    #[prop(into)] hint: String,
) -> impl IntoView {
    let checked = Signal::derive(move || draft.roles.with(|roles| roles.contains(&role)));
    let fixed = Signal::derive(move || disabled.get() || role == Role::Agent);
    let change = move |on: bool| {
        draft.roles.update(|roles| {
            roles.retain(|held| *held != role);
            if on {
                roles.push(role);
            }
            roles.sort();
        });
    };
    view! {
        <Checkbox checked disabled=fixed hint on_change=change>
            {name}
        </Checkbox>
    }
    .into_any()
}
