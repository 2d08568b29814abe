//! The threads that everything runs on.

use anyhow::{Context, Result};

/// Fewer would let one long sort keep the portal from answering.
const LEAST_THREADS: usize = 2;

/// Threads for what waits on files. Opening a table reads a hundred entries of its log at once: as many threads would each
/// hold on to some megabytes, and a disk gains nothing by them.
const BLOCKING_THREADS: usize = 16;

/// Planning a query walks its tree by recursion; this leaves room for what people write.
pub(crate) const STACK_BYTES: usize = 8 * 1024 * 1024;

/// Builds the runtime. `threads` of 0 takes what the machine has.
pub(crate) fn build(threads: usize) -> Result<tokio::runtime::Runtime> {
    let cores = std::thread::available_parallelism().map_or(LEAST_THREADS, usize::from);
    let wanted = if threads == 0 { cores } else { threads };
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(wanted.max(LEAST_THREADS))
        .max_blocking_threads(wanted.max(BLOCKING_THREADS))
        .thread_stack_size(STACK_BYTES)
        .enable_all()
        .build()
        .context("cannot start the program's threads")
}
