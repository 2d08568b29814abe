//! Who works for a customer.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::accounts::number_of;
use super::entities::employee::{Column, Entity, Model};
use super::{Book, Error, Result};
use crate::CustomerNumber;

/// Somebody who works for a customer, as the app and the switchboard know them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Employee {
    /// For whom.
    pub customer: CustomerNumber,
    /// The id within the customer.
    pub id: String,
    /// The name.
    pub name: String,
    /// What the employee does; may be empty.
    pub title: String,
    /// The address for mail; may be empty.
    pub email: String,
}

impl Book {
    /// The employees of a customer, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn employees(&self, customer: &CustomerNumber) -> Result<Vec<Employee>> {
        let rows = Entity::find()
            .filter(Column::Customer.eq(customer.as_str()))
            .order_by_asc(Column::Name)
            .order_by_asc(Column::Id)
            .all(&self.database)
            .await?;
        rows.into_iter().map(Employee::try_from).collect()
    }
}

impl From<&Employee> for Model {
    fn from(employee: &Employee) -> Self {
        Self {
            customer: employee.customer.to_string(),
            id: employee.id.clone(),
            name: employee.name.clone(),
            title: employee.title.clone(),
            email: employee.email.clone(),
        }
    }
}

impl TryFrom<Model> for Employee {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self> {
        let customer = number_of(&row.customer)?;
        Ok(Self { customer, id: row.id, name: row.name, title: row.title, email: row.email })
    }
}
