//! What texts are in other languages: read from the files that stand beside the catalogues.
//!
//! A page is told by the server which language it speaks (`<html lang>`) and where its texts are (`data-texts`), loads
//! them, and only then shows anything. What is no page (the server, tests) has the files in it.

use crate::Language;

/// Declares where a crate's texts in other languages are: `languages/TAG.json` beside its manifest. Once, at its root.
#[macro_export]
macro_rules! languages {
    () => {
        /// What this crate's texts are in other languages; a page loads the one it needs.
        #[cfg(not(target_arch = "wasm32"))]
        pub(crate) const LANGUAGES: $crate::languages::Files = [
            ($crate::Language::German, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/languages/de.json"))),
            ($crate::Language::Arabic, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/languages/ar.json"))),
        ];
    };
}

/// The files of a crate.
#[cfg(not(target_arch = "wasm32"))]
pub type Files = [(Language, &'static str); crate::text::TRANSLATED];

/// Puts what a catalogue's fields are in a language in the place of the English; what nobody wrote stays.
pub fn translate(language: Language, catalogue: &str, fields: &mut [(&str, &mut &'static str)]) {
    let texts = texts(language, catalogue);
    for (name, text) in fields {
        if let Some(found) = texts.named(name) {
            **text = found;
        }
    }
}

#[cfg(target_arch = "wasm32")]
pub use page::once_spoken;
#[cfg(target_arch = "wasm32")]
use page::texts;

#[cfg(target_arch = "wasm32")]
mod page {
    use std::cell::RefCell;

    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::{JsFuture, spawn_local};

    use crate::{Language, browser};

    thread_local! {
        /// The page's texts, as its file has them.
        static TEXTS: RefCell<JsValue> = const { RefCell::new(JsValue::UNDEFINED) };
    }

    /// Goes on once the texts of the page's language are there: at once, where it speaks English. Texts that do not come
    /// leave the page in English.
    pub fn once_spoken(go_on: impl FnOnce() + 'static) {
        let page = browser::document().and_then(|document| document.document_element());
        let Some((page, path)) = page.and_then(|page| page.get_attribute("data-texts").map(|path| (page, path))) else {
            return go_on();
        };
        spawn_local(async move {
            match load(&path).await {
                Ok(texts) => TEXTS.set(texts),
                Err(_) => {
                    let english = Language::English;
                    let said = page.set_attribute("lang", english.tag());
                    let turned = page.set_attribute("dir", english.direction());
                    // Attributes of these names can always be set.
                    drop((said, turned));
                }
            }
            go_on();
        });
    }

    async fn load(path: &str) -> Result<JsValue, JsValue> {
        let window = browser::window().ok_or(JsValue::UNDEFINED)?;
        let answer: web_sys::Response = JsFuture::from(window.fetch_with_str(path)).await?.unchecked_into();
        match answer.ok() {
            true => JsFuture::from(answer.json()?).await,
            false => Err(JsValue::UNDEFINED),
        }
    }

    /// A catalogue of the page's texts.
    pub struct Texts(JsValue);

    impl Texts {
        /// A text; it is kept for as long as the page lives.
        pub fn named(&self, name: &str) -> Option<&'static str> {
            let text = js_sys::Reflect::get(&self.0, &name.into()).ok()?.as_string()?;
            Some(Box::leak(text.into_boxed_str()))
        }
    }

    /// A page speaks one language.
    pub fn texts(_language: Language, catalogue: &str) -> Texts {
        Texts(TEXTS.with_borrow(|texts| js_sys::Reflect::get(texts, &catalogue.into())).unwrap_or(JsValue::UNDEFINED))
    }
}

#[cfg(not(target_arch = "wasm32"))]
pub use built_in::know;
#[cfg(not(target_arch = "wasm32"))]
use built_in::texts;

#[cfg(not(target_arch = "wasm32"))]
mod built_in {
    use std::{collections::HashMap, sync::RwLock};

    use super::Files;
    use crate::Language;

    /// A language's texts by catalogue and field.
    type Read = HashMap<String, HashMap<String, String>>;

    /// Every file that was asked for, read.
    static KNOWN: RwLock<Vec<(Language, &'static str, &'static Read)>> = RwLock::new(Vec::new());

    /// Reads a crate's files, once.
    pub fn know(files: Files) {
        for (language, file) in files {
            let known = |all: &[(Language, &str, &Read)]| all.iter().any(|(_, other, _)| std::ptr::eq(*other, file));
            if KNOWN.read().is_ok_and(|all| known(&all)) {
                continue;
            }
            // `cargo xtask check` reads each file: one that does not read is never built.
            let read: Read = serde_json::from_str(file).unwrap_or_default();
            if let Ok(mut all) = KNOWN.write()
                && !known(&all)
            {
                all.push((language, file, Box::leak(Box::new(read))));
            }
        }
    }

    /// A catalogue in a language.
    pub struct Texts(Option<&'static HashMap<String, String>>);

    impl Texts {
        /// A text.
        pub fn named(&self, name: &str) -> Option<&'static str> {
            self.0?.get(name).map(String::as_str)
        }
    }

    pub fn texts(language: Language, catalogue: &str) -> Texts {
        let Ok(all) = KNOWN.read() else { return Texts(None) };
        let spoken = all.iter().filter(|(other, ..)| *other == language);
        Texts(spoken.filter_map(|(_, _, read)| read.get(catalogue)).next())
    }
}
