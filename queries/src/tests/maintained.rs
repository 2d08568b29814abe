//! Statistics of a lake under maintenance: laying rows anew makes nothing stale, and dropping days all that they told.

use chrono::{DateTime, TimeDelta, Utc};
use opkald_storage::events;
use opkald_storage::lake::{Maintained, Maintenance, MaintenanceOptions};
use serde_json::json;
use tokio::sync::watch;

use super::{World, event};
use crate::statistic_tables;

/// Three calls and some presence on a day of May 2026, each in a commit of its own.
async fn store_day(world: &World, day: u32) {
    for call in 0..3 {
        let at = |minute: u32| format!("2026-05-{day:02}T10:{:02}:00Z", minute + call * 10);
        let (id, agent) = (format!("{day}-{call}"), json!({"agent": "ANNA", "queue": "q"}));
        world
            .store(&[
                event(
                    "call.started",
                    &at(0),
                    json!({"call": id, "leg": 0, "direction": "inbound", "from": "+4511111111", "to": "+4588303080",
                        "line": "+4588303080", "line_kind": "local"}),
                ),
                event(if call == 0 { "agent.joined" } else { "agent.paused" }, &at(1), agent),
                event("call.answered", &at(1), json!({"call": id})),
                event("call.ended", &at(2), json!({"call": id, "reason": "normal"})),
            ])
            .await;
    }
}

pub(super) async fn maintain(world: &World, now: DateTime<Utc>, keep_days: u32) -> Maintained {
    let mut tables = vec![events::definition()];
    tables.extend(statistic_tables());
    let options = MaintenanceOptions { keep_days, ..MaintenanceOptions::default() };
    let mut maintenance = Maintenance::open(&world.lake, &tables, options).await.unwrap();
    maintenance.run(now, &watch::channel(false).1).await.unwrap().remove(0)
}

const TOLD: &str = "SELECT hour, calls, answered FROM call_hours WHERE line IS NULL ORDER BY hour";

#[tokio::test]
async fn rows_laid_anew_make_no_day_stale_and_late_events_only_their_own() {
    let world = World::new().await;
    for day in 4..8 {
        store_day(&world, day).await;
    }
    let (told, until) = (world.tell(TOLD).await, world.engine.data_until());
    assert_eq!(told.len(), 4);
    assert_eq!(maintain(&world, Utc::now(), 0).await.files_merged, 12);
    let refreshed = world.engine.refresh().await.unwrap();
    assert_eq!((refreshed.days, world.engine.data_until()), (0, until));
    assert_eq!(world.tell(TOLD).await, told);
    // The statistics stand for the new version: the next refresh does not even look.
    assert_eq!(world.engine.refresh().await.unwrap().days, 0);

    world.store(&[event("call.ended", "2026-05-06T12:00:00Z", json!({"call": "6-2", "reason": "late"}))]).await;
    let refreshed = world.engine.refresh().await.unwrap();
    assert!(refreshed.days > 0);
    assert_eq!(world.engine.check().await.unwrap(), []);
}

#[tokio::test]
async fn a_refresh_finds_rows_whose_first_files_are_gone() {
    let world = World::new().await;
    store_day(&world, 4).await;
    world.engine.refresh().await.unwrap();
    store_day(&world, 6).await;
    // Everything is laid anew, and the files that the log tells of first are deleted.
    assert_eq!(maintain(&world, Utc::now(), 0).await.files_merged, 6);
    assert_eq!(maintain(&world, Utc::now() + TimeDelta::days(8), 0).await.files_vacuumed, 6);
    assert_eq!(world.tell(TOLD).await.len(), 2);
}

#[tokio::test]
async fn days_that_are_not_kept_leave_the_statistics_with_the_next_refresh() {
    let world = World::new().await;
    for day in [4, 5, 6] {
        store_day(&world, day).await;
    }
    assert_eq!(world.tell(TOLD).await.len(), 3);
    let now: DateTime<Utc> = "2026-05-16T12:00:00Z".parse().unwrap();
    let dropped = maintain(&world, now, 10).await;
    assert_eq!((dropped.days_dropped, dropped.rows_dropped), (2, 24));
    assert_eq!(world.tell(TOLD).await.len(), 1);
}

#[tokio::test]
async fn a_late_event_of_a_dropped_day_costs_the_days_around_it_and_not_all() {
    let world = World::new().await;
    for day in [4, 5, 6, 20, 21, 22, 23, 24, 25, 26] {
        store_day(&world, day).await;
    }
    // Whoever came before the first day that is kept, and went long after it: of that stay, only the end is known then.
    let leave = json!({"agent": "BO", "session_ms": 20 * 24 * 3_600_000_u64});
    world
        .store(&[
            event("agent.joined", "2026-05-04T09:00:00Z", json!({"agent": "BO"})),
            event("agent.left", "2026-05-24T09:00:00Z", leave),
        ])
        .await;
    assert_eq!(world.tell(TOLD).await.len(), 10);
    let now: DateTime<Utc> = "2026-05-30T12:00:00Z".parse().unwrap();
    assert_eq!(maintain(&world, now, 24).await.days_dropped, 2);
    let kept = world.tell(TOLD).await;
    assert_eq!(kept.len(), 8);

    for minute in [10, 20] {
        let call = json!({"call": "late", "leg": 0, "direction": "inbound", "from": "+4511111111", "to": "+4588303080",
            "line": "+4588303080", "line_kind": "local"});
        world.store(&[event("call.started", &format!("2026-05-04T10:{minute}:00Z"), call)]).await;
        assert!(world.engine.refresh().await.unwrap().days < 12);
        assert_eq!(maintain(&world, now, 24).await.days_dropped, 1);
        let refreshed = world.engine.refresh().await.unwrap();
        assert!((1..12).contains(&refreshed.days), "{refreshed:?}");
        assert_eq!(world.tell(TOLD).await, kept);
    }
    // One that came and went between two refreshes costs no more.
    let usage = json!({"line": "+4511111111", "bytes": 1});
    world.store(&[event("usage.data", "2026-05-05T10:00:00Z", usage)]).await;
    assert_eq!(maintain(&world, now, 24).await.days_dropped, 1);
    assert!(world.engine.refresh().await.unwrap().days < 12);
    assert_eq!(world.tell(TOLD).await, kept);
}

#[tokio::test]
async fn a_day_that_is_not_kept_whose_files_are_gone_too_leaves_the_statistics_all_the_same() {
    let world = World::new().await;
    for day in [4, 6] {
        store_day(&world, day).await;
    }
    world.engine.refresh().await.unwrap();
    let now: DateTime<Utc> = "2026-05-16T12:00:00Z".parse().unwrap();
    assert_eq!(maintain(&world, now, 10).await.days_dropped, 1);
    assert_eq!(maintain(&world, Utc::now() + TimeDelta::days(8), 0).await.files_vacuumed, 6);
    assert_eq!(world.tell(TOLD).await.len(), 1);
}
