//! The loop.

use std::collections::BTreeSet;
use std::future::{pending, poll_fn};
use std::sync::Arc;
use std::time::Duration;

use opkald_events::Buffer;
use opkald_storage::events;
use opkald_storage::lake::{Table, Timer};
use tokio::sync::watch;

use super::breaker::{Flood, Share};
use super::encoder::Encoder;
use super::flush::is_left_behind;
use super::lanes::Lanes;
use super::pulse::Pulse;
use super::start::{Open, Running, Threads, resume};
use super::{IngestOptions, Plan, Summary};
use crate::decode::take;
use crate::dedup::{Dedup, SETS_BYTES};
use crate::source::{Chunk, Message, Settle};
use crate::{Error, Result};

/// An ingest at work.
pub(super) struct Ingest {
    pub(super) options: IngestOptions,
    pub(super) plan: Plan,
    pub(super) sources: Box<dyn Open>,
    pub(super) timer: Arc<dyn Timer>,
    pub(super) table: Table,
    pub(super) dedup: Dedup,
    pub(super) encoder: Encoder,
    /// Applications of partitions that are not read, since too much of them was refused.
    pub(super) stopped: BTreeSet<String>,
    pub(super) pulse: Pulse,
    /// What is committed.
    pub(super) summary: Summary,
    /// When the work began, by the timer.
    pub(super) began: Duration,
}

/// How a flush ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flushed {
    /// Everything read is in the table.
    Landed,
    /// Somebody else reads the same source; what was read is his.
    LostRace,
}

/// How taking what the sources send ended.
enum Drained {
    /// They are at their end, or a stop was asked for; all of it is stored.
    Whole,
    /// Somebody else stored what was read here: it is dropped, and the sources are started where the table stands.
    LostRace,
    /// A source asked to be started anew, for this reason; what came before is stored.
    Again(String),
    /// Too much of a partition was refused: what was read last is dropped, of the others too.
    Flood(Flood),
}

/// What comes next.
enum Next {
    Stop,
    Due,
    Message(Option<Message>),
}

impl Ingest {
    /// Opens the table; nothing is read yet.
    pub(super) async fn open(options: IngestOptions, plan: Plan) -> Result<Self> {
        let timer = Arc::clone(options.lake.timer());
        Ok(Self {
            table: options.lake.table(&events::definition()).await?,
            options,
            plan,
            sources: Box::new(Threads),
            began: timer.now(),
            timer,
            dedup: Dedup::new(SETS_BYTES),
            encoder: Encoder::start()?,
            stopped: BTreeSet::new(),
            pulse: Pulse::new(),
            summary: Summary::default(),
        })
    }

    pub(super) async fn run(mut self) -> Result<Summary> {
        loop {
            let mut running = self.sources.open(&self.table, &self.options, &self.plan, &self.stopped).await?;
            let drained = self.drain(&mut running).await;
            let unrepeatable = running.unrepeatable.take();
            running.finish().await;
            let why = match drained? {
                Drained::Whole => break,
                Drained::LostRace => {
                    self.dedup.clear();
                    "another process stored what was read here".to_owned()
                }
                Drained::Again(why) => why,
                Drained::Flood(Flood { app: Some(app), sentence }) if !self.options.once => {
                    self.dedup.clear();
                    tracing::error!("{sentence}; the other partitions go on");
                    self.stopped.insert(app);
                    "a partition is not read any more".to_owned()
                }
                Drained::Flood(Flood { sentence, .. }) => return Err(Error::Flood(sentence)),
            };
            if let Some(name) = unrepeatable {
                let why = format!("all sources must be started again, since {why}, and this one cannot be read again");
                return Err(Error::source(&name, why));
            }
            tracing::warn!("{why}: starting again where it stands");
            is_left_behind(self.table.update().await)?;
            if *self.options.stop.borrow() {
                break;
            }
        }
        self.pulse.end(&self.options.lake).await;
        self.summary.seconds = self.seconds();
        self.table.settle().await;
        Ok(self.summary)
    }

