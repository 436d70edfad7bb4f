//! `visitors`: browsers on websites and portals.

use sea_orm::entity::prelude::*;

use crate::platform::Time;

/// A visitor of one brand; only its token's hash is stored.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "visitors")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub brand_id: Uuid,
    pub token_hash: Vec<u8>,
    pub name: String,
    pub email: String,
    pub identity_sub: Option<String>,
    pub account_id: Option<Uuid>,
    /// The session that vouches for the account.
    pub session_id: Option<Uuid>,
    pub page: String,
    pub page_title: String,
    pub referrer: String,
    pub language: String,
    pub time_zone: String,
    pub pages: i32,
    pub first_seen: Time,
    pub seen_at: Time,
    pub ends_at: Time,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
