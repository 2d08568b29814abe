//! What is known of a mobile, beside its line.

use sea_orm::entity::prelude::*;

/// One mobile.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mobile")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub customer: String,
    /// The number, which is a line of the customer's.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: String,
    /// Who has it, when it is an employee.
    pub employee: Option<String>,
    /// The name of its user; may be empty.
    pub user_name: String,
    /// Where the user lives or works; may be empty.
    pub address: String,
    /// The user's address for mail; may be empty.
    pub user_email: String,
    /// The address of whoever looks after it; may be empty.
    pub administrator_email: String,
    /// What stands beside the number on invoices; may be empty.
    pub invoice_text: String,
    /// The number that is shown to whom it calls, when it is another.
    pub caller_id: Option<String>,
}

/// None that a query here follows.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
