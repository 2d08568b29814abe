//! A plan or an add-on that a line has.

use sea_orm::entity::prelude::*;

/// One stretch of months.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "subscription")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub customer: String,
    /// The line.
    #[sea_orm(primary_key, auto_increment = false)]
    pub line: String,
    /// `plan` or `addon`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    /// The plan's or the add-on's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub plan: String,
    /// The first month, as `2026-10`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub from_month: String,
    /// The first month without it, when it ends.
    pub until_month: Option<String>,
}

/// None that a query here follows.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
