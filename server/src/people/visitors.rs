//! What becomes of visitors: they come, see pages, say or are vouched for who they are, and are forgotten.

use std::collections::HashMap;

use contract::{roles::CustomerRole, widget::PageSeen};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, QuerySelect, entity::prelude::*, sea_query::ExprTrait};

use super::{
    VisitorChanged, VisitorForgotten, Vouched,
    access::{VISITOR_MILLIS, Visitor},
    customers::{
        self,
        pass::{self, SignedIn},
    },
    identity::{self, Claims},
    store,
    tables::visitors,
    validity,
};
use crate::platform::{
    App, Time, Tx,
    error::{Answered, Failure},
    ids,
};

/// What an identity made of a visitor.
#[derive(Clone, Debug)]
pub struct Identified {
    /// Who the browser is now.
    pub visitor: visitors::Model,
    /// The token of a new visitor; `None` when the visitor stayed the same.
    pub token: Option<String>,
}

/// A visitor, for finding all who hear of something: where a site vouched for who it is, every browser of that person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitorRef {
    /// Who.
    pub id: Uuid,
    /// The brand.
    pub brand: Uuid,
    /// The site's own name for the person.
    pub sub: Option<String>,
}

impl From<&visitors::Model> for VisitorRef {
    fn from(row: &visitors::Model) -> Self {
        VisitorRef { id: row.id, brand: row.brand_id, sub: row.identity_sub.clone() }
    }
}

/// A new visitor of a brand, and the token, which is stored nowhere.
///
/// # Errors
/// The database's.
pub async fn create_visitor(tx: &Tx, brand: Uuid, page: &PageSeen) -> Result<(visitors::Model, String), DbErr> {
    let (token, now, page) = (ids::new_secret(), tx.now(), clean(page));
    let row = visitors::Model {
        id: ids::new_id(),
        brand_id: brand,
        token_hash: ids::secret_hash(&token),
        name: String::new(),
        email: String::new(),
        identity_sub: None,
        account_id: None,
        session_id: None,
        pages: i32::from(!page.url.is_empty()),
        page: page.url,
        page_title: page.title,
        referrer: page.referrer,
        language: page.language,
        time_zone: page.time_zone,
        first_seen: now,
        seen_at: now,
        ends_at: now.plus(VISITOR_MILLIS),
    };
    insert(tx, row.clone()).await?;
    Ok((row, token))
}

async fn insert(tx: &Tx, row: visitors::Model) -> Result<(), DbErr> {
    tx.about("visitors", row.id);
    let row = visitors::ActiveModel {
        id: Set(row.id),
        brand_id: Set(row.brand_id),
        token_hash: Set(row.token_hash),
        name: Set(row.name),
        email: Set(row.email),
        identity_sub: Set(row.identity_sub),
        account_id: Set(row.account_id),
        session_id: Set(row.session_id),
        page: Set(row.page),
        page_title: Set(row.page_title),
        referrer: Set(row.referrer),
        language: Set(row.language),
        time_zone: Set(row.time_zone),
        pages: Set(row.pages),
        first_seen: Set(row.first_seen),
        seen_at: Set(row.seen_at),
        ends_at: Set(row.ends_at),
    };
    visitors::Entity::insert(row).exec_without_returning(tx).await.map(|_| ())
}

