#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Instant;

use chrono::DateTime;
use serde_json::Value;

use super::clock::{DAY, HOUR, LocalDay, earlier_date};
use super::day::{OVERHANG_DAYS, make_day};
use super::*;

fn at(text: &str) -> Micros {
    DateTime::parse_from_rfc3339(text).unwrap().timestamp_micros()
}

fn time(event: &Value) -> Micros {
    at(event["time"].as_str().unwrap())
}

fn world(seed: u64) -> Plan {
    Plan::small(seed, 4, at("2026-03-12T14:20:00Z"))
}

fn clean(plan: Plan) -> Plan {
    Plan { disorder: Disorder::none(), ..plan }
}

fn decoded(plan: &Plan) -> Vec<Value> {
    plan.events().unwrap().iter().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn equal_plans_are_equal_worlds() {
    assert_eq!(world(1).events().unwrap(), world(1).events().unwrap());
    assert_eq!(world(1).truth_in_memory(), world(1).truth_in_memory());
    assert_ne!(world(1).events().unwrap(), world(2).events().unwrap());
}

#[test]
fn disorder_changes_delivery_and_nothing_else() {
    let orderly = clean(world(3)).events().unwrap();
    let untidy = world(3).events().unwrap();
    assert!(untidy.len() > orderly.len());
    assert_ne!(orderly, untidy[..orderly.len()]);
    assert_eq!(orderly.iter().collect::<BTreeSet<_>>(), untidy.iter().collect::<BTreeSet<_>>());
    assert_eq!(clean(world(3)).truth_in_memory(), world(3).truth_in_memory());
}

#[test]
fn ids_are_unique_for_each_customer() {
    for seed in 0..5 {
        let mut seen = BTreeSet::new();
        for event in decoded(&clean(world(seed))) {
            let key = (event["customer"].to_string(), event["id"].to_string());
            assert!(seen.insert(key), "seed {seed}: {event}");
        }
    }
}

#[test]
fn a_clean_stream_is_in_order_and_ends_before_its_end() {
    let plan = clean(world(4));
    let mut out = Vec::new();
    let counts = plan.write_events(&mut out).unwrap();
    let times: Vec<Micros> = decoded(&plan).iter().map(time).collect();
    assert!(times.is_sorted());
    assert_eq!(times.len() as u64, counts.events);
    assert_eq!(counts.lines, counts.events);
    assert_eq!(times.last().copied(), counts.as_of);
    assert_eq!(counts.as_of, Some(plan.truth_in_memory().as_of));
    assert!(times.iter().all(|time| *time <= plan.until));
}

fn required(kind: &str) -> &'static [&'static str] {
    match kind {
        "call.started" => &["call", "direction", "from", "to", "line", "line_kind"],
        "call.answered" => &["call"],
        "call.forwarded" | "call.transferred" => &["call", "to"],
        "call.ended" => &["call", "reason"],
        "queue.joined" => &["call", "queue", "from"],
        "queue.offered" | "queue.missed" | "queue.answered" => &["call", "queue", "agent"],
        "queue.left" => &["call", "queue", "reason"],
        "queue.completed" => &["call", "queue", "agent", "reason"],
        "agent.joined" | "agent.left" | "agent.paused" | "agent.resumed" => &["agent"],
        "agent.wrapup" => &["agent", "duration_ms"],
        "usage.data" => &["line", "bytes"],
        "usage.sms" | "usage.mms" => &["line", "to"],
        "recording.ready" => &["call", "object", "duration_ms", "bytes"],
        other => panic!("unknown type {other}"),
    }
}

#[test]
fn every_event_has_what_its_type_requires_and_every_case_occurs() {
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    for seed in 0..12 {
        for event in decoded(&world(seed)) {
            let kind = event["type"].as_str().unwrap();
            for field in ["id", "customer"].iter().chain(required(kind)) {
                assert!(event.get(field).is_some(), "{field} is missing: {event}");
            }
            let reason = event["reason"].as_str().filter(|_| !kind.starts_with("agent")).unwrap_or("");
            *seen.entry(format!("{kind} {reason}")).or_default() += 1;
        }
    }
    let left = ["abandoned", "timeout", "overflow", "key", "empty", "full", "closed", "transferred"]
        .map(|reason| format!("queue.left {reason}"));
    let ended = ["normal", "busy", "no_answer", "rejected", "cancelled", "failed", "forwarded", "transferred"]
        .map(|reason| format!("call.ended {reason}"));
    let completed = ["agent", "caller", "transferred"].map(|reason| format!("queue.completed {reason}"));
    let plain = ["usage.data ", "usage.sms ", "usage.mms ", "recording.ready ", "agent.wrapup ", "queue.missed "]
        .map(str::to_owned);
    for case in left.iter().chain(&ended).chain(&completed).chain(&plain) {
        assert!(seen.contains_key(case), "{case} never occurs: {seen:?}");
    }
}

