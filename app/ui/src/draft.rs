//! Drafts: what is typed is kept as it is typed, and there again after a reload, a crash or a lost session.
//!
//! The tabs of a browser share what is kept. A tab writes only what was typed in it, and shows what another tab makes of
//! a draft nobody touched here: so a draft that was sent does not come back from a tab that merely stood by.

use gloo::{events::EventListener, timers::callback::Timeout};
use leptos::prelude::*;

use crate::{browser, doors::effect, storage};

/// How long after the last key it is written down, in milliseconds.
const PAUSE: u32 = 300;

/// Typed text that is kept under a key.
#[derive(Clone, Copy)]
pub struct Draft {
    /// The text: give it to a field.
    pub text: RwSignal<String>,
    shared: StoredValue<Shared>,
}

/// What the tabs have in common, as this one knows it.
#[derive(Default)]
struct Shared {
    key: String,
    /// What is kept.
    kept: String,
    /// Another tab wrote that.
    by_another: bool,
    /// Something was typed here that was not sent yet.
    typed_here: bool,
}

impl Shared {
    /// The text here is this now.
    fn is(&mut self, text: &str) {
        self.typed_here |= text != self.kept;
    }

    /// Whether the text here is to be written down.
    fn writes(&mut self, text: &str) -> bool {
        let writes = self.typed_here && text != self.kept;
        if writes {
            text.clone_into(&mut self.kept);
            self.by_another = false;
        }
        writes
    }

    /// This is kept now. Whether it is to be shown here, too.
    fn hears(&mut self, kept: String) -> bool {
        let other = kept != self.kept;
        if other {
            self.kept = kept;
            self.by_another = true;
        }
        other && !self.typed_here
    }

    /// The text here was sent. Whether what is kept goes with it: not when another tab has written something else since.
    fn sent(&mut self) -> bool {
        let own = !(self.typed_here && self.by_another);
        self.typed_here = false;
        if own {
            self.kept.clear();
        }
        own
    }
}

impl Draft {
    /// Empties and forgets it, after it was sent.
    pub fn clear(&self) {
        self.text.try_set(String::new());
        self.shared.try_update_value(|shared| {
            if shared.sent() {
                storage::local().remove(&shared.key);
            }
        });
    }

    /// Empties it and tells what it was.
    pub fn take(&self) -> String {
        let text = self.text.try_get_untracked().unwrap_or_default();
        if !text.is_empty() {
            self.clear();
        }
        text
    }

    /// After this was sent: empties it, but for what was typed since. That is told.
    pub fn clear_sent(&self, sent: &str) -> String {
        let rest = self.text.try_with_untracked(|typed| rest(typed, sent).to_owned()).unwrap_or_default();
        self.clear();
        rest
    }

    /// Puts something below what is typed.
    pub fn add(&self, more: &str) {
        if !more.is_empty() {
            self.text.try_update(|text| {
                if !text.is_empty() {
                    text.push('\n');
                }
                text.push_str(more);
            });
        }
    }

    fn keep(&self) {
        let Some(text) = self.text.try_get_untracked() else { return };
        self.shared.try_update_value(|shared| match shared.writes(&text) {
            true if text.is_empty() => storage::local().remove(&shared.key),
            true => storage::local().write(&shared.key, &text),
            false => {}
        });
    }

    /// Takes up what is kept: at the beginning, and when another tab wrote.
    fn follow(&self) {
        let kept = self.shared.try_update_value(|shared| {
            let kept = storage::local().read::<String>(&shared.key).unwrap_or_default();
            shared.hears(kept).then(|| shared.kept.clone())
        });
        if let Some(kept) = kept.flatten() {
            self.text.try_set(kept);
        }
    }
}

/// What was typed since something was sent that stood in the same place: without it, where it still stands at the start.
fn rest<'a>(typed: &'a str, sent: &str) -> &'a str {
    let typed = typed.trim();
    match typed.strip_prefix(sent.trim()) {
        // A word that only begins alike is another one.
        Some(rest) if rest.is_empty() || rest.starts_with(char::is_whitespace) => rest.trim_start(),
        _ => typed,
    }
}

/// Forgets what is kept under a key, when it was sent after its field had gone.
pub fn forget(key: impl AsRef<str>) {
    storage::local().remove(&["draft:", key.as_ref()].concat());
}

/// A draft under a key, such as `reply:{ticket}`. What was kept is there after the first effect.
pub fn keep(key: impl AsRef<str>) -> Draft {
    keep_as(key, RwSignal::new(String::new()))
}