/// A page as it may be shown to agents: one line each, and only addresses that are safe to follow.
fn clean(page: &PageSeen) -> PageSeen {
    let link = |text: &str| {
        let text = validity::clean_line(text);
        let follows = url::Url::parse(&text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
        if follows { text } else { String::new() }
    };
    PageSeen {
        url: link(&page.url),
        title: validity::clean_line(&page.title),
        referrer: link(&page.referrer),
        language: validity::clean_line(&page.language),
        time_zone: validity::clean_line(&page.time_zone),
    }
}

/// A visitor.
///
/// # Errors
/// The database's.
pub async fn visitor(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<visitors::Model>, DbErr> {
    visitors::Entity::find_by_id(id).one(db).await
}

/// What sites call those of some visitors they vouched for.
///
/// # Errors
/// The database's.
pub async fn subs(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, String>, DbErr> {
    let mut all = HashMap::new();
    // Databases bound the number of values in a statement.
    for some in ids.chunks(500) {
        let vouched = visitors::Entity::find()
            .select_only()
            .columns([visitors::Column::Id, visitors::Column::IdentitySub])
            .filter(visitors::Column::Id.is_in(some.iter().copied()))
            .filter(visitors::Column::IdentitySub.is_not_null());
        all.extend(vouched.into_tuple::<(Uuid, String)>().all(db).await?);
    }
    Ok(all)
}

/// Every visitor who is the same person as this one: vouched for under the same brand and subject.
///
/// # Errors
/// The database's.
pub async fn same_person(db: &impl ConnectionTrait, visitor: &visitors::Model) -> Result<Vec<Uuid>, DbErr> {
    let Some(sub) = &visitor.identity_sub else { return Ok(vec![visitor.id]) };
    let same = visitors::Entity::find()
        .filter(visitors::Column::BrandId.eq(visitor.brand_id))
        .filter(visitors::Column::IdentitySub.eq(sub))
        .all(db)
        .await?;
    Ok(same.into_iter().map(|row| row.id).collect())
}

/// The role of customers a visitor holds: that of the account signed in at our portal, as it is now. A site's word for
/// who somebody is gives none: it signs nobody in, and nobody knows what the site has seen of an address.
///
/// # Errors
/// The database's.
pub async fn role_of_visitor(
    db: &impl ConnectionTrait,
    visitor: &visitors::Model,
    now: Time,
) -> Result<CustomerRole, DbErr> {
    let Some(session) = visitor.session_id else { return Ok(CustomerRole::Everyone) };
    let session = store::session(db, session).await?.filter(|session| session.ends_at > now);
    let Some(session) = session else { return Ok(CustomerRole::Everyone) };
    let account = store::account(db, session.account_id).await?.filter(|account| account.active);
    Ok(account.as_ref().map_or(CustomerRole::Everyone, customers::role))
}

/// The visitor is on another page.
///
/// # Errors
/// The database's.
pub async fn see_page(app: &App, visitor: Uuid, page: PageSeen) -> Answered<()> {
    app.db().write(move |tx| Box::pin(async move { write_page(tx, visitor, &page).await })).await?;
    Ok(())
}

async fn write_page(tx: &Tx, visitor: Uuid, page: &PageSeen) -> Result<(), DbErr> {
    let page = clean(page);
    tx.about("visitors", visitor);
    // The same page again, as by reloading it, is no other page.
    let another = Expr::col(visitors::Column::Page).ne(page.url.as_str());
    let counted =
        Expr::case(another, Expr::col(visitors::Column::Pages).add(1)).finally(Expr::col(visitors::Column::Pages));
    visitors::Entity::update_many()
        .col_expr(visitors::Column::Page, Expr::value(page.url))
        .col_expr(visitors::Column::PageTitle, Expr::value(page.title))
        .col_expr(visitors::Column::Referrer, Expr::value(page.referrer))
        .col_expr(visitors::Column::Language, Expr::value(page.language))
        .col_expr(visitors::Column::TimeZone, Expr::value(page.time_zone))
        .col_expr(visitors::Column::Pages, counted.into())
        .col_expr(visitors::Column::SeenAt, Expr::value(tx.now()))
        .col_expr(visitors::Column::EndsAt, Expr::value(tx.now().plus(VISITOR_MILLIS)))
        .filter(visitors::Column::Id.eq(visitor))
        .exec(tx)
        .await?;
    tx.record(VisitorChanged { visitor });
    Ok(())
}

/// The visitor says a name and an address. What a site vouched for is not overwritten by it.
///
/// # Errors
/// The database's.
pub async fn set_visitor_contact(tx: &Tx, visitor: Uuid, name: &str, email: &str) -> Result<(), DbErr> {
    tx.about("visitors", visitor);
    visitors::Entity::update_many()
        .col_expr(visitors::Column::Name, Expr::value(name))
        .col_expr(visitors::Column::Email, Expr::value(email))
        .filter(visitors::Column::Id.eq(visitor))
        .filter(visitors::Column::IdentitySub.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Forgets a visitor: the token stops working, the sockets close. Conversations stay with us.
///
/// # Errors
/// The database's.
pub async fn forget_visitor(app: &App, visitor: Uuid) -> Answered<()> {
    app.db().write(move |tx| Box::pin(async move { forget(tx, visitor).await })).await?;
    Ok(())
}

async fn forget(tx: &Tx, visitor: Uuid) -> Result<(), DbErr> {
    tx.about("visitors", visitor);
    visitors::Entity::update_many()
        .col_expr(visitors::Column::TokenHash, Expr::value(nobodys_token()))
        .col_expr(visitors::Column::EndsAt, Expr::value(tx.now()))
        .col_expr(visitors::Column::SessionId, Expr::value(None::<Uuid>))
        .filter(visitors::Column::Id.eq(visitor))
        .exec(tx)
        .await?;
    tx.record(VisitorForgotten { visitor });
    Ok(())
}

/// Forgets the visitors some sessions vouched for, when these end: whoever sits at the browser next is somebody else.
pub(super) async fn forget_signed_in(tx: &Tx, sessions: &[Uuid]) -> Result<(), DbErr> {
    let vouched: Vec<Uuid> = visitors::Entity::find()
        .select_only()
        .column(visitors::Column::Id)
        .filter(visitors::Column::SessionId.is_in(sessions.iter().copied()))
        .into_tuple()
        .all(tx)
        .await?;
    for visitor in vouched {
        forget(tx, visitor).await?;
    }
    Ok(())
}

/// The hash of a token nobody was ever given.
pub(super) fn nobodys_token() -> Vec<u8> {
    ids::secret_hash(&ids::new_secret())
}

/// Who vouches for a visitor.
#[derive(Clone)]
enum Word {
    /// A site, with a brand's secret.
    Theirs(Claims),
    /// Our portal, by a pass.
    Ours(String),
}

/// A site vouches for who a visitor is. The identity is (brand, sub): it grants no role, no sign-in and no account.
/// Our own portal vouches, too, by a pass: for the account that is signed in there, as long as it is.
///
/// Somebody without an identity gets this one; the same sub stays the same visitor; another sub is somebody else at the
/// same browser, and becomes a new visitor, so that neither sees what the other wrote.
///
/// # Errors
/// 422 on `token`.
pub async fn identify(app: &App, visitor: &Visitor, brand_secret: Option<&str>, token: &str) -> Answered<Identified> {
    let id = visitor.row.id;
    let word = match token.starts_with(pass::BEGINS) {
        true => Word::Ours(token.to_owned()),
        false => Word::Theirs(
            identity::read(token, brand_secret, app.clock().now())
                .map_err(|why| Failure::field("token", "malformed", &why.to_string()))?,
        ),
    };
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let row = visitors::Entity::find_by_id(id).one(tx).await?.ok_or_else(Failure::signed_out)?;
                let (claims, signed_in) = match word {
                    Word::Ours(pass) => {
                        let (claims, by) = pass::read(tx, row.brand_id, &pass).await?;
                        (claims, Some(by))
                    }
                    Word::Theirs(claims) => (claims, None),
                };
                let stays = row.identity_sub.as_ref().is_none_or(|sub| *sub == claims.sub);
                let (mut row, token) = if stays {
                    (row, None)
                } else {
                    let page = PageSeen {
                        url: row.page,
                        title: row.page_title,
                        referrer: row.referrer,
                        language: row.language,
                        time_zone: row.time_zone,
                    };
                    let (row, token) = create_visitor(tx, row.brand_id, &page).await?;
                    (row, Some(token))
                };
                vouch(tx, &mut row, claims, signed_in).await?;
                Ok::<_, Failure>(Identified { visitor: row, token })
            })
        })
        .await
}

/// What is vouched for replaces what the visitor said: nothing typed may look vouched for.
async fn vouch(tx: &Tx, row: &mut visitors::Model, claims: Claims, signed_in: Option<SignedIn>) -> Result<(), DbErr> {
    (row.name, row.email, row.identity_sub) = (claims.name, claims.email, Some(claims.sub));
    (row.account_id, row.session_id) = signed_in.map(|by| (by.account, by.session)).unzip();
    tx.about("visitors", row.id);
    visitors::Entity::update_many()
        .col_expr(visitors::Column::Name, Expr::value(row.name.clone()))
        .col_expr(visitors::Column::Email, Expr::value(row.email.clone()))
        .col_expr(visitors::Column::IdentitySub, Expr::value(row.identity_sub.clone()))
        .col_expr(visitors::Column::AccountId, Expr::value(row.account_id))
        .col_expr(visitors::Column::SessionId, Expr::value(row.session_id))
        .filter(visitors::Column::Id.eq(row.id))
        .exec(tx)
        .await?;
    tx.record(VisitorChanged { visitor: row.id });
    tx.record(Vouched { visitor: VisitorRef::from(&*row) });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_only_pages_one_may_follow() {
        let page = |url: &str| clean(&PageSeen { url: url.into(), title: "a\nb".into(), ..PageSeen::default() });
        assert_eq!(page("https://example.com/a?b=c").url, "https://example.com/a?b=c");
        assert_eq!(page("https://example.com/").title, "a b");
        for bad in [
            "javascript:alert(1)",
            " jAvAscript:alert(1)",
            "java\tscript:alert(1)",
            "data:text/html,x",
            "/a",
            "//evil.tld",
        ] {
            assert_eq!(page(bad).url, "", "{bad}");
        }
    }
}
