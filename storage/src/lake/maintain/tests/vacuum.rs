//! What the vacuum takes, and what it leaves.

use super::super::super::encode::Origin;
use super::super::merge::Merge;
use super::*;

#[tokio::test]
async fn what_left_or_never_came_in_goes_when_its_grace_is_over() {
    let (folder, lake) = lake().await;
    let mut table = lake.table(&definition()).await.unwrap();
    for value in 0..3 {
        store(&mut table, vec![(1, value, value)]).await;
    }
    // A maintainer that was killed between its upload and its commit.
    let runs = table.files().map(|file| vec![file.clone()]).collect();
    let (place, origin) = (table.place(), Origin::Rows);
    Merge { place, day: Some(day()), runs, origin, received_from: None }.run(never()).await.unwrap().unwrap();
    let foreign = folder.path().join("things").join("notes.parquet");
    std::fs::write(&foreign, "not ours").unwrap();
    let old: Vec<_> = table.files().cloned().collect();
    assert_eq!(maintain(&lake, after(1)).await.files_written, 1);
    assert_eq!(stored(&lake), 5);

    let now = Utc::now();
    let soon = maintain(&lake, now + TimeDelta::days(6)).await;
    assert_eq!((soon.files_vacuumed, stored(&lake)), (0, 5));
    let looks = MaintenanceOptions { is_dry_run: true, ..MaintenanceOptions::default() };
    let would = maintain_with(&lake, now + TimeDelta::days(8), looks).await;
    assert_eq!((would.files_vacuumed, stored(&lake)), (4, 5));
    let late = maintain(&lake, now + TimeDelta::days(8)).await;
    assert_eq!((late.files_vacuumed, stored(&lake)), (4, 1));
    assert!(late.bytes_vacuumed >= old.iter().map(|file| file.size).sum::<u64>());
    assert!(foreign.exists());
    assert_eq!(rows(&lake).await, counted((0..3).map(|value| (1, value, value))));
    // Who followed the log from the first version on is led to files that are there.
    table.update().await.unwrap();
    for file in changed(&table, 0).await.unwrap() {
        assert!(table.read(&file, &["value"]).await.is_ok());
    }
}

#[tokio::test]
async fn a_file_that_was_written_long_ago_and_left_just_now_stays() {
    let (folder, lake) = lake().await;
    let mut table = lake.table(&definition()).await.unwrap();
    for value in 0..3 {
        store(&mut table, vec![(1, value, value)]).await;
    }
    let long_ago = std::time::SystemTime::now() - Duration::from_secs(30 * 86_400);
    let data = folder.path().join("things").join(format!("day={}", day()));
    for file in std::fs::read_dir(data).unwrap() {
        let file = std::fs::File::options().write(true).open(file.unwrap().path()).unwrap();
        file.set_modified(long_ago).unwrap();
    }
    // The first pass lists after it has merged: the files that it replaced are a month old, and just left.
    let done = maintain(&lake, Utc::now()).await;
    assert_eq!((done.files_written, done.files_vacuumed, stored(&lake)), (1, 0, 4));
    assert_eq!(maintain(&lake, Utc::now() + TimeDelta::days(8)).await.files_vacuumed, 3);
}
