//! All queues at once, as a stream and as a board.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::given::{Portal, now};
use super::told::{Told, after};

fn told() -> Told {
    let mut told = Told::default();
    let ago = |seconds: i64| after(now(), -seconds);
    told.joined("w1", "desk", "+4540000041", ago(90));
    told.joined("w2", "desk", "anonymous", ago(30));
    told.joined("t1", "desk", "+4540000042", ago(300));
    told.answered("t1", "desk", "eva", ago(280));
    for (agent, queue) in [("eva", Some("desk")), ("idle", None), ("rest", Some("desk")), ("other", Some("sales"))] {
        let mut more = json!({ "agent": agent });
        if let Some(queue) = queue {
            more["queue"] = queue.into();
        }
        told.event("agent.joined", ago(3600), more);
    }
    told.event("agent.paused", ago(600), json!({ "agent": "rest", "queue": "desk" }));
    told
}

#[tokio::test]
async fn a_stream_begins_with_the_queues_as_they_are() {
    let portal = Portal::signed_in_over(&told().lines).await;
    let first = portal.first_of("/api/v1/live").await;
    assert_eq!((first.status, first.header("content-type")), (StatusCode::OK, "text/event-stream"));
    assert!(first.text.contains("retry: 3000"), "{}", first.text);
    let data = first.text.lines().find_map(|line| line.strip_prefix("data: ")).unwrap();
    let wall: Value = serde_json::from_str(data).unwrap();
    let queue =
        |id: &str| wall["queues"].as_array().unwrap().iter().find(|queue| queue["queue"] == id).unwrap().clone();
    let desk = queue("desk");
    assert_eq!((&desk["waiting"], &desk["talking"]), (&json!(2), &json!(1)));
    assert_eq!(desk["longest_wait_seconds"], 90.0);
    // Who talks is not ready, and who is there for all queues is in each of them.
    assert_eq!(desk["agents"], json!({ "ready": 1, "talking": 1, "paused": 1 }));
    assert_eq!(queue("sales")["agents"], json!({ "ready": 2, "talking": 0, "paused": 0 }));
    // It is what the queue's own address tells.
    let live = portal.json("/api/v1/queues/desk/live").await;
    assert_eq!(live["longest_wait_seconds"], desk["longest_wait_seconds"]);
    assert_eq!(live["today"]["joined"], desk["today"]["joined"]);
    assert!(wall["data_until"].is_string());
}

#[tokio::test]
async fn the_board_shows_who_waits_too_long() {
    let portal = Portal::signed_in_over(&told().lines).await;
    let page = portal.page("/wallboard?lang=en").await;
    let (_, desk) = page.split_once("data-queue=\"desk\"").unwrap();
    let desk = desk.split_once("</section>").unwrap().0;
    assert!(desk.contains("<span data-field=\"waiting\">2</span>"), "{desk}");
    assert!(desk.contains("<strong data-field=\"longest\">1:30</strong>"), "{desk}");
    assert!(desk.contains("data-field=\"late\">over 20 s"), "{desk}");
    let (_, sales) = page.split_once("data-queue=\"sales\"").unwrap();
    assert!(sales.split_once("</section>").unwrap().0.contains("data-field=\"late\" hidden"));
}

#[tokio::test]
async fn nobody_watches_without_a_session() {
    let portal = Portal::new().await;
    assert_eq!(portal.get("/api/v1/live").await.status, StatusCode::UNAUTHORIZED);
}
