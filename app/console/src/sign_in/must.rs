//! Who lacks the second factor that everybody must have sets one up, and does nothing else before.

use leptos::prelude::*;
use ui::{Button, ButtonKind};

use super::frame::Door;
use crate::{
    account::{AddPasskey, SecondFactorSetup},
    paths,
    session::{Standing, use_session},
    text::{PasskeyText, SecondFactorText, ShellText},
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
    // What is known of oneself says that nothing lacks any more, and the effect above leads on.
    let done = move |()| session.ask_again();
    let of_passkeys = ui::texts::<PasskeyText>();
    let instead = move || view! { <AddPasskey words=of_passkeys.instead wide=true on_done=done /> };
    let here = ui::memo(move || session.me().is_some());
    ui::changing(move || match here.get() {
        true => view! {
            <Door title=t.must lead=t.must_text>
                <SecondFactorSetup instead on_done=done />
                <Button wide=true kind=ButtonKind::Ghost on_click=move |_| session.sign_out()>
                    {frame.sign_out}
                </Button>
            </Door>
        }
        .into_any(),
        false => ().into_any(),
    })
}
