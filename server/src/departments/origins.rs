//! The sites a brand allows, and whether a request comes from one of them: pure.
//!
//! What an administrator typed is brought into the one form browsers send; a header is then compared with it byte by
//! byte. The form is also safe to stand in a `frame-ancestors` directive: it has no space, quote, semicolon or comma.

use url::{Host, Url};

/// The longest origin, in bytes.
const ORIGIN_BYTES: usize = 300;

/// An allowed site as browsers name it: `https://example.com`, `http://shop.localhost:8080`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin(String);

/// Why a site is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidOrigin {
    /// Nothing there.
    #[error("the site is missing")]
    Empty,
    /// Too long.
    #[error("the site's address is too long")]
    TooLong,
    /// No `http://` or `https://` before it.
    #[error("a site begins with https:// or http://")]
    Scheme,
    /// A name or password before the host.
    #[error("a site has no user name or password")]
    UserInfo,
    /// Something after the host and port.
    #[error("a site has no path: write https://example.com")]
    Path,
    /// A wildcard.
    #[error("a site has no wildcard: add each site of its own")]
    Wildcard,
    /// The host or port does not read.
    #[error("this is no site: write https://example.com")]
    Host,
}

impl Origin {
    /// Reads what an administrator typed. A single slash at the end, as browsers copy it, is forgiven.
    ///
    /// # Errors
    /// [`InvalidOrigin`].
    pub fn parse(text: &str) -> Result<Self, InvalidOrigin> {
        let text = text.trim();
        if text.is_empty() {
            return Err(InvalidOrigin::Empty);
        }
        if text.len() > ORIGIN_BYTES {
            return Err(InvalidOrigin::TooLong);
        }
        let (scheme, rest) = text.split_once("://").ok_or(InvalidOrigin::Scheme)?;
        let scheme = scheme.to_ascii_lowercase();
        let default_port = match scheme.as_str() {
            "http" => 80,
            "https" => 443,
            _ => return Err(InvalidOrigin::Scheme),
        };
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        if authority.contains('@') {
            return Err(InvalidOrigin::UserInfo);
        }
        if authority.contains(['/', '?', '#', '\\']) {
            return Err(InvalidOrigin::Path);
        }
        if authority.contains('*') {
            return Err(InvalidOrigin::Wildcard);
        }
        // The URL standard would drop or decode these silently: what is stored must be what was read.
        if authority.contains(|c: char| c == '%' || c.is_whitespace() || c.is_control()) {
            return Err(InvalidOrigin::Host);
        }
        let url = Url::parse(&format!("{scheme}://{authority}/")).map_err(|_| InvalidOrigin::Host)?;
        let host = match url.host().ok_or(InvalidOrigin::Host)? {
            Host::Domain(domain) => domain_name(domain)?.to_owned(),
            Host::Ipv4(address) => address.to_string(),
            Host::Ipv6(address) => format!("[{address}]"),
        };
        match url.port() {
            None => Ok(Self(format!("{scheme}://{host}"))),
            Some(port) if port == default_port => Ok(Self(format!("{scheme}://{host}"))),
            Some(port) => Ok(Self(format!("{scheme}://{host}:{port}"))),
        }
    }

