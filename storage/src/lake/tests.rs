#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
//! Tables on a real folder: what lands, what loses, and what another opener sees.

mod amended;
mod audited;
pub(super) mod between;
mod changed;
mod network;
mod other_version;
mod properties;
mod told;
mod unsure;
mod virtual_time;

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use arrow::datatypes::{DataType, Field, Schema};

use super::*;
use crate::events::instant;

pub(super) fn definition() -> TableDefinition {
    let field = |name: &str, kind| Field::new(name, kind, true);
    TableDefinition {
        name: "things",
        schema: Arc::new(Schema::new(vec![
            field("customer", DataType::Utf8),
            field("at", instant()),
            field("value", DataType::Int64),
        ])),
        instant: "at",
        by_day: true,
        distinct: &[],
        identity: &["customer", "value"],
    }
}

fn batch(rows: &[(&str, i64)]) -> RecordBatch {
    let customers: ArrayRef = Arc::new(StringArray::from_iter_values(rows.iter().map(|row| row.0)));
    let times = TimestampMicrosecondArray::from_iter_values(rows.iter().map(|row| row.1));
    let values: ArrayRef = Arc::new(Int64Array::from_iter_values(rows.iter().map(|row| row.1)));
    let columns = vec![customers, Arc::new(times.with_timezone("UTC")), values];
    RecordBatch::try_new(definition().schema, columns).unwrap()
}

async fn put(table: &Table, rows: &[(&str, i64)]) -> NewFile {
    let day = Some("2026-10-25".parse().unwrap());
    table.put(Encoded::new(&definition(), day, &batch(rows)).unwrap()).await.unwrap()
}

/// The live files that hold what came after a version; none where everything must be taken as changed.
pub(super) async fn changed(table: &Table, from: i64) -> Option<Vec<FileEntry>> {
    table.changed_since(from).await.unwrap().files().map(|files| files.cloned().collect())
}

fn progress(expected: Option<i64>, next: i64) -> Vec<Progress> {
    vec![Progress { app: "source".to_owned(), expected, next }]
}

#[tokio::test]
async fn what_landed_is_there_after_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path().to_str().unwrap()).await.unwrap();
    let mut table = lake.table(&definition()).await.unwrap();
    let file = put(&table, &[("100", 1_000_000), ("200", 2_500_001)]).await;
    let commit = Commit { add: vec![file], progress: progress(None, 7), ..Commit::default() };
    let landed = table.commit(commit).await.unwrap();
    assert_eq!(landed, Outcome::Landed { version: 1 });

    let again = lake.table(&definition()).await.unwrap();
    let files: Vec<_> = again.files().cloned().collect();
    assert_eq!(again.progress("source").await.unwrap(), Some(7));
    assert_eq!(again.progress("other").await.unwrap(), None);
    assert_eq!(files, table.files().cloned().collect::<Vec<_>>());
    assert_eq!(files[0].rows, 2);
    assert_eq!(files[0].customers, Some(("100".to_owned(), "200".to_owned())));
    assert_eq!(files[0].instants, Some((1_000_000, 2_500_001)));
    let read = again.read(&files[0], &["value"]).await.unwrap();
    assert_eq!(read[0].num_columns(), 1);
    assert_eq!(read[0].column(0).len(), 2);
}

#[tokio::test]
async fn a_stale_writer_of_the_same_source_loses_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path().to_str().unwrap()).await.unwrap();
    let mut one = lake.table(&definition()).await.unwrap();
    let mut two = lake.table(&definition()).await.unwrap();
    let commit = |file, progress| Commit { add: vec![file], progress, ..Commit::default() };
    let first = put(&one, &[("1", 1)]).await;
    one.commit(commit(first, progress(None, 10))).await.unwrap();
    let second = put(&two, &[("1", 1)]).await;
    let lost = two.commit(commit(second, progress(None, 10))).await.unwrap();
    assert_eq!(lost, Outcome::LostRace);
    assert_eq!(two.files().count(), 1);
    assert_eq!(two.progress("source").await.unwrap(), Some(10));
}

#[tokio::test]
async fn writers_of_different_sources_both_land_unless_they_ask_to_be_told() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path().to_str().unwrap()).await.unwrap();
    let mut one = lake.table(&definition()).await.unwrap();
    let mut two = lake.table(&definition()).await.unwrap();
    let first = put(&one, &[("1", 1)]).await;
    one.commit(Commit { add: vec![first], ..Commit::default() }).await.unwrap();
    let second = put(&two, &[("2", 2)]).await;
    let careful = Commit { add: vec![second.clone()], unless_overtaken: true, ..Commit::default() };
    let Outcome::Overtaken { added } = two.commit(careful).await.unwrap() else {
        panic!("the other writer's file was not told");
    };
    assert_eq!(added.len(), 1);
    let again = Commit { add: vec![second], unless_overtaken: true, ..Commit::default() };
    assert_eq!(two.commit(again).await.unwrap(), Outcome::Landed { version: 2 });
    assert_eq!(two.files().count(), 2);
}

