//! An attempt to log in, kept for the one who asks later who tried.

use sea_orm::entity::prelude::*;

/// One attempt.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "login_attempt")]
pub struct Model {
    /// In order of time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The number that was given, whether there is such a customer or not.
    pub customer: String,
    /// When.
    pub at: DateTimeUtc,
    /// `success`, `failure`, `locked` or `unknown`.
    pub outcome: String,
}

/// None that a query here follows.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
