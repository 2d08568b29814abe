//! A real call centre's month: equal to its truth in every cell, however its log is imported.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use chrono::{DateTime, Timelike, Utc};
use flate2::read::GzDecoder;
use opkald_queries::Scope;
use serde_json::{Map, Value};

use crate::peaks::{Spans, talking, waiting};
use crate::rows::{Row, instant, number, text};
use crate::world::{VIEWS, World, disagreements};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/bank-1999-02");
const CUSTOMER: &str = "19990201";

/// Where the log is, or nowhere.
fn log() -> Option<std::path::PathBuf> {
    let log = Path::new(FOLDER).join("queue_log.gz");
    if log.is_file() {
        return Some(log);
    }
    eprintln!("SKIPPED: {} is not there, so nothing was compared with it", log.display());
    None
}

async fn bank() -> World {
    World::new(&[(CUSTOMER.to_owned(), chrono_tz::UTC)]).await
}

/// What adds up of a group of visits.
#[derive(Default)]
struct Sums {
    received: f64,
    answered: f64,
    abandoned: f64,
    in_time: f64,
    wait_all: f64,
    wait_answered: f64,
    max_wait: f64,
    talk: f64,
}

impl Sums {
    fn add(&mut self, row: &Row) {
        self.received += number(row, "joined");
        self.answered += number(row, "answered");
        // The truth knows no short abandons.
        self.abandoned += number(row, "abandoned") + number(row, "short_abandoned");
        self.in_time += number(row, "in_time");
        self.wait_all += number(row, "wait_seconds_all");
        self.wait_answered += number(row, "wait_seconds_answered");
        self.max_wait = self.max_wait.max(number(row, "max_wait_seconds"));
        self.talk += number(row, "talk_seconds");
    }

    fn cells(&self) -> BTreeMap<&'static str, Option<f64>> {
        let ratio = |part: f64, whole: f64| (whole > 0.0).then(|| part / whole);
        BTreeMap::from([
            ("received", Some(self.received)),
            ("answered", Some(self.answered)),
            ("abandoned", Some(self.abandoned)),
            ("answered_rate_pct", ratio(100.0 * self.answered, self.received)),
            ("avg_wait_all", ratio(self.wait_all, self.received)),
            ("avg_wait_answered", ratio(self.wait_answered, self.answered)),
            ("avg_wait_abandoned", ratio(self.wait_all - self.wait_answered, self.abandoned)),
            ("max_wait", Some(self.max_wait)),
            ("sl20_of_received_pct", ratio(100.0 * self.in_time, self.received)),
            ("sl20_of_answered_pct", ratio(100.0 * self.in_time, self.answered)),
            ("talk_total", Some(self.talk)),
            ("talk_avg", ratio(self.talk, self.answered)),
        ])
    }
}

/// Rows of a view, added up by a name.
fn grouped(rows: &[Row], name: impl Fn(&Row) -> String) -> BTreeMap<String, BTreeMap<&'static str, Option<f64>>> {
    let mut groups: BTreeMap<String, Sums> = BTreeMap::new();
    for row in rows {
        let sums = groups.entry(name(row)).or_default();
        sums.add(row);
    }
    // An hour in which people only wait or talk has a row, but no visit of its own.
    let groups = groups.into_iter().filter(|(_, sums)| sums.received > 0.0);
    groups.map(|(name, sums)| (name, sums.cells())).collect()
}

/// Compares, and counts what it compared.
#[derive(Default)]
struct Comparison {
    cells: usize,
    faults: Vec<String>,
}

impl Comparison {
    fn cell(&mut self, place: &str, truth: &Value, told: Option<f64>) {
        self.cells += 1;
        let same = match (truth.as_f64(), told) {
            // The truth is rounded to four decimals.
            (Some(truth), Some(told)) => (truth - told).abs() <= 0.000_050_001,
            (None, None) => truth.is_null(),
            _ => false,
        };
        if !same {
            self.faults.push(format!("{place}: {truth} is right, and the views say {told:?}"));
        }
    }

    fn group(&mut self, place: &str, truth: &Value, told: &BTreeMap<&'static str, Option<f64>>) {
        for (name, truth) in truth.as_object().unwrap() {
            let told = told.get(name.as_str()).unwrap_or_else(|| panic!("nothing tells {name}"));
            self.cell(&format!("{place} {name}"), truth, *told);
        }
    }

    fn groups(&mut self, place: &str, truth: &Value, told: &BTreeMap<String, BTreeMap<&'static str, Option<f64>>>) {
        let truth = truth.as_object().unwrap();
        let (right, names): (Vec<_>, Vec<_>) = (sorted(truth), told.keys().collect());
        assert_eq!(names, right, "{place}");
        for (name, truth) in truth {
            self.group(&format!("{place} {name}"), truth, &told[name]);
        }
    }
}

fn sorted(object: &Map<String, Value>) -> Vec<&String> {
    let mut names: Vec<_> = object.keys().collect();
    names.sort();
    names
}

/// How many cells there are.
fn leaves(value: &Value) -> usize {
    match value {
        Value::Object(object) => object.values().map(leaves).sum(),
        _ => 1,
    }
}

