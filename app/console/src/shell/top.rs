//! The top bar: logo, search, presence, New, account.

use leptos::prelude::*;
use ui::{Button, ButtonKind, IconButton, Menu, MenuItem, SearchButton, Shape};

use super::{Opened, account::AccountMenu};
use crate::{paths, presence::PresenceControl, text::ShellText};

/// The top bar.
#[component]
pub fn TopBar() -> impl IntoView {
    let t = ui::texts::<ShellText>();
    let opened: Opened = expect_context();
    view! {
        <header class="top">
            <IconButton
                attr:class="icon-button rail-toggle"
                attr:aria-controls="rail"
                attr:aria-expanded=move || opened.drawer.get().to_string()
                label=t.menu
                shape=Shape::Menu
                on_click=move |_| opened.drawer.update(|open| *open = !*open)
            />
            <a class="logo" href=paths::CHATS>
                <span class="mark" aria-hidden="true"></span>
                <span class="name">{t.name}</span>
            </a>
            <SearchButton label=t.search kbd="Ctrl K" on_click=move |_| opened.palette.set(true) />
            <span class="grow"></span>
            <PresenceControl />
            <NewMenu />
            <AccountMenu />
        </header>
    }
    .into_any()
}

#[component]
fn NewMenu() -> impl IntoView {
    let t = ui::texts::<ShellText>();
    view! {
        <Button
            attr:popovertarget="new-menu"
            attr:aria-haspopup="menu"
            attr:aria-expanded="false"
            attr:aria-label=t.new
            kind=ButtonKind::Primary
            icon=Shape::Plus
        >
            <span class="label">{t.new}</span>
        </Button>
        <Menu id="new-menu" label=t.new align_end=true>
            <MenuItem icon=Shape::Mail href=paths::NEW_TICKET>{t.new_ticket}</MenuItem>
            <MenuItem icon=Shape::Building href=paths::NEW_ORGANIZATION>{t.new_organization}</MenuItem>
            <MenuItem icon=Shape::User href=paths::NEW_PERSON>{t.new_person}</MenuItem>
        </Menu>
    }
    .into_any()
}
