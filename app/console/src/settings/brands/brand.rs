//! One brand: its look, its portal, its widget.

use contract::{
    BrandId,
    brands::{Brand, GetBrand, MakeDefaultBrand, UpdateBrand},
    history::Subject,
    rights::Permission,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use ui::{Button, Chip, Field, FieldKind, Kept, ProblemNotice, Query, Show, Submission, Tone, WhenReady, fill};

use super::{
    draft::Draft,
    pictures::PictureFields,
    preview::BrandPreview,
    secret::SecretButton,
    sites::SiteFields,
    speaking::{LanguageField, MailFields},
};
use crate::{
    company::use_company,
    copy::CopyText,
    edit::{Edit, Editing},
    frame::{ForAdministrators, Page, Section},
    history::LastChange,
    live, paths,
    settings::words,
    shell::NotFoundPage,
    text::BrandsText,
};

/// The page.
#[component]
pub fn BrandPage() -> impl IntoView {
    let t = ui::texts::<BrandsText>();
    let params = use_params_map();
    let id = ui::kept(move || params.with(|params| params.get("id")?.parse::<BrandId>().ok()));
    ui::changing(move || match id.get() {
        None => view! { <NotFoundPage /> }.into_any(),
        Some(id) => view! {
            <Page back=(paths::BRANDS, t.title)>
                <ForAdministrators needs=Permission::ManageCompany>
                    <Loading id />
                </ForAdministrators>
            </Page>
        }
        .into_any(),
    })
}

#[component]
fn Loading(id: BrandId) -> impl IntoView {
    let api = ui::api();
    let query: Query<Brand> = live::load(move || {
        let api = api.clone();
        async move { api.call(GetBrand { brand: id, body: () }).await }
    });
    view! {
        <WhenReady query rows=6 let:brand>
            <Whole query brand />
        </WhenReady>
    }
    .into_any()
}

#[component]
fn Whole(query: Query<Brand>, brand: Kept<Brand>) -> impl IntoView {
    let t = ui::texts::<BrandsText>();
    let api = ui::api();
    let company = use_company();
    let id = brand.with_untracked(|brand| brand.id);
    let draft = brand.with_untracked(|brand| Draft::of(t, brand));
    let edit =
        Edit::new(query, brand, move |brand| draft.fill(brand), move |brand| draft.changes(t, brand), |_, _| false);
    let (base, saving) = (edit.base, edit.saving);
    let save = move |()| {
        let api = api.clone();
        let (version, body) = (base.with_untracked(|base| base.version), untrack(|| draft.details()));
        let call = UpdateBrand { brand: id, version, body };
        edit.save(async move { api.call(call).await }, t.saved, move || company.refetch());
    };
    let name = move || base.with(|base| base.look.name.clone());
    let mark = move || words::mark(draft.hue.get());
    let script = Signal::derive(move || base.with(script_tag));
    view! {
        <header class="page-head">
            <span class="brand-mark" data-hue=mark></span>
            <div class="titles">
                <h1>{move || name()}</h1>
                <p class="sub">
                    {move || base.with(|base| base.host.clone().unwrap_or_else(|| t.no_host.to_owned()))}
                    " "
                    <Show when=move || base.with(|base| base.is_default)>
                        <Chip>{t.default}</Chip>
                    </Show>
                </p>
            </div>
            <div class="acts">
                <MakeDefault brand query />
                <a class="button" href=paths::brand_hours(id)>{t.hours}</a>
                <a class="button" href=paths::brand_mail_templates(id)>{t.mail_templates}</a>
                <a class="button" href=paths::COMPANY>{t.to_departments}</a>
            </div>
        </header>
        <Editing edit=edit.acts() on_save=save>
            <Section title=t.look>
                <LookFields draft saving />
                <BrandPreview draft />
            </Section>
            <Section title=t.portal>
                <Field name="host" label=t.host hint=t.host_hint value=draft.host error=saving.field("host")
                    optional=true />
                <LanguageField draft saving />
                <Show when=move || base.with(|base| base.is_default)>
                    <p class="muted small">{t.default_text}</p>
                </Show>
            </Section>
            <Section title=t.widget>
                <CopyText id="f-script" label=t.script hint=t.script_hint text=script />
                <SiteFields draft saving />
            </Section>
            <Section title=t.mail>
                <MailFields draft saving />
            </Section>
            <section class="card settings">
                <div class="setting">
                    <div class="text">
                        <h3>{t.identity}</h3>
                        <p class="hint">{t.identity_text}</p>
                    </div>
                    <div class="control">
                        <SecretButton brand=id />
                    </div>
                </div>
            </section>
            <LastChange
                subject=Subject::Brand
                id=id.0
                version=Signal::derive(move || brand.with(|brand| brand.version))
            />
        </Editing>
    }
    .into_any()
}

/// Makes it the brand that requests for unknown hosts see.
#[component]
fn MakeDefault(brand: Kept<Brand>, query: Query<Brand>) -> impl IntoView {
    let t = ui::texts::<BrandsText>();
    let api = ui::api();
    let toaster = ui::toasts();
    let (id, saving) = (brand.with_untracked(|brand| brand.id), Submission::new());
    let make = move |_| {
        let api = api.clone();
        saving.run(async move { api.call(MakeDefaultBrand { brand: id, body: () }).await }, move |brand| {
            query.set(brand);
            toaster.toast(Tone::Good, t.default_text);
        });
    };
    let make = Callback::new(make);
    view! {
        <Show when=move || !brand.with(|brand| brand.is_default)>
            <Button busy=saving.busy on_click=move |event| make.run(event)>{t.make_default}</Button>
        </Show>
        <ProblemNotice problem=saving.problem />
    }
    .into_any()
}

#[component]
pub(super) fn LookFields(draft: Draft, saving: Submission) -> impl IntoView {
    let t = ui::texts::<BrandsText>();
    view! {
        <div class="fields" data-columns="2">
            <Field name="name" label=t.name hint=t.name_hint value=draft.name error=saving.field("name")
                maxlength=120_u32 />
            <Field name="headline" label=t.headline value=draft.headline error=saving.field("headline")
                maxlength=120_u32 />
        </div>
        <div class="fields">
            <Field name="welcome" label=t.welcome hint=t.welcome_hint value=draft.welcome kind=FieldKind::Area(2)
                error=saving.field("welcome") maxlength=500_u32 optional=true />
        </div>
        <div class="fields" data-columns="2">
            <Range id="f-hue" label=t.hue said=t.hue_value value=draft.hue most=359 of=359 />
            <Range id="f-chroma" label=t.chroma said=t.chroma_value value=draft.chroma most=200 of=100 />
        </div>
        <PictureFields draft saving />
    }
    .into_any()
}

/// A slider that says where it stands, measured from 0 to `of`.
#[component]
fn Range(
    id: &'static str,
    label: &'static str,
    said: &'static str,
    value: RwSignal<u16>,
    most: u16,
    of: u16,
) -> impl IntoView {
    let shown = move || {
        let measured = u32::from(value.get()) * u32::from(of) / u32::from(most);
        fill(said, &[("n", &measured.to_string())])
    };
    view! {
        <div class="field">
            <label for=id>{label} " " <span class="muted num">{move || shown()}</span></label>
            <input
                type="range"
                id=id
                min="0"
                max=most.to_string()
                aria-valuetext=shown
                prop:value=move || value.get().to_string()
                on:input:target=move |event| {
                    if let Ok(chosen) = event.target().value().parse() {
                        value.set(chosen);
                    }
                }
            />
        </div>
    }
    .into_any()
}

/// What a website needs, from the brand's own host when it has one.
fn script_tag(brand: &Brand) -> String {
    let location = window().location();
    let (protocol, port) = (location.protocol().unwrap_or_default(), location.port().unwrap_or_default());
    let origin = match &brand.host {
        Some(host) if port.is_empty() || host.contains(':') => format!("{protocol}//{host}"),
        Some(host) => format!("{protocol}//{host}:{port}"),
        None => location.origin().unwrap_or_default(),
    };
    format!("<script src=\"{origin}/widget.js\" data-brand=\"{}\" async></script>", brand.key)
}
