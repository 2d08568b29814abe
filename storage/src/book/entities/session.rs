//! A session of the portal.

use sea_orm::entity::prelude::*;

/// One session.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// SHA-256 of the token, in hexadecimal: who reads the book cannot take over a session.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: String,
    /// Whose portal it sees.
    pub customer: String,
    /// `administrator` or `user`.
    pub role: String,
    /// When it began.
    pub created_at: DateTimeUtc,
    /// When it was last used, to within a minute.
    pub last_seen_at: DateTimeUtc,
    /// When it ends, however much it is used.
    pub ends_at: DateTimeUtc,
}

/// None that a query here follows.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
