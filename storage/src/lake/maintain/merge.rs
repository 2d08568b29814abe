//! A k-way merge of sorted files into new ones, in bounded memory: of each run a batch is decoded at a time.

use arrow::array::{BooleanArray, RecordBatch};
use arrow::compute::{filter_record_batch, interleave_record_batch};
use arrow::error::ArrowError;
use chrono::NaiveDate;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt, stream};
use tokio::sync::{oneshot, watch};

use super::super::bounds::instants;
use super::super::encode::Origin;
use super::super::read::Place;
use super::super::{FileEntry, NewFile};
use super::heads::{Heads, Taken};
use super::output::Output;
use super::tally::{Doubles, Identities, Tally};
use crate::{Error, Result};

/// Rows that are decoded of a run at a time: many runs are open at once.
pub(super) const INPUT_ROWS: usize = 2 * 1024;

/// Rows that are handed to the writer at a time.
const OUTPUT_ROWS: usize = 8 * 1024;

/// Column of the instant at which a record reached us, which tells the age of a dead letter.
pub(super) const RECEIVED: &str = "received_at";

/// What is to be merged, and how.
#[derive(Debug, Clone)]
pub(super) struct Merge {
    pub(super) place: Place,
    pub(super) day: Option<NaiveDate>,
    /// Sorted runs: the files of one follow each other without overlap.
    pub(super) runs: Vec<Vec<FileEntry>>,
    pub(super) origin: Origin,
    /// Rows that were received before this instant, in µs, are left out.
    pub(super) received_from: Option<i64>,
}

/// What came of it; not committed yet.
#[derive(Debug)]
pub(super) struct Merged {
    pub(super) files: Vec<NewFile>,
    /// Rows that were stored twice, and are so no more.
    pub(super) doubles: u64,
    /// Rows that were too old.
    pub(super) expired: u64,
}

/// A merge under way.
struct Work {
    inputs: Vec<BoxStream<'static, Result<RecordBatch>>>,
    heads: Heads,
    picks: Vec<(usize, usize)>,
    identities: Identities,
    doubles: Doubles,
    read: Tally,
    written: Tally,
    dropped: Tally,
    expired: Tally,
}

impl Merge {
    /// Merges, on a thread of its own since it keeps a processor busy; none when it was stopped. Nothing stays in the store
    /// unless it succeeds.
    ///
    /// # Errors
    /// [`Error::NotConserved`] when the rows that came out are not those that went in; [`Error::Store`] and
    /// [`Error::Parquet`] when a file cannot be read or written.
    pub(super) async fn run(self, stop: watch::Receiver<bool>) -> Result<Option<Merged>> {
        let (runtime, place) = (tokio::runtime::Handle::current(), self.place.clone());
        let (tell, told) = oneshot::channel();
        let work = move || {
            let merged = runtime.block_on(async {
                let mut output = Output::new(self.place.clone(), self.day, self.origin);
                let merged = self.merge(&mut output, &stop).await;
                if !matches!(merged, Ok(Some(_))) {
                    output.abandon().await;
                }
                merged
            });
            // Who asked may have been dropped meanwhile.
            let _ = tell.send(merged);
        };
        // One of the runtime's threads would hold on to the memory that a merge takes, and the next merge get another.
        let started = std::thread::Builder::new().name("opkald-merge".to_owned()).spawn(work);
        let cut_short = |why: String| Error::NotConserved {
            table: place.definition.name.to_owned(),
            why: format!("the work ended early: {why}"),
            files: String::new(),
        };
        started.map_err(|error| cut_short(error.to_string()))?;
        told.await.map_err(|error| cut_short(error.to_string()))?
    }

    pub(super) async fn merge(&self, output: &mut Output, stop: &watch::Receiver<bool>) -> Result<Option<Merged>> {
        let mut work = Work {
            inputs: self.runs.iter().map(|files| read(self.place.clone(), files.clone())).collect(),
            heads: Heads::default(),
            picks: Vec::with_capacity(OUTPUT_ROWS),
            identities: Identities::new(&self.place.definition).map_err(|error| self.arrow(error))?,
            doubles: Doubles::default(),
            read: Tally::default(),
            written: Tally::default(),
            dropped: Tally::default(),
            expired: Tally::default(),
        };
        for run in 0..work.inputs.len() {
            self.read_on(&mut work, run, None).await?;
        }
        loop {
            match work.heads.take() {
                Taken::Row(slot, row) => work.picks.push((slot, row)),
                Taken::Last(slot, row, run) => {
                    work.picks.push((slot, row));
                    self.read_on(&mut work, run, Some((slot, row))).await?;
                }
                Taken::Disorder(run) => return Err(self.disorder(run)),
                Taken::None => break,
            }
            if work.picks.len() == OUTPUT_ROWS {
                self.write(&mut work, output).await?;
                if *stop.borrow() {
                    return Ok(None);
                }
            }
        }
        self.write(&mut work, output).await?;
        self.check(&work)?;
        let files = output.finish().await?;
        let (doubles, expired) = (work.dropped.rows, work.expired.rows);
        Ok(Some(Merged { files, doubles, expired }))
    }

