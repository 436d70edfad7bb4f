//! Links by mail: each is for one purpose and one address, works once, and not for long.
//!
//! Its token is drawn when the mail leaves and stands nowhere but in that mail: stored is its hash.

pub use contract::accounts::LinkPurpose;
use sea_orm::{ActiveValue::Set, DbErr, entity::prelude::*};
use serde::{Deserialize, Serialize};

use super::{
    store,
    tables::{accounts, links},
};
use crate::platform::{
    App, Time, Tx,
    error::{Answered, Failure},
    events::Durable,
    ids, words,
};

const HOUR: i64 = 60 * 60 * 1000;

/// How long a link works, in milliseconds.
pub fn lasts(purpose: LinkPurpose) -> i64 {
    match purpose {
        LinkPurpose::Invitation | LinkPurpose::Verification => 24 * HOUR,
        LinkPurpose::Reset => HOUR,
    }
}

/// A link is to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkMade {
    /// Which one.
    pub link: Uuid,
    /// Somebody registered with an address that has an account.
    #[serde(default)]
    pub known: bool,
}

impl Durable for LinkMade {
    const KIND: &'static str = "people.link_made";
}

/// A link on its way: whoever holds the token may do what it is for.
#[derive(Clone)]
pub struct Ready {
    /// What for.
    pub purpose: LinkPurpose,
    /// The secret.
    pub token: String,
    /// Whose.
    pub account: accounts::Model,
    /// The address the account is to have from then on; none: the one it has.
    pub new_email: Option<String>,
    /// The brand whose portal it leads to; none: the console.
    pub brand: Option<Uuid>,
}

impl std::fmt::Debug for Ready {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Ready({:?} of {})", self.purpose, self.account.id)
    }
}

impl Ready {
    /// Whom it is sent to.
    pub fn to(&self) -> &str {
        self.new_email.as_deref().unwrap_or(&self.account.email)
    }

    /// Where the link leads. Behind the `#` nothing reaches a server's log; the portal's pages work without script, and
    /// need it before.
    pub fn url(&self, base: &str) -> String {
        let page = match self.purpose {
            LinkPurpose::Invitation => "invitation",
            LinkPurpose::Reset => "reset",
            LinkPurpose::Verification => "verification",
        };
        match self.brand {
            Some(_) => format!("{base}/{page}?token={}", self.token),
            None => format!("{base}/console/{page}#{}", self.token),
        }
    }
}

/// Makes a link of an account; an earlier one for the same purpose ends.
pub(super) async fn make(
    tx: &Tx,
    account: &accounts::Model,
    purpose: LinkPurpose,
    brand: Option<Uuid>,
) -> Result<links::Model, DbErr> {
    make_to(tx, account, purpose, brand, None).await
}

/// The same to an address the account is to have.
async fn make_to(
    tx: &Tx,
    account: &accounts::Model,
    purpose: LinkPurpose,
    brand: Option<Uuid>,
    new_email: Option<String>,
) -> Result<links::Model, DbErr> {
    end(tx, account.id, purpose).await?;
    let row = links::Model {
        id: ids::new_id(),
        account_id: account.id,
        purpose: words::to_text(&purpose),
        email_key: account.email_key.clone(),
        new_email,
        brand_id: brand,
        token_hash: None,
        created_at: tx.now(),
        ends_at: tx.now().plus(lasts(purpose)),
    };
    let new = links::ActiveModel {
        id: Set(row.id),
        account_id: Set(row.account_id),
        purpose: Set(row.purpose.clone()),
        email_key: Set(row.email_key.clone()),
        new_email: Set(row.new_email.clone()),
        brand_id: Set(row.brand_id),
        token_hash: Set(None),
        created_at: Set(row.created_at),
        ends_at: Set(row.ends_at),
    };
    links::Entity::insert(new).exec_without_returning(tx).await?;
    Ok(row)
}

/// Makes a link of an account and has it sent.
pub(super) async fn send(
    tx: &Tx,
    account: &accounts::Model,
    purpose: LinkPurpose,
    brand: Option<Uuid>,
) -> Result<(), DbErr> {
    let row = make(tx, account, purpose, brand).await?;
    tx.record_durably(&LinkMade { link: row.id, known: false }).await
}

/// Has somebody told that there is an account, with a link into it.
pub(super) async fn tell_known(tx: &Tx, account: &accounts::Model, brand: Option<Uuid>) -> Result<(), DbErr> {
    let row = make(tx, account, LinkPurpose::Reset, brand).await?;
    tx.record_durably(&LinkMade { link: row.id, known: true }).await
}

/// Has an account's new address verified.
pub(super) async fn send_to(tx: &Tx, account: &accounts::Model, new_email: String, brand: Uuid) -> Result<(), DbErr> {
    let row = make_to(tx, account, LinkPurpose::Verification, Some(brand), Some(new_email)).await?;
    tx.record_durably(&LinkMade { link: row.id, known: false }).await
}

