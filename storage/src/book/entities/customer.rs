//! A customer.

use sea_orm::entity::prelude::*;

/// One customer.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "customer")]
pub struct Model {
    /// The customer number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: String,
    /// What people call it.
    pub name: String,
    /// IANA name of the zone whose clock its statistics follow.
    pub zone: String,
    /// `da` or `en`.
    pub language: String,
    /// ISO 4217 code of what it pays in.
    pub currency: String,
    /// Its rate of VAT, in hundredths of a percent.
    pub vat_hundredths: i32,
    /// When it came into the book.
    pub created_at: DateTimeUtc,
}

/// None that a query here follows.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