#[tokio::test]
async fn the_bank_is_equal_to_its_truth_in_every_cell() {
    let Some(log) = log() else { return };
    let truth: Value = serde_json::from_slice(&std::fs::read(Path::new(FOLDER).join("truth.json")).unwrap()).unwrap();
    let bank = bank().await;
    let summary = bank.import(&log, CUSTOMER).await;
    bank.refresh().await;
    let rows = async |view: &str| bank.rows(view, Scope::Operator).await;
    let mut compared = Comparison::default();
    compared.cell("lines", &truth["lines"], Some(summary.read as f64));

    let months = rows("queue_months").await;
    compared.group("month", &truth["month"], &grouped(&months, |_| String::new())[""]);
    compared.groups("queue", &truth["by_queue"], &grouped(&months, |row| text(row, "queue").unwrap().to_owned()));
    let february = |row: &&Row| instant(row, "month").unwrap().to_rfc3339().starts_with("1999-02-01");
    let received: f64 = months.iter().filter(february).map(|row| number(row, "joined")).sum();
    assert_eq!(received, 31_093.0, "one call joins at the first instant of March");

    let start = |row: &Row, unit: &str, form: &str| instant(row, unit).unwrap().format(form).to_string();
    let days = rows("queue_days").await;
    compared.groups("day", &truth["by_day"], &grouped(&days, |row| start(row, "day", "%F")));
    let hours = rows("queue_hours").await;
    compared.groups("hour", &truth["by_hour"], &grouped(&hours, |row| start(row, "hour", "%F %T")));
    let hour_of_day = |row: &Row| instant(row, "hour").unwrap().hour().to_string();
    compared.groups("hour of the day", &truth["by_hour_of_day"], &grouped(&hours, hour_of_day));
    compared.groups("agent", &truth["by_agent"], &agents(&rows("agent_months").await));
    for (name, most) in peaks(&rows("queue_visits").await) {
        compared.cell(name, &truth[name], Some(most as f64));
    }
    let shown = compared.faults.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
    assert!(compared.faults.is_empty(), "{} cells differ:\n{shown}", compared.faults.len());
    assert_eq!(compared.cells, leaves(&truth), "every cell of the truth is compared");
}

fn agents(months: &[Row]) -> BTreeMap<String, BTreeMap<&'static str, Option<f64>>> {
    let mut sums: BTreeMap<String, [f64; 3]> = BTreeMap::new();
    for row in months {
        let name = text(row, "agent").unwrap();
        let sums = sums.entry(name.strip_prefix("Agent/").unwrap_or(name).to_owned()).or_default();
        for (sum, column) in sums.iter_mut().zip(["answered", "talk_seconds", "wait_seconds"]) {
            *sum += number(row, column);
        }
    }
    let cells = |[calls, talk, wait]: [f64; 3]| {
        BTreeMap::from([
            ("calls", Some(calls)),
            ("talk_total", Some(talk)),
            ("talk_avg", Some(talk / calls)),
            ("avg_answer_wait", Some(wait / calls)),
        ])
    };
    sums.into_iter().map(|(name, sums)| (name, cells(sums))).collect()
}

/// The most at once in the whole file, over all queues together.
fn peaks(visits: &[Row]) -> [(&'static str, usize); 3] {
    let now: DateTime<Utc> = "1999-03-02T00:00:00Z".parse().unwrap();
    let waits = visits.iter().map(|visit| waiting(visit, now));
    let talks = visits.iter().filter_map(|visit| talking(visit, now));
    let inside =
        visits.iter().map(|visit| (waiting(visit, now).0, talking(visit, now).unwrap_or(waiting(visit, now)).1));
    let most = |spans: Spans| spans.most(DateTime::UNIX_EPOCH, now).0;
    [
        ("max_concurrent_talking_half_open", most(talks.collect())),
        ("max_concurrent_waiting_half_open", most(waits.collect())),
        ("max_concurrent_in_system_half_open", most(inside.collect())),
    ]
}

#[tokio::test]
async fn importing_the_bank_twice_or_in_halves_the_wrong_way_round_changes_nothing() {
    let Some(log) = log() else { return };
    let whole = bank().await;
    whole.import(&log, CUSTOMER).await;
    whole.refresh().await;
    let right = whole.told(&VIEWS).await;

    let mut text = String::new();
    GzDecoder::new(std::fs::File::open(&log).unwrap()).read_to_string(&mut text).unwrap();
    let again = whole.write(&text);
    let summary = whole.import(&again, CUSTOMER).await;
    assert_eq!((summary.stored, summary.read), (0, 89_350));
    whole.refresh().await;
    assert_eq!(disagreements(&right, &whole.told(&VIEWS).await), [""; 0]);

    // Cut in the middle of the day, where calls are under way.
    let middle = text[..text.len() / 2].rfind('\n').unwrap() + 1;
    let halves = bank().await;
    for half in [&text[middle..], &text[..middle]] {
        let half = halves.write(half);
        halves.import(&half, CUSTOMER).await;
        halves.refresh().await;
    }
    assert_eq!(disagreements(&right, &halves.told(&VIEWS).await), [""; 0]);
    assert_eq!(halves.engine.check().await.unwrap(), []);
}
