//! Calls and legs: outcomes, chains, peaks.

use serde_json::{Value, json};

use super::{World, event};

fn started(call: &str, leg: i64, time: &str, from: &str, to: &str) -> Value {
    event(
        "call.started",
        time,
        json!({"call": call, "leg": leg, "direction": "inbound", "from": from, "to": to,
        "line": "+4588303080", "line_kind": "local"}),
    )
}

fn told(kind: &str, call: &str, leg: i64, time: &str, reason: &str) -> Value {
    event(kind, time, json!({"call": call, "leg": leg, "reason": reason}))
}

#[tokio::test]
async fn three_calls_back_to_back_have_a_peak_of_one() {
    let world = World::new().await;
    let mut events = Vec::new();
    for (call, second) in [("a", 0), ("b", 10), ("c", 20)] {
        let at = |second: i64| format!("2026-05-04T10:00:{second:02}Z");
        events.push(started(call, 0, &at(second), "+4511111111", "+4588303080"));
        events.push(told("call.answered", call, 0, &at(second), ""));
        events.push(told("call.ended", call, 0, &at(second + 10), "normal"));
    }
    world.store(&events).await;
    let sql =
        "SELECT line, calls, inbound, answered, missed, peak, peak_at, avg_talk_seconds, ROUND(erlangs * 3600) AS load
        FROM call_hours ORDER BY line NULLS FIRST";
    let row = |line: Value| {
        json!({"line": line, "calls": 3, "inbound": 3, "answered": 3, "missed": 0, "peak": 1,
            "peak_at": "2026-05-04T10:00:00Z", "avg_talk_seconds": 10.0, "load": 30.0})
    };
    assert_eq!(world.tell(sql).await, [row(Value::Null), row(json!("+4588303080"))]);
}

#[tokio::test]
async fn a_forwarded_call_is_one_call_and_tells_why_its_second_leg_is_listed() {
    let world = World::new().await;
    let onward = event("call.forwarded", "2026-05-04T10:00:05Z", json!({"call": "c", "leg": 0, "to": "+4520202020"}));
    world
        .store(&[
            started("c", 0, "2026-05-04T10:00:00Z", "+4511111111", "+4588303080"),
            onward,
            told("call.ended", "c", 0, "2026-05-04T10:00:05Z", "forwarded"),
            started("c", 2, "2026-05-04T10:00:06Z", "+4511111111", "+4520202020"),
            told("call.answered", "c", 2, "2026-05-04T10:00:10Z", ""),
            told("call.ended", "c", 2, "2026-05-04T10:01:10Z", "normal"),
        ])
        .await;
    let legs = world.tell("SELECT leg, outcome, ring_seconds, talk_seconds, forwarded_to, forwarded_from, why_listed FROM calls ORDER BY leg").await;
    assert_eq!(
        legs,
        [
            json!({"leg": 0, "outcome": "forwarded", "ring_seconds": 5.0, "talk_seconds": 0.0, "forwarded_to": "+4520202020",
                "forwarded_from": null, "why_listed": "direct"}),
            json!({"leg": 2, "outcome": "answered", "ring_seconds": 4.0, "talk_seconds": 60.0, "forwarded_to": null,
                "forwarded_from": "+4588303080", "why_listed": "forwarded"}),
        ]
    );
    let solution = world.ask("SELECT calls, answered, missed FROM call_days WHERE line IS NULL").await;
    assert_eq!(solution, [json!({"calls": 1, "answered": 1, "missed": 0})]);
}

#[tokio::test]
async fn a_leg_without_an_end_goes_on_for_a_day_and_then_has_failed() {
    let world = World::new().await;
    world.store(&[started("c", 0, "2026-05-04T10:00:00Z", "+4511111111", "+4588303080")]).await;
    let outcome = "SELECT outcome, ended_at FROM calls WHERE call = 'c'";
    assert_eq!(world.tell(outcome).await, [json!({"outcome": "ongoing", "ended_at": null})]);
    world.store(&[started("d", 0, "2026-05-06T10:00:00Z", "+4511111111", "+4588303080")]).await;
    assert_eq!(world.tell(outcome).await, [json!({"outcome": "failed", "ended_at": "2026-05-04T10:00:00Z"})]);
}

