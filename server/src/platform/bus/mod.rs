//! The bus carries pushes to the nodes whose sockets want them. What it loses is caught up: it may be lost.
//!
//! One machine needs no more than a channel; a bus between machines will stand beside it with the same two calls.

use std::sync::Arc;

use tokio::sync::broadcast;
use uuid::Uuid;

/// How many pushes a listener may lag behind before it must resynchronise.
const CAPACITY: usize = 8192;

/// Something for sockets.
#[derive(Clone, Debug)]
pub struct Push {
    /// To the sockets that want any of these subjects, once each: `agent:…`, `chat:…`, `brand:…`.
    pub to: Vec<Arc<str>>,
    /// But not to those that want any of these.
    pub except: Vec<Arc<str>>,
    /// What for.
    pub errand: Errand,
}

/// What a push wants of a socket.
#[derive(Clone, Debug)]
pub enum Errand {
    /// Send this frame.
    Send(Arc<str>),
    /// Want this subject too, from now on: what is pushed to it next is heard already.
    Want(Arc<str>),
    /// Look again at what the caller may see.
    Reload,
    /// Look again whether the caller may see this chat, before anything else is sent.
    Recheck(Uuid),
    /// Send this frame and close.
    Close(Arc<str>),
}

/// The bus of this node.
#[derive(Clone, Debug)]
pub struct Bus(broadcast::Sender<Push>);

impl Bus {
    /// A bus that reaches this process.
    pub fn in_process() -> Self {
        Bus(broadcast::Sender::new(CAPACITY))
    }

    /// Sends something to whoever wants it. Nobody wanting it is no error.
    pub fn push(&self, push: Push) {
        let _ = self.0.send(push);
    }

    /// Hears every push from now on. `Lagged` means: resynchronise, never ignore.
    pub fn listen(&self) -> broadcast::Receiver<Push> {
        self.0.subscribe()
    }
}
