//! What everybody must have to sign in.

use contract::second_factor::{GetSignInPolicy, SetSignInPolicy, SignInPolicy};
use leptos::prelude::*;
use ui::{Button, ButtonKind, Dialog, Notice, ProblemNotice, Query, Submission, Switch, Tone, WhenReady};

use crate::{session::use_session, text::SigningInText};

/// The button and its dialog.
#[component]
pub(super) fn PolicyButton() -> impl IntoView {
    let t = ui::texts::<SigningInText>();
    let open = RwSignal::new(false);
    let footer = move || {
        view! {
            <Button kind=ButtonKind::Primary submit=true>
                {t.close}
            </Button>
        }
    };
    view! {
        <Button on_click=move |_| open.set(true)>{t.policy}</Button>
        <Dialog open title=t.policy_title footer on_submit=move |()| open.set(false)>
            <Policy />
        </Dialog>
    }
    .into_any()
}

#[component]
fn Policy() -> impl IntoView {
    let t = ui::texts::<SigningInText>();
    let api = ui::api();
    let session = use_session();
    let toaster = ui::toasts();
    let asked = api.clone();
    let query: Query<SignInPolicy> = ui::load(move || {
        let api = asked.clone();
        async move { api.call(GetSignInPolicy { body: () }).await }
    });
    let saving = Submission::new();
    let change = Callback::new(move |on: bool| {
        let (api, body) = (api.clone(), SignInPolicy { second_factor_required: on });
        saving.run(async move { api.call(SetSignInPolicy { body }).await }, move |policy| {
            query.set(policy);
            toaster.toast(Tone::Good, t.policy_saved);
            // It may be oneself who lacks what is required now.
            session.ask_again();
        });
    });
    view! {
        <WhenReady query rows=2 let:policy>
            <div class="stack" data-gap="3">
                <ProblemNotice problem=saving.problem />
                <div class="row">
                    <strong class="grow" id="s-required">
                        {t.required}
                    </strong>
                    <Switch
                        checked=Signal::derive(move || policy.get().second_factor_required)
                        labelled_by="s-required"
                        busy=saving.busy
                        on_change=change
                    />
                </div>
                <Notice>
                    {move || if policy.get().second_factor_required { t.required_on } else { t.required_off }}
                </Notice>
            </div>
        </WhenReady>
    }
    .into_any()
}
