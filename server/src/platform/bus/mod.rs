//! The bus carries pushes to the nodes whose sockets want them. What it loses is caught up: it may be lost.
//!
//! A push has a subject and a frame. One machine needs no more than a channel; a bus between machines will stand beside
//! it with the same two calls.

use std::sync::Arc;

use tokio::sync::broadcast;

/// How many pushes a listener may lag behind before it must resynchronise.
const CAPACITY: usize = 8192;

/// A frame on its way to every socket that wants its subject.
#[derive(Clone, Debug)]
pub struct Push {
    /// What it is about: `agent:…`, `chat:…`, `brand:…`.
    pub subject: Arc<str>,
    /// The frame, as it goes over the wire.
    pub frame: Arc<str>,
}

/// The bus of this node.
#[derive(Clone, Debug)]
pub struct Bus(broadcast::Sender<Push>);

impl Bus {
    /// A bus that reaches this process.
    pub fn in_process() -> Self {
        Bus(broadcast::Sender::new(CAPACITY))
    }

    /// Sends a frame to whoever wants the subject. Nobody wanting it is no error.
    pub fn push(&self, subject: impl Into<Arc<str>>, frame: impl Into<Arc<str>>) {
        let _ = self.0.send(Push { subject: subject.into(), frame: frame.into() });
    }

    /// Hears every push from now on. `Lagged` means: resynchronise, never ignore.
    pub fn listen(&self) -> broadcast::Receiver<Push> {
        self.0.subscribe()
    }
}
