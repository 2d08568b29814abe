//! Which queues and lines the events know, kept for a short while: finding them reads a customer's whole history.
//!
//! **What is kept is keyed by the customer that it was asked for**, and is never looked up by anything else.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use opkald_storage::CustomerNumber;

/// How long a new queue or line may be missing from the choices of a filter.
const KEPT: Duration = Duration::from_secs(60);
/// Beyond so many, all are forgotten: they are found again when they are asked for.
const MOST: usize = 10_000;

/// What is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// Ids of queues.
    Queues,
    /// Numbers of lines.
    Lines,
}

/// The names, with when they were found.
#[derive(Debug)]
struct Found {
    at: Instant,
    names: Vec<String>,
}

/// What was found, by customer.
#[derive(Debug, Default)]
pub(crate) struct Seen(Mutex<HashMap<(CustomerNumber, Kind), Found>>);

impl Seen {
    /// What was found for a customer, unless it was too long ago.
    pub(crate) fn get(&self, customer: &CustomerNumber, kind: Kind) -> Option<Vec<String>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.get(&(customer.clone(), kind))?;
        (found.at.elapsed() < KEPT).then(|| found.names.clone())
    }

    /// Keeps what was found for a customer.
    pub(crate) fn keep(&self, customer: &CustomerNumber, kind: Kind, names: Vec<String>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert((customer.clone(), kind), Found { at: Instant::now(), names });
    }
}

#[cfg(test)]
mod tests;
