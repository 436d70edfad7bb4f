//! One's second factor: set up, switched off, and its recovery codes.

use contract::second_factor::{
    GetSecondFactor, OwnCode, RecoveryCodes, RemoveSecondFactor, RenewRecoveryCodes, SecondFactor,
};
use leptos::prelude::*;
use ui::{AskDialog, Button, Field, Kept, Query, Show, Submission, Tone, WhenReady};

use super::setup::{KeepCodes, SecondFactorSetup};
use crate::{live, text::AccountText};

/// The card. What is set up stands in it, below the words; a dialog that closes too early would lose the codes.
#[component]
pub(super) fn FactorSection() -> impl IntoView {
    let api = ui::api();
    let query: Query<SecondFactor> = live::load(move || {
        let api = api.clone();
        async move { api.call(GetSecondFactor { body: () }).await }
    });
    view! {
        <section class="card settings">
            <WhenReady query rows=2 let:factor>
                <Factor query factor />
            </WhenReady>
        </section>
    }
    .into_any()
}

#[component]
fn Factor(query: Query<SecondFactor>, factor: Kept<SecondFactor>) -> impl IntoView {
    let t = ui::texts::<AccountText>();
    let toaster = ui::toasts();
    let setting_up = RwSignal::new(false);
    let codes = RwSignal::new(None::<RecoveryCodes>);
    let idle = ui::memo(move || !setting_up.get() && codes.with(Option::is_none));
    let active = ui::memo(move || factor.get().active);
    let said = move || {
        let factor = factor.get();
        let on = match (factor.active, factor.required) {
            (true, _) => t.factor_on,
            (false, false) => t.factor_off,
            // Who has neither does not come here.
            (false, true) => t.factor_passkey,
        };
        if factor.required { [on, " ", t.factor_required].concat() } else { on.to_owned() }
    };
    let left = move || {
        let factor = factor.get();
        let left = ui::count(ui::language(), t.codes_left, u64::from(factor.recovery_codes));
        if factor.active { left } else { String::new() }
    };
    let set_up = move |()| {
        setting_up.set(false);
        query.refetch();
        toaster.toast(Tone::Good, t.factor_set);
    };
    let below = move || match (setting_up.get(), codes.get()) {
        (true, _) => view! {
            <div data-wide="" class="stack" data-gap="4">
                <SecondFactorSetup on_done=set_up />
            </div>
        }
        .into_any(),
        (false, Some(made)) => view! {
            <div data-wide="">
                <KeepCodes codes=made on_done=move |()| codes.set(None) />
            </div>
        }
        .into_any(),
        (false, None) => ().into_any(),
    };
    view! {
        <div class="setting">
            <div class="text">
                <h2>{t.factor}</h2>
                <p class="hint">{move || said()}</p>
                <p class="hint">{move || left()}</p>
            </div>
            <div class="control wrap-row">
                <Show when=move || idle.get() && !active.get()>
                    <Button on_click=move |_| setting_up.set(true)>{t.factor_set_up}</Button>
                </Show>
                <Show when=move || idle.get() && active.get()>
                    <RenewButton query codes />
                </Show>
                <Show when=move || idle.get() && active.get() && !factor.get().required>
                    <EndButton query />
                </Show>
            </div>
            {ui::changing(below)}
        </div>
    }
    .into_any()
}

#[component]
fn RenewButton(query: Query<SecondFactor>, codes: RwSignal<Option<RecoveryCodes>>) -> impl IntoView {
    let t = ui::texts::<AccountText>();
    let open = RwSignal::new(false);
    let api = ui::api();
    let code = RwSignal::new(String::new());
    let sending = Submission::new();
    let submit = move |()| {
        let (api, body) = (api.clone(), OwnCode { code: code.get_untracked().trim().to_owned() });
        sending.run(async move { api.call(RenewRecoveryCodes { body }).await }, move |made| {
            open.try_set(false);
            query.refetch();
            codes.set(Some(made));
        });
    };
    view! {
        <Button on_click=move |_| open.set(true)>{t.codes_renew}</Button>
        <AskDialog
            open
            title=t.codes_renew_title
            text=t.codes_renew_text
            act=t.codes_make
            sending
            on_submit=submit
            on_close=move |()| code.set(String::new())
        >
            <CodeField code sending />
        </AskDialog>
    }
    .into_any()
}

#[component]
fn EndButton(query: Query<SecondFactor>) -> impl IntoView {
    let t = ui::texts::<AccountText>();
    let toaster = ui::toasts();
    let open = RwSignal::new(false);
    let api = ui::api();
    let code = RwSignal::new(String::new());
    let sending = Submission::new();
    let submit = move |()| {
        let (api, body) = (api.clone(), OwnCode { code: code.get_untracked().trim().to_owned() });
        sending.run(async move { api.call(RemoveSecondFactor { body }).await }, move |()| {
            toaster.toast(Tone::Good, t.factor_ended);
            open.try_set(false);
            query.refetch();
        });
    };
    view! {
        <Button on_click=move |_| open.set(true)>{t.factor_end}</Button>
        <AskDialog
            open
            title=t.factor_end_title
            text=t.factor_end_text
            act=t.factor_end
            danger=true
            sending
            on_submit=submit
            on_close=move |()| code.set(String::new())
        >
            <CodeField code sending />
        </AskDialog>
    }
    .into_any()
}

#[component]
fn CodeField(code: RwSignal<String>, sending: Submission) -> impl IntoView {
    let t = ui::texts::<AccountText>();
    view! {
        <Field
            name="code"
            label=t.factor_code
            value=code
            error=sending.field("code")
            autocomplete="one-time-code"
            maxlength=64_u32
            required=true
        />
    }
    .into_any()
}
