//! A SIM card.

use sea_orm::entity::prelude::*;

/// One card.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sim")]
pub struct Model {
    /// The number that is printed on it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub icc: String,
    /// Whose.
    pub customer: String,
    /// The mobile's number.
    pub number: String,
    /// `active`, `blocked` or `replaced`.
    pub state: String,
}

/// None that a query here follows.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
