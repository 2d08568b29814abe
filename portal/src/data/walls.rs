//! The last picture of each customer's queues, for all who look at it at once.
//!
//! **A picture is keyed by the customer whose it is**, and is never looked up by anything else.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use opkald_storage::CustomerNumber;
use tokio::sync::Mutex as AsyncMutex;

/// Beyond so many customers, all are forgotten: a picture is made again within seconds.
const MOST: usize = 1_000;

/// A picture, with when it was made.
#[derive(Debug, Default)]
pub(crate) struct Kept(Option<(Instant, Arc<str>)>);

impl Kept {
    /// The picture, unless it is older than that.
    pub(crate) fn fresh(&self, than: Duration) -> Option<Arc<str>> {
        self.0.as_ref().filter(|(at, _)| at.elapsed() < than).map(|(_, picture)| Arc::clone(picture))
    }

    /// Keeps a new one.
    pub(crate) fn keep(&mut self, picture: Arc<str>) {
        self.0 = Some((Instant::now(), picture));
    }
}

/// The pictures, by customer.
#[derive(Debug, Default)]
pub(crate) struct Walls(Mutex<HashMap<CustomerNumber, Arc<AsyncMutex<Kept>>>>);

impl Walls {
    /// Where a customer's picture is kept: who makes one holds it, and others wait for that.
    pub(crate) fn place(&self, customer: &CustomerNumber) -> Arc<AsyncMutex<Kept>> {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if places.len() >= MOST && !places.contains_key(customer) {
            places.clear();
        }
        Arc::clone(places.entry(customer.clone()).or_default())
    }
}
