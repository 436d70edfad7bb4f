//! A new identity secret, shown once.

use contract::{BrandId, brands::RotateIdentitySecret};
use leptos::prelude::*;
use ui::{Button, ButtonKind, Dialog, Notice, ProblemNotice, Submission, Tone};

use crate::{copy::CopyText, text::BrandsText};

/// The button, the question, and the secret until the dialog closes.
#[component]
pub(super) fn SecretButton(brand: BrandId) -> impl IntoView {
    let t = ui::texts::<BrandsText>();
    let api = ui::api();
    let open = RwSignal::new(false);
    let secret = RwSignal::new(None::<String>);
    let sending = Submission::new();
    let submit = move |()| {
        if secret.with_untracked(Option::is_some) {
            open.set(false);
            return;
        }
        let api = api.clone();
        sending.run(async move { api.call(RotateIdentitySecret { brand, body: () }).await }, move |made| {
            secret.set(Some(made.secret));
        });
    };
    let shown = Signal::derive(move || secret.get().unwrap_or_default());
    let made = ui::kept(move || secret.with(Option::is_some));
    let footer = move || {
        view! {
            {move || match made.get() {
                true => view! {
                    <Button kind=ButtonKind::Primary submit=true>
                        {t.done}
                    </Button>
                }
                .into_any(),
                false => view! {
                    <Button on_click=move |_| open.set(false)>{t.cancel}</Button>
                    <Button kind=ButtonKind::Danger submit=true busy=sending.busy>
                        {t.rotate_confirm}
                    </Button>
                }
                .into_any(),
            }}
        }
    };
    view! {
        <Button on_click=move |_| open.set(true)>{t.rotate}</Button>
        <Dialog
            open
            title=t.rotate_title
            footer
            on_submit=submit
            on_close=move |()| {
                secret.set(None);
                sending.clear();
            }
        >
            <div class="stack" data-gap="3">
                <ProblemNotice problem=sending.problem />
                {move || match made.get() {
                    true => view! {
                        <Notice tone=Tone::Warn>{t.secret_once}</Notice>
                        <CopyText id="f-secret" label=t.secret hint=t.identity_text text=shown />
                    }
                    .into_any(),
                    false => view! { <p>{t.rotate_text}</p> }.into_any(),
                }}
            </div>
        </Dialog>
    }
    .into_any()
}
