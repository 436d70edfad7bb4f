//! A new brand.

use contract::{brands::CreateBrand, rights::Permission};
use leptos::prelude::*;
use ui::{Button, ButtonKind, Field, LinkButton, ProblemNotice, Submission, Tone, fill};

use super::{
    brand::LookFields,
    draft::Draft,
    preview::BrandPreview,
    sites::SiteFields,
    speaking::{LanguageField, MailFields},
};
use crate::{
    company::use_company,
    frame::{ForAdministrators, Page, Section},
    paths,
    text::BrandsText,
};

/// The page.
#[component]
pub fn NewBrandPage() -> impl IntoView {
    let t = ui::texts::<BrandsText>();
    view! {
        <Page back=(paths::BRANDS, t.title) title=t.new_title lead=t.new_lead>
            <ForAdministrators needs=Permission::ManageCompany>
                <NewForm />
            </ForAdministrators>
        </Page>
    }
    .into_any()
}

#[component]
fn NewForm() -> impl IntoView {
    let t = ui::texts::<BrandsText>();
    let api = ui::api();
    let toaster = ui::toasts();
    let company = use_company();
    let go = paths::go();
    let (draft, saving) = (Draft::new(t), Submission::new());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (api, go) = (api.clone(), go.clone());
        let body = untrack(|| draft.details());
        saving.run(async move { api.call(CreateBrand { body }).await }, move |brand| {
            company.refetch();
            toaster.toast(Tone::Good, fill(t.added, &[("name", &brand.look.name)]));
            go(&paths::brand(brand.id));
        });
    };
    view! {
        <form class="stack" data-gap="4" on:submit=submit novalidate>
            <ProblemNotice problem=saving.problem />
            <Section title=t.look>
                <LookFields draft saving />
                <BrandPreview draft />
            </Section>
            <Section title=t.portal>
                <Field name="host" label=t.host hint=t.host_hint value=draft.host error=saving.field("host")
                    optional=true />
                <LanguageField draft saving />
            </Section>
            <Section title=t.widget>
                <SiteFields draft saving />
            </Section>
            <Section title=t.mail>
                <MailFields draft saving />
            </Section>
            <div class="row">
                <span class="grow"></span>
                <LinkButton href=paths::BRANDS>{t.cancel}</LinkButton>
                <Button kind=ButtonKind::Primary submit=true busy=saving.busy>{t.add}</Button>
            </div>
        </form>
    }
    .into_any()
}
