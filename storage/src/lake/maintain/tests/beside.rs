//! Maintenance beside live writers, and beside itself.

use super::super::super::Progress;
use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_maintainers_beside_two_writers_lose_nothing() {
    let (_folder, lake) = lake().await;
    lake.table(&definition()).await.unwrap();
    let (tell, stop) = watch::channel(false);
    let writer = |number: i64| {
        let lake = lake.clone();
        tokio::spawn(async move {
            let mut table = lake.table(&definition()).await.unwrap();
            for commit in 0..60 {
                let value = number * 1000 + commit;
                let rows = (0..5_u8).map(|customer| (customer, commit, value)).collect();
                let add = vec![put(&table, rows).await];
                // As an ingest does: called off only where another writer's rows came in, never by a maintainer.
                loop {
                    let commit = Commit { add: add.clone(), unless_overtaken: true, ..Commit::default() };
                    match table.commit(commit).await.unwrap() {
                        Outcome::Landed { .. } => break,
                        Outcome::Overtaken { added } => assert!(!added.is_empty()),
                        Outcome::LostRace => panic!("an ingest lost to a maintainer"),
                    }
                }
            }
        })
    };
    let maintainer = || {
        let (lake, stop) = (lake.clone(), stop.clone());
        tokio::spawn(async move {
            let options = MaintenanceOptions::default();
            let mut maintenance = Maintenance::open(&lake, &[definition()], options).await.unwrap();
            let mut all = Vec::new();
            while !*stop.borrow() {
                all.extend(maintenance.run(after(0), &never()).await.unwrap());
                tokio::task::yield_now().await;
            }
            all
        })
    };
    let (writers, maintainers) = ([writer(1), writer(2)], [maintainer(), maintainer()]);
    for writer in writers {
        writer.await.unwrap();
    }
    tell.send(true).unwrap();
    let mut merged = 0;
    for maintainer in maintainers {
        merged += maintainer.await.unwrap().iter().map(|done| done.files_merged).sum::<u64>();
    }
    assert!(merged > 0);
    let number = |number: i64| move |commit| (0..5_u8).map(move |customer| (customer, commit, number * 1000 + commit));
    let all = (0..60).flat_map(number(1)).chain((0..60).flat_map(number(2)));
    assert_eq!(rows(&lake).await, counted(all));
}

#[tokio::test]
async fn the_second_of_two_that_take_the_same_files_loses_and_leaves_nothing_behind() {
    let (_folder, lake) = lake().await;
    let mut table = lake.table(&definition()).await.unwrap();
    for value in 0..3 {
        store(&mut table, vec![(1, value, value)]).await;
    }
    let mut other = lake.table(&definition()).await.unwrap();
    let files: Vec<_> = table.files().cloned().collect();
    let merge = |table: &Table| super::super::merge::Merge {
        place: table.place(),
        day: Some(day()),
        runs: files.iter().map(|file| vec![file.clone()]).collect(),
        origin: super::super::super::encode::Origin::Rows,
        received_from: None,
    };
    let first = merge(&table).run(never()).await.unwrap().unwrap();
    let second = merge(&other).run(never()).await.unwrap().unwrap();
    assert_eq!(stored(&lake), 5);
    assert!(compact::commit(&mut table, files.clone(), &first, "compact").await.unwrap());
    assert!(!compact::commit(&mut other, files.clone(), &second, "compact").await.unwrap());
    assert_eq!(stored(&lake), 4);
    assert_eq!(rows(&lake).await, counted((0..3).map(|value| (1, value, value))));
}

#[tokio::test]
async fn what_was_laid_anew_is_told_and_overtakes_nobody() {
    let (_folder, lake) = lake().await;
    let mut table = lake.table(&definition()).await.unwrap();
    assert_eq!(table.take_relaid(), []);
    let mut stranger = lake.table(&definition()).await.unwrap();
    for value in 0..2 {
        store(&mut table, vec![(1, value, value)]).await;
    }
    let committed_at = table.committed_at().await.unwrap();
    let old: Vec<_> = table.files().map(|file| file.path.clone()).collect();
    assert!(maintain(&lake, after(1)).await.files_merged > 0);
    assert_eq!(table.update().await.unwrap(), []);
    let relaid = table.take_relaid();
    assert_eq!((relaid.len(), &relaid[0].from, relaid[0].into.len()), (1, &old, 1));
    assert_eq!(table.take_relaid(), []);
    // Laying rows anew brings no news: what is told of the last rows' time stays, for whoever opens the table too.
    assert_eq!(table.committed_at().await.unwrap(), committed_at);
    let opened = lake.table(&definition()).await.unwrap();
    assert_eq!(opened.committed_at().await.unwrap(), committed_at);
    // Who has not seen the rows yet is told where they are now.
    assert_eq!(stranger.update().await.unwrap(), relaid[0].into);
}

#[tokio::test]
async fn dropping_days_does_not_say_that_something_came() {
    let (_folder, lake) = lake().await;
    let mut table = lake.table(&definition()).await.unwrap();
    let file = table.put(Encoded::new(&definition(), Some(day()), &batch(vec![(1, 1, 1)])).unwrap()).await.unwrap();
    let progress = vec![Progress { app: "file".to_owned(), expected: None, next: 1 }];
    table.commit(Commit { add: vec![file], progress, ..Commit::default() }).await.unwrap();
    let committed_at = table.committed_at().await.unwrap();
    assert!(committed_at.is_some());
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    let options = MaintenanceOptions { keep_days: 10, ..MaintenanceOptions::default() };
    assert_eq!(maintain_with(&lake, after(12), options).await.rows_dropped, 1);
    table.update().await.unwrap();
    assert_eq!(table.committed_at().await.unwrap(), committed_at);
}