    /// As a browser's `Origin` header has it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether the `Origin` header names an allowed site, exactly. Browsers send the one form, so that anything else is not
/// one of ours; a missing header is an empty one.
pub fn allows(allowed: &[Origin], header: &str) -> bool {
    allowed.iter().any(|origin| origin.0 == header)
}

/// Letters, digits and dashes between dots, without the trailing one.
fn domain_name(domain: &str) -> Result<&str, InvalidOrigin> {
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'))
    };
    if domain.split('.').all(label) { Ok(domain) } else { Err(InvalidOrigin::Host) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_typed_becomes_what_browsers_send() {
        use InvalidOrigin::{Empty, Host, Path, Scheme, UserInfo, Wildcard};
        let table = [
            ("https://example.com", Ok("https://example.com")),
            (" HTTPS://Example.COM ", Ok("https://example.com")),
            ("https://example.com/", Ok("https://example.com")),
            ("https://example.com.", Ok("https://example.com")),
            ("https://example.com:443", Ok("https://example.com")),
            ("http://example.com:80", Ok("http://example.com")),
            ("http://example.com:443", Ok("http://example.com:443")),
            ("https://example.com:8443", Ok("https://example.com:8443")),
            ("https://example.com.:8443/", Ok("https://example.com:8443")),
            ("http://abc.localhost:8080", Ok("http://abc.localhost:8080")),
            ("http://localhost:08080", Ok("http://localhost:8080")),
            ("https://bücher.example", Ok("https://xn--bcher-kva.example")),
            ("http://127.0.0.1:3000", Ok("http://127.0.0.1:3000")),
            ("http://[::1]:3000", Ok("http://[::1]:3000")),
            ("https://my_shop.example", Ok("https://my_shop.example")),
            ("", Err(Empty)),
            ("  ", Err(Empty)),
            ("example.com", Err(Scheme)),
            ("//example.com", Err(Scheme)),
            ("null", Err(Scheme)),
            ("https:example.com", Err(Scheme)),
            ("https:/example.com", Err(Scheme)),
            ("ftp://example.com", Err(Scheme)),
            ("file://example.com", Err(Scheme)),
            ("javascript://example.com", Err(Scheme)),
            ("chrome-extension://abc", Err(Scheme)),
            ("data:text/html,x://example.com", Err(Scheme)),
            ("https://", Err(Host)),
            ("https:///example.com", Err(Path)),
            ("https://ann@example.com", Err(UserInfo)),
            ("https://ann:pass@example.com", Err(UserInfo)),
            ("https://example.com@evil.tld", Err(UserInfo)),
            ("https://example.com/path", Err(Path)),
            ("https://example.com//", Err(Path)),
            ("https://example.com?", Err(Path)),
            ("https://example.com#x", Err(Path)),
            ("https://example.com\\@evil.tld", Err(UserInfo)),
            ("https://example.com\\evil", Err(Path)),
            ("https://*.example.com", Err(Wildcard)),
            ("*", Err(Scheme)),
            ("https://*", Err(Wildcard)),
            ("https://.example.com", Err(Host)),
            ("https://example..com", Err(Host)),
            ("https://example.com..", Err(Host)),
            ("https://exa mple.com", Err(Host)),
            ("https://exam\nple.com", Err(Host)),
            ("https://ex%61mple.com", Err(Host)),
            ("https://example.com; script-src *", Err(Wildcard)),
            ("https://example.com;https:", Err(Host)),
            ("https://example.com,x.example", Err(Host)),
            ("https://'self'", Err(Host)),
            ("https://example.com:", Ok("https://example.com")),
            ("https://example.com:99999", Err(Host)),
            ("https://example.com:8x", Err(Host)),
            ("https://a.example https://b.example", Err(Path)),
        ];
        for (typed, expected) in table {
            assert_eq!(Origin::parse(typed).as_ref().map(Origin::as_str), expected.as_ref().copied(), "{typed:?}");
        }
        assert_eq!(Origin::parse(&format!("https://{}.example", "a".repeat(5_000))), Err(InvalidOrigin::TooLong));
    }

    #[test]
    fn a_header_is_compared_exactly() {
        let typed =
            ["https://Example.com.", "https://shop.example:8443", "https://bücher.example", "http://localhost:3000"];
        let allowed: Vec<_> = typed.iter().map(|typed| Origin::parse(typed).unwrap()).collect();
        let table = [
            ("https://example.com", true),
            ("https://shop.example:8443", true),
            ("https://xn--bcher-kva.example", true),
            ("http://localhost:3000", true),
            ("https://example.com.evil.tld", false),
            ("https://evilexample.com", false),
            ("https://evil.tld/https://example.com", false),
            ("https://sub.example.com", false),
            ("null", false),
            ("", false),                    // missing
            ("https://EXAMPLE.com", false), // no browser sends it so
            ("HTTPS://example.com", false),
            ("https://example.com.", false), // another site to the browser
            ("https://example.com/", false),
            (" https://example.com", false),
            ("https://example.com, https://evil.tld", false),
            ("https://example.com https://evil.tld", false),
            ("http://example.com", false),
            ("https://example.com:443", false),
            ("https://example.com:8443", false),
            ("https://shop.example", false),
            ("https://shop.example:844", false),
            ("https://shop.example:84430", false),
            ("https://ex\u{430}mple.com", false),  // a Cyrillic а
            ("https://xn--exmple-4nf.com", false), // the same as browsers send it
            ("https://bücher.example", false),
            ("https://bucher.example", false),
            ("https://ann@example.com", false),
            ("https://example.com\0", false),
        ];
        for (header, expected) in table {
            assert_eq!(allows(&allowed, header), expected, "{header:?}");
        }
        assert!(!allows(&[], "https://example.com"));
        assert!(!allows(&[], "") && !allows(&[], "null"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn what_is_read_is_one_form_and_safe_in_a_header(text in "(https?://)?[a-zA-Z0-9.:/@ ;,'*%_ü\\[\\]-]{0,20}") {
            if let Ok(origin) = Origin::parse(&text) {
                prop_assert_eq!(Origin::parse(origin.as_str()), Ok(origin.clone()));
                let safe = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ":/.-_[]".contains(c);
                prop_assert!(origin.as_str().chars().all(safe));
                prop_assert!(allows(std::slice::from_ref(&origin), origin.as_str()));
                // and it is what the URL standard calls the origin, but for the trailing dot
                prop_assert_eq!(Url::parse(origin.as_str()).unwrap().origin().ascii_serialization(), origin.0);
            }
        }
    }
}
