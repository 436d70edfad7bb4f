//! What a browser tells of itself, as its owner will know it again in a list.

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};

use super::{Peer, validity};
use crate::platform::{App, Failure};

/// Where somebody signs in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Device {
    /// Browser and system: `Firefox · Linux`.
    pub name: String,
    /// The network address.
    pub address: String,
}

impl FromRequestParts<App> for Device {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let peer = Peer::from_request_parts(parts, app).await?;
        let told = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Ok(Device { name: name(told), address: peer.0.to_string() })
    }
}

/// In the order in which they are looked for: each of them also names those below it.
const BROWSERS: &[(&str, &str)] =
    &[("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];
const SYSTEMS: &[(&str, &str)] = &[
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// The name of a device by its `User-Agent`; what is no browser is called what it calls itself.
fn name(told: &str) -> String {
    let found =
        |known: &[(&str, &'static str)]| known.iter().find(|(word, _)| told.contains(word)).map(|(_, name)| *name);
    match (found(BROWSERS), found(SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} · {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => validity::clean_line(told).chars().take(60).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux")]
    #[case("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge · Windows")]
    #[case("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome · Android")]
    #[case("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari · iOS")]
    #[case("curl/8.5.0", "curl/8.5.0")]
    #[case("", "")]
    fn is_known_again(#[case] told: &str, #[case] known: &str) {
        assert_eq!(name(told), known);
    }

    #[test]
    fn tells_one_short_line() {
        let told = format!("evil\t{}", "x".repeat(500));
        assert!(name(&told).chars().count() <= 60 && name(&told).starts_with("evil x"), "{}", name(&told));
    }
}