#[tokio::test]
async fn a_start_that_comes_late_moves_the_leg_to_its_day() {
    let world = World::new().await;
    world
        .store(&[
            told("call.answered", "c", 0, "2026-05-05T00:00:10Z", ""),
            told("call.ended", "c", 0, "2026-05-05T00:01:10Z", "normal"),
        ])
        .await;
    world.engine.refresh().await.unwrap();
    world.store(&[started("c", 0, "2026-05-04T23:59:50Z", "+4511111111", "+4588303080")]).await;
    let rows = world.tell("SELECT started_at, ring_seconds, talk_seconds, outcome FROM calls").await;
    assert_eq!(
        rows,
        [
            json!({"started_at": "2026-05-04T23:59:50Z", "ring_seconds": 20.0, "talk_seconds": 60.0, "outcome": "answered"})
        ]
    );
}

#[tokio::test]
async fn outcomes_go_by_reason_and_direction() {
    let world = World::new().await;
    let mut events = Vec::new();
    for (direction, reason) in [
        ("inbound", "cancelled"),
        ("outbound", "cancelled"),
        ("inbound", "no_answer"),
        ("inbound", "busy"),
        ("internal", "cancelled"),
        ("outbound", "rejected"),
        ("inbound", "transferred"),
        ("inbound", "normal"),
    ] {
        let call = format!("{direction}{reason}");
        let mut start = started(&call, 0, "2026-05-04T10:00:00Z", "204", "+4588303080");
        start["direction"] = json!(direction);
        events.push(start);
        events.push(told("call.ended", &call, 0, "2026-05-04T10:00:30Z", reason));
    }
    world.store(&events).await;
    let rows = world.tell("SELECT call, outcome FROM calls ORDER BY call").await;
    let rows: Vec<_> = rows
        .iter()
        .map(|row| format!("{} {}", row["call"].as_str().unwrap(), row["outcome"].as_str().unwrap()))
        .collect();
    assert_eq!(
        rows,
        [
            "inboundbusy busy",
            "inboundcancelled missed",
            "inboundno_answer missed",
            "inboundnormal missed",
            "inboundtransferred forwarded",
            "internalcancelled missed",
            "outboundcancelled cancelled",
            "outboundrejected rejected"
        ]
    );
}

/// An answered call of a minute, of the leg's number.
fn answered_call(call: &str, leg: i64, day: &str) -> Vec<Value> {
    let at = |clock: &str| format!("{day}T{clock}Z");
    vec![
        started(call, leg, &at("10:00:00"), "+4511111111", "+4588303080"),
        told("call.answered", call, leg, &at("10:00:10"), ""),
        told("call.ended", call, leg, &at("10:01:10"), "normal"),
    ]
}

/// Stores the parts, in their order and with a refresh after each, and asks.
async fn told_in_parts(parts: &[&[Value]], sql: &str) -> Vec<Value> {
    let world = World::new().await;
    for part in parts {
        world.store(part).await;
        world.engine.refresh().await.unwrap();
    }
    world.tell(sql).await
}

#[tokio::test]
async fn an_id_that_is_used_again_after_a_day_is_another_call_however_it_comes() {
    let first = answered_call("c", 0, "2026-05-04");
    let again = [
        started("c", 0, "2026-05-05T16:00:00Z", "+4522222222", "+4588303080"),
        told("call.ended", "c", 0, "2026-05-05T16:00:20Z", "no_answer"),
    ];
    let both = [&first[..], &again].concat();
    let deliveries: [&[&[Value]]; 4] = [&[&both], &[&first, &again], &[&again, &first], &[&both[..2], &both[2..]]];
    for parts in deliveries {
        let legs = told_in_parts(
            parts,
            "SELECT c.started_at, from_number, outcome, c.talk_seconds, h.calls, h.answered, h.missed
            FROM calls c JOIN call_days h ON h.line IS NULL AND h.day <= c.started_at
                AND h.day + INTERVAL '24 hours' > c.started_at
            ORDER BY c.started_at",
        )
        .await;
        assert_eq!(
            legs,
            [
                json!({"started_at": "2026-05-04T10:00:00Z", "from_number": "+4511111111", "outcome": "answered",
                    "talk_seconds": 60.0, "calls": 1, "answered": 1, "missed": 0}),
                json!({"started_at": "2026-05-05T16:00:00Z", "from_number": "+4522222222", "outcome": "missed",
                    "talk_seconds": 0.0, "calls": 1, "answered": 0, "missed": 1}),
            ]
        );
    }
}

