//! A thread for work that keeps a processor busy.
//!
//! One thread of our own rather than any of the runtime's: the memory that the work takes and gives back every second
//! stays with it to be taken again, where each of several threads would hold on to its own.

use std::sync::mpsc;

use tokio::sync::oneshot;

use crate::{Error, Result};

type Job = Box<dyn FnOnce() + Send>;

/// The thread; it ends with its last job when this is dropped.
#[derive(Debug)]
pub(super) struct Encoder {
    jobs: mpsc::Sender<Job>,
}

impl Encoder {
    pub(super) fn start() -> Result<Self> {
        let (jobs, waiting) = mpsc::channel::<Job>();
        std::thread::Builder::new()
            .name("opkald-encoder".to_owned())
            .spawn(move || waiting.into_iter().for_each(|job| job()))
            .map_err(|error| Error::Setting(format!("no thread can be started: {error}")))?;
        Ok(Self { jobs })
    }

    /// Does some work on the thread.
    pub(super) async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let (tell, told) = oneshot::channel();
        let job = Box::new(move || {
            // Who asked may have been dropped meanwhile.
            let _ = tell.send(work());
        });
        self.jobs.send(job).map_err(|_| Error::CutShort)?;
        told.await.map_err(|_| Error::CutShort)
    }
}
