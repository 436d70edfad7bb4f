//! What is asked of the agent: fetched, and kept by what the live connection brings.

use contract::{
    AskId, ChatId, TicketId,
    asks::{Ask, AskFilter, ListAsks, SettleAsk},
    departments::Channel,
    live::AgentFrame,
};
use leptos::{prelude::*, task::spawn_local};
use ui::{Toaster, Tone, fill};

use crate::{chats::alerts, paths, text::AsksText};

/// What is asked of the agent; a context of the whole console.
#[derive(Clone, Copy)]
pub struct Asks {
    /// What is open, newest first.
    pub(super) open: RwSignal<Vec<Ask>>,
    wished: RwSignal<Option<String>>,
    round: StoredValue<u32>,
    toaster: Toaster,
}

impl Asks {
    /// Makes what is asked known below.
    pub fn provide() -> Self {
        let asks = Self {
            open: RwSignal::new(Vec::new()),
            wished: RwSignal::new(None),
            round: StoredValue::new(0),
            toaster: ui::toasts(),
        };
        provide_context(asks);
        asks
    }

    /// Fetches what is open. Of several askings in flight the last one's answer counts.
    pub fn refetch(self) {
        let round = self.next();
        let api = ui::api();
        spawn_local(async move {
            let mut open = Vec::new();
            let mut filter = AskFilter::default();
            loop {
                let Ok(page) = api.call(ListAsks { body: filter }).await else { return };
                open.extend(page.items);
                filter = AskFilter { after: page.next };
                if filter.after.is_none() {
                    break;
                }
            }
            if self.round.try_get_value() == Some(round) {
                self.open.try_set(open);
            }
        });
    }

    /// An answer that is still on its way does not know what happened now.
    fn next(self) -> u32 {
        let round = self.round.get_value().wrapping_add(1);
        self.round.set_value(round);
        round
    }

    /// Hears what the live connection brought.
    pub fn hear(self, frame: &AgentFrame) {
        match frame {
            AgentFrame::Asked { ask } => {
                self.refetch();
                self.open.update(|open| {
                    open.retain(|known| known.id != ask.id);
                    open.insert(0, (**ask).clone());
                });
                let t = ui::texts::<AsksText>();
                let path = path(ask);
                alerts::call();
                let words = fill(t.asks_you, &[("name", &ask.by.name)]);
                self.toaster.with_action(Tone::Accent, words, t.open, move || self.wished.set(Some(path.clone())));
            }
            AgentFrame::AskSettled { ask } => {
                self.refetch();
                self.forget(*ask);
            }
            _ => {}
        }
    }

    fn forget(self, ask: AskId) {
        self.open.update(|open| open.retain(|known| known.id != ask));
    }

    /// The page to go to; once. Who presses a toast stands outside of every page.
    pub fn take_wished(self) -> Option<String> {
        self.wished.track();
        self.wished.try_update_untracked(Option::take).flatten()
    }

    /// Says that it is done.
    pub fn settle(self, ask: AskId) {
        let api = ui::api();
        spawn_local(async move {
            match api.call(SettleAsk { ask, body: () }).await {
                Ok(()) => self.forget(ask),
                Err(error) => self.toaster.toast(Tone::Bad, ui::problem_text(ui::language(), &error)),
            }
        });
    }
}

/// Where it is answered.
pub(super) fn path(ask: &Ask) -> String {
    match ask.channel {
        Channel::Chat => paths::chat(ChatId(ask.item), None),
        Channel::Ticket => paths::ticket(TicketId(ask.item)),
    }
}

/// What is asked of the agent. Ask in the component's body.
///
/// # Panics
/// Outside of the console's [`App`](crate::app::App).
pub fn use_asks() -> Asks {
    expect_context()
}
