//! Starting the threads that read, each where the table says.

use std::collections::BTreeSet;
use std::fmt;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use opkald_storage::lake::Table;

use super::{IngestOptions, Plan};
use crate::source::{
    FileStart, Queue, Resume, Sender, Source, connect_kafka, content_app, generation_app, locate, queue, read_files,
    read_kafka, read_stdin,
};
use crate::{Error, Result};

/// How long a source may take to tell its brokers what was committed, and to leave its group.
const FAREWELL: Duration = Duration::from_secs(5);

/// Pause between two looks whether it has.
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// What opens the sources, as often as the loop begins anew.
#[async_trait]
pub(super) trait Open: fmt::Debug + Send + Sync {
    /// Opens each where the table says that it stands, but for partitions whose application is among `stopped`.
    ///
    /// # Errors
    /// [`Error::Source`] for the first that cannot be read; then none is opened.
    async fn open(
        &self,
        table: &Table,
        options: &IngestOptions,
        plan: &Plan,
        stopped: &BTreeSet<String>,
    ) -> Result<Running>;
}

/// Opens the sources that the options name, on threads of their own.
#[derive(Debug)]
pub(super) struct Threads;

#[async_trait]
impl Open for Threads {
    async fn open(
        &self,
        table: &Table,
        options: &IngestOptions,
        plan: &Plan,
        stopped: &BTreeSet<String>,
    ) -> Result<Running> {
        start(table, options, plan, stopped).await
    }
}

/// The sources at work.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) queue: Box<dyn Queue>,
    /// The first source that cannot be read again: what was taken from it is gone with whoever took it.
    pub(super) unrepeatable: Option<String>,
    pub(super) threads: Vec<JoinHandle<()>>,
}

impl Running {
    /// Waits a little for the sources that have something to tell to others.
    pub(super) async fn finish(self) {
        drop(self.queue);
        // A thread that fails has told so through the queue; one that does not end is left behind.
        let began = Instant::now();
        while self.threads.iter().any(|thread| !thread.is_finished()) && began.elapsed() < FAREWELL {
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }
}

async fn start(table: &Table, options: &IngestOptions, plan: &Plan, stopped: &BTreeSet<String>) -> Result<Running> {
    let once = options.once;
    let mut files: Vec<FileStart> = Vec::new();
    let mut topics = Vec::new();
    let mut has_stdin = false;
    for source in &options.sources {
        match source {
            Source::Stdin => has_stdin = true,
            Source::File(path) => {
                let (path, is_file) = locate(path)?;
                if !is_file || files.iter().all(|file| file.path != path) {
                    let app = is_file.then(|| format!("{}{}", plan.app_prefix, path.display()));
                    files.push(file_start(table, FileStart::new(path, app)).await?);
                }
            }
            Source::Kafka(kafka) => {
                let (kafka, settings) = (kafka.clone(), options.kafka.clone());
                topics.push(tokio::task::spawn_blocking(move || connect_kafka(&kafka, &settings)).await??);
            }
        }
    }
    let stdin = has_stdin.then(|| "standard input".to_owned());
    let unrepeatable = stdin.or_else(|| files.iter().find(|file| file.app.is_none()).map(|file| file.name.to_string()));
    let (sender, queue) = queue();
    let mut threads = Vec::new();
    if has_stdin {
        let sender = sender.clone();
        spawn("stdin", move || read_stdin(&sender))?;
    }
    start_files(&sender, files, once)?;
    for connected in topics {
        let sender = sender.clone();
        let stopped = stopped.clone();
        threads.push(spawn("kafka", move || read_kafka(sender, connected, once, stopped))?);
    }
    Ok(Running { queue, unrepeatable, threads })
}

/// Files that end are read one after the other; those that are followed, side by side with them.
fn start_files(sender: &Sender, files: Vec<FileStart>, once: bool) -> Result<()> {
    let (ending, followed): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| once || !file.can_grow());
    let groups = followed.into_iter().map(|file| vec![file]);
    for group in groups.chain([ending]).filter(|group| !group.is_empty()) {
        let sender = sender.clone();
        spawn("files", move || read_files(&sender, group, !once))?;
    }
    Ok(())
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>> {
    let thread = std::thread::Builder::new().name(format!("opkald-{name}"));
    thread.spawn(work).map_err(|error| Error::source(name, format!("no thread can be started: {error}")))
}

/// Finds the last generation of a file, and where it stands.
async fn file_start(table: &Table, mut file: FileStart) -> Result<FileStart> {
    let Some(app) = &file.app else {
        return Ok(file);
    };
    while table.progress(&generation_app(app, file.generation + 1)).await?.is_some() {
        file.generation += 1;
    }
    file.resume = resume(table, &generation_app(app, file.generation)).await?;
    Ok(file)
}

/// What the table knows of an application.
pub(super) async fn resume(table: &Table, app: &str) -> Result<Resume> {
    Ok(Resume { position: table.progress(app).await?, mark: table.progress(&content_app(app)).await? })
}
