//! Real sockets on a real port: what consoles, widgets and portals hear.

use std::net::SocketAddr;

use contract::live::{self, ClientFrame};
use futures_util::{SinkExt, StreamExt};
use serde::de::DeserializeOwned;
use server::Server;
use tokio::{net::TcpListener, sync::mpsc};
use tokio_tungstenite::{
    connect_async,
    tungstenite::{Error, Message, client::IntoClientRequest},
};

use crate::scene::Caller;

/// Serves on a port of its own, until the test ends.
pub async fn serve(server: &Server) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = server.router.clone().into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    address
}

/// A connected page: its frames, and its own words.
pub struct Ear<F> {
    frames: mpsc::UnboundedReceiver<F>,
    said: mpsc::UnboundedSender<ClientFrame>,
    /// Everything heard, as it came over the wire.
    pub heard: Vec<String>,
    texts: mpsc::UnboundedReceiver<String>,
}

/// Opens a socket and says hello.
///
/// # Errors
/// The upgrade's refusal.
pub async fn listen<F: DeserializeOwned + Send + 'static>(
    address: SocketAddr,
    caller: &Caller,
    hello: ClientFrame,
    headers: &[(&'static str, &str)],
) -> Result<Ear<F>, Box<Error>> {
    let mut request = format!("ws://{address}{}", live::PATH).into_client_request().map_err(Box::new)?;
    if let Some(cookie) = &caller.cookie {
        request.headers_mut().insert("cookie", cookie.parse().unwrap());
    }
    if let Some(bearer) = &caller.bearer {
        request.headers_mut().insert("authorization", format!("Bearer {bearer}").parse().unwrap());
    }
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    let (mut socket, _) = connect_async(request).await.map_err(Box::new)?;
    socket.send(Message::text(serde_json::to_string(&hello).unwrap())).await.map_err(Box::new)?;
    let (frame, frames) = mpsc::unbounded_channel();
    let (text, texts) = mpsc::unbounded_channel();
    let (said, mut says) = mpsc::unbounded_channel::<ClientFrame>();
    tokio::spawn(async move {
        loop {
            tokio::select! {
                message = socket.next() => match message {
                    Some(Ok(Message::Text(read))) => {
                        let _ = text.send(read.to_string());
                        let known = serde_json::from_str(&read);
                        let _ = frame.send(known.unwrap_or_else(|error| panic!("{error}: {read}")));
                    }
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                    Some(Ok(_)) => {}
                },
                word = says.recv() => match word {
                    Some(word) => {
                        let _ = socket.send(Message::text(serde_json::to_string(&word).unwrap())).await;
                    }
                    None => return,
                },
            }
        }
    });
    Ok(Ear { frames, said, heard: Vec::new(), texts })
}

impl<F> Ear<F> {
    pub fn say(&self, frame: ClientFrame) {
        self.said.send(frame).unwrap();
    }

    /// The next frame; `None` when the socket closed or nothing came for a while.
    pub async fn next(&mut self) -> Option<F> {
        let next = tokio::time::timeout(std::time::Duration::from_secs(5), self.frames.recv()).await.ok().flatten();
        self.note();
        next
    }

    /// What has come meanwhile.
    pub fn now(&mut self) -> Vec<F> {
        let now = std::iter::from_fn(|| self.frames.try_recv().ok()).collect();
        self.note();
        now
    }

    /// Whether the other end closed, within a while.
    pub async fn closes(&mut self) -> bool {
        let until = tokio::time::Instant::now() + std::time::Duration::from_secs(5);
        loop {
            match tokio::time::timeout_at(until, self.frames.recv()).await {
                Ok(Some(_)) => {}
                Ok(None) => return true,
                Err(_) => return false,
            }
        }
    }

    fn note(&mut self) {
        self.heard.extend(std::iter::from_fn(|| self.texts.try_recv().ok()));
    }
}
