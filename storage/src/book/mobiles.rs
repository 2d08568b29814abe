//! What is known of mobiles beside their lines, and their SIM cards.
//!
//! **No PIN or PUK of a card is in the book**: they come with the key that encrypts them.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::accounts::number_of;
use super::entities::{mobile, sim};
use super::{Book, Error, Result};
use crate::CustomerNumber;

/// A mobile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mobile {
    /// Whose it is.
    pub customer: CustomerNumber,
    /// Its number, which is a line of the customer's.
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
    /// What stands beside its number in the overview and on invoices; may be empty.
    pub invoice_text: String,
    /// The number that is shown to whom it calls, when it is another.
    pub caller_id: Option<String>,
}

/// A SIM card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sim {
    /// Whose it is.
    pub customer: CustomerNumber,
    /// The mobile's number.
    pub number: String,
    /// The number that is printed on it.
    pub icc: String,
    /// What has become of it.
    pub state: SimState,
}

/// What has become of a SIM card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SimState {
    /// It is in use.
    Active,
    /// It may not be used.
    Blocked,
    /// Another card has come in its place.
    Replaced,
}

impl SimState {
    /// Its word in the book.
    pub fn word(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Blocked => "blocked",
            Self::Replaced => "replaced",
        }
    }

    /// Reads its word in the book.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Active, Self::Blocked, Self::Replaced].into_iter().find(|state| state.word() == word)
    }
}

impl Book {
    /// The mobiles of a customer, by number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mobiles(&self, customer: &CustomerNumber) -> Result<Vec<Mobile>> {
        let rows = mobile::Entity::find()
            .filter(mobile::Column::Customer.eq(customer.as_str()))
            .order_by_asc(mobile::Column::Number)
            .all(&self.database)
            .await?;
        rows.into_iter().map(Mobile::try_from).collect()
    }

    /// The SIM cards of a customer, by mobile and card.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sims(&self, customer: &CustomerNumber) -> Result<Vec<Sim>> {
        let rows = sim::Entity::find()
            .filter(sim::Column::Customer.eq(customer.as_str()))
            .order_by_asc(sim::Column::Number)
            .order_by_asc(sim::Column::Icc)
            .all(&self.database)
            .await?;
        rows.into_iter().map(Sim::try_from).collect()
    }
}

impl From<&Mobile> for mobile::Model {
    fn from(mobile: &Mobile) -> Self {
        Self {
            customer: mobile.customer.to_string(),
            number: mobile.number.clone(),
            employee: mobile.employee.clone(),
            user_name: mobile.user_name.clone(),
            address: mobile.address.clone(),
            user_email: mobile.user_email.clone(),
            administrator_email: mobile.administrator_email.clone(),
            invoice_text: mobile.invoice_text.clone(),
            caller_id: mobile.caller_id.clone(),
        }
    }
}

impl TryFrom<mobile::Model> for Mobile {
    type Error = Error;

    fn try_from(row: mobile::Model) -> Result<Self> {
        Ok(Self {
            customer: number_of(&row.customer)?,
            number: row.number,
            employee: row.employee,
            user_name: row.user_name,
            address: row.address,
            user_email: row.user_email,
            administrator_email: row.administrator_email,
            invoice_text: row.invoice_text,
            caller_id: row.caller_id,
        })
    }
}

impl From<&Sim> for sim::Model {
    fn from(sim: &Sim) -> Self {
        Self {
            icc: sim.icc.clone(),
            customer: sim.customer.to_string(),
            number: sim.number.clone(),
            state: sim.state.word().to_owned(),
        }
    }
}

impl TryFrom<sim::Model> for Sim {
    type Error = Error;

    fn try_from(row: sim::Model) -> Result<Self> {
        let state = SimState::from_word(&row.state)
            .ok_or_else(|| Error::Damaged { what: format!("{:?} as the state of a SIM card", row.state) })?;
        Ok(Self { customer: number_of(&row.customer)?, number: row.number, icc: row.icc, state })
    }
}
