//! How a department's tickets end by themselves: what stands in the fields, and the fields.

use contract::departments::TicketPolicies;
use leptos::prelude::*;

use super::{
    chat_policies::{Number, NumberSetting, told},
    department::SwitchSetting,
};
use crate::text::DepartmentText;

/// What stands in the fields. Copy it about.
#[derive(Clone, Copy)]
pub struct TicketDraft {
    pub close_after: Number,
    pub lock_after: Number,
    pub delete_after: Number,
    pub resolution: RwSignal<bool>,
}

impl TicketDraft {
    /// The fields, filled with these policies.
    pub fn of(policies: TicketPolicies) -> Self {
        Self {
            close_after: Number::new(policies.close_after_hours, 0, 8760),
            lock_after: Number::new(policies.lock_after_hours, 0, 8760),
            delete_after: Number::new(policies.delete_after_days, 0, 3650),
            resolution: RwSignal::new(policies.resolution_required),
        }
    }

    /// Puts these policies into the fields.
    pub fn fill(self, policies: TicketPolicies) {
        self.close_after.set(policies.close_after_hours);
        self.lock_after.set(policies.lock_after_hours);
        self.delete_after.set(policies.delete_after_days);
        self.resolution.set(policies.resolution_required);
    }

    /// Whether every number reads.
    pub fn reads(self) -> bool {
        [self.close_after, self.lock_after, self.delete_after].into_iter().all(|number| number.get().is_some())
    }

    /// What would be sent.
    pub fn policies(self) -> TicketPolicies {
        TicketPolicies {
            close_after_hours: self.close_after.sent(),
            lock_after_hours: self.lock_after.sent(),
            delete_after_days: self.delete_after.sent(),
            resolution_required: self.resolution.get(),
        }
    }

    /// What differs from how it is, each in a few words.
    pub fn changes(self, t: &DepartmentText, old: TicketPolicies) -> Vec<String> {
        let new = self.policies();
        let words = [
            (t.close_after, new.close_after_hours == old.close_after_hours),
            (t.lock_after, new.lock_after_hours == old.lock_after_hours),
            (t.delete_after, new.delete_after_days == old.delete_after_days),
        ];
        told(t, (t.resolution, old.resolution_required, new.resolution_required), &words)
    }
}

/// The fields.
#[component]
pub fn TicketSettings(
    draft: TicketDraft,
    /// As it is saved.
    resolution: Signal<bool>,
    #[prop(into)] disabled: Signal<bool>,
) -> impl IntoView {
    let t = ui::texts::<DepartmentText>();
    view! {
        <section class="card settings">
            <header>
                <h2>{t.tickets_title}</h2>
            </header>
            <NumberSetting name="tickets.close_after_hours" label=t.close_after hint=t.close_after_hint
                number=draft.close_after disabled />
            <NumberSetting name="tickets.lock_after_hours" label=t.lock_after hint=t.lock_after_hint
                number=draft.lock_after disabled />
            <NumberSetting name="tickets.delete_after_days" label=t.delete_after hint=t.delete_after_hint
                number=draft.delete_after disabled />
            <SwitchSetting id="s-resolution" title=t.resolution hint=t.resolution_hint value=draft.resolution
                saved=resolution disabled />
        </section>
    }
    .into_any()
}
