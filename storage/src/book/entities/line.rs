//! A number of a customer's own.

use sea_orm::entity::prelude::*;

/// One line.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "line")]
pub struct Model {
    /// Whose it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub customer: String,
    /// The number, as the events bear it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: String,
    /// `local` or `mobile`.
    pub kind: String,
    /// What people call it.
    pub name: String,
}

/// None that a query here follows.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
