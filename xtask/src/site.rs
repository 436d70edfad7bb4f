//! The foreign sample site: someone else's pages that load our widget, served by someone else's (tiny) server.
//!
//! On 127.0.0.1 while the help desk is on localhost: another site to a browser, as in real life.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    path::{Component, Path, PathBuf},
    thread,
    time::Duration,
};

use anyhow::{Context, Result};

use crate::house;

/// The help desk's address as the pages are written; replaced by the real one.
const HELP_DESK: &str = "http://localhost:8080";

/// Serves the sample site until the program ends.
pub fn serve(port: u16, help_desk: u16) -> Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", port)).context("serving the sample site")?;
    let folder = house::root().join("xtask/sample-site");
    thread::spawn(move || {
        for socket in listener.incoming().flatten() {
            let folder = folder.clone();
            // A browser that goes away in the middle is no concern of ours.
            thread::spawn(move || answer(socket, &folder, help_desk).ok());
        }
    });
    Ok(())
}

fn answer(mut socket: TcpStream, folder: &Path, help_desk: u16) -> Result<()> {
    socket.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut request = String::new();
    BufReader::new(&socket).read_line(&mut request)?;
    let asked = request.split(' ').nth(1).unwrap_or("/");
    let content = file(folder, asked).and_then(|path| Some((fs::read(&path).ok()?, kind(&path))));
    let (status, kind, content) = match content {
        Some((content, kind)) if kind.starts_with("text/html") => {
            let page = String::from_utf8_lossy(&content).replace(HELP_DESK, &format!("http://localhost:{help_desk}"));
            ("200 OK", kind, page.into_bytes())
        }
        Some((content, kind)) => ("200 OK", kind, content),
        None => ("404 Not Found", "text/plain", b"Not here.".to_vec()),
    };
    write!(
        socket,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n",
        content.len()
    )?;
    socket.write_all(&content)?;
    Ok(())
}

/// The file for an address, never outside the folder.
fn file(folder: &Path, asked: &str) -> Option<PathBuf> {
    let path = asked.split(['?', '#']).next()?.trim_start_matches('/');
    let path = Path::new(if path.is_empty() { "index.html" } else { path });
    let plain = path.components().all(|part| matches!(part, Component::Normal(_)));
    plain.then(|| folder.join(path)).filter(|path| path.is_file())
}

fn kind(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}
