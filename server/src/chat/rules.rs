//! Small decisions about chats: pure.

/// How much of a message stands in lists, in characters.
const BEGINNING: usize = 200;

/// How many recent waits are needed before anybody is promised one.
const ENOUGH_WAITS: usize = 3;

/// The beginning of a message, for lists: on one line.
pub fn beginning(text: &str) -> String {
    let mut begins = String::new();
    for (count, c) in text.trim_start().chars().enumerate() {
        if count == BEGINNING {
            begins.push('…');
            break;
        }
        begins.push(if c.is_whitespace() { ' ' } else { c });
    }
    begins
}

/// Whether a mark of what was seen moves: forward, and to a number there is.
pub fn moves(seen: u64, up_to: u64, last: u64) -> bool {
    up_to > seen && up_to <= last
}

/// Seconds still to wait, when recent ones waited so many milliseconds and this one has waited `waited` of them. Who
/// has waited longer than is usual is promised nothing.
pub fn expected_wait(mut recent: Vec<i64>, waited: i64) -> Option<u32> {
    if recent.len() < ENOUGH_WAITS {
        return None;
    }
    recent.sort_unstable();
    let half = recent.len() / 2;
    let median = if recent.len() % 2 == 1 { recent[half] } else { recent[half - 1].midpoint(recent[half]) };
    let left = median - waited.max(0);
    (left > 0).then(|| u32::try_from((left + 999) / 1000).unwrap_or(u32::MAX))
}

/// What a waiting visitor is told, of what the department wrote: with the place in the queue and the minutes expected.
/// Lines that speak of minutes are left out while none are known; nothing when nothing is left.
pub fn waiting_words(written: &str, position: u32, expected_seconds: Option<u32>) -> Option<String> {
    let minutes = expected_seconds.map(|seconds| seconds.div_ceil(60).to_string());
    let known = |line: &&str| minutes.is_some() || !line.contains("{wait}");
    let lines: Vec<&str> = written.lines().filter(known).collect();
    // One pass: what is filled in is not read again.
    let mut said = String::new();
    let joined = lines.join("\n");
    let mut rest = joined.as_str();
    while let Some(at) = rest.find('{') {
        said.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix("{position}") {
            said.push_str(&position.to_string());
            rest = after;
        } else if let Some(after) = rest.strip_prefix("{wait}") {
            said.push_str(minutes.as_deref().unwrap_or_default());
            rest = after;
        } else {
            said.push('{');
            rest = &rest[1..];
        }
    }
    said.push_str(rest);
    let said = said.trim();
    (!said.is_empty()).then(|| said.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_is_told_what_is_known() {
        let written = "You are number {position}.\nAbout {wait} minutes.\nThank you {for} waiting{";
        for (written, position, wait, said) in [
            (written, 2, Some(61), Some("You are number 2.\nAbout 2 minutes.\nThank you {for} waiting{")),
            (written, 1, None, Some("You are number 1.\nThank you {for} waiting{")),
            ("{position}{position} {wait}", 3, Some(1), Some("33 1")),
            ("{wait} minutes", 1, None, None),
            (" \n ", 1, Some(60), None),
        ] {
            assert_eq!(waiting_words(written, position, wait).as_deref(), said, "{written}");
        }
    }

    #[test]
    fn lists_show_the_beginning_on_one_line() {
        assert_eq!(beginning("  Hello\nthere\t!"), "Hello there !");
        assert_eq!(beginning(""), "");
        let long = "ä".repeat(BEGINNING);
        assert_eq!(beginning(&long), long);
        assert_eq!(beginning(&format!("{long}b")), format!("{long}…"));
    }

    #[test]
    fn marks_move_forward_to_numbers_there_are() {
        for (seen, up_to, last, expected) in
            [(0, 0, 0, false), (0, 1, 1, true), (0, 2, 1, false), (3, 3, 9, false), (3, 2, 9, false), (3, 9, 9, true)]
        {
            assert_eq!(moves(seen, up_to, last), expected, "{seen} {up_to} {last}");
        }
    }

    #[test]
    fn waits_are_promised_when_enough_are_known() {
        for (recent, waited, expected) in [
            (vec![], 0, None),
            (vec![60_000, 60_000], 0, None),
            (vec![90_000, 10_000, 30_000], 0, Some(30)),
            (vec![90_000, 10_000, 30_000], 29_500, Some(1)),
            (vec![90_000, 10_000, 30_000], 30_000, None),
            (vec![90_000, 10_000, 30_000], -5, Some(30)),
            (vec![40_000, 10_000, 20_000, 90_000], 0, Some(30)),
            (vec![0, 0, 0], 0, None),
        ] {
            assert_eq!(expected_wait(recent.clone(), waited), expected, "{recent:?} {waited}");
        }
    }
}
