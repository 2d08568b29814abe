//! What is older than it is to be kept.

use arrow::array::{ArrayRef, BinaryArray, new_null_array};

use super::*;
use crate::events;

/// Dead letters that were received at midnight of these days after the first.
fn dead(days: &[u64]) -> RecordBatch {
    let received = days.iter().map(|days| (day() + Days::new(*days)).and_time(NaiveTime::MIN).and_utc());
    let received = TimestampMicrosecondArray::from_iter_values(received.map(|at| at.timestamp_micros()));
    let schema = events::schema();
    let columns = schema.fields().iter().map(|field| -> ArrayRef {
        match field.name().as_str() {
            "received_at" => Arc::new(received.clone().with_timezone("UTC")),
            "raw" => Arc::new(BinaryArray::from_iter_values(days.iter().map(|_| b"{"))),
            "source" => Arc::new(StringArray::from_iter_values(days.iter().map(|_| "file"))),
            "source_position" => Arc::new(Int64Array::from_iter_values(days.iter().map(|days| *days as i64))),
            _ => new_null_array(field.data_type(), days.len()),
        }
    });
    RecordBatch::try_new(Arc::clone(&schema), columns.collect()).unwrap()
}

fn keeping(keep_days: u32) -> MaintenanceOptions {
    MaintenanceOptions { keep_days, ..MaintenanceOptions::default() }
}

#[tokio::test]
async fn whole_days_go_and_followers_are_told_which() {
    let (_folder, lake) = lake().await;
    let mut table = lake.table(&definition()).await.unwrap();
    store(&mut table, vec![(1, 1, 1), (2, 2, 2)]).await;
    let next = Some(day() + Days::new(1));
    let file = table.put(Encoded::new(&definition(), next, &batch(vec![(1, 86_400_000_000, 3)])).unwrap()).await;
    table.commit(Commit { add: vec![file.unwrap()], ..Commit::default() }).await.unwrap();
    let version = table.version();
    assert_eq!(maintain_with(&lake, after(10), keeping(10)).await.rows_dropped, 0);
    assert_eq!(maintain_with(&lake, after(11), keeping(0)).await.rows_dropped, 0);
    let looks = MaintenanceOptions { is_dry_run: true, ..keeping(10) };
    assert_eq!(maintain_with(&lake, after(11), looks).await.days_dropped, 1);
    let done = maintain_with(&lake, after(11), keeping(10)).await;
    assert_eq!((done.days_dropped, done.rows_dropped, done.live_files), (1, 2, 1));
    assert_eq!(rows(&lake).await, counted([(1, 86_400_000_000, 3)]));
    table.update().await.unwrap();
    let changes = table.changed_since(version).await.unwrap();
    assert_eq!(changes.files().unwrap().count(), 0);
    assert_eq!(changes.gone().map(|file| file.day).collect::<Vec<_>>(), [Some(day())]);
}

#[tokio::test]
async fn dead_letters_go_by_when_they_were_received_and_are_merged_beside() {
    let (_folder, lake) = lake().await;
    let mut table = lake.table(&events::definition()).await.unwrap();
    for days in 0..9 {
        let file = Encoded::new(&events::definition(), None, &dead(&[days, days + 1])).unwrap();
        let add = vec![table.put(file).await.unwrap()];
        table.commit(Commit { add, ..Commit::default() }).await.unwrap();
    }
    let version = table.version();
    let pass = async |options| {
        let mut maintenance = Maintenance::open(&lake, &[events::definition()], options).await.unwrap();
        maintenance.run(after(12), &never()).await.unwrap().remove(0)
    };
    let merged = pass(keeping(0)).await;
    assert_eq!((merged.files_merged, merged.rows_merged, merged.live_files), (9, 18, 1));
    // Received from day 10 - 8 = 4 on: of 18 rows, those of the days 0 to 3 go: 1 + 2 + 2 + 2.
    let dropped = pass(keeping(8)).await;
    assert_eq!((dropped.rows_dropped, dropped.live_files, dropped.days_dropped), (7, 1, 0));
    assert_eq!(pass(keeping(8)).await.rows_dropped, 0);
    table.update().await.unwrap();
    let file = table.files().next().unwrap().clone();
    let batches = table.read(&file, &["received_at", "source_position"]).await.unwrap();
    let positions = batches.iter().flat_map(|batch| batch.column(0).as_primitive::<Int64Type>().values().to_vec());
    let mut positions: Vec<i64> = positions.collect();
    positions.sort_unstable();
    assert_eq!(positions, [4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9]);
    // No day changed.
    let changed = changed(&table, version).await.unwrap();
    assert!(changed.iter().all(|file| file.day.is_none()));
}
