//! Somebody else's HTML, made harmless: pure. It is shown in a frame of its own besides, which runs and fetches nothing.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use ammonia::{Builder, UrlRelative};
use percent_encoding::percent_decode_str;

/// The properties of a `style` that stay.
const PROPERTIES: &[&str] = &[
    "background-color",
    "border",
    "border-bottom",
    "border-bottom-color",
    "border-bottom-style",
    "border-bottom-width",
    "border-collapse",
    "border-color",
    "border-left",
    "border-left-color",
    "border-left-style",
    "border-left-width",
    "border-radius",
    "border-right",
    "border-right-color",
    "border-right-style",
    "border-right-width",
    "border-spacing",
    "border-style",
    "border-top",
    "border-top-color",
    "border-top-style",
    "border-top-width",
    "border-width",
    "color",
    "direction",
    "display",
    "font",
    "font-family",
    "font-size",
    "font-style",
    "font-variant",
    "font-weight",
    "height",
    "letter-spacing",
    "line-height",
    "list-style-type",
    "margin",
    "margin-bottom",
    "margin-left",
    "margin-right",
    "margin-top",
    "max-width",
    "min-width",
    "padding",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "padding-top",
    "table-layout",
    "text-align",
    "text-decoration",
    "text-indent",
    "text-transform",
    "vertical-align",
    "white-space",
    "width",
    "word-break",
    "word-wrap",
];

/// What stays of every element.
const ATTRIBUTES: &[&str] = &[
    "align",
    "bgcolor",
    "border",
    "cellpadding",
    "cellspacing",
    "color",
    "dir",
    "face",
    "height",
    "lang",
    "size",
    "style",
    "title",
    "valign",
    "width",
];

/// How the frame looks where the mail does not say; on paper, as mails are written.
const STYLE: &str = "html{color-scheme:light;background:#fff;color:#1c1c1c}\
    body{margin:0;padding:12px;font:15px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}\
    img{max-width:100%;height:auto}table{max-width:100%}pre{white-space:pre-wrap}\
    blockquote{margin-inline:0;padding-inline-start:12px;border-inline-start:2px solid #ccc}";

/// A page of a mail's HTML. Pictures that came along are shown by the links in `pictures`, by the names the HTML calls
/// them; remote ones only with `remote`. How many were left out stands in the page's `data-remote`.
pub(super) fn page(html: &str, pictures: HashMap<String, String>, remote: bool) -> String {
    let left_out = Arc::new(AtomicUsize::new(0));
    let body = clean(html, pictures, remote, left_out.clone());
    let left_out = left_out.load(Ordering::Relaxed);
    format!(
        "<!doctype html><html data-remote=\"{left_out}\"><head><meta charset=\"utf-8\"><style>{STYLE}</style></head>\
         <body dir=\"auto\">{body}</body></html>"
    )
}

fn clean(html: &str, pictures: HashMap<String, String>, remote: bool, left_out: Arc<AtomicUsize>) -> String {
    let mut builder = Builder::default();
    builder
        .rm_tags(["area", "map", "details", "summary", "article", "aside", "nav"])
        .add_tags(["font", "tfoot", "big", "address"])
        .add_clean_content_tags([
            "title", "noscript", "template", "svg", "math", "object", "iframe", "select", "textarea",
        ])
        .generic_attributes(ATTRIBUTES.iter().copied().collect())
        .filter_style_properties(PROPERTIES.iter().copied().collect())
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel", "cid"]))
        // What a mail calls relative is relative to nothing; our own links to pictures are.
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some("noopener noreferrer nofollow"))
        .set_tag_attribute_value("a", "target", "_blank")
        .attribute_filter(move |element, attribute, value| match (element, attribute) {
            ("img", "src") => picture(value, &pictures, remote, &left_out),
            (_, "style") => Some(Cow::Owned(style(value))),
            (_, "href" | "cite") => leads_out(value).then_some(Cow::Borrowed(value)),
            _ => Some(Cow::Borrowed(value)),
        });
    builder.clean(html).to_string()
}

/// Where a link leads: to another place by its whole address, or nowhere.
fn leads_out(value: &str) -> bool {
    let value = value.trim().to_ascii_lowercase();
    ["http://", "https://", "mailto:", "tel:"].iter().any(|begins| value.starts_with(begins))
}

fn picture<'a>(
    src: &'a str,
    pictures: &HashMap<String, String>,
    remote: bool,
    left_out: &AtomicUsize,
) -> Option<Cow<'a, str>> {
    let src = src.trim();
    let lower = src.to_ascii_lowercase();
    if lower.starts_with("cid:") {
        let name = percent_decode_str(&src["cid:".len()..]).decode_utf8_lossy().into_owned();
        return pictures.get(&name).map(|link| Cow::Owned(link.clone()));
    }
    let rest = lower.starts_with("https://").then(|| &src["https://".len()..]);
    let rest = rest.or_else(|| lower.starts_with("http://").then(|| &src["http://".len()..]))?;
    if remote {
        // Only what nobody on the way can read is fetched.
        return Some(Cow::Owned(format!("https://{rest}")));
    }
    left_out.fetch_add(1, Ordering::Relaxed);
    None
}

/// Declarations that compute nothing, fetch nothing and hide nothing behind an escape.
fn style(value: &str) -> String {
    let colour = |value: &str| {
        let value = value.trim().to_ascii_lowercase();
        ["rgb(", "rgba(", "hsl(", "hsla("].iter().any(|begins| value.starts_with(begins))
            && value.matches('(').count() == 1
    };
    let plain = |declaration: &&str| match declaration.split_once(':') {
        Some((_, value)) => {
            !declaration.contains(['\\', '@', '{', '}'])
                && !declaration.contains("/*")
                && (!value.contains('(') || colour(value))
        }
        None => false,
    };
    value.split(';').filter(plain).collect::<Vec<_>>().join(";")
}

#[cfg(test)]
#[path = "sanitised_tests.rs"]
mod tests;
