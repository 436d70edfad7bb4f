//! The secret that an address is called with: set, never read back, taken away.

use contract::searches::{NewSearchSecret, SearchTemplate, SetSearchSecret};
use leptos::prelude::*;
use ui::{Button, Chip, Field, FieldKind, Kept, ProblemNotice, Query, Show, Submission, Tone};

use crate::{frame::Section, text::SearchesText};

/// The card.
#[component]
pub fn Secret(search: Kept<SearchTemplate>, query: Query<SearchTemplate>) -> impl IntoView {
    let t = ui::texts::<SearchesText>();
    let api = StoredValue::new(ui::api());
    let toaster = ui::toasts();
    let (secret, sending) = (RwSignal::new(String::new()), Submission::new());
    let send = move |text: String, said: &'static str| {
        let api = api.get_value();
        let (id, version) = search.with_untracked(|search| (search.id, search.version));
        let body = NewSearchSecret { secret: text };
        sending.run(async move { api.call(SetSearchSecret { search: id, version, body }).await }, move |now| {
            secret.set(String::new());
            query.set(now);
            toaster.toast(Tone::Good, said);
        });
    };
    let is_set = ui::kept(move || search.with(|search| search.has_secret));
    let empty = Signal::derive(move || secret.with(String::is_empty));
    view! {
        <Section title=t.secret>
            <ProblemNotice problem=sending.problem />
            <p>
                {move || match is_set.get() {
                    true => view! { <Chip tone=Tone::Good>{t.secret_set}</Chip> }.into_any(),
                    false => view! { <Chip>{t.secret_none}</Chip> }.into_any(),
                }}
            </p>
            <Field name="secret" label=t.secret_value hint=t.secret_hint value=secret kind=FieldKind::Password
                autocomplete="off" maxlength=2000_u32 error=sending.field("secret") />
            <div class="row">
                <Button disabled=empty busy=sending.busy
                    on_click=move |_| send(secret.get_untracked(), t.secret_saved)>
                    {t.secret_save}
                </Button>
                <Show when=move || is_set.get()>
                    <Button busy=sending.busy on_click=move |_| send(String::new(), t.secret_removed)>
                        {t.secret_remove}
                    </Button>
                </Show>
            </div>
        </Section>
    }
    .into_any()
}
