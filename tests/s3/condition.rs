//! The server of these tests does what the lake rests on: of many who put under one name, one comes first.

use std::collections::BTreeMap;

use futures::future::join_all;
use object_store::path::Path;
use object_store::{Error, ObjectStore, ObjectStoreExt, PutMode, PutOptions};
use opkald_storage::lake::Lake;
use tokio::sync::Barrier;

use crate::s3::Server;

const WRITERS: usize = 8;
const NAMES: usize = 100;

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn of_many_who_put_under_one_name_at_once_one_comes_first() {
    let Some(server) = Server::shared() else { return };
    let bucket = server.bucket();
    let start = Barrier::new(WRITERS);
    let write = async |writer: usize| {
        let lake = Lake::open_with(&bucket.address("race"), &bucket.variables()).await.unwrap();
        let mut won = Vec::new();
        for name in 0..NAMES {
            start.wait().await;
            let (store, options) = (lake.store(), PutOptions::from(PutMode::Create));
            match store.put_opts(&path(name), text(writer, name).into(), options).await {
                Ok(_) => won.push((name, writer)),
                Err(Error::AlreadyExists { .. }) => {}
                Err(error) => panic!("{error}"),
            }
        }
        won
    };
    let won: Vec<(usize, usize)> = join_all((0..WRITERS).map(write)).await.concat();
    assert_eq!(won.len(), NAMES, "a name has no winner, or several: {won:?}");
    let winners: BTreeMap<usize, usize> = won.into_iter().collect();
    assert_eq!(winners.len(), NAMES);
    let lake = Lake::open_with(&bucket.address("race"), &bucket.variables()).await.unwrap();
    for (name, writer) in winners {
        let found = lake.store().get(&path(name)).await.unwrap().bytes().await.unwrap();
        assert_eq!(found, text(writer, name), "another object than the winner's lies under name {name}");
    }
}

fn path(name: usize) -> Path {
    Path::from(format!("{name}"))
}

/// Longer than what goes out in one packet.
fn text(writer: usize, name: usize) -> String {
    format!("writer {writer} at {name} ").repeat(500)
}
