//! As much of an HTTP client as the tools need: one request to our own server, one answer.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use anyhow::{Context, Result};

pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    /// The cookies it sets, as a `Cookie` header's value.
    pub fn cookies(&self) -> String {
        let set = self.head.lines().filter_map(|line| line.split_once(':'));
        let set = set.filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
        let pairs: Vec<&str> = set.filter_map(|(_, value)| value.trim().split(';').next()).collect();
        pairs.join("; ")
    }
}

pub fn get(host: &str, port: u16, path: &str) -> Result<Answer> {
    ask("GET", host, port, path, &[], None)
}

pub fn post(host: &str, port: u16, path: &str, json: &str) -> Result<Answer> {
    ask("POST", host, port, path, &[], Some(json))
}

/// With headers of its own, each as it is written.
pub fn ask(method: &str, host: &str, port: u16, path: &str, headers: &[&str], json: Option<&str>) -> Result<Answer> {
    let address = ([127, 0, 0, 1], port).into();
    let mut socket = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
    socket.set_read_timeout(Some(Duration::from_secs(20)))?;
    let body = json.unwrap_or_default();
    let mut more: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
    if json.is_some() {
        more += "Content-Type: application/json\r\n";
    }
    // 1.0: no chunks to put together
    write!(
        socket,
        "{method} {path} HTTP/1.0\r\nHost: {host}:{port}\r\nOrigin: http://{host}:{port}\r\nConnection: close\r\n\
         Accept: text/html, application/json\r\n{more}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = Vec::new();
    socket.read_to_end(&mut answer)?;
    let answer = String::from_utf8_lossy(&answer);
    let (head, body) = answer.split_once("\r\n\r\n").context("not an HTTP answer")?;
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).context("no status")?;
    Ok(Answer { status, head: head.to_string(), body: body.to_string() })
}
