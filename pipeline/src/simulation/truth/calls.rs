//! Legs and calls: outcomes, counts, concurrency.

use std::collections::{BTreeMap, BTreeSet};

use super::buckets::{Cut, Interval};
use super::history::{History, OPEN_AT_MOST};
use super::rows::{Bucket, CallBucketRow, CallRow, instant, ratio, seconds};
use crate::simulation::clock::{Grain, Micros};
use crate::simulation::number::Number;
use crate::simulation::objects::{Call, Direction, Leg};

/// When a leg ended, for better or worse; none while it lasts.
fn ended(leg: &Leg, as_of: Micros) -> Option<Micros> {
    let told = leg.ended.map(|(at, _)| at);
    told.or((as_of - leg.started >= OPEN_AT_MOST).then(|| leg.last_told()))
}

fn outcome(leg: &Leg, as_of: Micros) -> &'static str {
    if ended(leg, as_of).is_none() {
        return "ongoing";
    }
    if leg.answered.is_some() {
        return "answered";
    }
    match leg.ended.map_or("failed", |(_, reason)| reason) {
        "no_answer" | "normal" => "missed",
        "cancelled" if leg.direction != Direction::Outbound => "missed",
        "transferred" | "forwarded" => "forwarded",
        other => other,
    }
}

pub(super) fn rows(history: &History) -> Vec<CallRow> {
    history.calls.iter().flat_map(|call| call.legs.iter().map(move |leg| row(history, call, leg))).collect()
}

fn row(history: &History, call: &Call, leg: &Leg) -> CallRow {
    let end = ended(leg, history.as_of);
    let ring = leg.answered.or(end).map(|at| seconds(at - leg.started));
    let talk = end.map(|at| leg.answered.map_or(0.0, |answered| seconds(at - answered)));
    let recording = call.recording.as_ref().filter(|recording| recording.leg == leg.leg);
    CallRow {
        customer: history.customer.number.clone(),
        call: call.id.clone(),
        leg: leg.leg,
        line: leg.line.to_string(),
        line_kind: if history.customer.mobiles.contains(&leg.line) { "mobile" } else { "local" },
        direction: leg.direction.name(),
        from_number: leg.from.to_string(),
        to_number: leg.to.to_string(),
        started_at: instant(leg.started),
        answered_at: leg.answered.map(instant),
        ended_at: end.map(instant),
        ring_seconds: ring,
        talk_seconds: talk,
        outcome: outcome(leg, history.as_of),
        forwarded_to: leg.forwarded.map(|(_, to)| to.to_string()),
        transferred_to: leg.transferred.map(|(_, to)| to.to_string()),
        country: leg.country,
        price: leg.price.map(|price| format!("{}.{:04}", price / 10_000, price % 10_000)),
        currency: leg.price.map(|_| "DKK"),
        recording: recording.map(|recording| recording.object.clone()),
    }
}

/// What one call or one leg adds to the bucket in which it started.
struct Counted {
    line: Option<Number>,
    started: Micros,
    direction: Direction,
    answered: bool,
    missed: bool,
    talk: Micros,
    talking: Option<Interval>,
}

fn counted_leg(leg: &Leg, as_of: Micros) -> Counted {
    let end = ended(leg, as_of);
    let unanswered = leg.answered.is_none() && end.is_some();
    Counted {
        line: Some(leg.line),
        started: leg.started,
        direction: leg.direction,
        answered: leg.answered.is_some(),
        missed: unanswered && leg.direction == Direction::Inbound && outcome(leg, as_of) != "forwarded",
        talk: leg.answered.zip(end).map_or(0, |(answered, end)| end - answered),
        talking: leg.answered.map(|answered| (answered, end.unwrap_or(as_of))),
    }
}

/// The whole conversation; its direction and start are its lowest leg's.
fn counted_call(call: &Call, as_of: Micros) -> Option<Counted> {
    let first = call.legs.iter().min_by_key(|leg| leg.leg)?;
    let over = call.legs.iter().all(|leg| ended(leg, as_of).is_some());
    let answered: Vec<&Leg> = call.legs.iter().filter(|leg| leg.answered.is_some()).collect();
    let begin = answered.iter().filter_map(|leg| leg.answered).min();
    let settled = answered.iter().all(|leg| ended(leg, as_of).is_some());
    let end = answered.iter().map(|leg| ended(leg, as_of).unwrap_or(as_of)).max();
    let talking = begin.zip(end);
    Some(Counted {
        line: None,
        started: first.started,
        direction: first.direction,
        answered: begin.is_some(),
        missed: over && begin.is_none() && first.direction == Direction::Inbound,
        talk: talking.filter(|_| settled).map_or(0, |(begin, end)| end - begin),
        talking,
    })
}

pub(super) fn bucket_rows(history: &History, grain: Grain) -> Vec<CallBucketRow> {
    let zone = history.customer.zone;
    let legs = history.calls.iter().flat_map(|call| &call.legs).map(|leg| counted_leg(leg, history.as_of));
    let calls = history.calls.iter().filter_map(|call| counted_call(call, history.as_of));
    let all: Vec<Counted> = legs.chain(calls).collect();
    let talking = Cut::new(grain, zone, all.iter().filter_map(|counted| Some((counted.line, counted.talking?))));
    let mut started: BTreeMap<(Interval, Option<Number>), Vec<&Counted>> = BTreeMap::new();
    for counted in &all {
        started.entry((grain.bucket(zone, counted.started), counted.line)).or_default().push(counted);
    }
    let keys: BTreeSet<_> = started.keys().chain(talking.keys()).copied().collect();
    let none = Vec::new();
    let row = |key: (Interval, Option<Number>)| {
        let counted = started.get(&key).unwrap_or(&none);
        let count = |test: &dyn Fn(&Counted) -> bool| counted.iter().filter(|counted| test(counted)).count() as u64;
        let talk = seconds(counted.iter().map(|counted| counted.talk).sum());
        let answered = count(&|counted| counted.answered);
        let load = talking.load(&key);
        CallBucketRow {
            customer: history.customer.number.clone(),
            bucket: Bucket::new(grain, zone, key.0.0),
            line: key.1.map(|line| line.to_string()),
            calls: counted.len() as u64,
            inbound: count(&|counted| counted.direction == Direction::Inbound),
            outbound: count(&|counted| counted.direction == Direction::Outbound),
            internal: count(&|counted| counted.direction == Direction::Internal),
            answered,
            missed: count(&|counted| counted.missed),
            talk_seconds: talk,
            avg_talk_seconds: ratio(talk, answered as f64),
            peak: load.peak,
            peak_at: load.peak_at.map(instant),
            erlangs: load.busy as f64 / (key.0.1 - key.0.0) as f64,
        }
    };
    keys.into_iter().map(row).collect()
}
