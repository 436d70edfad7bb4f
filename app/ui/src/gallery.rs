//! Gallery: every component in every state on one page, to look at in development.

mod choices;
mod messages;
mod panels;

use leptos::prelude::*;

use crate::{
    Avatar, Badge, Button, ButtonKind, Chip, Choice, Dot, DotState, FilterChip, Icon, IconButton, Kbd, LinkButton,
    RemovableChip, Segmented, Shape, Size, Spinner, Toasts, Tone, TypingDots, look, provide_toasts,
    theme::{Density, Theme},
};

const TONES: [(Tone, &str); 5] = [
    (Tone::Neutral, "neutral"),
    (Tone::Good, "good"),
    (Tone::Warn, "warn"),
    (Tone::Bad, "bad"),
    (Tone::Accent, "accent"),
];

const NAMES: [&str; 18] = [
    "look",
    "icon",
    "button",
    "icon-button",
    "chip",
    "dot",
    "avatar",
    "field",
    "checkbox",
    "radio-cards",
    "segmented",
    "tabs",
    "card",
    "menu",
    "dialog",
    "table",
    "messages",
    "waiting",
];

/// Every component in every state.
#[component]
pub fn Gallery() -> impl IntoView {
    provide_toasts();
    view! {
        <div class="gallery">
            <nav class="index" aria-label="Components">
                {NAMES.map(|name| view! { <a href=["#", name].concat()>{name}</a> }).collect_view()}
            </nav>
            <main>
                <h1>"Gallery"</h1>
                {looks().into_any()}
                {icons().into_any()}
                {buttons().into_any()}
                {icon_buttons().into_any()}
                {chips().into_any()}
                {people().into_any()}
                {choices::specimens().into_any()}
                {panels::specimens().into_any()}
                {messages::specimens().into_any()}
            </main>
            <Toasts />
        </div>
    }
}

#[component]
fn Specimen(name: &'static str, about: &'static str, children: Children) -> impl IntoView {
    view! {
        <section class="specimen" id=name>
            <h2>{name}</h2>
            <p class="muted">{about}</p>
            <div class="states">{children()}</div>
        </section>
    }
}

#[component]
fn Stage(caption: &'static str, #[prop(optional)] wide: bool, children: Children) -> impl IntoView {
    view! {
        <figure data-wide=wide.then_some("")>
            <div class="stage">{children()}</div>
            <figcaption>{caption}</figcaption>
        </figure>
    }
}

fn looks() -> impl IntoView {
    let look = look();
    view! {
        <Specimen name="look" about="Applied to the whole page and remembered.">
            <Stage caption="theme">
                <Segmented
                    label="Theme"
                    choices=vec![
                        Choice::new(Theme::System, "System"),
                        Choice::new(Theme::Light, "Light"),
                        Choice::new(Theme::Dark, "Dark"),
                    ]
                    value=look.theme
                    on_change=move |theme| look.theme.set(theme)
                />
            </Stage>
            <Stage caption="density">
                <Segmented
                    label="Density"
                    choices=vec![
                        Choice::new(Density::Comfortable, "Comfortable"),
                        Choice::new(Density::Compact, "Compact"),
                    ]
                    value=look.density
                    on_change=move |density| look.density.set(density)
                />
            </Stage>
        </Specimen>
    }
}

fn icons() -> impl IntoView {
    let all = Shape::ALL.iter().map(|shape| view! { <Icon shape=*shape large=true /> }).collect_view();
    view! {
        <Specimen name="icon" about="Stroked in the current colour.">
            <Stage caption="all, large" wide=true>
                <div class="row wrap-row" data-gap="4">
                    {all}
                </div>
            </Stage>
            <Stage caption="normal, and one that mirrors">
                <Icon shape=Shape::Lock />
                <Icon shape=Shape::Chevron flip=true />
            </Stage>
        </Specimen>
    }
}

fn buttons() -> impl IntoView {
    let pressed = RwSignal::new(0_u32);
    let busy = RwSignal::new(false);
    view! {
        <Specimen name="button" about="One primary per place; busy keeps its width and ignores clicks.">
            <Stage caption="plain, counts clicks">
                <Button on_click=move |_| pressed.update(|pressed| *pressed += 1)>
                    "Pressed " {move || pressed.get()}
                </Button>
            </Stage>
            <Stage caption="kinds">
                <div class="row">
                    <Button kind=ButtonKind::Primary>"Send"</Button>
                    <Button kind=ButtonKind::Ghost>"Cancel"</Button>
                    <Button kind=ButtonKind::Danger>"Delete"</Button>
                    <LinkButton href="#button">"A link"</LinkButton>
                </div>
            </Stage>
            <Stage caption="with icon and key">
                <Button icon=Shape::Transfer kbd="t">
                    "Transfer"
                </Button>
            </Stage>
            <Stage caption="busy">
                <Button kind=ButtonKind::Primary busy on_click=move |_| busy.set(true)>
                    "Press me"
                </Button>
            </Stage>
            <Stage caption="disabled">
                <Button disabled=true>"Not now"</Button>
            </Stage>
            <Stage caption="sizes">
                <div class="row">
                    <Button size=Size::Small>"Small"</Button>
                    <Button>"Normal"</Button>
                    <Button size=Size::Large>"Large"</Button>
                </div>
            </Stage>
            <Stage caption="wide" wide=true>
                <Button wide=true kind=ButtonKind::Primary size=Size::Large>
                    "Start chat"
                </Button>
            </Stage>
        </Specimen>
    }
}

