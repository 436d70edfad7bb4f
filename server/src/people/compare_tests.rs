//! Tables and properties of comparing.

use super::*;
use proptest::prelude::*;

fn country(code: &str) -> Country {
    code.parse().unwrap()
}

#[test]
fn addresses_and_usernames_compare_without_case_and_space() {
    let table = [
        ("ann@acme.example", "ann@acme.example"),
        (" Ann@ACME.example\n", "ann@acme.example"),
        ("Ann+Tickets@acme.example", "ann+tickets@acme.example"), // no stripping of plus tags
        ("a.n.n@gmail.com", "a.n.n@gmail.com"),
        ("ÄNNE@Bücher.example.", "änne@xn--bcher-kva.example"),
    ];
    for (typed, normal) in table {
        assert_eq!(normal_email(typed).as_deref(), Ok(normal), "{typed:?}");
    }
    assert_ne!(normal_email("ann+x@acme.example"), normal_email("ann@acme.example"));
    assert_eq!(normal_email("user@"), Err(InvalidEmail::Domain(InvalidDomain::Empty)));
    assert_eq!(normal_username("  Ann.Lee "), "ann.lee");
}

#[test]
fn domains() {
    let table = [
        ("example.com", Ok("example.com")),
        (" EXAMPLE.com. ", Ok("example.com")),
        ("sub.Example.co.uk", Ok("sub.example.co.uk")),
        ("bücher.example", Ok("xn--bcher-kva.example")),
        ("BÜCHER.example", Ok("xn--bcher-kva.example")),
        ("xn--bcher-kva.example", Ok("xn--bcher-kva.example")),
        ("XN--BCHER-KVA.example", Ok("xn--bcher-kva.example")),
        ("bu\u{308}cher.example", Ok("xn--bcher-kva.example")), // the same letter in two characters
        ("ｅｘａｍｐｌｅ.com", Ok("example.com")),              // wide letters
        ("例え。jp", Ok("xn--r8jz45g.jp")),                     // another full stop
        ("xn--p1ai.xn--p1ai", Ok("xn--p1ai.xn--p1ai")),
        ("r3---sn-x.example.com", Ok("r3---sn-x.example.com")),
        ("", Err(InvalidDomain::Empty)),
        (" ", Err(InvalidDomain::Empty)),
        ("user@", Err(InvalidDomain::At)),
        ("@example.com", Err(InvalidDomain::At)),
        ("ann@example.com", Err(InvalidDomain::At)),
        ("https://", Err(InvalidDomain::Scheme)),
        ("https://example.com", Err(InvalidDomain::Scheme)),
        ("HTTP://ann@example.com/", Err(InvalidDomain::Scheme)),
        ("//example.com", Err(InvalidDomain::Scheme)),
        ("exam ple.com", Err(InvalidDomain::Space)),
        ("example.com,\texample.org", Err(InvalidDomain::Space)),
        ("example", Err(InvalidDomain::NoDot)),
        ("localhost", Err(InvalidDomain::NoDot)),
        ("com.", Err(InvalidDomain::NoDot)),
        ("..", Err(InvalidDomain::NoDomain)),
        (".", Err(InvalidDomain::NoDomain)),
        (".example.com", Err(InvalidDomain::NoDomain)),
        ("example.com..", Err(InvalidDomain::NoDomain)),
        ("example..com", Err(InvalidDomain::NoDomain)),
        ("*.example.com", Err(InvalidDomain::NoDomain)),
        ("example.com/path", Err(InvalidDomain::NoDomain)),
        ("example.com:443", Err(InvalidDomain::NoDomain)),
        ("mailto:example.com", Err(InvalidDomain::NoDomain)),
        ("-example.com", Err(InvalidDomain::NoDomain)),
        ("example-.com", Err(InvalidDomain::NoDomain)),
        ("exa_mple.com", Err(InvalidDomain::NoDomain)),
        ("192.168.0.1", Err(InvalidDomain::NoDomain)),
        ("[::1]", Err(InvalidDomain::NoDomain)),
        ("xn--zzzzzz99999.com", Err(InvalidDomain::NoDomain)),
        ("xn--.com", Err(InvalidDomain::NoDomain)),
        ("example\0.com", Err(InvalidDomain::NoDomain)),
        ("exam\u{AD}ple.com", Err(InvalidDomain::NoDomain)),
        ("exam\u{200B}ple.com", Err(InvalidDomain::NoDomain)),
        ("\u{200F}example.com", Err(InvalidDomain::NoDomain)),
        ("\u{202E}moc.elpmaxe", Err(InvalidDomain::NoDomain)),
        ("ann＠example.com", Err(InvalidDomain::NoDomain)),
        ("example.com%00", Err(InvalidDomain::NoDomain)),
    ];
    for (typed, expected) in table {
        assert_eq!(normal_domain(typed).as_deref(), expected.as_ref().copied(), "{typed:?}");
    }
    assert_eq!(normal_domain("🙂.example").as_deref(), Ok("xn--938h.example"));
    assert_eq!(normal_domain(&"a".repeat(5_000)), Err(InvalidDomain::TooLong));
    assert_eq!(normal_domain(&"a.".repeat(2_500)), Err(InvalidDomain::TooLong));
    assert_eq!(normal_domain(&format!("{}example", "abcdefghi.".repeat(25))), Err(InvalidDomain::TooLong));
    assert_eq!(normal_domain(&format!("{}.com", "a".repeat(64))), Err(InvalidDomain::NoDomain));
    assert_ne!(normal_domain("ex\u{430}mple.com"), normal_domain("example.com")); // a Cyrillic а
}

