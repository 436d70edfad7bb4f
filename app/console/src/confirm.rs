//! A button that does something which takes no more than a yes.

use client::CallError;
use leptos::{prelude::*, text_prop::TextProp};
use ui::{AskDialog, Button, ButtonKind, Shape, Submission, Tone};

/// The button and its question; refused, the question stays and says why.
#[component]
pub fn ConfirmButton<Act, Done, Then>(
    /// What stands on the button.
    label: &'static str,
    /// What the button weighs.
    #[prop(optional)]
    kind: ButtonKind,
    /// Stands before the label.
    #[prop(optional_no_strip, into)]
    icon: Option<Shape>,
    /// The question.
    #[prop(into)]
    title: TextProp,
    /// What the act does.
    text: &'static str,
    /// What stands on the button that does it.
    act: &'static str,
    /// Does it.
    send: Act,
    /// Goes on when it is done; the answer is said to whoever did it.
    then: Then,
    /// What else there is to know.
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView
where
    Act: Fn() -> Done + 'static,
    Done: Future<Output = Result<(), CallError>> + 'static,
    Then: Fn() -> String + Copy + Send + Sync + 'static,
{
    let toaster = ui::toasts();
    let (open, sending) = (RwSignal::new(false), Submission::new());
    let send = StoredValue::new_local(send);
    let submit = move |()| {
        let Some(sent) = send.try_with_value(|send| send()) else { return };
        sending.run(sent, move |()| {
            open.try_set(false);
            toaster.toast(Tone::Good, then());
        });
    };
    view! {
        <Button kind icon on_click=move |_| open.set(true)>{label}</Button>
        <AskDialog open title text act danger=true sending on_submit=submit>
            {children.as_ref().map(|children| children())}
        </AskDialog>
    }
    .into_any()
}