    /// Reads the next batch of a run, if there is one, whose last row was just taken.
    async fn read_on(&self, work: &mut Work, run: usize, last: Option<(usize, usize)>) -> Result<()> {
        while let Some(batch) = work.inputs[run].try_next().await? {
            if batch.num_rows() > 0 {
                let hashes = work.identities.hashes(&batch).map_err(|error| self.arrow(error))?;
                work.read.take(&hashes);
                let in_order = work.heads.push(&self.place.definition, run, batch, last);
                return if in_order { Ok(()) } else { Err(self.disorder(run)) };
            }
        }
        Ok(())
    }

    /// Writes the rows that were taken.
    async fn write(&self, work: &mut Work, output: &mut Output) -> Result<()> {
        if work.picks.is_empty() {
            return Ok(());
        }
        let batch = interleave_record_batch(&work.heads.batches(), &work.picks).map_err(|error| self.arrow(error))?;
        work.picks.clear();
        work.heads.let_go();
        let batch = self.drop_expired(work, batch).map_err(|error| self.arrow(error))?;
        let hashes = work.identities.hashes(&batch).map_err(|error| self.arrow(error))?;
        let (batch, hashes) = if self.origin == Origin::ClosedDay {
            work.doubles.drop_from(batch, hashes, &mut work.dropped).map_err(|error| self.arrow(error))?
        } else {
            (batch, hashes)
        };
        output.write(&batch).await?;
        work.written.take(&hashes);
        Ok(())
    }

    fn drop_expired(&self, work: &mut Work, batch: RecordBatch) -> Result<RecordBatch, ArrowError> {
        let Some(from) = self.received_from else { return Ok(batch) };
        let Some(received) = batch.column_by_name(RECEIVED).and_then(instants) else { return Ok(batch) };
        // What does not tell its age stays.
        let stays: Vec<bool> = received.iter().map(|at| at.is_none_or(|at| at >= from)).collect();
        let goes: Vec<bool> = stays.iter().map(|stays| !stays).collect();
        let gone = filter_record_batch(&batch, &BooleanArray::from(goes))?;
        work.expired.take(&work.identities.hashes(&gone)?);
        filter_record_batch(&batch, &BooleanArray::from(stays))
    }

    /// Compares what went in with what came out, and with what the log tells of the files.
    fn check(&self, work: &Work) -> Result<()> {
        let told: u64 = self.runs.iter().flatten().map(|file| file.rows).sum();
        let out = work.written.and(work.dropped).and(work.expired);
        if work.read.rows != told {
            let why = format!("the log tells of {told} rows and the files hold {}", work.read.rows);
            return Err(self.not_conserved(why, paths(self.runs.iter().flatten())));
        }
        if work.read != out {
            let why = format!("{} rows were read and {} others came out", work.read.rows, out.rows);
            return Err(self.not_conserved(why, paths(self.runs.iter().flatten())));
        }
        Ok(())
    }

    fn disorder(&self, run: usize) -> Error {
        self.not_conserved("a file is not sorted by customer and time".to_owned(), paths(&self.runs[run]))
    }

    fn not_conserved(&self, why: String, files: String) -> Error {
        Error::NotConserved { table: self.place.definition.name.to_owned(), why, files }
    }

    fn arrow(&self, error: ArrowError) -> Error {
        Error::Parquet { table: self.place.definition.name.to_owned(), source: error.into() }
    }
}

fn paths<'a>(files: impl IntoIterator<Item = &'a FileEntry>) -> String {
    files.into_iter().map(|file| file.path.as_str()).collect::<Vec<_>>().join(", ")
}

/// The rows of a run: one file after another, each opened when it is its turn.
fn read(place: Place, files: Vec<FileEntry>) -> BoxStream<'static, Result<RecordBatch>> {
    let open = move |file: FileEntry| {
        let place = place.clone();
        async move { place.batches(&file, None, INPUT_ROWS).await }
    };
    stream::iter(files).then(open).try_flatten().boxed()
}
