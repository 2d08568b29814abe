//! Dead letters, tried again.

use chrono::{DateTime, Utc};

use super::*;
use crate::clock::Clock;
use crate::ingest::replay::replay_with;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// An event whose time is not known to be true yet.
fn ahead(id: usize) -> String {
    event(id).replace("2026-01-02", "2026-01-09")
}

async fn ingest_at(place: &Place, path: &Path, now: &str) -> Summary {
    let mut options = IngestOptions::once(place.lake.clone(), vec![Source::File(path.to_owned())]);
    options.clock = Clock::standing(at(now));
    ingest(options).await.unwrap()
}

async fn replay_at(place: &Place, now: &str) -> (u64, u64, u64, u64) {
    let done = replay(place.lake.clone(), Clock::standing(at(now))).await.unwrap();
    (done.tried, done.stored, done.duplicates, done.left)
}

#[tokio::test]
async fn what_is_understood_by_now_is_stored_once_and_the_rest_stays() {
    let place = Place::new().await;
    let lines = format!("{}{}not json\n{}{}", ahead(1), event(2), ahead(3), ahead(1));
    let file = place.write("a.ndjson", lines);
    assert_eq!(numbers(&ingest_at(&place, &file, "2026-01-03T00:00:00Z").await), (5, 1, 0, 4));
    let whys = place.column("why", true).await;
    // As long as nothing has changed, nothing changes.
    assert_eq!(replay_at(&place, "2026-01-03T00:00:00Z").await, (4, 0, 0, 4));
    assert_eq!(place.column("why", true).await, whys);
    // The day has come; one of the two events stands there twice.
    assert_eq!(replay_at(&place, "2026-01-09T00:00:00Z").await, (4, 2, 1, 1));
    assert_eq!(place.ids().await, ["1", "2", "3"]);
    assert_eq!(place.column("why", true).await.len(), 1);
    assert_eq!(replay_at(&place, "2026-01-09T00:00:00Z").await, (1, 0, 0, 1));
    // The file is read no further than it was, and the events are found stored wherever they come from.
    assert_eq!(numbers(&ingest_at(&place, &file, "2026-01-09T00:00:00Z").await), (0, 0, 0, 0));
    let copy = place.write("b.ndjson", ahead(1) + &ahead(4));
    assert_eq!(numbers(&ingest_at(&place, &copy, "2026-01-09T00:00:00Z").await), (2, 1, 1, 0));
}

#[tokio::test]
async fn an_event_that_came_meanwhile_is_not_stored_again() {
    let place = Place::new().await;
    let file = place.write("a.ndjson", ahead(1) + &ahead(2));
    assert_eq!(numbers(&ingest_at(&place, &file, "2026-01-03T00:00:00Z").await), (2, 0, 0, 2));
    let copy = place.write("b.ndjson", ahead(1));
    assert_eq!(numbers(&ingest_at(&place, &copy, "2026-01-09T00:00:00Z").await), (1, 1, 0, 0));
    assert_eq!(replay_at(&place, "2026-01-09T00:00:00Z").await, (2, 1, 1, 0));
    assert_eq!(place.ids().await, ["1", "2"]);
    assert!(place.column("why", true).await.is_empty());
}

#[tokio::test]
async fn what_is_cut_or_blank_stays_a_dead_letter() {
    let place = Place::new().await;
    let long = format!("{{\"id\":\"1\",\"x\":\"{}\"}}\n", "x".repeat(2 << 20));
    let file = place.write("a.ndjson", long + "\u{1}\n");
    assert_eq!(numbers(&ingest_at(&place, &file, "2026-01-03T00:00:00Z").await), (2, 0, 0, 2));
    assert_eq!(replay_at(&place, "2026-01-09T00:00:00Z").await, (2, 0, 0, 2));
    assert_eq!(place.column("why", true).await.len(), 2);
}

#[tokio::test]
async fn replays_beside_each_other_store_each_event_once() {
    let place = Place::new().await;
    for round in 0..5 {
        let lines: String = (0..200).map(|id| ahead(round * 200 + id)).collect();
        let file = place.write(&format!("{round}.ndjson"), lines);
        ingest_at(&place, &file, "2026-01-03T00:00:00Z").await;
    }
    let now = "2026-01-09T00:00:00Z";
    let (one, other) = tokio::join!(replay_at(&place, now), replay_at(&place, now));
    assert_eq!(place.ids().await.len(), 1_000);
    assert_eq!(one.1 + other.1, 1_000, "{one:?} {other:?}");
    assert!(place.column("why", true).await.is_empty());
}

#[tokio::test]
async fn more_letters_than_a_flush_holds_are_laid_into_several_files_in_one_commit() {
    let place = Place::new().await;
    // Each event twice, far apart, and what stays in between.
    let round = |round: usize| (0..200).map(move |id| format!("{}no event {round} {id}\n", ahead(id)));
    let file = place.write("a.ndjson", (0..2).flat_map(round).collect::<String>());
    ingest_at(&place, &file, "2026-01-03T00:00:00Z").await;
    let version = place.lake.table(&events::definition()).await.unwrap().version();
    let mut options = IngestOptions::once(place.lake.clone(), Vec::new());
    options.clock = Clock::standing(at("2026-01-09T00:00:00Z"));
    options.flush.bytes = 16 * 1024;
    let done = replay_with(options.clone()).await.unwrap();
    assert_eq!((done.tried, done.stored, done.duplicates, done.left), (800, 200, 200, 400));
    assert_eq!(place.ids().await.len(), 200);
    assert_eq!(place.column("why", true).await.len(), 400);
    let table = place.lake.table(&events::definition()).await.unwrap();
    assert_eq!(table.version(), version + 1);
    assert!(table.files().filter(|file| file.day.is_some()).count() > 1);
    assert!(table.files().filter(|file| file.day.is_none()).count() > 1);
    let done = replay_with(options).await.unwrap();
    assert_eq!((done.tried, done.stored, done.left), (400, 0, 400));
}
