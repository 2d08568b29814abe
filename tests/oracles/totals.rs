//! Rows add up: hours to days and months, queues and lines to their parts, and peaks to what is counted.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;

use crate::peaks::{Spans, leg_talking, talking, waiting};
use crate::rows::{Cell, Row, instant, number, text};
use crate::world::Views;

/// A stretch of time, `[begin, end)`.
type Span = (DateTime<Utc>, DateTime<Utc>);

/// Outcomes that a visit can have: with those that wait, they are all that joined.
const OUTCOMES: [&str; 11] = [
    "answered",
    "abandoned",
    "short_abandoned",
    "timeout",
    "overflow",
    "key",
    "empty",
    "full",
    "closed",
    "transferred",
    "waiting",
];

/// Views of hours, days and months, with what tells rows of one bucket apart and what can be added.
struct Family {
    views: [&'static str; 3],
    of: &'static [&'static str],
    additive: &'static [&'static str],
}

const UNITS: [&str; 3] = ["hour", "day", "month"];

const FAMILIES: [Family; 3] = [
    Family {
        views: ["queue_hours", "queue_days", "queue_months"],
        of: &["customer", "queue"],
        additive: &[
            "joined",
            "answered",
            "abandoned",
            "short_abandoned",
            "timeout",
            "overflow",
            "key",
            "empty",
            "full",
            "closed",
            "transferred",
            "waiting",
            "in_time",
            "wait_seconds_answered",
            "wait_seconds_all",
            "waited",
            "talk_seconds",
            "wrapup_seconds",
        ],
    },
    Family {
        views: ["agent_hours", "agent_days", "agent_months"],
        of: &["customer", "agent", "queue"],
        additive: &[
            "offers",
            "missed_offers",
            "answered",
            "transfers_in",
            "ring_seconds",
            "wait_seconds",
            "talk_seconds",
            "logged_in_seconds",
            "paused_seconds",
            "wrapup_seconds",
        ],
    },
    Family {
        views: ["call_hours", "call_days", "call_months"],
        of: &["customer", "line"],
        additive: &["calls", "inbound", "outbound", "internal", "answered", "missed", "talk_seconds"],
    },
];

/// Everything that does not add up; days and months are looked at where they are among the views.
pub(crate) fn faults(views: &Views, zone: Tz, as_of_us: i64) -> Vec<String> {
    let now = DateTime::from_timestamp_micros(as_of_us).unwrap();
    let mut faults = Vec::new();
    let there = |view: &str| views.contains_key(view);
    for family in &FAMILIES {
        for (fine, coarse) in [(0, 1), (1, 2), (0, 2)] {
            if there(family.views[coarse]) {
                longer_buckets(&mut faults, views, family, fine, coarse, zone);
            }
        }
    }
    for (view, unit) in FAMILIES[0].views.into_iter().zip(UNITS).filter(|(view, _)| there(view)) {
        queues(&mut faults, views, view, unit, zone, now);
    }
    for (view, unit) in FAMILIES[2].views.into_iter().zip(UNITS).filter(|(view, _)| there(view)) {
        calls(&mut faults, views, view, unit, zone, now);
    }
    agents(&mut faults, views, zone);
    money(&mut faults, views, zone);
    faults
}

/// What months come to is what their calls, messages and data were charged.
fn money(faults: &mut Vec<String>, views: &Views, zone: Tz) {
    let key = |row: &Row, at: &str| {
        let of = ["customer", "line", "currency"].map(|column| format!(" {:?}", row[column])).concat();
        name(zone, "month", instant(row, at).unwrap()) + &of
    };
    let mut sums: BTreeMap<String, f64> = BTreeMap::new();
    for (view, at) in [("calls", "started_at"), ("mobile_usage", "at")] {
        for row in views[view].iter().filter(|row| row["price"] != Cell::Null) {
            *sums.entry(key(row, at)).or_default() += number(row, "price");
        }
    }
    let is_used = |row: &&Row| !matches!(text(row, "kind"), Some("subscription" | "addon"));
    for row in views["usage_months"].iter().filter(is_used) {
        *sums.entry(key(row, "month")).or_default() -= number(row, "amount");
    }
    for (key, left) in sums {
        expect(faults, &format!("usage_months [{key}]"), "what is missing", (left * 10_000.0).round(), 0.0);
    }
}

