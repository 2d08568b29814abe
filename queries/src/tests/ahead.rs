//! Customers' sessions ahead of the statistics.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use opkald_storage::CustomerNumber;
use serde_json::{Value, json};

use super::maintained::maintain;
use super::{World, event, to_json};
use crate::{EngineOptions, Freshness, Scope, Session};

/// A world whose engine looks at each request, and opens sessions ahead of the statistics whenever it can.
async fn watchful() -> World {
    let every = Duration::ZERO;
    let freshness = Freshness { slow_after: every, look_every: every, compute_every: every, ..Freshness::default() };
    World::with(EngineOptions { freshness, ..EngineOptions::default() }).await
}

/// How many calls a customer is shown.
async fn shown(world: &World, number: &str) -> i64 {
    calls(&world.engine.session(Scope::Customer(customer(number))).await.unwrap()).await
}

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
    let world = watchful().await;
    world.store(&[call("100", day(4), 0), call("200", day(4), 0)].concat()).await;
    world.engine.refresh().await.unwrap();
    let (own, other) = (customer("100"), customer("200"));
    assert!(world.engine.session_ahead(&own).await.unwrap().is_none());
    world.store(&call("100", day(4), 30)).await;
    world.store(&call("100", day(5), 30)).await;

    let ahead = world.engine.session_ahead(&own).await.unwrap().unwrap();
    assert_eq!(calls(&ahead).await, 3);
    // Nothing of the other came: it sees what is stored.
    assert!(world.engine.session_ahead(&other).await.unwrap().is_none());
    assert_eq!((shown(&world, "100").await, shown(&world, "200").await), (3, 1));
    assert!(world.engine.data_until() < ahead.data_until());

    world.engine.refresh().await.unwrap();
    assert!(world.engine.session_ahead(&own).await.unwrap().is_none());
    let stored = world.engine.session(Scope::Customer(own)).await.unwrap();
    assert_eq!((calls(&stored).await, stored.data_until()), (3, ahead.data_until()));
}

#[tokio::test]
async fn those_who_ask_at_once_are_given_what_one_of_them_computes() {
    let world = watchful().await;
    world.store(&call("100", day(4), 0)).await;
    world.engine.refresh().await.unwrap();
    world.store(&call("100", day(4), 30)).await;
    let own = customer("100");
    let asked = futures::future::join_all((0..8).map(|_| world.engine.session_ahead(&own))).await;
    let sessions: Vec<Arc<Session>> = asked.into_iter().map(|asked| asked.unwrap().unwrap()).collect();
    assert!(sessions.iter().all(|session| Arc::ptr_eq(session, &sessions[0])));
}

#[tokio::test]
async fn a_long_history_that_comes_at_once_waits_for_the_refresh() {
    let world = watchful().await;
    world.store(&call("100", day(4), 0)).await;
    world.engine.refresh().await.unwrap();
    let history: Vec<Value> = (0..80).flat_map(|days| call("100", day(4) - TimeDelta::days(days), 30)).collect();
    world.store(&history).await;
    assert!(world.engine.session_ahead(&customer("100")).await.unwrap().is_none());
    world.engine.refresh().await.unwrap();
    assert_eq!(shown(&world, "100").await, 81);
}

#[tokio::test]
async fn what_was_open_is_closed_when_its_time_has_passed_by_what_others_told() {
    let world = watchful().await;
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

#[tokio::test]
async fn while_the_statistics_keep_up_they_are_what_a_customer_sees() {
    let patient = Freshness { slow_after: Duration::from_secs(3600), ..Freshness::default() };
    let world = World::with(EngineOptions { freshness: patient, ..EngineOptions::default() }).await;
    world.store(&call("100", day(4), 0)).await;
    world.engine.refresh().await.unwrap();
    world.store(&call("100", day(4), 30)).await;
    assert_eq!(shown(&world, "100").await, 1);
    world.engine.refresh().await.unwrap();
    assert_eq!(shown(&world, "100").await, 2);
}

#[tokio::test]
async fn rows_laid_anew_between_two_looks_count_once() {
    let world = watchful().await;
    world.store(&call("100", day(4), 0)).await;
    world.engine.refresh().await.unwrap();
    for minute in [10, 20] {
        world.store(&call("100", day(4), minute)).await;
        world.store(&call("200", day(4), minute)).await;
    }
    assert_eq!(shown(&world, "100").await, 3);
    assert_eq!(maintain(&world, Utc::now(), 0).await.files_merged, 5);
    assert_eq!((shown(&world, "100").await, shown(&world, "200").await), (3, 2));
    world.store(&call("100", day(4), 30)).await;
    assert_eq!((shown(&world, "100").await, shown(&world, "200").await), (4, 2));
    world.engine.refresh().await.unwrap();
    assert_eq!((shown(&world, "100").await, shown(&world, "200").await), (4, 2));
}

#[tokio::test]
async fn a_refresh_that_fails_keeps_nothing_from_customers_and_is_told() {
    let world = watchful().await;
    world.store(&call("100", day(4), 0)).await;
    world.engine.refresh().await.unwrap();
    let followed_at = world.engine.followed_at().await;
    world.store(&call("100", day(4), 30)).await;
    assert!(world.engine.followed_at().await > followed_at, "the log is followed beside a slow refresh");
    let refreshed_at = world.spoil("call_hours");
    let error = world.engine.refresh().await.unwrap_err().to_string();
    assert!(error.contains("call_hours"), "{error}");
    assert_eq!(shown(&world, "100").await, 2);
    assert!(world.engine.followed_at().await < Some(refreshed_at), "nothing follows while the refresh fails");
}

#[tokio::test]
async fn how_new_the_answers_are_is_not_said_before_the_statistics_stand_for_the_events() {
    let world = watchful().await;
    world.store(&call("100", day(4), 0)).await;
    world.engine.refresh().await.unwrap();
    assert_eq!(world.opened_again().await.data_until(), world.engine.data_until());
    world.store(&call("100", day(4), 30)).await;
    let again = world.opened_again().await;
    assert_eq!(again.data_until(), None);
    // But a customer sees it, once somebody finds that the refresh takes long.
    let ahead = again.session_ahead(&customer("100")).await.unwrap().unwrap();
    assert_eq!(calls(&ahead).await, 2);
    again.refresh().await.unwrap();
    assert_eq!(again.data_until(), ahead.data_until());
}
