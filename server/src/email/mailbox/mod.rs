//! Mailboxes: where a department's mails are fetched, and the fetching.
//!
//! What was fetched is known by the server's numbers, never by what it shows as read: whoever reads a mail there takes
//! nothing away here. A number is written down after its mail was taken in, so that a mail may be fetched again, and the
//! book of mails knows it then.

mod imap;
mod pop;
mod runner;
mod settings;
mod store;

pub use runner::{Fetchers, start};
pub(super) use settings::{fetch_now, get, remove, set};
pub(super) use store::{checked_by, plus_addresses};

use contract::mailboxes::MailSecurity;
use url::Host;

use super::tables::mailboxes;
use crate::platform::{
    App,
    outside::{self, Line, Outside, Unreached},
    words::from_text,
};

/// Why a mailbox was not fetched.
#[derive(Debug, thiserror::Error)]
pub enum Unfetched {
    /// Its server is not reached.
    #[error("its server is not reached: {0}")]
    Unreached(#[from] Unreached),
    /// Its server takes neither name nor password.
    #[error("its server refuses the name or the password: {0}")]
    Refused(String),
    /// There is no such folder.
    #[error("its server knows no such folder: {0}")]
    NoFolder(String),
    /// Its server said something unexpected, or nothing any more.
    #[error("its server broke off: {0}")]
    Broken(String),
    /// Its server does not offer TLS.
    #[error("its server does not offer TLS")]
    NoTls,
    /// The password cannot be read here any more.
    #[error("the password is sealed with another key: enter it again")]
    Sealed,
    /// A mail could not be kept here.
    #[error("a mail could not be kept: {0}")]
    Unkept(String),
}

/// What one signs in with.
struct Login {
    username: String,
    password: String,
}

fn login(app: &App, mailbox: &mailboxes::Model) -> Result<Login, Unfetched> {
    let password = app.vault().open_sealed(mailbox.department_id.as_bytes(), &mailbox.secret);
    Ok(Login { username: mailbox.username.clone(), password: password.ok_or(Unfetched::Sealed)? })
}

/// A connection to a mailbox's server, and whether TLS is still to begin.
async fn reach(app: &App, mailbox: &mailboxes::Model) -> Result<(Line, bool), Unfetched> {
    let outside = Outside::new(&app.config().inside_hosts);
    let host = Host::parse(&mailbox.host).map_err(|_| Unreached::Forbidden(mailbox.host.clone()))?;
    let host = named(&host);
    let port = u16::try_from(mailbox.port).unwrap_or_default();
    match from_text(&mailbox.security).unwrap_or_default() {
        MailSecurity::None if !outside.is_inside(&host) => Err(Unreached::Forbidden(mailbox.host.clone()).into()),
        MailSecurity::None => Ok((outside.connect(&host, port).await?, false)),
        MailSecurity::StartTls => Ok((outside.connect(&host, port).await?, true)),
        MailSecurity::Tls => {
            let line = outside.connect(&host, port).await?;
            Ok((outside::secured(&host, line).await?, false))
        }
    }
}

/// Begins TLS, which the server agreed to.
async fn secured(mailbox: &mailboxes::Model, line: Line) -> Result<Line, Unfetched> {
    let host = Host::parse(&mailbox.host).map_err(|_| Unreached::Forbidden(mailbox.host.clone()))?;
    Ok(outside::secured(&named(&host), line).await?)
}

fn named(host: &Host<String>) -> Host<&str> {
    match host {
        Host::Domain(name) => Host::Domain(name),
        Host::Ipv4(address) => Host::Ipv4(*address),
        Host::Ipv6(address) => Host::Ipv6(*address),
    }
}