    /// Takes what the sources send, until they end, one fails, or a stop is asked for.
    async fn drain(&mut self, running: &mut Running) -> Result<Drained> {
        let mut stop = self.options.stop.clone();
        let mut lanes = Lanes::default();
        let mut buffer = Buffer::default();
        let mut due = None;
        let ended = loop {
            let mut settle = None;
            match next(&mut stop, due, self.timer.as_ref(), running).await {
                Next::Stop | Next::Message(None) => break Ok(Drained::Whole),
                Next::Message(Some(Message::Failed(error))) => break Err(error),
                Next::Message(Some(Message::Again(why))) => break Ok(Drained::Again(why)),
                Next::Message(Some(Message::Settle(asked))) => settle = Some(asked),
                Next::Message(Some(Message::Looked(looked))) => {
                    if looked.is_held {
                        self.pulse.hold(&self.options.lake, &self.table).await;
                    }
                    lanes.looked(looked);
                    due.get_or_insert_with(|| self.timer.now() + self.options.flush.age);
                    continue;
                }
                Next::Message(Some(Message::Chunk(chunk))) => {
                    self.take(&chunk, &mut buffer, &mut lanes);
                    if !self.options.once {
                        due.get_or_insert_with(|| self.timer.now() + self.options.flush.age);
                    }
                    if buffer.bytes() < self.options.flush.bytes && buffer.rows() < self.options.flush.rows {
                        continue;
                    }
                }
                Next::Due => {}
            }
            due = None;
            if let Some(flood) = Flood::find(&lanes, self.options.max_refused_percent) {
                return Ok(Drained::Flood(flood));
            }
            if self.flush(&mut buffer, &mut lanes).await? == Flushed::LostRace {
                return Ok(Drained::LostRace);
            }
            self.options.metrics.stand(lanes.lags(), lanes.held(), self.pulse.until(&self.options.lake, &lanes));
            self.pulse.beat(&self.options.lake, &lanes).await;
            if let Some(settle) = settle {
                self.settle(settle).await?;
            }
        };
        if let Some(flood) = Flood::find(&lanes, self.options.max_refused_percent) {
            return Ok(Drained::Flood(flood));
        }
        match self.flush(&mut buffer, &mut lanes).await? {
            Flushed::Landed => ended,
            Flushed::LostRace => ended.map(|_| Drained::LostRace),
        }
    }

    /// Tells a source where its applications stand, now that everything it sent is stored.
    async fn settle(&mut self, asked: Settle) -> Result<()> {
        let mut stored = Vec::with_capacity(asked.apps.len());
        while stored.len() < asked.apps.len() {
            // Whoever had them before may have stored more.
            is_left_behind(self.table.update().await)?;
            stored.clear();
            for app in &asked.apps {
                match resume(&self.table, app).await {
                    // This process stood still between the two, and the log was cut.
                    Err(Error::Lake(opkald_storage::Error::LeftBehind { .. })) => break,
                    resumed => stored.push(resumed?),
                }
            }
        }
        // A source that does not wait any more has lost what it asked for.
        let _ = asked.answer.send(stored);
        Ok(())
    }

    fn seconds(&self) -> f64 {
        self.timer.now().saturating_sub(self.began).as_secs_f64()
    }

    fn take(&self, chunk: &Chunk, buffer: &mut Buffer, lanes: &mut Lanes) {
        self.options.metrics.read_bytes.inc_by(chunk.data.len() as u64);
        let (read, refused) = (buffer.read, buffer.dead_letters.len());
        if take(chunk, self.plan.format, self.options.clock.micros(), buffer) {
            let refused = (buffer.dead_letters.len() - refused) as u64;
            lanes.advance(chunk, Share { read: buffer.read - read, refused });
        }
        if let Some(on_progress) = &self.options.on_progress {
            let mut summary = self.summary.clone();
            summary.read += buffer.read;
            summary.unknown_fields += buffer.unknown_fields;
            summary.ignored += buffer.ignored;
            summary.seconds = self.seconds();
            on_progress.tell(&summary);
        }
    }
}

async fn next(
    stop: &mut watch::Receiver<bool>,
    due: Option<Duration>,
    timer: &dyn Timer,
    running: &mut Running,
) -> Next {
    let stopped = async {
        if stop.wait_for(|stop| *stop).await.is_err() {
            // Nobody is left who could ask for it.
            pending::<()>().await;
        }
    };
    let is_due = async {
        match due {
            Some(due) => timer.sleep(due.saturating_sub(timer.now())).await,
            None => pending().await,
        }
    };
    tokio::select! {
        biased;
        () = stopped => Next::Stop,
        () = is_due => Next::Due,
        message = poll_fn(|context| running.queue.poll_recv(context)) => Next::Message(message),
    }
}
