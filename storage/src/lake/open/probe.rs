//! Whether a store does what the tables' log rests on: it takes an object under a name that is free, and from nobody
//! else thereafter, even when several come at once.
//!
//! A store that only seems to do so loses commits, and nobody is told. So it is tried before anything is kept there, at
//! every opening: a store may be moved, or a proxy be laid before it, without a word.

use bytes::Bytes;
use chrono::{TimeDelta, Utc};
use futures::future::join_all;
use futures::{StreamExt, TryStreamExt};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload};
use uuid::Uuid;

/// Folder of what is put for the probe.
pub(super) const FOLDER: &str = "_probe";

/// How many try at once for one name, and for how many names, one after another. A store that looks first and then writes
/// lets several win where they come close enough together. One such was found out by 55 of 100 races, and at 94 of 100
/// openings.
const WRITERS: usize = 8;
const RACES: usize = 4;

/// How many races may have no winner at all, as a store may say when it could not decide between two.
const UNDECIDED: usize = 3;

/// After this, what a probe left that was killed is cleared away.
const LEFT: TimeDelta = TimeDelta::hours(1);

/// What was being done when a request failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doing {
    List,
    Put,
    Get,
    Delete,
}

/// Why a store will not do.
#[derive(Debug)]
pub(super) enum Fault {
    /// A request failed.
    Failed(Doing, object_store::Error),
    /// It replaces what is there, whatever the condition.
    Replaces,
    /// So many writers were told that they came first.
    Winners(usize),
    /// What is there is not what the first to come has put.
    Altered,
    /// It takes nothing under the condition.
    TakesNothing,
}

/// Puts a store to the test; nothing stays of it.
pub(super) async fn probe(store: &dyn ObjectStore) -> Result<(), Fault> {
    clear_away(store).await?;
    let mut names = Vec::new();
    let raced = races(store, &mut names).await;
    let deleted = delete(store, names).await;
    // Of two failures, the first tells more.
    raced.and(deleted)
}

/// Runs the races, and has one more come when the last is over.
async fn races(store: &dyn ObjectStore, names: &mut Vec<Path>) -> Result<(), Fault> {
    let (mut decided, mut undecided) = (0, 0);
    loop {
        let name = Path::from(format!("{FOLDER}/{}", Uuid::new_v4()));
        names.push(name.clone());
        match race(store, &name).await? {
            None if undecided == UNDECIDED => return Err(Fault::TakesNothing),
            None => undecided += 1,
            Some(_) if decided + 1 < RACES => decided += 1,
            Some(winner) => {
                if put(store, &name, &text()).await? {
                    return Err(Fault::Replaces);
                }
                let found = get(store, &name).await.map_err(|error| Fault::Failed(Doing::Get, error))?;
                return if found == winner { Ok(()) } else { Err(Fault::Altered) };
            }
        }
    }
}

/// Lets several put under one name at once; gives what the first of them has put, and none when nobody was first.
async fn race(store: &dyn ObjectStore, name: &Path) -> Result<Option<Bytes>, Fault> {
    let texts = [(); WRITERS].map(|()| text());
    let mut winners = Vec::new();
    for (text, answer) in texts.iter().zip(join_all(texts.iter().map(|text| put(store, name, text))).await) {
        if answer? {
            winners.push(text.clone());
        }
    }
    match winners.len() {
        1 => return Ok(winners.pop()),
        0 => {}
        WRITERS => return Err(Fault::Replaces),
        several => return Err(Fault::Winners(several)),
    }
    // The answer to the first may have been lost: then the name is taken all the same.
    match get(store, name).await {
        Ok(found) if texts.contains(&found) => Ok(Some(found)),
        Ok(_) => Err(Fault::Altered),
        Err(object_store::Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(Fault::Failed(Doing::Get, error)),
    }
}

/// Something that nobody else puts.
fn text() -> Bytes {
    Bytes::from(Uuid::new_v4().to_string())
}

async fn get(store: &dyn ObjectStore, name: &Path) -> object_store::Result<Bytes> {
    store.get(name).await?.bytes().await
}

/// Puts an object where there is none; false where there is one.
async fn put(store: &dyn ObjectStore, name: &Path, text: &Bytes) -> Result<bool, Fault> {
    let payload = PutPayload::from(text.clone());
    match store.put_opts(name, payload, PutOptions::from(PutMode::Create)).await {
        Ok(_) => Ok(true),
        Err(object_store::Error::AlreadyExists { .. }) => Ok(false),
        Err(error) => Err(Fault::Failed(Doing::Put, error)),
    }
}

/// Deletes what probes left that were killed.
async fn clear_away(store: &dyn ObjectStore) -> Result<(), Fault> {
    let folder = Path::from(FOLDER);
    let listed = store.list(Some(&folder)).try_collect::<Vec<_>>().await;
    let listed = listed.map_err(|error| Fault::Failed(Doing::List, error))?;
    let old = listed.into_iter().filter(|object| Utc::now() - object.last_modified > LEFT);
    delete(store, old.map(|object| object.location).collect()).await
}

async fn delete(store: &dyn ObjectStore, names: Vec<Path>) -> Result<(), Fault> {
    let mut deleted = store.delete_stream(futures::stream::iter(names).map(Ok).boxed());
    while let Some(answer) = deleted.next().await {
        match answer {
            // What is gone already was never there, or another probe has cleared it away.
            Ok(_) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => return Err(Fault::Failed(Doing::Delete, error)),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
