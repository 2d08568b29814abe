//! What a merge does with doubles, with disorder, and with what the log tells wrongly.

use super::super::super::encode::Origin;
use super::super::super::{FileEntry, action::Add};
use super::super::merge::Merge;
use super::super::output::Output;
use super::*;
use crate::Error;

fn merge(table: &Table, files: Vec<FileEntry>, origin: Origin) -> Merge {
    let runs = files.into_iter().map(|file| vec![file]).collect();
    Merge { place: table.place(), day: Some(day()), runs, origin, received_from: None }
}

#[tokio::test]
async fn a_closed_day_loses_doubles_and_says_that_rows_went() {
    let (_folder, lake) = lake().await;
    let mut table = lake.table(&definition()).await.unwrap();
    store(&mut table, vec![(1, 10, 1), (2, 10, 2)]).await;
    store(&mut table, vec![(1, 10, 1), (2, 10, 3), (3, 5, 1)]).await;
    let version = table.version();
    // An open day is only merged; what is in it twice stays so.
    assert_eq!(maintain(&lake, after(0)).await.doubles_dropped, 0);
    let done = maintain(&lake, after(1)).await;
    assert_eq!((done.doubles_dropped, done.files_written, done.rows_merged), (1, 1, 5));
    assert_eq!(rows(&lake).await, counted([(1, 10, 1), (2, 10, 2), (2, 10, 3), (3, 5, 1)]));
    table.update().await.unwrap();
    let changes = table.changed_since(version).await.unwrap();
    let came: Vec<_> = changes.files().unwrap().cloned().collect();
    assert_eq!(came, table.files().cloned().collect::<Vec<_>>());
    assert_eq!((came[0].rows, changes.gone().any(|file| file.day == Some(day()))), (4, true));
}

#[tokio::test]
async fn files_end_where_a_customer_does_and_follow_each_other() {
    let (_folder, lake) = lake().await;
    let mut table = lake.table(&definition()).await.unwrap();
    let customers: Vec<Row> = (0..200_u8).flat_map(|customer| (0..300).map(move |at| (customer, at, at))).collect();
    let (even, odd): (Vec<_>, Vec<_>) = customers.iter().partition(|row| row.1 % 2 == 0);
    store(&mut table, even).await;
    store(&mut table, odd).await;
    let files: Vec<_> = table.files().cloned().collect();
    let merge = merge(&table, files.clone(), Origin::ClosedDay);
    let mut output = Output::new(table.place(), Some(day()), Origin::ClosedDay).with_file_bytes(1_000);
    let merged = merge.merge(&mut output, &never()).await.unwrap().unwrap();
    assert!(merged.files.len() > 3, "{}", merged.files.len());
    assert!(compact::commit(&mut table, files, &merged, "compact").await.unwrap());
    let mut bounds: Vec<_> = table.files().map(|file| file.customers.clone().unwrap()).collect();
    bounds.sort();
    assert!(bounds.windows(2).all(|pair| pair[0].1 < pair[1].0), "{bounds:?}");
    assert_eq!(rows(&lake).await, counted(customers));
    // One sequence of files is a closed day, however many they are.
    assert_eq!(maintain(&lake, after(3)).await.files_merged, 0);
}

#[tokio::test]
async fn rows_that_are_not_what_the_log_tells_are_not_laid_anew() {
    let (_folder, lake) = lake().await;
    let mut table = lake.table(&definition()).await.unwrap();
    store(&mut table, vec![(1, 1, 1)]).await;
    let mut wrong = put(&table, vec![(2, 1, 2), (2, 2, 3)]).await;
    wrong.add =
        Add { stats: wrong.add.stats.map(|stats| stats.replace("\"numRecords\":2", "\"numRecords\":3")), ..wrong.add };
    let path = wrong.add.path.clone();
    table.commit(Commit { add: vec![wrong], ..Commit::default() }).await.unwrap();
    let mut maintenance = Maintenance::open(&lake, &[definition()], MaintenanceOptions::default()).await.unwrap();
    let error = maintenance.run(after(1), &never()).await.unwrap_err();
    assert!(
        matches!(&error, Error::NotConserved { why, files, .. } if why.contains("4 rows") && files.contains(&path))
    );
    assert_eq!((table.update().await.unwrap(), table.files().count(), stored(&lake)), (vec![], 2, 2));
}

#[tokio::test]
async fn a_file_that_is_not_sorted_is_not_taken_for_one() {
    let (_folder, lake) = lake().await;
    let mut table = lake.table(&definition()).await.unwrap();
    store(&mut table, vec![(1, 1, 1)]).await;
    let sorted = batch(vec![(5, 1, 2), (7, 2, 3)]);
    let turned = arrow::compute::take_record_batch(&sorted, &arrow::array::UInt32Array::from(vec![1, 0])).unwrap();
    let file = table.put(Encoded::new(&definition(), Some(day()), &turned).unwrap()).await.unwrap();
    table.commit(Commit { add: vec![file], ..Commit::default() }).await.unwrap();
    let files: Vec<_> = table.files().cloned().collect();
    let error = merge(&table, files, Origin::Rows).run(never()).await.unwrap_err();
    assert!(error.to_string().contains("not sorted by customer and time"), "{error}");
    assert_eq!(stored(&lake), 2);
}

#[tokio::test]
async fn a_merge_that_is_stopped_leaves_nothing() {
    let (_folder, lake) = lake().await;
    let mut table = lake.table(&definition()).await.unwrap();
    for half in 0..2 {
        store(&mut table, (0..10_000).map(|at| (1, at, at * 2 + half)).collect()).await;
    }
    let (_tell, stop) = watch::channel(true);
    let files: Vec<_> = table.files().cloned().collect();
    assert!(merge(&table, files, Origin::Rows).run(stop).await.unwrap().is_none());
    assert_eq!(stored(&lake), 2);
}
