//! Comparing a rule's value with what items carry: pure. How a single value is brought into its compared form belongs
//! to people, because tickets and chats store those forms; it is repeated here as part of the rules.

pub use crate::people::compare::{
    Country, E164, InvalidPhone, domain_of, domains_above as superdomains, normal_domain, normal_email, normal_phone,
    normal_username,
};
pub use crate::people::validity::{InvalidDomain, InvalidEmail};

/// Whether a domain belongs to a domain rule. Both are in the compared form; labels are compared whole.
pub fn domain_matches(rule: &str, include_subdomains: bool, domain: &str) -> bool {
    match domain.strip_suffix(rule) {
        Some("") => true,
        Some(before) => include_subdomains && before.ends_with('.') && !rule.is_empty(),
        None => false,
    }
}

/// Whether anybody can get an address under this domain: then its users are no company, a rule needs a confirmation and
/// never carries a permission. The domain is in the compared form. A suffix under which others register (`co.uk`)
/// counts too: with subdomains it would gather half a country.
pub fn is_public_provider(domain: &str) -> bool {
    let Some((first, rest)) = domain.split_once('.') else { return false };
    let national = |suffix: &str| suffix.len() == 2 && suffix.bytes().all(|b| b.is_ascii_lowercase());
    let anywhere = match rest.split_once('.') {
        None => rest == "com" || national(rest),
        Some((second, top)) => matches!(second, "co" | "com") && national(top),
    };
    (anywhere && IN_MANY_COUNTRIES.contains(&first))
        || (matches!(first, "co" | "com" | "net" | "org") && national(rest))
        || PROVIDERS.binary_search(&domain).is_ok()
        || PROVIDERS_WITH_SUBDOMAINS.iter().any(|provider| domain_matches(provider, true, domain))
}

/// Providers with a domain in each country: `yahoo.fr`, `yahoo.co.uk`, `hotmail.com.br`.
const IN_MANY_COUNTRIES: [&str; 9] =
    ["gmx", "googlemail", "hotmail", "live", "msn", "outlook", "rocketmail", "yahoo", "ymail"];

/// Providers that give out addresses under subdomains as well.
const PROVIDERS_WITH_SUBDOMAINS: [&str; 6] =
    ["docomo.ne.jp", "ezweb.ne.jp", "fastmail.com", "onmicrosoft.com", "rambler.ru", "softbank.ne.jp"];

