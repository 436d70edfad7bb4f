//! What stands in the mails of a brand or of a department.

use std::{future::Future, pin::Pin};

use client::{Api, CallError};
use contract::{
    BrandId, DepartmentId,
    mail_templates::{
        GetBrandMailTemplates, GetDepartmentMailTemplates, MailPurpose, MailTemplate, MailTemplateChoice,
        MailTemplates, OwnMailTemplates, SetBrandMailTemplates, SetDepartmentMailTemplates, fill,
    },
    rights::Permission,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use ui::{Choice, Field, FieldKind, Kept, Query, Select, Show, Submission, WhenReady};

use crate::{
    company::{departments, use_company},
    edit::{Edit, Editing},
    frame::{ForAdministrators, Page, Section},
    live, paths,
    shell::NotFoundPage,
    text::MailTemplatesText,
};

/// Whose templates.
#[derive(Clone, Copy, PartialEq)]
enum Whose {
    Brand(BrandId),
    Department(DepartmentId),
}

type Answer = Pin<Box<dyn Future<Output = Result<MailTemplates, CallError>>>>;

impl Whose {
    fn get(self, api: Api) -> Answer {
        match self {
            Whose::Brand(brand) => Box::pin(async move { api.call(GetBrandMailTemplates { brand, body: () }).await }),
            Whose::Department(department) => {
                Box::pin(async move { api.call(GetDepartmentMailTemplates { department, body: () }).await })
            }
        }
    }

    fn set(self, api: Api, version: i64, body: OwnMailTemplates) -> Answer {
        match self {
            Whose::Brand(brand) => {
                Box::pin(async move { api.call(SetBrandMailTemplates { brand, version, body }).await })
            }
            Whose::Department(department) => {
                Box::pin(async move { api.call(SetDepartmentMailTemplates { department, version, body }).await })
            }
        }
    }

    fn path(self) -> String {
        match self {
            Whose::Brand(brand) => paths::brand(brand),
            Whose::Department(department) => paths::department(department),
        }
    }
}

/// Of a brand, or of a department: as the path says.
#[component]
pub fn MailTemplatesPage() -> impl IntoView {
    let params = use_params_map();
    let whose = ui::kept(move || {
        params.with(|params| {
            let id = params.get("id")?;
            match params.get("owner")?.as_str() {
                "brands" => Some(Whose::Brand(id.parse().ok()?)),
                "departments" => Some(Whose::Department(id.parse().ok()?)),
                _ => None,
            }
        })
    });
    ui::changing(move || match whose.get() {
        None => view! { <NotFoundPage /> }.into_any(),
        Some(whose) => view! { <Loading whose /> }.into_any(),
    })
}

/// The names of the owner and, of a department, of its brand.
#[derive(Clone, Default, PartialEq)]
struct Names {
    owner: String,
    brand: String,
}

#[component]
fn Loading(whose: Whose) -> impl IntoView {
    let t = ui::texts::<MailTemplatesText>();
    let api = ui::api();
    let company = use_company();
    let query: Query<MailTemplates> = live::load(move || whose.get(api.clone()));
    let names = ui::kept(move || {
        company
            .with(|company| {
                let brand = |id| Some(company?.brands.iter().find(|brand| brand.id == id)?.name.clone());
                Some(match whose {
                    Whose::Brand(id) => Names { owner: brand(id)?, brand: brand(id)? },
                    Whose::Department(id) => {
                        let found = company.into_iter().flat_map(departments).find(|department| department.id == id)?;
                        let brand =
                            company?.brands.iter().find(|brand| brand.departments.iter().any(|one| one.id == id))?;
                        Names { owner: found.details.name.clone(), brand: brand.name.clone() }
                    }
                })
            })
            .unwrap_or_default()
    });
    let lead = match whose {
        Whose::Brand(_) => t.lead_brand,
        Whose::Department(_) => t.lead_department,
    };
    view! {
        <Page width="narrow">
            <nav class="crumbs">
                <a href=whose.path()>{move || names.get().owner}</a>
            </nav>
            <header class="page-head">
                <div class="titles">
                    <h1>{t.title}</h1>
                    <p class="sub">{lead}</p>
                </div>
            </header>
            <ForAdministrators needs=Permission::ManageCompany>
                <WhenReady query rows=8 let:templates>
                    <Whole whose names query templates />
                </WhenReady>
            </ForAdministrators>
        </Page>
    }
    .into_any()
}

/// What stands in the fields of a purpose. Copy it about.
#[derive(Clone, Copy)]
struct Draft {
    purpose: MailPurpose,
    /// `inherited`, `own` or `off`.
    mode: RwSignal<String>,
    subject: RwSignal<String>,
    text: RwSignal<String>,
}

impl Draft {
    fn of(choice: &MailTemplateChoice) -> Self {
        let new = || RwSignal::new(String::new());
        let draft = Self { purpose: choice.inherited.purpose, mode: new(), subject: new(), text: new() };
        draft.fill(choice);
        draft
    }

    fn fill(self, choice: &MailTemplateChoice) {
        let mode = match &choice.own {
            None => "inherited",
            Some(own) if own.enabled => "own",
            Some(_) => "off",
        };
        self.mode.set(mode.to_owned());
        // Own words begin with those that stood there before.
        let shown = choice.own.as_ref().filter(|own| !own.text.is_empty()).unwrap_or(&choice.inherited);
        self.subject.set(shown.subject.clone());
        self.text.set(shown.text.clone());
    }

    fn own(self) -> Option<MailTemplate> {
        let enabled = self.mode.with(|mode| match mode.as_str() {
            "own" => Some(true),
            "off" => Some(false),
            _ => None,
        })?;
        let typed = |text: RwSignal<String>| text.with(|text| text.trim_end().to_owned());
        Some(MailTemplate { purpose: self.purpose, enabled, subject: typed(self.subject), text: typed(self.text) })
    }

    /// What would be sent.
    fn shown(self, inherited: &MailTemplate) -> Option<MailTemplate> {
        self.own().or_else(|| Some(inherited.clone())).filter(|shown| shown.enabled)
    }
}

/// The own templates.
fn stood(all: &MailTemplates) -> Vec<MailTemplate> {
    all.templates.iter().filter_map(|one| one.own.clone()).collect()
}

#[component]
fn Whole(
    whose: Whose,
    names: Kept<Names>,
    query: Query<MailTemplates>,
    templates: Kept<MailTemplates>,
) -> impl IntoView {
    let t = ui::texts::<MailTemplatesText>();
    let api = ui::api();
    let drafts: Vec<Draft> = templates.with_untracked(|all| all.templates.iter().map(Draft::of).collect());
    let drafts = StoredValue::new(drafts);
    let own = move || drafts.with_value(|drafts| drafts.iter().filter_map(|draft| draft.own()).collect::<Vec<_>>());
    let edit = Edit::new(
        query,
        templates,
        move |all| {
            drafts.with_value(|drafts| drafts.iter().zip(&all.templates).for_each(|(draft, one)| draft.fill(one)));
        },
        move |base| {
            let before = stood(base);
            let of = |all: &[MailTemplate], purpose| all.iter().find(|one| one.purpose == purpose).cloned();
            let now = own();
            let changed = MailPurpose::ALL.into_iter().filter(|one| of(&before, *one) != of(&now, *one));
            changed.map(|purpose| words(t, purpose).0.to_owned()).collect()
        },
        |base, newest| stood(base) == stood(newest),
    );
    let (base, saving) = (edit.base, edit.saving);
    let save = move |()| {
        let (version, own) = untrack(|| (base.with(|base| base.version), own()));
        edit.save(whose.set(api.clone(), version, OwnMailTemplates { own }), t.saved, || ());
    };
    let cards = move || {
        let all = drafts.get_value().into_iter();
        all.map(|draft| view! { <Card whose names draft base=edit.base saving drafts /> }).collect_view()
    };
    view! { <Editing edit=edit.acts() on_save=save>{cards()}</Editing> }.into_any()
}

/// What a purpose is called, and what it does.
fn words(t: &'static MailTemplatesText, purpose: MailPurpose) -> (&'static str, &'static str) {
    match purpose {
        MailPurpose::Received => (t.received, t.received_hint),
        MailPurpose::NotAccepted => (t.not_accepted, t.not_accepted_hint),
        MailPurpose::Signature => (t.signature, t.signature_hint),
    }
}

/// The places of a purpose's template.
fn places(purpose: MailPurpose) -> &'static str {
    match purpose {
        MailPurpose::Received => "{name} {subject} {number} {department} {brand}",
        MailPurpose::NotAccepted => "{department} {brand}",
        MailPurpose::Signature => "{agent} {department} {brand}",
    }
}

