//! One look into a recording.

use sea_orm::entity::prelude::*;

/// Somebody listened to a recording, or took it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "listen")]
pub struct Model {
    /// In order of time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose recording it is.
    pub customer: String,
    /// Which one.
    pub recording: String,
    /// When.
    pub at: DateTimeUtc,
    /// What the one may do who did: `administrator` or `user`.
    pub role: String,
    /// `listened` or `downloaded`.
    pub what: String,
}

/// None that a query here follows.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
