#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]
//! What becomes of a table in 24 hours of small commits, with maintenance at its interval, by a clock of the bench's own.
//!
//! `cargo bench --workspace --profile dev --bench maintain -- COMMITS`; 43,200 commits are one every two seconds.

use std::sync::Arc;
use std::time::{Duration, Instant};

use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray, new_null_array};
use chrono::{DateTime, TimeDelta, Utc};
use opkald_storage::events;
use opkald_storage::lake::{Commit, Encoded, Lake, Maintained, Maintenance, MaintenanceOptions, Progress, Table};
use tokio::sync::watch;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROWS: i64 = 40;
const EVERY: TimeDelta = TimeDelta::seconds(60);

fn main() {
    // As the program builds its own.
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.worker_threads(2).max_blocking_threads(16).enable_all().build().unwrap().block_on(day());
}

async fn day() {
    let wanted: i64 = std::env::args().find_map(|text| text.parse().ok()).unwrap_or(43_200);
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path().to_str().unwrap()).await.unwrap();
    let begin = DateTime::parse_from_rfc3339("2026-10-25T00:00:00Z").unwrap().to_utc();
    let step = TimeDelta::days(1) / i32::try_from(wanted).unwrap();
    let mut table = lake.table(&events::definition()).await.unwrap();
    let mut upkeep = Upkeep::open(&lake).await;
    let mut commits = Duration::ZERO;
    let mut last = begin;
    for number in 0..wanted {
        let now = begin + step * i32::try_from(number).unwrap();
        let started = Instant::now();
        let day = Some(begin.date_naive());
        let file = table.put(Encoded::new(&events::definition(), day, &rows(number, now)).unwrap()).await.unwrap();
        let progress = Progress { app: "kafka".to_owned(), expected: (number > 0).then_some(number), next: number + 1 };
        let commit = Commit { add: vec![file], progress: vec![progress], unless_overtaken: true, ..Commit::default() };
        table.commit(commit).await.unwrap();
        upkeep.date(&mut table, now).await;
        commits += started.elapsed();
        if now - last >= EVERY {
            last = now;
            upkeep.pass(now).await;
            upkeep.date(&mut table, now).await;
        }
        if (number + 1) % (wanted / 4) == 0 {
            upkeep.tell(&lake, &format!("after {} commits", number + 1)).await;
        }
    }
    upkeep.pass(begin + TimeDelta::hours(27)).await;
    upkeep.tell(&lake, "when the day is closed").await;
    let (passes, merges) = (upkeep.passes, upkeep.sum.files_written);
    println!(
        "{:.2} ms a commit; {passes} passes of {:.1} ms, {merges} merges that wrote each row {:.1} times, {} checkpoints",
        commits.as_secs_f64() * 1000.0 / wanted as f64,
        upkeep.took.as_secs_f64() * 1000.0 / passes as f64,
        upkeep.sum.rows_merged as f64 / (wanted * ROWS) as f64,
        upkeep.checkpoints,
    );
    println!("peak memory {} MiB", peak_mib());
}

struct Upkeep {
    maintenance: Maintenance,
    sum: Maintained,
    passes: u32,
    took: Duration,
    checkpoints: u32,
    most_files: u64,
    most_depth: u64,
    dated: i64,
}

impl Upkeep {
    async fn open(lake: &Lake) -> Self {
        let maintenance =
            Maintenance::open(lake, &[events::definition()], MaintenanceOptions::default()).await.unwrap();
        let (sum, took) = (Maintained::default(), Duration::ZERO);
        Self { maintenance, sum, passes: 0, took, checkpoints: 0, most_files: 0, most_depth: 0, dated: 0 }
    }

    /// Sets the times of new files of the log to the bench's clock, since what is removed is told by them.
    async fn date(&mut self, table: &mut Table, now: DateTime<Utc>) {
        table.update().await.unwrap();
        let log = table.url().to_file_path().unwrap().join("_delta_log");
        for version in self.dated..=table.version() {
            for ends in ["json", "checkpoint.parquet"] {
                if let Ok(file) = std::fs::File::options().write(true).open(log.join(format!("{version:020}.{ends}"))) {
                    file.set_modified(now.into()).unwrap();
                }
            }
        }
        self.dated = table.version();
    }

    async fn pass(&mut self, now: DateTime<Utc>) {
        let started = Instant::now();
        let done = self.maintenance.run(now, &watch::channel(false).1).await.unwrap().remove(0);
        self.took += started.elapsed();
        self.passes += 1;
        self.sum.rows_merged += done.rows_merged;
        self.sum.files_written += done.files_written;
        self.checkpoints += u32::from(done.checkpoint.is_some());
        self.most_files = self.most_files.max(done.live_files);
        self.most_depth = self.most_depth.max(done.log_depth);
    }

    /// How quick the table opens, and what is in it.
    async fn tell(&self, lake: &Lake, when: &str) {
        let mut opens = Vec::new();
        let mut live = 0;
        for _ in 0..9 {
            let started = Instant::now();
            let table = lake.table(&events::definition()).await.unwrap();
            opens.push(started.elapsed().as_secs_f64() * 1000.0);
            live = table.files().count();
        }
        opens.sort_by(f64::total_cmp);
        println!(
            "{when}, at {} MiB: opens in {:.0} ms (median of 9, most {:.0}), {live} live files (most {}), log depth at most {}",
            peak_mib(),
            opens[4],
            opens[8],
            self.most_files,
            self.most_depth
        );
    }
}

fn rows(number: i64, now: DateTime<Utc>) -> RecordBatch {
    let count = usize::try_from(ROWS).unwrap();
    let mut order: Vec<i64> = (0..ROWS).map(|row| (number * 7 + row * 13) % 1000).collect();
    order.sort_unstable();
    let schema = events::schema();
    let columns = schema.fields().iter().map(|field| -> ArrayRef {
        match field.name().as_str() {
            "customer" => {
                Arc::new(StringArray::from_iter_values(order.iter().map(|at| format!("{:06}", 100_000 + at))))
            }
            "time" => {
                let time = now.timestamp_micros();
                Arc::new(TimestampMicrosecondArray::from_iter_values((0..ROWS).map(|_| time)).with_timezone("UTC"))
            }
            "type" => Arc::new(StringArray::from_iter_values((0..count).map(|_| "call.answered"))),
            "id" => {
                Arc::new(StringArray::from_iter_values((0..ROWS).map(|row| format!("{:016x}", number * ROWS + row))))
            }
            "call" => {
                Arc::new(StringArray::from_iter_values((0..ROWS).map(|row| format!("c{:015x}", number * ROWS + row))))
            }
            "talk_ms" => Arc::new(Int64Array::from_iter_values((0..ROWS).map(|row| row * 1000))),
            _ => new_null_array(field.data_type(), count),
        }
    });
    RecordBatch::try_new(Arc::clone(&schema), columns.collect()).unwrap()
}

fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}