#[component]
fn Card(
    whose: Whose,
    names: Kept<Names>,
    draft: Draft,
    base: Kept<MailTemplates>,
    saving: Submission,
    drafts: StoredValue<Vec<Draft>>,
) -> impl IntoView {
    let t = ui::texts::<MailTemplatesText>();
    let purpose = draft.purpose;
    let (title, hint) = words(t, purpose);
    let name = match purpose {
        MailPurpose::Received => "received",
        MailPurpose::NotAccepted => "not-accepted",
        MailPurpose::Signature => "signature",
    };
    let inherited = move || {
        base.with(|base| {
            base.templates.iter().find(|one| one.inherited.purpose == purpose).map(|one| one.inherited.clone())
        })
    };
    let as_before = match whose {
        Whose::Brand(_) => t.built_in,
        Whose::Department(_) => t.as_brand,
    };
    let choices = vec![
        Choice::new("inherited".to_owned(), as_before),
        Choice::new("own".to_owned(), t.own),
        Choice::new("off".to_owned(), if purpose == MailPurpose::Signature { t.none_below } else { t.none_sent }),
    ];
    // The server names a template by its place among those that were sent.
    let place = move || {
        let own =
            drafts.with_value(|all| all.iter().filter_map(|one| one.own()).map(|one| one.purpose).collect::<Vec<_>>());
        own.iter().position(|one| *one == purpose)
    };
    let told = move |names: [&'static str; 3]| {
        let told = names.map(|name| saving.field(name));
        Signal::derive(move || told.get(place()?)?.get())
    };
    let (subject_told, text_told) = (
        told(["own[0].subject", "own[1].subject", "own[2].subject"]),
        told(["own[0].text", "own[1].text", "own[2].text"]),
    );
    let preview = move || {
        let shown = inherited().and_then(|inherited| draft.shown(&inherited));
        let Some(shown) = shown else {
            return view! { <p class="muted">{if purpose == MailPurpose::Signature { t.none_below } else { t.none_sent }}</p> }
                .into_any();
        };
        let Names { owner, brand } = names.get();
        let department = if matches!(whose, Whose::Brand(_)) { t.sample_department.to_owned() } else { owner };
        let values = [
            ("name", t.sample_name),
            ("agent", t.sample_agent),
            ("subject", t.sample_subject),
            ("number", "1042"),
            ("department", &department),
            ("brand", &brand),
        ];
        let subject =
            (purpose != MailPurpose::Signature).then(|| view! { <strong>{fill(&shown.subject, &values)}</strong> });
        view! {
            <div class="mail-preview" dir="auto">
                {subject}
                <p>{fill(&shown.text, &values)}</p>
            </div>
        }
        .into_any()
    };
    view! {
        <Section title=title>
            <p class="hint">{hint}</p>
            <Select name=name label=t.says value=draft.mode choices />
            <Show when=move || draft.mode.with(|mode| mode == "own")>
                {(purpose != MailPurpose::Signature).then(|| view! {
                    <Field name=format!("{name}-subject") label=t.subject value=draft.subject error=subject_told />
                })}
                <Field name=format!("{name}-text") label=t.text value=draft.text kind=FieldKind::Area(6)
                    hint=format!("{} {}", t.places, places(purpose)) error=text_told />
            </Show>
            <div class="stack" data-gap="1">
                <span class="muted small">{t.preview}</span>
                {ui::changing(preview)}
            </div>
        </Section>
    }
    .into_any()
}
