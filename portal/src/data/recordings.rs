//! Recordings: which there are, under which key each lies, and who listened to them.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use opkald_queries::Params;
use opkald_storage::book::{Book, Listen};

use super::paging::{Cursor, Page, Paging};
use crate::error::PortalError;
use crate::period::Window;
use crate::rows::{Row, RowError};
use crate::signed::Signed;

/// No leg begins longer before its recording.
const LONGEST_LEG: TimeDelta = TimeDelta::days(1);

/// One recording, with the call that it is of.
#[derive(Debug, Clone)]
pub(crate) struct Recording {
    pub(crate) id: String,
    pub(crate) call: String,
    pub(crate) leg: i64,
    pub(crate) line: Option<String>,
    pub(crate) began_at: DateTime<Utc>,
    pub(crate) duration_seconds: f64,
    pub(crate) bytes: i64,
    pub(crate) direction: Option<String>,
    pub(crate) from_number: Option<String>,
    pub(crate) to_number: Option<String>,
    pub(crate) queue: Option<String>,
    pub(crate) agent: Option<String>,
    /// Who listened to it, the latest first.
    pub(crate) listens: Vec<Listen>,
}

impl Recording {
    fn read(row: &Row<'_>) -> Result<Self, RowError> {
        Ok(Self {
            id: row.key("id")?,
            call: row.key("call")?,
            leg: row.count("leg")?,
            line: row.text("line")?,
            began_at: row.moment("began_at")?,
            duration_seconds: row.count("duration_ms")? as f64 / 1000.0,
            bytes: row.count("bytes")?,
            direction: row.text("direction")?,
            from_number: row.text("from_number")?,
            to_number: row.text("to_number")?,
            queue: row.text("queue")?,
            agent: row.text("agent")?,
            listens: Vec::new(),
        })
    }

    fn key(&self) -> Cursor {
        Cursor { at: self.began_at, first: self.id.clone(), second: String::new() }
    }
}

/// Which recordings are asked for. An empty text means any.
#[derive(Debug, Clone)]
pub(crate) struct RecordingFilter {
    /// When they began.
    pub(crate) window: Window,
    /// The call that they are of.
    pub(crate) call: String,
    /// The customer's own number.
    pub(crate) line: String,
    /// Part of the caller's or the called number.
    pub(crate) number: String,
    /// The queue that the call went to.
    pub(crate) queue: String,
    /// Who took the call.
    pub(crate) agent: String,
}

/// Asks for one page of recordings, with who listened to each.
pub(crate) async fn list(
    signed: &Signed,
    book: &Book,
    filter: &RecordingFilter,
    paging: &Paging,
) -> Result<Page<Recording>, PortalError> {
    let begin = paging.begin(filter.window.to);
    let params = Params::new()
        .instant("from", filter.window.from)
        .instant("to", filter.window.to)
        .instant("calls_from", filter.window.from - LONGEST_LEG)
        .text("call", &filter.call)
        .text("line", &filter.line)
        .text("number", &filter.number)
        .text("queue", &filter.queue)
        .text("agent", &filter.agent)
        .instant("at", begin.at)
        .text("id", &begin.first);
    let rows = signed.ask(include_str!("../sql/recordings.sql"), params).await?.map(Recording::read)?;
    let mut page = paging.cut(rows, Recording::key);
    let ids: Vec<String> = page.rows.iter().map(|recording| recording.id.clone()).collect();
    let mut heard: HashMap<String, Vec<Listen>> = HashMap::new();
    for listen in book.listens(&signed.customer, &ids).await.map_err(PortalError::failed)? {
        heard.entry(listen.recording.clone()).or_default().push(listen);
    }
    for recording in &mut page.rows {
        recording.listens = heard.remove(&recording.id).unwrap_or_default();
    }
    Ok(page)
}

/// The key under which a recording of the customer's lies.
pub(crate) async fn object(signed: &Signed, id: &str) -> Result<String, PortalError> {
    let rows = signed.ask(include_str!("../sql/object_of_recording.sql"), Params::new().text("id", id)).await?;
    rows.map(|row| row.key("object"))?.into_iter().next().ok_or(PortalError::NotFound)
}
