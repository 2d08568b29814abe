//! Stores whose answer is not what happened: a commit is told as it ended, and none lands twice.

use std::fmt;
use std::sync::Mutex;

use async_trait::async_trait;
use futures::stream::BoxStream;
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, PutMultipartOptions, PutOptions,
    PutPayload, PutResult,
};

use super::*;

/// What happens to the next entry of a log that is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// It is not there, and the answer is an error.
    Before,
    /// It is there, and the answer is an error.
    After,
    /// It is there, the answer is an error, and nothing can be read for a while.
    AfterAndBlind,
    /// It is not there: another writer's is, and the answer is an error that does not say so.
    Beaten,
}

/// A store that fails once, when told to.
#[derive(Debug)]
struct Unsure {
    store: Arc<dyn ObjectStore>,
    fault: Mutex<Option<Fault>>,
    blind: Mutex<bool>,
}

impl Unsure {
    fn timeout() -> object_store::Error {
        object_store::Error::Generic { store: "unsure", source: "the request timed out".into() }
    }
}

impl fmt::Display for Unsure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unsure")
    }
}

#[async_trait]
impl ObjectStore for Unsure {
    async fn put_opts(&self, at: &Path, payload: PutPayload, options: PutOptions) -> object_store::Result<PutResult> {
        let is_entry = at.as_ref().contains("_delta_log/");
        let fault = if is_entry { self.fault.lock().unwrap().take() } else { None };
        match fault {
            None => return self.store.put_opts(at, payload, options).await,
            Some(Fault::Before) => {}
            Some(Fault::Beaten) => {
                let other = b"{\"commitInfo\":{\"timestamp\":1,\"operation\":\"other\",\"commitMark\":\"theirs\"}}\n";
                self.store.put_opts(at, other.to_vec().into(), options).await?;
            }
            Some(Fault::After) => {
                self.store.put_opts(at, payload, options).await?;
            }
            Some(Fault::AfterAndBlind) => {
                self.store.put_opts(at, payload, options).await?;
                *self.blind.lock().unwrap() = true;
            }
        }
        Err(Self::timeout())
    }

    async fn put_multipart_opts(
        &self,
        at: &Path,
        options: PutMultipartOptions,
    ) -> object_store::Result<Box<dyn MultipartUpload>> {
        self.store.put_multipart_opts(at, options).await
    }

    async fn get_opts(&self, at: &Path, options: GetOptions) -> object_store::Result<GetResult> {
        if *self.blind.lock().unwrap() {
            return Err(Self::timeout());
        }
        self.store.get_opts(at, options).await
    }

    fn delete_stream(
        &self,
        paths: BoxStream<'static, object_store::Result<Path>>,
    ) -> BoxStream<'static, object_store::Result<Path>> {
        self.store.delete_stream(paths)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, object_store::Result<ObjectMeta>> {
        self.store.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> object_store::Result<ListResult> {
        self.store.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> object_store::Result<()> {
        self.store.copy_opts(from, to, options).await
    }
}

/// A table on such a store, and the lake to look at it soberly.
async fn place() -> (tempfile::TempDir, Lake, Table, Arc<Unsure>) {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path().to_str().unwrap()).await.unwrap();
    let mut table = lake.table(&definition()).await.unwrap();
    let store = Unsure { store: Arc::clone(&table.store), fault: Mutex::new(None), blind: Mutex::new(false) };
    let store = Arc::new(store);
    table.store = store.clone();
    (folder, lake, table, store)
}

async fn commit_of(table: &Table) -> Commit {
    Commit { add: vec![put(table, &[("1", 1)]).await], progress: progress(None, 5), ..Commit::default() }
}

/// Version, number of files and progress, as one who opens the table finds them.
async fn found(lake: &Lake) -> (i64, usize, Option<i64>) {
    let table = lake.table(&definition()).await.unwrap();
    (table.version(), table.files().count(), table.progress("source").await.unwrap())
}

#[tokio::test]
async fn an_entry_that_landed_is_known_again_when_the_answer_is_an_error() {
    let (_folder, lake, mut table, store) = place().await;
    let commit = commit_of(&table).await;
    *store.fault.lock().unwrap() = Some(Fault::After);
    assert_eq!(table.commit(commit).await.unwrap(), Outcome::Landed { version: 1 });
    assert_eq!(found(&lake).await, (1, 1, Some(5)));
    // The state follows: the next commit is the next version, and fits the progress.
    let next = Commit { progress: progress(Some(5), 6), ..Commit::default() };
    assert_eq!(table.commit(next).await.unwrap(), Outcome::Landed { version: 2 });
}

#[tokio::test]
async fn an_entry_that_did_not_land_is_an_error_and_can_be_tried_again() {
    let (_folder, lake, mut table, store) = place().await;
    let file = put(&table, &[("1", 1)]).await;
    let commit = || Commit { add: vec![file.clone()], progress: progress(None, 5), ..Commit::default() };
    *store.fault.lock().unwrap() = Some(Fault::Before);
    let error = table.commit(commit()).await.unwrap_err();
    assert!(matches!(error, Error::Store { .. }), "{error}");
    assert_eq!(found(&lake).await, (0, 0, None));
    assert_eq!(table.commit(commit()).await.unwrap(), Outcome::Landed { version: 1 });
    assert_eq!(found(&lake).await, (1, 1, Some(5)));
}

#[tokio::test]
async fn an_entry_of_another_under_the_name_is_not_taken_for_ours() {
    let (_folder, lake, mut table, store) = place().await;
    let commit = commit_of(&table).await;
    *store.fault.lock().unwrap() = Some(Fault::Beaten);
    assert_eq!(table.commit(commit).await.unwrap(), Outcome::Landed { version: 2 });
    assert_eq!(found(&lake).await, (2, 1, Some(5)));
}

#[tokio::test]
async fn an_entry_that_nobody_can_ask_for_is_an_error_and_does_not_land_twice() {
    let (_folder, lake, mut table, store) = place().await;
    let file = put(&table, &[("1", 1)]).await;
    let commit = || Commit { add: vec![file.clone()], progress: progress(None, 5), ..Commit::default() };
    *store.fault.lock().unwrap() = Some(Fault::AfterAndBlind);
    assert!(matches!(table.commit(commit()).await, Err(Error::Store { .. })));
    assert!(matches!(table.commit(commit()).await, Err(Error::Store { .. })));
    *store.blind.lock().unwrap() = false;
    // It did land: whoever tries again is told that the work was done from a place that is not the last.
    assert_eq!(table.commit(commit()).await.unwrap(), Outcome::LostRace);
    assert_eq!(found(&lake).await, (1, 1, Some(5)));
}
