//! Which tariff a customer has.

use sea_orm::entity::prelude::*;

/// A tariff of a customer, from a month on until the next one.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "customer_tariff")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub customer: String,
    /// From which month on, as `2026-10`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub from_month: String,
    /// The tariff's id.
    pub tariff: String,
}

/// None that a query here follows.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
