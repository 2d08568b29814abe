//! Customers' sessions ahead of the statistics.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use opkald_storage::CustomerNumber;
use serde_json::{Value, json};

use super::{World, event, to_json};
use crate::{Scope, Session};

fn customer(number: &str) -> CustomerNumber {
    number.parse().unwrap()
}

/// A call of a minute, by the number of the day and of the minute in which it begins.
fn call(number: &str, day: NaiveDate, minute: i64) -> Vec<Value> {
    let at = |minutes: i64| {
        let time: DateTime<Utc> = day.and_hms_opt(10, 0, 0).unwrap().and_utc() + TimeDelta::minutes(minute + minutes);
        time.to_rfc3339()
    };
    let id = format!("{day}-{minute}");
    let mut events = vec![
        event(
            "call.started",
            &at(0),
            json!({"call": id, "leg": 0, "direction": "inbound", "from": "+4511111111", "to": "+4588303080",
                "line": "+4588303080", "line_kind": "local"}),
        ),
        event("call.answered", &at(0), json!({"call": id})),
        event("call.ended", &at(1), json!({"call": id, "reason": "normal"})),
    ];
    for event in &mut events {
        event["customer"] = json!(number);
    }
    events
}

fn day(of_may: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 5, of_may).unwrap()
}

async fn calls(session: &Session) -> i64 {
    let sql = "SELECT (SELECT COUNT(*) FROM calls) AS legs, (SELECT SUM(calls) FROM call_hours WHERE line IS NULL) AS calls, (SELECT COUNT(*) FROM events) / 3 AS told";
    let rows = to_json(&session.adhoc(sql).await.unwrap().1);
    assert_eq!((&rows[0]["legs"], &rows[0]["told"]), (&rows[0]["calls"], &rows[0]["calls"]), "{rows:?}");
    rows[0]["calls"].as_i64().unwrap()
}

#[tokio::test]
async fn a_customer_sees_what_came_after_the_statistics_and_nobody_else_does() {
    let world = World::new().await;
    world.store(&[call("100", day(4), 0), call("200", day(4), 0)].concat()).await;
    world.engine.refresh().await.unwrap();
    let (own, other) = (customer("100"), customer("200"));
    assert!(world.engine.session_ahead(&own).await.unwrap().is_none());
    world.store(&call("100", day(4), 30)).await;
    world.store(&call("100", day(5), 30)).await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;

    let ahead = world.engine.session_ahead(&own).await.unwrap().unwrap();
    assert_eq!(calls(&ahead).await, 3);
    // Nothing of the other came: it sees what is stored.
    assert!(world.engine.session_ahead(&other).await.unwrap().is_none());
    assert_eq!(calls(&world.engine.session(Scope::Customer(other)).await.unwrap()).await, 1);
    let stored = world.engine.session(Scope::Customer(own.clone())).await.unwrap();
    assert!(stored.data_until() < ahead.data_until());

    world.engine.refresh().await.unwrap();
    assert!(world.engine.session_ahead(&own).await.unwrap().is_none());
    let stored = world.engine.session(Scope::Customer(own)).await.unwrap();
    assert_eq!((calls(&stored).await, stored.data_until()), (3, ahead.data_until()));
}

#[tokio::test]
async fn those_who_ask_at_once_are_given_what_one_of_them_computes() {
    let world = World::new().await;
    world.store(&call("100", day(4), 0)).await;
    world.engine.refresh().await.unwrap();
    world.store(&call("100", day(4), 30)).await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let own = customer("100");
    let asked = futures::future::join_all((0..8).map(|_| world.engine.session_ahead(&own))).await;
    let sessions: Vec<Arc<Session>> = asked.into_iter().map(|asked| asked.unwrap().unwrap()).collect();
    assert!(sessions.iter().all(|session| Arc::ptr_eq(session, &sessions[0])));
}

#[tokio::test]
async fn a_long_history_that_comes_at_once_waits_for_the_refresh() {
    let world = World::new().await;
    world.store(&call("100", day(4), 0)).await;
    world.engine.refresh().await.unwrap();
    let history: Vec<Value> = (0..80).flat_map(|days| call("100", day(4) - TimeDelta::days(days), 30)).collect();
    world.store(&history).await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert!(world.engine.session_ahead(&customer("100")).await.unwrap().is_none());
    world.engine.refresh().await.unwrap();
    assert_eq!(calls(&world.engine.session(Scope::Customer(customer("100"))).await.unwrap()).await, 81);
}

#[tokio::test]
async fn what_was_open_is_closed_when_its_time_has_passed_by_what_others_told() {
    let world = World::new().await;
    world.store(&call("100", day(4), 0)[..1]).await;
    world.engine.refresh().await.unwrap();
    world.store(&[call("100", day(1), 0), call("200", day(6), 0)].concat()).await;
    let sql = "SELECT started_at, outcome, ended_at FROM calls ORDER BY started_at";
    let ahead = world.engine.session_ahead(&customer("100")).await.unwrap().unwrap();
    let told = to_json(&ahead.adhoc(sql).await.unwrap().1);
    assert_eq!((&told[1]["outcome"], told.len()), (&json!("failed"), 2));
    world.engine.refresh().await.unwrap();
    let stored = world.engine.session(Scope::Customer(customer("100"))).await.unwrap();
    assert_eq!(told, to_json(&stored.adhoc(sql).await.unwrap().1));
}
