//! Tables and properties of what is accepted.

use super::*;
use proptest::prelude::*;

#[test]
fn usernames() {
    let long = "a".repeat(64);
    let longer = "a".repeat(65);
    let table = [
        ("ann", Ok("ann")),
        ("  Ann.Lee-2_x ", Ok("Ann.Lee-2_x")),
        ("an", Ok("an")),
        (&long, Ok(&long)),
        (&longer, Err(InvalidUsername::TooLong)),
        ("a", Err(InvalidUsername::TooShort)),
        ("", Err(InvalidUsername::TooShort)),
        (" \n ", Err(InvalidUsername::TooShort)),
        ("ann lee", Err(InvalidUsername::Characters)),
        ("ann@acme", Err(InvalidUsername::Characters)),
        ("ann\0", Err(InvalidUsername::Characters)),
        ("\u{430}dmin", Err(InvalidUsername::Characters)), // a Cyrillic letter that looks like an a
        ("ann\u{202E}x", Err(InvalidUsername::Characters)),
        ("ann\u{200B}x", Err(InvalidUsername::Characters)),
        ("🙂🙂", Err(InvalidUsername::Characters)),
        ("../..", Err(InvalidUsername::Characters)),
        ("<b>x", Err(InvalidUsername::Characters)),
    ];
    for (typed, expected) in table {
        assert_eq!(username(typed), expected, "{typed:?}");
    }
    assert_eq!(username(&"x".repeat(5_000)), Err(InvalidUsername::TooLong));
}

#[test]
fn email_addresses() {
    let long_local = format!("{}@acme.example", "a".repeat(64));
    let table: Vec<(&str, Result<&str, InvalidEmail>)> = vec![
        ("ann@acme.example", Ok("ann@acme.example")),
        ("  Ann.Lee+help@ACME.Example. ", Ok("Ann.Lee+help@acme.example")),
        ("o'brien_x-1=!#$%&*/?^`{|}~@acme.example", Ok("o'brien_x-1=!#$%&*/?^`{|}~@acme.example")),
        ("jörg@bücher.example", Ok("jörg@xn--bcher-kva.example")),
        ("x@xn--bcher-kva.example", Ok("x@xn--bcher-kva.example")),
        ("x@3com.com", Ok("x@3com.com")),
        (&long_local, Ok(&long_local)),
        ("", Err(InvalidEmail::Empty)),
        (" \t", Err(InvalidEmail::Empty)),
        ("ann", Err(InvalidEmail::At)),
        ("ann@b@acme.example", Err(InvalidEmail::At)),
        ("@acme.example", Err(InvalidEmail::Local)),
        ("@", Err(InvalidEmail::Local)),
        ("user@", Err(InvalidEmail::Domain(InvalidDomain::Empty))),
        ("ann@acme", Err(InvalidEmail::Domain(InvalidDomain::NoDot))),
        ("ann@127.0.0.1", Err(InvalidEmail::Domain(InvalidDomain::NoDomain))),
        ("ann@[127.0.0.1]", Err(InvalidEmail::Domain(InvalidDomain::NoDomain))),
        ("ann@.acme.example", Err(InvalidEmail::Domain(InvalidDomain::NoDomain))),
        ("ann@acme..example", Err(InvalidEmail::Domain(InvalidDomain::NoDomain))),
        ("ann@acme.example..", Err(InvalidEmail::Domain(InvalidDomain::NoDomain))),
        ("ann@ acme.example", Err(InvalidEmail::Domain(InvalidDomain::Space))),
        ("ann@acme.example bcc@x.example", Err(InvalidEmail::At)),
        ("ann@acme.example\r\nBcc: x", Err(InvalidEmail::Domain(InvalidDomain::Space))),
        ("ann\r\n@acme.example", Err(InvalidEmail::Local)),
        ("ann\0@acme.example", Err(InvalidEmail::Local)),
        ("ann lee@acme.example", Err(InvalidEmail::Local)),
        ("Ann <ann@acme.example>", Err(InvalidEmail::Local)),
        ("\"ann lee\"@acme.example", Err(InvalidEmail::Local)),
        ("ann,bob@acme.example", Err(InvalidEmail::Local)),
        (".ann@acme.example", Err(InvalidEmail::Local)),
        ("ann.@acme.example", Err(InvalidEmail::Local)),
        ("a..n@acme.example", Err(InvalidEmail::Local)),
        ("a\u{200F}nn@acme.example", Err(InvalidEmail::Local)),
        ("a\u{202E}nn@acme.example", Err(InvalidEmail::Local)),
        ("ann@ac\u{200B}me.example", Err(InvalidEmail::Domain(InvalidDomain::NoDomain))),
        ("ann@acme.example\0", Err(InvalidEmail::Domain(InvalidDomain::NoDomain))),
    ];
    for (typed, expected) in table {
        assert_eq!(email(typed).as_deref(), expected.as_ref().copied(), "{typed:?}");
    }
    assert_eq!(email(&format!("{}@acme.example", "a".repeat(65))), Err(InvalidEmail::TooLong));
    let domain_of_240 = format!("{}example", "abcdefghi.".repeat(23));
    assert_eq!(email(&format!("{}@{domain_of_240}", "a".repeat(30))), Err(InvalidEmail::TooLong));
    assert_eq!(email(&format!("a@{}.example", "b".repeat(5_000))), Err(InvalidDomain::TooLong.into()));
}

