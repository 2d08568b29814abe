//! The sample customers, in the account book.

use anyhow::Result;
use opkald_pipeline::simulation::{self, Plan};
use opkald_storage::CustomerNumber;
use opkald_storage::book::{Book, Customer, Line, LineKind, Queue};

use crate::commands::account::random_pin;

/// What a person needs to log in.
#[derive(Debug)]
pub(super) struct Login {
    pub(super) customer: CustomerNumber,
    pub(super) pin: String,
    pub(super) name: String,
}

/// Writes the customers of the plan into the book, and gives each a new PIN: the book does not know the old ones.
pub(super) async fn into_book(book: &Book, plan: &Plan) -> Result<Vec<Login>> {
    let mut logins = Vec::new();
    for sample in plan.sample_customers() {
        let customer = CustomerNumber::new(&sample.number)?;
        let known = Customer { name: sample.name.clone(), ..Customer::new(customer.clone(), sample.zone) };
        book.upsert_customer(&known).await?;
        for line in lines(&customer, &sample) {
            book.upsert_line(&line).await?;
        }
        for queue in &sample.queues {
            let queue = Queue { name: queue.name.clone(), ..Queue::new(customer.clone(), queue.id.clone()) };
            book.upsert_queue(&queue).await?;
        }
        let pin = random_pin();
        book.set_pin(&customer, &pin).await?;
        logins.push(Login { customer, pin, name: sample.name });
    }
    Ok(logins)
}

fn lines(customer: &CustomerNumber, sample: &simulation::Customer) -> Vec<Line> {
    let line = |number: &simulation::Number, kind, name: String| Line {
        customer: customer.clone(),
        number: number.to_string(),
        kind,
        name,
    };
    let queue_on = |number| sample.queues.iter().find(|queue| queue.line.as_ref() == Some(number));
    let local = sample.lines.iter().map(|number| {
        let name = queue_on(number).map_or_else(|| number.to_string(), |queue| queue.name.clone());
        line(number, LineKind::Local, name)
    });
    let mobile = sample.mobiles.iter().map(|number| line(number, LineKind::Mobile, number.to_string()));
    local.chain(mobile).collect()
}
