//! Signing in with a passkey, where the browser can.

use contract::passkeys::{BeginSessionWithPasskey, CreateSessionWithPasskey, ShownPasskey};
use leptos::prelude::*;
use ui::{Button, Submission};

use super::page::{Said, problem_words};
use crate::{
    passkeys::{self, Ask},
    session::use_session,
    text::{PasskeyText, SignInText},
};

/// The button, and what came of it.
#[component]
pub(super) fn PasskeyEntry() -> impl IntoView {
    if !passkeys::are_known() {
        return ().into_any();
    }
    let (t, of_page) = (ui::texts::<PasskeyText>(), ui::texts::<SignInText>());
    let session = use_session();
    let api = ui::api();
    let sending = Submission::new();
    let said = RwSignal::new(None::<&'static str>);
    let press = move |_| {
        said.set(None);
        let api = api.clone();
        let enter = async move {
            let question = api.call(BeginSessionWithPasskey { body: () }).await?;
            Ok(match passkeys::ask(Ask::Show, &question.options, t).await {
                Ok(credential) => Ok(api.call(CreateSessionWithPasskey { body: ShownPasskey { credential } }).await?),
                Err(why) => Err(why),
            })
        };
        sending.run(enter, move |came| match came {
            Ok(me) => session.signed_in(me),
            Err(why) => {
                said.try_set(Some(why));
            }
        });
    };
    let problem = move || match (sending.problem.get(), said.get()) {
        (None, said) => said.map(str::to_owned),
        (Some(error), _) if error.code() == Some("passkey_refused") => Some(t.refused.to_owned()),
        (Some(error), _) => Some(problem_words(of_page, &error)),
    };
    view! {
        <div class="others">
            <Said words=problem />
            <Button wide=true busy=sending.busy on_click=press>
                {t.sign_in}
            </Button>
        </div>
    }
    .into_any()
}
