//! How a department's chats go on and end by themselves: what stands in the fields, and the fields.

use contract::departments::ChatPolicies;
use leptos::prelude::*;
use ui::{Field, FieldKind, fill};

use super::{department::SwitchSetting, words::on_off};
use crate::text::DepartmentText;

/// What stands in the fields. Copy it about.
#[derive(Clone, Copy)]
pub struct ChatDraft {
    pub only_while_available: RwSignal<bool>,
    pub first_answer: Number,
    pub further_answer: Number,
    pub silence: Number,
    pub waiting_text: RwSignal<String>,
    pub waiting_text_seconds: Number,
    pub closing_text: RwSignal<String>,
}

/// A whole number that is typed.
#[derive(Clone, Copy)]
pub struct Number {
    typed: RwSignal<String>,
    least: u32,
    most: u32,
}

impl Number {
    pub(super) fn new(number: u32, least: u32, most: u32) -> Self {
        Self { typed: RwSignal::new(number.to_string()), least, most }
    }

    pub(super) fn set(self, number: u32) {
        self.typed.set(number.to_string());
    }

    /// Nothing when it does not read.
    pub(super) fn get(self) -> Option<u32> {
        self.typed.with(|text| text.trim().parse().ok().filter(|number| (self.least..=self.most).contains(number)))
    }

    /// What is sent; what does not read is sent as what the server refuses by name.
    pub(super) fn sent(self) -> u32 {
        self.get().unwrap_or(u32::MAX)
    }
}

impl ChatDraft {
    /// The fields, filled with these policies.
    pub fn of(policies: ChatPolicies) -> Self {
        Self {
            only_while_available: RwSignal::new(policies.only_while_available),
            first_answer: Number::new(policies.first_answer_seconds, 0, 3600),
            further_answer: Number::new(policies.further_answer_seconds, 0, 3600),
            silence: Number::new(policies.silence_minutes, 0, 1440),
            waiting_text: RwSignal::new(policies.waiting_text),
            waiting_text_seconds: Number::new(policies.waiting_text_seconds, 10, 3600),
            closing_text: RwSignal::new(policies.closing_text),
        }
    }

    /// Puts these policies into the fields.
    pub fn fill(self, policies: ChatPolicies) {
        self.only_while_available.set(policies.only_while_available);
        self.first_answer.set(policies.first_answer_seconds);
        self.further_answer.set(policies.further_answer_seconds);
        self.silence.set(policies.silence_minutes);
        self.waiting_text.set(policies.waiting_text);
        self.waiting_text_seconds.set(policies.waiting_text_seconds);
        self.closing_text.set(policies.closing_text);
    }

    /// Whether every number reads.
    pub fn reads(self) -> bool {
        [self.first_answer, self.further_answer, self.silence, self.waiting_text_seconds]
            .into_iter()
            .all(|number| number.get().is_some())
    }

    /// What would be sent.
    pub fn policies(self) -> ChatPolicies {
        ChatPolicies {
            only_while_available: self.only_while_available.get(),
            first_answer_seconds: self.first_answer.sent(),
            further_answer_seconds: self.further_answer.sent(),
            silence_minutes: self.silence.sent(),
            waiting_text: self.waiting_text.get().trim().to_owned(),
            waiting_text_seconds: self.waiting_text_seconds.sent(),
            closing_text: self.closing_text.get().trim().to_owned(),
        }
    }

    /// What differs from how it is, each in a few words.
    pub fn changes(self, t: &DepartmentText, old: &ChatPolicies) -> Vec<String> {
        let new = self.policies();
        let words = [
            (t.first_answer, new.first_answer_seconds == old.first_answer_seconds),
            (t.further_answer, new.further_answer_seconds == old.further_answer_seconds),
            (t.silence, new.silence_minutes == old.silence_minutes),
            (t.waiting_text, new.waiting_text == old.waiting_text),
            (t.waiting_text_seconds, new.waiting_text_seconds == old.waiting_text_seconds),
            (t.closing_text, new.closing_text == old.closing_text),
        ];
        told(t, (t.only_while_available, old.only_while_available, new.only_while_available), &words)
    }
}

/// What differs, each in a few words: of a switch, and of what is the same or not.
pub(super) fn told(t: &DepartmentText, (switch, from, to): (&str, bool, bool), words: &[(&str, bool)]) -> Vec<String> {
    let switched = [("field", switch), ("from", on_off(t, from)), ("to", on_off(t, to))];
    let switched = (from != to).then(|| fill(t.from_to, &switched));
    let changed = words.iter().filter(|(_, same)| !same);
    switched.into_iter().chain(changed.map(|(field, _)| fill(t.changed, &[("field", *field)]))).collect()
}

/// The fields.
#[component]
pub fn ChatSettings(
    draft: ChatDraft,
    /// As it is saved.
    only_while_available: Signal<bool>,
    #[prop(into)] disabled: Signal<bool>,
) -> impl IntoView {
    let t = ui::texts::<DepartmentText>();
    view! {
        <section class="card settings">
            <header>
                <h2>{t.chats_title}</h2>
            </header>
            <SwitchSetting id="s-available" title=t.only_while_available hint=t.only_while_available_hint
                value=draft.only_while_available saved=only_while_available disabled />
            <NumberSetting name="chats.first_answer_seconds" label=t.first_answer hint=t.first_answer_hint
                number=draft.first_answer disabled />
            <NumberSetting name="chats.further_answer_seconds" label=t.further_answer hint=t.further_answer_hint
                number=draft.further_answer disabled />
            <NumberSetting name="chats.silence_minutes" label=t.silence hint=t.silence_hint number=draft.silence
                disabled />
            <TextSetting name="chats.waiting_text" label=t.waiting_text hint=t.waiting_text_hint
                value=draft.waiting_text disabled />
            <NumberSetting name="chats.waiting_text_seconds" label=t.waiting_text_seconds
                hint=t.waiting_text_seconds_hint number=draft.waiting_text_seconds disabled />
            <TextSetting name="chats.closing_text" label=t.closing_text hint=t.closing_text_hint
                value=draft.closing_text disabled />
        </section>
    }
    .into_any()
}

#[component]
pub(super) fn NumberSetting(
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    number: Number,
    disabled: Signal<bool>,
) -> impl IntoView {
    let t = ui::texts::<DepartmentText>();
    let wrong = Signal::derive(move || {
        let range = [("least", &*number.least.to_string()), ("most", &number.most.to_string())];
        number.get().is_none().then(|| fill(t.number_wrong, &range))
    });
    view! {
        <div class="setting">
            <div data-wide="">
                <Field name label hint kind=FieldKind::Number value=number.typed error=wrong disabled />
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn TextSetting(
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    value: RwSignal<String>,
    disabled: Signal<bool>,
) -> impl IntoView {
    view! {
        <div class="setting">
            <div data-wide="">
                <Field name label hint kind=FieldKind::Area(2) value maxlength=500_u32 optional=true disabled />
            </div>
        </div>
    }
    .into_any()
}
