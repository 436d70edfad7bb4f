//! Public or hidden: the switch, and below it what pressing it does, said before it is pressed.

use contract::{
    DepartmentId,
    departments::{GetVisibilityEffect, Visibility, VisibilityEffect},
};
use leptos::prelude::*;
use ui::{Kept, Query, Show, Switch, count, fill, language};

use super::department_draft::Draft;
use crate::{live, text::DepartmentText};

/// Asks what the other visibility would do, for those who may change it; asks again whenever the company changes.
pub fn effect_of(department: DepartmentId, version: Signal<i64>, administers: Kept<bool>) -> Query<VisibilityEffect> {
    let api = ui::api();
    live::load(move || {
        version.track();
        let (api, may) = (api.clone(), administers.get());
        async move {
            match may {
                true => api.call(GetVisibilityEffect { department, body: () }).await,
                false => Ok(VisibilityEffect::default()),
            }
        }
    })
}

/// The setting.
#[component]
pub(super) fn VisibilitySetting(
    draft: Draft,
    /// As it is saved.
    #[prop(into)]
    saved: Signal<Visibility>,
    /// Its name.
    #[prop(into)]
    name: Signal<String>,
    /// What the other visibility would do.
    effect: Query<VisibilityEffect>,
    /// Only to read.
    disabled: Signal<bool>,
) -> impl IntoView {
    let t = ui::texts::<DepartmentText>();
    let language = language();
    let changed = move || draft.public.get() != (saved.get() == Visibility::Public);
    let said = move || {
        let name = name.get();
        let hides = saved.get() == Visibility::Public;
        let Some(effect) = effect.ready() else {
            return view! { <p>{t.effect_asking}</p> }.into_any();
        };
        let counted = |text, n: u32| count(language, text, u64::from(n));
        let words = [
            ("pages", counted(t.pages, effect.open_pages)),
            ("tickets", counted(t.open_tickets, effect.open_tickets)),
            ("chats", counted(t.open_chats, effect.open_chats)),
        ];
        let words: Vec<(&str, &str)> = words.iter().map(|(name, word)| (*name, word.as_str())).collect();
        let (subject, text) = if hides { (t.hiding, t.hides) } else { (t.showing, t.shows) };
        let none = (hides && effect.leaves_none).then(|| view! { " " <strong>{t.leaves_none}</strong> });
        view! {
            <p>
                <strong>{fill(subject, &[("name", &name)])}</strong>
                " "
                {fill(text, &words)}
                {none}
            </p>
        }
        .into_any()
    };
    let tone = move || {
        let worse = effect.ready().is_some_and(|effect| effect.leaves_none) && saved.get() == Visibility::Public;
        (changed() || worse).then_some("warn")
    };
    view! {
        <div class="setting" data-changed=move || changed().then_some("")>
            <div class="text">
                <h3 id="s-public">{t.show}</h3>
                <p class="hint">{t.show_hint}</p>
            </div>
            <div class="control">
                <Switch
                    checked=draft.public
                    labelled_by="s-public"
                    disabled
                    on_change=move |on| draft.public.set(on)
                />
            </div>
            <Show when=move || !disabled.get()>
                <div class="notice effect" data-tone=tone role="status">
                    {move || said()}
                </div>
            </Show>
        </div>
    }
    .into_any()
}
