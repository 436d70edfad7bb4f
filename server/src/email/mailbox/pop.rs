//! Fetching by POP3 (RFC 1939), with the names the server gives its mails (UIDL). What was fetched stays there.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};

use super::{Login, Unfetched, login, reach, secured, store};
use crate::{
    email::{
        inbound::{self, read::LARGEST},
        tables::mailboxes,
    },
    platform::{App, outside::Line},
};

/// How often one asks.
pub const ASKS: Duration = Duration::from_secs(60);

/// How long the server may take for a line.
const PATIENCE: Duration = Duration::from_secs(60);

/// The longest line that is read, in bytes.
const LINE: u64 = 2 * LARGEST as u64;

/// The most lines of a list.
const LINES: usize = 1_000_000;

struct Pop(BufReader<Line>);

/// A mail that lies there.
struct Listed {
    /// Its number in this connection.
    number: u32,
    /// The server's name for it.
    uidl: String,
    /// In bytes.
    size: usize,
}

/// Takes everything new in; says how many mails.
pub async fn fetch(app: &App, mailbox: &mailboxes::Model) -> Result<u64, Unfetched> {
    let Login { username, password } = login(app, mailbox)?;
    let (line, starts_tls) = reach(app, mailbox).await?;
    let mut pop = Pop(BufReader::new(line));
    pop.line().await?;
    if starts_tls {
        pop.ask("STLS").await.map_err(|_| Unfetched::NoTls)?;
        pop = Pop(BufReader::new(secured(mailbox, pop.0.into_inner()).await?));
    }
    // Names and passwords of any letters (RFC 5034); those who do not know it get them plainly.
    let plain = BASE64_STANDARD.encode(format!("\0{username}\0{password}"));
    if pop.ask(&format!("AUTH PLAIN {plain}")).await.is_err() {
        for word in [format!("USER {username}"), format!("PASS {password}")] {
            if word.contains(['\r', '\n']) {
                return Err(Unfetched::Refused("they hold a line break".into()));
            }
            pop.ask(&word).await.map_err(|why| Unfetched::Refused(why.to_string()))?;
        }
    }
    let department = mailbox.department_id;
    let unkept = |error: sea_orm::DbErr| Unfetched::Unkept(error.to_string());
    let there = pop.list().await?;
    // The server says nothing of when a mail came: what lay there at the first look is old, unless it is wanted. Which
    // look is the first is for the database to say: several may look at once.
    if mailbox.since.0 != 0 {
        let (of, names) = (mailbox.clone(), there.iter().map(|one| one.uidl.clone()).collect());
        let writing = app.db().write(move |tx| Box::pin(async move { store::first_look(tx, &of, names).await }));
        if !writing.await.map_err(unkept)? {
            return Err(Unfetched::Broken("the mailbox was set otherwise meanwhile".into()));
        }
    }
    let known: HashSet<String> = store::uidls(app.db().read(), department).await.map_err(unkept)?.into_iter().collect();
    let mut found = 0;
    for Listed { number, uidl, size } in there.into_iter().filter(|one| !known.contains(&one.uidl)) {
        let raw = if size <= LARGEST {
            pop.several(&format!("RETR {number}")).await?
        } else {
            pop.several(&format!("TOP {number} 0")).await?
        };
        let taken = match size <= LARGEST {
            true => inbound::take_in(app, department, raw).await,
            false => inbound::too_large(app, department, raw, size).await,
        };
        taken.map_err(|failure| Unfetched::Unkept(failure.to_string()))?;
        found += 1;
        let writing = app.db().write(move |tx| Box::pin(async move { store::know_uidl(tx, department, uidl).await }));
        writing.await.map_err(unkept)?;
    }
    let _ = pop.ask("QUIT").await;
    Ok(found)
}

impl Pop {
    /// A line, without its end.
    async fn line(&mut self) -> Result<Vec<u8>, Unfetched> {
        let broken = |why: &str| Unfetched::Broken(why.into());
        let mut line = Vec::new();
        let mut limited = (&mut self.0).take(LINE);
        let read = tokio::time::timeout(PATIENCE, limited.read_until(b'\n', &mut line)).await;
        read.map_err(|_| broken("it took too long"))?.map_err(|error| broken(&error.to_string()))?;
        if line.pop() != Some(b'\n') {
            return Err(broken("it ended in the middle of a line"));
        }
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        Ok(line)
    }

    /// What the server says to a word, when it agrees.
    async fn ask(&mut self, word: &str) -> Result<String, Unfetched> {
        let written = self.0.get_mut().write_all(format!("{word}\r\n").as_bytes()).await;
        written.map_err(|error| Unfetched::Broken(error.to_string()))?;
        let said = String::from_utf8_lossy(&self.line().await?).into_owned();
        match said.strip_prefix("+OK") {
            Some(rest) => Ok(rest.trim().to_owned()),
            None => Err(Unfetched::Broken(said.trim_start_matches("-ERR").trim().to_owned())),
        }
    }

    /// What the server says to a word in several lines.
    async fn several(&mut self, word: &str) -> Result<Bytes, Unfetched> {
        self.ask(word).await?;
        let mut all = Vec::new();
        loop {
            let line = self.line().await?;
            match line.as_slice() {
                b"." => return Ok(all.into()),
                // A dot at the beginning of a line is doubled on its way.
                [b'.', rest @ ..] => all.extend_from_slice(rest),
                line => all.extend_from_slice(line),
            }
            all.extend_from_slice(b"\r\n");
            if all.len() > LARGEST * 2 {
                return Err(Unfetched::Broken("it does not end".into()));
            }
        }
    }

    /// What is there.
    async fn list(&mut self) -> Result<Vec<Listed>, Unfetched> {
        let pairs = |lines: Bytes| -> Vec<(u32, String)> {
            let text = String::from_utf8_lossy(&lines).into_owned();
            let pair = |line: &str| {
                let (number, rest) = line.trim().split_once(' ')?;
                Some((number.parse().ok()?, rest.trim().to_owned()))
            };
            text.lines().take(LINES).filter_map(pair).collect()
        };
        let names = pairs(self.several("UIDL").await?);
        let sizes: HashMap<u32, String> = pairs(self.several("LIST").await?).into_iter().collect();
        let size = |number: &u32| sizes.get(number).and_then(|size| size.parse().ok()).unwrap_or_default();
        let listed = |(number, uidl)| Listed { number, size: size(&number), uidl };
        Ok(names.into_iter().map(listed).collect())
    }
}
