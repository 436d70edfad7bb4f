//! What one says of oneself.

use contract::me::{OwnAccount, Profile, UpdateProfile};
use leptos::prelude::*;
use ui::{Checkbox, Choice, Field, FieldKind, Kept, Language, Query, Select, fill};

use crate::{
    edit::{Edit, Editing},
    face_field::{FaceField, Whose},
    frame::Section,
    session::use_session,
    text::AccountText,
};

/// What stands in the fields. Copy it about.
#[derive(Clone, Copy)]
struct Draft {
    name: RwSignal<String>,
    alias: RwSignal<String>,
    phone: RwSignal<String>,
    language: RwSignal<String>,
    time_zone: RwSignal<String>,
    shows_picture: RwSignal<bool>,
}

impl Draft {
    fn new() -> Self {
        let empty = || RwSignal::new(String::new());
        Self {
            name: empty(),
            alias: empty(),
            phone: empty(),
            language: empty(),
            time_zone: empty(),
            shows_picture: RwSignal::new(false),
        }
    }

    fn fill(self, own: &OwnAccount) {
        let Profile { name, alias, phone, language, time_zone, shows_picture } = own.profile.clone();
        self.name.set(name);
        self.alias.set(alias);
        self.phone.set(phone);
        self.language.set(language);
        self.time_zone.set(time_zone);
        self.shows_picture.set(shows_picture);
    }

    fn profile(self) -> Profile {
        let typed = |text: RwSignal<String>| text.get().trim().to_owned();
        Profile {
            name: typed(self.name),
            alias: typed(self.alias),
            phone: typed(self.phone),
            language: typed(self.language),
            time_zone: typed(self.time_zone),
            shows_picture: self.shows_picture.get(),
        }
    }

    fn changes(self, t: &AccountText, own: &OwnAccount) -> Vec<String> {
        let (new, old) = (self.profile(), &own.profile);
        let compared = [
            (t.name, new.name == old.name),
            (t.alias, new.alias == old.alias),
            (t.phone, new.phone == old.phone),
            (t.language, new.language == old.language),
            (t.time_zone, new.time_zone == old.time_zone),
            (t.shows_picture, new.shows_picture == old.shows_picture),
        ];
        compared.into_iter().filter(|(_, same)| !same).map(|(field, _)| field.to_owned()).collect()
    }
}

/// The card.
#[component]
pub(super) fn ProfileSection(query: Query<OwnAccount>, own: Kept<OwnAccount>) -> impl IntoView {
    let t = ui::texts::<AccountText>();
    let api = ui::api();
    let session = use_session();
    let draft = Draft::new();
    let said = |own: &OwnAccount, now: &OwnAccount| own.profile == now.profile;
    let edit = Edit::new(query, own, move |own| draft.fill(own), move |own| draft.changes(t, own), said);
    let (base, saving) = (edit.base, edit.saving);
    let save = move |()| {
        let (api, version) = (api.clone(), base.with_untracked(|own| own.version));
        let call = UpdateProfile { version, body: untrack(|| draft.profile()) };
        edit.save(async move { api.call(call).await }, t.saved, move || session.ask_again());
    };
    let phone_hint = move || {
        let number = base.with(|own| own.phone.as_ref().and_then(|phone| phone.e164.clone()));
        number.map(|number| fill(t.phone_hint, &[("number", &number)])).unwrap_or_default()
    };
    let languages = Signal::derive(move || {
        let mut all = vec![Choice::new(String::new(), t.browsers)];
        all.extend(Language::ALL.map(|language| Choice::new(language.tag().to_owned(), language.name())));
        // What was said elsewhere (`de-AT`) stays what it is.
        others(&mut all, draft.language.get());
        all
    });
    let zones = ui::time_zones();
    let zones = Signal::derive(move || {
        let mut all = vec![Choice::new(String::new(), t.browsers)];
        all.extend(zones.iter().map(|zone| Choice::new(zone.clone(), zone.clone())));
        others(&mut all, draft.time_zone.get());
        all
    });
    let me = session.me_untracked().map(|me| Whose::Own(me.id));
    let face = me.map(|whose| {
        let name = Signal::derive(move || base.with(|own| own.profile.name.clone()));
        let picture = Signal::derive(move || own.with(|own| own.picture.clone()));
        let changed = move |picture| query.update(|own| own.picture = picture);
        view! { <FaceField whose name picture on_change=changed /> }
    });
    view! {
        <Editing edit=edit.acts() on_save=save>
            <Section title=t.profile>
                {face}
                <Checkbox
                    name="shows_picture"
                    checked=draft.shows_picture
                    hint=t.shows_picture_hint
                    on_change=move |on| draft.shows_picture.set(on)
                >
                    {t.shows_picture}
                </Checkbox>
                <div class="fields" data-columns="2">
                    <Field name="name" label=t.name value=draft.name error=saving.field("name") maxlength=120_u32
                        autocomplete="name" />
                    <Field name="alias" label=t.alias hint=t.alias_hint value=draft.alias error=saving.field("alias")
                        maxlength=120_u32 optional=true autocomplete="off" />
                    <Field name="phone" label=t.phone hint=phone_hint value=draft.phone kind=FieldKind::Tel
                        error=saving.field("phone") maxlength=40_u32 optional=true autocomplete="tel" />
                    <Select name="language" label=t.language hint=t.language_hint value=draft.language
                        choices=languages error=saving.field("language") />
                    <Select name="time_zone" label=t.time_zone value=draft.time_zone choices=zones
                        error=saving.field("time_zone") />
                </div>
            </Section>
        </Editing>
    }
    .into_any()
}

/// Puts what is chosen among what can be chosen.
fn others(all: &mut Vec<Choice<String>>, chosen: String) {
    if !all.iter().any(|choice| choice.value == chosen) {
        all.push(Choice::new(chosen.clone(), chosen));
    }
}
