//! What holds other things: cards, menus, dialogs, tables, long lists.

use leptos::prelude::*;

use super::{Specimen, Stage};
use crate::{
    Button, ButtonKind, Card, Dialog, Field, Menu, MenuChoice, MenuHeading, MenuItem, MenuLine, Shape, Size, SortHead,
    Sorted, Table, VirtualList,
};

pub fn specimens() -> impl IntoView {
    view! {
        {cards().into_any()}
        {menus().into_any()}
        {dialogs().into_any()}
        {tables().into_any()}
    }
}

fn cards() -> impl IntoView {
    view! {
        <Specimen name="card" about="A framed part of a page.">
            <Stage caption="with every part" wide=true>
                <Card
                    title="Who receives"
                    acts=|| view! { <Button size=Size::Small>"Add"</Button> }
                    footer=|| view! { <span class="muted">"Changed by Ola Wang, 3 May"</span> }
                >
                    <p>"Three of eight receive now."</p>
                </Card>
            </Stage>
            <Stage caption="body only">
                <Card>
                    <p>"Just this."</p>
                </Card>
            </Stage>
        </Specimen>
    }
}

fn menus() -> impl IntoView {
    let away = RwSignal::new(false);
    view! {
        <Specimen name="menu" about="Arrow keys and first letters move; Escape closes.">
            <Stage caption="items">
                <Button attr:popovertarget="g-menu" attr:aria-haspopup="menu" attr:aria-expanded="false">
                    "New"
                </Button>
                <Menu id="g-menu" label="New">
                    <MenuHeading>"Work"</MenuHeading>
                    <MenuItem icon=Shape::Mail kbd="c" on_click=|_| {}>
                        "Ticket"
                    </MenuItem>
                    <MenuItem icon=Shape::Phone disabled=true>
                        "Call"
                    </MenuItem>
                    <MenuItem icon=Shape::Building href="#menu">
                        "Organization"
                    </MenuItem>
                    <MenuLine />
                    <MenuItem bad=true icon=Shape::Trash>
                        "Delete"
                    </MenuItem>
                </Menu>
            </Stage>
            <Stage caption="choices, at the end">
                <Button attr:popovertarget="g-presence" attr:aria-haspopup="menu" attr:aria-expanded="false">
                    {move || if away.get() { "Away" } else { "Available" }}
                </Button>
                <Menu id="g-presence" label="Presence" align_end=true>
                    <MenuChoice checked=Signal::derive(move || !away.get()) on_click=move |_| away.set(false)>
                        "Available"
                    </MenuChoice>
                    <MenuChoice checked=away hint="no chats come to you" on_click=move |_| away.set(true)>
                        "Away"
                    </MenuChoice>
                </Menu>
            </Stage>
            <Stage caption="panel">
                <Button attr:popovertarget="g-panel" attr:aria-expanded="false">
                    "Why me?"
                </Button>
                <Menu id="g-panel" label="Why me?" panel=true>
                    <p>"Fewest open tickets of three checked in."</p>
                </Menu>
            </Stage>
        </Specimen>
    }
}

fn dialogs() -> impl IntoView {
    let open = RwSignal::new(false);
    let reason = RwSignal::new(String::new());
    view! {
        <Specimen name="dialog" about="Escape closes; the focus goes to the first field and back.">
            <Stage caption="transfer">
                <Button on_click=move |_| open.set(true)>"Transfer…"</Button>
                <Dialog
                    open
                    title="Transfer ticket"
                    on_submit=move |()| open.set(false)
                    footer=move || {
                        view! {
                            <Button on_click=move |_| open.set(false)>"Cancel"</Button>
                            <Button kind=ButtonKind::Primary submit=true>
                                "Transfer"
                            </Button>
                        }
                    }
                >
                    <Field name="g-reason" label="Reason" value=reason />
                </Dialog>
            </Stage>
        </Specimen>
    }
}

fn tables() -> impl IntoView {
    let sorted = RwSignal::new(Sorted::Descending);
    let turn = move |_| {
        sorted.update(|sorted| {
            *sorted = if *sorted == Sorted::Ascending { Sorted::Descending } else { Sorted::Ascending };
        });
    };
    let rows: Vec<u32> = (1..=10_000).collect();
    view! {
        <Specimen name="table" about="Heads that sort; rows become cards on a phone. And a list of ten thousand.">
            <Stage caption="table" wide=true>
                <Table label="Tickets" stack=true>
                    <thead>
                        <tr>
                            <th scope="col">"Subject"</th>
                            <SortHead label="Updated" sorted on_click=turn />
                            <SortHead label="Open" sorted=Sorted::No end=true on_click=|_| {} />
                        </tr>
                    </thead>
                    <tbody>
                        <tr>
                            <td data-label="Subject">
                                <a class="title" href="#table">
                                    "Invoice for Lisbon"
                                </a>
                                <span class="sub">"Sales"</span>
                            </td>
                            <td data-label="Updated">"3 h ago"</td>
                            <td class="num" data-label="Open" data-align="end">
                                "12"
                            </td>
                        </tr>
                    </tbody>
                </Table>
            </Stage>
            <Stage caption="windowed list" wide=true>
                <div style:block-size="240px">
                    <VirtualList
                        label="Numbers"
                        items=rows
                        key=|row: &u32| *row
                        row_height=57
                        view=|row: u32| {
                            view! {
                                <li class="list-row">
                                    <div class="main">
                                        <span class="title">"Row " {row}</span>
                                        <span class="sub">"of ten thousand"</span>
                                    </div>
                                </li>
                            }
                        }
                    />
                </div>
            </Stage>
        </Specimen>
    }
}
