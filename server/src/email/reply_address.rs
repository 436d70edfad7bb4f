//! Reply addresses: a department's own address with a tag of ours, so that an answer joins its ticket also where a mail
//! program forgot which mail it answers.
//!
//! `sales+t1042-20781-9f…@example.com`: the ticket's number, the last day on which it holds in days since 1970, and a seal
//! on both. Whoever has it still has to be a participant of the ticket.

use crate::{
    platform::{Time, vault::Vault},
    tickets::tables::tickets,
};

/// For how many days one holds.
const LASTS: i64 = 400;
const DAY: i64 = 24 * 60 * 60 * 1000;

/// The longest that may stand before the @, in bytes (RFC 5321).
const LOCAL: usize = 64;

/// The reply address of a ticket; none where the department's address leaves no room.
pub(super) fn of(vault: &Vault, ticket: &tickets::Model, department: &str, now: Time) -> Option<String> {
    let (local, host) = department.rsplit_once('@')?;
    let until = now.0.div_euclid(DAY) + LASTS;
    let local = format!("{local}+t{}-{until}-{}", ticket.number, vault.tag(&words(ticket, until)));
    (local.len() <= LOCAL).then(|| format!("{local}@{host}"))
}

fn words(ticket: &tickets::Model, until: i64) -> String {
    format!("reply in {} until {until}", ticket.id)
}

/// What a reply address says; nobody has looked yet whether it is ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tagged {
    /// The department's address, as it is compared.
    base: String,
    /// The ticket's number.
    pub(super) number: i64,
    until: i64,
    seal: String,
}

impl Tagged {
    /// Reads an address, as it is compared.
    pub(super) fn read(address: &str) -> Option<Tagged> {
        let (local, host) = address.rsplit_once('@')?;
        let (name, tag) = local.rsplit_once("+t")?;
        let mut parts = tag.splitn(3, '-');
        let mut number = || parts.next()?.parse().ok().filter(|number| *number > 0);
        let (number, until) = (number()?, number()?);
        let seal = parts.next().filter(|seal| !seal.is_empty())?.to_owned();
        Some(Tagged { base: format!("{name}@{host}"), number, until, seal })
    }

    /// Whether it is of this ticket, unaltered, and still holds.
    pub(super) fn opens(&self, vault: &Vault, ticket: &tickets::Model, now: Time) -> bool {
        ticket.number == self.number
            && now.0.div_euclid(DAY) <= self.until
            && vault.tagged(&words(ticket, self.until), &self.seal)
    }
}

/// The address without a tag of ours.
pub(super) fn untagged(address: &str) -> String {
    Tagged::read(address).map_or_else(|| address.to_owned(), |tagged| tagged.base)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_be_ours_is_read() {
        let read = Tagged::read("sales+news+t7-20000-ab12@x.example").unwrap();
        assert_eq!((&*read.base, read.number, read.until, &*read.seal), ("sales+news@x.example", 7, 20_000, "ab12"));
        for foreign in [
            "sales@x.example",
            "sales+vip@x.example",
            "sales+t@x.example",
            "sales+tea-time-now@x.example",
            "sales+t7-20000@x.example",
            "sales+t7-20000-@x.example",
            "sales+t-7-20000-ab@x.example",
            "sales+t99999999999999999999-1-ab@x.example",
        ] {
            assert_eq!(Tagged::read(foreign), None, "{foreign}");
            assert_eq!(untagged(foreign), foreign);
        }
    }
}