/// The first instant that is in another hour, day or month on the wall, found by walking.
pub(crate) fn end_of(zone: Tz, unit: &str, start: DateTime<Utc>) -> DateTime<Utc> {
    let mut at = start;
    while name(zone, unit, at) == name(zone, unit, start) {
        at += TimeDelta::minutes(15);
    }
    at
}

/// What people call the hour, day or month of an instant; the repeated hour has two names.
pub(crate) fn name(zone: Tz, unit: &str, at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&zone);
    match unit {
        "hour" => format!("{} {} {:?}", local.date_naive(), local.hour(), local.offset()),
        "day" => local.date_naive().to_string(),
        _ => format!("{}-{}", local.year(), local.month()),
    }
}

fn expect(faults: &mut Vec<String>, place: &str, what: &str, told: f64, right: f64) {
    if Cell::Number(told) != Cell::Number(right) {
        faults.push(format!("{place}: {what} is {told}, and {right} would add up"));
    }
}

/// The rows of each shorter bucket, added, are the row of the longer one.
fn longer_buckets(faults: &mut Vec<String>, views: &Views, family: &Family, fine: usize, coarse: usize, zone: Tz) {
    let (fine, coarse) = ((family.views[fine], UNITS[fine]), (family.views[coarse], UNITS[coarse]));
    let key = |row: &Row, unit: &str| {
        let bucket = name(zone, coarse.1, instant(row, unit).unwrap());
        let of = family.of.iter().map(|column| format!(" {:?}", row[*column])).collect::<String>();
        bucket + &of
    };
    let mut sums: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for row in &views[fine.0] {
        let sums = sums.entry(key(row, fine.1)).or_insert_with(|| vec![0.0; family.additive.len()]);
        for (sum, column) in sums.iter_mut().zip(family.additive) {
            *sum += number(row, column);
        }
    }
    for row in &views[coarse.0] {
        let key = key(row, coarse.1);
        let place = format!("{} [{key}] of {}", coarse.0, fine.0);
        match sums.remove(&key) {
            None => faults.push(format!("{place}: there is nothing to add")),
            Some(sums) => {
                for (sum, column) in sums.into_iter().zip(family.additive) {
                    expect(faults, &place, column, number(row, column), sum);
                }
            }
        }
    }
    faults.extend(sums.keys().map(|key| format!("{} [{key}]: there is no row", coarse.0)));
}

/// The visits that joined in each bucket of each queue.
fn by_bucket<'a>(rows: &'a [Row], at: &str, unit: &str, zone: Tz, of: &[&str]) -> BTreeMap<String, Vec<&'a Row>> {
    let mut found: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        let bucket = name(zone, unit, instant(row, at).unwrap());
        let of = of.iter().map(|column| format!(" {:?}", row[*column])).collect::<String>();
        found.entry(bucket + &of).or_default().push(row);
    }
    found
}