/// The same for a text that may stand there already, as the server wrote it: then that one is kept.
pub fn keep_as(key: impl AsRef<str>, text: RwSignal<String>) -> Draft {
    let key = ["draft:", key.as_ref()].concat();
    let draft = Draft { text, shared: StoredValue::new(Shared { key, ..Shared::default() }) };
    let mut restored = false;
    let mut waiting: Option<Timeout> = None;
    effect(move || {
        let text = draft.text.get();
        if std::mem::replace(&mut restored, true) {
            draft.shared.update_value(|shared| shared.is(&text));
            drop(waiting.replace(Timeout::new(PAUSE, move || draft.keep())));
        } else if text.is_empty() {
            draft.follow();
            draft.shared.update_value(|shared| shared.by_another = false);
        } else {
            draft.shared.update_value(|shared| shared.is(&text));
        }
    });
    effect(move || {
        let Some(window) = browser::window() else { return };
        browser::while_alive(EventListener::new(&window, "pagehide", move |_| draft.keep()));
        // A page that comes back from the browser's cache heard nothing meanwhile.
        for event in ["storage", "pageshow"] {
            browser::while_alive(EventListener::new(&window, event, move |_| draft.follow()));
        }
    });
    // What was typed within the last pause.
    on_cleanup(move || draft.keep());
    draft
}

#[cfg(test)]
mod tests {
    use super::{Shared, rest};

    /// Two tabs with the same draft, and what is kept for both.
    struct Tabs {
        kept: String,
        tabs: [(Shared, String); 2],
    }

    impl Tabs {
        fn restored(kept: &str) -> Self {
            let tab = || {
                let mut shared = Shared::default();
                assert_eq!(shared.hears(kept.to_owned()), !kept.is_empty());
                shared.by_another = false;
                (shared, kept.to_owned())
            };
            Self { kept: kept.to_owned(), tabs: [tab(), tab()] }
        }

        fn types(&mut self, tab: usize, text: &str) {
            let (shared, shown) = &mut self.tabs[tab];
            text.clone_into(shown);
            shared.is(text);
        }

        /// As after the pause, on `pagehide`, or when the field goes.
        fn keeps(&mut self, tab: usize) {
            let (shared, shown) = &mut self.tabs[tab];
            if shared.writes(shown) {
                self.kept.clone_from(shown);
                self.other_hears(tab);
            }
        }

        fn sends(&mut self, tab: usize) {
            let (shared, shown) = &mut self.tabs[tab];
            shown.clear();
            if shared.sent() {
                self.kept.clear();
                self.other_hears(tab);
            }
        }

        fn other_hears(&mut self, tab: usize) {
            let (shared, shown) = &mut self.tabs[1 - tab];
            if shared.hears(self.kept.clone()) {
                self.kept.clone_into(shown);
            }
        }

        fn shown(&self) -> [&str; 2] {
            [&self.tabs[0].1, &self.tabs[1].1]
        }
    }

    #[test]
    fn a_draft_that_was_sent_does_not_come_back_from_a_tab_that_stood_by() {
        let mut tabs = Tabs::restored("Hello");
        tabs.types(0, "Hello there");
        tabs.keeps(0);
        assert_eq!(tabs.shown(), ["Hello there", "Hello there"]);
        tabs.sends(0);
        assert_eq!(tabs.shown(), ["", ""]);
        tabs.keeps(1);
        assert_eq!(tabs.kept, "");
        tabs.types(1, "Hello again");
        tabs.keeps(0);
        tabs.keeps(1);
        assert_eq!(tabs.kept, "Hello again");
    }

    #[test]
    fn what_was_typed_in_one_tab_is_not_erased_by_the_other() {
        let mut tabs = Tabs::restored("");
        tabs.types(0, "from the first");
        tabs.keeps(0);
        tabs.types(1, "from the second");
        tabs.keeps(1);
        assert_eq!(tabs.shown(), ["from the first", "from the second"]);
        tabs.sends(0);
        assert_eq!(tabs.shown(), ["", "from the second"]);
        assert_eq!(tabs.kept, "from the second");
        tabs.keeps(0);
        assert_eq!(tabs.kept, "from the second");
        tabs.sends(1);
        assert_eq!(tabs.kept, "");
    }

    #[test]
    fn what_the_other_tab_wiped_out_is_written_again() {
        let mut tabs = Tabs::restored("");
        tabs.types(1, "mine");
        tabs.keeps(1);
        tabs.types(0, "mine, too");
        tabs.keeps(0);
        tabs.sends(0);
        assert_eq!((tabs.shown(), &*tabs.kept), (["", "mine"], ""));
        tabs.keeps(1);
        assert_eq!(tabs.kept, "mine");
    }

    #[test]
    fn what_is_emptied_by_hand_is_forgotten() {
        let mut tabs = Tabs::restored("Hello");
        tabs.types(0, "");
        tabs.keeps(0);
        assert_eq!((tabs.shown(), &*tabs.kept), (["", ""], ""));
    }

    #[test]
    fn what_was_typed_since_it_was_sent_stays() {
        assert_eq!(rest(" Hello ", "Hello"), "");
        assert_eq!(rest("Hello\nand more", "Hello"), "and more");
        assert_eq!(rest("Hallo", "Hello"), "Hallo");
        assert_eq!(rest("History of my order", "Hi"), "History of my order");
        assert_eq!(rest("", "Hello"), "");
    }
}
