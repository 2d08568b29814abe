#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use opkald_events::{Buffer, Decoder, Format, Sealed};
use opkald_storage::events;
use opkald_storage::lake::{Commit, Encoded, Lake, Maintenance, MaintenanceOptions, Outcome};
use tempfile::TempDir;

use super::*;

fn sealed(ids: &[u32]) -> Sealed {
    let mut buffer = Buffer::default();
    let decoder = Decoder { format: Format::Events, now_micros: i64::MAX, source: &"test".into() };
    for id in ids {
        let line = format!(
            r#"{{"id":"{id}","type":"agent.left","time":"2026-01-0{}T00:00:00Z","customer":"1","agent":"a"}}"#,
            1 + id % 2
        );
        decoder.lines(line.as_bytes(), 0, &mut buffer);
    }
    assert_eq!(buffer.columns.rows(), ids.len());
    buffer.columns.seal()
}

/// Stores what is new of some events, and tells how many were not.
async fn store(dedup: &mut Dedup, table: &mut Table, ids: &[u32]) -> u64 {
    let sealed = sealed(ids);
    let (mut add, mut dropped) = (Vec::new(), 0);
    for day in sealed.days() {
        let customers = sealed.customers_of(&day.rows);
        let mut rows = Rows { day: Some(day.day), rows: day.rows, customers };
        dropped += dedup.keep_new(table, &mut rows, sealed.fingerprints()).await.unwrap();
        if !rows.rows.is_empty() {
            let batch = sealed.batch(&rows.rows).unwrap();
            let encoded = Encoded::new(&events::definition(), rows.day, &batch).unwrap();
            add.push(table.put(encoded).await.unwrap());
        }
    }
    let outcome = table.commit(Commit { add, operation: "test", ..Commit::default() }).await.unwrap();
    assert!(matches!(outcome, Outcome::Landed { .. }));
    dropped
}

async fn table() -> (TempDir, Table) {
    let folder = TempDir::new().unwrap();
    let lake = Lake::open(folder.path().to_str().unwrap()).await.unwrap();
    let table = lake.table(&events::definition()).await.unwrap();
    (folder, table)
}

#[tokio::test]
async fn doubles_are_told_whatever_room_there_is() {
    // All days held; one day held at a time; none held, but asked anew each time.
    for bytes in [SETS_BYTES, 1_000, 0] {
        let (_folder, mut table) = table().await;
        let mut dedup = Dedup::new(bytes);
        assert_eq!(store(&mut dedup, &mut table, &[1, 2, 3, 1]).await, 1, "{bytes}");
        assert_eq!(store(&mut dedup, &mut table, &[3, 4, 5]).await, 1, "{bytes}");
        assert_eq!(store(&mut dedup, &mut table, &[1, 2, 3, 4, 5, 6, 6]).await, 6, "{bytes}");
        assert!(dedup.held_bytes() <= bytes.max(1_000));
        // Somebody who knows nothing yet learns it from the files.
        let mut other = Dedup::new(bytes);
        assert_eq!(store(&mut other, &mut table, &[6, 7]).await, 1, "{bytes}");
        assert_eq!(store(&mut dedup, &mut table, &[7, 8]).await, 1, "{bytes}");
    }
}

#[tokio::test]
async fn files_that_were_laid_anew_are_not_read_again_where_all_of_them_were_known() {
    let (folder, mut table) = table().await;
    let mut dedup = Dedup::new(SETS_BYTES);
    assert_eq!(table.take_relaid(), []);
    for ids in [[1, 3], [5, 7], [9, 11]] {
        store(&mut dedup, &mut table, &ids).await;
    }
    let mut stranger = Dedup::new(SETS_BYTES);
    store(&mut dedup, &mut table, &[1]).await;
    let lake = Lake::open(folder.path().to_str().unwrap()).await.unwrap();
    let mut maintenance =
        Maintenance::open(&lake, &[events::definition()], MaintenanceOptions::default()).await.unwrap();
    maintenance.run(chrono::Utc::now(), &tokio::sync::watch::channel(false).1).await.unwrap();
    table.update().await.unwrap();
    let relaid = table.take_relaid();
    assert_eq!((relaid.len(), relaid[0].from.len(), relaid[0].into.len()), (1, 3, 1));
    dedup.follow(&relaid);
    stranger.follow(&relaid);
    // The file cannot be read any more: who knows it does not try.
    std::fs::remove_file(folder.path().join("events").join(&relaid[0].into[0].path)).unwrap();
    assert_eq!(store(&mut dedup, &mut table, &[3, 5, 11, 13]).await, 3);
    let sealed = sealed(&[3]);
    let rows = sealed.days().remove(0);
    let customers = sealed.customers_of(&rows.rows);
    let mut rows = Rows { day: Some(rows.day), rows: rows.rows, customers };
    assert!(stranger.keep_new(&table, &mut rows, sealed.fingerprints()).await.is_err());
}
