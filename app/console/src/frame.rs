//! What stands around a page: its way back, its head, and what is said where only administrators come.

use contract::rights::Permission;
use leptos::prelude::*;
use ui::{Empty, LinkButton, Shape};

use crate::{company::use_company, paths, session::use_session, text::CompanyText};

/// A page. With a title it has a head of its own; else the way back stands alone, and the head comes with what is
/// shown.
#[component]
pub fn Page(
    /// `narrow`, `wide`, or as usual.
    #[prop(optional)]
    width: &'static str,
    /// The way back: its address, and its words.
    #[prop(optional)]
    back: Option<(&'static str, &'static str)>,
    /// What it is.
    #[prop(optional, into)]
    title: Option<Signal<String>>,
    /// What it is for.
    #[prop(optional, into)]
    lead: Option<Signal<String>>,
    /// What can be done.
    #[prop(optional, into)]
    acts: Option<ViewFn>,
    /// What is shown.
    children: Children,
) -> impl IntoView {
    let back = back.map(|(path, words)| {
        view! {
            <nav class="crumbs">
                <a class="link" href=path>{words}</a>
            </nav>
        }
        .into_any()
    });
    let head = match title {
        None => back.into_any(),
        Some(title) => view! {
            <header class="page-head">
                {back}
                <div class="titles">
                    <h1>{move || title.get()}</h1>
                    {lead.map(|lead| view! { <p class="sub">{move || lead.get()}</p> })}
                </div>
                {acts.map(|acts| view! { <div class="acts">{acts.run()}</div> })}
            </header>
        }
        .into_any(),
    };
    view! {
        <main class="page" id="main">
            <div class="wrap" data-width=(!width.is_empty()).then_some(width)>
                {head}
                {children()}
            </div>
        </main>
    }
    .into_any()
}

/// Whether a role or a group lets the agent see reports.
pub fn sees_reports() -> Signal<bool> {
    let (session, company) = (use_session(), use_company());
    let granted = move || session.me().is_some_and(|me| company.grants(me.id, Permission::SeeReports));
    let sees = ui::kept(move || session.holds(Permission::SeeReports) || granted());
    Signal::derive(move || sees.get())
}

/// What only those come to whose roles allow it.
#[component]
pub fn ForAdministrators(
    /// What one must be allowed.
    needs: Permission,
    /// What they see.
    children: ChildrenFn,
) -> impl IntoView {
    let session = use_session();
    let administers = ui::kept(move || session.holds(needs));
    view! { <Allowed when=Signal::derive(move || administers.get()) children /> }
}

/// What only those come to who may.
#[component]
pub fn Allowed(
    /// Whether the agent may.
    when: Signal<bool>,
    /// What they see.
    children: ChildrenFn,
) -> impl IntoView {
    ui::changing(move || match when.get() {
        true => children().into_any(),
        false => view! { <AdministratorsOnly /> }.into_any(),
    })
}

#[component]
fn AdministratorsOnly() -> impl IntoView {
    let t = ui::texts::<CompanyText>();
    view! {
        <Empty shape=Shape::Lock title=t.administrators_only text=t.administrators_only_text>
            <LinkButton href=paths::COMPANY>{t.back}</LinkButton>
        </Empty>
    }
    .into_any()
}

/// A card under a heading.
#[component]
pub fn Section(
    /// The heading.
    title: &'static str,
    /// What is in it.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="card">
            <header>
                <h2 class="grow">{title}</h2>
            </header>
            <div class="body stack" data-gap="4">{children()}</div>
        </section>
    }
    .into_any()
}
