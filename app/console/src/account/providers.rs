//! The providers one signs in with: connected by going there and coming back, disconnected.

use contract::{
    second_factor::OwnPassword,
    sign_in::{ConnectProvider, DisconnectProvider, ListOwnProviders, OwnProvider},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use ui::{AskDialog, Button, Kept, Notice, Query, Submission, Time, TimeStyle, Tone, fill};

use super::sign_in::OwnPasswordField;
use crate::{
    live,
    sign_in::refused_words,
    text::{OwnProvidersText, SignInText},
};

/// The card; where there is no provider, nothing.
#[component]
pub(super) fn ProvidersSection() -> impl IntoView {
    let api = ui::api();
    let query: Query<Vec<OwnProvider>> = live::load(move || {
        let api = api.clone();
        async move { api.call(ListOwnProviders { body: () }).await.map(|list| list.items) }
    });
    let providers = ui::kept(move || query.with(Vec::clone).unwrap_or_default());
    let any = ui::memo(move || providers.with(|all| !all.is_empty()));
    ui::changing(move || match any.get() {
        true => view! { <Card query providers /> }.into_any(),
        false => ().into_any(),
    })
}

#[component]
fn Card(query: Query<Vec<OwnProvider>>, providers: Kept<Vec<OwnProvider>>) -> impl IntoView {
    let t = ui::texts::<OwnProvidersText>();
    let acting = RwSignal::new(None::<OwnProvider>);
    let brought = use_query_map().get_untracked();
    let (connected, refused) = (brought.get("connected"), brought.get("refused"));
    let said = RwSignal::new(match (connected, refused) {
        (Some(_), _) => Some((Tone::Good, t.connected_now)),
        (None, Some(reason)) => Some((Tone::Bad, reason_words(t, &reason))),
        (None, None) => None,
    });
    let came = move || match said.get() {
        Some((tone, words)) => view! {
            <div class="body" role=if tone == Tone::Bad { "alert" } else { "status" }>
                <Notice tone>{words}</Notice>
            </div>
        }
        .into_any(),
        None => ().into_any(),
    };
    let rows = move || {
        let rows = providers.get().into_iter().map(|one| view! { <One one acting /> });
        rows.collect_view().into_any()
    };
    if said.with_untracked(Option::is_some) {
        // Whoever comes back from a provider looks for what came of it.
        request_animation_frame(|| {
            if let Some(card) = document().get_element_by_id("providers") {
                card.scroll_into_view();
            }
        });
    }
    view! {
        <section class="card settings" id="providers">
            {ui::changing(came)}
            {ui::changing(rows)}
            <ActDialog acting said query />
        </section>
    }
    .into_any()
}

#[component]
fn One(one: OwnProvider, acting: RwSignal<Option<OwnProvider>>) -> impl IntoView {
    let t = ui::texts::<OwnProvidersText>();
    let named = |words: &str| fill(words, &[("name", &one.provider.name)]);
    let (label, act) = match one.connected_at {
        Some(_) => (named(t.disconnect_of), t.disconnect),
        None => (named(t.connect_of), t.connect),
    };
    let said = match one.connected_at.clone() {
        Some(at) => view! {
            {t.connected}
            " "
            <Time at style=TimeStyle::Day />
        }
        .into_any(),
        None => t.not_connected.into_any(),
    };
    let title = named(t.title);
    view! {
        <div class="setting">
            <div class="text">
                <h2>{title}</h2>
                <p class="hint">{said}</p>
            </div>
            <div class="control">
                <Button attr:aria-label=label on_click=move |_| acting.set(Some(one.clone()))>
                    {act}
                </Button>
            </div>
        </div>
    }
    .into_any()
}

/// What is about to be done, once the password is said.
#[component]
fn ActDialog(
    acting: RwSignal<Option<OwnProvider>>,
    said: RwSignal<Option<(Tone, &'static str)>>,
    query: Query<Vec<OwnProvider>>,
) -> impl IntoView {
    let t = ui::texts::<OwnProvidersText>();
    let api = ui::api();
    let toaster = ui::toasts();
    let (open, password) = (RwSignal::new(false), RwSignal::new(String::new()));
    ui::effect(move || {
        if acting.with(Option::is_some) {
            open.set(true);
        }
    });
    let ends = ui::memo(move || acting.with(|one| one.as_ref().is_some_and(|one| one.connected_at.is_some())));
    let named = move |words: &str| {
        acting.with(|one| one.as_ref().map(|one| fill(words, &[("name", &one.provider.name)])).unwrap_or_default())
    };
    let sending = Submission::new();
    let submit = move |()| {
        let Some(one) = acting.get_untracked() else { return };
        said.set(None);
        let (api, body) = (api.clone(), OwnPassword { password: password.get_untracked() });
        let provider = one.provider.id;
        let ends = one.connected_at.is_some();
        let call = async move {
            match ends {
                true => api.call(DisconnectProvider { provider, body }).await.map(|()| None),
                false => api.call(ConnectProvider { provider, body }).await.map(|way| Some(way.url)),
            }
        };
        sending.run(call, move |way| match way {
            // It leads out of the console.
            Some(url) => {
                let _ = window().location().assign(&url);
            }
            None => {
                toaster.toast(Tone::Good, fill(t.disconnected, &[("name", &one.provider.name)]));
                open.try_set(false);
                query.refetch();
            }
        });
    };
    let title = move || named(if ends.get() { t.disconnect_title } else { t.connect_title });
    let text = move || named(if ends.get() { t.disconnect_text } else { t.connect_text });
    let act = move || if ends.get() { t.disconnect_it } else { t.go_on };
    view! {
        <AskDialog
            open
            title
            text
            act
            danger=ends
            sending
            on_submit=submit
            on_close=move |()| {
                acting.set(None);
                password.set(String::new());
            }
        >
            <OwnPasswordField label=t.password name="password" value=password sending />
        </AskDialog>
    }
    .into_any()
}

/// What is said for a reason.
fn reason_words(t: &OwnProvidersText, reason: &str) -> &'static str {
    match reason {
        "taken" => t.taken,
        "provider" => t.unreachable,
        other => refused_words(ui::texts::<SignInText>(), other).unwrap_or(t.unreachable),
    }
}
