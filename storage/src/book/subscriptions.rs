//! Which tariff a customer has, and which plans and add-ons its lines have.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::accounts::number_of;
use super::entities::{customer_tariff, subscription};
use super::{Book, Error, Result, damaged};
use crate::CustomerNumber;
use crate::money::Month;
use crate::money::tariff::PlanKind;

/// A customer's tariff, from a month on until the next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerTariff {
    /// Whose.
    pub customer: CustomerNumber,
    /// From which month on.
    pub from: Month,
    /// The tariff's id.
    pub tariff: String,
}

/// A plan or an add-on that a line has, in whole months.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Whose.
    pub customer: CustomerNumber,
    /// The line.
    pub line: String,
    /// Plan or add-on.
    pub kind: PlanKind,
    /// Its id in the customer's tariff.
    pub plan: String,
    /// The first month.
    pub from: Month,
    /// The first month without it, when it ends.
    pub until: Option<Month>,
}

impl Subscription {
    /// Whether it is there in a month.
    pub fn is_in(&self, month: Month) -> bool {
        self.from <= month && self.until.is_none_or(|until| month < until)
    }
}

impl Book {
    /// Every customer's tariffs, by customer and month.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn customer_tariffs(&self) -> Result<Vec<CustomerTariff>> {
        let rows = customer_tariff::Entity::find().all(&self.database).await?;
        let mut tariffs = rows.into_iter().map(CustomerTariff::try_from).collect::<Result<Vec<_>>>()?;
        tariffs.sort_by(|a, b| (&a.customer, a.from).cmp(&(&b.customer, b.from)));
        Ok(tariffs)
    }

    /// What the lines of a customer have and had, by line and month.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn subscriptions(&self, customer: &CustomerNumber) -> Result<Vec<Subscription>> {
        let of_customer = subscription::Column::Customer.eq(customer.as_str());
        let rows = subscription::Entity::find().filter(of_customer).all(&self.database).await?;
        let mut all = rows.into_iter().map(Subscription::try_from).collect::<Result<Vec<_>>>()?;
        all.sort_by(|a, b| (&a.line, a.from, a.kind, &a.plan).cmp(&(&b.line, b.from, b.kind, &b.plan)));
        Ok(all)
    }
}

impl From<&CustomerTariff> for customer_tariff::Model {
    fn from(tariff: &CustomerTariff) -> Self {
        Self {
            customer: tariff.customer.to_string(),
            from_month: tariff.from.to_string(),
            tariff: tariff.tariff.clone(),
        }
    }
}

impl TryFrom<customer_tariff::Model> for CustomerTariff {
    type Error = Error;

    fn try_from(row: customer_tariff::Model) -> Result<Self> {
        Ok(Self { customer: number_of(&row.customer)?, from: month_of(&row.from_month)?, tariff: row.tariff })
    }
}

impl From<&Subscription> for subscription::Model {
    fn from(subscription: &Subscription) -> Self {
        Self {
            customer: subscription.customer.to_string(),
            line: subscription.line.clone(),
            kind: subscription.kind.word().to_owned(),
            plan: subscription.plan.clone(),
            from_month: subscription.from.to_string(),
            until_month: subscription.until.map(|month| month.to_string()),
        }
    }
}

impl TryFrom<subscription::Model> for Subscription {
    type Error = Error;

    fn try_from(row: subscription::Model) -> Result<Self> {
        Ok(Self {
            customer: number_of(&row.customer)?,
            kind: PlanKind::from_word(&row.kind)
                .ok_or_else(|| Error::Damaged { what: format!("{:?} as the kind of a plan", row.kind) })?,
            from: month_of(&row.from_month)?,
            until: row.until_month.as_deref().map(month_of).transpose()?,
            line: row.line,
            plan: row.plan,
        })
    }
}

/// Reads a month that the book wrote itself.
fn month_of(text: &str) -> Result<Month> {
    text.parse().map_err(|error| damaged(&error))
}
