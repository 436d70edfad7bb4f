//! What of a message its reader has read before: quotes of earlier mails, and signatures. Pure; nothing is cut, it is only
//! folded.

/// A part of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The text, as it stands.
    pub text: String,
    /// It was read before.
    pub folded: bool,
}

/// The longest line that says who wrote what follows, in bytes.
const ATTRIBUTION: usize = 400;

/// Takes a message apart. Where nothing else would be left, nothing is folded.
pub fn parts(text: &str) -> Vec<Part> {
    let text = text.replace("\r\n", "\n");
    let lines: Vec<&str> = text.split('\n').collect();
    let mut folded = vec![false; lines.len()];
    let mut at = 0;
    while at < lines.len() {
        let to = quote_at(&lines, at);
        folded[at..to].fill(true);
        at = to.max(at + 1);
    }
    // An empty line belongs to what stands around it.
    for at in 1..lines.len() {
        if lines[at].trim().is_empty()
            && folded[at - 1]
            && lines[at..].iter().zip(&folded[at..]).all(|(line, folded)| *folded || line.trim().is_empty())
        {
            folded[at] = true;
        }
    }
    if lines.iter().zip(&folded).all(|(line, folded)| *folded || line.trim().is_empty()) {
        folded.fill(false);
    }
    let mut parts: Vec<Part> = Vec::new();
    for (line, folded) in lines.into_iter().zip(folded) {
        match parts.last_mut() {
            Some(last) if last.folded == folded => {
                last.text.push('\n');
                last.text.push_str(line);
            }
            _ => parts.push(Part { text: line.to_owned(), folded }),
        }
    }
    parts
}

/// Where a quote or a signature ends that begins at a line; the line itself when none does.
fn quote_at(lines: &[&str], at: usize) -> usize {
    let line = lines[at].trim_end();
    if line == "--"
        || lines[at] == "-- "
        || divides(line)
        || (is_rule(line) && at + 1 < lines.len() && is_head(lines, at + 1))
    {
        return lines.len();
    }
    if is_head(lines, at) {
        return lines.len();
    }
    for length in [1, 2] {
        if attributes(lines, at, length) {
            let from = at + length;
            let first = (from..lines.len()).find(|at| !lines[*at].trim().is_empty());
            return match first {
                Some(first) if lines[first].starts_with('>') => quoted(lines, first),
                _ => lines.len(),
            };
        }
    }
    if line.starts_with('>') { quoted(lines, at) } else { at }
}

/// Where the lines end that begin with `>`.
fn quoted(lines: &[&str], from: usize) -> usize {
    let mut to = from;
    for (at, line) in lines.iter().enumerate().skip(from) {
        if line.starts_with('>') {
            to = at + 1;
        } else if !line.trim().is_empty() {
            break;
        }
    }
    to
}

/// `-----Original Message-----`, in the languages of Outlook we know.
fn divides(line: &str) -> bool {
    const WORDS: &[&str] = &[
        "original message",
        "ursprüngliche nachricht",
        "originalnachricht",
        "opprinnelig melding",
        "forwarded message",
        "weitergeleitete nachricht",
        "videresendt melding",
    ];
    let inner = line.trim().trim_matches('-').trim().to_lowercase();
    line.trim().starts_with("---") && line.trim().ends_with("---") && WORDS.contains(&&*inner)
}

fn is_rule(line: &str) -> bool {
    line.len() >= 20 && line.bytes().all(|byte| byte == b'_')
}

/// The head that Outlook puts above what it quotes: who, and when, within some lines.
fn is_head(lines: &[&str], at: usize) -> bool {
    let begins = |line: &str, words: &[&str]| {
        let line = line.trim_start_matches('*');
        words
            .iter()
            .any(|word| line.strip_prefix(word).is_some_and(|rest| rest.trim_start_matches('*').starts_with(':')))
    };
    let near = &lines[at..lines.len().min(at + 5)];
    begins(lines[at], &["From", "Von", "Fra"])
        && near.iter().any(|line| begins(line, &["Sent", "Gesendet", "Sendt", "Date", "Datum", "Dato"]))
        && near.iter().any(|line| begins(line, &["To", "An", "Til", "Subject", "Betreff", "Emne"]))
}

/// "On …, … wrote:", over so many lines.
fn attributes(lines: &[&str], at: usize, length: usize) -> bool {
    let Some(said) = lines.get(at..at + length) else { return false };
    // It begins where its first word stands.
    if said[0].trim().is_empty() || (length > 1 && attributes(lines, at + 1, length - 1)) {
        return false;
    }
    let said = said.join(" ");
    let said = said.trim();
    if said.len() > ATTRIBUTION || !said.ends_with(':') || !said.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    (said.starts_with("On ") && said.ends_with(" wrote:"))
        || (said.starts_with("Am ") && (said.contains(" schrieb ") || said.ends_with(" schrieb:")))
        || ((said.contains(" skrev ") || said.ends_with(" skrev:")) && begins_with_a_day(said))
}

