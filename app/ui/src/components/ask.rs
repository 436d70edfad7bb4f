//! A question before an act: what it does, what it asks for, and the two buttons below.

use leptos::{prelude::*, text_prop::TextProp};

use super::{
    button::{Button, ButtonKind, Size},
    dialog::Dialog,
    notice::ProblemNotice,
};
use crate::{Now, Submission, texts, words::AskText};

/// A dialog that asks before something is done. It stays open until its opener closes it, and forgets why it was
/// refused when it is closed.
#[component]
pub fn AskDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Its heading.
    #[prop(into)]
    title: TextProp,
    /// What the act does; a paragraph.
    #[prop(optional, into)]
    text: Option<TextProp>,
    /// What stands on the button that does it.
    #[prop(into)]
    act: TextProp,
    /// Whether something is lost by it.
    #[prop(optional, into)]
    danger: Now<bool>,
    /// It cannot be done yet; say in the body why.
    #[prop(optional, into)]
    disabled: Now<bool>,
    /// What is sent: whether it is under way, and why it was refused.
    sending: Submission,
    /// Told when it is to be done.
    #[prop(into)]
    on_submit: Callback<()>,
    /// Told when it was closed, however.
    #[prop(optional, into)]
    on_close: Option<Callback<()>>,
    /// What there is to fill in.
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    let t = texts::<AskText>();
    let footer = move || {
        let kind = if danger.get_untracked() { ButtonKind::Danger } else { ButtonKind::Primary };
        let act = act.clone();
        view! {
            <Button on_click=move |_| open.set(false)>{t.cancel}</Button>
            <Button kind submit=true busy=sending.busy disabled=disabled.clone()>
                {move || act.get()}
            </Button>
        }
        .into_any()
    };
    let closed = move |()| {
        sending.clear();
        if let Some(on_close) = on_close {
            on_close.run(());
        }
    };
    let (text, children) = (StoredValue::new(text), StoredValue::new(children));
    let said =
        move || text.with_value(|text| text.clone().map(|text| view! { <p>{move || text.get()}</p> }.into_any()));
    view! {
        <Dialog open title size=Size::Small footer on_submit on_close=closed>
            <div class="stack" data-gap="4">
                {said()}
                <ProblemNotice problem=sending.problem />
                {children.with_value(|children| children.as_ref().map(|children| children()))}
            </div>
        </Dialog>
    }
    .into_any()
}
