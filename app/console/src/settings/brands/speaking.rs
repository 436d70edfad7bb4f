//! What a brand speaks, and whom its letters come from.

use leptos::prelude::*;
use ui::{Choice, Field, FieldKind, Language, Select, Submission};

use super::draft::Draft;
use crate::text::BrandsText;

/// What is spoken with whoever's language nobody knows.
#[component]
pub(super) fn LanguageField(draft: Draft, saving: Submission) -> impl IntoView {
    let t = ui::texts::<BrandsText>();
    let choices: Vec<_> =
        Language::ALL.into_iter().map(|language| Choice::new(language.tag().to_owned(), language.name())).collect();
    view! {
        <Select name="language" label=t.language hint=t.language_hint value=draft.language choices
            error=saving.field("language") />
    }
    .into_any()
}

/// Whom letters come from, and where answers go.
#[component]
pub(super) fn MailFields(draft: Draft, saving: Submission) -> impl IntoView {
    let t = ui::texts::<BrandsText>();
    view! {
        <p class="muted small">{t.mail_text}</p>
        <div class="fields" data-columns="2">
            <Field name="mail_name" label=t.mail_name hint=t.mail_name_hint value=draft.mail_name
                error=saving.field("mail_name") maxlength=120_u32 optional=true autocomplete="off" />
            <Field name="mail_from" label=t.mail_from hint=t.mail_from_hint value=draft.mail_from
                kind=FieldKind::Email error=saving.field("mail_from") maxlength=254_u32 optional=true
                autocomplete="off" />
            <Field name="mail_reply_to" label=t.mail_reply_to hint=t.mail_reply_to_hint value=draft.mail_reply_to
                kind=FieldKind::Email error=saving.field("mail_reply_to") maxlength=254_u32 optional=true
                autocomplete="off" />
        </div>
    }
    .into_any()
}
