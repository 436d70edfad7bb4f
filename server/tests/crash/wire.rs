//! A client of the real server: HTTP/1.1 over one kept connection, and sockets beside it.
//!
//! It knows no more HTTP than our own server answers, and keeps its session's cookie as a browser does.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use client::{Api, CallError, NoAnswer, Request, Response, Sending, Transport};
use contract::{Endpoint, Problem, live::ClientFrame};
use futures_util::{SinkExt, StreamExt};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    sync::Mutex,
    time::{sleep, timeout},
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest},
};

use crate::Counts;

/// How long an answer may take; the server may be stopped in the middle of it.
const PATIENCE: Duration = Duration::from_secs(20);

/// One client's connection.
pub struct Wire {
    address: SocketAddr,
    cookie: std::sync::Mutex<Option<String>>,
    connection: Mutex<Option<BufReader<TcpStream>>>,
}

impl Wire {
    pub fn new(address: SocketAddr) -> Arc<Wire> {
        Arc::new(Wire { address, cookie: std::sync::Mutex::default(), connection: Mutex::default() })
    }

    fn written(&self, request: &Request) -> String {
        let mut text = format!("{} {} HTTP/1.1\r\nHost: {}\r\n", request.method, request.target, self.address);
        if let Some(token) = &request.bearer {
            text += &format!("Authorization: Bearer {token}\r\n");
        }
        if let Some(cookie) = self.cookie.lock().unwrap().as_deref() {
            text += &format!("Cookie: {cookie}\r\n");
        }
        if let Some(version) = request.if_match {
            text += &format!("If-Match: \"{version}\"\r\n");
        }
        let body = request.json.as_deref().unwrap_or_default();
        if request.json.is_some() {
            text += "Content-Type: application/json\r\n";
        }
        text + &format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    async fn exchange(&self, request: &Request) -> io::Result<Response> {
        let mut held = self.connection.lock().await;
        // Whatever fails on the way leaves no connection behind.
        let mut connection = match held.take() {
            Some(connection) => connection,
            None => BufReader::new(TcpStream::connect(self.address).await?),
        };
        connection.get_mut().write_all(self.written(request).as_bytes()).await?;
        let (status, cookie, length) = head(&mut connection).await?;
        if let Some(cookie) = cookie {
            *self.cookie.lock().unwrap() = Some(cookie);
        }
        let mut body = vec![0; length];
        connection.read_exact(&mut body).await?;
        *held = Some(connection);
        Ok(Response { status, body })
    }

    /// Sends a request and loses the answer, as a train does in a tunnel.
    pub async fn lose_the_answer_to(&self, request: &Request) {
        if let Ok(mut connection) = TcpStream::connect(self.address).await {
            let _ = connection.write_all(self.written(request).as_bytes()).await;
            let _ = timeout(Duration::from_secs(1), connection.readable()).await;
        }
    }

    /// Opens a socket and says who is there.
    pub async fn socket(&self, hello: &ClientFrame) -> Option<Socket> {
        let mut request = format!("ws://{}{}", self.address, contract::live::PATH).into_client_request().unwrap();
        if let Some(cookie) = self.cookie.lock().unwrap().as_deref() {
            request.headers_mut().insert("cookie", cookie.parse().unwrap());
        }
        let stream = TcpStream::connect(self.address).await.ok()?;
        let (mut socket, _) = timeout(PATIENCE, client_async(request, stream)).await.ok()?.ok()?;
        let hello = serde_json::to_string(hello).unwrap();
        socket.send(Message::Text(hello.into())).await.ok()?;
        Some(Socket(socket))
    }
}

/// The status, a cookie to keep, and the body's length.
async fn head(connection: &mut BufReader<TcpStream>) -> io::Result<(u16, Option<String>, usize)> {
    let broken = || io::Error::from(io::ErrorKind::UnexpectedEof);
    let (mut status, mut cookie, mut length) = (0, None, 0);
    loop {
        let mut line = String::new();
        if connection.read_line(&mut line).await? == 0 {
            return Err(broken());
        }
        let line = line.trim_end();
        if status == 0 {
            status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(broken)?;
        } else if line.is_empty() {
            return Ok((status, cookie, length));
        } else if let Some((name, value)) = line.split_once(':') {
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse().map_err(|_| broken())?,
                "set-cookie" => cookie = value.trim().split(';').next().map(str::to_owned),
                _ => {}
            }
        }
    }
}

impl Transport for Wire {
    fn send(&self, request: Request) -> Sending<'_> {
        Box::pin(async move {
            match timeout(PATIENCE, self.exchange(&request)).await {
                Ok(answered) => answered.map_err(|error| NoAnswer(error.to_string())),
                Err(_) => Err(NoAnswer("no answer in time".into())),
            }
        })
    }
}

/// Calls until the server answers, however often it dies meanwhile.
///
/// # Errors
/// What the server refused for good.
pub async fn insist<E: Endpoint + Clone>(api: &Api, counts: &Counts, call: &E) -> Result<E::Reply, Problem> {
    loop {
        match api.call(call.clone()).await {
            Ok(reply) => return Ok(reply),
            Err(error) if error.is_passing() => {
                counts.retry();
                sleep(Duration::from_millis(40)).await;
            }
            Err(CallError::Problem(problem)) => return Err(problem),
            Err(error) => panic!("{}: {error}", E::NAME),
        }
    }
}

/// An open socket.
pub struct Socket(WebSocketStream<TcpStream>);

impl Socket {
    /// The next frame; `None` when the connection is gone.
    pub async fn hear<F: serde::de::DeserializeOwned>(&mut self) -> Option<F> {
        loop {
            match self.0.next().await?.ok()? {
                Message::Text(text) => return Some(serde_json::from_str(&text).expect("a frame we know")),
                Message::Close(_) => return None,
                _ => {}
            }
        }
    }
}
