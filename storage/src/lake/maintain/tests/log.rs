//! The length of the log, and what must not be forgotten.

use super::*;
use crate::Error;

fn entries(lake: &Lake, ends: &str) -> usize {
    let folder = lake.root().to_file_path().unwrap().join("things/_delta_log");
    let names = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.ends_with(ends)).count()
}

#[tokio::test]
async fn a_checkpoint_comes_after_a_hundred_commits_and_old_entries_go_later() {
    let (_folder, lake) = lake().await;
    let mut table = lake.table(&definition()).await.unwrap();
    for value in 0..99 {
        store(&mut table, vec![(1, value, value)]).await;
    }
    let mut maintenance = Maintenance::open(&lake, &[definition()], MaintenanceOptions::default()).await.unwrap();
    let now = Utc::now();
    // The merges are commits too, so that the next pass finds a hundred.
    let first = maintenance.run(after(0), &never()).await.unwrap().remove(0);
    assert!(first.files_merged > 0);
    let second = maintenance.run(now, &never()).await.unwrap().remove(0);
    let checkpoint = first.checkpoint.or(second.checkpoint).unwrap();
    assert!(checkpoint >= 100);
    assert_eq!((second.log_depth, table.last_checkpoint().await.unwrap()), (0, Some(checkpoint)));
    store(&mut table, vec![(1, 1, 1000)]).await;

    assert_eq!(maintenance.run(now + TimeDelta::days(6), &never()).await.unwrap()[0].log_files_removed, 0);
    assert!(entries(&lake, ".json") > 100);
    let later = maintenance.run(now + TimeDelta::days(8), &never()).await.unwrap().remove(0);
    assert!(later.log_files_removed >= 100, "{later:?}");
    assert!(entries(&lake, ".json") < 5);
    let expected = counted((0..99).map(|value| (1, value, value)).chain([(1, 1, 1000)]));
    assert_eq!(rows(&lake).await, expected);
    assert_eq!(changed(&table, 1).await, None);
    assert_eq!(table.audit_progress().await.unwrap(), []);
}

#[tokio::test]
async fn what_a_follower_has_not_seen_stays_in_the_log() {
    let (_folder, lake) = lake().await;
    let mut table = lake.table(&definition()).await.unwrap();
    for value in 0..110 {
        store(&mut table, vec![(1, value, value)]).await;
    }
    table.checkpoint().await.unwrap();
    store(&mut table, vec![(1, 1, 1000)]).await;
    let long = Duration::ZERO;
    let later = Utc::now() + TimeDelta::days(1);
    assert_eq!(table.prune_log(Utc::now() - TimeDelta::days(1), long, 1000, 111).await.unwrap(), 0);
    assert_eq!(table.prune_log(Utc::now() - TimeDelta::days(1), long, 5, 50).await.unwrap(), 0);
    assert_eq!(table.prune_log(later, long, 1000, 50).await.unwrap(), 0);
    assert!(changed(&table, 50).await.is_some());
    assert!(table.prune_log(later, long, 1000, 111).await.unwrap() > 100);
    assert!(changed(&table, 110).await.is_some());
    assert_eq!(changed(&table, 50).await, None);
}

#[tokio::test]
async fn who_stood_still_while_the_log_was_cut_does_not_write_in_the_past() {
    let (_folder, lake) = lake().await;
    let mut table = lake.table(&definition()).await.unwrap();
    let app = |expected: Option<i64>, next| super::super::super::Progress { app: "early".to_owned(), expected, next };
    table.commit(Commit { progress: vec![app(None, 7)], ..Commit::default() }).await.unwrap();
    let mut still = lake.table(&definition()).await.unwrap();
    for value in 0..20 {
        store(&mut table, vec![(1, value, value)]).await;
    }
    table.checkpoint().await.unwrap();
    assert!(table.prune_log(Utc::now() + TimeDelta::days(1), Duration::ZERO, 5, i64::MAX).await.unwrap() > 15);
    // What it knows was loaded from entries that are gone: it is asked of those that are there.
    assert_eq!(table.progress("early").await.unwrap(), Some(7));
    assert_eq!(table.progress("other").await.unwrap(), None);

    still.looked.age();
    let add = vec![put(&still, vec![(2, 1, 1)]).await];
    let commit = || Commit { add: add.clone(), ..Commit::default() };
    let behind = still.commit(commit()).await.unwrap_err();
    assert!(matches!(behind, Error::LeftBehind { .. }), "{behind}");
    assert_eq!(still.version(), table.version());
    // From the state of now on it goes on.
    assert!(matches!(still.commit(commit()).await.unwrap(), Outcome::Landed { .. }));
    assert_eq!(rows(&lake).await, counted((0..20).map(|value| (1, value, value)).chain([(2, 1, 1)])));
}

#[tokio::test]
async fn a_table_that_forgets_progress_is_refused() {
    let (folder, lake) = lake().await;
    lake.table(&definition()).await.unwrap();
    let first = folder.path().join("things/_delta_log/00000000000000000000.json");
    let text = std::fs::read_to_string(&first).unwrap();
    let text = text.replace(
        "\"configuration\":{}",
        "\"configuration\":{\"delta.setTransactionRetentionDuration\":\"interval 7 days\"}",
    );
    std::fs::write(&first, text).unwrap();
    let error = lake.table(&definition()).await.unwrap_err();
    assert!(matches!(error, Error::ProgressExpires { table: ref name, .. } if name == "things"), "{error}");
}
