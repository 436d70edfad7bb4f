//! Which language a page speaks, where its reader chose none: the first of the browser's that we speak. Where there is
//! none, a brand speaks its own, and the console English.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, header};
use serde::Deserialize;
use ui::Language;

use super::{App, assets};

/// What a browser asks for: the first by preference that we speak, if there is one.
pub fn of_browser(headers: &HeaderMap) -> Option<Language> {
    let accepts = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut wanted: Vec<(f32, Language)> = accepts.split(',').filter_map(wanted).collect();
    // Stable: of what is wanted alike, what was named first.
    wanted.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    wanted.first().map(|(_, language)| *language)
}

/// One of the languages a browser names, and how much it is wanted (RFC 9110, 12.5.4).
fn wanted(named: &str) -> Option<(f32, Language)> {
    let (tag, parameter) = named.split_once(';').unwrap_or((named, ""));
    let quality = match parameter.trim().strip_prefix("q=") {
        Some(quality) => quality.trim().parse().ok()?,
        None => 1.0,
    };
    (quality > 0.0).then_some((quality, Language::of_tag(tag)?))
}

/// What `assets.json` says of a bundle's texts.
#[derive(Deserialize)]
struct Texts {
    texts: BTreeMap<String, String>,
}

/// Where a bundle's texts in a language are; English needs none.
pub fn texts(app: &App, bundle: &str, language: Language) -> Option<String> {
    if language == Language::English {
        return None;
    }
    let bundles = serde_json::from_slice::<BTreeMap<String, Texts>>(&assets::read(app, "assets.json")?).ok()?;
    bundles.get(bundle)?.texts.get(language.tag()).cloned()
}

/// A built page in a language: what Trunk made of `<html lang="en">` names it, and what loads its texts.
pub fn spoken(app: &App, html: &str, bundle: &str, language: Language) -> String {
    let Some(texts) = texts(app, bundle, language) else { return html.to_owned() };
    let (tag, direction) = (language.tag(), language.direction());
    let root = format!("<html lang=\"{tag}\" dir=\"{direction}\" data-texts=\"{texts}\">");
    let early = format!("<link rel=\"preload\" as=\"fetch\" crossorigin=\"anonymous\" href=\"{texts}\"></head>");
    html.replacen("<html lang=\"en\">", &root, 1).replacen("</head>", &early, 1)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("", None)]
    #[case("de", Some(Language::German))]
    #[case("de-AT,de;q=0.9,en;q=0.8", Some(Language::German))]
    #[case("nb-NO,nb;q=0.9,ar;q=0.5,en;q=0.4", Some(Language::Arabic))]
    #[case("en;q=0.2,de;q=0.7", Some(Language::German))]
    #[case("en, de", Some(Language::English))]
    #[case("de;q=0, ar", Some(Language::Arabic))]
    #[case("de;q=much", None)]
    #[case("xx,*;q=0.1", None)]
    fn the_browser_is_heard(#[case] accepts: &'static str, #[case] spoken: Option<Language>) {
        let headers = HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, HeaderValue::from_static(accepts))]);
        assert_eq!(of_browser(&headers), spoken);
    }
}
