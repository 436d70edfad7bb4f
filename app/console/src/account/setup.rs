//! Setting up a second factor: the password, the picture for the app, its first code, and the codes to keep on paper.

use contract::second_factor::{
    BeginSecondFactor, ConfirmSecondFactor, NewSecondFactor, OwnCode, OwnPassword, RecoveryCodes,
};
use leptos::{ev::SubmitEvent, prelude::*};
use ui::{Button, ButtonKind, Checkbox, Field, FieldKind, Notice, ProblemNotice, Submission, Tone};

use super::sign_in::OwnPasswordField;
use crate::{
    copy::{CopyButton, CopyText},
    sign_in::focus,
    text::{AccountText, SecondFactorText},
};

/// All of it, one step after the other.
#[component]
pub fn SecondFactorSetup(
    /// The codes are kept, too.
    #[prop(into)]
    on_done: Callback<()>,
    /// What does as well, offered before it is begun.
    #[prop(optional, into)]
    instead: Option<ViewFn>,
) -> impl IntoView {
    let begun = RwSignal::new(None::<NewSecondFactor>);
    let codes = RwSignal::new(None::<RecoveryCodes>);
    ui::changing(move || match (begun.get(), codes.get()) {
        (_, Some(codes)) => view! { <KeepCodes codes on_done /> }.into_any(),
        (Some(new), None) => view! { <Confirm new codes /> }.into_any(),
        (None, None) => view! {
            <Begin begun />
            {instead.as_ref().map(ViewFn::run)}
        }
        .into_any(),
    })
}

#[component]
fn Begin(begun: RwSignal<Option<NewSecondFactor>>) -> impl IntoView {
    let t = ui::texts::<SecondFactorText>();
    let own = ui::texts::<AccountText>();
    let api = ui::api();
    let password = RwSignal::new(String::new());
    let sending = Submission::new();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (api, body) = (api.clone(), OwnPassword { password: password.get_untracked() });
        sending.run(async move { api.call(BeginSecondFactor { body }).await }, move |new| begun.set(Some(new)));
    };
    view! {
        <form class="stack" data-gap="4" on:submit=submit novalidate>
            <ProblemNotice problem=sending.problem />
            <p>{t.begin_text}</p>
            <OwnPasswordField
                id="f-factor-password"
                label=own.present_password
                name="password"
                value=password
                sending
            />
            <div class="row">
                <Button kind=ButtonKind::Primary submit=true busy=sending.busy>
                    {t.begin}
                </Button>
            </div>
        </form>
    }
    .into_any()
}

#[component]
fn Confirm(new: NewSecondFactor, codes: RwSignal<Option<RecoveryCodes>>) -> impl IntoView {
    let t = ui::texts::<SecondFactorText>();
    let api = ui::api();
    let code = RwSignal::new(String::new());
    let sending = Submission::new();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (api, body) = (api.clone(), OwnCode { code: code.get_untracked().trim().to_owned() });
        sending.run(async move { api.call(ConfirmSecondFactor { body }).await }, move |kept| codes.set(Some(kept)));
    };
    ui::effect(|| focus("f-code"));
    let secret = new.secret;
    view! {
        <form class="stack" data-gap="4" on:submit=submit novalidate>
            <p>{t.scan}</p>
            <img class="qr" src=new.picture alt=t.picture width="196" height="196" />
            <CopyText id="f-secret" label=t.secret hint=t.secret_hint text=secret />
            <ProblemNotice problem=sending.problem />
            <Field
                name="code"
                label=t.code
                hint=t.code_hint
                value=code
                kind=FieldKind::Tel
                error=sending.field("code")
                autocomplete="one-time-code"
                maxlength=12_u32
                required=true
            />
            <div class="row">
                <Button kind=ButtonKind::Primary submit=true busy=sending.busy>
                    {t.confirm}
                </Button>
            </div>
        </form>
    }
    .into_any()
}

/// Recovery codes, told this once.
#[component]
pub(super) fn KeepCodes(codes: RecoveryCodes, #[prop(into)] on_done: Callback<()>) -> impl IntoView {
    let t = ui::texts::<SecondFactorText>();
    let kept = RwSignal::new(false);
    let text = codes.codes.join("\n");
    let rows = codes.codes.into_iter().map(|code| view! { <li><bdi dir="ltr">{code}</bdi></li> }).collect_view();
    ui::effect(|| focus("recovery-codes"));
    view! {
        <section class="stack" data-gap="4" aria-labelledby="recovery-codes">
            <h2 id="recovery-codes" tabindex="-1">{t.codes}</h2>
            <Notice tone=Tone::Warn>{t.codes_once}</Notice>
            <ol class="recovery-codes mono">{rows}</ol>
            <div class="row">
                <CopyButton text />
            </div>
            <Checkbox name="codes-kept" checked=kept on_change=move |on| kept.set(on)>
                {t.codes_kept}
            </Checkbox>
            <div class="row">
                <Button
                    kind=ButtonKind::Primary
                    disabled=Signal::derive(move || !kept.get())
                    on_click=move |_| on_done.run(())
                >
                    {t.done}
                </Button>
            </div>
        </section>
    }
    .into_any()
}
