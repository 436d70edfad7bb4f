//! Light or dark, comfortable or compact: on `<html>`, and remembered in this browser.

use leptos::prelude::*;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{browser, storage};

/// Where the theme is remembered. A page may read it before the bundle arrives, to avoid a flash.
pub const THEME_KEY: &str = "look.theme";
/// Where the density is remembered.
pub const DENSITY_KEY: &str = "look.density";

/// Light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system is.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// How close together things are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Density {
    /// With air.
    #[default]
    Comfortable,
    /// More on a screen.
    Compact,
}

/// How the page looks: set the signals.
#[derive(Clone, Copy)]
pub struct Look {
    /// Light or dark.
    pub theme: RwSignal<Theme>,
    /// How close together things are.
    pub density: RwSignal<Density>,
}

/// Applies what is remembered and follows changes, for as long as the current owner lives.
pub fn provide_look() -> Look {
    let look = Look { theme: RwSignal::new(Theme::System), density: RwSignal::new(Density::Comfortable) };
    follow(look.theme, THEME_KEY, "data-theme", |theme| match theme {
        Theme::System => None,
        Theme::Light => Some("light"),
        Theme::Dark => Some("dark"),
    });
    follow(look.density, DENSITY_KEY, "data-density", |density| match density {
        Density::Comfortable => None,
        Density::Compact => Some("compact"),
    });
    provide_context(look);
    look
}

/// How the page looks. Ask in the component's body.
pub fn look() -> Look {
    use_context::<Look>().unwrap_or_else(provide_look)
}

fn follow<T>(signal: RwSignal<T>, key: &'static str, attribute: &'static str, word: fn(T) -> Option<&'static str>)
where
    T: Copy + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static,
{
    Effect::new(move |before: Option<()>| {
        let mut value = signal.get();
        match before {
            None => {
                if let Some(kept) = storage::local().get::<T>(key)
                    && kept != value
                {
                    value = kept;
                    signal.set(kept);
                }
            }
            Some(()) => storage::local().set(key, &value),
        }
        if let Some(html) = browser::document().and_then(|document| document.document_element()) {
            let _ = match word(value) {
                Some(word) => html.set_attribute(attribute, word),
                None => html.remove_attribute(attribute),
            };
        }
    });
}
