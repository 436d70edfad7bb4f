//! How portal and widget would look, with what stands in the fields, before it is saved.

use contract::brands::picture_path;
use leptos::{html, prelude::*};
use ui::{Avatar, DotState, Show, Size};

use super::draft::Draft;
use crate::text::BrandsText;

/// The preview. The colour is set by script on the element itself: markup may carry no styles.
#[component]
pub(super) fn BrandPreview(draft: Draft) -> impl IntoView {
    let t = ui::texts::<BrandsText>();
    let frame = NodeRef::<html::Div>::new();
    Effect::new(move || {
        let (hue, chroma) = (draft.hue.get(), draft.chroma.get());
        let Some(frame) = frame.get() else { return };
        let style = web_sys::HtmlElement::style(&frame);
        let _ = style.set_property("--accent-h", &hue.to_string());
        let _ = style.set_property("--accent-c", &format!("0.{chroma:03}"));
    });
    let has = |picture: RwSignal<String>| picture.with(|id| !id.is_empty());
    let path = |picture: RwSignal<String>| picture.with(|id| picture_path(id));
    let name = Signal::derive(move || draft.name.get());
    view! {
        <div class="brand-preview" node_ref=frame>
            <figure>
                <figcaption>{t.preview_portal}</figcaption>
                <div class="portal-sample" aria-hidden="true">
                    <div class="tab">
                        <Show when=move || has(draft.favicon)>
                            <img src=move || path(draft.favicon) alt="" />
                        </Show>
                        <span class="cut">{name}</span>
                    </div>
                    <div class="bar">
                        <Show when=move || has(draft.logo)>
                            <img src=move || path(draft.logo) alt="" />
                        </Show>
                        <Show when=move || !has(draft.logo)>
                            <strong class="cut">{name}</strong>
                        </Show>
                        <span class="at">{t.help}</span>
                        <span>{t.leave_message}</span>
                    </div>
                    <div class="hero-sample">
                        <p class="headline">{draft.headline}</p>
                        <p class="muted">{draft.welcome}</p>
                        <span class="button" data-kind="primary">
                            {t.talk_to_us}
                        </span>
                    </div>
                </div>
            </figure>
            <figure>
                <figcaption>{t.preview_widget}</figcaption>
                <div class="widget-sample" aria-hidden="true">
                    <Avatar name square=true size=Size::Large dot=Some(DotState::Available) />
                    <span class="grow">
                        <strong class="cut">{name}</strong>
                        <span class="small">{t.answers}</span>
                    </span>
                </div>
            </figure>
        </div>
    }
    .into_any()
}
