//! A brand's pictures: chosen as files, taken in at once so that one sees what customers would, saved with the rest.

use client::{CallError, NoAnswer};
use contract::brands::{NewPicture, PICTURE_BYTES, Picture, PictureKind, UploadPicture, picture_path};
use js_sys::Uint8Array;
use leptos::{ev, prelude::*};
use ui::{IconButton, ProblemNotice, Shape, Show, Submission};
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, HtmlInputElement};

use super::draft::Draft;
use crate::text::BrandsText;

/// Logo and favicon.
#[component]
pub(super) fn PictureFields(draft: Draft, saving: Submission) -> impl IntoView {
    let t = ui::texts::<BrandsText>();
    view! {
        <div class="fields" data-columns="2">
            <PictureField kind=PictureKind::Logo id="f-logo" label=t.logo hint=t.logo_hint remove=t.remove_logo
                value=draft.logo saving />
            <PictureField kind=PictureKind::Favicon id="f-favicon" label=t.favicon hint=t.favicon_hint
                remove=t.remove_favicon value=draft.favicon saving />
        </div>
    }
    .into_any()
}

#[component]
fn PictureField(
    kind: PictureKind,
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    remove: &'static str,
    value: RwSignal<String>,
    saving: Submission,
) -> impl IntoView {
    let t = ui::texts::<BrandsText>();
    let api = ui::api();
    let (uploading, too_large) = (Submission::new(), RwSignal::new(false));
    let choose = move |event: ev::Event| {
        let input: HtmlInputElement = event_target(&event);
        let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
        // The same file can be chosen again.
        input.set_value("");
        uploading.clear();
        too_large.set(file.size() > PICTURE_BYTES as f64);
        if !too_large.get_untracked() {
            let api = api.clone();
            uploading.run(async move { upload(api, kind, file).await }, move |picture| value.set(picture.id));
        }
    };
    let unknown = saving.field(if kind == PictureKind::Logo { "logo" } else { "favicon" });
    let error = move || if too_large.get() { Some(t.too_large.to_owned()) } else { unknown.get() };
    let wrong = error.clone();
    let there = move || value.with(|id| !id.is_empty());
    let hint_id = format!("{id}-hint");
    view! {
        <div class="field picture-field">
            <label for=id>{label}</label>
            <p class="hint" id=hint_id.clone()>
                {hint}
            </p>
            <div class="row">
                <Show when=there>
                    <img class="picture" src=move || value.with(|id| picture_path(id)) alt="" />
                </Show>
                <input
                    type="file"
                    class="input grow"
                    id=id
                    accept="image/png,image/jpeg,image/webp,image/x-icon,.ico"
                    aria-describedby=hint_id
                    aria-busy=move || uploading.busy.get().then_some("true")
                    on:change=choose
                />
                <Show when=there>
                    <IconButton label=remove shape=Shape::Trash on_click=move |_| value.set(String::new()) />
                </Show>
            </div>
            <p class="error" role="alert" hidden=move || wrong().is_none()>
                {move || error()}
            </p>
            <ProblemNotice problem=uploading.problem />
        </div>
    }
    .into_any()
}

async fn upload(api: client::Api, kind: PictureKind, file: File) -> Result<Picture, CallError> {
    let unread = |_| CallError::NoAnswer(NoAnswer("the file could not be read".into()));
    let buffer = JsFuture::from(file.array_buffer()).await.map_err(unread)?;
    // What `btoa` takes: a character for each byte.
    let bytes: String = Uint8Array::new(&buffer).to_vec().into_iter().map(char::from).collect();
    let data = window().btoa(&bytes).map_err(unread)?;
    api.call(UploadPicture { body: NewPicture { kind, data } }).await
}
