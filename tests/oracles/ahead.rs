//! A session ahead of the statistics says what a refresh will make them say.

use opkald_queries::Scope;
use opkald_storage::CustomerNumber;
use proptest::prelude::*;

use crate::properties::{CUSTOMERS, hold_in};
use crate::tangle::{Told, customers, line, now, told};
use crate::world::{STORED, World, disagreements};

/// What is stored, the events themselves, and some of what is made of the hours.
fn views() -> Vec<&'static str> {
    STORED.into_iter().chain(["events", "queue_days", "agent_months"]).collect()
}

/// What a customer's session ahead says of the views; none where there is none.
async fn ahead(world: &World, customer: &CustomerNumber) -> Option<Vec<(&'static str, Vec<String>)>> {
    let session = world.engine.session_ahead(customer).await.unwrap()?;
    let mut said = Vec::new();
    for view in views() {
        said.push((view, world.lines_of(&session, view).await));
    }
    Some(said)
}

async fn as_stored(world: &World, customer: &CustomerNumber) -> Vec<(&'static str, Vec<String>)> {
    let mut said = Vec::new();
    for view in views() {
        said.push((view, world.lines(view, Scope::Customer(customer.clone())).await));
    }
    said
}

#[test]
fn property_a_session_ahead_says_what_the_next_refresh_makes_of_it() {
    let customers = customers();
    let tangles = prop::collection::vec(prop::collection::vec(told(), 1..50), CUSTOMERS);
    // How much is in the statistics, and where the first commit after them ends.
    let cuts = (0.1_f64..1.0, 0.0_f64..1.0);
    hold_in(4, &(tangles, cuts), async |(tangles, (known, first)): (Vec<Vec<Told>>, (f64, f64))| {
        let world = World::paying(&customers).await;
        let mut parts: [Vec<String>; 3] = Default::default();
        let mut is_new = Vec::new();
        for (tangle, (customer, _)) in tangles.iter().zip(&customers) {
            let cut = |share: f64, of: usize| (share * of as f64) as usize;
            let known = cut(known, tangle.len());
            let first = known + cut(first, tangle.len() - known);
            for (number, told) in tangle.iter().enumerate() {
                let part = usize::from(number >= known) + usize::from(number >= first);
                parts[part].push(line(customer, number, told));
            }
            is_new.push(known < tangle.len());
        }
        for (number, part) in parts.iter().enumerate() {
            world.ingest(part.iter().map(String::as_str), now()).await;
            if number == 0 {
                world.refresh().await;
            }
        }
        let mut said = Vec::new();
        for ((customer, _), is_new) in customers.iter().zip(is_new) {
            let customer = CustomerNumber::new(customer).unwrap();
            let ahead = ahead(&world, &customer).await;
            match (ahead, is_new) {
                (Some(ahead), true) => said.push((customer, ahead)),
                // Nothing of this customer came: it sees what is stored.
                (None, false) => {}
                (_, is_new) => panic!("new events are {is_new} for {}, and a session ahead is not", customer.as_str()),
            }
        }
        world.refresh().await;
        let mut found = Vec::new();
        for (customer, ahead) in &said {
            let after = as_stored(&world, customer).await;
            let faults = disagreements(ahead, &after).into_iter();
            found.extend(faults.map(|fault| format!("{}: {fault}", customer.as_str())));
        }
        found
    });
}
