//! How portal and widget would look, with what stands in the fields, before it is saved.

use contract::pictures::picture_path;
use leptos::{html, prelude::*};
use ui::{Avatar, DotState, Icon, Now, Shape, Show, Size};

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
    view! {
        <div class="brand-preview" node_ref=frame>
            <figure>
                <figcaption>{t.preview_portal}</figcaption>
                <PortalSample draft />
            </figure>
            <figure>
                <figcaption>{t.preview_widget}</figcaption>
                <WidgetSample draft />
            </figure>
        </div>
    }
    .into_any()
}

fn there(picture: RwSignal<String>) -> bool {
    picture.with(|id| !id.is_empty())
}

fn path(picture: RwSignal<String>) -> String {
    picture.with(|id| picture_path(id))
}

/// The portal's home: tab, bar, hero and a department.
#[component]
fn PortalSample(draft: Draft) -> impl IntoView {
    let t = ui::texts::<BrandsText>();
    view! {
        <div class="portal-sample" aria-hidden="true">
            <div class="tab">
                <Show when=move || there(draft.favicon)>
                    <img src=move || path(draft.favicon) alt="" />
                </Show>
                <span class="cut">{draft.name}</span>
            </div>
            <div class="bar">
                <Show when=move || there(draft.logo)>
                    <img src=move || path(draft.logo) alt="" />
                </Show>
                <Show when=move || !there(draft.logo)>
                    <strong class="cut">{draft.name}</strong>
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
    }
    .into_any()
}

/// The widget as it opens, above the button that opens it.
#[component]
fn WidgetSample(draft: Draft) -> impl IntoView {
    let t = ui::texts::<BrandsText>();
    let name = Signal::derive(move || draft.name.get());
    let logo = move || there(draft.logo).then(|| path(draft.logo));
    view! {
        <div class="widget-sample" aria-hidden="true">
            <div class="window">
                <div class="head">
                    <Avatar name size=Size::Large dot=Some(DotState::Available) image=Now::of(logo) />
                    <span class="grow">
                        <strong class="cut">{name}</strong>
                        <span class="small">{t.answers}</span>
                    </span>
                </div>
                <div class="asks">
                    <strong>{t.somebody_here}</strong>
                    <span class="muted small">{t.write_to_us}</span>
                    <span class="input"></span>
                    <span class="button" data-kind="primary">
                        {t.start_chat}
                    </span>
                </div>
            </div>
            <span class="launcher">
                <Icon shape=Shape::Chat />
            </span>
        </div>
    }
    .into_any()
}
