//! What opening and committing ask of a store, and how long that takes beside a server on the same machine.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use opkald_storage::lake::{Commit, Lake};

use crate::given::{definition, put};
use crate::s3::{Between, Bucket, Fate, Request, Server};

/// Commits that are measured, and openings.
const COMMITS: usize = 100;
const OPENINGS: usize = 20;

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_asks_three_times_and_an_opening_of_the_lake_some_forty_times() {
    let Some(server) = Server::shared() else { return };
    let asked = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&asked);
    let between = Between::start(server.port(), move |request| {
        noted.lock().unwrap().push(request.clone());
        Fate::Passes
    });
    let bucket = server.bucket().through(between.port());
    let methods = || {
        let requests: Vec<Request> = std::mem::take(&mut asked.lock().unwrap());
        requests.into_iter().map(|request| request.method).collect::<Vec<_>>()
    };
    let lake = open(&bucket).await;
    // A look for what earlier probes left, four times eight at once and one after them, what is there then, and its end.
    assert_eq!(methods(), [&["GET"][..], &["PUT"; 33], &["GET", "POST"]].concat());
    let mut table = lake.table(&definition("things")).await.unwrap();
    let first = methods();
    assert_eq!(first.iter().filter(|method| *method == "PUT").count(), 1, "{first:?}");
    assert!(first.len() <= 8, "{first:?}");
    for _ in 0..2 {
        let add = vec![put(&table, 0..10).await];
        table.commit(Commit { add, ..Commit::default() }).await.unwrap();
        // The file, a look whether somebody else has committed, and the entry.
        assert_eq!(methods(), ["PUT", "GET", "PUT"]);
    }
    table.update().await.unwrap();
    assert_eq!(methods(), ["GET"]);
}

/// Prints the figures that the README tells; how long anything takes decides about nothing here.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_commit_and_an_opening_cost() {
    let Some(server) = Server::shared() else { return };
    let bucket = server.bucket();
    let lake = open(&bucket).await;
    let mut table = lake.table(&definition("things")).await.unwrap();
    let (mut commits, mut lakes, mut tables) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..COMMITS {
        let began = Instant::now();
        let add = vec![put(&table, [i64::try_from(number).unwrap()]).await];
        table.commit(Commit { add, ..Commit::default() }).await.unwrap();
        commits.push(began.elapsed());
    }
    for _ in 0..OPENINGS {
        let began = Instant::now();
        let lake = open(&bucket).await;
        lakes.push(began.elapsed());
        let began = Instant::now();
        assert_eq!(lake.table(&definition("things")).await.unwrap().files().count(), COMMITS);
        tables.push(began.elapsed());
    }
    println!("a file and its commit: {}", told(commits));
    println!("opening a lake, the probe included: {}", told(lakes));
    println!("opening a table after {COMMITS} commits: {}", told(tables));
}

async fn open(bucket: &Bucket) -> Lake {
    Lake::open_with(&bucket.address("lake"), &bucket.variables()).await.unwrap()
}

fn told(mut times: Vec<Duration>) -> String {
    times.sort();
    format!("median {:.1?}, slowest {:.1?}", times[times.len() / 2], times[times.len() - 1])
}
