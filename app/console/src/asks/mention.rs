//! Where names stand in a text: `@Name`. No Leptos, no I/O.

use contract::asks::{Asked, Whom};

/// The longest words looked for, in characters.
const WORDS: usize = 60;

/// Whom a text asks: those of the picked ones whose names still stand in it, each once. Of several of one name, as many as
/// it stands there, the last picked ones.
pub fn asks_in(text: &str, picked: &[Asked]) -> Vec<Whom> {
    let standing: Vec<&str> = names(text, picked).map(|(_, asked)| asked.name.as_str()).collect();
    let mut all = Vec::new();
    for name in &standing {
        let times = standing.iter().filter(|other| *other == name).count();
        let of_name = picked.iter().rev().filter(|one| one.name == *name).take(times);
        for asked in of_name {
            if !all.contains(&asked.whom) {
                all.push(asked.whom);
            }
        }
    }
    all
}

/// A text in pieces, and which of them are names of those who are asked.
pub fn marked(text: &str, asked: &[Asked]) -> Vec<(bool, String)> {
    let mut pieces = Vec::new();
    let mut told = 0;
    for (at, asked) in names(text, asked) {
        let end = at + 1 + asked.name.len();
        pieces.extend([(false, text[told..at].to_owned()), (true, text[at..end].to_owned())]);
        told = end;
    }
    pieces.push((false, text[told..].to_owned()));
    pieces.retain(|(_, piece)| !piece.is_empty());
    pieces
}

/// What is being named before a place in a text, from which `@` on; nothing when nobody is, or the name is whole already.
pub fn naming(text: &str, caret: usize, picked: &[Asked]) -> Option<(usize, String)> {
    let before = text.get(..caret)?;
    let at = before.rfind('@')?;
    let words = &before[at + 1..];
    let begins = before[..at].chars().next_back().is_none_or(|last| !last.is_alphanumeric());
    let whole = names(text, picked).any(|(own, asked)| own == at && caret > at + asked.name.len());
    let fits = begins && !whole && !words.contains('\n') && !words.starts_with(' ') && words.chars().count() <= WORDS;
    fits.then(|| (at, words.to_owned()))
}

/// The byte a place is at that browsers count in UTF-16.
pub fn byte_at(text: &str, place: u32) -> usize {
    let mut units = 0;
    for (at, c) in text.char_indices() {
        if units >= place {
            return at;
        }
        units += c.len_utf16() as u32;
    }
    text.len()
}

/// The names in a text, in order; of two that begin alike the longer one.
fn names<'a>(text: &'a str, asked: &'a [Asked]) -> impl Iterator<Item = (usize, &'a Asked)> {
    text.match_indices('@').filter_map(move |(at, _)| {
        let rest = &text[at + 1..];
        let ends = |name: &str| !rest[name.len()..].starts_with(char::is_alphanumeric);
        let fits = asked.iter().filter(|one| !one.name.is_empty() && rest.starts_with(&one.name) && ends(&one.name));
        fits.max_by_key(|one| one.name.len()).map(|one| (at, one))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agent(number: u128, name: &str) -> Asked {
        Asked { whom: Whom::Agent(uuid::Uuid::from_u128(number).into()), name: name.into() }
    }

    #[test]
    fn names_ask_while_they_stand_in_the_text() {
        let (mari, marit, level) = (agent(1, "Mari"), agent(2, "Mari Berg"), agent(3, "Level 2"));
        let all = [mari.clone(), marit.clone(), level.clone()];
        for (text, asked) in [
            ("@Mari?", vec![&mari]),
            ("@Mari Berg, @Level 2: which? @Mari Berg!", vec![&marit, &level]),
            ("@Marit", vec![]),
            ("Mari and a@Level 2", vec![&level]),
            ("", vec![]),
        ] {
            let whom: Vec<Whom> = asked.iter().map(|one| one.whom).collect();
            assert_eq!(asks_in(text, &all), whom, "{text}");
            let names = marked(text, &all);
            assert_eq!(names.iter().map(|(_, piece)| piece.as_str()).collect::<String>(), text);
        }
        assert_eq!(
            marked("So @Mari is", &all),
            [(false, "So ".to_owned()), (true, "@Mari".to_owned()), (false, " is".to_owned())]
        );
    }

    #[test]
    fn two_of_one_name_are_two() {
        let (first, level, second) = (agent(1, "Mari"), agent(3, "Level 2"), agent(2, "Mari"));
        let all = [first.clone(), level, second.clone()];
        assert_eq!(asks_in("@Mari and @Mari", &all), [second.whom, first.whom]);
        assert_eq!(asks_in("@Mari", &all), [second.whom], "the one who was picked last");
        assert_eq!(asks_in("@Mari, @Mari, @Mari", &all).len(), 2);
    }

    #[test]
    fn somebody_is_named_from_the_sign_on() {
        let picked = [agent(1, "Mari Ødegård")];
        for (text, found) in [
            ("@", Some((0, ""))),
            ("Hi @ma", Some((3, "ma"))),
            ("Hi (@level 2", Some((4, "level 2"))),
            ("vera@example", None),
            ("@ma\nnext", None),
            ("@ ", None),
            ("@Mari Ødegår", Some((0, "Mari Ødegår"))),
            ("@Mari Ødegård", None),
            ("@Mari Ødegård which", None),
        ] {
            let expected = found.map(|(at, words)| (at, words.to_owned()));
            assert_eq!(naming(text, text.len(), &picked), expected, "{text}");
        }
    }

    #[test]
    fn browsers_count_otherwise() {
        let text = "é🦀@m";
        assert_eq!([0, 1, 3, 4, 9].map(|place| byte_at(text, place)), [0, 2, 6, 7, 8]);
    }
}