/// Sorted, for the search.
const PROVIDERS: [&str; 131] = [
    "126.com",
    "139.com",
    "163.com",
    "188.com",
    "21cn.com",
    "abv.bg",
    "aim.com",
    "alice.it",
    "aliyun.com",
    "aol.co.uk",
    "aol.com",
    "aol.de",
    "aol.fr",
    "arcor.de",
    "att.net",
    "bellsouth.net",
    "bigpond.com",
    "bigpond.net.au",
    "bk.ru",
    "bluewin.ch",
    "blueyonder.co.uk",
    "bol.com.br",
    "btinternet.com",
    "centrum.cz",
    "centurylink.net",
    "charter.net",
    "comcast.net",
    "cox.net",
    "daum.net",
    "discard.email",
    "disroot.org",
    "duck.com",
    "earthlink.net",
    "email.cz",
    "email.it",
    "fastmail.fm",
    "fibertel.com.ar",
    "foxmail.com",
    "free.fr",
    "freenet.de",
    "frontier.com",
    "frontiernet.net",
    "gawab.com",
    "gmail.com",
    "googlemail.com",
    "guerrillamail.com",
    "hanmail.net",
    "hey.com",
    "home.nl",
    "hushmail.com",
    "icloud.com",
    "in.com",
    "inbox.com",
    "inbox.lv",
    "inbox.ru",
    "interia.pl",
    "internode.on.net",
    "juno.com",
    "kakao.com",
    "kpnmail.nl",
    "laposte.net",
    "libero.it",
    "list.ru",
    "lycos.com",
    "mac.com",
    "mail.bg",
    "mail.com",
    "mail.de",
    "mail.ru",
    "mailbox.org",
    "mailinator.com",
    "me.com",
    "mindspring.com",
    "mweb.co.za",
    "nate.com",
    "naver.com",
    "netscape.net",
    "netzero.net",
    "neuf.fr",
    "ntlworld.com",
    "o2.co.uk",
    "o2.pl",
    "oi.com.br",
    "onet.pl",
    "online.de",
    "optonline.net",
    "optusnet.com.au",
    "orange.fr",
    "passport.com",
    "planet.nl",
    "pm.me",
    "posteo.de",
    "posteo.net",
    "prodigy.net.mx",
    "proton.me",
    "protonmail.ch",
    "protonmail.com",
    "qq.com",
    "rediffmail.com",
    "roadrunner.com",
    "rogers.com",
    "sapo.pt",
    "sbcglobal.net",
    "seznam.cz",
    "sfr.fr",
    "shaw.ca",
    "sina.cn",
    "sina.com",
    "sky.com",
    "skynet.be",
    "sohu.com",
    "startmail.com",
    "swbell.net",
    "sympatico.ca",
    "t-online.de",
    "talktalk.net",
    "telenet.be",
    "telus.net",
    "terra.com.br",
    "tin.it",
    "tiscali.it",
    "tutanota.com",
    "uol.com.br",
    "verizon.net",
    "virgilio.it",
    "virginmedia.com",
    "wanadoo.fr",
    "web.de",
    "wp.pl",
    "yandex.com",
    "yandex.ru",
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn labels_are_compared_whole() {
        let table = [
            // rule, domain, without subdomains, with them
            ("example.com", "example.com", true, true),
            ("example.com", "sub.example.com", false, true),
            ("example.com", "a.b.example.com", false, true),
            ("example.com", "notexample.com", false, false),
            ("example.com", "example.com.evil.tld", false, false),
            ("example.com", "example.co", false, false),
            ("example.com", "com", false, false),
            ("sub.example.com", "example.com", false, false),
            ("sub.example.com", "sub.example.com", true, true),
            ("xn--bcher-kva.example", "shop.xn--bcher-kva.example", false, true),
            ("", "example.com.", false, false),
        ];
        for (rule, domain, exactly, below) in table {
            assert_eq!(domain_matches(rule, false, domain), exactly, "{domain} under {rule}");
            assert_eq!(domain_matches(rule, true, domain), below, "{domain} under {rule} with subdomains");
        }
    }

    #[test]
    fn a_typed_rule_meets_an_address() {
        let table = [
            ("Example.COM.", "Ann@example.com", true),
            ("example.com", "ann@notexample.com", false),
            ("example.com", "ann@example.com.evil.tld", false),
            ("example.com", "ann@sub.example.com", false),
            ("bücher.example", "ann@XN--BCHER-KVA.example", true),
            ("xn--bcher-kva.example", "ann@bücher.example", true),
            ("example.com", "ann@ex\u{430}mple.com", false),
        ];
        for (rule, email, expected) in table {
            let (rule, domain) = (normal_domain(rule).unwrap(), domain_of(email).unwrap());
            assert_eq!(domain_matches(&rule, false, &domain), expected, "{rule} {email}");
        }
    }

    #[test]
    fn domains_above() {
        let above = |domain| superdomains(domain).collect::<Vec<_>>();
        assert_eq!(above("a.b.example.com"), ["a.b.example.com", "b.example.com", "example.com"]);
        assert_eq!(above("example.com"), ["example.com"]);
        assert!(above("com").is_empty() && above("").is_empty());
    }

    #[test]
    fn public_providers() {
        assert!(PROVIDERS.is_sorted(), "the search needs it");
        let public = [
            "gmail.com",
            "googlemail.com",
            "outlook.com",
            "hotmail.com",
            "hotmail.co.uk",
            "live.nl",
            "yahoo.com",
            "yahoo.co.jp",
            "yahoo.com.br",
            "yahoo.fr",
            "gmx.de",
            "gmx.at",
            "gmx.com",
            "web.de",
            "t-online.de",
            "icloud.com",
            "proton.me",
            "aol.com",
            "qq.com",
            "163.com",
            "mail.ru",
            "yandex.ru",
            "orange.fr",
            "libero.it",
            "126.com",
            "wp.pl",
            "acme.onmicrosoft.com",
            "co.uk",
            "com.au",
        ];
        for domain in public {
            assert!(is_public_provider(domain), "{domain}");
        }
        let own = [
            "acme.example",
            "example.com",
            "notgmail.com",
            "gmail.com.evil.tld",
            "mail.gmail.com",
            "yahoo.example.com",
            "yahoo.evil.tld",
            "live.company",
            "outlook",
            "",
            "com",
            "co.example",
            "xn--gmil-6q5a.com",
            "uk",
        ];
        for domain in own {
            assert!(!is_public_provider(domain), "{domain}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn looking_up_finds_what_matching_finds(rule in "[ab]{1,2}(\\.[ab]{1,2}){1,2}", domain in "[ab]{1,2}(\\.[ab]{1,2}){1,4}") {
            let found = superdomains(&domain).any(|above| above == rule);
            prop_assert_eq!(domain_matches(&rule, true, &domain), found);
            prop_assert_eq!(domain_matches(&rule, false, &domain), superdomains(&domain).next() == Some(&*rule));
            let labels = |text: &str| text.split('.').rev().map(str::to_owned).collect::<Vec<_>>();
            prop_assert_eq!(found, labels(&domain).starts_with(&labels(&rule)), "label by label");
        }
    }
}
