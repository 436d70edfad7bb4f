//! Those who listen: sockets that note how long after its sending each message was pushed to the other side.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use anyhow::Result;
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    client_async,
    tungstenite::{Message, client::IntoClientRequest},
};

use crate::load::{Side, mark};

/// Latencies of pushes, by everybody who listens.
#[derive(Clone)]
pub struct Heard {
    began: Instant,
    took: Arc<Mutex<Vec<Duration>>>,
}

impl Heard {
    pub fn new(began: Instant) -> Heard {
        Heard { began, took: Arc::default() }
    }

    /// What was heard since the last time, sorted.
    pub fn take(&self) -> Vec<Duration> {
        let mut took = self.took.lock().map(|mut took| std::mem::take(&mut *took)).unwrap_or_default();
        took.sort_unstable();
        took
    }

    fn note(&self, frame: &str, from: Side) {
        // Searched, not parsed: the load generator shares the processor with what it measures.
        let Some(start) = frame.find(mark(from)) else { return };
        let digits = frame.get(start + mark(from).len()..).and_then(|rest| rest.get(..15));
        let Some(sent) = digits.and_then(|digits| digits.parse().ok()) else { return };
        if let Ok(mut took) = self.took.lock() {
            took.push(self.began.elapsed().saturating_sub(Duration::from_micros(sent)));
        }
    }
}

/// Connects, says hello, and listens for messages of the other side until the program ends.
pub async fn listen(
    address: SocketAddr,
    (path, cookie): (&str, &str),
    hello: String,
    from: Side,
    heard: Heard,
) -> Result<()> {
    let mut request = format!("ws://{address}{path}").into_client_request()?;
    if !cookie.is_empty() {
        request.headers_mut().insert("cookie", cookie.parse()?);
    }
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (mut socket, _) = client_async(request, stream).await?;
    socket.send(Message::Text(hello.into())).await?;
    tokio::spawn(async move {
        // Reading also answers the server's pings.
        while let Some(Ok(message)) = socket.next().await {
            if let Message::Text(frame) = message {
                heard.note(&frame, from);
            }
        }
    });
    Ok(())
}
