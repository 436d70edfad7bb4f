//! Catalogues of text: one struct of `&'static str` per capability. English stands where the text is declared; what it is
//! in another language stands in a file of the crate, `languages/TAG.json`, by catalogue and field:
//!
//! ```json
//! { "QueueText": { "title": "Warteschlange" } }
//! ```
//!
//! A page loads the file of the language it speaks before it shows anything ([`once_spoken`](crate::once_spoken)); who
//! reads English loads none. `cargo xtask check` finds what a file lacks; until somebody writes it, it is English.

use leptos::prelude::*;

/// The languages of the user interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Language {
    /// English, in which texts are written first.
    #[default]
    English,
    /// German.
    German,
    /// Arabic, from right to left.
    Arabic,
}

impl Language {
    /// Every language one can choose.
    pub const ALL: [Language; 3] = [Language::English, Language::German, Language::Arabic];

    /// The BCP 47 tag, for `<html lang>` and `Intl`.
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::German => "de",
            Language::Arabic => "ar",
        }
    }

    /// What those who speak it call it.
    pub fn name(self) -> &'static str {
        match self {
            Language::English => "English",
            Language::German => "Deutsch",
            Language::Arabic => "العربية",
        }
    }

    /// `ltr` or `rtl`, for `<html dir>`.
    pub fn direction(self) -> &'static str {
        match self {
            Language::English | Language::German => "ltr",
            Language::Arabic => "rtl",
        }
    }

    /// Its place among those that are written in files; English is in the code.
    #[doc(hidden)]
    pub fn translated(self) -> Option<usize> {
        match self {
            Language::English => None,
            Language::German => Some(0),
            Language::Arabic => Some(1),
        }
    }

    /// The language of a tag as browsers and `Accept-Language` write it; `None` when we do not speak it.
    pub fn of_tag(tag: &str) -> Option<Language> {
        let tag = tag.trim().split(['-', '_']).next()?.to_ascii_lowercase();
        Language::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// What `<html lang>` says; English on the server and when it says nothing we speak.
    pub fn of_page() -> Language {
        crate::browser::document()
            .and_then(|document| document.document_element())
            .and_then(|html| html.get_attribute("lang"))
            .and_then(|tag| Language::ALL.into_iter().find(|language| language.tag() == tag))
            .unwrap_or_default()
    }
}

/// How many languages are written in files.
#[doc(hidden)]
pub const TRANSLATED: usize = Language::ALL.len() - 1;

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
/// ui::languages!();
///
/// ui::catalogue! {
///     /// What the queue says.
///     pub struct QueueText {
///         title: "Queue",
///         position: "You are number {n} in the queue.",
///         waiting: "one:{n} chat waits|other:{n} chats wait",
///     }
/// }
///
/// fn main() {
///     assert_eq!(QueueText::ENGLISH.title, "Queue");
/// }
/// ```
///
/// [`languages!`](crate::languages!) stands once at a crate's root.
#[macro_export]
#[expect(clippy::crate_in_macro_def, reason = "each crate has texts of its own")]
macro_rules! catalogue {
    (
        $(#[$meta:meta])*
        $visible:vis struct $name:ident { $($(#[$about:meta])* $field:ident: $text:literal),* $(,)? }
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
                static OTHERS: [std::sync::OnceLock<$name>; $crate::text::TRANSLATED] =
                    [const { std::sync::OnceLock::new() }; $crate::text::TRANSLATED];
                let Some(place) = language.translated() else { return &ENGLISH };
                OTHERS[place].get_or_init(|| {
                    let mut texts = Self::ENGLISH;
                    // A page's file has the texts in the order of the fields, so that no page carries their names.
                    #[cfg(target_arch = "wasm32")]
                    $crate::languages::translate(stringify!($name), &mut [$(&mut texts.$field),*]);
                    #[cfg(not(target_arch = "wasm32"))]
                    {
                        let fields = &mut [$((stringify!($field), &mut texts.$field)),*];
                        $crate::languages::translate(language, crate::LANGUAGES, stringify!($name), fields);
                    }
                    texts
                })
            }
        }
    };
}

/// Puts values into a text: `fill("{name} has {n} chats", &[("name", "Mari"), ("n", "2")])`.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let sentence_turns = text.contains(turns);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let value = after.split_once('}').and_then(|(wanted, behind)| {
            values.iter().find(|(name, _)| *name == wanted).map(|(_, value)| (behind, value))
        });
        match value {
            Some((behind, value)) => {
                apart(value, sentence_turns, &mut filled);
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

/// What somebody wrote, as it may stand alone in the page: `Which one?` keeps its sign at its end, also where the page
/// goes from right to left. Ask in the component's body.
pub fn own_words(text: &str) -> String {
    match language() {
        Language::Arabic => ["\u{2068}", text, "\u{2069}"].concat(),
        Language::English | Language::German => text.to_owned(),
    }
}

/// Writes a value so that its direction ends with it: a name from right to left, or one that was made to turn what
/// follows it around, leaves the rest of the sentence as it is; and so does `+49 30 …` in one from right to left.
fn apart(value: &str, sentence_turns: bool, filled: &mut String) {
    if !sentence_turns && !value.contains(turns) {
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

/// Which plural form a language takes. The server knows the rules of English only, which German shares; it counts nothing
/// in Arabic.
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

#[cfg(test)]
mod tests {
    use super::*;

    use crate::words::UiText;

    #[test]
    fn a_text_is_in_the_language() {
        assert_eq!(UiText::of(Language::English).yes, "Yes");
        assert_eq!(UiText::of(Language::German).yes, "Ja");
        assert_eq!(UiText::of(Language::Arabic).yes, "نعم");
        assert_eq!(UiText::ENGLISH.named("yes"), Some("Yes"));
        assert_eq!(UiText::ENGLISH.named("nothing"), None);
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
        assert_eq!(fill("هاتف {phone}", &[("phone", "+49 30")]), "هاتف \u{2068}+49 30\u{2069}");
        assert_eq!(fill("{name} · 7", &[("name", "Zoë 🧳 “–” 三")]), "Zoë 🧳 “–” 三 · 7");
    }

    #[test]
    fn numbers_choose_their_form() {
        let text = "one:{n} chat waits|other:{n} chats wait";
        assert_eq!(count(Language::English, text, 1), "1 chat waits");
        assert_eq!(count(Language::English, text, 0), "0 chats wait");
        let german = "one:{n} Chat wartet|other:{n} Chats warten";
        assert_eq!(count(Language::German, german, 12), "12 Chats warten");
        assert_eq!(count(Language::English, "{n} in all", 7), "7 in all");
    }

    #[test]
    fn tags_are_understood_as_browsers_write_them() {
        assert_eq!(Language::of_tag("de-AT"), Some(Language::German));
        assert_eq!(Language::of_tag("EN"), Some(Language::English));
        assert_eq!(Language::of_tag("ar_EG"), Some(Language::Arabic));
        assert_eq!(Language::of_tag("nb"), None);
    }
}
