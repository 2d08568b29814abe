//! The object store as a process sees it: every request is a turn, and may go wrong.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use futures::stream::BoxStream;
use futures::{FutureExt, StreamExt};
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore, PutMultipartOptions,
    PutOptions, PutPayload, PutResult,
};

use super::turns::{Answer, Asked, Simulation};

/// Name of the thread that a merge of files has for itself.
const MERGE: &str = "opkald-merge";

#[derive(Clone)]
pub(super) struct Store {
    simulation: Arc<Simulation>,
    process: usize,
    life: u64,
    inner: Arc<InMemory>,
}

/// The answer of a store that did not come.
pub(super) fn timeout() -> object_store::Error {
    object_store::Error::Generic { store: "simulated", source: "the request timed out".into() }
}

impl Store {
    pub(super) fn new(simulation: &Arc<Simulation>, process: usize) -> Self {
        let world = simulation.world();
        let (life, inner) = (world.processes[process].life, Arc::clone(&world.store));
        Self { simulation: Arc::clone(simulation), process, life, inner }
    }

    /// Asks for a turn. None if this request has none: what the Delta library does belongs to the turn at hand, since it
    /// asks for several things at once, from several threads; it fails as long as the store is away.
    async fn turn(&self, asked: Asked) -> object_store::Result<Option<Answer>> {
        let is_merge = std::thread::current().name() == Some(MERGE);
        {
            let mut world = self.simulation.world();
            let is_away = world.store_is_away();
            let process = &mut world.processes[self.process];
            if process.life != self.life || process.has_ended() {
                return Err(timeout());
            }
            let is_its_own = process.id.is_some() && tokio::task::try_id() == process.id;
            if process.is_opening || !(is_its_own || is_merge) {
                process.was_failed |= is_away;
                return if is_away { Err(timeout()) } else { Ok(None) };
            }
        }
        if is_merge {
            return self.simulation.turn_of_a_thread(self.process, asked).await.map(Some).ok_or_else(timeout);
        }
        Ok(Some(self.simulation.turn(self.process, asked).await))
    }

    /// What is listed, as old as it is by the world's calendar.
    fn listed(&self, prefix: Option<&Path>) -> BoxStream<'static, object_store::Result<ObjectMeta>> {
        let simulation = Arc::clone(&self.simulation);
        self.inner.list(prefix).map(move |listed| Ok(simulation.world().dated(listed?))).boxed()
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "store of process {}", self.process)
    }
}

impl fmt::Display for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

#[async_trait]
impl ObjectStore for Store {
    async fn put_opts(&self, at: &Path, payload: PutPayload, options: PutOptions) -> object_store::Result<PutResult> {
        match self.turn(Asked::Put(at.clone(), payload.clone(), options.clone())).await? {
            Some(Answer::Put(result)) => result,
            Some(_) => unreachable!("a put was asked for"),
            None => self.simulation.world().put(self.process, at, payload, options),
        }
    }

    async fn get_opts(&self, at: &Path, options: GetOptions) -> object_store::Result<GetResult> {
        match self.turn(Asked::Get(at.clone(), options.clone())).await? {
            Some(Answer::Get(result)) => result,
            Some(_) => unreachable!("a get was asked for"),
            None => self.inner.get_opts(at, options).await,
        }
    }

    async fn put_multipart_opts(
        &self,
        at: &Path,
        _: PutMultipartOptions,
    ) -> object_store::Result<Box<dyn MultipartUpload>> {
        unreachable!("{at} is put in parts: files of this world are small")
    }

    fn delete_stream(
        &self,
        paths: BoxStream<'static, object_store::Result<Path>>,
    ) -> BoxStream<'static, object_store::Result<Path>> {
        let store = self.clone();
        let delete = move |path: object_store::Result<Path>| {
            let store = store.clone();
            async move {
                let path = path?;
                match store.turn(Asked::Delete(path.clone())).await? {
                    Some(Answer::Delete(result)) => result.map(|()| path),
                    _ => unreachable!("the Delta library deletes nothing from a thread of its own"),
                }
            }
        };
        paths.then(delete).boxed()
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, object_store::Result<ObjectMeta>> {
        let (store, prefix) = (self.clone(), prefix.cloned());
        let list = async move {
            match store.turn(Asked::List).await {
                Ok(Some(Answer::List(Ok(()))) | None) => store.listed(prefix.as_ref()),
                Ok(Some(Answer::List(Err(error)))) | Err(error) => {
                    futures::stream::once(std::future::ready(Err(error))).boxed()
                }
                Ok(Some(_)) => unreachable!("a list was asked for"),
            }
        };
        list.flatten_stream().boxed()
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> object_store::Result<ListResult> {
        self.inner.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, _: &Path, _: CopyOptions) -> object_store::Result<()> {
        unreachable!("nobody copies {from}")
    }
}
