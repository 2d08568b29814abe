//! Visits and queues.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::buckets::{Cut, Interval};
use super::history::{History, OPEN_AT_MOST};
use super::rows::{Bucket, QueueRow, QueueVisitRow, instant, ratio, seconds};
use crate::simulation::clock::{Grain, Micros, SECOND};
use crate::simulation::objects::Visit;

const SHORT: Micros = 5 * SECOND;
const IN_TIME: Micros = 20 * SECOND;

pub(super) fn outcome(history: &History, visit: &Visit) -> &'static str {
    if !visit.talks.is_empty() {
        return "answered";
    }
    match visit.left {
        None => "waiting",
        Some((_, "abandoned")) if history.wait(visit).is_some_and(|wait| wait < SHORT) => "short_abandoned",
        Some((_, reason)) => reason,
    }
}

pub(super) fn visit_rows(history: &History) -> Vec<QueueVisitRow> {
    let mut rows = Vec::new();
    for call in &history.calls {
        let mut entries: HashMap<usize, u32> = HashMap::new();
        for visit in &call.visits {
            let entry = entries.entry(visit.queue).or_default();
            *entry += 1;
            rows.push(visit_row(history, &call.id, visit, *entry));
        }
    }
    rows
}

fn visit_row(history: &History, call: &str, visit: &Visit, entry: u32) -> QueueVisitRow {
    let talk = visit.talks.first();
    let completed = talk.and_then(|talk| talk.completed);
    QueueVisitRow {
        customer: history.customer.number.clone(),
        call: call.to_owned(),
        queue: history.queue_id(visit.queue),
        visit: entry,
        from_number: visit.from.to_string(),
        joined_at: instant(visit.joined),
        answered_at: talk.map(|talk| instant(talk.answered)),
        left_at: visit.left.map(|(at, _)| instant(at)),
        completed_at: completed.map(|(at, _)| instant(at)),
        wait_seconds: history.wait(visit).map(seconds),
        talk_seconds: history.talk(visit).map(seconds),
        agent: talk.map(|talk| history.agent_id(talk.agent)),
        offers: visit.offers.len() as u64,
        outcome: outcome(history, visit),
        ended_by: completed.map(|(_, reason)| reason),
        position: visit.position,
    }
}

/// `[joined, left)`, open ones until now, at most a day.
fn waiting(history: &History, visit: &Visit) -> Interval {
    let answered = visit.talks.first().map(|talk| talk.answered);
    let end = answered.or(visit.left.map(|(at, _)| at));
    (visit.joined, end.unwrap_or(history.as_of.min(visit.joined + OPEN_AT_MOST)))
}

/// `[answered, completed)` of the first conversation, open ones until now, at most a day after the join.
fn talking(history: &History, visit: &Visit) -> Option<Interval> {
    let talk = visit.talks.first()?;
    let end = talk.completed.map(|(at, _)| at);
    Some((talk.answered, end.unwrap_or(history.as_of.min(visit.joined + OPEN_AT_MOST))))
}

/// Whether a visit has waited, so that its wait counts.
fn waited(history: &History, visit: &Visit) -> Option<Micros> {
    let wait = history.wait(visit)?;
    let refused = match visit.left {
        Some((_, "full" | "closed")) => true,
        Some((at, "empty")) => at == visit.joined,
        _ => false,
    };
    (!refused).then_some(wait)
}

pub(super) fn bucket_rows(history: &History, grain: Grain) -> Vec<QueueRow> {
    let zone = history.customer.zone;
    let waits = Cut::new(grain, zone, history.visits().map(|(_, visit)| (visit.queue, waiting(history, visit))));
    let talks =
        Cut::new(grain, zone, history.visits().filter_map(|(_, visit)| Some((visit.queue, talking(history, visit)?))));
    let mut joined: BTreeMap<(Interval, usize), Vec<&Visit>> = BTreeMap::new();
    for (_, visit) in history.visits() {
        joined.entry((grain.bucket(zone, visit.joined), visit.queue)).or_default().push(visit);
    }
    let mut wrapups: BTreeMap<(Interval, usize), i64> = BTreeMap::new();
    for wrapup in &history.wrapups {
        *wrapups.entry((grain.bucket(zone, wrapup.at), wrapup.queue)).or_default() += wrapup.duration_ms;
    }
    let keys: BTreeSet<_> =
        joined.keys().chain(waits.keys()).chain(talks.keys()).chain(wrapups.keys()).copied().collect();
    let none = Vec::new();
    let row = |key: (Interval, usize)| {
        let visits = joined.get(&key).unwrap_or(&none);
        let mut row = counts(history, visits);
        row.bucket = Bucket::new(grain, zone, key.0.0);
        row.queue = history.queue_id(key.1);
        row.wrapup_seconds = wrapups.get(&key).copied().unwrap_or(0) as f64 / 1e3;
        row.peak_waiting = waits.load(&key).peak;
        row.peak_talking = talks.load(&key).peak;
        with_ratios(row)
    };
    keys.into_iter().map(row).collect()
}

/// The counts and sums of the visits that joined in a bucket.
fn counts(history: &History, visits: &[&Visit]) -> QueueRow {
    let count = |name: &str| visits.iter().filter(|visit| outcome(history, visit) == name).count() as u64;
    let answered: Vec<&&Visit> = visits.iter().filter(|visit| !visit.talks.is_empty()).collect();
    let answered_waits: Vec<Micros> = answered.iter().filter_map(|visit| history.wait(visit)).collect();
    let waits: Vec<Micros> = visits.iter().filter_map(|visit| waited(history, visit)).collect();
    QueueRow {
        customer: history.customer.number.clone(),
        bucket: Bucket::default(),
        queue: String::new(),
        joined: visits.len() as u64,
        answered: count("answered"),
        abandoned: count("abandoned"),
        short_abandoned: count("short_abandoned"),
        timeout: count("timeout"),
        overflow: count("overflow"),
        key: count("key"),
        empty: count("empty"),
        full: count("full"),
        closed: count("closed"),
        transferred: count("transferred"),
        waiting: count("waiting"),
        in_time: answered_waits.iter().filter(|wait| **wait <= IN_TIME).count() as u64,
        wait_seconds_answered: seconds(answered_waits.iter().sum()),
        wait_seconds_all: seconds(waits.iter().sum()),
        waited: waits.len() as u64,
        max_wait_seconds: waits.iter().max().map(|wait| seconds(*wait)),
        talk_seconds: seconds(answered.iter().filter_map(|visit| history.talk(visit)).sum()),
        wrapup_seconds: 0.0,
        peak_waiting: 0,
        peak_talking: 0,
        answered_rate: None,
        abandon_rate: None,
        asa_seconds: None,
        awt_seconds: None,
        att_seconds: None,
        aht_seconds: None,
        service_level: None,
    }
}

fn with_ratios(mut row: QueueRow) -> QueueRow {
    let answered = row.answered as f64;
    row.answered_rate = ratio(answered, (row.joined - row.closed) as f64);
    row.abandon_rate = ratio(row.abandoned as f64, (row.answered + row.abandoned) as f64);
    row.asa_seconds = ratio(row.wait_seconds_answered, answered);
    row.awt_seconds = ratio(row.wait_seconds_all, row.waited as f64);
    row.att_seconds = ratio(row.talk_seconds, answered);
    row.aht_seconds = ratio(row.talk_seconds + row.wrapup_seconds, answered);
    row.service_level = ratio(row.in_time as f64, (row.joined - row.short_abandoned - row.closed) as f64);
    row
}
