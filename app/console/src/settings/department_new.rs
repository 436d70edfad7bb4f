//! A new department with its front-line group.

use contract::{
    BrandId,
    departments::{CreateDepartment, DepartmentDetails, NewDepartment},
    rights::Permission,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use ui::{Button, ButtonKind, Choice, Field, LinkButton, ProblemNotice, Select, Submission, Tone, fill};

use super::{
    department::{AboutFields, MethodCards, SwitchSetting},
    department_draft::{Draft, usual},
};
use crate::{
    company::use_company,
    frame::{ForAdministrators, Page},
    paths,
    text::{CompanyText, DepartmentText},
};

/// The page.
#[component]
pub fn NewDepartmentPage() -> impl IntoView {
    let t = ui::texts::<DepartmentText>();
    let company = ui::texts::<CompanyText>();
    view! {
        <Page width="narrow" back=(paths::COMPANY, company.title) title=t.new_title>
            <ForAdministrators needs=Permission::ManageCompany>
                <NewForm />
            </ForAdministrators>
        </Page>
    }
    .into_any()
}

#[component]
fn NewForm() -> impl IntoView {
    let t = ui::texts::<DepartmentText>();
    let api = ui::api();
    let toaster = ui::toasts();
    let company = use_company();
    let go = paths::go();
    let wished = use_query_map().with_untracked(|query| query.get("brand"));
    let brand = RwSignal::new(wished.unwrap_or_default());
    let front_line = RwSignal::new(t.first_group_value.to_owned());
    let draft = Draft::of(&usual(), contract::departments::Visibility::Public);
    let brands = Signal::derive(move || {
        company.with(|company| {
            let brands = company.into_iter().flat_map(|company| &company.brands);
            brands.map(|brand| Choice::new(brand.id.to_string(), brand.name.clone())).collect::<Vec<_>>()
        })
    });
    // The first brand is chosen as soon as the brands are known.
    ui::effect(move || {
        let first = brands.with(|brands| brands.first().map(|first| first.value.clone()));
        if let (true, Some(first)) = (brand.with_untracked(String::is_empty), first) {
            brand.set(first);
        }
    });
    let saving = Submission::new();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Ok(brand) = brand.get_untracked().parse::<BrandId>() else { return };
        let (api, go) = (api.clone(), go.clone());
        let body = untrack(|| NewDepartment {
            brand,
            // Whoever may not find a department does not write to it first.
            details: DepartmentDetails { accepts_new_by_email: draft.public.get(), ..draft.details() },
            visibility: draft.visibility(),
            front_line: front_line.get().trim().to_owned(),
        });
        saving.run(async move { api.call(CreateDepartment { body }).await }, move |department| {
            company.refetch();
            toaster.toast(Tone::Good, fill(t.added, &[("name", &department.details.name)]));
            go(&paths::department(department.id));
        });
    };
    let off = Signal::derive(|| false);
    let on = Signal::derive(|| true);
    view! {
        <form class="stack" data-gap="4" on:submit=submit novalidate>
            <ProblemNotice problem=saving.problem />
            <section class="card">
                <div class="body stack" data-gap="4">
                    <Select name="brand" label=t.brand value=brand choices=brands error=saving.field("brand") />
                    <AboutFields draft saving />
                    <Field name="front_line" label=t.first_group hint=t.first_group_hint value=front_line
                        error=saving.field("front_line") maxlength=120_u32 />
                </div>
            </section>
            <section class="card settings">
                <header>
                    <h2>{t.customers}</h2>
                </header>
                <SwitchSetting id="s-public" title=t.show hint=t.show_hint value=draft.public saved=on />
                <SwitchSetting id="s-chat" title=t.offers_chat hint=t.offers_chat_hint value=draft.offers_chat saved=on />
                <SwitchSetting id="s-tickets" title=t.offers_tickets hint=t.offers_tickets_hint
                    value=draft.offers_tickets saved=on />
            </section>
            <section class="card settings">
                <header>
                    <h2>{t.inside}</h2>
                </header>
                <SwitchSetting id="s-check-in" title=t.check_in hint=t.check_in_hint value=draft.check_in saved=off />
                <SwitchSetting id="s-confidential" title=t.confidential hint=t.confidential_hint
                    value=draft.confidential saved=off />
                <div class="setting">
                    <div data-wide="">
                        <MethodCards value=draft.method />
                    </div>
                </div>
            </section>
            <div class="row">
                <span class="grow"></span>
                <LinkButton href=paths::COMPANY>{t.cancel}</LinkButton>
                <Button kind=ButtonKind::Primary submit=true busy=saving.busy>{t.add}</Button>
            </div>
        </form>
    }
    .into_any()
}
