//! The console's one live connection: what it hears goes to the stores. Pages that show what they fetched hear of a
//! break, and fetch it again.

use client::CallError;
use contract::{
    Endpoint, LeaseId,
    fields::ItemValues,
    live::{AgentFrame, ClientFrame},
    presence::{Goodbye, SayGoodbye},
};
use gloo::events::EventListener;
use leptos::prelude::*;
use ui::{Heard, Live, Query, browser};
use uuid::Uuid;

use crate::{
    asks::Asks, chats::Chats, company::CompanyStore, presence::PresenceStore, session::Session, tickets::Tickets,
};

/// The live connection; a context of the whole console.
#[derive(Clone, Copy)]
pub struct Wire {
    live: RwSignal<Option<Live<AgentFrame>>>,
    resumed: RwSignal<u32>,
    lease: StoredValue<Option<LeaseId>>,
    /// Who shows the values of what.
    values: StoredValue<Vec<(u32, Uuid, Callback<ItemValues>)>>,
    listeners: StoredValue<u32>,
}

impl Wire {
    /// Makes the connection known below. [`Wire::open`] opens it once somebody is signed in.
    pub fn provide() -> Self {
        let wire = Self {
            live: RwSignal::new(None),
            resumed: RwSignal::new(0),
            lease: StoredValue::new(None),
            values: StoredValue::new(Vec::new()),
            listeners: StoredValue::new(0),
        };
        provide_context(wire);
        wire
    }

    /// Opens the connection for as long as the current owner lives.
    pub fn open(self) {
        let session: Session = expect_context();
        let presence: PresenceStore = expect_context();
        let company: CompanyStore = expect_context();
        let chats: Chats = expect_context();
        let tickets: Tickets = expect_context();
        let asks: Asks = expect_context();
        let fetch_all = move || {
            presence.refetch();
            company.refetch();
            chats.refetch();
            tickets.refetch();
            asks.refetch();
        };
        let broke = StoredValue::new(false);
        let missed = move || self.resumed.update(|times| *times += 1);
        let live = Live::<AgentFrame>::open(
            || ClientFrame::Console,
            move |heard| match heard {
                // Not for somebody else, who signed in in another tab: what waits here is not theirs.
                Heard::Connected if session.me_untracked().is_none() => {}
                Heard::Connected => {
                    presence.connection(true);
                    chats.watch_again();
                    tickets.look_again();
                    fetch_all();
                    if broke.try_update_value(std::mem::take) == Some(true) {
                        missed();
                    }
                }
                Heard::Lost => {
                    broke.set_value(true);
                    presence.connection(false);
                }
                Heard::Frame(frame) => match &frame {
                    AgentFrame::Welcome { account, lease } => {
                        self.lease.set_value(Some(*lease));
                        session.is_of(*account);
                    }
                    AgentFrame::Presence { presence: now } => presence.learn((**now).clone()),
                    AgentFrame::CompanyChanged { version } => company.changed(*version),
                    AgentFrame::Receives { .. }
                    | AgentFrame::ChatsWaiting { .. }
                    | AgentFrame::TicketsWaiting { .. } => company.hear(&frame),
                    AgentFrame::Refetch => {
                        session.ask_again();
                        fetch_all();
                        missed();
                    }
                    AgentFrame::Asked { .. } | AgentFrame::AskSettled { .. } => asks.hear(&frame),
                    AgentFrame::Values { item, values, .. } => self.tell_values(*item, values),
                    AgentFrame::SignedOut => session.signed_out(),
                    _ => {
                        chats.hear(&frame);
                        tickets.hear(&frame);
                    }
                },
            },
        );
        self.live.set(Some(live));
        // The socket's own goodbye may be lost with the tab. Who comes back from the history connects anew.
        if let Some(window) = browser::window() {
            browser::while_alive(EventListener::new(&window, "pagehide", move |_| self.leave()));
        }
        on_cleanup(move || {
            self.live.try_set(None);
        });
    }

    /// The tab goes: its lease ends, whatever becomes of the socket.
    fn leave(self) {
        let lease = self.lease.try_update_value(Option::take).flatten();
        let goodbye = lease.and_then(|lease| serde_json::to_string(&Goodbye { lease }).ok());
        if let Some(goodbye) = goodbye {
            browser::beacon(SayGoodbye::PATH, &goodbye);
        }
    }

    /// Rises whenever something may have been missed: a page that shows fetched state fetches it again then.
    pub fn resumed(self) -> RwSignal<u32> {
        self.resumed
    }

    /// Hears of the values of a chat's or a ticket's fields, for as long as the current owner lives.
    pub fn on_values(self, item: Uuid, hear: impl Fn(ItemValues) + Send + Sync + 'static) {
        let number = self.listeners.get_value().wrapping_add(1);
        self.listeners.set_value(number);
        self.values.update_value(|all| all.push((number, item, Callback::new(hear))));
        on_cleanup(move || {
            self.values.try_update_value(|all| all.retain(|(own, ..)| *own != number));
        });
    }

    fn tell_values(self, item: Uuid, values: &ItemValues) {
        let hearing = self
            .values
            .with_value(|all| all.iter().filter(|(_, of, _)| *of == item).map(|(.., hear)| *hear).collect::<Vec<_>>());
        hearing.into_iter().for_each(|hear| hear.run(values.clone()));
    }

    /// Says something, if the connection stands.
    pub fn send(self, frame: &ClientFrame) {
        if let Some(live) = self.live.get_untracked() {
            live.send(frame);
        }
    }

    /// Whether the connection broke and is being made again.
    pub fn is_lost(self) -> bool {
        self.live.get().is_some_and(|live| live.lost().get())
    }

    /// Tries again at once instead of waiting.
    pub fn try_now(self) {
        if let Some(live) = self.live.get_untracked() {
            live.try_now();
        }
    }

    /// Says goodbye, so that the server knows at once that this tab receives no more.
    pub fn say_goodbye(self) {
        if let Some(live) = self.live.get_untracked() {
            live.say_goodbye();
        }
    }
}

/// The live connection. Ask in the component's body.
///
/// # Panics
/// Outside of the console's [`App`](crate::app::App).
pub fn use_wire() -> Wire {
    expect_context()
}

/// [`ui::load`], and again whenever something may have been missed.
pub fn load<T, Asked>(ask: impl Fn() -> Asked + 'static) -> Query<T>
where
    T: Send + Sync + 'static,
    Asked: Future<Output = Result<T, CallError>> + 'static,
{
    let resumed = use_wire().resumed();
    ui::load(move || {
        resumed.track();
        ask()
    })
}
