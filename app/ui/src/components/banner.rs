//! Banner: one quiet line above the content; and the one that tells of a lost connection.

use gloo::timers::callback::Timeout;
use leptos::{prelude::*, text_prop::TextProp};

use super::{
    button::{Button, Size},
    chip::Tone,
    icon::Icon,
};
use crate::{
    doors::{Now, effect, show, words},
    markup, texts,
    words::UiText,
};

/// How long a connection may be gone before it is worth a line, in milliseconds.
const WORTH_SAYING: u32 = 1_500;

/// A line above the content.
#[component]
pub fn Banner(
    /// How it is meant.
    #[prop(optional)]
    tone: Tone,
    /// The words of its button.
    #[prop(optional, into)]
    action: Option<TextProp>,
    /// What its button does.
    #[prop(optional, into)]
    on_action: Option<Callback<()>>,
    /// The sentence.
    children: Children,
) -> impl IntoView {
    let click = move |_| {
        if let Some(on_action) = on_action {
            on_action.run(());
        }
    };
    let button = action.map(|label| {
        view! {
            <Button size=Size::Small on_click=click>
                {words(move || label.get().into_owned())}
            </Button>
        }
    });
    markup! {
        <div class="banner" data-tone={tone.word()} role="status">
            {view! { <Icon shape=tone.shape() /> }}
            <span class="grow">{children()}</span>
            {button}
        </div>
    }
}

/// Tells quietly that the connection is lost, when it has been for a moment.
#[component]
pub fn ConnectionBar(
    /// Whether it is, as [`Live::lost`](crate::Live::lost) says.
    #[prop(into)]
    lost: Now<bool>,
    /// Tries again at once.
    #[prop(into)]
    on_retry: Callback<()>,
) -> impl IntoView {
    let t = texts::<UiText>();
    let shown = RwSignal::new(false);
    let mut waiting: Option<Timeout> = None;
    effect(move || {
        drop(waiting.take());
        if !lost.get() {
            return shown.set(false);
        }
        waiting = Some(Timeout::new(WORTH_SAYING, move || {
            shown.try_set(true);
        }));
    });
    show(
        move || shown.get(),
        move || {
            view! {
                <Banner tone=Tone::Warn action=t.try_now on_action=move |()| on_retry.run(())>
                    {t.lost}
                </Banner>
            }
            .into_any()
        },
    )
}
