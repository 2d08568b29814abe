//! A way into a customer's portal.

use sea_orm::entity::prelude::*;

/// One login.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "login")]
pub struct Model {
    /// Whose it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub customer: String,
    /// The user's name within the customer.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_name: String,
    /// `administrator` or `user`.
    pub role: String,
    /// The PIN, hashed, with the hash's own parameters.
    pub pin_hash: String,
    /// Failures since the last success.
    pub failures: i32,
    /// Until when every attempt is refused.
    pub locked_until: Option<DateTimeUtc>,
}

/// None that a query here follows.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
