//! From rows to the bytes of an answer: asked for on one side, written on another, sent on a third.
//!
//! **A file is whole or breaks off**, so that no reader takes part of it for all: the connection is closed before its end.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures::stream::{Stream, StreamExt, TryStreamExt, unfold};
use opkald_reports::{Format, List, Writer};
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::timeout;

use super::Rows;
use crate::error::PortalError;

/// Bytes that are sent in one piece.
const PIECE_BYTES: usize = 64 * 1024;
/// Pieces that wait for the reader.
const PIECES: usize = 8;

/// How long somebody waits for others' files to be made.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a reader may take nothing. Whoever holds a file open and does not read it keeps others from theirs.
const READS_WITHIN: Duration = Duration::from_secs(60);

/// What reaches the one that writes.
enum Part {
    Rows(Rows),
    /// There are no more. Without it, whoever asked for the rows has died.
    End,
}

/// What reaches the one that sends.
enum Piece {
    Bytes(Bytes),
    /// There are no more. Without it, the file has broken off.
    End,
}

/// Begins to write a file.
pub(super) async fn of(
    format: Format,
    list: List,
    rows: impl Stream<Item = Result<Rows, PortalError>> + Send + 'static,
    exports: &Arc<Semaphore>,
) -> Result<Body, PortalError> {
    let permit = timeout(PATIENCE, Arc::clone(exports).acquire_owned()).await.map_err(|_| PortalError::Busy)?;
    let permit = permit.map_err(PortalError::failed)?;
    let mut rows = Box::pin(rows);
    let first = rows.try_next().await?;
    let (parts, taken) = channel(1);
    tokio::spawn(async move {
        let mut next = Ok(first);
        while let Ok(Some(some)) = next {
            // The one that writes has ended.
            if parts.send(Ok(Part::Rows(some))).await.is_err() {
                return;
            }
            next = rows.try_next().await;
        }
        // Nobody is there to be told any more.
        let _ = parts.send(next.map(|_| Part::End)).await;
    });
    let (pieces, sent) = channel(PIECES);
    let sending = Sending { to: pieces, runtime: Handle::current() };
    tokio::task::spawn_blocking(move || {
        let _permit = permit;
        let out = Pieces { piece: Vec::with_capacity(PIECE_BYTES), to: sending.clone() };
        match write(format, list, taken, out).and_then(|()| sending.send(Piece::End)) {
            Ok(()) => {}
            Err(error) if sending.to.is_closed() => tracing::debug!(%error, "nobody takes an export any more"),
            Err(error) => tracing::error!(%error, "an export broke off"),
        }
    });
    // What compresses asks once more after the end.
    Ok(Body::from_stream(unfold(Some(sent), next_piece).fuse()))
}

async fn next_piece(sent: Option<Receiver<Piece>>) -> Option<(io::Result<Bytes>, Option<Receiver<Piece>>)> {
    let mut sent = sent?;
    match sent.recv().await {
        Some(Piece::Bytes(bytes)) => Some((Ok(bytes), Some(sent))),
        Some(Piece::End) => None,
        None => Some((Err(io::Error::other("the export broke off")), None)),
    }
}

fn write(format: Format, list: List, mut parts: Receiver<Result<Part, PortalError>>, out: Pieces) -> io::Result<()> {
    let mut writer = Writer::begin(format, list, out).map_err(io::Error::other)?;
    while let Some(part) = parts.blocking_recv() {
        match part.map_err(io::Error::other)? {
            Part::Rows(rows) => {
                for row in &rows {
                    writer.row(row).map_err(io::Error::other)?;
                }
            }
            Part::End => return writer.end().map_err(io::Error::other),
        }
    }
    Err(io::Error::other("the rows ended before their end"))
}

/// Sends what is written, piece by piece, as fast as the reader takes it.
struct Pieces {
    piece: Vec<u8>,
    to: Sending,
}

#[derive(Clone)]
struct Sending {
    to: Sender<Piece>,
    runtime: Handle,
}

impl Sending {
    fn send(&self, piece: Piece) -> io::Result<()> {
        match self.runtime.block_on(timeout(READS_WITHIN, self.to.send(piece))) {
            Ok(sent) => sent.map_err(|_| io::ErrorKind::BrokenPipe.into()),
            Err(_) => Err(io::Error::new(io::ErrorKind::TimedOut, "the reader takes nothing")),
        }
    }
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(PIECE_BYTES - self.piece.len());
        self.piece.extend_from_slice(&bytes[..taken]);
        if self.piece.len() == PIECE_BYTES {
            self.flush()?;
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE_BYTES));
        self.to.send(Piece::Bytes(piece.into()))
    }
}
