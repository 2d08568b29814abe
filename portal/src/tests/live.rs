//! A queue as it is now: at noon UTC, 13:00 in Copenhagen.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::given::{Portal, now};
use super::told::{Told, after};

const LIVE: &str = "/api/v1/queues/desk/live";

fn present(told: &mut Told, kind: &str, agent: &str, queue: Option<&str>, minutes_ago: i64) {
    let mut more = json!({ "agent": agent });
    if let Some(queue) = queue {
        more["queue"] = queue.into();
    }
    if kind == "agent.paused" {
        more["reason"] = "lunch".into();
    }
    told.event(kind, after(now(), -60 * minutes_ago), more);
}

fn of<'a>(rows: &'a Value, name: &str) -> Vec<&'a Value> {
    rows.as_array().unwrap().iter().map(|row| &row[name]).collect()
}

#[tokio::test]
async fn who_waits_and_who_talks_is_told_with_how_long() {
    let mut told = Told::default();
    let ago = |seconds: i64| after(now(), -seconds);
    told.joined("w1", "desk", "+4540000041", ago(90));
    told.joined("w2", "desk", "anonymous", ago(30));
    told.joined("t1", "desk", "+4540000042", ago(300));
    told.answered("t1", "desk", "eva", ago(280));
    // Over, in another queue, and open since the day before.
    told.joined("over", "desk", "+4540000043", ago(600));
    told.left("over", "desk", "abandoned", ago(500));
    told.joined("other", "sales", "+4540000044", ago(50));
    told.joined("lost", "desk", "+4540000045", ago(24 * 3600 + 1));
    told.joined("endless", "desk", "+4540000046", ago(25 * 3600));
    told.answered("endless", "desk", "eva", ago(25 * 3600 - 10));
    let portal = Portal::signed_in_over(&told.lines).await;
    let live = portal.json(LIVE).await;
    assert_eq!(of(&live["waiting"], "call"), ["w1", "w2"]);
    assert_eq!(of(&live["waiting"], "wait_seconds"), [90.0, 30.0]);
    let first = &live["waiting"][0];
    assert_eq!((&first["number"], &first["position"]), (&json!("+4540000041"), &json!(1)));
    assert_eq!(first["joined_at"], "2025-10-26T12:58:30+01:00");
    assert_eq!(live["longest_wait_seconds"], 90.0);
    let talking = &live["talking"];
    assert_eq!((of(talking, "call"), of(talking, "agent")), (vec![&json!("t1")], vec![&json!("eva")]));
    assert_eq!(
        (&talking[0]["answered_at"], &talking[0]["talk_seconds"]),
        (&json!("2025-10-26T12:55:20+01:00"), &json!(280.0))
    );
    // Today's figures are those of the list of queues.
    assert_eq!((&live["today"]["joined"], &live["today"]["waiting"]), (&json!(4), &json!(2)));
    let queues = portal.json("/api/v1/queues").await;
    let desk = queues["queues"].as_array().unwrap().iter().find(|queue| queue["queue"] == "desk").unwrap();
    assert_eq!(live["today"], desk["today"]);
    assert!(live["data_until"].is_string());
}

#[tokio::test]
async fn agents_of_the_queue_and_of_all_queues_are_there_with_their_state() {
    let mut told = Told::default();
    told.joined("w1", "desk", "+4540000041", after(now(), -90));
    present(&mut told, "agent.joined", "ready", Some("desk"), 60);
    present(&mut told, "agent.joined", "paused", Some("desk"), 50);
    present(&mut told, "agent.paused", "paused", Some("desk"), 20);
    present(&mut told, "agent.joined", "everywhere", None, 40);
    // In both: what names the queue says more.
    present(&mut told, "agent.joined", "twice", None, 45);
    present(&mut told, "agent.joined", "twice", Some("desk"), 44);
    present(&mut told, "agent.paused", "twice", Some("desk"), 10);
    present(&mut told, "agent.joined", "elsewhere", Some("sales"), 30);
    present(&mut told, "agent.joined", "gone", Some("desk"), 30);
    present(&mut told, "agent.left", "gone", Some("desk"), 5);
    let portal = Portal::signed_in_over(&told.lines).await;
    let agents = &portal.json(LIVE).await["agents"];
    assert_eq!(of(agents, "agent"), ["everywhere", "paused", "ready", "twice"]);
    assert_eq!(of(agents, "state"), ["ready", "paused", "ready", "paused"]);
    assert_eq!(of(agents, "queue"), [&Value::Null, &json!("desk"), &json!("desk"), &json!("desk")]);
    assert_eq!(of(agents, "reason"), [&Value::Null, &json!("lunch"), &Value::Null, &json!("lunch")]);
    assert_eq!(agents[1]["since"], "2025-10-26T12:40:00+01:00");
    assert_eq!(agents[3]["since"], "2025-10-26T12:50:00+01:00");
}

#[tokio::test]
async fn a_quiet_queue_has_nobody_and_a_foreign_one_is_not_there() {
    let portal = Portal::signed_in().await;
    let live = portal.json("/api/v1/queues/sales/live").await;
    assert_eq!((&live["waiting"], &live["talking"], &live["agents"]), (&json!([]), &json!([]), &json!([])));
    assert!(live["longest_wait_seconds"].is_null());
    assert_eq!(live["today"]["joined"], 5);
    let foreign = portal.get("/api/v1/queues/secret/live").await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    assert_eq!(foreign.header("content-type"), "application/problem+json");
}
