//! What all customers pay by, from the whole book.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use sea_orm::{ConnectionTrait, EntityTrait};

use super::entities::{customer, customer_tariff, line, subscription};
use super::{Book, Customer, CustomerTariff, Line, Result, Subscription, damaged, tariffs};
use crate::CustomerNumber;
use crate::money::tariff::Prepared;
use crate::money::{Account, Month};

impl Book {
    /// What each customer pays by that has, or had, a tariff.
    ///
    /// # Errors
    /// When the database fails, or holds a tariff that is none.
    pub async fn pays(&self) -> Result<BTreeMap<CustomerNumber, Arc<Account>>> {
        // Half of it from before a load, and half from after, would be what nobody ever paid by.
        all(&self.snapshot().await?).await
    }
}

/// What each customer pays by. The tables must all be read as they are at one time.
pub(super) async fn all(database: &impl ConnectionTrait) -> Result<BTreeMap<CustomerNumber, Arc<Account>>> {
    let mut of_customers: HashMap<CustomerNumber, BTreeMap<Month, String>> = HashMap::new();
    for row in customer_tariff::Entity::find().all(database).await? {
        let told = CustomerTariff::try_from(row)?;
        of_customers.entry(told.customer).or_default().insert(told.from, told.tariff);
    }
    if of_customers.is_empty() {
        return Ok(BTreeMap::new());
    }
    let prepared = tariffs::all(database).await?.into_iter().map(|tariff| {
        let told = format!("tariff {} of {}", tariff.id, tariff.valid_from);
        // It had no fault when it was loaded.
        Prepared::new(tariff).map(Arc::new).map_err(|faults| damaged(&format!("{told}: {} faults", faults.len())))
    });
    let prepared = prepared.collect::<Result<Vec<_>>>()?;
    let mut lines: HashMap<CustomerNumber, BTreeMap<_, _>> = HashMap::new();
    for row in line::Entity::find().all(database).await? {
        let line = Line::try_from(row)?;
        lines.entry(line.customer).or_default().insert(line.number, line.kind);
    }
    let mut subscriptions: HashMap<CustomerNumber, Vec<Subscription>> = HashMap::new();
    for row in subscription::Entity::find().all(database).await? {
        let subscription = Subscription::try_from(row)?;
        subscriptions.entry(subscription.customer.clone()).or_default().push(subscription);
    }
    let mut accounts = BTreeMap::new();
    for row in customer::Entity::find().all(database).await? {
        let customer = Customer::try_from(row)?;
        let Some(tariffs) = of_customers.remove(&customer.number) else { continue };
        let lines = lines.remove(&customer.number).unwrap_or_default();
        let subscriptions = subscriptions.remove(&customer.number).unwrap_or_default();
        let account = Account::new(&customer, &tariffs, &prepared, lines, subscriptions);
        accounts.insert(customer.number, Arc::new(account));
    }
    Ok(accounts)
}
