//! What a link that came by mail is about, and what is said where it does not work any more.

use client::CallError;
use contract::accounts::{LinkDetails, LinkPurpose, LinkToken, ReadLink};
use leptos::prelude::*;
use ui::{Button, Empty, LinkButton, ProblemNotice, Query, Shape, Skeleton};

use super::frame::Door;
use crate::{
    paths,
    text::{LinkText, ShellText},
};

/// The part of the address behind its `#`: no server ever sees it.
fn token() -> String {
    let hash = location().hash().unwrap_or_default();
    hash.trim_start_matches('#').to_owned()
}

/// The page a link leads to: `page` is made once what the link is about is known, and gets that with the token.
#[component]
pub(super) fn ByLink(
    /// What the link must be for.
    purpose: LinkPurpose,
    /// The page.
    page: fn(LinkDetails, String) -> AnyView,
) -> impl IntoView {
    let t = ui::texts::<LinkText>();
    let frame = ui::texts::<ShellText>();
    let api = ui::api();
    let token = token();
    if token.is_empty() || token.len() > 200 {
        return view! { <Over purpose nonsense=true /> }.into_any();
    }
    let asked = token.clone();
    let link: Query<LinkDetails> = ui::load(move || {
        let (api, token) = (api.clone(), asked.clone());
        async move { api.call(ReadLink { body: LinkToken { token } }).await }
    });
    let over = move || link.problem.with(|problem| problem.as_ref().is_some_and(is_over));
    ui::changing(move || match link.ready() {
        Some(details) if details.purpose == purpose => page(details, token.clone()),
        Some(_) => view! { <Over purpose nonsense=true /> }.into_any(),
        None if over() => view! { <Over purpose nonsense=false /> }.into_any(),
        None if link.problem.with(Option::is_some) => view! {
            <Door title=t.title>
                <ProblemNotice problem=link.problem />
                <Button wide=true on_click=move |_| link.refetch()>
                    {frame.try_again}
                </Button>
            </Door>
        }
        .into_any(),
        None => view! {
            <Door title=t.title>
                <Skeleton lines=3 />
            </Door>
        }
        .into_any(),
    })
    .into_any()
}

/// Whether a call failed because its link works no more.
pub(super) fn is_over(error: &CallError) -> bool {
    error.code() == Some("link_over")
}

/// The link does not work: why that may be, and the way on.
#[component]
pub(super) fn Over(purpose: LinkPurpose, nonsense: bool) -> impl IntoView {
    let t = ui::texts::<LinkText>();
    let frame = ui::texts::<ShellText>();
    document().set_title(&[t.over, " · ", frame.name].concat());
    let way_on = match purpose {
        LinkPurpose::Invitation => t.over_invitation,
        LinkPurpose::Reset => t.over_reset,
        LinkPurpose::Verification => t.over_verification,
    };
    let why = if nonsense { t.nonsense } else { t.over_text };
    let ways = match purpose {
        LinkPurpose::Invitation => ().into_any(),
        LinkPurpose::Reset => view! {
            <LinkButton href=paths::FORGOTTEN kind=ui::ButtonKind::Primary>
                {t.ask_again}
            </LinkButton>
        }
        .into_any(),
        LinkPurpose::Verification => view! {
            <LinkButton href=paths::ACCOUNT kind=ui::ButtonKind::Primary>
                {t.to_account}
            </LinkButton>
        }
        .into_any(),
    };
    view! {
        <main class="sign-in" id="main">
            <Empty shape=Shape::Clock title=t.over text=[why, " ", way_on].concat() page=true>
                {ways}
                <LinkButton href=paths::SIGN_IN>{t.to_sign_in}</LinkButton>
            </Empty>
        </main>
    }
    .into_any()
}