#[tokio::test]
async fn progress_never_falls() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path().to_str().unwrap()).await.unwrap();
    let mut table = lake.table(&definition()).await.unwrap();
    table.commit(Commit { progress: progress(None, 10), ..Commit::default() }).await.unwrap();
    let back = table.commit(Commit { progress: progress(Some(10), 9), ..Commit::default() }).await;
    assert!(matches!(back, Err(Error::Backwards { stored: 10, next: 9, .. })));
}

#[tokio::test]
async fn a_replaced_file_is_gone_and_a_checkpoint_keeps_all() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path().to_str().unwrap()).await.unwrap();
    let mut table = lake.table(&definition()).await.unwrap();
    let first = put(&table, &[("1", 1)]).await;
    table.commit(Commit { add: vec![first], ..Commit::default() }).await.unwrap();
    let old: Vec<_> = table.files().cloned().collect();
    let second = put(&table, &[("1", 2)]).await;
    let replace = Commit { add: vec![second], remove: old.clone(), progress: progress(None, 3), ..Commit::default() };
    table.commit(replace).await.unwrap();
    table.checkpoint().await.unwrap();
    let again = lake.table(&definition()).await.unwrap();
    assert_eq!(again.files().collect::<Vec<_>>(), table.files().collect::<Vec<_>>());
    assert!(again.files().all(|file| file.path != old[0].path));
    assert_eq!(again.progress("source").await.unwrap(), Some(3));
}

#[tokio::test]
async fn a_table_that_many_create_at_once_is_one_table() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path().to_str().unwrap()).await.unwrap();
    let open = || async { lake.table(&definition()).await.unwrap() };
    let mut tables = futures::future::join_all((0..8).map(|_| open())).await;
    for (at, table) in tables.iter_mut().enumerate() {
        let file = put(table, &[("1", i64::try_from(at).unwrap())]).await;
        let landed = table.commit(Commit { add: vec![file], ..Commit::default() }).await.unwrap();
        assert!(matches!(landed, Outcome::Landed { .. }), "{landed:?}");
    }
    assert_eq!(open().await.files().count(), 8);
}

#[tokio::test]
async fn a_file_that_left_is_deleted_when_its_grace_is_over() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path().to_str().unwrap()).await.unwrap();
    let mut table = lake.table(&definition()).await.unwrap();
    let (old, stays) = (put(&table, &[("100", 1)]).await, put(&table, &[("200", 2)]).await);
    table.commit(Commit { add: vec![old, stays], ..Commit::default() }).await.unwrap();
    let mut other = lake.table(&definition()).await.unwrap();
    let gone =
        table.files().find(|file| file.rows == 1 && file.customers.as_ref().unwrap().0 == "100").unwrap().clone();
    let fresh = put(&table, &[("100", 3)]).await;
    let commit = Commit { add: vec![fresh], remove: vec![gone.clone()], ..Commit::default() };
    table.commit(commit).await.unwrap();
    other.update().await.unwrap();

    let minute = std::time::Duration::from_secs(60);
    assert_eq!((table.sweep(minute).await, other.sweep(minute).await), (0, 0));
    assert!(table.read(&gone, &["customer"]).await.is_ok());
    // Who saw it leave by the log sweeps it too, and whoever comes second finds it gone.
    assert_eq!((table.sweep(std::time::Duration::ZERO).await, other.sweep(std::time::Duration::ZERO).await), (1, 1));
    assert!(table.read(&gone, &["customer"]).await.is_err());
    for file in table.files() {
        assert_eq!(table.read(file, &["customer"]).await.unwrap().iter().map(RecordBatch::num_rows).sum::<usize>(), 1);
    }
    assert_eq!(table.sweep(std::time::Duration::ZERO).await, 0);
}

#[tokio::test]
async fn a_lake_may_lie_on_any_store() {
    let store = Arc::new(object_store::memory::InMemory::new());
    let lake = Lake::on(store.clone(), "memory:///below/here".parse().unwrap()).unwrap();
    let mut table = lake.table(&definition()).await.unwrap();
    let file = put(&table, &[("1", 1)]).await;
    table.commit(Commit { add: vec![file], progress: progress(None, 3), ..Commit::default() }).await.unwrap();
    table.checkpoint().await.unwrap();
    let again = lake.table(&definition()).await.unwrap();
    assert_eq!(again.files().collect::<Vec<_>>(), table.files().collect::<Vec<_>>());
    assert_eq!(again.progress("source").await.unwrap(), Some(3));
    let checkpoint = "below/here/things/_delta_log/00000000000000000001.checkpoint.parquet";
    object_store::ObjectStoreExt::head(&store, &Path::from(checkpoint)).await.unwrap();
}
