//! What the alerts and the dashboard ask for is what the program tells.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/mod.rs"]
mod support;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use support::Place;

const EVENT: &str = r#"{"id":"1","type":"agent.left","time":"2026-01-02T00:00:02Z","customer":"9","agent":"a"}"#;

/// A counter that stands there only while a topic is read; its name is held fast by a test beside it.
const OF_A_TOPIC: &str = "opkald_ingest_lag_records";

/// A process that ends with the test.
struct Ending(Child);

impl Drop for Ending {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn every_counter_that_is_asked_for_is_there() {
    let place = Place::new();
    place.write("events.ndjson", &format!("{EVENT}\n"));
    let mut serve = place.opkald();
    serve.args(["serve", "--listen", "127.0.0.1:0", "--from", "events.ndjson"]).stderr(Stdio::piped());
    let mut serve = Ending(serve.spawn().unwrap());
    let address = address(&mut serve.0, "the portal is at http://");
    // A request that is counted, and the first commit.
    get(&address, "/healthz");
    let began = Instant::now();
    while !get(&address, "/metrics").contains("opkald_ingest_events_total 1") {
        assert!(began.elapsed() < Duration::from_secs(30), "the event was not stored: {}", get(&address, "/metrics"));
        std::thread::sleep(Duration::from_millis(100));
    }
    let mut told = names(&get(&address, "/metrics"));
    told.insert(OF_A_TOPIC.to_owned());
    for file in ["deploy/monitoring/alerts.yml", "deploy/monitoring/dashboard.json"] {
        let asked = names(&std::fs::read_to_string(file).unwrap());
        let missing: Vec<_> = asked.difference(&told).collect();
        assert!(asked.len() > 5 && missing.is_empty(), "{file} asks for {missing:?}, which is not among {told:?}");
    }
}

#[test]
fn an_ingest_without_a_portal_serves_its_counters() {
    let place = Place::new();
    place.write("events.ndjson", &format!("{EVENT}\n"));
    let mut ingest = place.opkald();
    ingest.args(["ingest", "--metrics", "127.0.0.1:0", "events.ndjson"]).stderr(Stdio::piped()).stdout(Stdio::null());
    let mut ingest = Ending(ingest.spawn().unwrap());
    let address = address(&mut ingest.0, "address=");
    let began = Instant::now();
    while !get(&address, "/metrics").contains("opkald_ingest_events_total 1") {
        assert!(began.elapsed() < Duration::from_secs(30), "the event was not stored");
        std::thread::sleep(Duration::from_millis(100));
    }
    let told = get(&address, "/metrics");
    let value = |name: &str| {
        let line = told.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.unwrap_or_else(|| panic!("{name} is not in {told}")).parse::<f64>().unwrap()
    };
    assert!(value("opkald_process_resident_memory_bytes") > 1e6);
    assert!(value("opkald_ingest_memory_budget_bytes") > 1e6);
    assert!(told.contains("opkald_ingest_commits_total{outcome=\"Landed\"} 1"), "{told}");
}

/// The address that a process tells in its log after some words.
fn address(child: &mut Child, after: &str) -> String {
    let log = BufReader::new(child.stderr.take().unwrap());
    let mut lines = log.lines();
    for line in lines.by_ref() {
        let line: String = strip_colours(&line.unwrap());
        if let Some((_, rest)) = line.split_once(after) {
            let address = rest.split_whitespace().next().unwrap().to_owned();
            // Somebody must go on reading, or the process stands still.
            std::thread::spawn(move || lines.for_each(drop));
            return address;
        }
    }
    panic!("the process ended without an address");
}

fn strip_colours(line: &str) -> String {
    let mut parts = line.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('m').map_or(part, |(_, rest)| rest))
}

fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// Names of counters in a text, without the endings that their kinds add.
fn names(text: &str) -> BTreeSet<String> {
    let is_part = |character: char| character.is_ascii_lowercase() || character == '_';
    let words = text.split(|character| !is_part(character)).filter(|word| word.starts_with("opkald_"));
    let kinds = ["_total", "_bucket", "_sum", "_count"];
    words.map(|word| kinds.iter().fold(word, |word, kind| word.strip_suffix(kind).unwrap_or(word)).to_owned()).collect()
}
