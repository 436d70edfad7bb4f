//! Fetches every mailbox that is switched on, each by itself, until the server stops.

use std::{collections::HashMap, sync::Arc, time::Duration};

use contract::mailboxes::MailProtocol;
use tokio::sync::Notify;
use tokio_util::task::AbortOnDropHandle;
use uuid::Uuid;

use super::{Unfetched, imap, pop, store};
use crate::{
    email::tables::mailboxes,
    platform::{App, words::from_text},
};

/// How long one waits after a failure, doubled with each further one.
const FIRST_PAUSE: Duration = Duration::from_secs(5);

/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(10 * 60);

/// How often one looks whether another server changed what is fetched.
const LOOKS: Duration = Duration::from_secs(60);

/// Woken when a mailbox was changed here; lent by `reactions.rs`.
#[derive(Clone, Debug, Default)]
pub struct Fetchers(Arc<Notify>);

impl Fetchers {
    /// A mailbox was changed.
    pub fn changed(&self) {
        self.0.notify_one();
    }
}

/// Fetches from now on.
pub fn start(app: &App) {
    let Some(fetchers) = app.lent::<Fetchers>().cloned() else { return };
    let app = app.clone();
    app.clone().spawn("mailboxes", async move {
        let mut running: HashMap<Uuid, (i64, AbortOnDropHandle<()>)> = HashMap::new();
        loop {
            match store::enabled(app.db().read()).await {
                Ok(mailboxes) => {
                    let now: HashMap<Uuid, mailboxes::Model> =
                        mailboxes.into_iter().map(|one| (one.department_id, one)).collect();
                    running.retain(|department, (version, _)| {
                        now.get(department).is_some_and(|mailbox| mailbox.version == *version)
                    });
                    for (department, mailbox) in now {
                        running.entry(department).or_insert_with(|| {
                            let (version, app) = (mailbox.version, app.clone());
                            (version, AbortOnDropHandle::new(tokio::spawn(always(app, mailbox))))
                        });
                    }
                }
                Err(error) => tracing::error!(%error, "mailboxes could not be read"),
            }
            tokio::select! {
                () = fetchers.0.notified() => {}
                () = tokio::time::sleep(LOOKS) => {}
            }
        }
    });
}

/// Fetches a mailbox, and again, until it is dropped.
async fn always(app: App, mailbox: mailboxes::Model) {
    let mut pause = FIRST_PAUSE;
    loop {
        let began = tokio::time::Instant::now();
        let Err(why) = stay(&app, &mailbox).await else { continue };
        tracing::warn!(%why, host = mailbox.host, "a mailbox is not fetched now, and will be tried again");
        note(&app, &mailbox, Err(&why)).await;
        // A connection that stood for a while has only to be made again.
        if began.elapsed() > LONGEST_PAUSE {
            pause = FIRST_PAUSE;
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Fetches as long as the connection stands.
async fn stay(app: &App, mailbox: &mailboxes::Model) -> Result<(), Unfetched> {
    if from_text::<MailProtocol>(&mailbox.protocol).unwrap_or_default() == MailProtocol::Pop3 {
        pop::fetch(app, mailbox).await?;
        note(app, mailbox, Ok(())).await;
        tokio::time::sleep(pop::ASKS).await;
        return Ok(());
    }
    let mut open = imap::open(app, mailbox).await?;
    loop {
        let now = store::mailbox(app.db().read(), mailbox.department_id).await;
        let now = now.map_err(|error| Unfetched::Unkept(error.to_string()))?;
        let Some(now) = now.filter(|now| now.version == mailbox.version) else {
            // Changed by another server: whoever runs this looks soon.
            open.close().await;
            tokio::time::sleep(LOOKS).await;
            return Ok(());
        };
        open.fetch(app, &now).await?;
        note(app, &now, Ok(())).await;
        open = open.wait().await?;
    }
}

/// Fetches a mailbox once; says why not.
pub async fn once(app: &App, mailbox: &mailboxes::Model) -> Result<(), Unfetched> {
    let fetched = match from_text(&mailbox.protocol).unwrap_or_default() {
        MailProtocol::Pop3 => pop::fetch(app, mailbox).await.map(|_| ()),
        MailProtocol::Imap => match imap::open(app, mailbox).await {
            Ok(mut open) => {
                let fetched = open.fetch(app, mailbox).await;
                open.close().await;
                fetched.map(|_| ())
            }
            Err(why) => Err(why),
        },
    };
    note(app, mailbox, fetched.as_ref().copied()).await;
    fetched
}

async fn note(app: &App, mailbox: &mailboxes::Model, went: Result<(), &Unfetched>) {
    let (known, problem) = (mailbox.clone(), went.err().map(ToString::to_string).unwrap_or_default());
    let noted: Result<(), sea_orm::DbErr> = app
        .db()
        .write(move |tx| {
            Box::pin(async move {
                let at = problem.is_empty().then(|| tx.now());
                store::went(tx, &known, at, &problem).await
            })
        })
        .await;
    if let Err(error) = noted {
        tracing::error!(%error, "how fetching went could not be written down");
    }
}
