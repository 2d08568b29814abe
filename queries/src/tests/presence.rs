//! Agents: presence split over hours, pauses, sessions of which only the end is known.

use serde_json::{Value, json};

use super::{World, event};

fn agent(kind: &str, time: &str, fields: Value) -> Value {
    let mut all = json!({"agent": "ANNA"});
    for (name, value) in fields.as_object().unwrap() {
        all[name] = value.clone();
    }
    event(kind, time, all)
}

/// What an agent did for the one call of a test.
fn of_a_visit(kind: &str, time: &str, agent: &str, reason: &str) -> Value {
    event(kind, time, json!({"call": "c", "queue": "q", "from": "204", "agent": agent, "reason": reason}))
}

#[tokio::test]
async fn presence_is_split_over_hours_and_a_pause_is_one_from_its_first() {
    let world = World::new().await;
    world
        .store(&[
            agent("agent.joined", "2026-05-04T09:30:00Z", json!({"queue": "q"})),
            agent("agent.paused", "2026-05-04T09:50:00Z", json!({"queue": "q", "reason": "lunch"})),
            agent("agent.paused", "2026-05-04T09:55:00Z", json!({"reason": "again"})),
            agent("agent.resumed", "2026-05-04T10:10:00Z", json!({"queue": "q"})),
            agent("agent.left", "2026-05-04T10:30:00Z", json!({"queue": "q"})),
        ])
        .await;
    let hours =
        world.tell("SELECT hour, queue, logged_in_seconds, paused_seconds FROM agent_hours ORDER BY hour").await;
    assert_eq!(
        hours,
        [
            json!({"hour": "2026-05-04T09:00:00Z", "queue": "q", "logged_in_seconds": 1800.0, "paused_seconds": 600.0}),
            json!({"hour": "2026-05-04T10:00:00Z", "queue": "q", "logged_in_seconds": 1800.0, "paused_seconds": 600.0}),
        ]
    );
    let stretches = world.ask("SELECT state, began_at, reason FROM agent_sessions ORDER BY began_at").await;
    let states: Vec<_> = stretches.iter().map(|row| row["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["ready", "paused", "ready"]);
    assert_eq!(stretches[1]["reason"], "lunch");
}

#[tokio::test]
async fn an_open_session_counts_up_to_the_last_event_and_grows_with_it() {
    let world = World::new().await;
    world.store(&[agent("agent.joined", "2026-05-04T23:00:00Z", json!({}))]).await;
    world.engine.refresh().await.unwrap();
    world.store(&[agent("agent.wrapup", "2026-05-07T01:00:00Z", json!({"duration_ms": 30_000}))]).await;
    let total = "SELECT SUM(logged_in_seconds) AS seconds, SUM(wrapup_seconds) AS wrapup, COUNT(*) AS hours FROM agent_hours WHERE queue IS NULL";
    assert_eq!(world.tell(total).await, [json!({"seconds": 50.0 * 3600.0, "wrapup": 30.0, "hours": 51})]);
}

#[tokio::test]
async fn a_leave_without_a_join_counts_from_the_start_it_tells_else_not_at_all() {
    let world = World::new().await;
    let other = |kind: &str, time: &str| event(kind, time, json!({"agent": "BO"}));
    world
        .store(&[
            agent("agent.left", "2026-05-04T10:00:00Z", json!({"session_ms": 600_000})),
            other("agent.left", "2026-05-04T10:00:00Z"),
        ])
        .await;
    let rows = world.tell("SELECT agent, began_at, ended_at FROM agent_sessions").await;
    assert_eq!(
        rows,
        [json!({"agent": "ANNA", "began_at": "2026-05-04T09:50:00Z", "ended_at": "2026-05-04T10:00:00Z"})]
    );
}

#[tokio::test]
async fn a_transferred_visit_is_answered_once_and_the_second_agent_talks() {
    let world = World::new().await;
    world
        .store(&[
            of_a_visit("queue.joined", "2026-05-04T10:00:00Z", "", ""),
            of_a_visit("queue.offered", "2026-05-04T10:00:01Z", "BO", ""),
            of_a_visit("queue.missed", "2026-05-04T10:00:11Z", "BO", ""),
            of_a_visit("queue.offered", "2026-05-04T10:00:12Z", "ANNA", ""),
            of_a_visit("queue.answered", "2026-05-04T10:00:15Z", "ANNA", ""),
            of_a_visit("queue.completed", "2026-05-04T10:01:15Z", "ANNA", "transferred"),
            of_a_visit("queue.answered", "2026-05-04T10:01:15Z", "CARL", ""),
            of_a_visit("queue.completed", "2026-05-04T10:03:15Z", "CARL", "caller"),
        ])
        .await;
    let rows = world.tell("SELECT agent, offers, missed_offers, answered, transfers_in, ring_seconds, wait_seconds, talk_seconds FROM agent_days ORDER BY agent").await;
    let row = |agent: &str, n: [i64; 4], seconds: [f64; 3]| {
        json!({"agent": agent, "offers": n[0], "missed_offers": n[1], "answered": n[2], "transfers_in": n[3],
            "ring_seconds": seconds[0], "wait_seconds": seconds[1], "talk_seconds": seconds[2]})
    };
    let expected = [
        row("ANNA", [1, 0, 1, 0], [3.0, 15.0, 60.0]),
        row("BO", [1, 1, 0, 0], [0.0, 0.0, 0.0]),
        row("CARL", [0, 0, 0, 1], [0.0, 0.0, 120.0]),
    ];
    assert_eq!(rows.iter().filter(|row| row["agent"] != "").cloned().collect::<Vec<_>>(), expected);
    assert_eq!(
        world.ask("SELECT answered, talk_seconds FROM queue_days").await,
        [json!({"answered": 1, "talk_seconds": 60.0})]
    );
}

#[tokio::test]
async fn what_comes_late_or_goes_on_for_days_ends_as_a_rebuild_has_it() {
    let world = World::new().await;
    let everywhere = "SELECT queue, state, began_at, ended_at FROM agent_sessions ORDER BY began_at, queue, state";
    world
        .store(&[
            agent("agent.joined", "2026-05-01T08:00:00Z", json!({"queue": "old"})),
            agent("agent.joined", "2026-05-04T08:00:00Z", json!({"queue": "q"})),
            agent("agent.paused", "2026-05-04T09:00:00Z", json!({"reason": "lunch"})),
        ])
        .await;
    world.tell(everywhere).await;
    // The next day ends the pause in both places; the day after, one of them.
    world.store(&[agent("agent.resumed", "2026-05-05T10:00:00Z", json!({}))]).await;
    world.tell(everywhere).await;
    world.store(&[agent("agent.left", "2026-05-06T10:00:00Z", json!({"queue": "q"}))]).await;
    world.tell(everywhere).await;
    // And what should have come first comes last.
    world.store(&[agent("agent.left", "2026-05-03T10:00:00Z", json!({"queue": "old"}))]).await;
    let rows = world.tell(everywhere).await;
    let row = |queue: &str, state: &str, began: &str, ended: &str| json!({"queue": queue, "state": state, "began_at": began, "ended_at": ended});
    assert_eq!(
        rows,
        [
            row("old", "ready", "2026-05-01T08:00:00Z", "2026-05-03T10:00:00Z"),
            row("q", "ready", "2026-05-04T08:00:00Z", "2026-05-04T09:00:00Z"),
            row("q", "paused", "2026-05-04T09:00:00Z", "2026-05-05T10:00:00Z"),
            row("q", "ready", "2026-05-05T10:00:00Z", "2026-05-06T10:00:00Z"),
        ]
    );
}

#[tokio::test]
async fn a_leave_that_names_no_queue_and_ends_something_tells_no_session_beside_it() {
    let world = World::new().await;
    world
        .store(&[
            agent("agent.joined", "2026-05-04T08:00:00Z", json!({"queue": "q"})),
            agent("agent.left", "2026-05-04T10:00:00Z", json!({"session_ms": 7_200_000})),
        ])
        .await;
    let rows = world.tell("SELECT queue, began_at FROM agent_sessions").await;
    assert_eq!(rows, [json!({"queue": "q", "began_at": "2026-05-04T08:00:00Z"})]);
}

#[tokio::test]
async fn a_told_session_counts_in_all_hours_it_lasted_however_far_back() {
    let world = World::new().await;
    world.store(&[agent("agent.wrapup", "2026-05-01T08:00:00Z", json!({"duration_ms": 1_000}))]).await;
    world.tell("SELECT hour FROM agent_hours").await;
    world.store(&[agent("agent.left", "2026-05-09T10:00:00Z", json!({"session_ms": 432_000_000}))]).await;
    let total = "SELECT SUM(logged_in_seconds) AS seconds FROM agent_hours";
    assert_eq!(world.tell(total).await, [json!({"seconds": 432_000.0})]);
}

#[tokio::test]
async fn a_told_session_of_many_days_counts_whole_in_a_rebuild_too() {
    let ten_days_ms = 10 * 24 * 3_600_000_i64;
    let left = agent("agent.left", "2026-05-14T10:00:00Z", json!({"session_ms": ten_days_ms}));
    let total = "SELECT SUM(logged_in_seconds) AS seconds, COUNT(*) AS hours FROM agent_hours";
    let expected = json!({"seconds": 240.0 * 3600.0, "hours": 240});
    // All at once, and after something else that was told before.
    let world = World::new().await;
    world.store(std::slice::from_ref(&left)).await;
    assert_eq!(world.tell(total).await, std::slice::from_ref(&expected));
    let world = World::new().await;
    world.store(&[event("usage.data", "2026-05-01T10:00:00Z", json!({"line": "+4511111111", "bytes": 1}))]).await;
    world.engine.refresh().await.unwrap();
    world.store(&[left]).await;
    assert_eq!(world.tell(total).await, [expected]);
}

#[tokio::test]
async fn the_ring_of_every_offer_that_was_taken_counts_transfers_too() {
    let world = World::new().await;
    let again = |kind: &str, time: &str| {
        event(kind, time, json!({"call": "d", "queue": "q", "from": "205", "agent": "BO", "reason": "caller"}))
    };
    world
        .store(&[
            agent("agent.joined", "2026-05-04T10:00:00Z", json!({})),
            of_a_visit("queue.joined", "2026-05-04T10:00:00Z", "", ""),
            of_a_visit("queue.offered", "2026-05-04T10:00:05Z", "ANNA", ""),
            of_a_visit("queue.answered", "2026-05-04T10:00:15Z", "ANNA", ""),
            of_a_visit("queue.completed", "2026-05-04T10:01:15Z", "ANNA", "transferred"),
            of_a_visit("queue.offered", "2026-05-04T10:01:15Z", "BO", ""),
            of_a_visit("queue.answered", "2026-05-04T10:01:25Z", "BO", ""),
            of_a_visit("queue.completed", "2026-05-04T10:02:25Z", "BO", "agent"),
            again("queue.joined", "2026-05-04T10:10:00Z"),
            again("queue.offered", "2026-05-04T10:10:00Z"),
            again("queue.answered", "2026-05-04T10:10:20Z"),
            again("queue.completed", "2026-05-04T10:11:20Z"),
        ])
        .await;
    let sql = "SELECT agent, queue, offers, answered, transfers_in, answered_offers, ring_seconds, avg_ring_seconds,
        answer_rate, occupancy FROM agent_hours WHERE agent <> '' ORDER BY agent, queue";
    assert_eq!(
        world.tell(sql).await,
        [
            json!({"agent": "ANNA", "queue": "q", "offers": 1, "answered": 1, "transfers_in": 0, "answered_offers": 1,
                "ring_seconds": 10.0, "avg_ring_seconds": 10.0, "answer_rate": 1.0, "occupancy": null}),
            // She is there for all queues: the work of one is no measure of that.
            json!({"agent": "ANNA", "queue": null, "offers": 0, "answered": 0, "transfers_in": 0, "answered_offers": 0,
                "ring_seconds": 0.0, "avg_ring_seconds": null, "answer_rate": null, "occupancy": null}),
            json!({"agent": "BO", "queue": "q", "offers": 2, "answered": 1, "transfers_in": 1, "answered_offers": 2,
                "ring_seconds": 30.0, "avg_ring_seconds": 15.0, "answer_rate": 1.0, "occupancy": null}),
        ]
    );
}
