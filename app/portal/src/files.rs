//! Files that go along with a message: chosen in the browser's own way, so that it works without script.

use leptos::prelude::*;
use ui::{markup, texts};

use crate::text::PortalText;

/// Where files are chosen, and those that were added before.
pub(crate) fn choose(id: &'static str, added: Vec<AnyView>) -> AnyView {
    let t = texts::<PortalText>();
    let hint = [id, "-hint"].concat();
    markup! {
        <div class="field">
            <label for={id}>{t.files}</label>
            <span class="hint" id={hint.clone()}>{t.files_hint}</span>
            {added}
            <input class="input" type="file" id={id} name="files" multiple={true} aria-describedby={hint} />
        </div>
    }
}

/// A file that goes along whatever is said in the form that came back.
pub(crate) fn kept(name: &'static str, file: String) -> AnyView {
    markup! {
        <span class="file">
            <input type="hidden" name={name} value={file.clone()} />
            <bdi class="name">{file.into_any()}</bdi>
        </span>
    }
}