/// Draws the token of a link that is about to leave; a token drawn before ends. `None` when there is nothing to send
/// any more: the link was used, replaced or is over.
///
/// # Errors
/// The database's.
pub async fn draw(app: &App, link: Uuid) -> Result<Option<Ready>, DbErr> {
    let drawn = app.db().write(move |tx| {
        Box::pin(async move {
            let Some(row) = links::Entity::find_by_id(link).one(tx).await? else { return Ok(None) };
            Ok::<_, DbErr>(match holder(tx, &row).await? {
                Some(account) => Some(draw_in(tx, row, account).await?),
                None => None,
            })
        })
    });
    drawn.await
}

pub(super) async fn draw_in(tx: &Tx, row: links::Model, account: accounts::Model) -> Result<Ready, DbErr> {
    let token = ids::new_secret();
    links::Entity::update_many()
        .col_expr(links::Column::TokenHash, Expr::value(ids::secret_hash(&token)))
        .filter(links::Column::Id.eq(row.id))
        .exec(tx)
        .await?;
    Ok(Ready {
        purpose: words::from_text(&row.purpose)?,
        token,
        account,
        new_email: row.new_email,
        brand: row.brand_id,
    })
}

/// Whose a link is, while it works.
async fn holder(tx: &Tx, row: &links::Model) -> Result<Option<accounts::Model>, DbErr> {
    if row.ends_at <= tx.now() {
        return Ok(None);
    }
    let account = store::account_held(tx, row.account_id).await?;
    Ok(account.filter(|account| account.active && account.email_key == row.email_key))
}

/// What a token is for and whose it is, without using it. It works where it leads to and nowhere else: at a brand's
/// portal, or, without one, at the console.
///
/// # Errors
/// 410 when it does not work.
pub(super) async fn read(app: &App, token: &str, brand: Option<Uuid>) -> Answered<(LinkPurpose, accounts::Model)> {
    let found = by_token(app.db().read(), token).await?;
    let works = |row: &links::Model| row.ends_at > app.clock().now() && row.brand_id == brand;
    let row = found.filter(works).ok_or_else(over)?;
    let account = store::account(app.db().read(), row.account_id).await?;
    let account = account.filter(|account| account.active && account.email_key == row.email_key).ok_or_else(over)?;
    Ok((words::from_text(&row.purpose)?, account))
}

/// What a link that was used up was about.
pub(super) struct Redeemed {
    /// Whose it was.
    pub account: accounts::Model,
    /// The address the account is to have.
    pub new_email: Option<String>,
}

/// Uses a token up, for what it is for and nothing else.
///
/// # Errors
/// 410 when it does not work.
pub(super) async fn redeem(tx: &Tx, token: &str, purpose: LinkPurpose, brand: Option<Uuid>) -> Answered<Redeemed> {
    let here = |row: &links::Model| row.purpose == words::to_text(&purpose) && row.brand_id == brand;
    let row = by_token(tx, token).await?.filter(here).ok_or_else(over)?;
    let account = holder(tx, &row).await?.ok_or_else(over)?;
    // Of two at once, one finds it gone.
    let gone = links::Entity::delete_by_id(row.id).exec(tx).await?;
    if gone.rows_affected == 1 { Ok(Redeemed { account, new_email: row.new_email }) } else { Err(over()) }
}

async fn by_token(db: &impl ConnectionTrait, token: &str) -> Result<Option<links::Model>, DbErr> {
    links::Entity::find().filter(links::Column::TokenHash.eq(ids::secret_hash(token))).one(db).await
}

/// The link of an account for a purpose that works now.
pub(super) async fn pending(
    db: &impl ConnectionTrait,
    account: &accounts::Model,
    purpose: LinkPurpose,
    now: Time,
) -> Result<Option<links::Model>, DbErr> {
    let row = links::Entity::find()
        .filter(links::Column::AccountId.eq(account.id))
        .filter(links::Column::Purpose.eq(words::to_text(&purpose)))
        .one(db)
        .await?;
    Ok(row.filter(|row| account.active && row.ends_at > now && row.email_key == account.email_key))
}

/// Ends what an account was sent for a purpose; whether there was something.
pub(super) async fn end(tx: &Tx, account: Uuid, purpose: LinkPurpose) -> Result<bool, DbErr> {
    links::Entity::delete_many()
        .filter(links::Column::AccountId.eq(account))
        .filter(links::Column::Purpose.eq(words::to_text(&purpose)))
        .exec(tx)
        .await
        .map(|gone| gone.rows_affected > 0)
}

/// Ends everything an account was sent.
pub(super) async fn end_all(tx: &Tx, account: Uuid) -> Result<(), DbErr> {
    links::Entity::delete_many().filter(links::Column::AccountId.eq(account)).exec(tx).await.map(|_| ())
}

/// Removes links that are over; how many.
pub(super) async fn sweep(tx: &Tx, now: Time) -> Result<(), DbErr> {
    links::Entity::delete_many().filter(links::Column::EndsAt.lte(now)).exec(tx).await.map(|_| ())
}

pub(super) fn over() -> Failure {
    Failure::new(
        axum::http::StatusCode::GONE,
        "link_over",
        "This link does not work any more: it was used, replaced, or is too old.",
    )
}