#[test]
fn visits_add_up_in_every_bucket_and_buckets_add_up_to_longer_ones() {
    for seed in 0..8 {
        let truth = world(seed).truth_in_memory();
        for row in truth.queue_buckets.iter().flatten() {
            let unanswered = row.abandoned
                + row.short_abandoned
                + row.timeout
                + row.overflow
                + row.key
                + row.empty
                + row.full
                + row.closed;
            assert_eq!(row.joined, row.answered + unanswered + row.transferred + row.waiting, "seed {seed}: {row:?}");
        }
        let joined = truth.queue_buckets.each_ref().map(|rows| rows.iter().map(|row| row.joined).sum::<u64>());
        assert_eq!(joined, [truth.queue_visits.len() as u64; 3]);
        let logged_in = truth
            .agent_buckets
            .each_ref()
            .map(|rows| (rows.iter().map(|row| row.logged_in_seconds).sum::<f64>() * 1e3).round());
        assert_eq!([logged_in[0]; 3], logged_in);
        let lines = truth
            .call_buckets
            .each_ref()
            .map(|rows| rows.iter().filter(|row| row.line.is_some()).map(|row| row.calls).sum::<u64>());
        assert_eq!(lines, [truth.calls.len() as u64; 3]);
    }
}

#[test]
fn truth_counts_what_the_events_tell() {
    for seed in 20..26 {
        let plan = clean(world(seed));
        let truth = plan.truth_in_memory();
        let mut told: HashMap<String, u64> = HashMap::new();
        for event in decoded(&plan) {
            *told.entry(event["type"].as_str().unwrap().to_owned()).or_default() += 1;
        }
        let hours = |column: fn(&AgentRow) -> u64| truth.agent_buckets[0].iter().map(column).sum::<u64>();
        assert_eq!(told["call.started"], truth.calls.len() as u64);
        assert_eq!(told["queue.joined"], truth.queue_visits.len() as u64);
        assert_eq!(told["queue.offered"], hours(|row| row.offers));
        assert_eq!(told["queue.offered"], truth.queue_visits.iter().map(|visit| visit.offers).sum::<u64>());
        assert_eq!(told["queue.missed"], hours(|row| row.missed_offers));
        assert_eq!(told["call.answered"], truth.calls.iter().filter(|call| call.answered_at.is_some()).count() as u64);
        assert_eq!(
            told["queue.left"],
            truth.queue_visits.iter().filter(|visit| visit.left_at.is_some()).count() as u64
        );
    }
}

#[test]
fn both_clock_changes_are_lived_through() {
    let autumn = clean(Plan::small(5, 3, at("2026-10-26T11:00:00Z"))).truth_in_memory();
    let hours: BTreeSet<&str> = autumn.call_buckets[0].iter().filter_map(|row| row.bucket.hour.as_deref()).collect();
    for hour in ["2026-10-25T02:00:00+02:00", "2026-10-25T02:00:00+01:00", "2026-10-25T03:00:00+01:00"] {
        assert!(hours.contains(hour), "{hour} is missing");
    }
    let spring = clean(Plan::small(5, 3, at("2026-03-30T11:00:00Z"))).truth_in_memory();
    let hours: BTreeSet<&str> = spring.call_buckets[0].iter().filter_map(|row| row.bucket.hour.as_deref()).collect();
    assert!(hours.contains("2026-03-29T01:00:00+01:00") && hours.contains("2026-03-29T03:00:00+02:00"));
    assert!(!hours.iter().any(|hour| hour.starts_with("2026-03-29T02")));
    let across = spring.calls.iter().any(|call| {
        call.started_at.as_str() < "2026-03-29T01:00"
            && call.ended_at.as_deref().is_some_and(|end| end > "2026-03-29T01:10")
    });
    assert!(across, "no call lasts over the change");
}

#[test]
fn a_zone_of_odd_minutes_has_its_own_hours() {
    let plan = Plan { zone: chrono_tz::Asia::Kathmandu, ..world(6) };
    let truth = plan.truth_in_memory();
    assert!(!truth.queue_buckets[0].is_empty());
    assert!(truth.queue_buckets[0].iter().all(|row| row.bucket.hour.as_deref().unwrap().ends_with(":00:00+05:45")));
}

