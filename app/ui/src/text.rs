//! Catalogues of text: one struct of `&'static str` per capability, one constant of it per language.
//!
//! A language that lacks a text does not compile. English stands where the text is declared; further languages are
//! constants of the same struct. `Language::Mirrored` is made from English by itself: accented, between direction
//! marks and right to left, so that a forgotten text or a physical margin shows at once.

use leptos::prelude::*;

/// The languages of the user interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Language {
    /// English, in which texts are written first.
    #[default]
    English,
    /// German.
    German,
    /// English dressed up and right to left, to find what would break.
    Mirrored,
}

impl Language {
    /// Every language one can choose.
    pub const ALL: [Language; 3] = [Language::English, Language::German, Language::Mirrored];

    /// The BCP 47 tag, for `<html lang>` and `Intl`.
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::German => "de",
            Language::Mirrored => "ar-XB",
        }
    }

    /// `ltr` or `rtl`, for `<html dir>`.
    pub fn direction(self) -> &'static str {
        match self {
            Language::English | Language::German => "ltr",
            Language::Mirrored => "rtl",
        }
    }

    /// The language of a tag as browsers and `Accept-Language` write it; `None` when we do not speak it.
    pub fn of_tag(tag: &str) -> Option<Language> {
        let tag = tag.trim();
        if tag.eq_ignore_ascii_case("ar-XB") {
            return Some(Language::Mirrored);
        }
        match tag.split('-').next()?.to_ascii_lowercase().as_str() {
            "en" => Some(Language::English),
            "de" => Some(Language::German),
            _ => None,
        }
    }

    /// What `<html lang>` says; English on the server and when it says nothing we speak.
    pub fn of_page() -> Language {
        crate::browser::document()
            .and_then(|document| document.document_element())
            .and_then(|html| html.get_attribute("lang"))
            .and_then(|tag| Language::of_tag(&tag))
            .unwrap_or_default()
    }
}

/// Gives everything below the current owner its language. Another choice reloads the page.
pub fn provide_language(language: Language) {
    provide_context(language);
}

/// The language to speak. Ask for it in the component's body.
pub fn language() -> Language {
    use_context::<Language>().unwrap_or_else(Language::of_page)
}

/// A struct of texts, as [`catalogue!`](crate::catalogue!) makes it.
pub trait Catalogue: Copy + 'static {
    /// The texts in a language.
    fn of(language: Language) -> &'static Self;
}

/// The texts of a catalogue in the language to speak: `let t = texts::<ChatText>();`. Ask in the component's body;
/// the answer is a plain reference that goes anywhere.
pub fn texts<T: Catalogue>() -> &'static T {
    T::of(language())
}

