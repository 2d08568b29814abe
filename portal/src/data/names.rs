//! The customer's queues and lines: those in the account book, and those that only the events know.

use std::collections::HashMap;

use opkald_queries::Params;
use opkald_storage::book::{Book, Queue};

use super::seen::Kind;
use crate::error::PortalError;
use crate::signed::Signed;
use crate::state::AppState;

/// A line, with what people call it.
#[derive(Debug, Clone)]
pub(crate) struct LineName {
    /// The number.
    pub(crate) number: String,
    /// Its name in the account book; empty where it is not there.
    pub(crate) name: String,
}

/// What people call each queue.
#[derive(Debug, Default)]
pub(crate) struct QueueNames(HashMap<String, String>);

impl QueueNames {
    /// The names of these queues.
    pub(crate) fn new(queues: &[Queue]) -> Self {
        Self(queues.iter().map(|queue| (queue.id.clone(), queue.name.clone())).collect())
    }

    /// Asks the account book alone: a queue that is not in it has no name but its id.
    pub(crate) async fn of(signed: &Signed, book: &Book) -> Result<Self, PortalError> {
        let queues = book.queues(&signed.customer).await.map_err(PortalError::failed)?;
        Ok(Self::new(&queues))
    }

    /// A queue's name; its id where it has none.
    pub(crate) fn name(&self, id: &str) -> String {
        self.0.get(id).filter(|name| !name.is_empty()).cloned().unwrap_or_else(|| id.to_owned())
    }
}

/// The customer's queues. One that is not in the book has the default settings, and is called by its id.
pub(crate) async fn queues(signed: &Signed, state: &AppState) -> Result<Vec<Queue>, PortalError> {
    let in_book = async { state.book.queues(&signed.customer).await.map_err(PortalError::failed) };
    let (mut queues, seen) = tokio::try_join!(in_book, seen(signed, state, Kind::Queues))?;
    for id in seen {
        if !queues.iter().any(|queue| queue.id == id) {
            queues.push(Queue::new(signed.customer.clone(), id));
        }
    }
    Ok(queues)
}

/// One of the customer's queues. Another customer's is not there.
pub(crate) async fn queue(signed: &Signed, state: &AppState, id: &str) -> Result<Queue, PortalError> {
    let in_book = state.book.queues(&signed.customer).await.map_err(PortalError::failed)?;
    if let Some(queue) = in_book.into_iter().find(|queue| queue.id == id) {
        return Ok(queue);
    }
    let own = |ids: Vec<String>| ids.iter().any(|seen| seen == id);
    // A queue may have had its first visit since the names were kept.
    if own(seen(signed, state, Kind::Queues).await?) || own(looked_up(signed, state, Kind::Queues).await?) {
        return Ok(Queue::new(signed.customer.clone(), id));
    }
    Err(PortalError::NotFound)
}

/// The customer's lines.
pub(crate) async fn lines(signed: &Signed, state: &AppState) -> Result<Vec<LineName>, PortalError> {
    let in_book = async { state.book.lines(&signed.customer).await.map_err(PortalError::failed) };
    let (in_book, seen) = tokio::try_join!(in_book, seen(signed, state, Kind::Lines))?;
    let mut lines: Vec<LineName> =
        in_book.into_iter().map(|line| LineName { number: line.number, name: line.name }).collect();
    for number in seen {
        if !lines.iter().any(|line| line.number == number) {
            lines.push(LineName { number, name: String::new() });
        }
    }
    Ok(lines)
}

/// What the events know, as it was found not long ago.
async fn seen(signed: &Signed, state: &AppState, kind: Kind) -> Result<Vec<String>, PortalError> {
    match state.seen.get(&signed.customer, kind) {
        Some(names) => Ok(names),
        None => looked_up(signed, state, kind).await,
    }
}

async fn looked_up(signed: &Signed, state: &AppState, kind: Kind) -> Result<Vec<String>, PortalError> {
    let (sql, column) = match kind {
        Kind::Queues => (include_str!("../sql/queue_names.sql"), "queue"),
        Kind::Lines => (include_str!("../sql/line_names.sql"), "line"),
    };
    let rows = signed.ask(sql, Params::new()).await?;
    let names = rows.map(|row| row.key(column))?;
    state.seen.keep(&signed.customer, kind, names.clone());
    Ok(names)
}
