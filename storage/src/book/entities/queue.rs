//! A queue of a customer.

use sea_orm::entity::prelude::*;

/// One queue.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "queue")]
pub struct Model {
    /// Whose it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub customer: String,
    /// Its id, as the events bear it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Answered within this is in time.
    pub service_level_seconds: i32,
    /// Abandoned sooner than this is short; 0 turns it off.
    pub short_abandon_seconds: i32,
    /// When it is open, one stretch of the week a line; empty means always.
    pub opening_hours: String,
}

/// None that a query here follows.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
