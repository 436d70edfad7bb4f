//! What is a word, and how words are asked for: pure.
//!
//! A word is a run of letters and digits, compared without case and accents, `ß` as `ss` and `ø` as `o`. Where writing has no blanks between words
//! (Chinese, Japanese), each letter is one.

use std::{collections::BTreeSet, ops::Range};

use icu_normalizer::DecomposingNormalizerBorrowed;

/// The most bytes of a word that are compared.
const LONGEST: usize = 64;

/// The most words that are looked for at once.
const MOST: usize = 16;

/// The words of a text: where each stands, and how it is compared.
pub fn words(text: &str) -> impl Iterator<Item = (Range<usize>, String)> {
    runs(text).filter_map(|range| {
        let word = compared(text.get(range.clone())?);
        (!word.is_empty()).then_some((range, word))
    })
}

fn runs(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut letters = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = letters.find(|(_, letter)| letter.is_alphanumeric())?;
        let mut end = start + first.len_utf8();
        if !stands_alone(first) {
            let goes_on = |letter: char| (letter.is_alphanumeric() && !stands_alone(letter)) || is_accent(letter);
            while let Some((at, letter)) = letters.next_if(|(_, letter)| goes_on(*letter)) {
                end = at + letter.len_utf8();
            }
        }
        Some(start..end)
    })
}

fn compared(word: &str) -> String {
    let apart = DecomposingNormalizerBorrowed::new_nfkd().normalize(word).to_lowercase();
    // Lower case may be apart itself.
    let apart = DecomposingNormalizerBorrowed::new_nfkd().normalize(&apart);
    let mut compared = String::with_capacity(apart.len());
    for letter in apart.chars().filter(|letter| letter.is_alphanumeric() && !is_accent(*letter)) {
        match plain(letter) {
            Some(plain) => compared.push_str(plain),
            None => compared.push(letter),
        }
    }
    compared.truncate(compared.floor_char_boundary(LONGEST));
    compared
}

/// How letters that are no accented ones are written where a keyboard has none of them.
fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'ħ' => "h",
        'ŋ' => "n",
        'ı' => "i",
        _ => return None,
    })
}

/// Letters of scripts without blanks between words.
fn stands_alone(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Marks on letters, which are not compared: accents, and vowels of Hebrew and Arabic.
fn is_accent(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}')
        || matches!(letter, '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Words to look for: all of them, and the last one also as the beginning of one while it is being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    whole: BTreeSet<String>,
    begun: Option<String>,
}

impl Wanted {
    /// What somebody typed. Nothing, when there is no word in it.
    pub fn read(typed: &str) -> Option<Wanted> {
        let found: Vec<(Range<usize>, String)> = words(typed).take(MOST).collect();
        let mut whole: BTreeSet<String> = found.iter().map(|(_, word)| word.clone()).collect();
        let (last, word) = found.last()?;
        // One letter begins nearly everything.
        let begun = last.end == typed.len() && word.chars().nth(1).is_some();
        let begun = begun.then(|| word.clone()).filter(|word| whole.remove(word));
        Some(Wanted { whole, begun })
    }

    /// Whether a compared word is one of them, and which.
    pub fn hit(&self, word: &str) -> Option<&str> {
        let begun = self.begun.as_deref().filter(|begun| word.starts_with(begun));
        self.whole.get(word).map(String::as_str).or(begun)
    }

    /// As FTS5 is asked. Words have neither quotes nor blanks: nothing of what was typed is syntax.
    pub fn for_fts5(&self) -> String {
        let whole = self.whole.iter().map(|word| format!("\"{word}\""));
        whole.chain(self.begun.iter().map(|word| format!("\"{word}\"*"))).collect::<Vec<_>>().join(" AND ")
    }

    /// As PostgreSQL's `tsquery` is written.
    pub fn for_tsquery(&self) -> String {
        let whole = self.whole.iter().map(|word| format!("'{word}'"));
        whole.chain(self.begun.iter().map(|word| format!("'{word}':*"))).collect::<Vec<_>>().join(" & ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        words(text).map(|(_, word)| word).collect()
    }

    #[test]
    fn words_are_compared_without_case_and_accents() {
        assert_eq!(of("Crème BRÛLÉE, straße!"), ["creme", "brulee", "strasse"]);
        assert_eq!(of("Tromsø Łódź ĐÆ"), ["tromso", "lodz", "dae"]);
        assert_eq!(of("maria@Example.org #1042"), ["maria", "example", "org", "1042"]);
        assert_eq!(of("کتاب كِتَاب İstanbul"), ["کتاب", "كتاب", "istanbul"]);
        assert_eq!(of("東京 tower"), ["東", "京", "tower"]);
        assert_eq!(of("½ e\u{301}te"), ["12", "ete"]);
        assert_eq!(of(" \u{0}\"*'():&|! \u{301} "), Vec::<String>::new());
        assert_eq!(of(&"é".repeat(100)), ["e".repeat(64)]);
    }

    #[test]
    fn where_a_word_stands_is_where_it_was_written() {
        let text = "«Crème» brûlée";
        let found: Vec<&str> = words(text).map(|(range, _)| &text[range]).collect();
        assert_eq!(found, ["Crème", "brûlée"]);
    }

    #[test]
    fn what_is_typed_is_never_syntax() {
        let asked = |typed: &str| Wanted::read(typed).map(|wanted| (wanted.for_fts5(), wanted.for_tsquery()));
        let both = |fts5: &str, tsquery: &str| Some((fts5.to_owned(), tsquery.to_owned()));
        assert_eq!(asked("\" OR *"), both("\"or\"", "'or'"));
        assert_eq!(asked("NEAR(a b, 5) "), both("\"5\" AND \"a\" AND \"b\" AND \"near\"", "'5' & 'a' & 'b' & 'near'"));
        assert_eq!(asked("map ma"), both("\"map\" AND \"ma\"*", "'map' & 'ma':*"));
        assert_eq!(asked("':* | !x"), both("\"x\"", "'x'"));
        assert_eq!(asked("map map"), both("\"map\"*", "'map':*"));
        assert_eq!(asked("\" * ' !"), None);
    }
}
