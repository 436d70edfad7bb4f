//! The buttons that lead to providers, and why one came back without being let in.

use contract::sign_in::{ListSignInProviders, ProviderRef};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use ui::{LinkButton, Query, fill};

use super::wish::escape;
use crate::text::SignInText;

/// One button for each. While they are on their way, and where there are none, nothing.
#[component]
pub(super) fn Providers() -> impl IntoView {
    let api = ui::api();
    let wish = use_query_map().with_untracked(|query| query.get("to")).unwrap_or_default();
    let query: Query<Vec<ProviderRef>> = ui::load(move || {
        let api = api.clone();
        async move { api.call(ListSignInProviders { body: () }).await.map(|list| list.items) }
    });
    ui::changing(move || {
        let wish = wish.clone();
        let providers = query.with(Vec::clone).filter(|providers| !providers.is_empty());
        providers.map_or_else(|| ().into_any(), |providers| view! { <Buttons providers wish /> }.into_any())
    })
}

#[component]
fn Buttons(providers: Vec<ProviderRef>, wish: String) -> impl IntoView {
    let t = ui::texts::<SignInText>();
    let button = |provider: ProviderRef| {
        let href = format!("/oidc/{}?to={}", provider.id, escape(&wish));
        // It leads out of the console.
        view! {
            <LinkButton href wide=true attr:rel="external">
                {fill(t.with_provider, &[("name", &provider.name)])}
            </LinkButton>
        }
    };
    view! {
        <div class="others">{providers.into_iter().map(button).collect_view()}</div>
    }
    .into_any()
}

/// What is said for a reason.
pub fn refused_words(t: &SignInText, reason: &str) -> Option<&'static str> {
    Some(match reason {
        "provider" => t.refused_provider,
        "unbelieved" => t.refused_unbelieved,
        "over" => t.refused_over,
        "nobody" => t.refused_nobody,
        "passkey" => t.refused_passkey,
        "too_often" => t.refused_too_often,
        "fault" => t.refused_fault,
        _ => return None,
    })
}
