//! A plan or an add-on of a version of a tariff.

use sea_orm::entity::prelude::*;

/// One plan.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "plan")]
pub struct Model {
    /// The tariff's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tariff: String,
    /// The version's first day.
    #[sea_orm(primary_key, auto_increment = false)]
    pub valid_from: Date,
    /// `plan` or `addon`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Its place in the tariff.
    pub place: i32,
    /// What stands on an invoice.
    pub name: String,
    /// A month's price, as a decimal.
    pub price: String,
    /// What it includes, as JSON.
    pub allowances: String,
}

/// None that a query here follows.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