#[test]
fn live_goes_on_where_history_ended() {
    let whole = clean(Plan::small(8, 13, at("2026-03-12T20:00:00Z")));
    let history = Plan { until: at("2026-03-12T09:30:00Z"), ..whole.clone() };
    let mut live = Live::new(history.clone());
    let mut told: BTreeSet<String> = history.events().unwrap().into_iter().collect();
    let before = told.len();
    for minutes in [1, 90, 91, 400, 630] {
        let now = history.until + minutes * super::clock::MINUTE;
        let events = live.until(now);
        assert!(events.is_sorted_by_key(|event| event.time));
        assert!(events.iter().all(|event| event.time > history.until && event.time <= now));
        told.extend(events.into_iter().map(|event| event.json));
    }
    assert!(told.len() > before + 20);
    assert_eq!(told, whole.events().unwrap().into_iter().collect());
}

#[test]
fn live_lasts_over_midnight() {
    let mut live = Live::new(clean(world(9)));
    let events = live.until(at("2026-03-14T12:00:00Z"));
    assert!(events.iter().any(|event| event.time > at("2026-03-13T12:00:00Z")));
    assert!(live.until(at("2026-03-14T12:00:00Z")).is_empty());
}

#[test]
fn nothing_hangs_over_longer_than_said() {
    let plan = Plan { oddity: 30.0, ..world(10) };
    for customer in plan.sample_customers() {
        for days in 0..20 {
            let day = LocalDay::new(plan.zone, earlier_date(plan.first_date(), days));
            let world = make_day(plan.fate(), &customer, &day, false);
            let last = world.calls.iter().flat_map(|call| &call.legs).map(super::objects::Leg::last_told).max();
            assert!(last.unwrap_or(0) < day.start + OVERHANG_DAYS as i64 * DAY - HOUR);
            assert!(world.calls.iter().flat_map(|call| &call.legs).all(|leg| leg.started >= day.start));
        }
    }
}

#[test]
fn callbacks_come_in_every_state() {
    let mut states = BTreeSet::new();
    for seed in 0..6 {
        let truth = Plan::small(seed, 20, at("2026-05-20T14:00:00Z")).truth_in_memory();
        states.extend(truth.callbacks.iter().map(|row| row.state));
        assert!(truth.callbacks.iter().all(|row| row.number != "anonymous" && row.times_lost >= row.times_short));
        let is_over = |state| matches!(state, "recovered" | "expired");
        assert!(truth.callbacks.iter().all(|row| is_over(row.state) == row.resolved_at.is_some()));
    }
    assert_eq!(states.into_iter().collect::<Vec<_>>(), ["attempted", "expired", "open", "recovered"]);
}

#[test]
fn things_are_open_when_the_world_stops_in_the_middle_of_a_day() {
    let mut outcomes = BTreeSet::new();
    let mut open_sessions = 0;
    for seed in 0..10 {
        let truth = Plan::small(seed, 4, at("2026-03-12T09:20:00Z")).truth_in_memory();
        outcomes.extend(truth.calls.iter().map(|call| call.outcome));
        open_sessions += truth.agent_sessions.iter().filter(|session| session.ended_at.is_none()).count();
    }
    assert!(outcomes.contains("ongoing") && outcomes.contains("failed"), "{outcomes:?}");
    assert!(open_sessions > 0);
}

#[test]
fn truth_is_written_as_one_file_a_view() {
    let folder = tempfile::tempdir().unwrap();
    let plan = world(11);
    plan.truth(folder.path()).unwrap();
    let truth = plan.truth_in_memory();
    let lines = |name: &str| {
        let text = std::fs::read_to_string(folder.path().join(name)).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<Value>>()
    };
    assert_eq!(lines("calls.ndjson").len(), truth.calls.len());
    assert_eq!(lines("call_months.ndjson").len(), truth.call_buckets[2].len());
    let rows = lines("agent_days.ndjson");
    assert_eq!(rows.len(), truth.agent_buckets[1].len());
    assert!(rows[0]["day"].is_string() && rows[0].get("hour").is_none());
}

#[test]
fn volume_is_near_what_was_asked_for() {
    let plan = clean(Plan::new(3, 56, 12, at("2026-05-31T22:00:00Z") - 1));
    let mut out = Vec::new();
    let started = Instant::now();
    let counts = plan.write_events(&mut out).unwrap();
    let rate = counts.events as f64 / started.elapsed().as_secs_f64();
    println!("{} events, {rate:.0}/s", counts.events);
    let mean = counts.events as f64 / 3.0 / 56.0;
    assert!((mean / Plan::DEFAULT_EVENTS_PER_CUSTOMER_DAY - 1.0).abs() < 0.15, "{mean} a day");
}