/// Declares a catalogue.
///
/// ```
/// ui::catalogue! {
///     /// What the queue says.
///     pub struct QueueText {
///         title: "Queue",
///         position: "You are number {n} in the queue.",
///         waiting: "one:{n} chat waits|other:{n} chats wait",
///     }
/// }
/// assert_eq!(QueueText::ENGLISH.title, "Queue");
/// ```
///
/// Another language is a constant of the same struct, named behind it: `pub struct QueueText { … } de = GERMAN;`.
#[macro_export]
macro_rules! catalogue {
    (
        $(#[$meta:meta])*
        $visible:vis struct $name:ident { $($(#[$about:meta])* $field:ident: $text:literal),* $(,)? }
        $($tag:ident = $other:path);* $(;)?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug)]
        $visible struct $name { $($(#[$about])* #[doc = $text] pub $field: &'static str),* }

        impl $name {
            /// The texts as they were written first.
            pub const ENGLISH: Self = Self { $($field: $text),* };

            /// A text by its name, for codes that come over the wire.
            #[allow(dead_code, reason = "only catalogues that translate codes are asked by name")]
            pub fn named(&self, name: &str) -> Option<&'static str> {
                match name {
                    $(stringify!($field) => Some(self.$field),)*
                    _ => None,
                }
            }
        }

        impl $crate::text::Catalogue for $name {
            fn of(language: $crate::text::Language) -> &'static Self {
                static ENGLISH: $name = $name::ENGLISH;
                $(if language.tag() == stringify!($tag) {
                    static OTHER: $name = $other;
                    return &OTHER;
                })*
                if language == $crate::text::Language::Mirrored {
                    static MIRRORED: std::sync::OnceLock<$name> = std::sync::OnceLock::new();
                    return MIRRORED.get_or_init(|| Self { $($field: $crate::text::mirrored($text)),* });
                }
                &ENGLISH
            }
        }
    };
}

/// Puts values into a text: `fill("{name} has {n} chats", &[("name", "Mari"), ("n", "2")])`.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let value = after.split_once('}').and_then(|(wanted, behind)| {
            values.iter().find(|(name, _)| *name == wanted).map(|(_, value)| (behind, value))
        });
        match value {
            Some((behind, value)) => {
                apart(value, &mut filled);
                rest = behind;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

/// Whether a sign belongs to a word: letters and digits; beyond ASCII whatever is no blank, sign or picture. Near enough
/// to find where words end, without the tables of Unicode.
pub fn is_of_a_word(letter: char) -> bool {
    match letter {
        '\0'..='\x7f' => letter.is_ascii_alphanumeric(),
        'ª' | 'µ' | 'º' => true,
        '\u{80}'..='\u{bf}' | '×' | '÷' | '\u{2000}'..='\u{2bff}' | '\u{3000}'..='\u{3004}' => false,
        '\u{3007}'..='\u{3020}' | '\u{fe00}'..='\u{fe6f}' | '\u{feff}'..='\u{ff0f}' | '\u{1f000}'..='\u{1faff}' => {
            false
        }
        _ => true,
    }
}

/// Writes a value so that its direction ends with it: a name from right to left, or one that was made to turn what
/// follows it around, leaves the rest of the sentence as it is.
fn apart(value: &str, filled: &mut String) {
    if !value.contains(turns) {
        return filled.push_str(value);
    }
    // What is isolated ends with the value, unless the value itself ended or began isolations.
    filled.push('\u{2068}');
    filled.extend(value.chars().filter(|letter| !matches!(letter, '\u{2066}'..='\u{2069}')));
    filled.push('\u{2069}');
}

/// Letters from right to left, and signs that give directions.
fn turns(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fefe}' | '\u{10800}'..='\u{1efff}')
        || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The form of a text that fits a number, with `{n}` filled in.
///
/// Forms are written by the names of `Intl.PluralRules`, `other` last: `"one:{n} chat waits|other:{n} chats wait"`.
pub fn count(language: Language, text: &str, n: u64) -> String {
    let category = category(language, n);
    let mut forms = text.split('|');
    let fitting = forms
        .find_map(|form| form.split_once(':').filter(|(name, _)| *name == category).map(|(_, form)| form))
        .or_else(|| text.rsplit('|').next().map(|form| form.strip_prefix("other:").unwrap_or(form)))
        .unwrap_or(text);
    let mut digits = [0u8; 20];
    fill(fitting, &[("n", decimal(n, &mut digits))])
}

/// Which plural form a language takes. The server knows the rules of English only, which German shares.
fn category(language: Language, n: u64) -> String {
    if language == Language::English || !cfg!(target_arch = "wasm32") {
        return if n == 1 { "one" } else { "other" }.to_owned();
    }
    let locales = js_sys::Array::of1(&language.tag().into());
    js_sys::Intl::PluralRules::new(&locales, &js_sys::Object::new()).select(n as f64).into()
}

fn decimal(mut n: u64, digits: &mut [u8; 20]) -> &str {
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (n % 10) as u8;
        n /= 10;
        if n == 0 {
            break;
        }
    }
    std::str::from_utf8(&digits[at..]).unwrap_or_default()
}

/// A text dressed up for [`Language::Mirrored`]; kept for as long as the page lives. Names of values and of plural
/// forms stay as they are.
#[doc(hidden)]
pub fn mirrored(text: &'static str) -> &'static str {
    let mut dressed = String::with_capacity(text.len() * 2);
    for (index, form) in text.split('|').enumerate() {
        if index > 0 {
            dressed.push('|');
        }
        let (name, form) = match form.split_once(':') {
            Some((name, form)) if matches!(name, "zero" | "one" | "two" | "few" | "many" | "other") => (name, form),
            _ => ("", form),
        };
        dressed.push_str(name);
        if !name.is_empty() {
            dressed.push(':');
        }
        dressed.push('[');
        let mut inside = false;
        for letter in form.chars() {
            inside = (inside || letter == '{') && letter != '}';
            dressed.push(if inside { letter } else { accented(letter) });
        }
        dressed.push(']');
    }
    Box::leak(dressed.into_boxed_str())
}

fn accented(letter: char) -> char {
    match letter {
        'a' => 'á',
        'e' => 'ë',
        'i' => 'î',
        'o' => 'ø',
        'u' => 'ü',
        'A' => 'Å',
        'E' => 'É',
        'I' => 'Î',
        'O' => 'Ø',
        'U' => 'Û',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    catalogue! {
        /// For the tests.
        struct QueueText {
            title: "Queue",
            waiting: "one:{n} chat waits|other:{n} chats wait",
        }
        de = GERMAN
    }
    const GERMAN: QueueText =
        QueueText { title: "Warteschlange", waiting: "one:{n} Chat wartet|other:{n} Chats warten" };

    #[test]
    fn every_language_has_every_text() {
        assert_eq!(QueueText::of(Language::English).title, "Queue");
        assert_eq!(QueueText::of(Language::German).title, "Warteschlange");
        assert_eq!(QueueText::of(Language::Mirrored).title, "[Qüëüë]");
        assert_eq!(QueueText::of(Language::Mirrored).waiting, "one:[{n} chát wáîts]|other:[{n} cháts wáît]");
        assert_eq!(QueueText::ENGLISH.named("title"), Some("Queue"));
        assert_eq!(QueueText::ENGLISH.named("nothing"), None);
    }

    #[test]
    fn values_are_filled_in_and_braces_survive() {
        assert_eq!(fill("{who} has {n}", &[("n", "2"), ("who", "Mari")]), "Mari has 2");
        assert_eq!(fill("{unknown} and { and {n}", &[("n", "1")]), "{unknown} and { and 1");
        assert_eq!(fill("{a}", &[("a", "{b}"), ("b", "no")]), "{b}");
    }

    #[test]
    fn words_are_made_of_letters_and_digits() {
        for letter in ['a', 'Z', '0', 'ä', 'я', '例', 'ß', 'ª'] {
            assert!(is_of_a_word(letter) && letter.is_alphanumeric(), "{letter}");
        }
        for sign in [' ', '-', '·', '„', '“', '…', '→', '\u{a0}', '\u{3000}', '、', '。', '😀', '×', '\n']
        {
            assert!(!is_of_a_word(sign) && !sign.is_alphanumeric(), "{sign}");
        }
    }

    #[test]
    fn a_value_turns_nothing_after_it_around() {
        assert_eq!(fill("{name} · {n}", &[("name", "حنا"), ("n", "7")]), "\u{2068}حنا\u{2069} · 7");
        assert_eq!(fill("{name} · 7", &[("name", "x\u{202e}y")]), "\u{2068}x\u{202e}y\u{2069} · 7");
        assert_eq!(fill("{name} · 7", &[("name", "x\u{2069}\u{202e}y\u{2066}")]), "\u{2068}x\u{202e}y\u{2069} · 7");
        assert_eq!(fill("{name} · 7", &[("name", "Zoë 🧳 “–” 三")]), "Zoë 🧳 “–” 三 · 7");
    }

    #[test]
    fn numbers_choose_their_form() {
        let text = QueueText::ENGLISH.waiting;
        assert_eq!(count(Language::English, text, 1), "1 chat waits");
        assert_eq!(count(Language::English, text, 0), "0 chats wait");
        assert_eq!(count(Language::German, GERMAN.waiting, 12), "12 Chats warten");
        assert_eq!(count(Language::English, "{n} in all", 7), "7 in all");
    }

    #[test]
    fn tags_are_understood_as_browsers_write_them() {
        assert_eq!(Language::of_tag("de-AT"), Some(Language::German));
        assert_eq!(Language::of_tag("EN"), Some(Language::English));
        assert_eq!(Language::of_tag("ar-xb"), Some(Language::Mirrored));
        assert_eq!(Language::of_tag("nb"), None);
    }
}
