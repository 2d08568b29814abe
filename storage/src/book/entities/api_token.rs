//! A token of a program.

use sea_orm::entity::prelude::*;

/// What lets a program in.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "api_token")]
pub struct Model {
    /// What it is called by in lists.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose data it sees.
    pub customer: String,
    /// What people call it.
    pub name: String,
    /// The hash of the secret.
    pub token_hash: String,
    /// What it may do: words with blanks between.
    pub scopes: String,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was used last; to the minute.
    pub last_used_at: Option<DateTimeUtc>,
    /// From when on it lets nobody in.
    pub ends_at: DateTimeUtc,
    /// When it was revoked, if it was.
    pub revoked_at: Option<DateTimeUtc>,
}

/// None that a query here follows.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
