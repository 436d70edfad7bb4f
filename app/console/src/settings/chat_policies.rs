//! How a department's chats go on and end by themselves: what stands in the fields, and the fields.

use contract::departments::ChatPolicies;
use leptos::prelude::*;
use ui::{Field, FieldKind, fill};

use crate::text::DepartmentText;

/// What stands in the fields. Copy it about.
#[derive(Clone, Copy)]
pub struct ChatDraft {
    pub first_answer: Number,
    pub further_answer: Number,
    pub silence: Number,
}

/// A whole number that is typed.
#[derive(Clone, Copy)]
pub struct Number {
    typed: RwSignal<String>,
    least: u32,
    most: u32,
}

impl Number {
    fn new(number: u32, least: u32, most: u32) -> Self {
        Self { typed: RwSignal::new(number.to_string()), least, most }
    }

    fn set(self, number: u32) {
        self.typed.set(number.to_string());
    }

    /// Nothing when it does not read.
    fn get(self) -> Option<u32> {
        self.typed.with(|text| text.trim().parse().ok().filter(|number| (self.least..=self.most).contains(number)))
    }

    /// What is sent; what does not read is sent as what the server refuses by name.
    fn sent(self) -> u32 {
        self.get().unwrap_or(u32::MAX)
    }
}

impl ChatDraft {
    /// The fields, filled with these policies.
    pub fn of(policies: ChatPolicies) -> Self {
        Self {
            first_answer: Number::new(policies.first_answer_seconds, 0, 3600),
            further_answer: Number::new(policies.further_answer_seconds, 0, 3600),
            silence: Number::new(policies.silence_minutes, 0, 1440),
        }
    }

    /// Puts these policies into the fields.
    pub fn fill(self, policies: ChatPolicies) {
        self.first_answer.set(policies.first_answer_seconds);
        self.further_answer.set(policies.further_answer_seconds);
        self.silence.set(policies.silence_minutes);
    }

    /// Whether every number reads.
    pub fn reads(self) -> bool {
        [self.first_answer, self.further_answer, self.silence].into_iter().all(|number| number.get().is_some())
    }

    /// What would be sent.
    pub fn policies(self) -> ChatPolicies {
        ChatPolicies {
            first_answer_seconds: self.first_answer.sent(),
            further_answer_seconds: self.further_answer.sent(),
            silence_minutes: self.silence.sent(),
        }
    }

    /// What differs from how it is, each in a few words.
    pub fn changes(self, t: &DepartmentText, old: &ChatPolicies) -> Vec<String> {
        let new = self.policies();
        let words = [
            (t.first_answer, new.first_answer_seconds == old.first_answer_seconds),
            (t.further_answer, new.further_answer_seconds == old.further_answer_seconds),
            (t.silence, new.silence_minutes == old.silence_minutes),
        ];
        let changed = words.into_iter().filter(|(_, same)| !same);
        changed.map(|(field, _)| fill(t.changed, &[("field", field)])).collect()
    }
}

/// The fields.
#[component]
pub fn ChatSettings(draft: ChatDraft, #[prop(into)] disabled: Signal<bool>) -> impl IntoView {
    let t = ui::texts::<DepartmentText>();
    view! {
        <section class="card settings">
            <header>
                <h2>{t.chats_title}</h2>
            </header>
            <NumberSetting name="chats.first_answer_seconds" label=t.first_answer hint=t.first_answer_hint
                number=draft.first_answer disabled />
            <NumberSetting name="chats.further_answer_seconds" label=t.further_answer hint=t.further_answer_hint
                number=draft.further_answer disabled />
            <NumberSetting name="chats.silence_minutes" label=t.silence hint=t.silence_hint number=draft.silence
                disabled />
        </section>
    }
    .into_any()
}

#[component]
fn NumberSetting(
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
