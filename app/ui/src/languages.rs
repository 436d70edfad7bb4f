//! What texts are in other languages: read from the files that stand beside the catalogues.
//!
//! A page is told by the server which language it speaks (`<html lang>`) and where its texts are (`data-texts`), loads
//! them, and only then shows anything. A page that comes in pieces is told there where the texts are that only its pieces
//! say, and loads them with the first piece. What is no page (the server, tests) has the files in it.

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
pub type Files = [(crate::Language, &'static str); crate::text::TRANSLATED];

#[cfg(target_arch = "wasm32")]
pub use page::{more_spoken, once_spoken, translate};

#[cfg(target_arch = "wasm32")]
mod page {
    use std::cell::{Cell, RefCell};

    use client::{Request, json};
    use contract::tree::Tree;
    use wasm_bindgen_futures::spawn_local;

    use crate::{Language, browser, transport};

    thread_local! {
        /// What of the page's texts nobody has asked for yet, as its file has them.
        static TEXTS: Cell<Tree> = const { Cell::new(Tree::Null) };
        /// Where the texts are that only pieces say, until they are there.
        static MORE: RefCell<Option<String>> = const { RefCell::new(None) };
    }

    /// Goes on once the texts of the page's language are there: at once, where it speaks English. Texts that do not come
    /// leave the page in English.
    pub fn once_spoken(go_on: impl FnOnce() + 'static) {
        let page = browser::document().and_then(|document| document.document_element());
        let Some((page, path)) = page.and_then(|page| page.get_attribute("data-texts").map(|path| (page, path))) else {
            return go_on();
        };
        spawn_local(async move {
            match load(path).await {
                Some(mut texts) => {
                    if let Tree::Text(path) = texts.field("more") {
                        MORE.set(Some(path));
                    }
                    TEXTS.set(texts);
                }
                None => {
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

    /// Waits for the texts that only pieces say; a piece is shown after that. Says whether they are there: a piece shown
    /// without them would stay in English.
    pub async fn more_spoken() -> bool {
        let Some(path) = MORE.with_borrow(Clone::clone) else { return true };
        let Some(Tree::Fields(more)) = load(path).await else { return false };
        // Who waited at the same time may have put them there.
        if MORE.take().is_some() {
            let mut texts = TEXTS.take();
            if let Tree::Fields(known) = &mut texts {
                known.extend(more);
            }
            TEXTS.set(texts);
        }
        true
    }

    async fn load(target: String) -> Option<Tree> {
        let request = Request { method: "GET", target, if_match: None, bearer: None, json: None };
        let answer = transport::fetch(request).await.ok().filter(|answer| answer.status == 200)?;
        json::tree(std::str::from_utf8(&answer.body).ok()?).ok()
    }

    /// Puts what a catalogue's fields are in the page's language in the place of the English, in their order; what nobody
    /// wrote stays. Each catalogue is asked for once.
    pub fn translate(catalogue: &str, fields: &mut [&mut &'static str]) {
        let mut texts = TEXTS.take();
        if let Tree::List(own) = texts.field(catalogue) {
            for (field, text) in fields.iter_mut().zip(own) {
                if let Tree::Text(text) = text {
                    // It is kept for as long as the page lives.
                    **field = Box::leak(text.into_boxed_str());
                }
            }
        }
        TEXTS.set(texts);
    }
}

#[cfg(not(target_arch = "wasm32"))]
pub use built_in::{more_spoken, once_spoken, translate};

#[cfg(not(target_arch = "wasm32"))]
mod built_in {
    use std::{collections::HashMap, sync::RwLock};

    use super::Files;
    use crate::Language;

    /// A language's texts by catalogue and field.
    type Read = HashMap<String, HashMap<String, String>>;

    /// Every file that was asked for, read.
    static KNOWN: RwLock<Vec<(&'static str, &'static Read)>> = RwLock::new(Vec::new());

    /// Goes on at once: every text is there.
    pub fn once_spoken(go_on: impl FnOnce() + 'static) {
        go_on();
    }

    /// Every text is there.
    pub async fn more_spoken() -> bool {
        true
    }

    /// Puts what a catalogue's fields are in a language in the place of the English, by their names; what nobody wrote
    /// stays.
    pub fn translate(language: Language, files: Files, catalogue: &str, fields: &mut [(&str, &mut &'static str)]) {
        let Some((_, file)) = files.into_iter().find(|(other, _)| *other == language) else { return };
        let Some(texts) = read(file).get(catalogue) else { return };
        for (name, text) in fields {
            if let Some(found) = texts.get(*name) {
                **text = found;
            }
        }
    }

    /// A file, read once.
    fn read(file: &'static str) -> &'static Read {
        let known =
            KNOWN.read().ok().and_then(|known| known.iter().find(|(other, _)| std::ptr::eq(*other, file)).copied());
        if let Some((_, read)) = known {
            return read;
        }
        // `cargo xtask check` reads each file: one that does not read is never built.
        let read: &Read = Box::leak(Box::new(serde_json::from_str(file).unwrap_or_default()));
        if let Ok(mut known) = KNOWN.write() {
            known.push((file, read));
        }
        read
    }
}
