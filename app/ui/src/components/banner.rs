//! Banner: one quiet line above the content; and the one that tells of a lost connection.

use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, text_prop::TextProp};
use std::time::Duration;

use super::{
    button::{Button, Size},
    chip::Tone,
    icon::Icon,
};
use crate::{live::Connection, texts, words::UiText};

/// How long a connection may be gone before it is worth a line.
const WORTH_SAYING: Duration = Duration::from_millis(1_500);

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
    view! {
        <div class="banner" data-tone=tone.word() role="status">
            <Icon shape=tone.shape() />
            <span class="grow">{children()}</span>
            {action
                .map(|words| {
                    view! {
                        <Button
                            size=Size::Small
                            on_click=move |_| {
                                if let Some(on_action) = on_action {
                                    on_action.run(());
                                }
                            }
                        >
                            {move || words.get()}
                        </Button>
                    }
                })}
        </div>
    }
}

/// Tells quietly that the connection is lost, when it has been for a moment.
#[component]
pub fn ConnectionBar(
    /// The connection, as [`Live::connection`](crate::Live::connection) gives it.
    #[prop(into)]
    connection: Signal<Connection>,
    /// Tries again at once.
    #[prop(into)]
    on_retry: Callback<()>,
) -> impl IntoView {
    let t = texts::<UiText>();
    let shown = RwSignal::new(false);
    Effect::new(move |waiting: Option<Option<TimeoutHandle>>| {
        if let Some(Some(waiting)) = waiting {
            waiting.clear();
        }
        let lost = matches!(connection.get(), Connection::Lost { .. });
        if !lost {
            shown.set(false);
            return None;
        }
        let show = move || {
            shown.try_set(true);
        };
        set_timeout_with_handle(show, WORTH_SAYING).ok()
    });
    view! {
        <Show when=move || shown.get()>
            <Banner tone=Tone::Warn action=t.try_now on_action=move |()| on_retry.run(())>
                {t.lost}
            </Banner>
        </Show>
    }
}
