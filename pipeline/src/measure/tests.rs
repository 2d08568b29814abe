#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fmt::Write as _;
use std::io::Write as _;
use std::time::Instant;

use opkald_storage::events;
use opkald_storage::lake::{Encoded, Lake};
use tempfile::TempDir;

use crate::{IngestOptions, Source, ingest};

/// Events of calls through a queue, one customer after the other within an hour.
fn lines(range: std::ops::Range<usize>) -> String {
    let count = range.len();
    let mut text = String::with_capacity(count * 330);
    let begin = chrono::DateTime::parse_from_rfc3339("2026-02-01T00:00:00Z").unwrap();
    for at in range {
        let time = begin + chrono::TimeDelta::milliseconds(at as i64 * 250);
        let time = time.format("%Y-%m-%dT%H:%M:%S%.6f+00:00");
        let customer = 40_000_000 + (at / 6) * 7919 % 1000;
        let call = format!("{:016x}", (at / 6).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let id = format!("{:016x}{at:08x}", at.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let head = format!("{{\"id\":\"{id}\",\"time\":\"{time}\",\"customer\":\"{customer}\",\"call\":\"{call}\"");
        let from = 20_000_000 + at * 31 % 70_000_000;
        let rest = match at % 6 {
            0 => format!(
                "\"type\":\"call.started\",\"leg\":0,\"direction\":\"inbound\",\"from\":\"+45{from}\",\"to\":\"+4570{}\",\"line\":\"+4570{}\",\"line_kind\":\"local\"",
                100_000 + at % 10,
                100_000 + at % 10
            ),
            1 => format!(
                "\"type\":\"queue.joined\",\"queue\":\"support\",\"from\":\"+45{from}\",\"position\":{}",
                1 + at % 9
            ),
            2 => format!("\"type\":\"queue.offered\",\"queue\":\"support\",\"agent\":\"agent-{}\"", at % 40),
            3 => format!(
                "\"type\":\"queue.answered\",\"queue\":\"support\",\"agent\":\"agent-{}\",\"wait_ms\":{}",
                at % 40,
                at % 60_000
            ),
            4 => format!(
                "\"type\":\"queue.completed\",\"queue\":\"support\",\"agent\":\"agent-{}\",\"reason\":\"caller\",\"talk_ms\":{}",
                at % 40,
                at % 600_000
            ),
            _ => "\"type\":\"call.ended\",\"leg\":0,\"reason\":\"normal\"".to_owned(),
        };
        writeln!(text, "{head},{rest}}}").unwrap();
    }
    text
}

/// Processor seconds of this process so far.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) / 100.0
}

fn timed<T>(name: &str, count: usize, work: impl FnOnce() -> T) -> (T, f64) {
    let (cpu, wall) = (cpu_seconds(), Instant::now());
    let done = work();
    let (cpu, wall) = (cpu_seconds() - cpu, wall.elapsed().as_secs_f64());
    println!("{name:24} {:9.0} events/s of processor, {wall:.2} s, {cpu:.2} s of processor", count as f64 / cpu);
    (done, cpu)
}

#[test]
#[ignore = "a measurement, not a test; run it alone on a quiet machine"]
fn how_fast() {
    let count: usize = std::env::var("EVENTS").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000_000);
    let text = lines(0..count);
    println!("{count} events of {} bytes", text.len() / count);
    let bytes = text.clone().into_bytes();
    let (decoded, decode) = timed("decode", count, || super::decode(bytes));
    assert_eq!((decoded.events(), decoded.dead_letters()), (count, 0));
    let (batches, _) = timed("sort", count, || decoded.into_batches().unwrap());
    let (_, encode) = timed("encode", count, || {
        let encoded =
            batches.iter().map(|(day, batch)| Encoded::new(&events::definition(), Some(*day), batch).unwrap().size());
        println!("{} bytes", encoded.sum::<usize>());
    });
    drop(batches);
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("events.ndjson");
    std::fs::write(&path, text).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let (summary, whole) = timed("ingest", count, || {
        runtime.block_on(async {
            let lake = Lake::open(folder.path().join("lake").to_str().unwrap()).await.unwrap();
            ingest(IngestOptions::once(lake, vec![Source::File(path)])).await.unwrap()
        })
    });
    println!("{summary:?}");
    println!("ratio to decode + encode: {:.2}", (decode + encode) / whole);
}

#[test]
#[ignore = "a measurement, not a test; run it alone"]
fn how_much_memory() {
    let count: usize = std::env::var("EVENTS").ok().and_then(|text| text.parse().ok()).unwrap_or(10_000_000);
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("events.ndjson");
    let mut file = std::fs::File::create(&path).unwrap();
    for begin in (0..count).step_by(50_000) {
        file.write_all(lines(begin..begin + 50_000).as_bytes()).unwrap();
    }
    let peak = || {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        status.lines().find(|line| line.starts_with("VmHWM")).unwrap().to_owned()
    };
    println!("before: {}", peak());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let (summary, _) = timed("ingest", count, || {
        runtime.block_on(async {
            let lake = Lake::open(folder.path().join("lake").to_str().unwrap()).await.unwrap();
            ingest(IngestOptions::once(lake, vec![Source::File(path)])).await.unwrap()
        })
    });
    println!("{summary:?}\nafter: {}", peak());
}
