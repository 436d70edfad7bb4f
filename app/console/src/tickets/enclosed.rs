//! What came along with a message, and the HTML it came as: in a frame of its own, in which nothing runs, and which
//! fetches nothing from elsewhere until it is asked to.

use contract::attachments::{Attachment, size_text};
use leptos::{context::Provider, html, prelude::*};
use ui::{Button, Icon, Shape, Size};

use crate::{pieces, text::EnclosedText};

/// What belongs to a message, for its piece.
#[derive(Clone)]
struct With {
    files: Vec<Attachment>,
    html: Option<String>,
    framed: RwSignal<bool>,
}

/// What belongs to a message, once its piece is there. Where it came as HTML, `framed` says that this is shown.
#[component]
pub(super) fn WithFiles(files: Vec<Attachment>, html: Option<String>, framed: RwSignal<bool>) -> impl IntoView {
    (!files.is_empty() || html.is_some()).then(|| {
        let with = With { files, html, framed };
        view! { <Provider value=with>{pieces::enclosed::Page::Enclosed.quietly()}</Provider> }.into_any()
    })
}

/// The frame, the way to the plain text and back, and the files.
#[component]
pub fn Enclosed() -> impl IntoView {
    let t = ui::texts::<EnclosedText>();
    let With { files, html, framed } = expect_context();
    if html.is_some() {
        framed.set(true);
    }
    let frame = html.map(|link| {
        let switch = move |_| framed.update(|framed| *framed = !*framed);
        let label = move || if framed.get() { t.as_text } else { t.as_written };
        view! {
            {move || framed.get().then(|| view! { <Frame link=link.clone() /> })}
            <p><Button size=Size::Small on_click=switch>{move || label()}</Button></p>
        }
        .into_any()
    });
    let files = move || {
        let shown = files.iter().filter(|file| !(file.inline && framed.get())).cloned();
        shown.map(|file| view! { <File file /> }).collect_view()
    };
    view! {
        <div class="enclosed">
            {frame}
            <div class="files">{files}</div>
        </div>
    }
    .into_any()
}

#[component]
fn File(file: Attachment) -> impl IntoView {
    let picture = file.is_picture();
    let Attachment { name, link, size, .. } = file;
    let saved = name.clone();
    let seen = picture.then(|| view! { <img src=link.clone() alt="" loading="lazy" /> });
    let shape = (!picture).then(|| view! { <Icon shape=Shape::Attach /> });
    view! {
        <a class="file" href=link download=saved data-picture=picture.then_some("")>
            {seen}
            {shape}
            <bdi class="name">{name}</bdi>
            <span class="size">{size_text(size)}</span>
        </a>
    }
    .into_any()
}

/// The HTML as it was written, as high as it is.
#[component]
fn Frame(link: String) -> impl IntoView {
    let t = ui::texts::<EnclosedText>();
    let frame = NodeRef::<html::Iframe>::new();
    let (remote, asked) = (RwSignal::new(false), RwSignal::new(false));
    let page = move || frame.get_untracked()?.content_document()?.document_element();
    let fit = move || {
        let Some((frame, page)) = frame.get_untracked().zip(page()) else { return };
        let frame: &web_sys::HtmlElement = &frame;
        let _fitted = frame.style().set_property("block-size", &format!("{}px", page.scroll_height() + 2));
    };
    let loaded = move |_| {
        let left_out = page().and_then(|page| page.get_attribute("data-remote"));
        remote.set(left_out.is_some_and(|count| count != "0"));
        fit();
    };
    let resized = window_event_listener(leptos::ev::resize, move |_| fit());
    on_cleanup(move || resized.remove());
    let src = move || if asked.get() { format!("{link}&images=shown") } else { link.clone() };
    view! {
        <iframe
            class="html-body"
            title=t.frame
            sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
            referrerpolicy="no-referrer"
            src=src
            node_ref=frame
            on:load=loaded
        ></iframe>
        <Show when=move || remote.get()>
            <p class="small muted">
                {t.remote} " "
                <Button size=Size::Small icon=Shape::Eye on_click=move |_| asked.set(true)>{t.show_remote}</Button>
            </p>
        </Show>
    }
    .into_any()
}
