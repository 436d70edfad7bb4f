//! Writes `dist/assets.json`: what each built page loads. The server renders the portal's page itself and must name
//! the same files with the same integrity as Trunk did.
//!
//! ```json
//! { "portal": {
//!     "css":    [ { "path": "/assets/portal/portal-….css", "integrity": "sha384-…" } ],
//!     "script": { "path": "/assets/portal/portal-….js", "integrity": "sha384-…" },
//!     "wasm":   { "path": "/assets/portal/portal-…_bg.wasm", "integrity": "sha384-…" },
//!     "init":   "import init from '…'; …",
//!     "texts":  { "de": "/assets/portal/texts-de-….json" }
//! } }
//! ```
//! `css` becomes `<link rel="stylesheet">`, `script` `<link rel="modulepreload" crossorigin="anonymous">`, `wasm`
//! `<link rel="preload" as="fetch" type="application/wasm" crossorigin="anonymous">`, `init` the content of
//! `<script type="module">`, each with the nonce; `texts` become `<html data-texts>`.

use std::fs;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};

use super::{NAMES, languages};
use crate::{house, languages::TAGS};

/// What Trunk leaves where the server puts the nonce (Trunk.toml).
pub const PLACEHOLDER: &str = "{{__TRUNK_NONCE__}}";
const NONCE: &str = r#"nonce="{{__TRUNK_NONCE__}}""#;

/// What a built page loads.
fn loaded_by(page: &str) -> Result<Value> {
    let mut css = Vec::new();
    let mut script = None;
    let mut wasm = None;
    for tag in page.split('<').filter(|tag| tag.starts_with("link ")) {
        let tag = tag.split('>').next().unwrap_or(tag);
        let file = || -> Result<Value> {
            let path = attribute(tag, "href").context("a link without href")?;
            let integrity = attribute(tag, "integrity").with_context(|| format!("{path} has no integrity"))?;
            if !tag.contains(NONCE) {
                bail!("{path} has no place for the nonce");
            }
            Ok(json!({ "path": path, "integrity": integrity }))
        };
        match attribute(tag, "rel") {
            Some("stylesheet") => css.push(file()?),
            Some("modulepreload") if script.is_none() => script = Some(file()?),
            Some("preload") => wasm = Some(file()?),
            _ => {}
        }
    }
    let opening = format!(r#"<script type="module" {NONCE}>"#);
    let init = page.split_once(&opening).and_then(|(_, rest)| rest.split_once("</script>"));
    let (init, _) = init.context("no script with a place for the nonce")?;
    if page.matches("<script").count() != 1 {
        bail!("the page has a script Trunk did not make");
    }
    Ok(json!({
        "css": css,
        "script": script.context("no module preload")?,
        "wasm": wasm.context("no preload of the wasm")?,
        "init": init.trim(),
    }))
}

/// Writes `dist/assets.json` from the built pages.
pub fn write() -> Result<()> {
    let mut all = Map::new();
    for name in NAMES {
        let page = house::dist().join(name).join("index.html");
        let text = fs::read_to_string(&page).with_context(|| format!("reading {}", page.display()))?;
        let mut assets = loaded_by(&text).with_context(|| format!("in {}", page.display()))?;
        for tag in TAGS {
            assets["texts"][tag] = languages::path(name, tag)?.into();
        }
        all.insert(name.to_string(), assets);
    }
    super::write(&house::dist().join("assets.json"), &serde_json::to_string_pretty(&all)?)
}

fn attribute<'tag>(tag: &'tag str, name: &str) -> Option<&'tag str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::loaded_by;

    const PAGE: &str = r#"<!doctype html><head>
<link rel="stylesheet" href="/assets/x/x-1.css" nonce="{{__TRUNK_NONCE__}}" integrity="sha384-css"/>
<link rel="modulepreload" nonce="{{__TRUNK_NONCE__}}" href="/assets/x/x-2.js" crossorigin="anonymous" integrity="sha384-js">
<link rel="preload" nonce="{{__TRUNK_NONCE__}}" href="/assets/x/x-3_bg.wasm" crossorigin="anonymous" integrity="sha384-wasm" as="fetch">
<script type="module" nonce="{{__TRUNK_NONCE__}}">
import init from '/assets/x/x-2.js';
</script></head>"#;

    #[test]
    fn what_a_page_loads_is_read_out_of_it() {
        let assets = loaded_by(PAGE).unwrap();
        assert_eq!(assets["css"][0]["path"], "/assets/x/x-1.css");
        assert_eq!(assets["script"]["integrity"], "sha384-js");
        assert_eq!(assets["wasm"]["path"], "/assets/x/x-3_bg.wasm");
        assert_eq!(assets["init"], "import init from '/assets/x/x-2.js';");
    }

    #[test]
    fn a_tag_without_a_place_for_the_nonce_is_refused() {
        assert!(loaded_by(&PAGE.replacen(r#" nonce="{{__TRUNK_NONCE__}}""#, "", 1)).is_err());
    }
}
