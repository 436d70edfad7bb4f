//! The websites that may show the widget.

use leptos::prelude::*;
use ui::{Button, Field, FieldKind, For, IconButton, Kept, Shape, Show, Size, Submission, fill, language};

use super::draft::Draft;
use crate::text::BrandsText;

/// One field for every site; what the server says of one stands below it.
#[component]
pub(super) fn SiteFields(draft: Draft, saving: Submission) -> impl IntoView {
    let t = ui::texts::<BrandsText>();
    let language = language();
    let place = move |number: u32| {
        ui::kept(move || draft.sites.with(|sites| sites.iter().position(|(own, _)| *own == number).unwrap_or_default()))
    };
    let error =
        move |at: Kept<usize>| Signal::derive(move || saving.fault(language, &format!("allowed_sites[{}]", at.get())));
    let row = move |(number, site): (u32, ArcRwSignal<String>)| {
        let at = place(number);
        let human = move || (at.get() + 1).to_string();
        let value: RwSignal<String> = site.into();
        view! {
            <div class="row">
                <div class="grow">
                    <Field
                        name="allowed_sites"
                        id=format!("f-site-{number}")
                        label=move || fill(t.site, &[("n", &human())])
                        label_hidden=true
                        placeholder="https://www.example.com"
                        kind=FieldKind::Url
                        value
                        error=error(at)
                    />
                </div>
                <IconButton
                    label=move || fill(t.remove_site, &[("n", &human())])
                    shape=Shape::Trash
                    on_click=move |_| draft.remove_site(number)
                />
            </div>
        }
    };
    view! {
        <div class="stack" role="group" aria-label=t.sites>
            <h3>{t.sites}</h3>
            <p class="muted small">{t.sites_hint}</p>
            <Show when=move || draft.sites.with(Vec::is_empty)>
                <p class="muted">{t.no_sites}</p>
            </Show>
            <For each=move || draft.sites.get() key=|(number, _)| *number children=row />
            <div class="row">
                <Button size=Size::Small icon=Shape::Plus on_click=move |_| draft.add_site()>
                    {t.add_site}
                </Button>
            </div>
        </div>
    }
    .into_any()
}
