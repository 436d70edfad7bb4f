//! An address is shown to be one's own. A press does it, not the page by itself: some programs open links to look at
//! them.

use contract::accounts::{LinkDetails, LinkPurpose, LinkToken, VerifyEmail};
use leptos::prelude::*;
use ui::{Button, ButtonKind, LinkButton, Notice, ProblemNotice, Size, Submission, Tone, fill};

use super::{
    frame::Door,
    link::{ByLink, Over, is_over},
};
use crate::{paths, text::VerificationText};

/// The page.
#[component]
pub fn VerificationPage() -> impl IntoView {
    view! { <ByLink purpose=LinkPurpose::Verification page=|link, token| view! { <Form link token /> }.into_any() /> }
        .into_any()
}

#[component]
fn Form(link: LinkDetails, token: String) -> impl IntoView {
    let t = ui::texts::<VerificationText>();
    let api = ui::api();
    let sending = Submission::new();
    let done = RwSignal::new(false);
    let press = Callback::new(move |_| {
        let (api, body) = (api.clone(), LinkToken { token: token.clone() });
        sending.run(async move { api.call(VerifyEmail { body }).await }, move |()| done.set(true));
    });
    let over = ui::memo(move || sending.problem.try_with(is_over) == Some(true));
    let words = [("name", link.name.as_str()), ("email", link.email.as_str())];
    let (lead, verified) = (fill(t.lead, &words), fill(t.done, &words));
    ui::changing(move || {
        let (lead, verified) = (lead.clone(), verified.clone());
        match (done.get(), over.get()) {
            (true, _) => view! {
                <Door title=t.done_title>
                    <div role="status">
                        <Notice tone=Tone::Good>{verified}</Notice>
                    </div>
                    <LinkButton href=paths::BASE kind=ButtonKind::Primary size=Size::Large wide=true>
                        {t.go_on}
                    </LinkButton>
                </Door>
            }
            .into_any(),
            (false, true) => view! { <Over purpose=LinkPurpose::Verification nonsense=false /> }.into_any(),
            (false, false) => view! {
                <Door title=t.title lead>
                    <ProblemNotice problem=sending.problem />
                    <Button kind=ButtonKind::Primary size=Size::Large wide=true busy=sending.busy on_click=press>
                        {t.verify}
                    </Button>
                    <p class="foot">{t.unasked}</p>
                </Door>
            }
            .into_any(),
        }
    })
}
