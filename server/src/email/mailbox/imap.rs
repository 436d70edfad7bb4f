//! Fetching by IMAP.

use std::time::Duration;

use async_imap::{Client, Session, error::Error};
use bytes::Bytes;
use futures_util::TryStreamExt;

use super::{Login, Unfetched, login, reach, secured, store};
use crate::{
    email::{
        inbound::{self, read::LARGEST},
        tables::mailboxes,
    },
    platform::{App, Time, outside::Line},
};

/// How long one waits for the server to say that something came. What comes between two words to it, it may say in answer
/// to neither: that is seen at the latest then.
const WAITS: Duration = Duration::from_secs(60);

/// How often one asks a server that does not say.
const ASKS: Duration = Duration::from_secs(60);

/// The slack between what clocks say, where a mail's time of arrival decides.
const SLACK: i64 = 24 * 60 * 60 * 1000;

/// An open mailbox.
pub struct Open {
    session: Session<Line>,
    idles: bool,
}

impl From<Error> for Unfetched {
    fn from(error: Error) -> Self {
        Unfetched::Broken(error.to_string())
    }
}

/// Connects, signs in and opens the folder, in which nothing is changed.
pub async fn open(app: &App, mailbox: &mailboxes::Model) -> Result<Open, Unfetched> {
    let Login { username, password } = login(app, mailbox)?;
    let (line, starts_tls) = reach(app, mailbox).await?;
    let mut client = Client::new(line);
    greeting(&mut client).await?;
    if starts_tls {
        client.run_command_and_check_ok("STARTTLS", None).await.map_err(|_| Unfetched::NoTls)?;
        // Whatever was said before TLS counts no more: the client that read it is given up.
        client = Client::new(secured(mailbox, client.into_inner()).await?);
    }
    let session = client.login(&username, &password).await;
    let mut session = session.map_err(|(error, _)| match error {
        Error::No(why) | Error::Bad(why) => Unfetched::Refused(why),
        other => other.into(),
    })?;
    let idles = session.capabilities().await?.has_str("IDLE");
    Ok(Open { session, idles })
}

async fn greeting(client: &mut Client<Line>) -> Result<(), Unfetched> {
    let greeting = client.read_response().await.map_err(|error| Unfetched::Broken(error.to_string()))?;
    greeting.map(|_| ()).ok_or_else(|| Unfetched::Broken("it says nothing".into()))
}

impl Open {
    /// Takes everything new in; says how many mails.
    pub async fn fetch(&mut self, app: &App, mailbox: &mailboxes::Model) -> Result<u64, Unfetched> {
        let folder = self.session.examine(&mailbox.folder).await.map_err(|error| match error {
            Error::No(why) | Error::Bad(why) => Unfetched::NoFolder(why),
            other => other.into(),
        })?;
        let numbering = i64::from(folder.uid_validity.unwrap_or_default());
        // Numbers given out anew say nothing of what was taken in: all is looked at, and the book knows what it knows.
        let after = if numbering == mailbox.uid_validity { mailbox.last_uid } else { 0 };
        let mut found = 0;
        for new in self.news(after).await? {
            let came = new.came.is_none_or(|came| came.0 >= mailbox.since.0 - SLACK);
            if came {
                let size = usize::try_from(new.size).unwrap_or(usize::MAX);
                let whole = size <= LARGEST;
                if let Some(raw) = self.mail(&new, whole).await? {
                    let taken = match whole {
                        true => inbound::take_in(app, mailbox.department_id, raw).await,
                        false => inbound::too_large(app, mailbox.department_id, raw, size).await,
                    };
                    taken.map_err(|failure| Unfetched::Unkept(failure.to_string()))?;
                    found += 1;
                }
            }
            let (known, uid) = (mailbox.clone(), i64::from(new.uid));
            app.db()
                .write(move |tx| Box::pin(async move { store::advance(tx, &known, numbering, uid).await }))
                .await
                .map_err(|error: sea_orm::DbErr| Unfetched::Unkept(error.to_string()))?;
        }
        Ok(found)
    }

    /// What is there behind a number, in its order.
    async fn news(&mut self, after: i64) -> Result<Vec<New>, Unfetched> {
        let set = format!("{}:*", after + 1);
        let mut all: Vec<New> = Vec::new();
        let mut found = self.session.uid_fetch(set, "(UID RFC822.SIZE INTERNALDATE)").await?;
        while let Some(one) = found.try_next().await? {
            // A range beyond the end is the last mail: it was there before.
            if let Some(uid) = one.uid.filter(|uid| i64::from(*uid) > after) {
                let came = one.internal_date().map(|date| Time(date.timestamp_millis()));
                all.push(New { uid, size: one.size.unwrap_or_default(), came });
            }
        }
        drop(found);
        all.sort_by_key(|new| new.uid);
        Ok(all)
    }

    /// A mail as it lies there, or its head. Nothing when it is gone.
    async fn mail(&mut self, new: &New, whole: bool) -> Result<Option<Bytes>, Unfetched> {
        let what = if whole { "BODY.PEEK[]" } else { "BODY.PEEK[HEADER]" };
        let mut found = self.session.uid_fetch(new.uid.to_string(), format!("(UID {what})")).await?;
        let mut raw = None;
        while let Some(one) = found.try_next().await? {
            if one.uid == Some(new.uid) {
                raw = one.body().or_else(|| one.header()).map(Bytes::copy_from_slice);
            }
        }
        Ok(raw)
    }

    /// Waits until something may have come.
    pub async fn wait(mut self) -> Result<Open, Unfetched> {
        if !self.idles {
            tokio::time::sleep(ASKS).await;
            self.session.noop().await?;
            return Ok(self);
        }
        let mut idle = self.session.idle();
        idle.init().await?;
        let (waited, _stop) = idle.wait_with_timeout(WAITS);
        waited.await?;
        let session = idle.done().await?;
        Ok(Open { session, idles: true })
    }

    /// Says goodbye.
    pub async fn close(mut self) {
        let _ = self.session.logout().await;
    }
}

struct New {
    uid: u32,
    size: u32,
    came: Option<Time>,
}