fn queues(faults: &mut Vec<String>, views: &Views, view: &str, unit: &str, zone: Tz, now: DateTime<Utc>) {
    let of = FAMILIES[0].of;
    let mut visits = by_bucket(&views["queue_visits"], "joined_at", unit, zone, of);
    let mut spans: BTreeMap<(String, String), [Vec<Span>; 2]> = BTreeMap::new();
    for visit in &views["queue_visits"] {
        let spans = spans.entry(whose(visit, "queue")).or_default();
        spans[0].push(waiting(visit, now));
        spans[1].extend(talking(visit, now));
    }
    let spans: BTreeMap<_, [Spans; 2]> =
        spans.into_iter().map(|(key, both)| (key, both.map(|spans| spans.into_iter().collect()))).collect();
    let nobody = Default::default();
    for row in &views[view] {
        let start = instant(row, unit).unwrap();
        let key =
            format!("{}{}", name(zone, unit, start), of.iter().map(|c| format!(" {:?}", row[*c])).collect::<String>());
        let place = format!("{view} [{key}]");
        let here = visits.remove(&key).unwrap_or_default();
        for outcome in OUTCOMES {
            let right = here.iter().filter(|visit| text(visit, "outcome") == Some(outcome)).count();
            expect(faults, &place, outcome, number(row, outcome), right as f64);
        }
        let joined: f64 = OUTCOMES.iter().map(|outcome| number(row, outcome)).sum();
        expect(faults, &place, "joined", number(row, "joined"), joined);
        histogram(faults, &place, row, &here);
        let spans = spans.get(&whose(row, "queue")).unwrap_or(&nobody);
        for (spans, what) in spans.iter().zip(["peak_waiting", "peak_talking"]) {
            let (most, at) = spans.most(start, end_of(zone, unit, start));
            expect(faults, &place, what, number(row, what), most as f64);
            let told = instant(row, &format!("{what}_at"));
            if told != at {
                faults.push(format!("{place}: {what} is told at {told:?}, and was at {at:?} first"));
            }
        }
    }
    faults.extend(visits.keys().map(|key| format!("{view} [{key}]: visits joined, and there is no row")));
}

/// Every wait is in its bucket of the histogram.
fn histogram(faults: &mut Vec<String>, place: &str, row: &Row, visits: &[&Row]) {
    const EDGES: [u32; 13] = [0, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600];
    for (kind, outcomes) in [("answered", &["answered"][..]), ("abandoned", &["abandoned", "short_abandoned"])] {
        for (place_of, low) in EDGES.into_iter().enumerate() {
            let high = EDGES.get(place_of + 1).copied().map_or(f64::INFINITY, f64::from);
            let right = visits.iter().filter(|visit| {
                let wait = number(visit, "wait_seconds");
                text(visit, "outcome").is_some_and(|outcome| outcomes.contains(&outcome))
                    && f64::from(low) <= wait
                    && wait < high
            });
            let column = format!("{kind}_wait_{low}");
            expect(faults, place, &column, number(row, &column), right.count() as f64);
        }
    }
}

fn whose(row: &Row, column: &str) -> (String, String) {
    (format!("{:?}", row["customer"]), format!("{:?}", row[column]))
}

/// What the agents took is what the queues gave, hour by hour.
fn agents(faults: &mut Vec<String>, views: &Views, zone: Tz) {
    let of = FAMILIES[0].of;
    let agents = by_bucket(&views["agent_hours"], "hour", "hour", zone, of);
    let visits = by_bucket(&views["queue_visits"], "joined_at", "hour", zone, of);
    for (key, queue) in by_bucket(&views["queue_hours"], "hour", "hour", zone, of) {
        let place = format!("agent_hours [{key}]");
        let sum = |column: &str| agents.get(&key).into_iter().flatten().map(|row| number(row, column)).sum::<f64>();
        for (own, theirs) in [("answered", "answered"), ("wait_seconds", "wait_seconds_answered")] {
            expect(faults, &place, own, sum(own), number(queue[0], theirs));
        }
        expect(faults, &place, "wrapup_seconds", sum("wrapup_seconds"), number(queue[0], "wrapup_seconds"));
        let offers: f64 = visits.get(&key).into_iter().flatten().map(|visit| number(visit, "offers")).sum();
        expect(faults, &place, "offers", sum("offers"), offers);
    }
}

