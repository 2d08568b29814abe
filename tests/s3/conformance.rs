//! What a lake does, alike in a folder and on an object store.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{TimeDelta, Utc};
use futures::future::join_all;
use futures::{StreamExt, TryStreamExt};
use object_store::ObjectStore;
use opkald_storage::lake::{Beat, Commit, Lake, Maintained, Maintenance, MaintenanceOptions, Outcome, Progress};
use tokio::sync::watch;

use crate::given::{Ground, definition, put, values};

fn progress(app: &str, expected: Option<i64>, next: i64) -> Vec<Progress> {
    vec![Progress { app: app.to_owned(), expected, next }]
}

async fn maintained(lake: &Lake, table: &'static str, later: TimeDelta) -> Maintained {
    let options = MaintenanceOptions::default();
    let mut maintenance = Maintenance::open(lake, &[definition(table)], options).await.unwrap();
    maintenance.run(Utc::now() + later, &watch::channel(false).1).await.unwrap().remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_landed_is_there_for_who_opens_the_lake_again() {
    for ground in Ground::all() {
        let lake = ground.lake().await;
        let mut table = lake.table(&definition("things")).await.unwrap();
        assert_eq!((table.version(), table.files().count()), (0, 0));
        let add = vec![put(&table, 0..10).await, put(&table, 10..20).await];
        let commit = Commit { add, progress: progress("source", None, 20), ..Commit::default() };
        assert_eq!(table.commit(commit).await.unwrap(), Outcome::Landed { version: 1 });

        let again = ground.lake().await.table(&definition("things")).await.unwrap();
        assert_eq!(again.version(), 1);
        assert_eq!(again.files().collect::<Vec<_>>(), table.files().collect::<Vec<_>>());
        assert_eq!(again.progress("source").await.unwrap(), Some(20));
        assert_eq!(values(&again).await, (0..20).collect::<Vec<_>>());
        assert_eq!(again.changed_since(0).await.unwrap().files().unwrap().count(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_comes_late_loses_and_changes_nothing() {
    for ground in Ground::all() {
        let mut first = ground.lake().await.table(&definition("things")).await.unwrap();
        let mut second = ground.lake().await.table(&definition("things")).await.unwrap();
        let (one, two) = (put(&first, 0..10).await, put(&second, 0..10).await);
        let commit = |file| Commit { add: vec![file], progress: progress("source", None, 10), ..Commit::default() };
        assert_eq!(first.commit(commit(one)).await.unwrap(), Outcome::Landed { version: 1 });
        assert_eq!(second.commit(commit(two)).await.unwrap(), Outcome::LostRace);
        let again = ground.lake().await.table(&definition("things")).await.unwrap();
        assert_eq!((again.version(), values(&again).await), (1, (0..10).collect::<Vec<_>>()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_that_make_a_table_at_once_make_one() {
    const MAKERS: i64 = 8;
    for ground in Ground::all() {
        let lakes = join_all((0..MAKERS).map(|_| ground.lake())).await;
        let tables = lakes.into_iter().map(|lake| tokio::spawn(async move { lake.table(&definition("things")).await }));
        let tables = join_all(tables.collect::<Vec<_>>()).await;
        let mut tables: Vec<_> = tables.into_iter().map(|table| table.unwrap().unwrap()).collect();
        assert_eq!(tables.iter().map(|table| table.version()).collect::<BTreeSet<_>>(), [0].into());
        for (number, table) in (0..MAKERS).zip(&mut tables) {
            let add = vec![put(table, [number]).await];
            let landed = table.commit(Commit { add, ..Commit::default() }).await.unwrap();
            assert_eq!(landed, Outcome::Landed { version: number + 1 });
        }
        let again = ground.lake().await.table(&definition("things")).await.unwrap();
        assert_eq!(values(&again).await, (0..MAKERS).collect::<Vec<_>>());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn commits_to_several_tables_from_several_tasks_all_land_once() {
    const NAMES: [&str; 3] = ["ones", "twos", "threes"];
    const WRITERS: i64 = 4;
    const COMMITS: i64 = 8;
    for ground in Ground::all() {
        let tasks = NAMES.iter().flat_map(|name| (0..WRITERS).map(move |writer| (*name, writer)));
        let tasks = tasks.map(|(name, writer)| {
            let lake = ground.lake();
            async move {
                let lake = lake.await;
                tokio::spawn(write(lake, name, writer, COMMITS)).await.unwrap();
            }
        });
        join_all(tasks).await;
        for name in NAMES {
            let table = ground.lake().await.table(&definition(name)).await.unwrap();
            assert_eq!(table.version(), WRITERS * COMMITS);
            assert_eq!(values(&table).await, (0..WRITERS * COMMITS).collect::<Vec<_>>());
            assert_eq!(table.audit_progress().await.unwrap(), []);
        }
    }
}

/// Commits numbers of one's own, each with the position after it.
async fn write(lake: Lake, name: &'static str, writer: i64, commits: i64) {
    let mut table = lake.table(&definition(name)).await.unwrap();
    let app = format!("writer {writer}");
    for commit in 0..commits {
        let add = vec![put(&table, [writer * commits + commit]).await];
        let progress = progress(&app, (commit > 0).then_some(commit), commit + 1);
        let landed = table.commit(Commit { add, progress, ..Commit::default() }).await.unwrap();
        assert!(matches!(landed, Outcome::Landed { .. }), "{landed:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn maintenance_merges_checkpoints_prunes_and_vacuums_and_keeps_every_row() {
    const COMMITS: i64 = 105;
    for ground in Ground::all() {
        let lake = ground.lake().await;
        write(lake.clone(), "things", 0, COMMITS).await;
        let now = maintained(&lake, "things", TimeDelta::zero()).await;
        assert!(now.files_merged >= 100 && now.files_written > 0, "{now:?}");
        assert!(now.checkpoint.is_some() && now.log_depth == 0, "{now:?}");
        assert_eq!((now.files_vacuumed, now.log_files_removed), (0, 0), "{now:?}");
        let table = ground.lake().await.table(&definition("things")).await.unwrap();
        assert_eq!(values(&table).await, (0..COMMITS).collect::<Vec<_>>());

        let later = maintained(&ground.lake().await, "things", TimeDelta::days(8)).await;
        assert!(later.files_vacuumed >= 100 && later.log_files_removed >= 100, "{later:?}");
        let table = ground.lake().await.table(&definition("things")).await.unwrap();
        assert_eq!(values(&table).await, (0..COMMITS).collect::<Vec<_>>());
        assert_eq!(table.progress("writer 0").await.unwrap(), Some(COMMITS));
        let stored: Vec<_> = data_files(&lake).await;
        assert_eq!(stored.len(), table.files().count(), "{stored:?}");
    }
}

/// Data files of a table that lie in the store, whether or not they are in its log.
async fn data_files(lake: &Lake) -> Vec<String> {
    let listed = lake.store().list(Some(&"things".into())).map_ok(|object| object.location.to_string());
    let listed: Vec<String> = listed.try_collect().await.unwrap();
    listed.into_iter().filter(|path| !path.contains("_delta_log")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_file_is_written_in_parts_and_read_in_ranges() {
    // Numbers that hardly can be compressed: two files come to more than one part of an upload.
    const ROWS: i64 = 550_000;
    let scattered = |value: i64| value.wrapping_mul(0x9E37_79B9_7F4A_7C15_u64 as i64);
    for ground in Ground::all() {
        let lake = ground.lake().await;
        let mut table = lake.table(&definition("things")).await.unwrap();
        for half in [0..ROWS, ROWS..2 * ROWS] {
            let add = vec![put(&table, half.map(scattered)).await];
            table.commit(Commit { add, ..Commit::default() }).await.unwrap();
        }
        let done = maintained(&lake, "things", TimeDelta::days(400)).await;
        assert_eq!((done.files_merged, done.files_written), (2, 1), "{done:?}");
        assert!(done.bytes_written > 8 << 20, "{done:?}");
        let table = ground.lake().await.table(&definition("things")).await.unwrap();
        let mut expected: Vec<_> = (0..2 * ROWS).map(scattered).collect();
        expected.sort_unstable();
        assert!(values(&table).await == expected, "other numbers are stored than were put");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ingests_tell_beside_the_tables_is_heard_and_taken_back() {
    for ground in Ground::all() {
        let (lake, other) = (ground.lake().await, ground.lake().await);
        let beat = Beat { until: Utc::now(), at: Utc::now() };
        let ingest = lake.timer().mark();
        lake.tell(ingest, beat).await.unwrap();
        lake.tell(ingest, beat).await.unwrap();
        assert_eq!(other.beats().await.unwrap(), [beat]);
        lake.retract(ingest).await.unwrap();
        lake.retract(ingest).await.unwrap();
        assert_eq!(other.beats().await.unwrap(), []);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_left_is_swept_when_its_grace_is_over() {
    for ground in Ground::all() {
        let lake = ground.lake().await;
        let mut table = lake.table(&definition("things")).await.unwrap();
        let add = vec![put(&table, 0..10).await];
        table.commit(Commit { add, ..Commit::default() }).await.unwrap();
        let gone: Vec<_> = table.files().cloned().collect();
        let add = vec![put(&table, 20..30).await];
        table.commit(Commit { add, remove: gone.clone(), ..Commit::default() }).await.unwrap();
        assert_eq!(table.sweep(Duration::from_secs(60)).await, 0);
        assert!(table.read(&gone[0], &["value"]).await.is_ok());
        assert_eq!(table.sweep(Duration::ZERO).await, 1);
        assert!(table.read(&gone[0], &["value"]).await.is_err());
        assert_eq!(values(&table).await, (20..30).collect::<Vec<_>>());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn opening_leaves_nothing_behind() {
    for ground in Ground::all() {
        let listed: Vec<_> = ground.lake().await.store().list(None).collect().await;
        assert!(listed.is_empty(), "{listed:?}");
    }
}
