//! Files that go along with a message: chosen in the browser's own way, so that it works without script.

use leptos::prelude::*;
use ui::texts;

use crate::text::PortalText;

/// Where files are chosen; `input` is told whether there are any.
pub(crate) fn choose(id: &'static str, added: AnyView, input: NodeRef<leptos::html::Input>) -> AnyView {
    let t = texts::<PortalText>();
    let hint = [id, "-hint"].concat();
    view! {
        <div class="field">
            <label for=id>{t.files}</label>
            <span class="hint" id=hint.clone()>{t.files_hint}</span>
            {added}
            <input class="input" type="file" id=id name="files" multiple=true aria-describedby=hint node_ref=input />
        </div>
    }
    .into_any()
}

/// A file that goes along whatever is said in the form that came back.
pub(crate) fn kept(name: &'static str, file: String) -> AnyView {
    let shown = file.clone();
    view! {
        <span class="file">
            <input type="hidden" name=name value=file />
            <bdi class="name">{shown}</bdi>
        </span>
    }
    .into_any()
}
