//! Whether a mail is from whom it says, by what a server we trust wrote into it (RFC 8601): pure.

use contract::mails::Verdict;
use mail_parser::Message;

use crate::people::compare;

/// The most results that are read of one mail.
const RESULTS: usize = 20;

/// What a server says about a mail's sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What the server calls itself; anybody may have written it.
    pub by: String,
    /// What it found.
    pub verdict: Verdict,
}

/// What all servers say about a mail from a domain, the last to have it first.
pub fn checks(message: &Message<'_>, from: &str) -> Vec<Check> {
    let all = message.header_values("Authentication-Results");
    all.filter_map(|value| check(value.as_text()?, from)).take(RESULTS).collect()
}

/// What one server says about a mail from a domain.
fn check(results: &str, from: &str) -> Option<Check> {
    let results = without_comments(results);
    let mut parts = results.split(';');
    let by = parts.next()?.split_whitespace().next()?.to_lowercase();
    let mut verdict = Verdict::Unknown;
    for part in parts {
        let mut words = part.split_whitespace();
        let Some((method, result)) = words.next().and_then(|word| word.split_once('=')) else { continue };
        let method = method.split('/').next().unwrap_or_default().to_lowercase();
        let passed = result.eq_ignore_ascii_case("pass");
        let of = |names: &[&str]| {
            let mut found = words.clone().filter_map(|word| word.split_once('='));
            found
                .find(|(name, _)| names.iter().any(|one| one.eq_ignore_ascii_case(name)))
                .map(|(_, value)| domain(value))
        };
        match method.as_str() {
            // Of another sender than the one shown, it says nothing.
            "dmarc" if of(&["header.from"]).is_some_and(|said| said != from) => {}
            "dmarc" if passed => verdict = Verdict::Passed,
            // Whatever else passed: the domain's owner says that this is not enough.
            "dmarc" if result.eq_ignore_ascii_case("fail") => return Some(Check { by, verdict: Verdict::Failed }),
            "dkim" if passed && of(&["header.d", "header.i"]).is_some_and(|of| aligned(&of, from)) => {
                verdict = Verdict::Passed;
            }
            "spf" if passed && of(&["smtp.mailfrom"]).is_some_and(|of| aligned(&of, from)) => {
                verdict = Verdict::Passed;
            }
            _ => {}
        }
    }
    Some(Check { by, verdict })
}

/// The domain of an address, or itself.
fn domain(text: &str) -> String {
    let text = text.trim_matches('"');
    let domain = text.rsplit_once('@').map_or(text, |(_, domain)| domain);
    compare::domain_of(&format!("x@{domain}")).unwrap_or_else(|| domain.to_lowercase())
}

/// Whether what one domain vouches for may be said by another: the same, or one below the other.
fn aligned(one: &str, other: &str) -> bool {
    let below = |lower: &str, upper: &str| {
        upper.contains('.') && lower.strip_suffix(upper).is_some_and(|before| before.ends_with('.'))
    };
    one == other || below(one, other) || below(other, one)
}

/// A header without what stands in parentheses.
fn without_comments(text: &str) -> String {
    let (mut kept, mut depth, mut quoted, mut escaped) = (String::new(), 0_usize, false, false);
    for letter in text.chars() {
        match letter {
            _ if escaped => escaped = false,
            '\\' => {
                escaped = true;
                continue;
            }
            '"' if depth == 0 => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted && depth > 0 => {
                depth -= 1;
                continue;
            }
            _ => {}
        }
        // What is quoted is one value, whatever stands in it.
        if depth == 0 {
            kept.push(if quoted && (letter == ';' || letter.is_whitespace()) { '_' } else { letter });
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use Verdict::{Failed, Passed, Unknown};
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("mx.example; dmarc=pass header.from=customer.example", Passed)]
    #[case(
        "mx.example 1; dmarc=fail (p=none dis=none) header.from=customer.example; dkim=pass header.d=customer.example",
        Failed
    )]
    #[case("mx.example; dkim=pass header.d=customer.example; dmarc=fail header.from=customer.example", Failed)]
    #[case("mx.example; spf=pass smtp.mailfrom=bounce@mail.customer.example", Passed)]
    #[case("mx.example; spf=pass smtp.mailfrom=bounce@evil.example", Unknown)]
    #[case("mx.example; dkim=pass header.d=evil.example header.b=abc", Unknown)]
    #[case("mx.example; dkim=pass header.i=@customer.example", Passed)]
    #[case("mx.example; dkim=pass header.d=example", Unknown)]
    #[case("mx.example; dkim=pass header.d=notcustomer.example", Unknown)]
    #[case("mx.example; dkim=fail header.d=customer.example", Unknown)]
    #[case("mx.example; dmarc=pass header.from=evil.example", Unknown)]
    #[case("mx.example; none", Unknown)]
    #[case("mx.example; x=\"; dmarc=pass header.from=customer.example", Unknown)]
    #[case("mx.example (; dmarc=pass header.from=customer.example)", Unknown)]
    #[case("mx.example; dmarc=none; spf=PASS smtp.mailfrom=customer.example", Passed)]
    fn what_a_server_says(#[case] results: &str, #[case] verdict: Verdict) {
        assert_eq!(check(results, "customer.example"), Some(Check { by: "mx.example".into(), verdict }));
    }

    #[test]
    fn nothing_is_said_by_nobody() {
        assert_eq!(check("", "customer.example"), None);
        assert_eq!(check(" ; dmarc=pass", "customer.example"), None);
    }
}
