//! The customer's queues and lines: those in the account book, and those that only the events know.

use opkald_queries::Params;
use opkald_storage::book::{Book, Queue};

use crate::error::PortalError;
use crate::signed::Signed;

/// A line, with what people call it.
#[derive(Debug, Clone)]
pub(crate) struct LineName {
    /// The number.
    pub(crate) number: String,
    /// Its name in the account book; empty where it is not there.
    pub(crate) name: String,
}

/// The customer's queues. One that is not in the book has the default settings, and is called by its id.
pub(crate) async fn queues(signed: &Signed, book: &Book) -> Result<Vec<Queue>, PortalError> {
    let mut queues = book.queues(&signed.customer).await.map_err(PortalError::failed)?;
    let rows = signed.ask(include_str!("../sql/queue_names.sql"), Params::new()).await?;
    for id in rows.map(|row| row.key("queue"))? {
        if !queues.iter().any(|queue| queue.id == id) {
            queues.push(Queue::new(signed.customer.clone(), id));
        }
    }
    Ok(queues)
}

/// One of the customer's queues. Another customer's is not there.
pub(crate) async fn queue(signed: &Signed, book: &Book, id: &str) -> Result<Queue, PortalError> {
    let in_book = book.queues(&signed.customer).await.map_err(PortalError::failed)?;
    if let Some(queue) = in_book.into_iter().find(|queue| queue.id == id) {
        return Ok(queue);
    }
    let all = queues(signed, book).await?;
    all.into_iter().find(|queue| queue.id == id).ok_or(PortalError::NotFound)
}

/// The customer's lines.
pub(crate) async fn lines(signed: &Signed, book: &Book) -> Result<Vec<LineName>, PortalError> {
    let in_book = book.lines(&signed.customer).await.map_err(PortalError::failed)?;
    let mut lines: Vec<LineName> =
        in_book.into_iter().map(|line| LineName { number: line.number, name: line.name }).collect();
    let rows = signed.ask(include_str!("../sql/line_names.sql"), Params::new()).await?;
    for number in rows.map(|row| row.key("line"))? {
        if !lines.iter().any(|line| line.number == number) {
            lines.push(LineName { number, name: String::new() });
        }
    }
    Ok(lines)
}
