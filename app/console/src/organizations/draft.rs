//! An organization's details while they are changed.

use contract::organizations::OrganizationDetails;
use leptos::prelude::*;
use ui::{Choice, Field, FieldKind, Select, Submission};

use super::words;
use crate::text::OrganizationText;

/// What stands in the fields. Copy it about.
#[derive(Clone, Copy)]
pub struct Draft {
    name: RwSignal<String>,
    website: RwSignal<String>,
    phone: RwSignal<String>,
    /// The place in [`words::EMPLOYEES`], or nothing.
    employees: RwSignal<String>,
    address_1: RwSignal<String>,
    address_2: RwSignal<String>,
    city: RwSignal<String>,
    state: RwSignal<String>,
    postal_code: RwSignal<String>,
    country: RwSignal<String>,
}

impl Draft {
    /// Empty fields.
    pub fn new() -> Self {
        let empty = || RwSignal::new(String::new());
        Self {
            name: empty(),
            website: empty(),
            phone: empty(),
            employees: empty(),
            address_1: empty(),
            address_2: empty(),
            city: empty(),
            state: empty(),
            postal_code: empty(),
            country: empty(),
        }
    }

    /// Puts these details into the fields.
    pub fn fill(self, details: &OrganizationDetails) {
        let details = details.clone();
        let range = details.employees.and_then(|range| words::EMPLOYEES.iter().position(|(known, _)| *known == range));
        self.name.set(details.name);
        self.website.set(details.website);
        self.phone.set(details.phone);
        self.employees.set(range.map_or(String::new(), |place| place.to_string()));
        self.address_1.set(details.address_1);
        self.address_2.set(details.address_2);
        self.city.set(details.city);
        self.state.set(details.state);
        self.postal_code.set(details.postal_code);
        self.country.set(details.country);
    }

    /// What would be sent.
    pub fn details(self) -> OrganizationDetails {
        let typed = |text: RwSignal<String>| text.get().trim().to_owned();
        let range = self.employees.get().parse::<usize>().ok();
        OrganizationDetails {
            name: typed(self.name),
            website: typed(self.website),
            phone: typed(self.phone),
            employees: range.and_then(|place| words::EMPLOYEES.get(place)).map(|(range, _)| *range),
            address_1: typed(self.address_1),
            address_2: typed(self.address_2),
            city: typed(self.city),
            state: typed(self.state),
            postal_code: typed(self.postal_code),
            country: typed(self.country),
        }
    }

    /// The names of the fields that differ.
    pub fn changes(self, t: &OrganizationText, old: &OrganizationDetails) -> Vec<String> {
        let new = self.details();
        let compared = [
            (t.name, new.name == old.name),
            (t.website, new.website == old.website),
            (t.phone, new.phone == old.phone),
            (t.employees, new.employees == old.employees),
            (t.address_1, new.address_1 == old.address_1),
            (t.address_2, new.address_2 == old.address_2),
            (t.city, new.city == old.city),
            (t.state, new.state == old.state),
            (t.postal_code, new.postal_code == old.postal_code),
            (t.country, new.country == old.country),
        ];
        compared.into_iter().filter(|(_, same)| !same).map(|(field, _)| field.to_owned()).collect()
    }
}

/// The fields.
#[component]
pub(super) fn DetailsFields(draft: Draft, saving: Submission) -> impl IntoView {
    let t = ui::texts::<OrganizationText>();
    let ranges = Signal::derive(move || {
        let mut choices = vec![Choice::new(String::new(), t.employees_unknown)];
        choices.extend(
            words::EMPLOYEES.iter().enumerate().map(|(place, (_, said))| Choice::new(place.to_string(), *said)),
        );
        choices
    });
    view! {
        <div class="fields">
            <Field name="name" label=t.name value=draft.name error=saving.field("name") maxlength=200_u32 required=true />
        </div>
        <div class="fields" data-columns="2">
            <Field name="website" label=t.website value=draft.website kind=FieldKind::Url placeholder="https://"
                error=saving.field("website") optional=true />
            <Field name="phone" label=t.phone value=draft.phone kind=FieldKind::Tel error=saving.field("phone")
                maxlength=40_u32 optional=true />
            <Select name="employees" label=t.employees value=draft.employees choices=ranges
                error=saving.field("employees") optional=true />
        </div>
        <div class="fields" data-columns="2">
            <Field name="address_1" label=t.address_1 value=draft.address_1 error=saving.field("address_1")
                maxlength=200_u32 optional=true />
            <Field name="address_2" label=t.address_2 value=draft.address_2 error=saving.field("address_2")
                maxlength=200_u32 optional=true />
            <Field name="city" label=t.city value=draft.city error=saving.field("city") maxlength=120_u32 optional=true />
            <Field name="state" label=t.state value=draft.state error=saving.field("state") maxlength=120_u32
                optional=true />
            <Field name="postal_code" label=t.postal_code value=draft.postal_code error=saving.field("postal_code")
                maxlength=20_u32 optional=true />
            <Field name="country" label=t.country value=draft.country error=saving.field("country") maxlength=120_u32
                optional=true />
        </div>
    }
    .into_any()
}
