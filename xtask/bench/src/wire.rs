//! As much HTTP/1.1 as load needs: one kept connection, one request at a time, next to no work of its own, for the load
//! generator shares the machine with what it measures.

use std::{net::SocketAddr, sync::Arc};

use anyhow::{Context, Result, bail};
use client::{NoAnswer, Request, Response, Sending, Transport};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::Mutex,
};

/// A kept connection.
pub struct Line {
    stream: TcpStream,
    read: Vec<u8>,
}

/// An answer, as far as anybody asks.
pub struct Answer {
    pub status: u16,
    pub cookie: Option<String>,
    pub body: Vec<u8>,
}

impl Line {
    pub async fn open(address: SocketAddr) -> Result<Line> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Line { stream, read: Vec::with_capacity(2048) })
    }

    /// Sends what was written out beforehand and waits for the answer.
    pub async fn ask(&mut self, request: &[u8]) -> Result<Answer> {
        self.stream.write_all(request).await?;
        self.read.clear();
        let end = loop {
            self.more().await?;
            if let Some(end) = self.read.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
        };
        let head = std::str::from_utf8(&self.read[..end])?;
        let status = head.get(9..12).and_then(|status| status.parse().ok()).context("not an HTTP answer")?;
        let header = |name: &str| {
            let mut lines = head.lines().filter_map(|line| line.split_once(": "));
            lines.find_map(|(found, value)| found.eq_ignore_ascii_case(name).then(|| value.to_owned()))
        };
        let length: usize = header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        let cookie = header("set-cookie").and_then(|cookie| cookie.split(';').next().map(str::to_owned));
        while self.read.len() < end + length {
            self.more().await?;
        }
        Ok(Answer { status, cookie, body: self.read[end..end + length].to_vec() })
    }

    async fn more(&mut self) -> Result<()> {
        if self.stream.read_buf(&mut self.read).await? == 0 {
            bail!("the connection was closed");
        }
        Ok(())
    }
}

/// A request, written out.
pub fn written(host: SocketAddr, method: &str, target: &str, credentials: &str, body: &str) -> Vec<u8> {
    format!(
        "{method} {target} HTTP/1.1\r\nHost: {host}\r\n{credentials}Content-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// A browser for the typed client: it keeps its session's cookie.
pub struct Browser {
    address: SocketAddr,
    line: Mutex<Option<Line>>,
    cookie: std::sync::Mutex<String>,
}

impl Browser {
    pub fn new(address: SocketAddr) -> Arc<Browser> {
        Arc::new(Browser { address, line: Mutex::default(), cookie: std::sync::Mutex::default() })
    }

    /// `name=value`, once signed in.
    pub fn cookie(&self) -> String {
        self.cookie.lock().map(|cookie| cookie.clone()).unwrap_or_default()
    }

    async fn exchange(&self, request: &Request) -> Result<Response> {
        let mut held = self.line.lock().await;
        let mut line = match held.take() {
            Some(line) => line,
            None => Line::open(self.address).await?,
        };
        let mut credentials = match (&request.bearer, self.cookie()) {
            (Some(token), _) => format!("Authorization: Bearer {token}\r\n"),
            (None, cookie) if !cookie.is_empty() => format!("Cookie: {cookie}\r\n"),
            _ => String::new(),
        };
        if let Some(version) = request.if_match {
            credentials += &format!("If-Match: \"{version}\"\r\n");
        }
        let body = request.json.as_deref().unwrap_or_default();
        let answer = line.ask(&written(self.address, request.method, &request.target, &credentials, body)).await?;
        *held = Some(line);
        if let (Some(cookie), Ok(mut kept)) = (answer.cookie, self.cookie.lock()) {
            *kept = cookie;
        }
        Ok(Response { status: answer.status, body: answer.body })
    }
}

impl Transport for Browser {
    fn send(&self, request: Request) -> Sending<'_> {
        Box::pin(async move { self.exchange(&request).await.map_err(|error| NoAnswer(error.to_string())) })
    }
}