/// "Den 5. nov.", "tor. 5. nov. 2026 kl. 10:00", "5. november 2026 kl. 10.00".
fn begins_with_a_day(said: &str) -> bool {
    const DAYS: &[&str] = &["man", "tir", "ons", "tor", "fre", "lør", "søn", "den", "på"];
    let first = said.split([' ', '.']).next().unwrap_or_default().to_lowercase();
    first.bytes().all(|byte| byte.is_ascii_digit()) || DAYS.iter().any(|day| first.starts_with(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The message with what is folded between brackets.
    fn shown(text: &str) -> String {
        let parts = parts(text);
        let joined: Vec<&str> = parts.iter().map(|part| &*part.text).collect();
        assert_eq!(joined.join("\n"), text.replace("\r\n", "\n"), "nothing is cut");
        let part = |part: &Part| if part.folded { format!("[{}]", part.text) } else { part.text.clone() };
        parts.iter().map(part).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn what_was_read_before_is_folded() {
        for (text, folded) in [
            ("Hi\nthere", "Hi\nthere"),
            (
                "Yes.\n\nOn Thu, Nov 5, 2026 at 10:00 AM Oda <oda@x.example> wrote:\n> Do you?\n>\n> Oda",
                "Yes.\n\n[On Thu, Nov 5, 2026 at 10:00 AM Oda <oda@x.example> wrote:\n> Do you?\n>\n> Oda]",
            ),
            (
                "Yes.\n\nOn Thu, Nov 5, 2026 at 10:00 AM Oda Berg\n<oda@x.example> wrote:\n\n> Do you?\n\nAnd one thing more.",
                "Yes.\n\n[On Thu, Nov 5, 2026 at 10:00 AM Oda Berg\n<oda@x.example> wrote:\n\n> Do you?]\n\nAnd one thing more.",
            ),
            (
                "Ja.\nAm Do., 5. Nov. 2026 um 10:00 Uhr schrieb Oda <oda@x.example>:\n> Und?",
                "Ja.\n[Am Do., 5. Nov. 2026 um 10:00 Uhr schrieb Oda <oda@x.example>:\n> Und?]",
            ),
            ("Ja.\nAm 05.11.2026 um 10:00 schrieb Oda:\nUnd?", "Ja.\n[Am 05.11.2026 um 10:00 schrieb Oda:\nUnd?]"),
            (
                "Ja.\ntor. 5. nov. 2026 kl. 10:00 skrev Oda <oda@x.example>:\n> Kan du?",
                "Ja.\n[tor. 5. nov. 2026 kl. 10:00 skrev Oda <oda@x.example>:\n> Kan du?]",
            ),
            (
                "Ja.\n5. nov. 2026 kl. 10:00 skrev Oda <oda@x.example>:\n> Kan du?",
                "Ja.\n[5. nov. 2026 kl. 10:00 skrev Oda <oda@x.example>:\n> Kan du?]",
            ),
            (
                "10 cabins\n5. nov. 2026 kl. 10:00 skrev Oda:\n> Hvor mange?",
                "10 cabins\n[5. nov. 2026 kl. 10:00 skrev Oda:\n> Hvor mange?]",
            ),
            ("> Do you?\nYes.\n> And then?\nNo.", "[> Do you?]\nYes.\n[> And then?]\nNo."),
            ("See you\n-- \nOda\nFar Horizon", "See you\n[-- \nOda\nFar Horizon]"),
            ("Done\n-----Original Message-----\nFrom: a\nx", "Done\n[-----Original Message-----\nFrom: a\nx]"),
            ("Erledigt\n-----Ursprüngliche Nachricht-----\nx", "Erledigt\n[-----Ursprüngliche Nachricht-----\nx]"),
            (
                "Ok\n________________________________\nFrom: Oda <o@x>\nSent: Thursday\nTo: Vera\nSubject: x\n\nHi",
                "Ok\n[________________________________\nFrom: Oda <o@x>\nSent: Thursday\nTo: Vera\nSubject: x\n\nHi]",
            ),
            (
                "Ok\nVon: Oda\nGesendet: Donnerstag\nAn: Vera\nBetreff: x\n\nHallo",
                "Ok\n[Von: Oda\nGesendet: Donnerstag\nAn: Vera\nBetreff: x\n\nHallo]",
            ),
            (
                "Ok\nFra: Oda\nSendt: torsdag\nTil: Vera\nEmne: x\n\nHei",
                "Ok\n[Fra: Oda\nSendt: torsdag\nTil: Vera\nEmne: x\n\nHei]",
            ),
            ("Hi\r\n> a\r\n> b", "Hi\n[> a\n> b]"),
        ] {
            assert_eq!(shown(text), folded);
        }
    }

    #[test]
    fn what_only_looks_alike_stays() {
        for text in [
            "On Monday I wrote:\nnothing",
            "From: me, to you",
            "a -- b",
            "--\n",
            "> all of it\n> is quoted",
            "On 5 November she wrote: hello",
            "I skrev 5:\nx",
            "",
        ] {
            assert!(parts(text).iter().all(|part| !part.folded), "{text:?}: {}", shown(text));
        }
    }
}
