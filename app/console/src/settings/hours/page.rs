//! The page of a brand's or a department's hours.

use std::{future::Future, pin::Pin};

use client::{Api, CallError};
use contract::{
    BrandId, DepartmentId,
    hours::{GetBrandHours, GetDepartmentHours, HoursNow, NewHours, SetBrandHours, SetDepartmentHours},
    rights::Permission,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use ui::{Kept, Query, Show, Switch, Time, TimeStyle, WhenReady};

use super::{draft::Draft, fields::HoursFields};
use crate::{
    company::{departments, use_company},
    edit::{Edit, Editing},
    frame::{ForAdministrators, Page},
    live, paths,
    shell::NotFoundPage,
    text::HoursText,
};

/// Whose hours.
#[derive(Clone, Copy, PartialEq)]
enum Whose {
    Brand(BrandId),
    Department(DepartmentId),
}

type Answer = Pin<Box<dyn Future<Output = Result<HoursNow, CallError>>>>;

impl Whose {
    fn get(self, api: Api) -> Answer {
        match self {
            Whose::Brand(brand) => Box::pin(async move { api.call(GetBrandHours { brand, body: () }).await }),
            Whose::Department(department) => {
                Box::pin(async move { api.call(GetDepartmentHours { department, body: () }).await })
            }
        }
    }

    fn set(self, api: Api, version: i64, body: NewHours) -> Answer {
        match self {
            Whose::Brand(brand) => Box::pin(async move { api.call(SetBrandHours { brand, version, body }).await }),
            Whose::Department(department) => {
                Box::pin(async move { api.call(SetDepartmentHours { department, version, body }).await })
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

/// A brand's hours.
#[component]
pub fn BrandHoursPage() -> impl IntoView {
    let params = use_params_map();
    let id = ui::kept(move || params.with(|params| params.get("id")?.parse::<BrandId>().ok()));
    ui::changing(move || page(id.get().map(Whose::Brand)))
}

/// A department's hours.
#[component]
pub fn DepartmentHoursPage() -> impl IntoView {
    let params = use_params_map();
    let id = ui::kept(move || params.with(|params| params.get("id")?.parse::<DepartmentId>().ok()));
    ui::changing(move || page(id.get().map(Whose::Department)))
}

fn page(whose: Option<Whose>) -> AnyView {
    match whose {
        None => view! { <NotFoundPage /> }.into_any(),
        Some(whose) => view! { <Loading whose /> }.into_any(),
    }
}

#[component]
fn Loading(whose: Whose) -> impl IntoView {
    let t = ui::texts::<HoursText>();
    let api = ui::api();
    let company = use_company();
    let query: Query<HoursNow> = live::load(move || whose.get(api.clone()));
    let name = move || {
        company.with(|company| match whose {
            Whose::Brand(id) => Some(company?.brands.iter().find(|brand| brand.id == id)?.name.clone()),
            Whose::Department(id) => {
                let found = company.into_iter().flat_map(departments).find(|department| department.id == id)?;
                Some(found.details.name.clone())
            }
        })
    };
    view! {
        <Page>
            <nav class="crumbs">
                <a href=whose.path()>{move || name().unwrap_or_default()}</a>
            </nav>
            <header class="page-head">
                <div class="titles">
                    <h1>{t.title}</h1>
                    <p class="sub">{t.lead}</p>
                </div>
            </header>
            <ForAdministrators needs=Permission::ManageCompany>
                <WhenReady query rows=8 let:hours>
                    <Whole whose query hours />
                </WhenReady>
            </ForAdministrators>
        </Page>
    }
    .into_any()
}

#[component]
fn Whole(whose: Whose, query: Query<HoursNow>, hours: Kept<HoursNow>) -> impl IntoView {
    let t = ui::texts::<HoursText>();
    let api = ui::api();
    let draft = hours.with_untracked(|hours| Draft::of(hours.own.as_ref()));
    let edit = Edit::new(
        query,
        hours,
        move |hours| draft.fill(hours.own.as_ref()),
        move |base| {
            let typed = draft.hours();
            let same = typed.is_some_and(|typed| typed.own == base.own);
            if same { Vec::new() } else { vec![t.title.to_owned()] }
        },
        |base, newest| base.own == newest.own,
    );
    let (base, saving) = (edit.base, edit.saving);
    let wrong = RwSignal::new(false);
    let save = move |()| {
        let Some(body) = untrack(|| draft.hours()) else { return wrong.set(true) };
        wrong.set(false);
        let version = base.with_untracked(|base| base.version);
        edit.save(whose.set(api.clone(), version, body), t.saved, || ());
    };
    let (own, own_hint, without) = match whose {
        Whose::Brand(_) => (t.brand_own, t.brand_own_hint, t.always),
        Whose::Department(_) => (t.department_own, t.department_own_hint, t.as_brand),
    };
    view! {
        <p class="row">
            <strong>{move || if base.with(|base| base.open) { t.open_now } else { t.closed_now }}</strong>
            {move || {
                let changes = base.with(|base| base.changes_at.clone().map(|at| (base.open, at)));
                changes
                    .map(|(open, at)| {
                        view! {
                            <span class="muted">
                                {if open { t.closes } else { t.opens }} " " <Time at style=TimeStyle::Full />
                            </span>
                        }
                    })
            }}
        </p>
        <Editing edit=edit.acts() on_save=save>
            <Show when=move || wrong.get() && draft.hours().is_none()>
                <ui::Notice tone=ui::Tone::Bad>{t.not_a_time}</ui::Notice>
            </Show>
            <section class="card settings">
                <div class="setting">
                    <div class="text">
                        <h2 id="s-own">{own}</h2>
                        <p class="hint">{own_hint}</p>
                        <Show when=move || !draft.own.get()>
                            <p class="hint">{without}</p>
                        </Show>
                    </div>
                    <div class="control">
                        <Switch checked=draft.own labelled_by="s-own" on_change=move |on| draft.own.set(on) />
                    </div>
                </div>
            </section>
            <Show when=move || draft.own.get()>
                <HoursFields draft saving />
            </Show>
        </Editing>
    }
    .into_any()
}
