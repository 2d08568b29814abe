//! What all customers pay by, from the whole book.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use sea_orm::EntityTrait;

use super::entities::{line, subscription};
use super::{Book, Line, Result, Subscription, damaged};
use crate::CustomerNumber;
use crate::money::tariff::Prepared;
use crate::money::{Account, Month};

impl Book {
    /// What each customer pays by that has, or had, a tariff.
    ///
    /// # Errors
    /// When the database fails, or holds a tariff that is none.
    pub async fn pays(&self) -> Result<BTreeMap<CustomerNumber, Arc<Account>>> {
        let mut tariffs: HashMap<CustomerNumber, BTreeMap<Month, String>> = HashMap::new();
        for told in self.customer_tariffs().await? {
            tariffs.entry(told.customer).or_default().insert(told.from, told.tariff);
        }
        if tariffs.is_empty() {
            return Ok(BTreeMap::new());
        }
        let prepared = self.tariffs().await?.into_iter().map(|tariff| {
            let told = format!("tariff {} of {}", tariff.id, tariff.valid_from);
            // It had no fault when it was loaded.
            Prepared::new(tariff).map(Arc::new).map_err(|faults| damaged(&format!("{told}: {} faults", faults.len())))
        });
        let prepared = prepared.collect::<Result<Vec<_>>>()?;
        let mut lines: HashMap<CustomerNumber, BTreeMap<_, _>> = HashMap::new();
        for row in line::Entity::find().all(&self.database).await? {
            let line = Line::try_from(row)?;
            lines.entry(line.customer).or_default().insert(line.number, line.kind);
        }
        let mut subscriptions: HashMap<CustomerNumber, Vec<Subscription>> = HashMap::new();
        for row in subscription::Entity::find().all(&self.database).await? {
            let subscription = Subscription::try_from(row)?;
            subscriptions.entry(subscription.customer.clone()).or_default().push(subscription);
        }
        let customers = self.customers().await?.into_iter().filter_map(|customer| {
            let tariffs = tariffs.remove(&customer.number)?;
            let lines = lines.remove(&customer.number).unwrap_or_default();
            let subscriptions = subscriptions.remove(&customer.number).unwrap_or_default();
            let account = Account::new(&customer, &tariffs, &prepared, lines, subscriptions);
            Some((customer.number, Arc::new(account)))
        });
        Ok(customers.collect())
    }
}