#[test]
fn names() {
    let long = "é".repeat(120);
    let table = [
        ("  Ann Lee ", Ok("Ann Lee")),
        ("Zoë 🙂 王", Ok("Zoë 🙂 王")),
        ("محمد", Ok("محمد")),
        ("👩\u{200D}💻", Ok("👩\u{200D}💻")),
        ("می\u{200C}خواهم", Ok("می\u{200C}خواهم")),
        ("<script>", Ok("<script>")), // shown as text: no reason to refuse it
        (&long, Ok(&long)),
        ("", Err(InvalidName::Empty)),
        (" \u{A0}\t", Err(InvalidName::Empty)),
        ("\u{200B}\u{2060}", Err(InvalidName::Empty)),
        ("Ann\nLee", Err(InvalidName::Characters)),
        ("Ann\tLee", Err(InvalidName::Characters)),
        ("Ann\0", Err(InvalidName::Characters)),
        ("Ann\u{1B}[31m", Err(InvalidName::Characters)),
        ("Ann\u{85}Lee", Err(InvalidName::Characters)),
        ("Ann\u{2028}Lee", Err(InvalidName::Characters)),
        ("Ann \u{202E}eeL", Err(InvalidName::Characters)),
        ("Ann \u{2067}eeL", Err(InvalidName::Characters)),
    ];
    for (typed, expected) in table {
        assert_eq!(display_name(typed), expected, "{typed:?}");
    }
    assert_eq!(display_name(&"x".repeat(121)), Err(InvalidName::TooLong));
}

#[test]
fn texts() {
    let table = [
        // as typed, as text, as line
        ("plain", "plain", "plain"),
        (" two \n\tlines ", " two \n\tlines ", "two   lines"),
        ("a\r\nb\rc", "a\nb\nc", "a b c"),
        ("a\0b\u{7}c\u{7F}d\u{9B}e", "abcde", "abcde"),
        ("\u{202E}stays\u{200B} 🙂 e\u{301}", "\u{202E}stays\u{200B} 🙂 e\u{301}", "\u{202E}stays\u{200B} 🙂 e\u{301}"),
        ("<b>&amp;</b>", "<b>&amp;</b>", "<b>&amp;</b>"),
        ("", "", ""),
    ];
    for (typed, as_text, as_line) in table {
        assert_eq!(clean_text(typed), as_text, "{typed:?}");
        assert_eq!(clean_line(typed), as_line, "{typed:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn cleaning_is_done_once_and_keeps_the_rest(text in "[a-zß-ö \0\r\n\t\u{7f}-\u{9f}\u{200b}🙂]{0,40}") {
        let cleaned = clean_text(&text);
        prop_assert!(cleaned.chars().all(|c| !c.is_control() || c == '\n' || c == '\t'));
        prop_assert_eq!(&clean_text(&cleaned), &cleaned);
        let kept = |text: &str| text.chars().filter(|c| !c.is_control()).collect::<String>();
        prop_assert_eq!(kept(&cleaned), kept(&text));
        let line = clean_line(&text);
        prop_assert!(!line.contains(char::is_control));
        prop_assert_eq!(&clean_line(&line), &line);
    }

    #[test]
    fn nothing_typed_panics_and_what_is_accepted_is_accepted_again(text in "\\PC{0,30}|[a-z@. \u{200b}-]{0,30}") {
        if let Ok(name) = username(&text) {
            prop_assert_eq!(username(name), Ok(name));
        }
        if let Ok(name) = display_name(&text) {
            prop_assert_eq!(display_name(name), Ok(name));
        }
        if let Ok(address) = email(&text) {
            prop_assert_eq!(email(&address), Ok(address.clone()));
            prop_assert!(!address.contains(char::is_whitespace) && address.len() <= EMAIL_BYTES);
        }
        if let Ok(name) = domain(&text) {
            prop_assert!(name.is_ascii() && name.contains('.'));
            prop_assert_eq!(domain(&name), Ok(name.clone()));
        }
    }
}
