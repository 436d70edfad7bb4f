//! The signed-in agent's presence: fetched at the start and after each reconnection, pushed in between.

use client::CallError;
use contract::{
    Endpoint,
    presence::{GetPresence, MyPresence},
};
use leptos::{prelude::*, task::spawn_local};

use super::words;
use crate::again::Again;

/// The signed-in agent's presence; a context of the whole console.
#[derive(Clone, Copy)]
pub struct PresenceStore {
    presence: RwSignal<Option<MyPresence>>,
    /// The connection is broken: whatever the server said last, nothing comes.
    cut_off: StoredValue<bool>,
    again: Again,
}

impl PresenceStore {
    /// Makes the presence known below; [`PresenceStore::refetch`] fetches it.
    pub fn provide() -> Self {
        let store = Self { presence: RwSignal::new(None), cut_off: StoredValue::new(false), again: Again::new() };
        provide_context(store);
        store
    }

    /// The presence, once it was fetched.
    pub fn get(self) -> Option<MyPresence> {
        self.presence.get()
    }

    /// Looks at the presence without copying it.
    pub fn with<T>(self, look: impl FnOnce(Option<&MyPresence>) -> T) -> T {
        self.presence.with(|presence| look(presence.as_ref()))
    }

    /// Takes what the server says, unless something newer is known.
    pub fn learn(self, presence: MyPresence) {
        let newer = |known: &Option<MyPresence>| known.as_ref().is_none_or(|known| known.version <= presence.version);
        if self.presence.with_untracked(newer) {
            self.take(presence);
        }
    }

    fn take(self, mut presence: MyPresence) {
        if self.cut_off.get_value() {
            words::cut_off(&mut presence);
        }
        self.presence.set(Some(presence));
    }

    /// The connection broke, or stands again.
    pub fn connection(self, stands: bool) {
        self.cut_off.set_value(!stands);
        if let (false, Some(known)) = (stands, self.presence.get_untracked()) {
            self.take(known);
        }
    }

    /// Fetches the presence again. What comes counts whatever its number: the server may have started anew.
    pub fn refetch(self) {
        let api = ui::api();
        spawn_local(async move {
            match api.call(GetPresence { body: () }).await {
                Ok(presence) => {
                    self.again.went_well();
                    self.take(presence);
                }
                Err(error) => self.again.later(&error, move || self.refetch()),
            }
        });
    }

    /// Says something about oneself; the answer is the new presence.
    ///
    /// # Errors
    /// Why the call failed; nothing changed then.
    pub async fn say<E: Endpoint<Reply = MyPresence>>(self, call: E) -> Result<(), CallError> {
        let presence = ui::api().call(call).await?;
        self.learn(presence);
        Ok(())
    }
}

/// The signed-in agent's presence. Ask in the component's body.
///
/// # Panics
/// Outside of the console's [`App`](crate::app::App).
pub fn use_presence() -> PresenceStore {
    expect_context()
}
