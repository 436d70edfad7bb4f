//! What can be filled in and chosen.

use leptos::prelude::*;

use super::{Specimen, Stage};
use crate::{
    Checkbox, Choice, Field, FieldKind, RadioCards, SearchBox, SearchButton, Segmented, Select, Switch, TabLinks, Tabs,
};

pub fn specimens() -> impl IntoView {
    view! {
        {fields().into_any()}
        {boxes().into_any()}
        {cards().into_any()}
        {tabs().into_any()}
    }
}

fn fields() -> impl IntoView {
    let text = || RwSignal::new(String::new());
    let mail = RwSignal::new("erik@northwind".to_owned());
    let wrong = Signal::derive(move || {
        (!mail.with(|mail| mail.contains(".example"))).then(|| "This is not an e-mail address.".to_owned())
    });
    let zone = RwSignal::new("oslo".to_owned());
    let zones = ["oslo", "lisbon", "berlin"].map(|zone| Choice::new(zone.to_owned(), zone)).to_vec();
    view! {
        <Specimen name="field" about="Label, what helps, what to type in, what is wrong.">
            <Stage caption="plain">
                <Field name="g-name" label="Name" value=text() />
            </Stage>
            <Stage caption="hint, optional, placeholder">
                <Field
                    name="g-phone"
                    label="Telephone"
                    value=text()
                    kind=FieldKind::Tel
                    hint="Where we call back."
                    placeholder="+47 22 33 44 55"
                    optional=true
                />
            </Stage>
            <Stage caption="error until it ends in .example">
                <Field name="g-mail" label="E-mail" value=mail kind=FieldKind::Email error=wrong hint="Where we answer." />
            </Stage>
            <Stage caption="several lines" wide=true>
                <Field name="g-text" label="Message" value=text() kind=FieldKind::Area(4) />
            </Stage>
            <Stage caption="disabled">
                <Field name="g-off" label="Address" value=RwSignal::new("abc.example".to_owned()) disabled=true />
            </Stage>
            <Stage caption="number, small">
                <Field name="g-many" label="At most" value=RwSignal::new("5".to_owned()) kind=FieldKind::Number small=true />
            </Stage>
            <Stage caption="select">
                <Select name="g-zone" label="Time zone" value=zone choices=zones />
            </Stage>
            <Stage caption="search" wide=true>
                <div class="stack">
                    <SearchBox label="Search" value=text() placeholder="Find a person or group" kbd="/" />
                    <SearchButton label="Search or do anything" kbd="Ctrl K" on_click=|_| {} />
                    <SearchBox label="Search" value=text() placeholder="How can we help?" large=true />
                </div>
            </Stage>
        </Specimen>
    }
}

fn boxes() -> impl IntoView {
    let on = RwSignal::new(true);
    view! {
        <Specimen name="checkbox" about="And the switch, for what takes effect at once.">
            <Stage caption="checkbox">
                <Checkbox checked=on hint="Off by default." on_change=move |now| on.set(now)>
                    "Answer colleagues' tickets"
                </Checkbox>
            </Stage>
            <Stage caption="mixed">
                <Checkbox checked=false mixed=true>
                    "All"
                </Checkbox>
            </Stage>
            <Stage caption="disabled">
                <Checkbox checked=true disabled=true>
                    "Always"
                </Checkbox>
            </Stage>
            <Stage caption="switch">
                <Switch label="Receive chats" checked=on on_change=move |now| on.set(now) />
            </Stage>
            <Stage caption="switch, off and disabled">
                <Switch label="Receive tickets" checked=false disabled=true />
            </Stage>
        </Specimen>
    }
}

fn cards() -> impl IntoView {
    let method = RwSignal::new(1);
    let ways = vec![
        Choice::new(1, "Fewest open").hint("Whoever has the fewest open tickets gets the next one."),
        Choice::new(2, "Round robin").hint("One after the other."),
        Choice::new(3, "By hand").hint("Nobody gets anything by itself.").disabled(true),
    ];
    let span = RwSignal::new("day");
    let spans = vec![Choice::new("day", "Day"), Choice::new("week", "Week"), Choice::new("month", "Month")];
    view! {
        <Specimen name="radio-cards" about="One of a few, each with a sentence.">
            <Stage caption="three, one of them not now" wide=true>
                <RadioCards
                    name="g-way"
                    legend="How work is given out"
                    choices=ways
                    value=method
                    on_change=move |way| method.set(way)
                />
            </Stage>
        </Specimen>
        <Specimen name="segmented" about="One of two to four short words; arrow keys move.">
            <Stage caption="three">
                <Segmented label="Span" choices=spans value=span on_change=move |now| span.set(now) />
            </Stage>
        </Specimen>
    }
}

fn tabs() -> impl IntoView {
    let shown = RwSignal::new(0);
    let parts =
        vec![Choice::new(0, "Tickets").count(12), Choice::new(1, "Members").count(7), Choice::new(2, "Activity")];
    let mode = RwSignal::new(0);
    let modes = vec![Choice::new(0, "Reply"), Choice::new(1, "Internal comment")];
    view! {
        <Specimen name="tabs" about="Arrow keys, Home and End move; only one is in the tab order.">
            <Stage caption="underlined" wide=true>
                <Tabs label="Organization" choices=parts value=shown on_change=move |now| shown.set(now) />
            </Stage>
            <Stage caption="pill">
                <Tabs label="Write" pill=true choices=modes value=mode on_change=move |now| mode.set(now) />
            </Stage>
            <Stage caption="links">
                <TabLinks label="Pages">
                    <a href="#tabs" aria-current="page">
                        "Tickets"
                    </a>
                    <a href="#tabs">"Members"</a>
                </TabLinks>
            </Stage>
        </Specimen>
    }
}