#[tokio::test]
async fn what_ends_a_leg_of_nearly_a_day_does_not_end_the_next_of_its_id() {
    let world = World::new().await;
    world
        .store(&[
            started("c", 0, "2026-05-04T10:00:00Z", "+4511111111", "+4588303080"),
            told("call.ended", "c", 0, "2026-05-05T09:50:00Z", "no_answer"),
            started("c", 0, "2026-05-05T10:05:00Z", "+4511111111", "+4588303080"),
        ])
        .await;
    let row = |outcome: &str, ring: Option<f64>| json!({"outcome": outcome, "ring_seconds": ring});
    let rows = world.tell("SELECT outcome, ring_seconds FROM calls ORDER BY started_at").await;
    assert_eq!(rows, [row("missed", Some(85_800.0)), row("ongoing", None)]);
}

#[tokio::test]
async fn an_id_that_is_used_every_day_is_a_call_every_day() {
    let days = ["2026-05-04", "2026-05-05", "2026-05-06", "2026-05-07", "2026-05-08"];
    // Another leg than the day before, and an hour later.
    let calls = days.iter().zip(1..).map(|(day, hour)| {
        let mut call = answered_call("c", hour % 2, day);
        for event in &mut call {
            event["time"] = json!(event["time"].as_str().unwrap().replace("T10:0", &format!("T1{hour}:0")));
        }
        call
    });
    let calls: Vec<Vec<Value>> = calls.collect();
    let all = calls.concat();
    let one_by_one: Vec<&[Value]> = calls.iter().map(Vec::as_slice).collect();
    let backwards: Vec<&[Value]> = one_by_one.iter().rev().copied().collect();
    for parts in [vec![&all[..]], one_by_one, backwards] {
        let sql = "SELECT SUM(calls) AS calls, SUM(answered) AS answered, SUM(talk_seconds) AS talk, MAX(peak) AS peak,
            ROUND(SUM(erlangs) * 3600) AS load FROM call_hours WHERE line IS NULL";
        let sums = json!({"calls": 5, "answered": 5, "talk": 300.0, "peak": 1, "load": 300.0});
        assert_eq!(told_in_parts(&parts, sql).await, [sums]);
    }
}

#[tokio::test]
async fn which_call_a_leg_is_of_goes_by_legs_of_days_before_the_hours_that_change() {
    let world = World::new().await;
    // The second leg is of the first's call; the third began more than a day after that, so it is of another, though it
    // began within a day of the second.
    let (first, second, third) = ("2026-05-03T23:00:00Z", "2026-05-04T22:30:00Z", "2026-05-05T22:00:00Z");
    world
        .store(&[
            started("c", 0, first, "+4511111111", "+4588303080"),
            told("call.ended", "c", 0, "2026-05-03T23:00:30Z", "no_answer"),
            started("c", 1, second, "+4511111111", "+4588303080"),
            told("call.answered", "c", 1, second, ""),
            told("call.ended", "c", 1, "2026-05-04T22:31:00Z", "normal"),
            started("c", 2, third, "+4511111111", "+4588303080"),
            told("call.answered", "c", 2, "2026-05-06T01:00:00Z", ""),
            told("call.ended", "c", 2, "2026-05-06T01:01:00Z", "normal"),
            started("d", 0, "2026-05-09T12:00:00Z", "+4511111111", "+4588303080"),
        ])
        .await;
    let sql = "SELECT SUM(calls) AS calls, SUM(answered) AS answered, ROUND(SUM(erlangs) * 3600) AS load
        FROM call_hours WHERE line IS NULL AND hour < TIMESTAMP '2026-05-08T00:00:00Z'";
    let sums = [json!({"calls": 2, "answered": 2, "load": 120.0})];
    assert_eq!(world.tell(sql).await, sums);
    world.store(&[started("e", 0, "2026-05-09T11:00:00Z", "+4511111111", "+4588303080")]).await;
    assert_eq!(world.tell(sql).await, sums);
}

