//! Choosing a picture: a file that is taken in at once, so that one sees what others would.

use contract::pictures::PICTURE_BYTES;
use leptos::{ev, prelude::*};
use ui::{IconButton, Now, ProblemNotice, Shape, Show, Submission};
use web_sys::{File, HtmlInputElement};

use crate::text::PictureText;

/// The field: what is there, a file, and the way to have none.
#[component]
pub fn PictureInput(
    /// The id of the field.
    id: &'static str,
    /// What it is.
    label: &'static str,
    /// What may be chosen, and what becomes of it.
    hint: &'static str,
    /// What takes it away says.
    remove: &'static str,
    /// Whether there is one.
    #[prop(into)]
    there: Signal<bool>,
    /// The taking in.
    uploading: Submission,
    /// A file was chosen that is not too large.
    #[prop(into)]
    on_file: Callback<File>,
    /// It is to be taken away.
    #[prop(into)]
    on_remove: Callback<()>,
    /// What else is wrong.
    #[prop(optional, into)]
    error: Now<Option<String>>,
    /// What stands there now.
    children: ChildrenFn,
) -> impl IntoView {
    let t = ui::texts::<PictureText>();
    let too_large = RwSignal::new(false);
    let choose = move |event: ev::Event| {
        let input: HtmlInputElement = event_target(&event);
        let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
        // The same file can be chosen again.
        input.set_value("");
        uploading.clear();
        too_large.set(file.size() > PICTURE_BYTES as f64);
        if !too_large.get_untracked() {
            on_file.run(file);
        }
    };
    let error = move || if too_large.get() { Some(t.too_large.to_owned()) } else { error.get() };
    let wrong = error.clone();
    let hint_id = format!("{id}-hint");
    view! {
        <div class="field picture-field">
            <label for=id>{label}</label>
            <p class="hint" id=hint_id.clone()>
                {hint}
            </p>
            <div class="row">
                {children()}
                <input
                    type="file"
                    class="input grow"
                    id=id
                    accept="image/png,image/jpeg,image/webp,image/x-icon,.ico"
                    aria-describedby=hint_id
                    aria-busy=move || uploading.busy.get().then_some("true")
                    on:change=choose
                />
                <Show when=move || there.get()>
                    <IconButton label=remove shape=Shape::Trash on_click=move |_| on_remove.run(()) />
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