/// A line counts its legs, the whole solution its calls.
fn calls(faults: &mut Vec<String>, views: &Views, view: &str, unit: &str, zone: Tz, now: DateTime<Utc>) {
    let legs = &views["calls"];
    let all_begun = legs.iter().all(|leg| text(leg, "direction").is_some());
    let conversations = conversations(legs);
    let solution = conversations.iter().map(|legs| (whose(legs[0], "call").0, conversation(legs, now)));
    let solution: Vec<(String, Option<Span>)> = solution.collect();
    let started = by_bucket(legs, "started_at", unit, zone, &["customer"]);
    for row in &views[view] {
        let start = instant(row, unit).unwrap();
        let end = end_of(zone, unit, start);
        let (customer, line) = whose(row, "line");
        let place = format!("{view} [{start} {customer} {line}]");
        let mine = |leg: &&Row| whose(leg, "line") == (customer.clone(), line.clone());
        let spans: Vec<_> = match text(row, "line") {
            Some(_) => legs.iter().filter(mine).filter_map(|leg| leg_talking(leg, now)).collect(),
            None => solution.iter().filter(|(whose, _)| *whose == customer).filter_map(|(_, span)| *span).collect(),
        };
        let overlap =
            |(from, to): &(DateTime<Utc>, DateTime<Utc>)| ((*to).min(end) - (*from).max(start)).max(TimeDelta::zero());
        let busy: TimeDelta = spans.iter().map(overlap).sum();
        let erlangs = busy.num_microseconds().unwrap() as f64 / (end - start).num_microseconds().unwrap() as f64;
        let (most, at) = spans.into_iter().collect::<Spans>().most(start, end);
        expect(faults, &place, "peak", number(row, "peak"), most as f64);
        expect(faults, &place, "erlangs", number(row, "erlangs"), erlangs);
        if instant(row, "peak_at") != at {
            faults.push(format!("{place}: peak_at is {:?}, and was {at:?}", row["peak_at"]));
        }
        // Where the begin of a leg was never told, nobody knows its direction.
        if all_begun {
            let ways = ["inbound", "outbound", "internal"].iter().map(|way| number(row, way)).sum();
            expect(faults, &place, "calls", number(row, "calls"), ways);
        }
        // A leg that was never set up runs on no line, so it is in no line's row.
        if line != "null" {
            let key = format!("{} {customer}", name(zone, unit, start));
            let right = started.get(&key).into_iter().flatten().copied().filter(|leg| mine(leg)).count();
            expect(faults, &place, "calls", number(row, "calls"), right as f64);
        }
    }
    let solution_rows = views[view].iter().filter(|row| text(row, "line").is_none());
    let counted: f64 = solution_rows.map(|row| number(row, "calls")).sum();
    expect(faults, view, "calls of all solutions", counted, conversations.len() as f64);
}

/// The legs of each call. An id may be used again: a leg is of the call that began with the earliest leg of its id in the
/// day before it.
fn conversations(legs: &[Row]) -> Vec<Vec<&Row>> {
    let mut of_id: BTreeMap<(String, String), Vec<&Row>> = BTreeMap::new();
    for leg in legs {
        of_id.entry(whose(leg, "call")).or_default().push(leg);
    }
    let start = |leg: &Row| instant(leg, "started_at").unwrap();
    let calls = of_id.into_values().flat_map(|legs| {
        let mut calls: BTreeMap<DateTime<Utc>, Vec<&Row>> = BTreeMap::new();
        for leg in &legs {
            let day_before = start(leg) - TimeDelta::days(1)..=start(leg);
            let began = legs.iter().map(|other| start(other)).filter(|at| day_before.contains(at)).min();
            calls.entry(began.unwrap()).or_default().push(leg);
        }
        calls.into_values()
    });
    calls.collect()
}

/// From the first answer to the last end of an answered leg.
fn conversation(legs: &[&Row], now: DateTime<Utc>) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let spans = || legs.iter().filter_map(|leg| leg_talking(leg, now));
    Some((spans().map(|span| span.0).min()?, spans().map(|span| span.1).max()?))
}