#[tokio::test]
async fn whether_a_leg_sent_another_on_goes_by_what_was_of_its_id_the_day_before() {
    let second = "+4520202020";
    let sends = [
        started("c", 0, "2026-05-05T02:00:00Z", "+4511111111", "+4588303080"),
        event("call.forwarded", "2026-05-05T02:00:05Z", json!({"call": "c", "leg": 0, "to": second})),
        started("c", 1, "2026-05-06T00:01:00Z", "+4511111111", second),
        started("d", 0, "2026-05-09T12:00:00Z", "+4511111111", "+4588303080"),
    ];
    // Then what began the day after is no leg of its own, and what it tells comes too late for this one.
    let before = [started("c", 0, "2026-05-04T06:00:00Z", "+4511111111", "+4588303080")];
    let other = [started("e", 0, "2026-05-07T12:00:00Z", "+4511111111", "+4588303080")];
    let sql = "SELECT started_at, why_listed FROM calls WHERE call = 'c' ORDER BY started_at";
    let world = World::new().await;
    world.store(&sends).await;
    let row = |started_at: &str, why: &str| json!({"started_at": started_at, "why_listed": why});
    let third = "2026-05-06T00:01:00Z";
    assert_eq!(world.tell(sql).await, [row("2026-05-05T02:00:00Z", "direct"), row(third, "forwarded")]);
    for late in [&before, &other] {
        world.store(late).await;
        assert_eq!(world.tell(sql).await, [row("2026-05-04T06:00:00Z", "direct"), row(third, "direct")]);
    }
}

#[tokio::test]
async fn a_chain_over_midnight_keeps_its_link_and_one_of_the_day_before_makes_none() {
    let forwarded = |at: &str, to: &str| event("call.forwarded", at, json!({"call": "c", "leg": 0, "to": to}));
    let (first, second) = ("+4588303080", "+4520202020");
    // The same ids two days before: its first leg is nearer in number, and of another call.
    let before = [
        started("c", 1, "2026-05-03T23:00:00Z", "+4511111111", "+4588303099"),
        event("call.forwarded", "2026-05-03T23:00:05Z", json!({"call": "c", "leg": 1, "to": second})),
        told("call.ended", "c", 1, "2026-05-03T23:00:05Z", "forwarded"),
    ];
    let sends = [
        started("c", 0, "2026-05-04T23:59:50Z", "+4511111111", first),
        forwarded("2026-05-04T23:59:58Z", second),
        told("call.ended", "c", 0, "2026-05-04T23:59:58Z", "forwarded"),
    ];
    let goes_on = [
        started("c", 2, "2026-05-05T00:00:03Z", "+4511111111", second),
        told("call.answered", "c", 2, "2026-05-05T00:00:10Z", ""),
        told("call.ended", "c", 2, "2026-05-05T00:01:10Z", "normal"),
    ];
    let all = [&before[..], &sends, &goes_on].concat();
    let deliveries: [&[&[Value]]; 4] =
        [&[&all], &[&before, &sends, &goes_on], &[&goes_on, &before, &sends], &[&goes_on, &sends, &before]];
    for parts in deliveries {
        let sql = "SELECT leg, forwarded_from, why_listed FROM calls WHERE leg = 2";
        let link = json!({"leg": 2, "forwarded_from": first, "why_listed": "forwarded"});
        assert_eq!(told_in_parts(parts, sql).await, [link]);
    }
}

#[tokio::test]
async fn of_a_leg_that_was_told_twice_the_first_counts() {
    let world = World::new().await;
    let forwarded = |at: &str, to: &str| event("call.forwarded", at, json!({"call": "c", "leg": 0, "to": to}));
    world
        .store(&[
            started("c", 0, "2026-05-04T10:00:00Z", "+4599999999", "+4588303080"),
            started("c", 0, "2026-05-04T10:00:01Z", "+4511111111", "+4588303080"),
            forwarded("2026-05-04T10:00:05Z", "+4570707070"),
            forwarded("2026-05-04T10:00:06Z", "+4520202020"),
            told("call.ended", "c", 0, "2026-05-04T10:00:10Z", "no_answer"),
            told("call.ended", "c", 0, "2026-05-04T10:00:20Z", "busy"),
            started("d", 0, "2026-05-04T10:00:00Z", "+4511111111", "+4588303080"),
        ])
        .await;
    let sql = "SELECT call, from_number, forwarded_to, ring_seconds, outcome FROM calls ORDER BY call";
    let row = |call: &str, from: &str, to: Option<&str>, ring: Option<f64>, outcome: &str| json!({"call": call, "from_number": from, "forwarded_to": to, "ring_seconds": ring, "outcome": outcome});
    let expected = [
        row("c", "+4599999999", Some("+4570707070"), Some(10.0), "missed"),
        row("d", "+4511111111", None, None, "ongoing"),
    ];
    assert_eq!(world.tell(sql).await, expected);
}
