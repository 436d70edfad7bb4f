//! The sockets of this node, by what they want to hear.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use async_trait::async_trait;
use tokio::sync::{broadcast::error::RecvError, mpsc};
use uuid::Uuid;

use super::audience;
use crate::{
    chat::Online,
    departments::OpenPages,
    people::{Peer, VisitorRef},
    platform::{
        App,
        bus::{Errand, Push},
    },
};

/// How many frames may wait for a slow socket before it is closed.
const QUEUE: usize = 256;

/// All sockets of this node; lent by `reactions.rs`.
#[derive(Clone, Debug, Default)]
pub struct Hub(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    next: AtomicU64,
    sockets: Mutex<Sockets>,
}

#[derive(Debug, Default)]
struct Sockets {
    by_id: HashMap<u64, Socket>,
    by_subject: HashMap<Arc<str>, HashSet<u64>>,
    by_address: HashMap<String, u32>,
}

#[derive(Debug)]
struct Socket {
    errands: mpsc::Sender<Errand>,
    wants: HashSet<Arc<str>>,
    /// Where it comes from, while it counts as anonymous.
    address: Option<String>,
}

/// A socket's own end of the hub; leaving it takes the socket out.
#[derive(Debug)]
pub(super) struct Place {
    hub: Hub,
    id: u64,
    pub(super) errands: mpsc::Receiver<Errand>,
}

impl Hub {
    fn sockets(&self) -> MutexGuard<'_, Sockets> {
        self.0.sockets.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a socket in; `None` when its address holds `most` that nobody signed in on.
    pub(super) fn enter(&self, peer: Peer, most: u32) -> Option<Place> {
        let (sender, errands) = mpsc::channel(QUEUE);
        let id = self.0.next.fetch_add(1, Ordering::Relaxed);
        let address = peer.key();
        let mut sockets = self.sockets();
        let held = sockets.by_address.get(&address).copied().unwrap_or_default();
        if held >= most {
            return None;
        }
        sockets.by_address.insert(address.clone(), held + 1);
        sockets.by_id.insert(id, Socket { errands: sender, wants: HashSet::new(), address: Some(address) });
        metrics::gauge!("frontdesk_sockets").set(sockets.by_id.len() as f64);
        Some(Place { hub: self.clone(), id, errands })
    }

    /// Whether any socket here wants a subject.
    pub fn wants(&self, subject: &str) -> bool {
        self.sockets().by_subject.contains_key(subject)
    }

    fn deliver(&self, push: &Push) {
        let mut sockets = self.sockets();
        let spared = push.except.iter().filter_map(|subject| sockets.by_subject.get(subject));
        let spared: HashSet<u64> = spared.flatten().copied().collect();
        let mut to: Vec<u64> = push
            .to
            .iter()
            .filter_map(|subject| sockets.by_subject.get(subject))
            .flatten()
            .filter(|id| !spared.contains(id))
            .copied()
            .collect();
        to.sort_unstable();
        to.dedup();
        if let Errand::Want(subject) = &push.errand {
            to.into_iter().for_each(|id| sockets.want(id, subject));
            return;
        }
        for id in to {
            let full =
                sockets.by_id.get(&id).is_some_and(|socket| socket.errands.try_send(push.errand.clone()).is_err());
            if full {
                // Without a sender the socket closes; it comes back and catches up.
                metrics::counter!("frontdesk_slow_sockets").increment(1);
                sockets.remove(id);
            }
        }
    }

    /// Pushes were lost: every socket closes, comes back and catches up.
    fn resynchronise(&self) {
        let mut sockets = self.sockets();
        tracing::warn!(sockets = sockets.by_id.len(), "pushes were lost: every socket is made to catch up");
        *sockets = Sockets::default();
    }

    pub(super) async fn carry(self, app: App) {
        let mut pushes = app.bus().listen();
        loop {
            match pushes.recv().await {
                Ok(push) => self.deliver(&push),
                Err(RecvError::Lagged(_)) => self.resynchronise(),
                Err(RecvError::Closed) => return,
            }
        }
    }
}

impl Sockets {
    fn remove(&mut self, id: u64) {
        let Some(socket) = self.by_id.remove(&id) else { return };
        for subject in socket.wants {
            self.unwant(id, &subject);
        }
        self.leave_address(socket.address);
        metrics::gauge!("frontdesk_sockets").set(self.by_id.len() as f64);
    }

