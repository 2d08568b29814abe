//! Followed files that somebody cuts in place, as a rotation does that copies the file first.

use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::files::{append, wait_for};
use super::*;

/// Follows a file until told to stop.
fn follow(place: &Place, path: &Path) -> (watch::Sender<bool>, JoinHandle<Result<Summary>>) {
    let (stop, stopped) = watch::channel(false);
    let mut options = IngestOptions::once(place.lake.clone(), vec![Source::File(path.to_owned())]);
    options.once = false;
    options.stop = stopped;
    options.flush.age = Duration::from_millis(50);
    (stop, tokio::spawn(ingest(options)))
}

#[tokio::test]
async fn a_file_that_is_cut_and_grows_past_the_position_is_read_from_its_start() {
    let place = Place::new().await;
    let path = place.write("a.ndjson", event(1) + &event(2));
    let (stop, work) = follow(&place, &path);
    wait_for(&place, 2).await;
    // In place, so that it is the same file, and longer than before at the next look.
    place.write("a.ndjson", event(3) + &event(4) + &event(5));
    wait_for(&place, 5).await;
    append(&path, event(6));
    wait_for(&place, 6).await;
    // Once more, with a line half read: it is refused as it stands, since its rest will never come.
    append(&path, "{\"half");
    tokio::time::sleep(Duration::from_millis(300)).await;
    place.write("a.ndjson", (7..20).map(event).collect::<String>());
    wait_for(&place, 19).await;
    stop.send(true).unwrap();
    let summary = work.await.unwrap().unwrap();
    assert_eq!(numbers(&summary), (20, 19, 0, 1));
    assert_eq!(numbers(&place.ingest(&path).await.unwrap()), (0, 0, 0, 0));
}

#[tokio::test]
async fn a_file_that_grows_by_much_is_not_taken_for_another() {
    let place = Place::new().await;
    let path = place.write("a.ndjson", event(0));
    let (stop, work) = follow(&place, &path);
    wait_for(&place, 1).await;
    for part in 0..5 {
        append(&path, (1..=8_000).map(|id| event(part * 8_000 + id)).collect::<String>());
        tokio::time::sleep(Duration::from_millis(120)).await;
    }
    wait_for(&place, 40_001).await;
    stop.send(true).unwrap();
    assert_eq!(numbers(&work.await.unwrap().unwrap()), (40_001, 40_001, 0, 0));
}

#[tokio::test]
async fn a_file_that_is_renamed_is_read_on_as_long_as_its_writer_keeps_it() {
    let place = Place::new().await;
    let path = place.write("a.ndjson", event(1));
    let (stop, work) = follow(&place, &path);
    wait_for(&place, 1).await;
    // As a rotation does: another file has the name, and the writer is told of it a while later.
    let old = place.path("a.ndjson.1");
    std::fs::rename(&path, &old).unwrap();
    place.write("a.ndjson", event(100));
    for id in 2..5 {
        tokio::time::sleep(Duration::from_secs(2)).await;
        append(&old, event(id));
        wait_for(&place, id).await;
    }
    assert!(!place.ids().await.contains(&"100".to_owned()), "the other was begun while the first was written");
    wait_for(&place, 5).await;
    stop.send(true).unwrap();
    assert_eq!(numbers(&work.await.unwrap().unwrap()), (5, 5, 0, 0));
}