#[test]
fn domains_of_addresses() {
    let table = [
        ("ann@acme.example", Some("acme.example")),
        ("Ann@ACME.example.", Some("acme.example")),
        ("\"a@b\"@acme.example", Some("acme.example")),
        ("ann@notexample.com", Some("notexample.com")),
        ("user@", None),
        ("@acme.example", None),
        ("ann", None),
        ("ann@ acme.example", None),
        ("ann@localhost", None),
        ("ann@acme.example@", None),
        ("", None),
    ];
    for (email, expected) in table {
        assert_eq!(domain_of(email).as_deref(), expected, "{email:?}");
    }
}

#[test]
fn phone_numbers() {
    let table = [
        ("US", "(602) 555-0100", Ok("+16025550100")),
        ("US", "+1 602-555-0100", Ok("+16025550100")),
        ("US", "602.555.0100", Ok("+16025550100")),
        ("US", "1-602-555-0100", Ok("+16025550100")),
        ("US", "+1 (602) 555-0100 ext. 12", Ok("+16025550100")),
        ("US", "602-555-0100 x12", Ok("+16025550100")),
        ("US", "602-555-0100 EXT 12", Ok("+16025550100")),
        ("US", "602-555-0100 #12", Ok("+16025550100")),
        ("US", "6025550100,,12#", Ok("+16025550100")),
        ("US", "tel:+1-602-555-0100;ext=12", Ok("+16025550100")),
        ("US", "\u{200E}+1\u{A0}602\u{2011}555\u{2011}0100\u{202C}", Ok("+16025550100")),
        ("US", "＋１ ６０２ ５５５ ０１００", Ok("+16025550100")),
        ("US", "011 49 30 1234567", Ok("+49301234567")),
        ("US", "+49 (0)30 1234567", Ok("+49301234567")),
        ("US", "+49 151 12345678", Ok("+4915112345678")), // begins like our own national prefix
        ("DE", "030 1234567", Ok("+49301234567")),
        ("DE", "0049 30 1234567", Ok("+49301234567")),
        ("DE", "001 602 555 0100", Ok("+16025550100")),
        ("DE", "030/1234567 Durchwahl 8", Ok("+49301234567")),
        ("DE", "(602) 555-0100", Ok("+496025550100")), // another country, another number
        ("FR", "01 42 68 53 00", Ok("+33142685300")),
        ("GB", "020 7946 0958", Ok("+442079460958")),
        ("IT", "06 1234 5678", Ok("+390612345678")), // Italy keeps its zero
        ("US", "+39 06 1234 5678", Ok("+390612345678")),
        ("RU", "+7 812 345-67-89", Ok("+78123456789")),
        ("RU", "8 812 345-67-89", Ok("+78123456789")),
        ("US", "+298 123456", Ok("+298123456")),
        ("AE", "٠٥٠ ١٢٣ ٤٥٦٧", Ok("+971501234567")),
        ("US", "555-0100", Ok("+15550100")),
        ("US", "55501", Err(InvalidPhone::TooShort)),
        ("US", "555010 ext 99", Err(InvalidPhone::TooShort)),
        ("US", "911", Err(InvalidPhone::TooShort)),
        ("US", "+1", Err(InvalidPhone::TooShort)),
        ("US", "", Err(InvalidPhone::NoNumber)),
        ("US", " ", Err(InvalidPhone::NoNumber)),
        ("US", "+", Err(InvalidPhone::NoNumber)),
        ("US", "..", Err(InvalidPhone::NoNumber)),
        ("US", "abcdefg", Err(InvalidPhone::NoNumber)),
        ("US", "call 602-555-0100", Err(InvalidPhone::NoNumber)),
        ("US", "602-555-0100 or 602-555-0101", Err(InvalidPhone::NoNumber)),
        ("US", "602-555+0100", Err(InvalidPhone::NoNumber)),
        ("US", "https://", Err(InvalidPhone::NoNumber)),
        ("US", "user@", Err(InvalidPhone::NoNumber)),
        ("US", "🙂🙂🙂🙂🙂🙂🙂", Err(InvalidPhone::NoNumber)),
        ("US", "6025550100\0", Err(InvalidPhone::NoNumber)),
        ("US", "+999 123 4567", Err(InvalidPhone::NoNumber)),
        ("US", "+0123456789", Err(InvalidPhone::NoNumber)),
        ("DE", "0000001", Err(InvalidPhone::NoNumber)),
        ("US", "+1 602 555 0100 0100 0100", Err(InvalidPhone::TooLong)),
    ];
    for (default, typed, expected) in table {
        let normal = normal_phone(typed, country(default));
        assert_eq!(normal.as_ref().map(E164::as_str), expected.as_ref().copied(), "{default} {typed:?}");
    }
    assert_eq!(normal_phone(&"6".repeat(5_000), country("US")), Err(InvalidPhone::TooLong));
    assert_eq!(normal_phone(&" ".repeat(5_000), country("US")), Err(InvalidPhone::NoNumber));
    assert_eq!(normal_phone(&format!("6{}", "x".repeat(5_000)), country("US")), Err(InvalidPhone::NoNumber));
}

#[test]
fn countries() {
    assert_eq!("us".parse::<Country>(), Ok(country("US")));
    for code in ["", "XX", "USA", "1", "U S", "🇺🇸"] {
        assert_eq!(code.parse::<Country>(), Err(UnknownCountry), "{code:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn what_is_normal_stays_normal(
        phone in "\\+?[0-9 ()-]{5,20}",
        any in "\\PC{0,25}",
        default in prop::sample::select(vec!["US", "DE", "FR", "IT", "RU", "GB", "BR", "JP", "AE", "MX"]),
        other in prop::sample::select(vec!["US", "DE", "IT", "RU"]),
    ) {
        for typed in [&phone, &any] {
            if let Ok(number) = normal_phone(typed, country(default)) {
                // wherever it is read again
                prop_assert_eq!(normal_phone(number.as_str(), country(other)), Ok(number.clone()));
                let digits = number.as_str().strip_prefix('+').unwrap();
                prop_assert!((7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()));
            }
            if let Ok(address) = normal_email(typed) {
                prop_assert_eq!(normal_email(&address), Ok(address));
            }
            prop_assert_eq!(normal_username(&normal_username(typed)), normal_username(typed));
        }
    }
}
