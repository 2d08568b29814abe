//! Loading an account file into the book, whole or not at all.

mod check;

use std::collections::HashSet;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::entities::{customer, customer_tariff, employee, line, mobile, queue, sim, subscription};
use super::file::{At, CustomerPart, Lacks, Reading};
use super::put::{Put, put, put_told};
use super::{AccountFile, Book, Error, FileFault, Result, Subscription, tariffs};
use crate::CustomerNumber;

/// What a load did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Loaded {
    /// Things that were not in the book.
    pub added: usize,
    /// Things that said something else.
    pub changed: usize,
    /// Things that the book had already.
    pub unchanged: usize,
    /// Plans, add-ons and tariffs that the file no longer tells of, of lines and customers that it tells of.
    pub removed: usize,
}

/// Why a file was not loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The file has faults, or does not fit what the book holds: mend it.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Faults(Vec<FileFault>),
    /// The book could not be asked, or written.
    #[error(transparent)]
    Book(#[from] Error),
}

impl Book {
    /// Reads a file and writes what it says, as [`Self::load`] does.
    ///
    /// # Errors
    /// [`LoadError::Faults`] with all that is wrong with the file, and with what could be read of it beside the book.
    pub async fn load_text(&self, text: &str) -> Result<Loaded, LoadError> {
        let Reading { file, lacks, mut faults } = AccountFile::read_what_can_be(text);
        if faults.is_empty() {
            return self.load(&file).await;
        }
        faults.extend(check::faults(&self.begin().await?, &file, lacks).await?);
        faults.sort();
        Err(LoadError::Faults(faults))
    }

    /// Writes what a file says, and nothing when anything of it is wrong. What it does not name stays as it is; of a line or
    /// a customer that it names, plans, add-ons and tariffs are those of the file and no others.
    ///
    /// # Errors
    /// [`LoadError::Faults`] with all that does not fit the book or the rest of the file.
    pub async fn load(&self, file: &AccountFile) -> Result<Loaded, LoadError> {
        let transaction = self.begin().await?;
        let faults = check::faults(&transaction, file, Lacks::default()).await?;
        if !faults.is_empty() {
            return Err(LoadError::Faults(faults));
        }
        let mut loaded = Loaded::default();
        for tariff in &file.tariffs {
            loaded.count(tariffs::write(&transaction, &tariff.what).await?);
        }
        for part in &file.customers {
            load_customer(&transaction, part, &mut loaded).await?;
        }
        transaction.commit().await.map_err(Error::from)?;
        Ok(loaded)
    }
}

impl Loaded {
    fn count(&mut self, became: Put) {
        match became {
            Put::Added => self.added += 1,
            Put::Changed => self.changed += 1,
            Put::Unchanged => self.unchanged += 1,
        }
    }
}

async fn load_customer(database: &impl ConnectionTrait, part: &CustomerPart, loaded: &mut Loaded) -> Result<()> {
    let told = &part.customer.what;
    loaded.count(put_told::<customer::Entity, _>(database, told.number.to_string(), told).await?);
    for At { what, .. } in &part.employees {
        let key = (what.customer.to_string(), what.id.clone());
        loaded.count(put_told::<employee::Entity, _>(database, key, what).await?);
    }
    for At { what, .. } in &part.lines {
        let key = (what.customer.to_string(), what.number.clone());
        loaded.count(put_told::<line::Entity, _>(database, key, what).await?);
    }
    for At { what, .. } in &part.mobiles {
        let key = (what.customer.to_string(), what.number.clone());
        loaded.count(put_told::<mobile::Entity, _>(database, key, what).await?);
    }
    for At { what, .. } in &part.sims {
        loaded.count(put_told::<sim::Entity, _>(database, what.icc.clone(), what).await?);
    }
    for At { what, .. } in &part.queues {
        let key = (what.customer.to_string(), what.id.clone());
        loaded.count(put_told::<queue::Entity, _>(database, key, what).await?);
    }
    load_tariffs(database, part, loaded).await?;
    load_subscriptions(database, part, loaded).await
}

async fn load_tariffs(database: &impl ConnectionTrait, part: &CustomerPart, loaded: &mut Loaded) -> Result<()> {
    let number = &part.customer.what.number;
    let told: Vec<customer_tariff::Model> = part.tariffs.iter().map(|at| (&at.what).into()).collect();
    let of_customer = customer_tariff::Column::Customer.eq(number.as_str());
    for known in customer_tariff::Entity::find().filter(of_customer).all(database).await? {
        if !told.iter().any(|row| row.from_month == known.from_month) {
            let key = (known.customer, known.from_month);
            customer_tariff::Entity::delete_by_id(key).exec(database).await?;
            loaded.removed += 1;
        }
    }
    for row in told {
        let key = (row.customer.clone(), row.from_month.clone());
        loaded.count(put::<customer_tariff::Entity>(database, key, row).await?);
    }
    Ok(())
}

async fn load_subscriptions(database: &impl ConnectionTrait, part: &CustomerPart, loaded: &mut Loaded) -> Result<()> {
    let told: Vec<subscription::Model> = part.subscriptions.iter().map(|at| (&at.what).into()).collect();
    let keys: HashSet<_> = told.iter().map(key_of).collect();
    let named = named_lines(part);
    for known in subscriptions_of(database, &part.customer.what.number).await? {
        if named.contains(known.line.as_str()) && !keys.contains(&key_of(&known)) {
            subscription::Entity::delete_by_id(key_of(&known)).exec(database).await?;
            loaded.removed += 1;
        }
    }
    for row in told {
        loaded.count(put::<subscription::Entity>(database, key_of(&row), row).await?);
    }
    Ok(())
}

fn named_lines(part: &CustomerPart) -> HashSet<&str> {
    part.lines.iter().map(|at| at.what.number.as_str()).collect()
}

fn key_of(row: &subscription::Model) -> (String, String, String, String, String) {
    (row.customer.clone(), row.line.clone(), row.kind.clone(), row.plan.clone(), row.from_month.clone())
}

async fn subscriptions_of(
    database: &impl ConnectionTrait,
    customer: &CustomerNumber,
) -> Result<Vec<subscription::Model>> {
    let of_customer = subscription::Column::Customer.eq(customer.as_str());
    Ok(subscription::Entity::find().filter(of_customer).all(database).await?)
}

/// What lines that the file does not name have in the book.
async fn unnamed_subscriptions(database: &impl ConnectionTrait, part: &CustomerPart) -> Result<Vec<Subscription>> {
    let known = subscriptions_of(database, &part.customer.what.number).await?;
    let named = named_lines(part);
    known.into_iter().filter(|row| !named.contains(row.line.as_str())).map(Subscription::try_from).collect()
}
