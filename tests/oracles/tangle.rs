//! Tangles of events that no network would send: answers without a call, ends before beginnings, agents who leave twice,
//! all at the same few instants, and again days later under the same ids. Nobody knows what is right then, but it must add up, and not depend on how they came in.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use opkald_storage::money::Month;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::properties::{CUSTOMERS, Delivery, hold};
use crate::receipts;
use crate::rows::{Cell, read_lines};
use crate::totals::faults;
use crate::world::{STORED, World, disagreements};

const TYPES: [&str; 23] = [
    "call.started",
    "call.answered",
    "call.forwarded",
    "call.transferred",
    "call.ended",
    "queue.joined",
    "queue.joined",
    "queue.offered",
    "queue.missed",
    "queue.answered",
    "queue.answered",
    "queue.left",
    "queue.completed",
    "queue.completed",
    "agent.joined",
    "agent.left",
    "agent.paused",
    "agent.resumed",
    "agent.wrapup",
    "recording.ready",
    "usage.data",
    "usage.sms",
    "usage.mms",
];

/// The lines that use anything; the last of them is not in the book.
const LINES: [&str; 3] = ["+4570000000", "+4570000001", "+4570000002"];

/// What an event says; small numbers, so that events meet.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    kind: &'static str,
    at: TimeDelta,
    call: u8,
    leg: u8,
    queue: u8,
    agent: u8,
    way: usize,
    figure: Option<u16>,
}

pub(crate) fn told() -> impl Strategy<Value = Told> {
    // Neighbours within seconds, others within the 24 hours that a call lasts at the most; and, since ids are used again,
    // days apart, some of them by just a day or nearly so.
    let nearly = prop::sample::select(&[-2_000_000_i64, -1, 0, 0, 1, 2_000_000][..]);
    let at = prop_oneof![
        3 => (0_i64..24).prop_map(|half| TimeDelta::milliseconds(half * 500)),
        2 => (0_i64..48).prop_map(|half| TimeDelta::minutes(half * 30)),
        2 => (0_i64..384).prop_map(|half| TimeDelta::minutes(half * 30)),
        2 => (1_i64..4, nearly).prop_map(|(days, off)| TimeDelta::days(days) + TimeDelta::microseconds(off)),
    ];
    let who = (0_u8..3, 0_u8..2, 0_u8..2, 0_u8..3);
    (prop::sample::select(&TYPES[..]), at, who, 0_usize..8, prop::option::weighted(0.3, any::<u16>())).prop_map(
        |(kind, at, (call, leg, queue, agent), way, figure)| Told { kind, at, call, leg, queue, agent, way, figure },
    )
}

/// The evening before the night of 25 hours.
fn start() -> DateTime<Utc> {
    "2026-10-24T20:00:00Z".parse().unwrap()
}

