//! Button, link that looks like one, and icon button.

use leptos::{ev::MouseEvent, prelude::*, text_prop::TextProp};

use super::{
    icon::{Icon, Shape},
    kbd::Kbd,
};
use crate::{doors::Now, markup};

/// What a button weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ButtonKind {
    /// One of several.
    #[default]
    Plain,
    /// The one thing to do here.
    Primary,
    /// Without a frame.
    Ghost,
    /// Takes something away.
    Danger,
}

impl ButtonKind {
    fn word(self) -> Option<&'static str> {
        match self {
            ButtonKind::Plain => None,
            ButtonKind::Primary => Some("primary"),
            ButtonKind::Ghost => Some("ghost"),
            ButtonKind::Danger => Some("danger"),
        }
    }
}

/// How large something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Size {
    /// The smallest, of avatars only.
    Tiny,
    /// Small.
    Small,
    /// As usual.
    #[default]
    Normal,
    /// Large.
    Large,
}

impl Size {
    pub(super) fn word(self) -> Option<&'static str> {
        match self {
            Size::Tiny => Some("tiny"),
            Size::Small => Some("small"),
            Size::Normal => None,
            Size::Large => Some("large"),
        }
    }
}

/// A button. Further attributes go on it with `attr:`, as in `attr:popovertarget="more"`.
#[component]
pub fn Button(
    /// What it weighs.
    #[prop(optional)]
    kind: ButtonKind,
    /// How large it is.
    #[prop(optional)]
    size: Size,
    /// Something is under way: a spinner, and clicks do nothing.
    #[prop(into, optional)]
    busy: Now<bool>,
    /// Cannot be used now; say beside it why.
    #[prop(into, optional)]
    disabled: Now<bool>,
    /// For who looks for it, as to put the focus on it.
    #[prop(optional, into)]
    id: Option<&'static str>,
    /// Fills its line.
    #[prop(optional)]
    wide: bool,
    /// Sends the form around it.
    #[prop(optional)]
    submit: bool,
    /// An icon before the words.
    #[prop(optional_no_strip, into)]
    icon: Option<Shape>,
    /// The key that does the same.
    #[prop(optional, into)]
    kbd: Option<&'static str>,
    /// What happens.
    #[prop(into, optional)]
    on_click: Option<Callback<MouseEvent>>,
    /// The words.
    children: Children,
) -> impl IntoView {
    let spins = busy.clone();
    let click = move |event: MouseEvent| {
        if busy.get_untracked() {
            event.prevent_default();
        } else if let Some(on_click) = on_click {
            on_click.run(event);
        }
    };
    markup! {
        <button
            class="button"
            id={id}
            type={if submit { "submit" } else { "button" }}
            data-kind={kind.word()}
            data-size={size.word()}
            data-wide={wide}
            aria-busy={move || spins.get().then_some("true")}
            disabled={move || disabled.get()}
            on:click={click}
        >
            {icon.map(|shape| view! { <Icon shape /> })}
            {children()}
            {kbd.map(|keys| view! { <Kbd keys /> })}
        </button>
    }
}

/// A link that looks like a button.
#[component]
pub fn LinkButton(
    /// Where it goes.
    #[prop(into)]
    href: TextProp,
    /// What it weighs.
    #[prop(optional)]
    kind: ButtonKind,
    /// How large it is.
    #[prop(optional)]
    size: Size,
    /// Fills its line.
    #[prop(optional)]
    wide: bool,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <a
            class="button"
            href=move || href.get()
            data-kind=kind.word()
            data-size=size.word()
            data-wide=wide.then_some("")
        >
            {children()}
        </a>
    }
}

/// A square button with an icon; its label is read out and shown on hover.
#[component]
pub fn IconButton(
    /// The words it stands for.
    #[prop(into)]
    label: TextProp,
    /// The icon.
    shape: Shape,
    /// How large it is.
    #[prop(optional)]
    size: Size,
    /// Filled, for the one thing to do here.
    #[prop(optional)]
    primary: bool,
    /// A circle.
    #[prop(optional)]
    round: bool,
    /// Points somewhere: mirrored in right-to-left.
    #[prop(optional)]
    flip: bool,
    /// Sends the form around it.
    #[prop(optional)]
    submit: bool,
    /// For who looks for it, as to put the focus on it.
    #[prop(optional, into)]
    id: Option<&'static str>,
    /// For one that stays lit: whether it is.
    #[prop(into, optional)]
    pressed: Option<Now<bool>>,
    /// Cannot be used now.
    #[prop(into, optional)]
    disabled: Now<bool>,
    /// What happens.
    #[prop(into, optional)]
    on_click: Option<Callback<MouseEvent>>,
    /// A badge at its corner.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let title = label.clone();
    let click = move |event: MouseEvent| {
        if let Some(on_click) = on_click {
            on_click.run(event);
        }
    };
    let pressed = pressed.map(|pressed| move || if pressed.get() { "true" } else { "false" });
    markup! {
        <button
            class="icon-button"
            id={id}
            type={if submit { "submit" } else { "button" }}
            aria-label={move || label.get()}
            title={move || title.get()}
            data-size={size.word()}
            data-kind={primary.then_some("primary")}
            data-round={round}
            aria-pressed={move || pressed.as_ref().map(|pressed| pressed())}
            disabled={move || disabled.get()}
            on:click={click}
        >
            {view! { <Icon shape flip /> }}
            {children.map(|children| children())}
        </button>
    }
}
