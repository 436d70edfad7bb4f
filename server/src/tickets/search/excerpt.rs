//! What stands around the words that were found: pure.

use std::{collections::BTreeSet, ops::Range};

use contract::tickets::{Found, FoundIn, FoundPart};

use super::words::{Wanted, words};

/// Letters shown before the first word, and after it.
const BEFORE: usize = 40;
const AFTER: usize = 120;

/// The place that has most of the words, the first of several; nothing, when none has any.
pub fn best<'a>(wanted: &Wanted, places: impl IntoIterator<Item = (FoundIn, &'a str)>) -> Option<Found> {
    let mut best: Option<(usize, FoundIn, &str, Vec<Range<usize>>)> = None;
    for (place, text) in places {
        let mut known = BTreeSet::new();
        let mut hits = Vec::new();
        for (range, word) in words(text) {
            if let Some(hit) = wanted.hit(&word) {
                known.insert(hit);
                hits.push(range);
            }
        }
        if known.len() > best.as_ref().map_or(0, |(count, ..)| *count) {
            best = Some((known.len(), place, text, hits));
        }
    }
    let (_, place, text, hits) = best?;
    let parts = if place == FoundIn::Subject { marked(text, 0..text.len(), &hits) } else { around(text, &hits) };
    Some(Found { place, parts })
}

/// A piece of a text around its first hit.
fn around(text: &str, hits: &[Range<usize>]) -> Vec<FoundPart> {
    let first = hits.first().cloned().unwrap_or_default();
    let start = text[..first.start].char_indices().rev().nth(BEFORE).map_or(0, |(at, _)| at);
    let end = text[first.start..].char_indices().nth(AFTER).map_or(text.len(), |(at, _)| first.start + at);
    // Whole words, where there are blanks.
    let start = match text[start..first.start].find(char::is_whitespace) {
        Some(blank) if start > 0 => start + blank,
        _ => start,
    };
    let end = match text[first.end.min(end)..end].rfind(char::is_whitespace) {
        Some(blank) if end < text.len() => first.end.min(end) + blank,
        _ => end,
    };
    let mut parts = marked(text, start..end, hits);
    if start > 0 {
        parts.insert(0, FoundPart { text: "… ".into(), hit: false });
    }
    if end < text.len() {
        parts.push(FoundPart { text: " …".into(), hit: false });
    }
    parts
}

/// A piece of a text with its hits apart; blanks are one blank.
fn marked(text: &str, piece: Range<usize>, hits: &[Range<usize>]) -> Vec<FoundPart> {
    let mut parts = Vec::new();
    let mut at = piece.start;
    let mut push = |text: &str, hit: bool| {
        let mut said = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !hit {
            let blank = |is: bool| if is { " " } else { "" };
            let (first, last) = (text.starts_with(char::is_whitespace), text.ends_with(char::is_whitespace));
            said = match said.is_empty() {
                true => blank(first).to_owned(),
                false => [blank(first), &said, blank(last)].concat(),
            };
        }
        if !said.is_empty() {
            parts.push(FoundPart { text: said, hit });
        }
    };
    for hit in hits.iter().filter(|hit| hit.start >= piece.start && hit.end <= piece.end) {
        push(&text[at..hit.start], false);
        push(&text[hit.clone()], true);
        at = hit.end;
    }
    push(&text[at..piece.end], false);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(found: &Found) -> String {
        found.parts.iter().map(|part| if part.hit { format!("[{}]", part.text) } else { part.text.clone() }).collect()
    }

    fn best_of(typed: &str, places: &[(FoundIn, &str)]) -> Option<(FoundIn, String)> {
        let found = best(&Wanted::read(typed).unwrap(), places.iter().copied())?;
        Some((found.place, said(&found)))
    }

    #[test]
    fn the_place_with_most_of_the_words_is_shown() {
        let places =
            [(FoundIn::Subject, "A trip to Bergen"), (FoundIn::Message, "The trip\n\n  to the fjörds, by ship")];
        assert_eq!(best_of("bergen", &places), Some((FoundIn::Subject, "A trip to [Bergen]".into())));
        assert_eq!(
            best_of("TRIP fjor", &places),
            Some((FoundIn::Message, "The [trip] to the [fjörds], by ship".into()))
        );
        assert_eq!(best_of("train", &places), None);
        assert_eq!(best_of("trip", &places).unwrap().0, FoundIn::Subject);
    }

    #[test]
    fn a_long_text_is_cut_around_the_first_hit() {
        let text = format!("{} needle {}", "before ".repeat(50), "after ".repeat(50));
        let (_, said) = best_of("needle", &[(FoundIn::Message, &text)]).unwrap();
        assert!(said.starts_with("…  before") && said.contains(" [needle] after") && said.ends_with(" …"), "{said}");
        assert!(said.chars().count() < 200, "{said}");
        let text = "東京".repeat(500);
        let (_, said) = best_of("京", &[(FoundIn::Message, &text)]).unwrap();
        assert!(said.starts_with("東[京]") && said.ends_with(" …"), "{said}");
    }
}