/// The event by the contract; its number is its id.
pub(crate) fn line(customer: &str, number: usize, told: &Told) -> String {
    let mut event = json!({
        "id": number.to_string(), "type": told.kind, "customer": customer, "time": (start() + told.at).to_rfc3339(),
    });
    let any = |of: &[&str]| Value::from(of[told.way % of.len()]);
    let mut put = |name: &str, value: Value| event[name] = value;
    let family = told.kind.split('.').next().unwrap();
    if family == "usage" {
        put("line", format!("+457000000{}", told.agent).into());
    } else if family != "agent" {
        put("call", format!("c{}", told.call).into());
        put("leg", told.leg.into());
    }
    if family == "queue" || (family == "agent" && !told.way.is_multiple_of(3)) {
        put("queue", format!("q{}", told.queue).into());
    }
    if family == "agent" || ["queue.offered", "queue.missed", "queue.answered", "queue.completed"].contains(&told.kind)
    {
        put("agent", format!("a{}", told.agent).into());
    }
    let number = any(&["+4511111111", "+4522222222", "anonymous", "204"]);
    match told.kind {
        "call.started" => {
            put("direction", any(&["inbound", "outbound", "internal"]));
            put("from", number.clone());
            put("to", format!("+457000000{}", told.queue).into());
            put("line", format!("+457000000{}", told.agent).into());
            put("line_kind", any(&["local", "mobile"]));
            if told.way == 7 {
                put("country", any(&["US"]));
            }
        }
        "usage.data" => put("bytes", (u64::from(told.figure.unwrap_or(100)) * 10).into()),
        "usage.sms" | "usage.mms" => put("to", number),
        "call.forwarded" | "call.transferred" => put("to", number.clone()),
        "call.ended" => {
            let reasons =
                ["normal", "busy", "no_answer", "rejected", "cancelled", "failed", "forwarded", "transferred"];
            put("reason", any(&reasons));
        }
        "queue.joined" => put("from", number),
        "queue.left" => {
            let reasons = ["abandoned", "timeout", "overflow", "key", "empty", "full", "closed", "transferred"];
            put("reason", any(&reasons));
        }
        "queue.completed" => put("reason", any(&["agent", "caller", "transferred"])),
        "agent.paused" => put("reason", any(&["lunch", "coffee"])),
        "agent.wrapup" => put("duration_ms", 5_000.into()),
        "recording.ready" => {
            put("object", format!("recording-{}", told.way).into());
            put("duration_ms", 1_000.into());
            put("bytes", 1.into());
        }
        _ => {}
    }
    if let Some(figure) = told.figure {
        let name = match told.kind {
            "agent.left" => "session_ms",
            "queue.completed" => "talk_ms",
            "queue.answered" | "queue.left" => "wait_ms",
            _ => "bytes",
        };
        event[name] = (u64::from(figure) * 10).into();
    }
    event.to_string()
}

/// A clock by which all of it has happened.
pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-02T20:00:00Z".parse().unwrap()
}

/// The customers of a world.
pub(crate) fn customers() -> Vec<(String, Tz)> {
    let zones: [Tz; CUSTOMERS] = [
        chrono_tz::Europe::Copenhagen,
        chrono_tz::Asia::Kathmandu,
        chrono_tz::Australia::Lord_Howe,
        chrono_tz::America::St_Johns,
        chrono_tz::UTC,
    ];
    (4711..).map(|number: u32| number.to_string()).zip(zones).collect()
}

#[test]
fn property_whatever_comes_any_delivery_of_it_gives_the_same_views() {
    let (customers, now) = (customers(), now());
    let tangles = prop::collection::vec(prop::collection::vec(told(), 1..50), CUSTOMERS);
    hold(&(tangles, Delivery::any()), async |(tangles, delivery): (Vec<Vec<Told>>, Delivery)| {
        let of = |(tangle, (customer, _)): (&Vec<Told>, &(String, Tz))| {
            let lines = tangle.iter().enumerate().map(|(number, told)| line(customer, number, told));
            lines.collect::<Vec<_>>()
        };
        let lines: Vec<String> = tangles.iter().zip(&customers).flat_map(of).collect();
        let (once, other) = (World::paying(&customers).await, World::paying(&customers).await);
        let summary = once.ingest(lines.iter().map(String::as_str), now).await;
        assert_eq!((summary.stored, summary.dead_letters), (lines.len() as u64, 0));
        once.refresh().await;
        delivery.carry_out(&other, &lines, now).await;
        let told = other.told(&STORED).await;
        let mut found = disagreements(&once.told(&STORED).await, &told);
        let as_of = start() + tangles.iter().flatten().map(|told| told.at).max().unwrap();
        let months = [start(), now].map(|at| Month::at(chrono_tz::UTC, at));
        for (customer, zone) in &customers {
            let whose = Cell::Text(customer.clone());
            let own = |lines: &Vec<String>| {
                read_lines(lines).into_iter().filter(|row| row["customer"] == whose).collect::<Vec<_>>()
            };
            let views = told.iter().map(|(view, lines)| (*view, own(lines))).collect();
            found.extend(faults(&views, *zone, as_of.timestamp_micros()));
            found.extend(receipts::faults(&other, customer, *zone, &LINES, &months).await);
        }
        found
    });
}