    fn want(&mut self, id: u64, subject: &Arc<str>) {
        let Some(socket) = self.by_id.get_mut(&id) else { return };
        socket.wants.insert(subject.clone());
        self.by_subject.entry(subject.clone()).or_default().insert(id);
    }

    fn unwant(&mut self, id: u64, subject: &Arc<str>) {
        if let Some(ids) = self.by_subject.get_mut(subject) {
            ids.remove(&id);
            if ids.is_empty() {
                self.by_subject.remove(subject);
            }
        }
    }

    fn leave_address(&mut self, address: Option<String>) {
        let Some(address) = address else { return };
        if let Some(held) = self.by_address.get_mut(&address) {
            *held = held.saturating_sub(1);
            if *held == 0 {
                self.by_address.remove(&address);
            }
        }
    }
}

impl Place {
    /// Somebody signed in on it: it no longer counts as anonymous.
    pub(super) fn known(&self) {
        let mut sockets = self.hub.sockets();
        let address = sockets.by_id.get_mut(&self.id).and_then(|socket| socket.address.take());
        sockets.leave_address(address);
    }

    /// Wants a subject from now on.
    pub(super) fn want(&self, subject: Arc<str>) {
        self.hub.sockets().want(self.id, &subject);
    }

    /// Wants it no more.
    pub(super) fn unwant(&self, subject: &Arc<str>) {
        let mut sockets = self.hub.sockets();
        if let Some(socket) = sockets.by_id.get_mut(&self.id) {
            socket.wants.remove(subject);
        }
        sockets.unwant(self.id, subject);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.hub.sockets().remove(self.id);
    }
}

#[async_trait]
impl OpenPages for Hub {
    fn count(&self, brand: Uuid) -> u32 {
        let sockets = self.sockets();
        let open = |subject: Arc<str>| sockets.by_subject.get(&subject).map_or(0, HashSet::len);
        u32::try_from(open(audience::widgets(brand)) + open(audience::portals(brand))).unwrap_or(u32::MAX)
    }
}

impl Online for Hub {
    fn online(&self, visitor: &VisitorRef) -> bool {
        audience::visitor(visitor).iter().any(|subject| self.wants(subject))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn here() -> Peer {
        Peer([127, 0, 0, 1].into())
    }

    fn push(to: &[&str], except: Option<&str>) -> Push {
        Push {
            to: to.iter().map(|subject| Arc::from(*subject)).collect(),
            except: except.map(Arc::from).into_iter().collect(),
            errand: Errand::Send("{}".into()),
        }
    }

    #[test]
    fn each_socket_hears_once_and_the_spared_not_at_all() {
        let hub = Hub::default();
        let (mut one, mut two) = (hub.enter(here(), 2).unwrap(), hub.enter(here(), 2).unwrap());
        one.want("a".into());
        one.want("b".into());
        two.want("b".into());
        hub.deliver(&push(&["a", "b"], None));
        assert!(one.errands.try_recv().is_ok() && one.errands.try_recv().is_err(), "once");
        assert!(two.errands.try_recv().is_ok());
        hub.deliver(&push(&["b"], Some("a")));
        assert!(one.errands.try_recv().is_err(), "spared");
        assert!(two.errands.try_recv().is_ok());
        drop(two);
        assert!(hub.wants("b"));
        drop(one);
        assert!(!hub.wants("b") && !hub.wants("a"));
    }

    #[test]
    fn a_slow_socket_is_closed_and_an_address_cannot_hold_all() {
        let hub = Hub::default();
        let mut slow = hub.enter(here(), 3).unwrap();
        slow.want("a".into());
        for _ in 0..=QUEUE {
            hub.deliver(&push(&["a"], None));
        }
        assert!(!hub.wants("a"), "taken out");
        let mut heard = 0;
        while slow.errands.try_recv().is_ok() {
            heard += 1;
        }
        assert_eq!(heard, QUEUE, "nothing was dropped before the close");
        let mut all: Vec<_> = std::iter::from_fn(|| hub.enter(here(), 3)).collect();
        assert_eq!(all.len(), 3);
        all[0].known();
        all.push(hub.enter(here(), 3).expect("who is known does not count"));
        assert!(hub.enter(here(), 3).is_none());
        drop(all);
        // Whoever has one IPv6 address has a network of them.
        let from = |text: &str| hub.enter(Peer(text.parse().unwrap()), 1);
        let one = from("2001:db8::1");
        assert!(one.is_some() && from("2001:db8::2").is_none() && from("2001:db8:0:1::1").is_some());
    }
}
