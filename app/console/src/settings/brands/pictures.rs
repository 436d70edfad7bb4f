//! A brand's pictures: chosen as files, taken in at once so that one sees what customers would, saved with the rest.

use contract::{
    brands::{NewPicture, PictureKind, UploadPicture},
    pictures::picture_path,
};
use leptos::prelude::*;
use ui::{Show, Submission};
use web_sys::File;

use super::draft::Draft;
use crate::{files::base64, picture::PictureInput, text::BrandsText};

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
    let api = ui::api();
    let uploading = Submission::new();
    let upload = move |file: File| {
        let api = api.clone();
        let upload = async move {
            let data = base64(&file).await?;
            api.call(UploadPicture { body: NewPicture { kind, data } }).await
        };
        uploading.run(upload, move |picture| value.set(picture.id));
    };
    let error = saving.field(if kind == PictureKind::Logo { "logo" } else { "favicon" });
    let there = Signal::derive(move || value.with(|id| !id.is_empty()));
    view! {
        <PictureInput id label hint remove there uploading error on_file=upload
            on_remove=move |()| value.set(String::new())>
            <Show when=move || there.get()>
                <img class="picture" src=move || value.with(|id| picture_path(id)) alt="" />
            </Show>
        </PictureInput>
    }
    .into_any()
}
