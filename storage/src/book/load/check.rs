//! Whether a file fits itself and the book.

mod doubles;
mod merged;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use self::merged::Merged;
use super::super::entities::{customer, customer_tariff, employee, sim, subscription};
use super::super::file::{Lacks, Told};
use super::super::{AccountFile, Customer, CustomerTariff, FileFault, Result, Subscription, tariffs};
use super::{At, CustomerPart, unnamed_subscriptions};

/// Everything that does not fit, by line; of a file that lacks something, what does not rest on that.
pub(super) async fn faults(
    database: &impl ConnectionTrait,
    file: &AccountFile,
    lacks: Lacks,
) -> Result<Vec<FileFault>> {
    let mut faults = doubles::faults(file);
    for part in &file.customers {
        faults.extend(unknown_employees(database, part).await?);
        faults.extend(cards_of_others(database, part).await?);
    }
    if !lacks.tariffs {
        faults.extend(unfit_plans(database, file, lacks).await?);
    }
    faults.sort();
    faults.dedup();
    Ok(faults)
}

/// Whether tariffs and customers fit each other.
async fn unfit_plans(database: &impl ConnectionTrait, file: &AccountFile, lacks: Lacks) -> Result<Vec<FileFault>> {
    let known = tariffs::all(database).await?;
    let mut merged = Merged::new(&known, file);
    for part in &file.customers {
        let told = &part.customer.what;
        let known = customer::Entity::find_by_id(told.number.as_str()).one(database).await?;
        let customer = told.over(known.map(Customer::try_from).transpose()?);
        merged.tell(part, customer, unnamed_subscriptions(database, part).await?);
    }
    if !lacks.customers {
        add_those_who_are_not_named(database, file, &mut merged).await?;
    }
    Ok(merged.faults())
}

/// A tariff that the file changes may be that of a customer whom it does not name.
async fn add_those_who_are_not_named(
    database: &impl ConnectionTrait,
    file: &AccountFile,
    merged: &mut Merged<'_>,
) -> Result<()> {
    if file.tariffs.is_empty() {
        return Ok(());
    }
    let is_named = |number: &str| file.customers.iter().any(|part| part.customer.what.number.as_str() == number);
    for customer in customer::Entity::find().all(database).await? {
        if is_named(&customer.number) {
            continue;
        }
        let of_customer = customer_tariff::Column::Customer.eq(&customer.number);
        let tariffs = customer_tariff::Entity::find().filter(of_customer).all(database).await?;
        let of_customer = subscription::Column::Customer.eq(&customer.number);
        let subscriptions = subscription::Entity::find().filter(of_customer).all(database).await?;
        let tariffs = tariffs.into_iter().map(CustomerTariff::try_from).collect::<Result<_>>()?;
        let subscriptions = subscriptions.into_iter().map(Subscription::try_from).collect::<Result<_>>()?;
        merged.add(customer.try_into()?, tariffs, subscriptions);
    }
    Ok(())
}

async fn unknown_employees(database: &impl ConnectionTrait, part: &CustomerPart) -> Result<Vec<FileFault>> {
    let mut faults = Vec::new();
    for at in &part.mobiles {
        let Some(id) = at.what.employee.as_ref().filter(|id| !id.is_empty()) else { continue };
        let key = (at.what.customer.to_string(), id.clone());
        let is_told = part.employees.iter().any(|employee| employee.what.id == *id);
        if !is_told && employee::Entity::find_by_id(key).one(database).await?.is_none() {
            let what = format!("there is no employee {id:?}: add one under [[customer.employee]]");
            faults.push(fault(at.line, "customer.mobile.employee", what));
        }
    }
    Ok(faults)
}

/// A card goes from one mobile of a customer to another, never to another customer: that is a slip in its number.
async fn cards_of_others(database: &impl ConnectionTrait, part: &CustomerPart) -> Result<Vec<FileFault>> {
    let mut faults = Vec::new();
    for At { line, what: card } in &part.sims {
        let known = sim::Entity::find_by_id(card.icc.as_str()).one(database).await?;
        if let Some(known) = known.filter(|known| known.customer != card.customer.as_str()) {
            let owner = known.customer;
            let what = format!("the card {} is customer {owner}'s in the book: give the digits of this one", card.icc);
            faults.push(fault(*line, "customer.mobile.sim.icc", what));
        }
    }
    Ok(faults)
}

fn fault(line: usize, key: &str, what: String) -> FileFault {
    FileFault { line, key: key.to_owned(), what }
}
