//! A version of a tariff.

use sea_orm::entity::prelude::*;

/// One version. It is written and read as a whole, so what it consists of is one document; plans stand apart, since lines are
/// tied to them.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tariff")]
pub struct Model {
    /// The tariff's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The local day from whose start it holds.
    #[sea_orm(primary_key, auto_increment = false)]
    pub valid_from: Date,
    /// What people call it.
    pub name: String,
    /// Currency, bands, groups and rates, as JSON.
    pub terms: String,
}

/// None that a query here follows.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
