//! The customers themselves.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, QueryOrder, TryInsertResult};

use super::entities::customer::{ActiveModel, Column, Entity, Model};
use super::{Book, Error, Result, damaged, zone_of};
use crate::CustomerNumber;
use crate::money::{Currency, VatRate};

/// The zone of a customer of whom nothing else is known.
pub const DEFAULT_ZONE: Tz = Tz::Europe__Copenhagen;

/// A language that the portal speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Danish.
    #[default]
    Danish,
    /// English.
    English,
}

impl Language {
    /// The two-letter code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Danish => "da",
            Self::English => "en",
        }
    }

    /// Reads a two-letter code.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "da" => Some(Self::Danish),
            "en" => Some(Self::English),
            _ => None,
        }
    }
}

/// A customer, as the book knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// The customer number.
    pub number: CustomerNumber,
    /// What people call it.
    pub name: String,
    /// The zone whose clock its hours, days and months follow.
    pub zone: Tz,
    /// The language of its portal.
    pub language: Language,
    /// What it pays in.
    pub currency: Currency,
    /// The VAT on what it pays.
    pub vat: VatRate,
    /// When it came into the book.
    pub created_at: DateTime<Utc>,
}

impl Customer {
    /// A customer of whom only the number and the zone are known.
    pub fn new(number: CustomerNumber, zone: Tz) -> Self {
        Self {
            name: format!("Customer {number}"),
            number,
            zone,
            language: Language::default(),
            currency: Currency::DKK,
            vat: VatRate::DENMARK,
            created_at: Utc::now(),
        }
    }
}

impl Book {
    /// All customers, by number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn customers(&self) -> Result<Vec<Customer>> {
        let rows = Entity::find().order_by_asc(Column::Number).all(&self.database).await?;
        rows.into_iter().map(Customer::try_from).collect()
    }

    /// One customer, if it is in the book.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn customer(&self, number: &CustomerNumber) -> Result<Option<Customer>> {
        let row = Entity::find_by_id(number.as_str()).one(&self.database).await?;
        row.map(Customer::try_from).transpose()
    }

    /// Adds a customer that is not in the book yet, and says whether it did. One that is there stays as it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ensure_customer(&self, number: &CustomerNumber, zone: Tz) -> Result<bool> {
        let row = ActiveModel::from(&Customer::new(number.clone(), zone));
        let inserted = Entity::insert(row).on_conflict_do_nothing().exec_without_returning(&self.database).await?;
        Ok(matches!(inserted, TryInsertResult::Inserted(rows) if rows > 0))
    }

    /// Adds a customer, or changes everything about it but its number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn upsert_customer(&self, customer: &Customer) -> Result<()> {
        let changed = [Column::Name, Column::Zone, Column::Language, Column::Currency, Column::VatHundredths];
        let on_conflict = OnConflict::column(Column::Number).update_columns(changed).to_owned();
        Entity::insert(ActiveModel::from(customer))
            .on_conflict(on_conflict)
            .exec_without_returning(&self.database)
            .await?;
        Ok(())
    }

    /// Every customer's zone, for the statistics.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn zones(&self) -> Result<Vec<(CustomerNumber, Tz)>> {
        let customers = self.customers().await?;
        Ok(customers.into_iter().map(|c| (c.number, c.zone)).collect())
    }

    /// Fails unless the customer is in the book, with the sentence that says how to add it.
    pub(super) async fn require(&self, number: &CustomerNumber) -> Result<()> {
        match self.customer(number).await? {
            Some(_) => Ok(()),
            None => Err(Error::UnknownCustomer(number.clone())),
        }
    }
}

impl From<&Customer> for Model {
    fn from(customer: &Customer) -> Self {
        Self {
            number: customer.number.to_string(),
            name: customer.name.clone(),
            zone: customer.zone.name().to_owned(),
            language: customer.language.code().to_owned(),
            currency: customer.currency.code().to_owned(),
            vat_hundredths: customer.vat.hundredths().into(),
            created_at: customer.created_at,
        }
    }
}

impl From<&Customer> for ActiveModel {
    fn from(customer: &Customer) -> Self {
        Model::from(customer).into_active_model().reset_all()
    }
}

impl TryFrom<Model> for Customer {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self> {
        Ok(Self {
            number: number_of(&row.number)?,
            zone: zone_of(&row.zone)?,
            language: Language::from_code(&row.language).unwrap_or_default(),
            currency: row.currency.parse().map_err(|error| damaged(&error))?,
            vat: VatRate::from_hundredths(row.vat_hundredths.into())
                .ok_or_else(|| Error::Damaged { what: format!("{} as a rate of VAT", row.vat_hundredths) })?,
            name: row.name,
            created_at: row.created_at,
        })
    }
}

/// Reads a customer number that the book wrote itself.
pub(super) fn number_of(text: &str) -> Result<CustomerNumber> {
    CustomerNumber::new(text).map_err(|error| damaged(&error))
}
