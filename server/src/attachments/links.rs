//! Links that open a file: for some hours, and only to whom they were given.

use sea_orm::prelude::Uuid;

use crate::platform::{App, Time, vault::Vault};

/// How long a link opens its file at least, in milliseconds; at most an hour longer, so that what is asked for again
/// within the hour is the same link.
const LASTS: i64 = 4 * HOUR;
const HOUR: i64 = 60 * 60 * 1000;

/// Makes the links of one account.
#[derive(Clone, Debug)]
pub struct Links {
    vault: Vault,
    account: Uuid,
    ends: Time,
}

impl Links {
    /// For somebody who may read what the files belong to.
    pub fn of(app: &App, account: Uuid) -> Links {
        let now = app.clock().now().0;
        let ends = Time((now - now.rem_euclid(HOUR)) + HOUR + LASTS);
        Links { vault: app.vault().clone(), account, ends }
    }

    /// The link to a file.
    pub fn to(&self, file: Uuid) -> String {
        let Links { vault, account, ends } = self;
        format!("/files/{file}?until={}&seal={}", ends.0, vault.mark(&words(file, *account, *ends)))
    }
}

/// Whether a link was given to an account and still opens its file.
pub(super) fn opens(app: &App, account: Uuid, file: Uuid, until: i64, seal: &str) -> bool {
    app.clock().now().0 < until && app.vault().marked(&words(file, account, Time(until)), seal)
}

fn words(file: Uuid, account: Uuid, ends: Time) -> String {
    format!("file {file} for {account} until {}", ends.0)
}
