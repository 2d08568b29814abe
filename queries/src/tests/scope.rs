//! A scope is the only way to a table, and a user's statement changes nothing.

use std::time::Duration;

use serde_json::json;

use super::{World, event, to_json};
use crate::{EngineOptions, Error, Scope};

async fn two_customers() -> World {
    let world = World::new().await;
    let mut events = Vec::new();
    for customer in ["100", "200"] {
        let mut joined =
            event("queue.joined", "2026-05-04T10:00:00Z", json!({"call": "c", "queue": "q", "from": "+4511111111"}));
        joined["customer"] = json!(customer);
        events.push(joined);
    }
    world.store(&events).await;
    world.engine.refresh().await.unwrap();
    world
}

#[tokio::test]
async fn a_customer_sees_its_own_rows_in_every_view() {
    let world = two_customers().await;
    let session = world.engine.session(Scope::Customer("100".parse().unwrap())).await.unwrap();
    for sql in [
        "SELECT COUNT(*) AS n FROM events",
        "SELECT COUNT(*) AS n FROM queue_visits",
        "SELECT COUNT(*) AS n FROM queue_months",
        "SELECT COUNT(*) AS n FROM queue_visits a CROSS JOIN queue_visits b",
        "WITH x AS (SELECT * FROM queue_hours UNION ALL SELECT * FROM queue_hours) SELECT COUNT(*) / 2 AS n FROM x",
    ] {
        let rows = to_json(&session.adhoc(sql).await.unwrap().1);
        assert_eq!(rows, [json!({"n": 1})], "{sql}");
    }
    assert_eq!(world.ask("SELECT COUNT(DISTINCT customer) AS n FROM queue_visits").await, [json!({"n": 2})]);
}

#[tokio::test]
async fn nothing_below_the_views_has_a_name() {
    let world = two_customers().await;
    let session = world.engine.session(Scope::Customer("100".parse().unwrap())).await.unwrap();
    for sql in [
        "SELECT customer FROM queue_visits",
        "SELECT * FROM stored.queue_visits",
        "SELECT * FROM customers",
        "SELECT * FROM information_schema.tables",
        "SELECT * FROM '/etc/passwd'",
        "CREATE TABLE t AS SELECT 1",
        "COPY queue_visits TO '/tmp/x.parquet'",
        "SET datafusion.execution.batch_size = 1",
        "DROP TABLE queue_visits",
        "INSERT INTO queue_visits VALUES (1)",
        "EXPLAIN ANALYZE INSERT INTO queue_visits VALUES (1)",
        // A plan tells of the files, and they hold other customers too.
        "EXPLAIN ANALYZE SELECT * FROM queue_visits",
        "SELECT 1; SELECT 2",
        "",
    ] {
        let refused = session.adhoc(sql).await;
        assert!(matches!(refused, Err(Error::Query(_))), "{sql}: {refused:?}");
    }
}

#[tokio::test]
async fn a_query_that_would_never_end_is_stopped_when_its_time_is_over() {
    let options = EngineOptions { threads: 1, query_timeout: Duration::from_secs(1), ..EngineOptions::default() };
    let world = World::with(options).await;
    let visits: Vec<_> = (0..300)
        .map(|call| {
            event(
                "queue.joined",
                "2026-05-04T10:00:00Z",
                json!({"call": format!("c{call}"), "queue": "q", "from": "204"}),
            )
        })
        .collect();
    world.store(&visits).await;
    world.engine.refresh().await.unwrap();
    let session = world.engine.session(Scope::Operator).await.unwrap();
    let sql =
        "SELECT COUNT(*) FROM events a CROSS JOIN events b CROSS JOIN events c CROSS JOIN events d CROSS JOIN events e";
    let refused = session.adhoc(sql).await.unwrap_err().to_string();
    assert!(refused.contains("longer than 1 s"), "{refused}");
}

#[tokio::test]
async fn an_unknown_view_is_answered_with_those_that_there_are() {
    let world = two_customers().await;
    let session = world.engine.session(Scope::Operator).await.unwrap();
    for sql in ["SELECT * FROM nope", "SHOW TABLES"] {
        let refused = session.adhoc(sql).await.unwrap_err().to_string();
        assert!(refused.contains("queue_hours"), "{refused}");
    }
}