fn icon_buttons() -> impl IntoView {
    let lit = RwSignal::new(true);
    view! {
        <Specimen name="icon-button" about="Its label is read out and shown on hover.">
            <Stage caption="plain">
                <IconButton label="Attach a file" shape=Shape::Attach />
            </Stage>
            <Stage caption="small">
                <IconButton label="Close" shape=Shape::Close size=Size::Small />
            </Stage>
            <Stage caption="primary, round">
                <IconButton label="Send" shape=Shape::Send primary=true round=true flip=true />
            </Stage>
            <Stage caption="stays lit">
                <IconButton
                    label="Filter"
                    shape=Shape::Filter
                    pressed=lit
                    on_click=move |_| lit.update(|lit| *lit = !*lit)
                />
            </Stage>
            <Stage caption="with a badge">
                <IconButton label="Notifications" shape=Shape::Bell>
                    <Badge count=3_u32 label="unread" />
                </IconButton>
            </Stage>
            <Stage caption="disabled">
                <IconButton label="End" shape=Shape::End disabled=true />
            </Stage>
        </Specimen>
    }
}

fn chips() -> impl IntoView {
    let on = RwSignal::new(true);
    let tones = TONES.map(|(tone, word)| view! { <Chip tone=tone>{word}</Chip> }).collect_view();
    view! {
        <Specimen name="chip" about="A small word with a tone; the word says it too.">
            <Stage caption="tones">
                <div class="row">{tones}</div>
            </Stage>
            <Stage caption="with icon">
                <Chip tone=Tone::Good shape=Shape::Check>
                    "verified"
                </Chip>
            </Stage>
            <Stage caption="filters">
                <div class="chips">
                    <FilterChip pressed=on on_click=move |_| on.update(|on| *on = !*on)>
                        "Active"
                    </FilterChip>
                    <FilterChip pressed=false on_click=|_| {}>
                        "Mine"
                    </FilterChip>
                </div>
            </Stage>
            <Stage caption="removable">
                <RemovableChip label="Northwind Labs" on_remove=|()| {} />
            </Stage>
            <Stage caption="badge">
                <div class="row">
                    <Badge count=2_u32 label="unread" />
                    <Badge count=120_u32 label="waiting" quiet=true />
                </div>
            </Stage>
        </Specimen>
    }
}

fn people() -> impl IntoView {
    let states = [
        (DotState::Available, "Available"),
        (DotState::Away, "Away"),
        (DotState::Busy, "Busy"),
        (DotState::Offline, "Offline"),
    ];
    let dots = states.map(|(state, word)| view! { <span class="row"><Dot state /> {word}</span> }).collect_view();
    let hues = (0..24).map(|id| view! { <Avatar name="Mari Berg" seed=id.to_string() /> }).collect_view();
    view! {
        <Specimen name="dot" about="Its shape differs too.">
            <Stage caption="beside words">
                <div class="row" data-gap="4">
                    {dots}
                </div>
            </Stage>
            <Stage caption="alone">
                <Dot state=DotState::Available label="Available" />
            </Stage>
        </Specimen>
        <Specimen name="avatar" about="Initials on a colour of one's own.">
            <Stage caption="hues by id" wide=true>
                <div class="row wrap-row">{hues}</div>
            </Stage>
            <Stage caption="sizes">
                <div class="row">
                    <Avatar name="Erik Halvorsen" seed="a" size=Size::Tiny />
                    <Avatar name="Erik Halvorsen" seed="a" size=Size::Small />
                    <Avatar name="Erik Halvorsen" seed="a" />
                    <Avatar name="Erik Halvorsen" seed="a" size=Size::Large dot=Some(DotState::Available) />
                </div>
            </Stage>
            <Stage caption="square, neutral, off">
                <div class="row">
                    <Avatar name="Northwind Labs" seed="b" square=true />
                    <Avatar name="Nobody" />
                    <Avatar name="Lea Kim" seed="c" off=true />
                </div>
            </Stage>
            <Stage caption="spinner">
                <div class="row">
                    <Spinner />
                    <Spinner large=true />
                </div>
            </Stage>
            <Stage caption="typing">
                <TypingDots label="Erik is typing" />
            </Stage>
            <Stage caption="keys">
                <Kbd keys="Ctrl K" />
            </Stage>
        </Specimen>
    }
}
