//! The sample customers, in the account book.

use anyhow::{Result, anyhow};
use chrono::{DateTime, Datelike, Months};
use opkald_pipeline::simulation::{Customer, Number, Plan};
use opkald_storage::CustomerNumber;
use opkald_storage::book::{AccountFile, Book};

use crate::commands::account::random_pin;

/// What they pay by.
const TARIFF: &str = include_str!("tariff.toml");

/// What a person needs to log in.
#[derive(Debug)]
pub(super) struct Login {
    pub(super) customer: CustomerNumber,
    pub(super) pin: String,
    pub(super) name: String,
}

/// Loads the customers of the plan into the book, and gives each a new PIN: the book does not know the old ones.
pub(super) async fn into_book(book: &Book, plan: &Plan) -> Result<Vec<Login>> {
    let customers = plan.sample_customers();
    let parts = customers.iter().map(|customer| told(customer, plan)).collect::<Result<String>>()?;
    let file = AccountFile::read(&(TARIFF.to_owned() + &parts));
    let file =
        file.map_err(|faults| anyhow!("the demo's customers have {} faults: {:?}", faults.len(), faults.first()))?;
    book.load(&file).await?;
    let mut logins = Vec::new();
    for sample in customers {
        let customer = CustomerNumber::new(&sample.number)?;
        let pin = random_pin();
        book.set_pin(&customer, &pin).await?;
        logins.push(Login { customer, pin, name: sample.name });
    }
    Ok(logins)
}

/// A customer as an account file tells it.
fn told(customer: &Customer, plan: &Plan) -> Result<String> {
    let until = DateTime::from_timestamp_micros(plan.until).unwrap_or_default().date_naive();
    let month = |before: u32| {
        let date = until.checked_sub_months(Months::new(before)).unwrap_or(until);
        format!("{:04}-{:02}", date.year(), date.month())
    };
    // Before the first event, wherever the month begins.
    let (first, some_months_ago, last) = (month(15), month(5), month(2));
    let text = |words: &str| serde_json::to_string(words);
    let mut told = format!(
        "[[customer]]\nnumber = {}\nname = {}\nzone = {}\n[[customer.tariff]]\nid = \"demo\"\nfrom = \"{first}\"\n",
        text(&customer.number)?,
        text(&customer.name)?,
        text(customer.zone.name())?
    );
    let queue_on = |number: &Number| customer.queues.iter().find(|queue| queue.line.as_ref() == Some(number));
    for number in &customer.lines {
        let name = queue_on(number).map_or_else(|| number.to_string(), |queue| queue.name.clone());
        told += &format!(
            "[[customer.local]]\nnumber = \"{number}\"\nname = {}\nplan = [{{ id = \"fixed\", from = \"{first}\" }}]\n",
            text(&name)?
        );
    }
    for (place, number) in customer.mobiles.iter().enumerate() {
        let plan = match place % 3 {
            0 => format!("{{ id = \"large\", from = \"{first}\" }}"),
            1 => format!("{{ id = \"small\", from = \"{first}\" }}"),
            _ => format!(
                "{{ id = \"small\", from = \"{first}\", until = \"{some_months_ago}\" }}, {{ id = \"large\", from = \"{some_months_ago}\" }}"
            ),
        };
        let addon =
            if place % 3 == 1 { format!("addon = [{{ id = \"data\", from = \"{last}\" }}]\n") } else { String::new() };
        told += &format!("[[customer.mobile]]\nnumber = \"{number}\"\nname = \"{number}\"\nplan = [{plan}]\n{addon}");
    }
    for queue in &customer.queues {
        told += &format!("[[customer.queue]]\nid = {}\nname = {}\n", text(&queue.id)?, text(&queue.name)?);
    }
    Ok(told)
}

#[cfg(test)]
mod tests;
