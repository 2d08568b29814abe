#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]
//! What the way of an event costs beside its two parts alone, decoding and Parquet encoding, in one run.
//!
//! `cargo bench --workspace --profile dev --bench ingest -- EVENTS`; pin it to one processor to read events per core.

use std::time::Instant;

use opkald_pipeline::simulation::Plan;
use opkald_pipeline::{IngestOptions, Source, ingest, measure};
use opkald_storage::events;
use opkald_storage::lake::{Encoded, Lake};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let wanted: usize = std::env::args().find_map(|text| text.parse().ok()).unwrap_or(1_000_000);
    // 1,000 customers with 27 events a day make about this many days.
    let days = u32::try_from(wanted.div_ceil(27_000)).unwrap();
    let until = chrono::DateTime::parse_from_rfc3339("2026-10-30T16:00:00Z").unwrap().timestamp_micros();
    let mut plan = Plan::new(1000, days, 1, until);
    plan.events_per_customer_day = 27.0;
    let mut lines = Vec::new();
    plan.write_events(&mut lines).unwrap();
    let count = lines.iter().filter(|byte| **byte == b'\n').count();
    println!("{count} events of {} bytes", lines.len() / count);

    let (decoded, decode) = timed("decode", count, || measure::decode(lines.clone()));
    let (batches, _) = timed("sort", count, || decoded.into_batches().unwrap());
    let (_, encode) = timed("encode", count, || {
        batches
            .iter()
            .map(|(day, batch)| Encoded::new(&events::definition(), Some(*day), batch).unwrap().size())
            .sum::<usize>()
    });
    drop(batches);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events.ndjson");
    std::fs::write(&path, lines).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let (summary, whole) = timed("ingest", count, || {
        runtime.block_on(async {
            let lake = Lake::open(folder.path().join("lake").to_str().unwrap()).await.unwrap();
            ingest(IngestOptions::once(lake, vec![Source::File(path)])).await.unwrap()
        })
    });
    println!("{summary:?}");
    println!("ingest is at {:.2} of decode and encode, one after the other", (decode + encode) / whole);
}

/// Processor seconds of this process so far, in steps of 10 ms.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) / 100.0
}

fn timed<T>(name: &str, count: usize, work: impl FnOnce() -> T) -> (T, f64) {
    let (cpu, wall) = (cpu_seconds(), Instant::now());
    let done = work();
    let (cpu, wall) = (cpu_seconds() - cpu, wall.elapsed().as_secs_f64());
    println!("{name:8} {:9.0} events/s of processor, {wall:.2} s, {cpu:.2} s of processor", count as f64 / cpu);
    (done, cpu)
}
