//! A scope is the only way to a table, and a user's statement changes nothing.

use serde_json::json;

use super::{World, event, to_json};
use crate::{Error, Scope};

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
        "SELECT 1; SELECT 2",
        "",
    ] {
        let refused = session.adhoc(sql).await;
        assert!(matches!(refused, Err(Error::Query(_))), "{sql}: {refused:?}");
    }
}
