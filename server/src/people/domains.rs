//! The domains of the addresses stored anywhere: an index by label, so that everything under a domain is found by
//! looking up a few whole domains, and nothing has to be read that merely ends alike.

use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, QuerySelect, entity::prelude::*, sea_query::OnConflict};

use super::{compare, tables::mail_domains};
use crate::platform::Tx;

/// Remembers the domain of an address that is stored: every slice that stores one calls it. The domain is in the
/// compared form. Most domains have none above them that anybody could name, and cost nothing.
///
/// # Errors
/// The database's.
pub async fn know_domain(tx: &Tx, domain: &str) -> Result<(), DbErr> {
    for above in compare::domains_above(domain).skip(1) {
        let row = mail_domains::ActiveModel { above: Set(above.to_owned()), domain: Set(domain.to_owned()) };
        let known =
            OnConflict::columns([mail_domains::Column::Above, mail_domains::Column::Domain]).do_nothing().to_owned();
        mail_domains::Entity::insert(row).on_conflict(known).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// The stored domains under a domain, without itself.
///
/// # Errors
/// The database's.
pub async fn domains_under(db: &impl ConnectionTrait, domain: &str) -> Result<Vec<String>, DbErr> {
    mail_domains::Entity::find()
        .select_only()
        .column(mail_domains::Column::Domain)
        .filter(mail_domains::Column::Above.eq(domain))
        .into_tuple()
        .all(db)
        .await
}
