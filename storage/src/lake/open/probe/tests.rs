#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
//! Stores that hold to the condition, and stores that only seem to.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use object_store::memory::InMemory;
use object_store::{GetOptions, GetResult, PutResult};

use super::*;
use crate::lake::tests::between::{Between, Manner, timeout};

/// How a store takes what is put where there is to be nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Takes {
    /// As it should.
    Once,
    /// Whatever is there.
    Always,
    /// When a look shows nothing, which for those that look at once it does.
    AfterALook,
    /// As it should; but the answer to the first is lost, and its client puts once more.
    AndLosesAnAnswer,
    /// None of the first that come at once.
    NoneOfSeveral,
    /// Nothing.
    Never,
    /// Whatever comes, and says that it does not.
    Secretly,
    /// Nothing, by an error.
    ByFailing,
}

#[derive(Debug)]
struct Loose {
    takes: Takes,
    puts: AtomicUsize,
}

fn taken(at: &Path) -> object_store::Error {
    object_store::Error::AlreadyExists { path: at.to_string(), source: "taken".into() }
}

#[async_trait]
impl Manner for Loose {
    fn concerns(&self, _: &Path) -> bool {
        true
    }

    async fn put_entry(
        &self,
        store: &dyn ObjectStore,
        at: &Path,
        payload: PutPayload,
        options: PutOptions,
    ) -> object_store::Result<PutResult> {
        let number = self.puts.fetch_add(1, Ordering::Relaxed);
        match self.takes {
            Takes::Once => store.put_opts(at, payload, options).await,
            Takes::Always => store.put(at, payload).await,
            Takes::AfterALook => {
                let is_there = store.head(at).await.is_ok();
                // Every other is as quick as if it had not looked.
                if number.is_multiple_of(2) {
                    tokio::task::yield_now().await;
                }
                if is_there { Err(taken(at)) } else { store.put(at, payload).await }
            }
            Takes::AndLosesAnAnswer => match store.put_opts(at, payload, options).await {
                Ok(_) => Err(taken(at)),
                other => other,
            },
            Takes::NoneOfSeveral if number < WRITERS => Err(taken(at)),
            Takes::NoneOfSeveral => store.put_opts(at, payload, options).await,
            Takes::Never => Err(taken(at)),
            Takes::Secretly => match store.put_opts(at, payload.clone(), options).await {
                Ok(put) => Ok(put),
                Err(_) => store.put(at, payload).await.and(Err(taken(at))),
            },
            Takes::ByFailing => Err(timeout()),
        }
    }

    async fn get(&self, store: &dyn ObjectStore, at: &Path, options: GetOptions) -> object_store::Result<GetResult> {
        store.get_opts(at, options).await
    }
}

/// What the probe says of a store, which must hold nothing of it afterwards.
async fn probed(takes: Takes) -> Result<(), Fault> {
    let memory: Arc<dyn ObjectStore> = Arc::new(InMemory::new());
    let store = Between { store: Arc::clone(&memory), manner: Loose { takes, puts: AtomicUsize::new(0) } };
    let answer = probe(&store).await;
    let left: Vec<_> = memory.list(None).try_collect().await.unwrap();
    assert!(left.is_empty(), "{takes:?} leaves {left:?}");
    answer
}

#[tokio::test]
async fn a_store_that_holds_to_the_condition_will_do() {
    probed(Takes::Once).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    probe(&object_store::local::LocalFileSystem::new_with_prefix(folder.path()).unwrap()).await.unwrap();
}

#[tokio::test]
async fn a_lost_answer_or_an_undecided_race_is_no_fault() {
    probed(Takes::AndLosesAnAnswer).await.unwrap();
    probed(Takes::NoneOfSeveral).await.unwrap();
}

#[tokio::test]
async fn a_store_that_lets_a_second_put_win_is_refused() {
    let found = probed(Takes::Always).await.unwrap_err();
    assert!(matches!(found, Fault::Replaces), "{found:?}");
}

#[tokio::test]
async fn a_store_that_looks_first_and_then_writes_is_refused() {
    let found = probed(Takes::AfterALook).await.unwrap_err();
    assert!(matches!(found, Fault::Winners(2..)), "{found:?}");
}

#[tokio::test]
async fn a_store_that_replaces_in_secret_is_refused() {
    let found = probed(Takes::Secretly).await.unwrap_err();
    assert!(matches!(found, Fault::Altered), "{found:?}");
}

#[tokio::test]
async fn a_store_that_takes_nothing_is_refused() {
    let found = probed(Takes::Never).await.unwrap_err();
    assert!(matches!(found, Fault::TakesNothing), "{found:?}");
    let found = probed(Takes::ByFailing).await.unwrap_err();
    assert!(matches!(found, Fault::Failed(Doing::Put, object_store::Error::Generic { .. })), "{found:?}");
}

#[tokio::test]
async fn what_a_killed_probe_left_is_cleared_away_when_it_is_old() {
    let folder = tempfile::tempdir().unwrap();
    let probes = folder.path().join(FOLDER);
    std::fs::create_dir(&probes).unwrap();
    for (name, age) in [("old", LEFT * 2), ("young", LEFT / 2)] {
        let file = std::fs::File::create(probes.join(name)).unwrap();
        file.set_modified(std::time::SystemTime::now() - age.to_std().unwrap()).unwrap();
    }
    probe(&object_store::local::LocalFileSystem::new_with_prefix(folder.path()).unwrap()).await.unwrap();
    let left: Vec<_> = std::fs::read_dir(&probes).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(left, ["young"]);
}
