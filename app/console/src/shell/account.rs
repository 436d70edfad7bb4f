//! The account menu: theme, density, sound, notifications, keys, sign out.

use leptos::prelude::*;
use ui::{
    Choice, Menu, MenuChoice, MenuHeading, MenuItem, MenuLine, Segmented, Shape, fill,
    theme::{Density, Theme},
};
use web_sys::NotificationPermission;

use super::Opened;
use crate::{chats::alerts, face::Face, live::use_wire, paths, session::use_session, text::ShellText};

/// The account's button and menu.
#[component]
pub fn AccountMenu() -> impl IntoView {
    let t = ui::texts::<ShellText>();
    let session = use_session();
    let wire = use_wire();
    let opened: Opened = expect_context();
    let Some(me) = session.me_untracked() else { return ().into_any() };
    view! {
        <button
            class="account"
            type="button"
            popovertarget="account-menu"
            aria-haspopup="menu"
            aria-expanded="false"
            aria-label=fill(t.account, &[("name", &me.name)])
            title=me.name.clone()
        >
            <Face id=me.id name=me.name.clone() />
        </button>
        <Menu id="account-menu" label=t.account_menu align_end=true>
            <MenuHeading>{me.name.clone()} " · " {me.email.clone()}</MenuHeading>
            <LookChoices />
            <MenuLine />
            <Attention />
            <MenuLine />
            <MenuItem href=paths::ACCOUNT icon=Shape::User>{t.my_account}</MenuItem>
            <MenuItem icon=Shape::Info kbd="?" on_click=move |_| opened.keys.set(true)>{t.act_keys}</MenuItem>
            <MenuItem
                icon=Shape::End
                on_click=move |_| {
                    wire.say_goodbye();
                    session.sign_out();
                }
            >
                {t.sign_out}
            </MenuItem>
        </Menu>
    }
    .into_any()
}

#[component]
fn LookChoices() -> impl IntoView {
    let t = ui::texts::<ShellText>();
    let look = ui::look();
    let themes = vec![
        Choice::new(Theme::System, t.theme_system),
        Choice::new(Theme::Light, t.theme_light),
        Choice::new(Theme::Dark, t.theme_dark),
    ];
    let densities = vec![Choice::new(Density::Comfortable, t.comfortable), Choice::new(Density::Compact, t.compact)];
    view! {
        <MenuHeading>{t.theme}</MenuHeading>
        <Segmented
            label=t.theme
            choices=themes
            value=look.theme
            on_change=move |theme| look.theme.set(theme)
            in_menu=true
        />
        <MenuHeading>{t.density}</MenuHeading>
        <Segmented
            label=t.density
            choices=densities
            value=look.density
            on_change=move |density| look.density.set(density)
            in_menu=true
        />
    }
    .into_any()
}

/// Sound and notifications. The browser is asked only when somebody presses for it.
#[component]
fn Attention() -> impl IntoView {
    let t = ui::texts::<ShellText>();
    let sound = RwSignal::new(alerts::sounds());
    let permission = RwSignal::new(alerts::permission());
    let ask = move |_| {
        alerts::ask_permission(move || {
            permission.try_set(alerts::permission());
        });
    };
    let words = move || match permission.get() {
        NotificationPermission::Granted => t.notifications_on,
        NotificationPermission::Denied => t.notifications_off,
        _ => t.notifications_ask,
    };
    view! {
        <MenuChoice
            checked=sound
            on_click=move |_| {
                let on = !sound.get_untracked();
                sound.set(on);
                alerts::choose_sounds(on);
            }
        >
            {t.sound}
        </MenuChoice>
        <MenuItem
            icon=Shape::Bell
            disabled=Signal::derive(move || permission.get() != NotificationPermission::Default)
            on_click=ask
        >
            {move || words()}
        </MenuItem>
    }
    .into_any()
}
