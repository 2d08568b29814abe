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
