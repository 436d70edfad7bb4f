//! Who lacks the second factor that everybody must have sets one up, and does nothing else before.

use leptos::prelude::*;
use ui::{Button, ButtonKind};

use super::frame::Door;
use crate::{
    account::SecondFactorSetup,
    paths,
    session::{Standing, use_session},
    text::{SecondFactorText, ShellText},
};

/// The page.
#[component]
pub fn SecondFactorPage() -> impl IntoView {
    let t = ui::texts::<SecondFactorText>();
    let frame = ui::texts::<ShellText>();
    let session = use_session();
    let go = paths::go_instead();
    ui::effect(move || match session.standing() {
        Standing::SignedIn(me) if me.lacks_second_factor => {}
        Standing::SignedIn(_) => go(paths::CHATS),
        Standing::SignedOut | Standing::SetupNeeded => go(paths::SIGN_IN),
        Standing::Asking | Standing::Unreachable | Standing::Leaving(_) => {}
    });
    let here = ui::memo(move || session.me().is_some());
    ui::changing(move || match here.get() {
        true => view! {
            <Door title=t.must lead=t.must_text>
                // What is known of oneself says that nothing lacks any more, and the effect above leads on.
                <SecondFactorSetup on_done=move |()| session.ask_again() />
                <Button wide=true kind=ButtonKind::Ghost on_click=move |_| session.sign_out()>
                    {frame.sign_out}
                </Button>
            </Door>
        }
        .into_any(),
        false => ().into_any(),
    })
}
